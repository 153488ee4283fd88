//! Making a stream private: TLS from the first byte to the end of the handshake, in bounded time. With which certificate is
//! for `net::tls`.

use std::sync::Arc;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

use super::gather;
use super::send::take_leave;
use crate::exchange::Peer;
use crate::net::identity::identity_of;
use crate::net::limits::Limits;
use crate::net::pace::Paced;
use crate::net::tls::{Greeting, TOO_OLD};

/// Shakes hands with clients.
#[derive(Clone)]
pub(super) struct Handshake {
    tls: TlsAcceptor,
    limits: Limits,
}

/// A stream that is private, and with whom.
pub(super) struct Private {
    pub(super) stream: TlsStream<Paced<TcpStream>>,
    /// What the client named to TLS.
    pub(super) server_name: Option<String>,
    pub(super) peer: Peer,
}

impl Handshake {
    pub(super) fn new(tls: Arc<ServerConfig>, limits: Limits) -> Self {
        Self { tls: tls.into(), limits }
    }

    /// Makes the stream private. `None` when the client doesn't want that, or does it wrong.
    pub(super) async fn shake(&self, stream: TcpStream, peer: Peer) -> Option<Private> {
        let stream = timeout(self.limits.handshake, self.accept(stream)).await.ok().flatten()?;
        let (paced, connection) = stream.get_ref();
        gather(paced.stream());
        let server_name = connection.server_name().map(str::to_owned);
        let peer = Peer { identity: identity_of(connection), ..peer };
        Some(Private { stream, server_name, peer })
    }

    async fn accept(&self, stream: TcpStream) -> Option<TlsStream<Paced<TcpStream>>> {
        let mut first = [0; Greeting::LENGTH];
        let read = stream.peek(&mut first).await.ok()?;
        let mut stream = Paced::new(stream, self.limits.pace);
        match Greeting::of(first.get(..read).unwrap_or_default()) {
            Greeting::Tls => match self.tls.accept(stream).into_fallible().await {
                Ok(private) => return Some(private),
                Err((_, failed)) => stream = failed,
            },
            Greeting::OldTls => stream.write_all(TOO_OLD).await.ok()?,
            Greeting::Other => {}
        }
        // What TLS had to say of a failure has been written; to plain text not even that is an answer.
        take_leave(&mut stream, self.limits.drain).await;
        None
    }
}

impl std::fmt::Debug for Handshake {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Handshake").field("limits", &self.limits).finish_non_exhaustive()
    }
}
