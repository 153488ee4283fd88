//! A Gemini client: TLS, one URI, one answer.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

use super::line::{Heard, Rule, hear};
use super::send::{Outgoing, prepare, send, take_leave};
use super::{ask, log_line};
use crate::exchange::{Peer, Refusal, Response};
use crate::log::{AccessLog, Entry};
use crate::net::limits::Limits;
use crate::net::listener::Service;
use crate::net::pace::Paced;
use crate::net::seats::Seat;
use crate::protocol::Reply;
use crate::protocol::gemini::{Fault, MAX_LINE, Rejected, parse, reject, reply};
use crate::site::Site;

/// The first byte of a TLS handshake.
const TLS_HANDSHAKE: u8 = 0x16;

const LINE: Rule = Rule { end: b"\r\n", limit: MAX_LINE, never_first: None };

/// Talks to Gemini clients.
#[derive(Clone)]
pub struct Gemini {
    site: Arc<Site>,
    tls: TlsAcceptor,
    limits: Limits,
    log: AccessLog,
}

impl Gemini {
    /// Answers for a site.
    #[must_use]
    pub fn new(site: Arc<Site>, tls: Arc<ServerConfig>, limits: Limits, log: AccessLog) -> Self {
        Self { site, tls: tls.into(), limits, log }
    }

    /// Leads the conversation on a stream that is private already. `server_name` is what the client named to TLS.
    pub async fn converse<S>(&self, mut stream: S, server_name: Option<&str>, peer: Peer, seat: &Seat)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let heard = tokio::select! {
            biased;
            heard = hear(&mut stream, LINE, self.limits.request) => heard,
            () = seat.taken_away() => return,
        };
        if !seat.serve() {
            return;
        }
        let began = Instant::now();
        let (line, reply) = match heard {
            Heard::Line(line) => {
                let reply = self.answer(&line, server_name).await;
                (line, reply)
            }
            Heard::TooLong => (Vec::new(), reject(&Rejected::Malformed(Fault::TooLong))),
            Heard::Late { began: true } => (Vec::new(), reject(&Rejected::Malformed(Fault::Unfinished))),
            Heard::Late { began: false } | Heard::Ended(_) => return take_leave(&mut stream, self.limits.drain).await,
            Heard::Foreign | Heard::Broken => return,
        };
        let outgoing = self.prepare(reply).await;
        let status = outgoing.status;
        let sent = send(&mut stream, outgoing).await;
        let (path, query) = log_line(&line);
        let host = &self.site.origin().host;
        let entry = Entry { protocol: "gemini", host, path: &path, query: query.as_deref(), status, sent: sent.bytes };
        self.log.record(&entry, peer.address, began.elapsed());
        // Without TLS's own farewell a client knows that the body was cut short.
        if sent.whole {
            take_leave(&mut stream, self.limits.drain).await;
        }
    }

    async fn answer(&self, line: &[u8], server_name: Option<&str>) -> Reply {
        match parse(line, server_name, self.site.origin()) {
            Ok(request) => reply(ask(&self.site, &request).await),
            Err(rejected) => reject(&rejected),
        }
    }

    /// What is sent: the answer, or that it could not be read.
    async fn prepare(&self, answer: Reply) -> Outgoing {
        match prepare(answer).await {
            Ok(outgoing) => outgoing,
            Err(_) => Outgoing::whole(reply(Response::Refused(Refusal::Failed))),
        }
    }

    /// Makes the stream private. `None` when the client doesn't want that, or does it wrong.
    async fn shake_hands(&self, stream: TcpStream) -> Option<TlsStream<Paced<TcpStream>>> {
        timeout(self.limits.handshake, self.accept(stream)).await.ok().flatten()
    }

    async fn accept(&self, stream: TcpStream) -> Option<TlsStream<Paced<TcpStream>>> {
        let mut first = [0];
        let speaks_tls = stream.peek(&mut first).await.is_ok() && first == [TLS_HANDSHAKE];
        let mut stream = Paced::new(stream, self.limits.pace);
        if speaks_tls {
            match self.tls.accept(stream).into_fallible().await {
                Ok(private) => return Some(private),
                Err((_, failed)) => stream = failed,
            }
        }
        // What TLS had to say of a failure has been written; to plain text not even that is an answer.
        take_leave(&mut stream, self.limits.drain).await;
        None
    }
}

impl Service for Gemini {
    async fn serve(&self, stream: TcpStream, peer: Peer, seat: Seat) {
        let private = tokio::select! {
            biased;
            private = self.shake_hands(stream) => private,
            () = seat.taken_away() => None,
        };
        if let Some(stream) = private {
            let server_name = stream.get_ref().1.server_name().map(str::to_owned);
            self.converse(stream, server_name.as_deref(), peer, &seat).await;
        }
    }

    async fn refuse(&self, stream: TcpStream, refusal: Refusal) {
        let Some(mut stream) = self.shake_hands(stream).await else { return };
        // A client that has not sent its request yet does not expect an answer.
        let _ = hear(&mut stream, LINE, self.limits.request).await;
        send(&mut stream, Outgoing::whole(reply(Response::Refused(refusal)))).await;
        take_leave(&mut stream, self.limits.drain).await;
    }
}

impl std::fmt::Debug for Gemini {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Gemini").field("site", &self.site).field("limits", &self.limits).finish_non_exhaustive()
    }
}
