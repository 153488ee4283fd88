//! Listening where the configuration says, or as near to it as the machine permits where it says nothing.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tracing::warn;

use super::StartError;
use crate::config::{self, Endpoint, Source};
use crate::exchange::Socket;
use crate::net::{self, MetricsListener};
use crate::origin::GOPHER_PORT;

/// The Gopher port that is taken when the usual one is not permitted.
const UNPRIVILEGED_GOPHER_PORT: u16 = 7070;

/// Listens for Gemini.
pub(super) fn gemini(endpoint: &Endpoint) -> Result<TcpListener, StartError> {
    listen(endpoint, endpoint.address).map_err(|source| StartError::Listen {
        option: endpoint.source.option("gemini"),
        address: endpoint.address,
        source,
        advice: "",
    })
}

/// Listens for Gopher; where the usual port was not asked for and is not permitted, on one that is.
pub(super) fn gopher(endpoint: &Endpoint) -> Result<TcpListener, StartError> {
    let option = || endpoint.source.option("gopher");
    let refused = |address, source, advice| StartError::Listen { option: option(), address, source, advice };
    match listen(endpoint, endpoint.address) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && endpoint.source == Source::Default => {
            let address = SocketAddr::new(endpoint.address.ip(), UNPRIVILEGED_GOPHER_PORT);
            let listener = listen(endpoint, address).map_err(|source| refused(address, source, ""))?;
            warn!(
                "port {GOPHER_PORT} is not permitted, so Gopher is on {UNPRIVILEGED_GOPHER_PORT}; to get {GOPHER_PORT}: \
                 setcap cap_net_bind_service=+ep on the binary, or a systemd socket, \
                 or sysctl net.ipv4.ip_unprivileged_port_start={GOPHER_PORT}"
            );
            Ok(listener)
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let advice = "; a port below 1024 needs a privilege: setcap cap_net_bind_service=+ep on the binary, \
                          a systemd socket, or sysctl net.ipv4.ip_unprivileged_port_start";
            Err(refused(endpoint.address, error, advice))
        }
        Err(error) => Err(refused(endpoint.address, error, "")),
    }
}

/// Listens for those who ask what the server has counted.
pub(super) fn metrics(place: &Socket) -> Result<MetricsListener, StartError> {
    MetricsListener::open(place).map_err(|source| StartError::Metrics { place: config::place(place), source })
}

/// Listens; where IPv6 was not asked for and the machine has none, on IPv4.
fn listen(endpoint: &Endpoint, address: SocketAddr) -> io::Result<TcpListener> {
    let listener = net::bind(address);
    let without_ipv6 = |error: &io::Error| {
        // EAFNOSUPPORT from making the socket, EADDRNOTAVAIL from binding it: the machine has no IPv6.
        error.kind() == io::ErrorKind::AddrNotAvailable
            || error.kind() == io::ErrorKind::Unsupported
            || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
    };
    match listener {
        Err(error) if endpoint.source == Source::Default && without_ipv6(&error) => {
            net::bind(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())))
        }
        other => other,
    }
}
