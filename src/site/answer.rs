//! The answer to a request, from its look-up to the response.

use std::io;
use std::sync::Arc;

use super::searches::SearchPermit;
use super::snapshot::{Answer, Snapshot};
use super::state::Site;
use crate::capsule::{self, Reader, Resource};
use crate::descriptors;
use crate::exchange::{Application, Form, Identity, Page, Prompt, Refusal, Request, Response};
use crate::path::CapsulePath;

/// Sentences for a reader who searches.
const SEARCH_HELP: &[&str] = &[
    "Type one or more words. A page is found when all of them",
    "stand in its title or in its text, also as parts of words.",
];

/// The work that an answer takes.
#[derive(Debug)]
pub enum Readiness {
    /// None more: here it is.
    Ready(Response),
    /// Reading a file and perhaps converting it.
    Work,
    /// Reading the whole capsule, with a permit to search.
    Search,
}

impl Site {
    /// The application that answers a request, if one does, and the path of it that was asked for.
    /// Gopher has none.
    ///
    /// # Errors
    /// The refusal for a client that may not ask it.
    pub fn application<'r>(
        &self,
        request: &'r Request,
        who: Option<&Identity>,
    ) -> Result<Option<(Arc<Application>, &'r CapsulePath)>, Refusal> {
        let capsule = &self.snapshot.load().capsule;
        let seen = capsule.visible_to(Reader::Client(who));
        for path in &request.paths {
            if let Some(application) = seen.application(path)? {
                return Ok(Some((Arc::clone(application), path)));
            }
        }
        Ok(None)
    }

    /// The path at which a client that follows redirects ends: of the paths asked for the first
    /// that is served.
    #[must_use]
    pub fn served_at(&self, request: &Request) -> Option<CapsulePath> {
        let snapshot = self.snapshot.load();
        request.paths.iter().find_map(|path| snapshot.served_at(path))
    }

    /// The work that the answer takes, or the answer itself if no file has to be touched for it: a
    /// page in the cache, a redirect, a refusal.
    #[must_use]
    pub fn look(&self, request: &Request, who: Option<&Identity>) -> Readiness {
        let snapshot = self.snapshot.load();
        match snapshot.answer(request, who) {
            Answer::Ready(response) => Readiness::Ready(response),
            Answer::Render(path, resource, form) => {
                match snapshot.rendered.get(&(path.clone(), form)) {
                    Some(page) => {
                        self.count(path, resource, true);
                        Readiness::Ready(Response::Page(page))
                    }
                    None => Readiness::Work,
                }
            }
            Answer::Search => prompt(request).map_or(Readiness::Search, Readiness::Ready),
            Answer::Open(_) => Readiness::Work,
        }
    }

    /// Waits for the permit to search; `None` when too many wait already.
    pub async fn search_permit(&self) -> Option<SearchPermit> {
        self.searches.permit().await
    }

    /// The answer. May read a file and convert it: call it where blocking is allowed, and for a
    /// search with a [`SearchPermit`] in hand when others may search, too.
    #[must_use]
    pub fn handle(&self, request: &Request, who: Option<&Identity>) -> Response {
        let snapshot = self.snapshot.load_full();
        let answered = match snapshot.answer(request, who) {
            Answer::Ready(response) => return response,
            Answer::Render(path, resource, form) => {
                self.render(&snapshot, path, resource, form).map(Response::Page)
            }
            Answer::Search => match prompt(request) {
                Some(prompt) => return prompt,
                None => self.search(&snapshot, request).map(Response::Page),
            },
            Answer::Open(file) => snapshot.open(file).map(Response::Stream),
        };
        answered.unwrap_or_else(|error| Response::Refused(refusal(&error)))
    }

    /// A page in a form, from the cache if it is there. While one client's request converts a page,
    /// others wait for it.
    fn render(
        &self,
        snapshot: &Snapshot,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> io::Result<Page> {
        let mut ready = true;
        let page = snapshot.rendered.get_or_insert_with(&(path.clone(), form), || {
            ready = false;
            // What is not whole is not kept.
            snapshot.capsule.folder().whole(|| self.make(snapshot, path, resource, form))
        })?;
        self.count(path, resource, ready);
        Ok(page)
    }
}

/// The question for words, to a client that searches for nothing.
fn prompt(request: &Request) -> Option<Response> {
    if request.query.as_deref().is_some_and(|words| !words.trim().is_empty()) {
        return None;
    }
    let path = capsule::search_path()?;
    Some(Response::Prompt(Prompt { path, title: "Search this capsule", help: SEARCH_HELP }))
}

/// The refusal for a file that can't be read: it is gone, or it did not work this time.
fn refusal(error: &io::Error) -> Refusal {
    let gone =
        [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied, io::ErrorKind::InvalidInput];
    if descriptors::is_short(error) {
        return Refusal::Overloaded;
    }
    if gone.contains(&error.kind()) { Refusal::NotFound } else { Refusal::Failed }
}
