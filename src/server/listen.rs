//! Listening where the configuration says, or as near to it as the machine permits where it says
//! nothing. Needs no runtime; listeners that are open already are for `sockets`.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::error::StartError;
use crate::config::{Config, Endpoint, ValueSource};
use crate::exchange::{Protocol, Socket};
use crate::net::{self, MetricsListener, SocketFile};
use crate::settings::value::written_socket;

/// An endpoint that a configuration asks for, and the protocol there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) protocol: Protocol,
    pub(super) endpoint: &'a Endpoint,
}

/// All endpoints of a configuration.
pub(super) fn wanted(config: &Config) -> Vec<Wanted<'_>> {
    let gemini = config.gemini.iter();
    let gopher = config.hosts().filter_map(|host| host.gopher.as_ref());
    let gemini = gemini.map(|endpoint| Wanted { protocol: Protocol::Gemini, endpoint });
    let gopher = gopher.map(|endpoint| Wanted { protocol: Protocol::Gopher, endpoint });
    gemini.chain(gopher).collect()
}

/// Listens at an endpoint; where a protocol's usual port was not asked for and is not permitted, on
/// one that is, if the protocol has such a port. That is worth a warning, which is returned: when
/// the first listeners are opened there is no log yet.
pub(super) fn open(wanted: Wanted<'_>) -> Result<(TcpListener, Option<String>), StartError> {
    let Wanted { protocol, endpoint } = wanted;
    let error = match bind(endpoint, endpoint.address) {
        Ok(listener) => return Ok((listener, None)),
        Err(error) => error,
    };
    if error.kind() != io::ErrorKind::PermissionDenied {
        return Err(refused(wanted, endpoint.address, error, ""));
    }
    if let Some(port) = protocol.unprivileged_port()
        && endpoint.source == ValueSource::Default
    {
        return open_unprivileged(wanted, port);
    }
    let advice = "; a port below 1024 needs a privilege: setcap cap_net_bind_service=+ep on the \
                  binary, a systemd socket, or sysctl net.ipv4.ip_unprivileged_port_start";
    Err(refused(wanted, endpoint.address, error, advice))
}

/// Listens on the port that is permitted to everyone, and says how to get the usual one.
fn open_unprivileged(
    wanted: Wanted<'_>,
    port: u16,
) -> Result<(TcpListener, Option<String>), StartError> {
    let Wanted { protocol, endpoint } = wanted;
    let address = SocketAddr::new(endpoint.address.ip(), port);
    let listener =
        bind(endpoint, address).map_err(|source| refused(wanted, address, source, ""))?;
    let (usual, title) = (protocol.default_port(), protocol.title());
    let warning = format!(
        "port {usual} is not permitted, so {title} is on {port}; to get {usual}: \
         setcap cap_net_bind_service=+ep on the binary, or a systemd socket, \
         or sysctl net.ipv4.ip_unprivileged_port_start={usual}"
    );
    Ok((listener, Some(warning)))
}

fn refused(
    wanted: Wanted<'_>,
    address: SocketAddr,
    source: io::Error,
    advice: &'static str,
) -> StartError {
    let option = wanted.endpoint.source.option(wanted.protocol.scheme());
    StartError::Listen { option, address, source, advice }
}

/// Listens for those who ask for the metrics. With the file, if it is one.
pub(super) fn metrics(
    socket: &Socket,
) -> Result<(MetricsListener, Option<SocketFile>), StartError> {
    MetricsListener::open(socket)
        .map_err(|source| StartError::Metrics { socket: written_socket(socket), source })
}

/// Listens; where IPv6 was not asked for and the machine has none, on IPv4.
fn bind(endpoint: &Endpoint, address: SocketAddr) -> io::Result<TcpListener> {
    match net::bind(address) {
        Err(error) if endpoint.source == ValueSource::Default && lacks_ipv6(&error) => {
            net::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())))
        }
        other => other,
    }
}

/// EAFNOSUPPORT from making the socket, EADDRNOTAVAIL from binding it: the machine has no IPv6.
fn lacks_ipv6(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.kind() == io::ErrorKind::Unsupported
        || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}
