//! A Gopher client: one selector, one answer.

use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;

use super::line::{Heard, Rule, hear};
use super::send::{Outgoing, prepare, send, take_leave};
use super::{Server, Told, gather};
use crate::exchange::{Peer, Refusal, Response};
use crate::log::AccessLog;
use crate::net::limits::Limits;
use crate::net::listener::Service;
use crate::net::pace::Paced;
use crate::net::seats::Seat;
use crate::protocol::Reply;
use crate::protocol::gopher::{
    Asked, MAX_LINE, TLS_HANDSHAKE, asks_for_caps, caps, information, link_page, listing, parse, refuse, reply,
    web_page,
};
use crate::site::Site;

const LINE: Rule = Rule { end: b"\n", limit: MAX_LINE, never_first: Some(TLS_HANDSHAKE) };

/// Talks to Gopher clients.
#[derive(Clone, Debug)]
pub struct Gopher {
    site: Arc<ArcSwap<Site>>,
    server: Server,
}

impl Gopher {
    /// Answers for a site, which may be replaced at any time. There is one, since no Gopher request names its host.
    #[must_use]
    pub fn new(site: Arc<ArcSwap<Site>>, limits: Limits, log: AccessLog) -> Self {
        Self { site, server: Server::new(limits, log) }
    }

    /// Leads the conversation.
    pub async fn converse<S>(&self, mut stream: S, peer: Peer, seat: &Seat)
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let Some(heard) = self.server.hear(&mut stream, LINE, seat).await else { return };
        let began = Instant::now();
        let site = self.site.load_full();
        let (line, answer) = match heard {
            // Some clients end the stream instead of the line.
            Heard::Line(line) | Heard::Ended(line) => {
                let answer = self.answer(&site, &line).await;
                (line, answer)
            }
            Heard::TooLong => (Vec::new(), refuse(Refusal::Malformed, "the selector is too long", site.origin())),
            Heard::Foreign | Heard::Late { .. } => return take_leave(&mut stream, self.server.limits.drain).await,
            Heard::Broken => return,
        };
        let outgoing = match prepare(answer).await {
            Ok(outgoing) => outgoing,
            Err(_) => Outgoing::whole(refuse(Refusal::Failed, &selector(&line), site.origin())),
        };
        let told = Told { protocol: "gopher", host: &site.origin().host, line: &line, peer: &peer, began };
        self.server.deliver(&mut stream, outgoing, told).await;
    }

    async fn answer(&self, site: &Arc<Site>, line: &[u8]) -> Reply {
        let origin = site.origin();
        match parse(line) {
            Ok(Asked::Item(request)) => {
                let response = self.server.ask(site, &request, None).await;
                if matches!(response, Response::Refused(Refusal::NotFound)) && asks_for_caps(&request) {
                    return caps(&site.about(), origin);
                }
                reply(response, &selector(line), origin)
            }
            Ok(Asked::Listing(request)) => {
                listing(self.server.ask(site, &request, None).await, &selector(line), origin)
            }
            Ok(Asked::Information(request)) => {
                let path = site.served_at(&request);
                let (response, modified) = last_change(self.server.ask(site, &request, None).await).await;
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

impl Service for Gopher {
    async fn serve(&self, stream: TcpStream, peer: Peer, seat: Seat) {
        gather(&stream);
        self.converse(Paced::new(stream, self.server.limits.pace), peer, &seat).await;
    }

    async fn refuse(&self, stream: TcpStream, refusal: Refusal) {
        let mut stream = Paced::new(stream, self.server.limits.pace);
        let heard = hear(&mut stream, LINE, self.server.limits.request).await;
        if !matches!(heard, Heard::Foreign | Heard::Broken) {
            let answer = refuse(refusal, "", self.site.load().origin());
            send(&mut stream, Outgoing::whole(answer)).await;
        }
        take_leave(&mut stream, self.server.limits.drain).await;
    }
}

/// What stands before the first TAB, to be told back.
fn selector(line: &[u8]) -> String {
    String::from_utf8_lossy(line.split(|byte| *byte == b'\t').next().unwrap_or_default()).into_owned()
}

/// When a file was last changed. A page may come from anywhere, so nothing is said of it.
async fn last_change(response: Response) -> (Response, Option<Timestamp>) {
    let Response::Stream(stream) = response else { return (response, None) };
    let asked = spawn_blocking(move || {
        let modified = stream.file.metadata().and_then(|metadata| metadata.modified());
        (Response::Stream(stream), modified.ok().and_then(|time| Timestamp::try_from(time).ok()))
    });
    asked.await.unwrap_or((Response::Refused(Refusal::Failed), None))
}
