//! A Gemini client: TLS, one URI, one answer.

use std::sync::Arc;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::rustls::ServerConfig;

use super::handshake::{Handshake, Private};
use super::line::{Heard, Rule, hear};
use super::send::{Outgoing, prepare, send, take_leave};
use super::{Server, Told};
use crate::exchange::{Peer, Refusal, Response};
use crate::log::AccessLog;
use crate::net::limits::Limits;
use crate::net::listener::Service;
use crate::net::seats::Seat;
use crate::protocol::Reply;
use crate::protocol::gemini::{Fault, MAX_LINE, Rejected, parse, reject, reply};
use crate::site::Site;

const LINE: Rule = Rule { end: b"\r\n", limit: MAX_LINE, never_first: None };

/// Talks to Gemini clients.
#[derive(Clone, Debug)]
pub struct Gemini {
    server: Server,
    handshake: Handshake,
}

impl Gemini {
    /// Answers for a site.
    #[must_use]
    pub fn new(site: Arc<Site>, tls: Arc<ServerConfig>, limits: Limits, log: AccessLog) -> Self {
        Self { server: Server::new(site, limits, log), handshake: Handshake::new(tls, limits) }
    }

    /// Leads the conversation on a stream that is private already. `server_name` is what the client named to TLS.
    pub async fn converse<S>(&self, mut stream: S, server_name: Option<&str>, peer: Peer, seat: &Seat)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(heard) = self.server.hear(&mut stream, LINE, seat).await else { return };
        let began = Instant::now();
        let (line, answer) = match heard {
            Heard::Line(line) => {
                let answer = self.answer(&line, server_name).await;
                (line, answer)
            }
            Heard::TooLong => (Vec::new(), reject(&Rejected::Malformed(Fault::TooLong))),
            Heard::Late { began: true } => (Vec::new(), reject(&Rejected::Malformed(Fault::Unfinished))),
            Heard::Late { began: false } | Heard::Ended(_) => {
                return take_leave(&mut stream, self.server.limits.drain).await;
            }
            Heard::Foreign | Heard::Broken => return,
        };
        let outgoing = self.prepare(answer).await;
        let told = Told { protocol: "gemini", line: &line, peer: &peer, began };
        self.server.deliver(&mut stream, outgoing, told).await;
    }

    async fn answer(&self, line: &[u8], server_name: Option<&str>) -> Reply {
        match parse(line, server_name, self.server.site.origin()) {
            Ok(request) => reply(self.server.ask(&request).await),
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
}

impl Service for Gemini {
    async fn serve(&self, stream: TcpStream, peer: Peer, seat: Seat) {
        let private = tokio::select! {
            biased;
            private = self.handshake.shake(stream, peer) => private,
            () = seat.taken_away() => None,
        };
        if let Some(Private { stream, server_name, peer }) = private {
            self.converse(stream, server_name.as_deref(), peer, &seat).await;
        }
    }

    async fn refuse(&self, stream: TcpStream, peer: Peer, refusal: Refusal) {
        let Some(Private { mut stream, .. }) = self.handshake.shake(stream, peer).await else { return };
        // A client that has not sent its request yet does not expect an answer.
        let _ = hear(&mut stream, LINE, self.server.limits.request).await;
        send(&mut stream, Outgoing::whole(reply(Response::Refused(refusal)))).await;
        take_leave(&mut stream, self.server.limits.drain).await;
    }
}
