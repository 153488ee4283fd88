//! A Nex client: one path, one answer.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::io::AsyncRead;

use super::dispatcher::Dispatcher;
use super::line::Rule;
use super::plain::{OneSite, Plain, converse};
use super::server::Server;
use crate::counters::Counters;
use crate::exchange::{Peer, Protocol, Refusal};
use crate::log::AccessLog;
use crate::net::connection_limit::Permit;
use crate::net::limits::Limits;
use crate::net::send_file::SendFile;
use crate::protocol::Reply;
use crate::protocol::gopher::TLS_HANDSHAKE;
use crate::protocol::nex::{MAX_LINE, parse, refuse, reply};
use crate::site::Site;

/// Talks to Nex clients.
#[derive(Clone, Debug)]
pub struct Nex {
    site: Arc<ArcSwap<Site>>,
    server: Server,
}

impl Nex {
    /// Answers for a site, which may be replaced at any time. There is one, since no request names
    /// its host.
    #[must_use]
    pub fn new(
        site: Arc<ArcSwap<Site>>,
        limits: Limits,
        log: AccessLog,
        counters: Arc<Counters>,
        dispatcher: Arc<Dispatcher>,
    ) -> Self {
        Self { site, server: Server::new(limits, log, counters, dispatcher) }
    }

    /// Leads the conversation.
    pub async fn converse<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Unpin,
    {
        converse(self, stream, peer, permit).await;
    }
}

impl Plain for Nex {
    const PROTOCOL: Protocol = Protocol::Nex;
    const LINE: Rule = Rule { end: b"\n", limit: MAX_LINE, never_first: Some(TLS_HANDSHAKE) };

    fn server(&self) -> &Server {
        &self.server
    }

    fn refusal(&self, refusal: Refusal) -> Reply {
        refuse(refusal)
    }

    async fn lead<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Send + Unpin,
    {
        converse(self, stream, peer, permit).await;
    }
}

impl OneSite for Nex {
    fn site(&self) -> &ArcSwap<Site> {
        &self.site
    }

    async fn answer(&self, site: &Arc<Site>, line: &[u8], _peer: &Peer) -> Reply {
        match parse(line) {
            Ok(request) => reply(self.server.ask(site, &request, None).await, site.origin()),
            Err(refusal) => refuse(refusal),
        }
    }
}
