//! Listening where the configuration says, or as near to it as the machine permits where it says
//! nothing. Needs no runtime; listeners that are open already are for `sockets`.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::error::StartError;
use super::port_holder;
use crate::config::{Config, Endpoint};
use crate::exchange::{Protocol, Socket};
use crate::net::{self, MetricsListener, SocketFile};
use crate::settings::value::written_socket;

/// Advice on a port that is only for those with a privilege.
const NEEDS_PRIVILEGE: &str = "; a port below 1024 needs a privilege: setcap cap_net_bind_service=+ep on the binary, a \
     systemd socket, or sysctl net.ipv4.ip_unprivileged_port_start";

/// An endpoint that a configuration asks for, and the protocol there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) protocol: Protocol,
    pub(super) endpoint: &'a Endpoint,
}

/// All endpoints of a configuration.
pub(super) fn wanted(config: &Config) -> Vec<Wanted<'_>> {
    let own = config.hosts().flat_map(|host| &host.endpoints);
    let all = config.endpoints.iter().chain(own);
    all.map(|(protocol, endpoint)| Wanted { protocol: *protocol, endpoint }).collect()
}

/// The reason for which a listener is not quite what was asked for, for the operator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Instead {
    /// The usual port is not permitted, so it is on another one.
    Port { protocol: Protocol, port: u16 },
    /// The machine has no IPv6, so it is on an address of IPv4.
    Ipv4 { protocol: Protocol, address: SocketAddr },
}

impl fmt::Display for Instead {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port { protocol, port } => {
                let (usual, title) = (protocol.default_port(), protocol.title());
                write!(
                    out,
                    "port {usual} is not permitted, so {title} is on {port}; to get {usual}: \
                     setcap cap_net_bind_service=+ep on the binary, or a systemd socket, \
                     or sysctl net.ipv4.ip_unprivileged_port_start={usual}"
                )
            }
            Self::Ipv4 { protocol, address } => {
                write!(out, "this machine has no IPv6, so {} is on {address}", protocol.title())
            }
        }
    }
}

/// A listener, and what is not quite as it was asked for: when the first listeners are opened there
/// is no log yet.
pub(super) type Warned = (TcpListener, Vec<Instead>);

/// Listens at an endpoint; where a protocol's usual port was not asked for and is not permitted, on
/// one that is, if the protocol has such a port.
pub(super) fn open(wanted: Wanted<'_>) -> Result<Warned, StartError> {
    let Wanted { protocol, endpoint } = wanted;
    let error = match bind(wanted, endpoint.address) {
        Ok(opened) => return Ok(opened),
        Err(error) => error,
    };
    if error.kind() != io::ErrorKind::PermissionDenied {
        return Err(refused(wanted, endpoint.address, error));
    }
    if let Some(port) = protocol.unprivileged_port()
        && endpoint.is_usual
    {
        return open_unprivileged(wanted, port);
    }
    Err(refused(wanted, endpoint.address, error))
}

/// Listens on the port that is permitted to everyone, and says how to get the usual one.
fn open_unprivileged(wanted: Wanted<'_>, port: u16) -> Result<Warned, StartError> {
    let Wanted { protocol, endpoint } = wanted;
    let address = SocketAddr::new(endpoint.address.ip(), port);
    let (listener, mut instead) =
        bind(wanted, address).map_err(|source| refused(wanted, address, source))?;
    instead.insert(0, Instead::Port { protocol, port });
    Ok((listener, instead))
}

fn refused(wanted: Wanted<'_>, address: SocketAddr, source: io::Error) -> StartError {
    let option = wanted.endpoint.source.option(wanted.protocol.scheme());
    let advice = if source.kind() == io::ErrorKind::PermissionDenied {
        NEEDS_PRIVILEGE.to_owned()
    } else if source.kind() == io::ErrorKind::AddrInUse {
        port_holder::advice(address.port(), &option)
    } else {
        String::new()
    };
    StartError::Listen { option, address, source, advice }
}

/// Listens for those who ask for the metrics. With the file, if it is one.
pub(super) fn metrics(
    socket: &Socket,
) -> Result<(MetricsListener, Option<SocketFile>), StartError> {
    MetricsListener::open(socket)
        .map_err(|source| StartError::Metrics { socket: written_socket(socket), source })
}

/// Listens; where all addresses are meant and the machine has no IPv6, on those of IPv4, and says so.
fn bind(wanted: Wanted<'_>, address: SocketAddr) -> io::Result<Warned> {
    bind_by(net::bind, wanted.protocol, address)
}

fn bind_by<T>(
    bind: impl Fn(SocketAddr) -> io::Result<T>,
    protocol: Protocol,
    address: SocketAddr,
) -> io::Result<(T, Vec<Instead>)> {
    let error = match bind(address) {
        Ok(listener) => return Ok((listener, Vec::new())),
        Err(error) => error,
    };
    if address.ip() != IpAddr::from(Ipv6Addr::UNSPECIFIED) || !lacks_ipv6(&error) {
        return Err(error);
    }
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()));
    Ok((bind(address)?, vec![Instead::Ipv4 { protocol, address }]))
}

/// EAFNOSUPPORT from making the socket, EADDRNOTAVAIL from binding it: the machine has no IPv6.
fn lacks_ipv6(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.kind() == io::ErrorKind::Unsupported
        || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_ipv6_all_addresses_are_those_of_ipv4() {
        let errno = rustix::io::Errno::AFNOSUPPORT.raw_os_error();
        let bind = |address: SocketAddr| {
            if address.is_ipv6() { Err(io::Error::from_raw_os_error(errno)) } else { Ok(address) }
        };
        let at = |address: &str| bind_by(bind, Protocol::Gemini, address.parse().unwrap());
        let (bound, instead) = at("[::]:1965").unwrap();
        assert_eq!(bound, "0.0.0.0:1965".parse().unwrap());
        let told: Vec<String> = instead.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["this machine has no IPv6, so Gemini is on 0.0.0.0:1965"]);
        assert_eq!(at("127.0.0.1:1965").unwrap().1, []);
        assert_eq!(at("[::1]:1965").unwrap_err().raw_os_error(), Some(errno), "it was asked for");
    }
}
