//! Full packets instead of one for each piece that is written.

#[cfg(any(target_os = "linux", target_os = "android"))]
use socket2::SockRef;
use tokio::net::TcpStream;

/// Lets the stream send only full packets from now on, and the rest when it ends: a page, the
/// farewell of TLS and the end of the stream are one packet, not three.
pub(super) fn gather(stream: &TcpStream) {
    // Without it all goes the same way, in more packets.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = SockRef::from(stream).set_tcp_cork(true);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = stream;
}
