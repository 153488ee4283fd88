//! `Server`: common to the conversations of all protocols. It reads the request line, asks the site
//! and logs the answer. The bytes of a protocol are for its own conversation.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite};

use super::dispatcher::Dispatcher;
use super::line::{LineRead, Rule, read_line};
use super::logged::{Logged, may_be_letter, path_and_query};
use super::send::{Outgoing, Sent, linger_and_close, prepare, send};
use crate::counters::{Counters, Knock, Right, TurnedAway};
use crate::exchange::{Identity, Peer, Protocol, Refusal, Request, Response};
use crate::log::{AccessLog, Entry};
use crate::net::connection_limit::Permit;
use crate::net::limits::Limits;
use crate::net::send_file::SendFile;
use crate::path::CapsulePath;
use crate::protocol::Reply;
use crate::protocol::titan::is_titan;
use crate::site::Site;

/// Common to all conversations, whatever the protocol.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) limits: Limits,
    log: AccessLog,
    pub(super) counters: Arc<Counters>,
    dispatcher: Arc<Dispatcher>,
}

impl Server {
    pub(super) fn new(
        limits: Limits,
        log: AccessLog,
        counters: Arc<Counters>,
        dispatcher: Arc<Dispatcher>,
    ) -> Self {
        Self { limits, log, counters, dispatcher }
    }

    /// Reads the request line; `None` when the permit was revoked before it was complete.
    pub(super) async fn read_line<R: AsyncBufRead + Unpin>(
        &self,
        reader: &mut R,
        rule: Rule,
        permit: &Permit,
    ) -> Option<LineRead> {
        let read = self.hold(permit, pin!(read_line(reader, rule, self.limits.request))).await?;
        if permit.serve() { Some(read) } else { self.displaced() }
    }

    /// Does something for as long as the permit is held; one that is lost is counted.
    pub(super) async fn hold<T>(
        &self,
        permit: &Permit,
        work: Pin<&mut impl Future<Output = T>>,
    ) -> Option<T> {
        match permit.hold(work).await {
            None => self.displaced(),
            done => done,
        }
    }

    fn displaced<T>(&self) -> Option<T> {
        self.counters.turned_away(TurnedAway::Displaced);
        None
    }

    /// A site's answer.
    pub(super) async fn ask(
        &self,
        site: &Arc<Site>,
        request: &Request,
        who: Option<&Identity>,
    ) -> Response {
        self.dispatcher.answer(site.look(request, who)).await
    }

    /// Remembers who was not admitted, so that the owner can see it and admit it.
    pub(super) fn note(
        &self,
        site: &Site,
        path: &CapsulePath,
        right: Right,
        peer: &Peer,
        why: Refusal,
    ) {
        if let (Refusal::NotAdmitted(_), Some(who)) = (why, &peer.identity) {
            let host = site.origin().host.as_str();
            self.counters.knock(Knock::now(host, path, right, who, peer.address));
        }
    }

    /// A site's answer to one who may be writing to its author.
    pub(super) async fn ask_or_take(
        &self,
        site: &Arc<Site>,
        request: &Request,
        peer: &Peer,
    ) -> Response {
        match site.letter(request, peer) {
            Some(letter) => self.dispatcher.answer(letter).await,
            None => {
                let who = peer.identity.as_deref();
                self.ask(site, request, who.filter(|_| request.form.protocol.identities())).await
            }
        }
    }

    /// Does what writes to a disk; `None` when it broke off.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        self.dispatcher.write(work).await
    }

    /// What is sent of an answer, or the reason why there is none: it could not be read, or the
    /// permit was lost meanwhile.
    pub(super) async fn prepare(
        &self,
        answer: Reply,
        permit: &Permit,
    ) -> Result<Outgoing, Refusal> {
        let prepared = self.hold(permit, pin!(prepare(answer))).await.ok_or(Refusal::Overloaded)?;
        prepared.map_err(|_| Refusal::Failed)
    }

    /// Sends the answer, logs it, and takes leave.
    pub(super) async fn deliver<S>(
        &self,
        stream: &mut S,
        outgoing: Outgoing,
        request: Logged<'_>,
        permit: &Permit,
    ) where
        S: AsyncRead + SendFile + Unpin,
    {
        let status = outgoing.status;
        let mut sent = Sent::default();
        self.hold(permit, pin!(send(stream, outgoing, &mut sent))).await;
        self.finish(stream, status, sent, request, permit).await;
    }

    /// Logs what was sent, and takes leave.
    pub(super) async fn finish<S>(
        &self,
        stream: &mut S,
        status: u8,
        sent: Sent,
        request: Logged<'_>,
        permit: &Permit,
    ) where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.write_log(status, sent.bytes, request);
        // A client knows by the missing farewell of TLS that a body was cut short.
        if sent.whole {
            self.take_leave(stream, permit).await;
        }
    }

    /// Ends the stream and waits for the client to go. Whoever loses its permit meanwhile has its
    /// answer all the same.
    pub(super) async fn take_leave<S>(&self, stream: &mut S, permit: &Permit)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        permit.rest();
        permit.hold(pin!(linger_and_close(stream, self.limits.drain))).await;
    }

    fn write_log(&self, status: u8, sent: u64, request: Logged<'_>) {
        let Logged { protocol, origin, line, takes_letters, .. } = request;
        let is_titan = protocol == Protocol::Gemini && is_titan(line);
        let (path, query) = path_and_query(line, is_titan);
        let query = query.filter(|_| !(takes_letters && may_be_letter(&path)));
        let (host, port) = (origin.host.as_str(), origin.port_or_default(protocol));
        let query = query.as_deref();
        let entry = Entry { protocol, is_titan, host, port, path: &path, query, status, sent };
        let took = request.began.elapsed();
        self.counters.request(protocol, host, status, sent, took);
        self.log.record(&entry, request.peer.address, took);
    }
}
