//! A Spartan client: one line, perhaps words behind it, one answer.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use tokio::io::{AsyncBufRead, AsyncRead};
use tokio::time::timeout;

use super::arriving::{drain, take};
use super::dispatcher::Dispatcher;
use super::line::{LineRead, Rule, buffered};
use super::logged::Logged;
use super::plain::Plain;
use super::send::Outgoing;
use super::server::Server;
use crate::counters::Counters;
use crate::exchange::{Peer, Protocol, Refusal, Response};
use crate::host::Hosts;
use crate::log::AccessLog;
use crate::net::connection_limit::Permit;
use crate::net::limits::{DRAIN_BYTES, Limits};
use crate::net::send_file::SendFile;
use crate::protocol::Reply;
use crate::protocol::gopher::TLS_HANDSHAKE;
use crate::protocol::spartan::{
    Asked, Fault, MAX_DATA, MAX_LINE, MAX_WORDS, Rejected, parse, reject, reply,
};
use crate::site::{Site, Words};
use crate::uri::escape_path;

/// The longest that data is read that nobody wants.
const PATIENCE: Duration = Duration::from_secs(3);

/// Talks to Spartan clients.
#[derive(Clone, Debug)]
pub struct Spartan {
    hosts: Arc<ArcSwap<Hosts<Site>>>,
    server: Server,
}

/// An answer, with the site that gives it and the request as the log has it.
struct Answered {
    site: Arc<Site>,
    line: Vec<u8>,
    reply: Reply,
}

impl Spartan {
    /// Answers for the sites of several hosts, which may be replaced at any time.
    #[must_use]
    pub fn new(
        hosts: Arc<ArcSwap<Hosts<Site>>>,
        limits: Limits,
        log: AccessLog,
        counters: Arc<Counters>,
        dispatcher: Arc<Dispatcher>,
    ) -> Self {
        Self { hosts, server: Server::new(limits, log, counters, dispatcher) }
    }

    /// Leads the conversation.
    pub async fn converse<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Unpin,
    {
        let mut stream = buffered(stream);
        let Some(read) = self.server.read_line(&mut stream, Self::LINE, permit).await else {
            return;
        };
        let began = Instant::now();
        let answered = match read {
            LineRead::Line(line) => {
                let answering = self.answer(&mut stream, &line, &peer, permit);
                let answered = self.server.hold(permit, pin!(answering)).await;
                answered
                    .unwrap_or_else(|| self.first(reply(Response::Refused(Refusal::Overloaded))))
            }
            LineRead::TooLong => self.first(reject(&Rejected::Malformed(Fault::TooLong))),
            LineRead::Late { began: true } => {
                self.first(reject(&Rejected::Malformed(Fault::Unfinished)))
            }
            LineRead::Late { began: false } | LineRead::Foreign | LineRead::Ended(_) => {
                return self.server.take_leave(&mut stream, permit).await;
            }
            LineRead::Broken => return,
        };
        let Answered { site, line, reply: answer } = answered;
        let refused = |why| Outgoing::whole(reply(Response::Refused(why)));
        let outgoing = self.server.prepare(answer, permit).await.unwrap_or_else(refused);
        let (protocol, origin) = (Self::PROTOCOL, site.origin());
        let takes_letters = self.hosts.load().iter().any(|site| site.letters().is_some());
        let request = Logged { protocol, origin, line: &line, takes_letters, peer: &peer, began };
        self.server.deliver(&mut stream, outgoing, request, permit).await;
    }

    /// The answer of the first host, to what is for none.
    fn first(&self, reply: Reply) -> Answered {
        Answered { site: Arc::clone(self.hosts.load().first()), line: Vec::new(), reply }
    }

    async fn answer<S: AsyncBufRead + Unpin>(
        &self,
        stream: &mut S,
        line: &[u8],
        peer: &Peer,
        permit: &Permit,
    ) -> Answered {
        let parsed = {
            let hosts = self.hosts.load();
            parse(line, &hosts).map(|(site, asked)| (Arc::clone(site), asked))
        };
        match parsed {
            Ok((site, asked)) => {
                let mut line = line_of(&asked);
                let reply = self.ask(stream, &site, asked, (peer, permit), &mut line).await;
                Answered { site, line, reply }
            }
            Err((rejected, length)) => {
                permit.rest();
                throw_away(stream, length).await;
                Answered { line: path_of(line), ..self.first(reject(&rejected)) }
            }
        }
    }

    /// The site's answer. The words that were sent are added to the line of the log.
    async fn ask<S: AsyncBufRead + Unpin>(
        &self,
        stream: &mut S,
        site: &Arc<Site>,
        asked: Asked,
        (peer, permit): (&Peer, &Permit),
        line: &mut Vec<u8>,
    ) -> Reply {
        let Asked { mut request, length } = asked;
        if length > 0 {
            // Until the data is there, the request is not complete.
            permit.rest();
            let words = self.words(stream, length, site.takes_words(&request, peer)).await;
            if !permit.serve() {
                return reply(Response::Refused(Refusal::Overloaded));
            }
            match words {
                Ok(words) => {
                    line.push(b'?');
                    line.extend_from_slice(escape_path(&words).as_bytes());
                    request.query = Some(words);
                }
                Err(fault) => return reject(&Rejected::Malformed(fault)),
            }
        }
        reply(self.server.ask_or_take(site, &request, peer).await)
    }

    /// The words that follow the line, for what takes some.
    async fn words<S: AsyncBufRead + Unpin>(
        &self,
        stream: &mut S,
        length: u64,
        taken: Option<Words>,
    ) -> Result<String, Fault> {
        let Some(taken) = taken else {
            throw_away(stream, length).await;
            return Err(Fault::Upload);
        };
        if length > MAX_DATA {
            throw_away(stream, length).await;
            return Err(Fault::Words);
        }
        let mut data = Vec::new();
        let arriving = take(stream, length, &mut data);
        if !matches!(timeout(self.server.limits.request, arriving).await, Ok(Ok(true))) {
            return Err(Fault::Data);
        }
        let words = String::from_utf8(data).map_err(|_| Fault::Text)?;
        match taken {
            Words::Search if words.chars().count() > MAX_WORDS => Err(Fault::Words),
            Words::Search | Words::Letter => Ok(words),
        }
    }
}

/// Reads data that nobody wants, so that the client sees its answer.
async fn throw_away<S: AsyncBufRead + Unpin>(stream: &mut S, length: u64) {
    drain(stream, length.min(DRAIN_BYTES as u64), PATIENCE).await;
}

/// The request as the log has it: its path.
fn line_of(asked: &Asked) -> Vec<u8> {
    asked.request.paths.first().map_or_else(Vec::new, |path| path.encoded().into_bytes())
}

/// The path of a line that was refused, as it was sent.
fn path_of(line: &[u8]) -> Vec<u8> {
    line.split(|byte| *byte == b' ').nth(1).unwrap_or_default().to_vec()
}

impl Plain for Spartan {
    const PROTOCOL: Protocol = Protocol::Spartan;
    const LINE: Rule = Rule { end: b"\n", limit: MAX_LINE, never_first: Some(TLS_HANDSHAKE) };

    fn server(&self) -> &Server {
        &self.server
    }

    fn refusal(&self, refusal: Refusal) -> Reply {
        reply(Response::Refused(refusal))
    }

    async fn lead<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Send + Unpin,
    {
        self.converse(stream, peer, permit).await;
    }
}
