//! One client, one request, one reply, within time limits. What the bytes mean is for `protocol`.

mod application;
mod gemini;
mod gopher;
mod handshake;
mod line;
mod send;

pub use gemini::Gemini;
pub use gopher::Gopher;

use std::sync::Arc;
use std::thread;
use std::time::Instant;

#[cfg(any(target_os = "linux", target_os = "android"))]
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::error;

use self::line::{Heard, Rule, hear};
pub(in crate::net) use self::send::take_leave;
use self::send::{Outgoing, Sent, send};
use super::connection_limit::Seat;
use super::limits::Limits;
use crate::counters::{Counters, TurnedAway};
use crate::exchange::{Identity, Peer, Refusal, Request, Response};
use crate::log::{AccessLog, Entry};
use crate::site::{Outlook, Site};

/// How many answers are read and converted at a time at least: one may wait for a disk.
const FEWEST_WORKS: usize = 4;

/// What every conversation needs, whatever the protocol.
#[derive(Clone, Debug)]
struct Server {
    limits: Limits,
    log: AccessLog,
    counters: Arc<Counters>,
    /// How many answers are read and converted at a time: as many as there are processors, since
    /// more would only take more memory.
    works: Arc<Semaphore>,
}

/// A request that was heard, as the log tells of it.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    protocol: &'static str,
    host: &'a str,
    /// The port that clients see.
    port: u16,
    line: &'a [u8],
    peer: &'a Peer,
    began: Instant,
}

impl Server {
    fn new(limits: Limits, log: AccessLog, counters: Arc<Counters>) -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Self {
            limits,
            log,
            counters,
            works: Arc::new(Semaphore::new(processors.max(FEWEST_WORKS))),
        }
    }

    /// Reads the request line; `None` when the seat was taken away before it was complete.
    async fn hear<S: AsyncRead + Unpin>(
        &self,
        stream: &mut S,
        rule: Rule,
        seat: &Seat,
    ) -> Option<Heard> {
        let heard = tokio::select! {
            biased;
            heard = hear(stream, rule, self.limits.request) => heard,
            () = seat.taken_away() => return self.displaced(),
        };
        if seat.serve() { Some(heard) } else { self.displaced() }
    }

    /// A client has lost its seat before it asked for anything.
    fn displaced<T>(&self) -> Option<T> {
        self.counters.turned_away(TurnedAway::Displaced);
        None
    }

    /// A site's answer; what may block is done on a thread where that is allowed.
    async fn ask(
        &self,
        site: &Arc<Site>,
        request: &Request,
        who: Option<&Arc<Identity>>,
    ) -> Response {
        // Who waits for its turn must not keep others from theirs.
        let turn = match site.look(request, who.map(Arc::as_ref)) {
            Outlook::AtHand(response) => return response,
            Outlook::Work => None,
            Outlook::Search => match site.turn_to_search().await {
                Some(turn) => Some(turn),
                None => return Response::Refused(Refusal::Overloaded),
            },
        };
        // The semaphore is never closed.
        let Ok(work) = Arc::clone(&self.works).acquire_owned().await else {
            return Response::Refused(Refusal::Failed);
        };
        let (site, request, who) = (Arc::clone(site), request.clone(), who.cloned());
        let answered = spawn_blocking(move || {
            let response = site.handle(&request, who.as_deref());
            drop((work, turn));
            response
        });
        match answered.await {
            Ok(response) => response,
            Err(failed) => {
                error!(%failed, "a request could not be answered");
                Response::Refused(Refusal::Failed)
            }
        }
    }

    /// Sends the answer, logs it, and takes leave.
    async fn deliver<S>(&self, stream: &mut S, outgoing: Outgoing, told: Told<'_>)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let status = outgoing.status;
        let sent = send(stream, outgoing).await;
        self.finish(stream, status, sent, told).await;
    }

    /// Logs what was sent, and takes leave.
    async fn finish<S>(&self, stream: &mut S, status: u8, sent: Sent, told: Told<'_>)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.write_log(status, sent.bytes, told);
        // A client knows by the missing farewell of TLS that a body was cut short.
        if sent.whole {
            take_leave(stream, self.limits.drain).await;
        }
    }

    fn write_log(&self, status: u8, sent: u64, told: Told<'_>) {
        let (path, query) = path_and_query(told.line);
        let Told { protocol, host, port, .. } = told;
        let entry =
            Entry { protocol, host, port, path: &path, query: query.as_deref(), status, sent };
        let took = told.began.elapsed();
        self.counters.request(protocol, host, status, sent, took);
        self.log.record(&entry, told.peer.address, took);
    }
}

/// What is written from now on leaves in full packets, or when the stream ends: a page, the
/// farewell of TLS and the end of the stream are one packet, not three.
fn gather(stream: &TcpStream) {
    // Without it all goes the same way, in more packets.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = SockRef::from(stream).set_tcp_cork(true);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = stream;
}

/// What was asked for, the path of a URI or a selector, and what was typed.
fn path_and_query(line: &[u8]) -> (String, Option<String>) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches('\r');
    let (rest, typed) = match text.split_once(['?', '\t']) {
        Some((rest, typed)) => (rest, Some(typed.to_owned())),
        None => (text, None),
    };
    // Of a URI neither the authority, which may hold a password, nor the parameters of a Titan
    // request, which may hold a token.
    let path = match rest.split_once("://") {
        Some((_, after)) => after.find('/').and_then(|at| after.get(at..)).unwrap_or("/"),
        None => rest,
    };
    let path = path.split_once(';').map_or(path, |(path, _)| path);
    (path.to_owned(), typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_path_and_query_apart() {
        let check = |line: &str, path: &str, query: Option<&str>| {
            assert_eq!(
                path_and_query(line.as_bytes()),
                (path.to_owned(), query.map(str::to_owned)),
                "{line:?}"
            );
        };
        check("gemini://example.org", "/", None);
        check("gemini://example.org/a?b/c", "/a", Some("b/c"));
        check("gemini://example.org?b/c", "/", Some("b/c"));
        check("GEMINI://user:secret@Example.ORG/a", "/a", None);
        check("https://user:secret@example.org/a", "/a", None);
        check("titan://example.org/a;size=1;token=secret", "/a", None);
        check("/a\tb c\r", "/a", Some("b c"));
        check("", "", None);
    }
}
