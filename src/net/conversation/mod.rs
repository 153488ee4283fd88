//! One client, one request, one reply, within time limits. What the bytes mean is for `protocol`.

mod gemini;
mod gopher;
mod line;
mod send;

pub use gemini::Gemini;
pub use gopher::Gopher;

use std::sync::Arc;

use tracing::error;

use crate::exchange::{Refusal, Request, Response};
use crate::site::Site;

/// The site's answer; what may block is done on a thread where that is allowed.
async fn ask(site: &Arc<Site>, request: &Request) -> Response {
    if let Some(response) = site.at_hand(request) {
        return response;
    }
    let (site, request) = (Arc::clone(site), request.clone());
    match tokio::task::spawn_blocking(move || site.handle(&request)).await {
        Ok(response) => response,
        Err(failed) => {
            error!(%failed, "a request could not be answered");
            Response::Refused(Refusal::Failed)
        }
    }
}

/// What the log says was asked for: the path of a URI or a selector, and what was typed.
fn log_line(line: &[u8]) -> (String, Option<String>) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches('\r');
    let after_host = text
        .split_once("://")
        .map_or(text, |(_, rest)| rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or_default()));
    match after_host.split_once(['?', '\t']) {
        Some((path, typed)) => (path.to_owned(), Some(typed.to_owned())),
        None => (after_host.to_owned(), None),
    }
}
