//! A Gemini client: TLS, one URI, one answer.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use tokio::io::AsyncRead;
use tokio::net::TcpStream;
use tokio_rustls::rustls::ServerConfig;

use super::answered::Answered;
use super::application::Calls;
use super::dispatcher::Dispatcher;
use super::handshake::{Handshake, Private};
use super::line::{LineRead, Rule, buffered, read_line};
use super::logged::Logged;
use super::send::{Outgoing, Sent, linger_and_close, send};
use super::server::Server;
use super::titan::{self, Asked};
use crate::counters::{Counters, Right, TurnedAway};
use crate::exchange::{Application, Peer, Protocol, Refusal, Request, Response};
use crate::host::Hosts;
use crate::log::AccessLog;
use crate::net::connection_limit::Permit;
use crate::net::limits::Limits;
use crate::net::listener::Service;
use crate::net::send_file::SendFile;
use crate::path::CapsulePath;
use crate::protocol::gemini::scgi::Call;
use crate::protocol::gemini::{Fault, MAX_LINE, Rejected, parse, reject, reply};
use crate::protocol::titan::is_titan;
use crate::site::Site;

/// The protocol that is logged and counted.
const PROTOCOL: Protocol = Protocol::Gemini;
const LINE: Rule = Rule { end: b"\r\n", limit: MAX_LINE, never_first: None };

/// Talks to Gemini clients.
#[derive(Clone, Debug)]
pub struct Gemini {
    hosts: Arc<ArcSwap<Hosts<Site>>>,
    server: Server,
    handshake: Handshake,
    calls: Calls,
}

impl Gemini {
    /// Answers for the sites of several hosts, which may be replaced at any time.
    #[must_use]
    pub fn new(
        hosts: Arc<ArcSwap<Hosts<Site>>>,
        tls: Arc<ServerConfig>,
        limits: Limits,
        log: AccessLog,
        counters: Arc<Counters>,
        dispatcher: Arc<Dispatcher>,
    ) -> Self {
        let handshake = Handshake::new(tls, limits, Arc::clone(&counters));
        let calls = Calls::new(limits.connections);
        let server = Server::new(limits, log, counters, dispatcher);
        Self { hosts, server, handshake, calls }
    }

    /// Leads the conversation on a stream that is private already. `server_name` is the one that
    /// the client gave in its TLS handshake.
    pub async fn converse<S>(
        &self,
        stream: S,
        server_name: Option<&str>,
        peer: Peer,
        permit: &Permit,
    ) where
        S: AsyncRead + SendFile + Unpin,
    {
        let mut stream = buffered(stream);
        let Some(read) = self.server.read_line(&mut stream, LINE, permit).await else { return };
        let began = Instant::now();
        let (line, (site, answer)) = match read {
            LineRead::Line(line) if is_titan(&line) => {
                let asked = Asked { line: &line, server_name, peer: &peer, began };
                let (server, calls, hosts) = (&self.server, &self.calls, &self.hosts);
                // In memory of its own, which readers then need not have.
                return Box::pin(titan::converse(server, calls, hosts, &mut stream, asked, permit))
                    .await;
            }
            LineRead::Line(line) => {
                let answer =
                    self.server.hold(permit, pin!(self.answer(&line, server_name, &peer))).await;
                (line, answer.unwrap_or_else(|| self.overloaded()))
            }
            LineRead::TooLong => (Vec::new(), self.reject(&Rejected::Malformed(Fault::TooLong))),
            LineRead::Late { began: true } => {
                (Vec::new(), self.reject(&Rejected::Malformed(Fault::Unfinished)))
            }
            LineRead::Late { began: false } | LineRead::Ended(_) => {
                return self.server.take_leave(&mut stream, permit).await;
            }
            LineRead::Foreign | LineRead::Broken => return,
        };
        let (origin, takes_letters) = (site.origin(), self.takes_letters());
        let request =
            Logged { protocol: PROTOCOL, origin, line: &line, takes_letters, peer: &peer, began };
        let mut sent = Sent::default();
        let status = answer.send(&self.server, &mut stream, &mut sent, permit).await;
        self.server.finish(&mut stream, status, sent, request, permit).await;
    }

    /// The answer, and the site that it is of.
    async fn answer(
        &self,
        line: &[u8],
        server_name: Option<&str>,
        peer: &Peer,
    ) -> (Arc<Site>, Answered) {
        let (site, request) = match self.parse(line, server_name) {
            Ok(asked) => asked,
            Err(rejected) => return self.reject(&rejected),
        };
        let response = match site.application(&request.paths, peer.identity.as_deref()) {
            Err(refusal) => Response::Refused(refusal),
            Ok(Some((application, path))) => {
                let answer = self.call(&application, path, &site, line, peer).await;
                return (site, answer);
            }
            Ok(None) => self.server.ask_or_take(&site, &request, peer).await,
        };
        if let (Response::Refused(why), Some(path)) = (&response, request.paths.first()) {
            self.server.note(&site, path, Right::Read, peer, *why);
        }
        (site, Answered::Here(reply(response)))
    }

    fn parse(
        &self,
        line: &[u8],
        server_name: Option<&str>,
    ) -> Result<(Arc<Site>, Request), Rejected> {
        let hosts = self.hosts.load();
        parse(line, server_name, &hosts).map(|(site, request)| (Arc::clone(site), request))
    }

    /// True if any host takes letters: which one a line means is not always known.
    fn takes_letters(&self) -> bool {
        self.hosts.load().iter().any(|site| site.letters().is_some())
    }

    /// The answer to a line that is no request to this server; the first host gives it.
    fn reject(&self, rejected: &Rejected) -> (Arc<Site>, Answered) {
        (Arc::clone(self.hosts.load().first()), Answered::Here(reject(rejected)))
    }

    /// Hands a request on to an application.
    async fn call(
        &self,
        application: &Application,
        path: &CapsulePath,
        site: &Site,
        line: &[u8],
        peer: &Peer,
    ) -> Answered {
        let call = Call::of(application, line, path, site.origin(), peer);
        match self.calls.ask(application, &call).await {
            Ok(answer) => Answered::ByApplication(answer),
            Err(failure) => {
                failure.tell(application);
                Answered::Here(reply(Response::Refused(failure.refusal())))
            }
        }
    }

    /// The answer to a client that lost its permit while it was waited for; the first host gives
    /// it.
    fn overloaded(&self) -> (Arc<Site>, Answered) {
        let answer = Answered::Here(reply(Response::Refused(Refusal::Overloaded)));
        (Arc::clone(self.hosts.load().first()), answer)
    }
}

impl Service for Gemini {
    const PROTOCOL: Protocol = PROTOCOL;

    async fn serve(&self, stream: TcpStream, peer: Peer, permit: Permit) {
        let _open = self.server.counters.open(PROTOCOL);
        let shaking = self.handshake.shake(stream, peer, Some(&permit));
        let private = self.server.hold(&permit, pin!(shaking)).await.flatten();
        if let Some(Private { stream, server_name, peer }) = private {
            self.converse(stream, server_name.as_deref(), peer, &permit).await;
        }
    }

    async fn refuse(&self, stream: TcpStream, peer: Peer, refusal: Refusal) {
        let Some(private) = self.handshake.shake(stream, peer, None).await else { return };
        let mut stream = buffered(private.stream);
        // A client that has not sent its request yet does not expect an answer.
        let _ = read_line(&mut stream, LINE, self.server.limits.request).await;
        let answer = Outgoing::whole(reply(Response::Refused(refusal)));
        send(&mut stream, answer, &mut Sent::default()).await;
        linger_and_close(&mut stream, self.server.limits.drain).await;
    }

    fn turned_away(&self, why: TurnedAway) {
        self.server.counters.turned_away(why);
    }
}
