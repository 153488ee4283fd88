//! The way to a server: its addresses, each tried, and TLS. The exchange that follows is for
//! `talk`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{Instant as Moment, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::failure::{Failure, Step};
use crate::cli::PingUrl;

/// The most addresses of a name that are tried.
const MOST_ADDRESSES: usize = 8;

/// Moment at which everything must be done, and its distance from the beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    pub(super) at: Moment,
    pub(super) after: Duration,
}

impl Deadline {
    /// A time from now.
    pub(super) fn after(after: Duration) -> Self {
        Self { at: Moment::now() + after, after }
    }

    /// Waits for something until then.
    pub(super) async fn wait<T>(
        self,
        step: Step,
        work: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        timeout_at(self.at, work).await.map_err(|_| Failure::TimeOver(step, self.after))
    }
}

/// An address, and the time that it took to connect to it.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) address: SocketAddr,
    pub(super) connected: Result<Duration, Failure>,
}

/// The addresses of a host, in the order in which the system would have a client try them.
pub(super) async fn look_up(url: &PingUrl, deadline: Deadline) -> Result<Vec<SocketAddr>, Failure> {
    let found = deadline.wait(Step::LookUp, lookup_host((url.host.as_str(), url.port))).await?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found.map_err(Failure::NoName)?.take(MOST_ADDRESSES) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(Failure::NoName(io::Error::new(io::ErrorKind::NotFound, "it has no address")));
    }
    Ok(addresses)
}

/// Connects to all addresses at once, so that one that does not work says so beside another that
/// does. The connection is the first in order that came to be.
pub(super) async fn connect(
    addresses: &[SocketAddr],
    deadline: Deadline,
) -> (Vec<Tried>, Option<TcpStream>) {
    let mut attempts = JoinSet::new();
    for (number, address) in addresses.iter().copied().enumerate() {
        attempts.spawn(async move {
            let begun = Instant::now();
            let connected = deadline.wait(Step::Connecting, TcpStream::connect(address)).await;
            let connected = connected.and_then(|result| result.map_err(Failure::of_connection));
            (number, address, connected.map(|stream| (stream, begun.elapsed())))
        });
    }
    let mut ended = attempts.join_all().await;
    ended.sort_by_key(|(number, ..)| *number);
    let mut first = None;
    let mut tried = Vec::new();
    for (_, address, connected) in ended {
        let connected = connected.map(|(stream, took)| {
            first.get_or_insert(stream);
            took
        });
        tried.push(Tried { address, connected });
    }
    (tried, first)
}

/// Shakes hands. The server gets the name of the host; an address it does not (RFC 6066, section
/// 3).
pub(super) async fn shake_hands(
    tcp: TcpStream,
    host: &str,
    config: Arc<ClientConfig>,
    deadline: Deadline,
) -> Result<TlsStream<TcpStream>, Failure> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|error| Failure::NoName(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
    let shaken =
        deadline.wait(Step::Handshake, TlsConnector::from(config).connect(name, tcp)).await?;
    shaken.map_err(Failure::of_handshake)
}

/// Advice for when one of IPv4 and IPv6 works and the other does not: clients try them in their
/// own order.
pub(super) fn half_reached(tried: &[Tried]) -> Option<String> {
    let (six, four): (Vec<&Tried>, Vec<&Tried>) = tried.iter().partition(|it| it.address.is_ipv6());
    if six.is_empty() || four.is_empty() {
        return None;
    }
    let (works, broken, failed) = match (any_works(&six), any_works(&four)) {
        (true, false) => ("IPv6", "IPv4", four),
        (false, true) => ("IPv4", "IPv6", six),
        (true, true) | (false, false) => return None,
    };
    Some(if failed.iter().any(|it| matches!(it.connected, Err(Failure::NoWay(_)))) {
        format!("This machine has no {broken}, so nothing is known of that address")
    } else {
        format!(
            "Only {works} works. Readers whose clients try {broken} first wait or fail: forward \
             the port and open the firewall for it, too, or take the address out of the name's \
             records"
        )
    })
}

fn any_works(tried: &[&Tried]) -> bool {
    tried.iter().any(|it| it.connected.is_ok())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_address_of_one_kind_that_does_not_work_is_remarked_on_beside_one_of_the_other_that_does()
    {
        let tried = |works: &[(&str, bool)]| -> Vec<Tried> {
            let one = |(address, works): &(&str, bool)| Tried {
                address: address.parse().unwrap(),
                connected: if *works { Ok(Duration::ZERO) } else { Err(Failure::Refused) },
            };
            works.iter().map(one).collect()
        };
        let advice = |works: &[(&str, bool)]| half_reached(&tried(works)).unwrap_or_default();
        assert!(
            advice(&[("[::1]:1965", false), ("127.0.0.1:1965", true)])
                .starts_with("Only IPv4 works.")
        );
        assert!(
            advice(&[("[::1]:1965", true), ("127.0.0.1:1965", false)])
                .starts_with("Only IPv6 works.")
        );
        assert_eq!(advice(&[("[::1]:1965", true), ("127.0.0.1:1965", true)]), "");
        assert_eq!(advice(&[("[::1]:1965", false), ("127.0.0.1:1965", false)]), "");
        assert_eq!(advice(&[("[::1]:1965", false), ("[::2]:1965", true)]), "");
    }
}
