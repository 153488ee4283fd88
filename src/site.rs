//! `Site`: one capsule under one name. It answers requests, whatever the protocol.

use crate::exchange::{Request, Response};
use crate::origin::Origin;

/// One capsule under one name.
#[derive(Debug)]
pub struct Site {
    origin: Origin,
}

impl Site {
    /// The name and the ports under which it is reached.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The answer, if no file has to be touched for it: a page in the cache, a redirect, a refusal.
    #[must_use]
    pub fn at_hand(&self, _request: &Request) -> Option<Response> {
        None
    }

    /// The answer. May read a file and convert it: call it where blocking is allowed.
    #[must_use]
    pub fn handle(&self, _request: &Request) -> Response {
        Response::Refused(crate::exchange::Refusal::NotFound)
    }
}
