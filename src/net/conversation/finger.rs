//! A Finger client: one name, one text.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::io::AsyncRead;

use super::dispatcher::Dispatcher;
use super::line::Rule;
use super::plain::{OneSite, Plain, converse};
use super::server::Server;
use crate::counters::Counters;
use crate::exchange::{Peer, Protocol, Refusal, Request};
use crate::log::AccessLog;
use crate::net::connection_limit::Permit;
use crate::net::limits::Limits;
use crate::net::send_file::SendFile;
use crate::path::CapsulePath;
use crate::protocol::Reply;
use crate::protocol::finger::{MAX_LINE, Rejected, parse, refuse, reply};
use crate::protocol::gopher::TLS_HANDSHAKE;
use crate::site::Site;

/// Talks to Finger clients.
#[derive(Clone, Debug)]
pub struct Finger {
    site: Arc<ArcSwap<Site>>,
    /// The page for who names nobody.
    page: Option<CapsulePath>,
    server: Server,
}

impl Finger {
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
        Self { site, page: None, server: Server::new(limits, log, counters, dispatcher) }
    }

    /// Shows this page to who names nobody; without it `/now`, or the home page.
    #[must_use]
    pub fn with_page(self, page: Option<CapsulePath>) -> Self {
        Self { page, ..self }
    }

    /// Leads the conversation.
    pub async fn converse<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Unpin,
    {
        converse(self, stream, peer, permit).await;
    }
}

impl Plain for Finger {
    const PROTOCOL: Protocol = Protocol::Finger;
    const LINE: Rule = Rule { end: b"\n", limit: MAX_LINE, never_first: Some(TLS_HANDSHAKE) };

    fn server(&self) -> &Server {
        &self.server
    }

    fn refusal(&self, refusal: Refusal) -> Reply {
        refuse(Rejected::Refused(refusal))
    }

    async fn lead<S>(&self, stream: S, peer: Peer, permit: &Permit)
    where
        S: AsyncRead + SendFile + Send + Unpin,
    {
        converse(self, stream, peer, permit).await;
    }
}

impl OneSite for Finger {
    fn site(&self) -> &ArcSwap<Site> {
        &self.site
    }

    async fn answer(&self, site: &Arc<Site>, line: &[u8], _peer: &Peer) -> Reply {
        match parse(line, self.page.as_ref()) {
            Ok(request) => {
                let response = self.server.ask(site, &request, None).await;
                reply(response, &named(site, &request), site.origin())
            }
            Err(rejected) => refuse(rejected),
        }
    }
}

/// The path by which others may ask for the same.
fn named(site: &Site, request: &Request) -> CapsulePath {
    let first = || request.paths.first().cloned();
    site.served_at(request).or_else(first).unwrap_or_else(CapsulePath::root)
}
