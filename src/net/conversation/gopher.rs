//! A Gopher client: one selector, one answer.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio::io::AsyncRead;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_rustls::rustls::ServerConfig;

use super::cork::gather;
use super::dispatcher::Dispatcher;
use super::handshake::{Handshake, Private};
use super::line::{LineRead, Rule, buffered, read_line};
use super::logged::Logged;
use super::send::{Outgoing, Sent, linger_and_close, send};
use super::server::Server;
use crate::counters::{Counters, TurnedAway};
use crate::exchange::{Peer, Protocol, Refusal, Response};
use crate::log::AccessLog;
use crate::net::connection_limit::Permit;
use crate::net::limits::Limits;
use crate::net::listener::Service;
use crate::net::send_file::SendFile;
use crate::net::slow_reader::Paced;
use crate::protocol::Reply;
use crate::protocol::gopher::{
    self, Asked, MAX_LINE, TLS_HANDSHAKE, asks_for_caps, caps, information, link_page, listing,
    parse, refuse, reply, web_page,
};
use crate::site::Site;

/// The protocol that is logged and counted.
const PROTOCOL: Protocol = Protocol::Gopher;
const LINE: Rule = Rule { end: b"\n", limit: MAX_LINE, never_first: Some(TLS_HANDSHAKE) };

/// Talks to Gopher clients.
#[derive(Clone, Debug)]
pub struct Gopher {
    site: Arc<ArcSwap<Site>>,
    server: Server,
    /// For clients that begin with TLS, if that is spoken.
    handshake: Option<Handshake>,
    /// Plain text ends with a dot on a line of its own.
    text_dot: bool,
}

impl Gopher {
    /// Answers for a site, which may be replaced at any time. There is one, since no Gopher request
    /// names its host.
    #[must_use]
    pub fn new(
        site: Arc<ArcSwap<Site>>,
        limits: Limits,
        log: AccessLog,
        counters: Arc<Counters>,
        dispatcher: Arc<Dispatcher>,
    ) -> Self {
        Self {
            site,
            server: Server::new(limits, log, counters, dispatcher),
            handshake: None,
            text_dot: false,
        }
    }

    /// Speaks TLS to clients that begin with it, and to others as before.
    #[must_use]
    pub fn with_tls(self, tls: Arc<ServerConfig>) -> Self {
        Self {
            handshake: Some(Handshake::new(
                tls,
                self.server.limits,
                Arc::clone(&self.server.counters),
            )),
            ..self
        }
    }

    /// Ends plain text with a dot on a line of its own, for clients that wait for it.
    #[must_use]
    pub fn with_text_dot(self) -> Self {
        Self { text_dot: true, ..self }
    }

    /// Leads the conversation.
    pub async fn converse<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Unpin,
    {
        let mut stream = buffered(stream);
        let Some(read) = self.server.read_line(&mut stream, LINE, permit).await else { return };
        let began = Instant::now();
        let site = self.site.load_full();
        let (line, answer) = match read {
            // Some clients end the stream instead of the line.
            LineRead::Line(line) | LineRead::Ended(line) => {
                let answer = self.server.hold(permit, pin!(self.answer(&site, &line, &peer))).await;
                let overloaded = || refuse(Refusal::Overloaded, &selector(&line), site.origin());
                let answer = answer.unwrap_or_else(overloaded);
                (line, answer)
            }
            LineRead::TooLong => {
                (Vec::new(), refuse(Refusal::Malformed, "the selector is too long", site.origin()))
            }
            LineRead::Foreign | LineRead::Late { .. } => {
                return self.server.take_leave(&mut stream, permit).await;
            }
            LineRead::Broken => return,
        };
        let refused = |why| Outgoing::whole(refuse(why, &selector(&line), site.origin()));
        let outgoing = self.server.prepare(answer, permit).await.unwrap_or_else(refused);
        let origin = site.origin();
        let takes_letters = site.letters().is_some();
        let request =
            Logged { protocol: PROTOCOL, origin, line: &line, takes_letters, peer: &peer, began };
        self.server.deliver(&mut stream, outgoing, request, permit).await;
    }

    async fn answer(&self, site: &Arc<Site>, line: &[u8], peer: &Peer) -> Reply {
        let origin = site.origin();
        match parse(line) {
            Ok(Asked::Item(request)) => {
                let response = self.server.ask_or_take(site, &request, peer).await;
                if matches!(response, Response::Refused(Refusal::NotFound))
                    && asks_for_caps(&request)
                {
                    let caps = caps(&site.about(), origin, self.handshake.is_some());
                    return if self.text_dot { gopher::end_with_dot(caps) } else { caps };
                }
                let is_text = gopher::is_text(&response);
                let answer = reply(response, &selector(line), origin);
                if self.text_dot && is_text { gopher::end_with_dot(answer) } else { answer }
            }
            Ok(Asked::Listing(request)) => {
                listing(self.server.ask(site, &request, None).await, &selector(line), origin)
            }
            Ok(Asked::Information(request)) => {
                let path = site.served_at(&request);
                let (response, modified) =
                    last_change(self.server.ask(site, &request, None).await).await;
                match path {
                    Some(path) => information(response, &path, modified, &site.about(), origin),
                    None => reply(response, &selector(line), origin),
                }
            }
            Ok(Asked::Link(url)) => link_page(&url),
            Ok(Asked::Web) => web_page(origin),
            Err(rejected) => refuse(rejected.refusal, &rejected.selector, origin),
        }
    }
}

/// Way in which a client wants to speak.
enum Wanted<'a> {
    Plain,
    Tls(&'a Handshake),
    /// Nothing: it has let its time pass.
    Nothing,
}

impl Gopher {
    /// Looks at the first byte, if it matters. After it there is as much time again for the rest of
    /// the line.
    async fn wanted(&self, stream: &TcpStream) -> Wanted<'_> {
        let Some(handshake) = &self.handshake else { return Wanted::Plain };
        let mut first = [0];
        match timeout(self.server.limits.request, stream.peek(&mut first)).await {
            Ok(Ok(1)) if first == [TLS_HANDSHAKE] => Wanted::Tls(handshake),
            Ok(_) => Wanted::Plain,
            Err(_) => Wanted::Nothing,
        }
    }

    /// Sends a refusal, whatever is asked for.
    async fn decline<S: AsyncRead + SendFile + Unpin>(&self, stream: S, refusal: Refusal) {
        let mut stream = buffered(stream);
        let read = read_line(&mut stream, LINE, self.server.limits.request).await;
        if !matches!(read, LineRead::Foreign | LineRead::Broken) {
            let answer = refuse(refusal, "", self.site.load().origin());
            send(&mut stream, Outgoing::whole(answer), &mut Sent::default()).await;
        }
        linger_and_close(&mut stream, self.server.limits.drain).await;
    }

    /// Leads the conversation over TLS.
    async fn serve_privately(
        &self,
        handshake: &Handshake,
        stream: TcpStream,
        peer: Peer,
        permit: &Permit,
    ) {
        let shaking = handshake.shake(stream, peer, Some(permit));
        let private = self.server.hold(permit, pin!(shaking)).await.flatten();
        if let Some(Private { stream, peer, .. }) = private {
            self.converse(stream, peer, permit).await;
        }
    }

    fn paced(&self, stream: TcpStream, permit: Option<&Permit>) -> Paced<TcpStream> {
        Paced::new(stream, &self.server.limits, permit.map(Permit::reading))
    }
}

impl Service for Gopher {
    const PROTOCOL: Protocol = PROTOCOL;

    async fn serve(&self, stream: TcpStream, peer: Peer, permit: Permit) {
        let _open = self.server.counters.open(PROTOCOL);
        let Some(wanted) = self.server.hold(&permit, pin!(self.wanted(&stream))).await else {
            return;
        };
        match wanted {
            Wanted::Plain => {
                gather(&stream);
                self.converse(self.paced(stream, Some(&permit)), peer, &permit).await;
            }
            Wanted::Tls(handshake) => {
                // In memory of its own, which most clients then need not have.
                Box::pin(self.serve_privately(handshake, stream, peer, &permit)).await;
            }
            Wanted::Nothing => {
                let mut stream = self.paced(stream, Some(&permit));
                self.server.take_leave(&mut stream, &permit).await;
            }
        }
    }

    async fn refuse(&self, stream: TcpStream, peer: Peer, refusal: Refusal) {
        match self.wanted(&stream).await {
            Wanted::Plain | Wanted::Nothing => {
                self.decline(self.paced(stream, None), refusal).await
            }
            Wanted::Tls(handshake) => {
                if let Some(Private { stream, .. }) = handshake.shake(stream, peer, None).await {
                    self.decline(stream, refusal).await;
                }
            }
        }
    }

    fn turned_away(&self, why: TurnedAway) {
        self.server.counters.turned_away(why);
    }
}

/// Selector of a request line, as far as its first TAB.
fn selector(line: &[u8]) -> String {
    let end = line.iter().position(|byte| *byte == b'\t').unwrap_or(line.len());
    String::from_utf8_lossy(line.split_at(end).0).into_owned()
}

/// Time of the last change of a file. A page may come from anywhere, so it has none.
async fn last_change(response: Response) -> (Response, Option<Timestamp>) {
    let Response::Stream(stream) = response else { return (response, None) };
    let asked = spawn_blocking(move || {
        let modified = stream.body.modified();
        (Response::Stream(stream), modified)
    });
    asked.await.unwrap_or((Response::Refused(Refusal::Failed), None))
}
