//! Sockets of applications.

use std::net::SocketAddr;

use super::form::{Value, quoted};
use crate::exchange::Socket;

/// Address of an application: the path of a Unix socket, or a loopback address and a port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SocketName(Socket);

impl SocketName {
    /// The socket.
    #[must_use]
    pub fn socket(&self) -> &Socket {
        &self.0
    }
}

impl Value for SocketName {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self(Socket::Loopback(address))),
            Ok(address) => Err(format!(
                "{address} is not on this machine; write 127.0.0.1:PORT or the path of a socket"
            )),
            Err(_) if text.contains('/') || !text.contains(':') => {
                Ok(Self(Socket::Unix(text.into())))
            }
            Err(_) => {
                Err("write the path of a Unix socket, or an address such as 127.0.0.1:4000"
                    .to_owned())
            }
        }
    }

    fn written(&self) -> Option<String> {
        Some(match &self.0 {
            Socket::Unix(path) => quoted(&path.to_string_lossy()),
            Socket::Loopback(address) => quoted(&address.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_written_as_it_is_read() {
        for text in ["/run/app.sock", "app.sock", "127.0.0.1:4000", "[::1]:4000"] {
            assert_eq!(SocketName::parse(text).unwrap().written(), Some(quoted(text)), "{text}");
        }
        for text in ["192.0.2.1:4000", "localhost:4000", "127.0.0.1:x"] {
            assert!(SocketName::parse(text).is_err(), "{text}");
        }
    }
}
