//! Making a stream private: TLS from the first byte to the end of the handshake, in bounded time.
//! With which certificate is for `net::tls`.

use std::sync::Arc;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{HandshakeKind, ProtocolVersion, ServerConfig, ServerConnection};
use tokio_rustls::server::TlsStream;

use super::cork::gather;
use super::send::linger_and_close;
use crate::counters::{Counters, NoHandshake};
use crate::exchange::Peer;
use crate::net::connection_limit::{Permit, Reading};
use crate::net::identity::identity_of;
use crate::net::limits::Limits;
use crate::net::slow_reader::Paced;
use crate::net::tls::{Greeting, TOO_OLD};

/// Bytes that are encrypted ahead for a client that takes nothing, as far as records can be cut
/// there: one of them, of the largest size.
const SEALED: usize = 16 * 1024;

/// Shakes hands with clients.
#[derive(Clone)]
pub(super) struct Handshake {
    tls: TlsAcceptor,
    limits: Limits,
    counters: Arc<Counters>,
}

/// A stream that is private, and with whom.
pub(super) struct Private {
    /// In memory of its own, since it goes through many hands.
    pub(super) stream: Box<TlsStream<Paced<TcpStream>>>,
    /// Host that the client named to TLS (SNI).
    pub(super) server_name: Option<String>,
    pub(super) peer: Peer,
}

impl Handshake {
    pub(super) fn new(tls: Arc<ServerConfig>, limits: Limits, counters: Arc<Counters>) -> Self {
        Self { tls: tls.into(), limits, counters }
    }

    /// Makes the stream private. `None` when the client doesn't want that, or does it wrong. One
    /// that is being refused has no permit.
    pub(super) async fn shake(
        &self,
        stream: TcpStream,
        peer: Peer,
        permit: Option<&Permit>,
    ) -> Option<Private> {
        let accepted = self.accept(stream, permit.map(Permit::reading));
        let Ok(accepted) = timeout(self.limits.handshake, accepted).await else {
            self.counters.no_handshake(NoHandshake::Late);
            return None;
        };
        let mut stream = accepted?;
        stream.get_mut().1.set_buffer_limit(Some(SEALED));
        let (paced, connection) = stream.get_ref();
        let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
        self.counters.handshake(version(connection), resumed);
        gather(paced.stream());
        let server_name = connection.server_name().map(str::to_owned);
        let peer = Peer { identity: identity_of(connection), ..peer };
        Some(Private { stream, server_name, peer })
    }

    async fn accept(
        &self,
        stream: TcpStream,
        reading: Option<Reading>,
    ) -> Option<Box<TlsStream<Paced<TcpStream>>>> {
        let mut first = [0; Greeting::LENGTH];
        // A connection that breaks before its first byte is like one that ends there.
        let read = stream.peek(&mut first).await.unwrap_or(0);
        let mut stream = Paced::new(stream, &self.limits, reading);
        let why = match Greeting::of(first.split_at(read).0) {
            Greeting::Tls => match self.tls.accept(stream).into_fallible().await {
                Ok(private) => return Some(Box::new(private)),
                Err((_, failed)) => {
                    stream = failed;
                    NoHandshake::Failed
                }
            },
            Greeting::OldTls => {
                // Whoever has gone need not be told.
                let _ = stream.write_all(TOO_OLD).await;
                NoHandshake::TooOld
            }
            Greeting::Other => NoHandshake::NotTls,
        };
        self.counters.no_handshake(why);
        // What TLS had to say of a failure has been written; to plain text not even that is an
        // answer.
        linger_and_close(&mut stream, self.limits.drain).await;
        None
    }
}

/// The version of TLS that is spoken; there are two.
fn version(connection: &ServerConnection) -> &'static str {
    if connection.protocol_version() == Some(ProtocolVersion::TLSv1_3) { "1.3" } else { "1.2" }
}

impl std::fmt::Debug for Handshake {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Handshake").field("limits", &self.limits).finish_non_exhaustive()
    }
}
