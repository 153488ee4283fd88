//! The answer to a request, from its look-up to the response.

use std::sync::Arc;

use super::snapshot::{Answer, Snapshot};
use super::state::Site;
use super::work::{Conversion, Opening, Readiness, Search};
use crate::capsule::{self, Reader};
use crate::exchange::{Application, Identity, Prompt, Refusal, Request, Response};
use crate::path::CapsulePath;
use crate::render;

/// The columns of a sentence for a reader who searches: a little less than any screen has.
const HELP_COLUMNS: usize = 65;

impl Site {
    /// The application that answers a request, if one does, and the path of it that was asked for.
    /// Gopher has none.
    ///
    /// # Errors
    /// The refusal for a client that may not ask it.
    pub fn application<'r>(
        &self,
        paths: &'r [CapsulePath],
        who: Option<&Identity>,
    ) -> Result<Option<(Arc<Application>, &'r CapsulePath)>, Refusal> {
        let capsule = &self.snapshot.load().capsule;
        let seen = capsule.visible_to(Reader::Client(who));
        for path in paths {
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
    pub fn look(self: &Arc<Self>, request: &Request, who: Option<&Identity>) -> Readiness {
        let snapshot = self.snapshot.load();
        match snapshot.answer(request, who) {
            Answer::Ready(response) => Readiness::Ready(response),
            Answer::Render(path, resource, form) => {
                match snapshot.rendered.get(&(path.clone(), form)) {
                    Some(page) => {
                        self.count(path, resource, true);
                        Readiness::Ready(Response::Page(page))
                    }
                    None => Readiness::Convert(Conversion {
                        site: Arc::clone(self),
                        snapshot: Arc::clone(&snapshot),
                        path: path.clone(),
                        resource: resource.clone(),
                        form,
                    }),
                }
            }
            Answer::Search(page) => self.prompt(&snapshot, request).map_or_else(
                || {
                    Readiness::Search(Search {
                        site: Arc::clone(self),
                        snapshot: Arc::clone(&snapshot),
                        request: request.clone(),
                        page,
                        who: who.cloned(),
                    })
                },
                Readiness::Ready,
            ),
            Answer::Open(file) => {
                Readiness::Open(Opening { snapshot: Arc::clone(&snapshot), file })
            }
        }
    }

    /// The answer, for one who asks alone: may read files and convert them.
    #[must_use]
    pub fn handle(&self, request: &Request, who: Option<&Identity>) -> Response {
        let snapshot = self.snapshot.load_full();
        let page = match snapshot.answer(request, who) {
            Answer::Ready(response) => return response,
            Answer::Render(path, resource, form) => self.rendered(&snapshot, path, resource, form),
            Answer::Search(page) => match self.prompt(&snapshot, request) {
                Some(prompt) => return prompt,
                None => self.found(&snapshot, request, page, who),
            },
            Answer::Open(file) => return Opening { snapshot: Arc::clone(&snapshot), file }.run(),
        };
        page.map_or_else(Response::Refused, Response::Page)
    }

    /// The question for words, to a client that searches for nothing.
    fn prompt(&self, snapshot: &Snapshot, request: &Request) -> Option<Response> {
        if request.query.as_deref().is_some_and(|words| !words.trim().is_empty()) {
            return None;
        }
        let path = capsule::search_path()?;
        let phrases = snapshot.capsule.phrases(&path);
        let is_ascii = self.is_ascii(request.form.protocol);
        let shown = |text| if is_ascii { render::ascii(text) } else { String::from(text) };
        let title = shown(phrases.search_for).into();
        let help = render::broken(&shown(phrases.search_help), HELP_COLUMNS);
        Some(Response::Prompt(Prompt { path, title, help }))
    }
}
