//! `Opened`: listeners that the master holds, and hands to each worker. systemd opened them, or the
//! master. The endpoint of each is found here; to open further ones is for `listen`.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use listenfd::ListenFd;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::error::StartError;
use super::listen::{self, Instead, Wanted, Warned, wanted};
use crate::config::Config;
use crate::form::Protocol;
use crate::net;

/// The first descriptor that systemd passes, `SD_LISTEN_FDS_START`.
const FIRST_PASSED: usize = 3;

/// Facts about a listener, for another process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct ListenerFacts {
    /// Name by which systemd passed it, else the scheme that it was opened for.
    name: String,
    is_passed: bool,
    /// The address that was asked for, which may be another than its own.
    address: SocketAddr,
}

/// Listeners that are open, whoever serves on them.
#[derive(Debug, Default)]
pub(super) struct Opened(Vec<Held>);

#[derive(Debug)]
struct Held {
    listener: TcpListener,
    opener: Opener,
    /// Of one of our own, the address that was asked for, which may be another than its own.
    address: SocketAddr,
}

/// Origin of a listener.
#[derive(Clone, Debug)]
enum Opener {
    /// The master, for this protocol. It is closed when nobody serves on it any more.
    Own(Protocol),
    /// systemd, by this name. It stays open there whatever we do, so it is kept here, too: one
    /// configuration may drop its address and a later one take it up again.
    System(String),
}

/// An endpoint of a configuration. Two of them may have the same address, though they can't both be
/// opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Served {
    protocol: Protocol,
    address: SocketAddr,
}

impl From<Wanted<'_>> for Served {
    fn from(wanted: Wanted<'_>) -> Self {
        Self { protocol: wanted.protocol, address: wanted.endpoint.address }
    }
}

impl Opened {
    /// The listeners that systemd has passed to this process. The variables that say so are removed
    /// from the environment, so it must be asked for before there are threads.
    ///
    /// # Errors
    /// Names the descriptor that is no TCP listener.
    pub(super) fn passed() -> Result<Self, StartError> {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let names: Vec<&str> = names.split(':').collect();
        let mut passed = ListenFd::from_env();
        let mut held = Vec::new();
        for index in 0..passed.len() {
            // A unit need not name its sockets.
            let name = names.get(index).copied().unwrap_or("");
            held.push(Held::passed(&mut passed, index, name)?);
        }
        Ok(Self(held))
    }

    /// The listeners of several together.
    ///
    /// # Errors
    /// Fails when the system has no descriptor left.
    pub(super) fn all<'a>(several: impl Iterator<Item = &'a Self>) -> Result<Self, StartError> {
        let all = several.flat_map(|opened| &opened.0).map(Held::try_clone);
        all.collect::<io::Result<_>>().map(Self).map_err(StartError::System)
    }

    /// The listeners of a configuration: those of these that it names, those of systemd, and new
    /// ones for its other endpoints. With warnings for the operator.
    ///
    /// # Errors
    /// Names the option and the address that can't be had.
    pub(super) fn of(&self, config: &Config) -> Result<(Self, Vec<Instead>), StartError> {
        let mut warnings = Vec::new();
        let all = wanted(config);
        let mut opened = self.kept(&all).map_err(StartError::System)?;
        for (number, wanted) in all.iter().enumerate() {
            // Of addresses with any free port there may be several alike, each with a port.
            let alike = all.iter().take(number).filter(|it| Served::from(**it) == (*wanted).into());
            let open = opened.0.iter().filter(|held| held.serves(*wanted, &all)).count();
            if open <= alike.count() {
                let (listener, warning) = self.open(*wanted, &all)?;
                warnings.extend(warning);
                let address = wanted.endpoint.address;
                let opener = Opener::Own(wanted.protocol);
                opened.0.push(Held { listener, opener, address });
            }
        }
        Ok((opened, warnings))
    }

    /// Those of these that endpoints name, and those of systemd, which stay open whatever we do.
    fn kept(&self, all: &[Wanted<'_>]) -> io::Result<Self> {
        let mut kept: Vec<Held> = Vec::new();
        for held in &self.0 {
            let served = held.served(all);
            let alike = kept.iter().filter(|it| it.served(all) == served).count();
            let wanted = all.iter().filter(|it| Some(Served::from(**it)) == served).count();
            if held.is_passed() || alike < wanted {
                kept.push(held.try_clone()?);
            }
        }
        Ok(Self(kept))
    }

    /// One more listener, as it comes from another process.
    pub(super) fn add(&mut self, listener: TcpListener, facts: ListenerFacts) {
        let ListenerFacts { name, is_passed, address } = facts;
        let protocol = Protocol::ALL.into_iter().find(|it| it.scheme() == name);
        let opener = match protocol {
            Some(protocol) if !is_passed => Opener::Own(protocol),
            Some(_) | None => Opener::System(name),
        };
        self.0.push(Held { listener, opener, address });
    }

    /// All of them, as they go to another process.
    pub(super) fn each(&self) -> impl Iterator<Item = (&TcpListener, ListenerFacts)> {
        self.0.iter().map(|held| {
            let name = match &held.opener {
                Opener::Own(protocol) => protocol.scheme().to_owned(),
                Opener::System(name) => name.clone(),
            };
            let (is_passed, address) = (held.is_passed(), held.address);
            (&held.listener, ListenerFacts { name, is_passed, address })
        })
    }

    /// Opens one of the endpoints of a configuration; with a warning for the operator, if there is
    /// one.
    ///
    /// # Errors
    /// Names the option and the address that can't be had, and what systemd may have to do with it.
    fn open(&self, wanted: Wanted<'_>, all: &[Wanted<'_>]) -> Result<Warned, StartError> {
        let mut opened = listen::open(wanted);
        if let Err(StartError::Listen { source, advice, .. }) = &mut opened
            && source.kind() == io::ErrorKind::AddrInUse
            && self.has_unwanted(wanted.endpoint.address.port(), all)
        {
            "; systemd holds this port for propus, at another address: write the one of the socket \
             unit here, or change that unit"
                .clone_into(advice);
        }
        opened
    }

    fn has_unwanted(&self, port: u16, all: &[Wanted<'_>]) -> bool {
        self.0.iter().any(|held| {
            held.is_passed() && held.address.port() == port && held.served(all).is_none()
        })
    }

    /// The listeners for one of the endpoints of a configuration; none if it has to be opened yet.
    /// They are several where systemd has one for each family of addresses.
    ///
    /// # Errors
    /// Fails when there is no descriptor left.
    pub(super) fn take(
        &mut self,
        wanted: Wanted<'_>,
        all: &[Wanted<'_>],
    ) -> io::Result<Vec<TcpListener>> {
        let passed = self.0.iter().filter(|held| held.is_passed() && held.serves(wanted, all));
        let passed: Vec<TcpListener> =
            passed.map(|held| held.listener.try_clone()).collect::<io::Result<_>>()?;
        if !passed.is_empty() {
            return Ok(passed);
        }
        let own = self.0.iter().position(|held| !held.is_passed() && held.serves(wanted, all));
        Ok(own.map(|own| self.0.remove(own).listener).into_iter().collect())
    }

    /// Reports listeners that nobody serves on: clients that connect there wait in vain.
    pub(super) fn report_unwanted(&self, config: &Config) {
        let all = wanted(config);
        let unwanted = self.0.iter().filter(|held| held.served(&all).is_none());
        for Held { opener, address, .. } in unwanted {
            if let Opener::System(name) = opener {
                warn!(
                    "systemd listens on {address} ({name}) for propus, which serves nothing there: \
                     name that address in the configuration, or stop the socket unit"
                );
            }
        }
    }
}

impl Held {
    fn try_clone(&self) -> io::Result<Self> {
        let listener = self.listener.try_clone()?;
        Ok(Self { listener, opener: self.opener.clone(), address: self.address })
    }

    fn passed(passed: &mut ListenFd, index: usize, name: &str) -> Result<Self, StartError> {
        let (descriptor, name) = (FIRST_PASSED + index, name.to_owned());
        let listener = match passed.take_tcp_listener(index) {
            Ok(Some(listener)) => listener,
            Ok(None) | Err(_) => {
                let what = other_socket(passed, index).to_owned();
                return Err(StartError::Passed { descriptor, name, what });
            }
        };
        // No program that is started here has to do with it.
        let private = rustix::io::fcntl_setfd(&listener, rustix::io::FdFlags::CLOEXEC);
        match private
            .map_err(io::Error::from)
            .and_then(|()| net::adopt(&listener))
            .and_then(|()| listener.local_addr())
        {
            Ok(address) => Ok(Self { listener, opener: Opener::System(name), address }),
            Err(error) => Err(StartError::Passed { descriptor, name, what: error.to_string() }),
        }
    }

    fn is_passed(&self) -> bool {
        matches!(self.opener, Opener::System(_))
    }

    fn serves(&self, wanted: Wanted<'_>, all: &[Wanted<'_>]) -> bool {
        self.served(all) == Some(wanted.into())
    }

    /// The one of all endpoints that it serves. An endpoint that is asked for is found by its
    /// address. Where nothing is asked for, systemd's name counts, and without one the usual port.
    fn served(&self, all: &[Wanted<'_>]) -> Option<Served> {
        let mut all_at = all.iter().filter(|wanted| self.may_serve(wanted.protocol));
        let asked_for = all_at.find(|wanted| self.is_at(wanted.endpoint.address));
        let found = asked_for.or_else(|| all.iter().find(|wanted| self.is_meant_for(**wanted)));
        found.map(|wanted| Served::from(*wanted))
    }

    fn is_at(&self, address: SocketAddr) -> bool {
        match self.opener {
            Opener::Own(_) => self.address == address,
            Opener::System(_) => covers(address, self.address),
        }
    }

    /// False of a listener that was opened for another protocol.
    fn may_serve(&self, protocol: Protocol) -> bool {
        match self.opener {
            Opener::Own(opened_for) => opened_for == protocol,
            Opener::System(_) => true,
        }
    }

    fn is_meant_for(&self, Wanted { protocol, endpoint }: Wanted<'_>) -> bool {
        endpoint.is_usual && self.is_called(protocol).unwrap_or(self.is_usual(protocol))
    }

    /// True when it has a protocol's name; `None` when it has that of none.
    fn is_called(&self, protocol: Protocol) -> Option<bool> {
        let Opener::System(name) = &self.opener else { return Some(false) };
        let named = Protocol::ALL.into_iter().find(|it| it.scheme() == name)?;
        Some(named == protocol)
    }

    fn is_usual(&self, protocol: Protocol) -> bool {
        self.address.port() == protocol.default_port()
    }
}

/// True when listening on one address is part of what was asked for by another: `[::]` is for IPv4
/// too, for which systemd may have a socket of its own.
fn covers(asked: SocketAddr, open: SocketAddr) -> bool {
    let all = (IpAddr::from(Ipv6Addr::UNSPECIFIED), IpAddr::from(Ipv4Addr::UNSPECIFIED));
    asked == open || (asked.port() == open.port() && (asked.ip(), open.ip()) == all)
}

/// A socket that was passed in the place of a TCP listener.
fn other_socket(passed: &mut ListenFd, index: usize) -> &'static str {
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
mod tests;
