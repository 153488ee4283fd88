//! Listening where the configuration says, or as near to it as the machine permits where it says
//! nothing. Needs no runtime; listeners that are open already are for `opened`.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use super::StartError;
use crate::config::{self, Config, Endpoint, Source};
use crate::exchange::{Protocol, Socket};
use crate::net::{self, MetricsListener};
use crate::origin::GOPHER_PORT;

/// The Gopher port that is taken when the usual one is not permitted.
const UNPRIVILEGED_GOPHER_PORT: u16 = 7070;

/// Everywhere that a configuration says to listen.
pub(crate) fn endpoints(config: &Config) -> Vec<(Protocol, &Endpoint)> {
    let gemini = config.gemini.iter().map(|it| (Protocol::Gemini, it));
    let gopher =
        config.hosts().filter_map(|host| host.gopher.as_ref()).map(|it| (Protocol::Gopher, it));
    gemini.chain(gopher).collect()
}

/// Listens at an endpoint; where the usual port of Gopher was not asked for and is not permitted,
/// on one that is. That is worth a warning, which is returned: when the first listeners are opened
/// there is no log yet.
pub(crate) fn open(
    protocol: Protocol,
    endpoint: &Endpoint,
) -> Result<(TcpListener, Option<String>), StartError> {
    let option = || endpoint.source.option(protocol.scheme());
    let refused =
        |address, source, advice| StartError::Listen { option: option(), address, source, advice };
    let error = match bind(endpoint, endpoint.address) {
        Ok(listener) => return Ok((listener, None)),
        Err(error) => error,
    };
    if error.kind() != io::ErrorKind::PermissionDenied {
        return Err(refused(endpoint.address, error, ""));
    }
    match (protocol, &endpoint.source) {
        (Protocol::Gopher, Source::Default) => {
            let address = SocketAddr::new(endpoint.address.ip(), UNPRIVILEGED_GOPHER_PORT);
            let listener =
                bind(endpoint, address).map_err(|source| refused(address, source, ""))?;
            let warning = format!(
                "port {GOPHER_PORT} is not permitted, so Gopher is on {UNPRIVILEGED_GOPHER_PORT}; to get {GOPHER_PORT}: \
                 setcap cap_net_bind_service=+ep on the binary, or a systemd socket, \
                 or sysctl net.ipv4.ip_unprivileged_port_start={GOPHER_PORT}"
            );
            Ok((listener, Some(warning)))
        }
        (Protocol::Gopher | Protocol::Gemini, _) => {
            let advice = "; a port below 1024 needs a privilege: setcap cap_net_bind_service=+ep on the binary, \
                          a systemd socket, or sysctl net.ipv4.ip_unprivileged_port_start; \
                          and where root starts propus with --user, it has it until it has started";
            Err(refused(endpoint.address, error, advice))
        }
    }
}

/// Listens for those who ask what the server has counted.
pub(crate) fn metrics(place: &Socket) -> Result<MetricsListener, StartError> {
    MetricsListener::open(place)
        .map_err(|source| StartError::Metrics { place: config::place(place), source })
}

/// Listens; where IPv6 was not asked for and the machine has none, on IPv4.
fn bind(endpoint: &Endpoint, address: SocketAddr) -> io::Result<TcpListener> {
    let without_ipv6 = |error: &io::Error| {
        // EAFNOSUPPORT from making the socket, EADDRNOTAVAIL from binding it: the machine has no
        // IPv6.
        error.kind() == io::ErrorKind::AddrNotAvailable
            || error.kind() == io::ErrorKind::Unsupported
            || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
    };
    match net::bind(address) {
        Err(error) if endpoint.source == Source::Default && without_ipv6(&error) => {
            net::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())))
        }
        other => other,
    }
}
