//! Address of the counters, which only this machine can reach.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::Error as _;
use toml::de::{DeValue, Error, ValueDeserializer};

use super::form::{InFile, OFF, Value, is_off, quoted};
use crate::exchange::Socket;

/// A loopback address, the path of a Unix socket behind `unix:`, or `off`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MetricsAddress {
    /// Nowhere.
    Off,
    /// At a socket.
    At(Socket),
}

impl MetricsAddress {
    /// As it is written.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Off => OFF.to_owned(),
            Self::At(socket) => written_socket(socket),
        }
    }
}

/// A socket as it is written in the configuration.
#[must_use]
pub fn written_socket(socket: &Socket) -> String {
    match socket {
        Socket::Unix(path) => format!("unix:{}", path.display()),
        Socket::Loopback(address) => address.to_string(),
    }
}

impl FromStr for MetricsAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == OFF {
            return Ok(Self::Off);
        }
        if let Some(path) = text.strip_prefix("unix:").filter(|path| !path.is_empty()) {
            return Ok(Self::At(Socket::Unix(path.into())));
        }
        let port = text.strip_prefix(':').unwrap_or(text).parse::<u16>();
        let address = port
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .or_else(|_| text.parse());
        match address {
            Ok(address) if address.ip().is_loopback() => Ok(Self::At(Socket::Loopback(address))),
            Ok(address) => Err(format!(
                "{address} can be reached by strangers, whom this is not for; write \
                 127.0.0.1:PORT or unix:PATH, and put in front of it what checks who asks"
            )),
            Err(_) => Err("write an address of this machine, such as 127.0.0.1:9165, or \
                 unix:/run/propus/metrics.sock, or off"
                .to_owned()),
        }
    }
}

impl Value for MetricsAddress {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
    }

    /// A port may be written as a number, and false is off, as it is of the protocols.
    fn read(value: InFile<'_>) -> Result<Self, Error> {
        if is_off(value.get_ref()) {
            return Ok(Self::Off);
        }
        let text = if let DeValue::Integer(port) = value.get_ref() {
            port.to_string()
        } else {
            String::deserialize(ValueDeserializer::from(value))?
        };
        Self::parse(&text).map_err(Error::custom)
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.text()))
    }

    fn below(self, folder: &Path) -> Self {
        match self {
            Self::At(Socket::Unix(path)) => Self::At(Socket::Unix(folder.join(path))),
            Self::At(Socket::Loopback(_)) | Self::Off => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        match (MetricsAddress::parse(text), expected) {
            (Ok(read), Ok(expected)) => assert_eq!(read.text(), expected, "{text}"),
            (Err(message), Err(word)) => assert!(message.contains(word), "{text}: {message}"),
            (read, _) => panic!("{text}: {read:?}"),
        }
    }

    #[test]
    fn counters_are_shown_on_this_machine_only() {
        check("127.0.0.1:9165", Ok("127.0.0.1:9165"));
        check("[::1]:9165", Ok("[::1]:9165"));
        check("9165", Ok("127.0.0.1:9165"));
        check(":9165", Ok("127.0.0.1:9165"));
        check("unix:/run/m.sock", Ok("unix:/run/m.sock"));
        check("off", Ok("off"));
        check("0.0.0.0:9165", Err("strangers"));
        check("[::]:9165", Err("strangers"));
        check("192.0.2.7:9165", Err("strangers"));
        check("localhost:9165", Err("127.0.0.1:9165"));
        check("unix:", Err("unix:/run"));
    }
}
