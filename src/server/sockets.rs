//! `Opened`: listeners that were open before there was a server. systemd opened them, or this
//! process did while it was still permitted to. Which of them belongs where is decided here; to
//! open further ones is for `listen`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use listenfd::ListenFd;
use tracing::warn;

use super::StartError;
use super::listen;
use crate::config::{Config, Endpoint, Source};
use crate::form::Protocol;
use crate::net;

/// The first descriptor that systemd passes, `SD_LISTEN_FDS_START`.
const FIRST_PASSED: usize = 3;

/// Listeners that are open and not served yet, or served and kept all the same.
#[derive(Debug, Default)]
pub(crate) struct Opened(Vec<Held>);

#[derive(Debug)]
struct Held {
    listener: TcpListener,
    opener: Opener,
    /// Of one of our own, where it was to listen, which may be another place than where it does.
    address: SocketAddr,
}

/// Who opened a listener.
#[derive(Debug)]
enum Opener {
    /// We did. It is given away: when nobody serves on it any more it has to close.
    Us,
    /// systemd, by this name. It stays open there whatever we do, so it is kept here, too: a reload
    /// may drop its address and a later one take it up again.
    System(String),
}

/// A place of a configuration. Two of them may have the same address, though they can't both be
/// opened.
type Place = (Protocol, SocketAddr);

impl Opened {
    /// What systemd has passed to this process. The variables that say so are removed from the
    /// environment, so it must be asked for before there are threads.
    ///
    /// # Errors
    /// Names the descriptor that is no TCP listener.
    pub(crate) fn passed() -> Result<Self, StartError> {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let names: Vec<&str> = names.split(':').collect();
        let mut passed = ListenFd::from_env();
        let name = |index: usize| names.get(index).copied().unwrap_or_default().to_owned();
        (0..passed.len())
            .map(|index| Held::passed(&mut passed, index, name(index)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Opens everything that a configuration says and that is not open yet. Returns what the
    /// operator should know of it.
    ///
    /// # Errors
    /// Names the option and the address that can't be had.
    pub(crate) fn open_rest(&mut self, config: &Config) -> Result<Vec<String>, StartError> {
        let mut warnings = Vec::new();
        let endpoints = listen::endpoints(config);
        for (protocol, endpoint) in &endpoints {
            if !self
                .0
                .iter()
                .any(|held| held.place(&endpoints) == Some((*protocol, endpoint.address)))
            {
                let (listener, warning) = self.open((*protocol, endpoint), &endpoints)?;
                warnings.extend(warning);
                self.0.push(Held { listener, opener: Opener::Us, address: endpoint.address });
            }
        }
        Ok(warnings)
    }

    /// Opens one of the places that a configuration names. With it comes what the operator should
    /// know of it, if anything.
    ///
    /// # Errors
    /// Names the option and the address that can't be had, and what systemd may have to do with it.
    pub(crate) fn open(
        &self,
        (protocol, endpoint): (Protocol, &Endpoint),
        all: &[(Protocol, &Endpoint)],
    ) -> Result<(TcpListener, Option<String>), StartError> {
        let mut opened = listen::open(protocol, endpoint);
        if let Err(StartError::Listen { source, advice, .. }) = &mut opened
            && source.kind() == io::ErrorKind::AddrInUse
            && self.has_unwanted(endpoint.address.port(), all)
        {
            *advice = "; systemd holds this port for propus, at another address: write the one of the socket unit here, \
                       or change that unit";
        }
        opened
    }

    fn has_unwanted(&self, port: u16, all: &[(Protocol, &Endpoint)]) -> bool {
        self.0.iter().any(|held| {
            held.is_passed() && held.address.port() == port && held.place(all).is_none()
        })
    }

    /// The listeners for one of the places that a configuration names; none if it has to be opened
    /// yet. They are several where systemd has one for each family of addresses.
    ///
    /// # Errors
    /// When there is no descriptor left.
    pub(crate) fn take(
        &mut self,
        (protocol, endpoint): (Protocol, &Endpoint),
        all: &[(Protocol, &Endpoint)],
    ) -> io::Result<Vec<TcpListener>> {
        let place = Some((protocol, endpoint.address));
        let passed = self.0.iter().filter(|held| held.is_passed() && held.place(all) == place);
        let passed: Vec<TcpListener> =
            passed.map(|held| held.listener.try_clone()).collect::<io::Result<_>>()?;
        if !passed.is_empty() {
            return Ok(passed);
        }
        let own = self.0.iter().position(|held| !held.is_passed() && held.place(all) == place);
        Ok(own.map(|own| self.0.swap_remove(own).listener).into_iter().collect())
    }

    /// Tells of listeners that nobody serves on: who connects there waits in vain.
    pub(crate) fn tell_unwanted(&self, config: &Config) {
        let endpoints = listen::endpoints(config);
        for Held { opener, address, .. } in
            self.0.iter().filter(|held| held.place(&endpoints).is_none())
        {
            if let Opener::System(name) = opener {
                warn!(
                    "systemd listens on {address} ({name}) for propus, which serves nothing there: name that address in \
                     the configuration, or stop the socket unit"
                );
            }
        }
    }
}

impl Held {
    fn passed(passed: &mut ListenFd, index: usize, name: String) -> Result<Self, StartError> {
        let wrong = |what: String| StartError::Passed {
            descriptor: FIRST_PASSED + index,
            name: name.clone(),
            what,
        };
        let listener = match passed.take_tcp_listener(index) {
            Ok(Some(listener)) => listener,
            Ok(None) | Err(_) => return Err(wrong(kind(passed, index).to_owned())),
        };
        net::adopt(&listener).map_err(|error| wrong(error.to_string()))?;
        let address = listener.local_addr().map_err(|error| wrong(error.to_string()))?;
        Ok(Self { listener, opener: Opener::System(name), address })
    }

    fn is_passed(&self) -> bool {
        matches!(self.opener, Opener::System(_))
    }

    /// The one of these places that it serves. What is asked for is found by its address. Where
    /// nothing is asked for, systemd's name counts, and without one the usual port.
    fn place(&self, endpoints: &[(Protocol, &Endpoint)]) -> Option<Place> {
        let at = |(_, endpoint): &&(Protocol, &Endpoint)| match self.opener {
            Opener::Us => self.address == endpoint.address,
            Opener::System(_) => covers(endpoint.address, self.address),
        };
        let meant = |(protocol, endpoint): &&(Protocol, &Endpoint)| {
            endpoint.source == Source::Default
                && self.is_called(*protocol).unwrap_or(self.is_usual(*protocol))
        };
        let found = endpoints.iter().find(at).or_else(|| endpoints.iter().find(meant));
        found.map(|(protocol, endpoint)| (*protocol, endpoint.address))
    }

    /// Whether it has a protocol's name; `None` if it has that of none.
    fn is_called(&self, protocol: Protocol) -> Option<bool> {
        let Opener::System(name) = &self.opener else { return Some(false) };
        let named = Protocol::ALL.into_iter().find(|it| it.scheme() == name)?;
        Some(named == protocol)
    }

    fn is_usual(&self, protocol: Protocol) -> bool {
        self.address.port() == protocol.default_port()
    }
}

/// Whether to listen on one address is part of what was asked for by another: `[::]` is for IPv4
/// too, for which systemd may have a socket of its own.
fn covers(asked: SocketAddr, open: SocketAddr) -> bool {
    let all = (IpAddr::from(Ipv6Addr::UNSPECIFIED), IpAddr::from(Ipv4Addr::UNSPECIFIED));
    asked == open || (asked.port() == open.port() && (asked.ip(), open.ip()) == all)
}

/// What was passed in place of a TCP listener.
fn kind(passed: &mut ListenFd, index: usize) -> &'static str {
    if let Ok(Some(_)) = passed.take_udp_socket(index) {
        "a UDP socket (ListenDatagram=)"
    } else if let Ok(Some(_)) = passed.take_unix_listener(index) {
        "a Unix socket (ListenStream= with a path)"
    } else if let Ok(Some(_)) = passed.take_unix_datagram(index) {
        "a Unix datagram socket (ListenDatagram= with a path)"
    } else {
        "no socket of a kind that is known here"
    }
}

#[cfg(test)]
mod tests {
    use crate::server::sockets::*;

    fn held(address: &str, opener: Opener) -> Held {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Held { listener, opener, address: address.parse().unwrap() }
    }

    /// Where listeners of systemd go, by address and name, in a configuration; what it says nothing
    /// of ends with `?`.
    fn check(configured: &[(Protocol, &str)], passed: &[(&str, &str)], expected: &[Option<usize>]) {
        let endpoint = |said: &str| Endpoint {
            address: said.trim_end_matches('?').parse().unwrap(),
            source: if said.ends_with('?') { Source::Default } else { Source::Flag("--gopher") },
        };
        let endpoints: Vec<_> =
            configured.iter().map(|(protocol, said)| (*protocol, endpoint(said))).collect();
        let endpoints: Vec<_> =
            endpoints.iter().map(|(protocol, endpoint)| (*protocol, endpoint)).collect();
        for ((address, name), expected) in passed.iter().zip(expected) {
            let place = held(address, Opener::System((*name).to_owned())).place(&endpoints);
            let expected = expected
                .and_then(|it| endpoints.get(it))
                .map(|(protocol, endpoint)| (*protocol, endpoint.address));
            assert_eq!(place, expected, "{address} ({name}) in {configured:?}");
        }
    }

    const USUAL: [(Protocol, &str); 2] =
        [(Protocol::Gemini, "[::]:1965?"), (Protocol::Gopher, "[::]:70?")];

    #[test]
    fn without_a_configuration_the_name_decides_and_then_the_port() {
        check(
            &USUAL,
            &[("[::]:1965", ""), ("[::]:70", ""), ("[::]:71", "")],
            &[Some(0), Some(1), None],
        );
        check(
            &USUAL,
            &[("127.0.0.1:1965", "propus.socket"), ("[2001:db8::1]:70", "x")],
            &[Some(0), Some(1)],
        );
        check(
            &USUAL,
            &[("[::]:5000", "gemini"), ("127.0.0.1:5001", "gopher")],
            &[Some(0), Some(1)],
        );
        check(
            &USUAL,
            &[("192.0.2.1:70", "gemini"), ("192.0.2.1:1965", "gopher")],
            &[Some(0), Some(1)],
        );
        check(&USUAL[..1], &[("[::]:70", "gopher"), ("[::]:70", "")], &[None, None]);
    }

    #[test]
    fn what_is_configured_is_found_by_its_address_alone() {
        let said = [(Protocol::Gemini, "192.0.2.1:1965"), (Protocol::Gopher, "192.0.2.1:70")];
        check(&said, &[("192.0.2.1:1965", "gopher"), ("192.0.2.1:70", "")], &[Some(0), Some(1)]);
        check(&said, &[("192.0.2.2:1965", "gemini"), ("[::]:70", "gopher")], &[None, None]);
        let hosts = [
            USUAL[0],
            USUAL[1],
            (Protocol::Gopher, "192.0.2.2:71"),
            (Protocol::Gopher, "192.0.2.3:71"),
        ];
        let passed =
            [("192.0.2.3:71", "gopher"), ("192.0.2.2:71", "gopher"), ("192.0.2.1:70", "gopher")];
        check(&hosts, &passed, &[Some(3), Some(2), Some(1)]);
    }

    #[test]
    fn all_addresses_may_be_two_sockets() {
        let all = [(Protocol::Gemini, "[::]:1965"), (Protocol::Gopher, "0.0.0.0:70")];
        check(&all, &[("[::]:1965", ""), ("0.0.0.0:1965", "")], &[Some(0), Some(0)]);
        check(&all, &[("0.0.0.0:70", ""), ("[::]:70", "")], &[Some(1), None]);
        check(&all, &[("127.0.0.1:1965", ""), ("0.0.0.0:1966", "")], &[None, None]);
        check(&USUAL, &[("[::]:70", "gopher"), ("0.0.0.0:70", "gopher")], &[Some(1), Some(1)]);
    }

    #[test]
    fn an_address_that_is_configured_twice_is_open_for_one() {
        let twice = [(Protocol::Gemini, "[::]:1965"), (Protocol::Gopher, "[::]:1965")];
        check(&twice, &[("[::]:1965", "gopher")], &[Some(0)]);
    }

    #[test]
    fn what_systemd_opened_can_be_taken_again_and_ours_once() {
        let endpoint =
            Endpoint { address: "127.0.0.1:0".parse().unwrap(), source: Source::Flag("--gopher") };
        let all = [(Protocol::Gopher, &endpoint), (Protocol::Gopher, &endpoint)];
        let mut opened = Opened(vec![held("127.0.0.1:0", Opener::System("gopher".to_owned()))]);
        let port =
            |taken: Vec<TcpListener>| taken.first().map(|it| it.local_addr().unwrap().port());
        let first = port(opened.take(all[0], &all).unwrap());
        assert!(first.is_some());
        assert_eq!(port(opened.take(all[0], &all).unwrap()), first);

        let mut opened =
            Opened(vec![held("127.0.0.1:0", Opener::Us), held("127.0.0.1:0", Opener::Us)]);
        let ports = [(); 3].map(|()| port(opened.take(all[0], &all).unwrap()));
        assert!(ports[0].is_some() && ports[1].is_some() && ports[0] != ports[1]);
        assert_eq!(ports[2], None);
    }
}
