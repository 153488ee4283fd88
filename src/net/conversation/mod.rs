//! One client, one request, one reply, within time limits. The meaning of the bytes is for
//! `protocol`.

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
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::error;

use self::line::{LineRead, Rule, read_line};
pub(in crate::net) use self::send::linger_and_close;
use self::send::{Outgoing, Sent, send};
use super::connection_limit::Permit;
use super::limits::Limits;
use crate::counters::{Counters, TurnedAway};
use crate::exchange::{Identity, Peer, Protocol, Refusal, Request, Response};
use crate::log::{AccessLog, Entry};
use crate::origin::Origin;
use crate::site::{Readiness, Site};

/// The fewest answers that are read and converted at a time: one may wait for a disk.
const FEWEST_CONVERSIONS: usize = 4;

/// Common to all conversations, whatever the protocol.
#[derive(Clone, Debug)]
struct Server {
    limits: Limits,
    log: AccessLog,
    counters: Arc<Counters>,
    /// Permits to read and convert an answer: as many as there are processors, since more would
    /// only take more memory.
    conversions: Arc<Semaphore>,
}

/// A request that was received, for the log.
#[derive(Clone, Copy, Debug)]
struct Logged<'a> {
    protocol: Protocol,
    /// The public name and ports of the site that answers.
    origin: &'a Origin,
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
            conversions: Arc::new(Semaphore::new(processors.max(FEWEST_CONVERSIONS))),
        }
    }

    /// Reads the request line; `None` when the permit was revoked before it was complete.
    async fn read_line<R: AsyncBufRead + Unpin>(
        &self,
        reader: &mut R,
        rule: Rule,
        permit: &Permit,
    ) -> Option<LineRead> {
        let read = tokio::select! {
            biased;
            read = read_line(reader, rule, self.limits.request) => read,
            () = permit.revoked() => return self.displaced(),
        };
        if permit.serve() { Some(read) } else { self.displaced() }
    }

    /// A client has lost its permit before it asked for anything.
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
        // Whoever waits for a permit to search must not keep one to convert.
        let search = match site.look(request, who.map(Arc::as_ref)) {
            Readiness::Ready(response) => return response,
            Readiness::Work => None,
            Readiness::Search => match site.search_permit().await {
                Some(permit) => Some(permit),
                None => return Response::Refused(Refusal::Overloaded),
            },
        };
        // The semaphore is never closed.
        let Ok(conversion) = Arc::clone(&self.conversions).acquire_owned().await else {
            return Response::Refused(Refusal::Failed);
        };
        let (site, request, who) = (Arc::clone(site), request.clone(), who.cloned());
        let answered = spawn_blocking(move || {
            let response = site.handle(&request, who.as_deref());
            drop((conversion, search));
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
    async fn deliver<S>(&self, stream: &mut S, outgoing: Outgoing, request: Logged<'_>)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let status = outgoing.status;
        let sent = send(stream, outgoing).await;
        self.finish(stream, status, sent, request).await;
    }

    /// Logs what was sent, and takes leave.
    async fn finish<S>(&self, stream: &mut S, status: u8, sent: Sent, request: Logged<'_>)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        self.write_log(status, sent.bytes, request);
        // A client knows by the missing farewell of TLS that a body was cut short.
        if sent.whole {
            linger_and_close(stream, self.limits.drain).await;
        }
    }

    fn write_log(&self, status: u8, sent: u64, request: Logged<'_>) {
        let (path, query) = path_and_query(request.line);
        let Logged { protocol, origin, .. } = request;
        let (host, port) = (origin.host.as_str(), origin.port_or_default(protocol));
        let entry =
            Entry { protocol, host, port, path: &path, query: query.as_deref(), status, sent };
        let took = request.began.elapsed();
        self.counters.request(protocol, host, status, sent, took);
        self.log.record(&entry, request.peer.address, took);
    }
}

/// Lets the stream send only full packets from now on, and the rest when it ends: a page, the
/// farewell of TLS and the end of the stream are one packet, not three.
fn gather(stream: &TcpStream) {
    // Without it all goes the same way, in more packets.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = SockRef::from(stream).set_tcp_cork(true);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = stream;
}

/// Path of a URI, or a selector, and the text that was typed.
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

    fn check(line: &str, path: &str, query: Option<&str>) {
        let expected = (path.to_owned(), query.map(str::to_owned));
        assert_eq!(path_and_query(line.as_bytes()), expected, "{line:?}");
    }

    #[test]
    fn the_log_has_path_and_query_apart() {
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
