//! Where the server tells what it counts: on this machine only.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use serde::Deserialize;

use super::file::Said;
use super::resolve::{Ledger, Source};
use crate::exchange::Socket;

/// A loopback address, or the path of a Unix socket behind `unix:`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct MetricsAt(Socket);

impl MetricsAt {
    /// The place.
    #[must_use]
    pub fn socket(&self) -> &Socket {
        &self.0
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        place(&self.0)
    }
}

/// A place as it is written in the configuration.
#[must_use]
pub fn place(socket: &Socket) -> String {
    match socket {
        Socket::Unix(path) => format!("unix:{}", path.display()),
        Socket::Loopback(address) => address.to_string(),
    }
}

impl FromStr for MetricsAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
            return Ok(Self(Socket::Unix(path.into())));
        }
        let port = text.strip_prefix(':').unwrap_or(text).parse::<u16>();
        let address = port
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .or_else(|_| text.parse());
        match address {
            Ok(address) if address.ip().is_loopback() => Ok(Self(Socket::Loopback(address))),
            Ok(address) => Err(format!(
                "{address} can be reached by strangers, whom this is not for; write 127.0.0.1:PORT or unix:PATH, and put \
                 in front of it what checks who asks"
            )),
            Err(_) => {
                Err("write an address of this machine, such as 127.0.0.1:9165, or unix:/run/propus/metrics.sock"
                    .to_owned())
            }
        }
    }
}

impl TryFrom<String> for MetricsAt {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Where the server tells; `None` when it does not. A socket that the file names is relative to it.
pub(super) fn metrics(
    ledger: &mut Ledger<'_>,
    typed: Option<MetricsAt>,
    said: &Said<MetricsAt>,
) -> Option<Socket> {
    let mut chosen = ledger.first("--metrics", typed, &[said]);
    if let Some(chosen) = &mut chosen
        && let (Source::File(..), Socket::Unix(path)) = (&chosen.source, chosen.value.socket())
    {
        chosen.value = MetricsAt(Socket::Unix(ledger.resolve(path)));
    }
    ledger.note("metrics", chosen.as_ref());
    chosen.map(|chosen| chosen.value.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        match (text.parse::<MetricsAt>(), expected) {
            (Ok(read), Ok(expected)) => assert_eq!(read.text(), expected, "{text}"),
            (Err(told), Err(word)) => assert!(told.contains(word), "{text}: {told}"),
            (read, _) => panic!("{text}: {read:?}"),
        }
    }

    #[test]
    fn only_this_machine_is_told() {
        check("127.0.0.1:9165", Ok("127.0.0.1:9165"));
        check("[::1]:9165", Ok("[::1]:9165"));
        check("9165", Ok("127.0.0.1:9165"));
        check(":9165", Ok("127.0.0.1:9165"));
        check("unix:/run/m.sock", Ok("unix:/run/m.sock"));
        check("0.0.0.0:9165", Err("strangers"));
        check("[::]:9165", Err("strangers"));
        check("192.0.2.7:9165", Err("strangers"));
        check("localhost:9165", Err("127.0.0.1:9165"));
        check("unix:", Err("unix:/run"));
    }
}
