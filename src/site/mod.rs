//! `Site`: one capsule under one name. It answers requests, whatever the protocol.
//!
//! It holds the snapshot, which is swapped whole, and the pages that were rendered from it. What a
//! request's bytes mean and how an answer is written is for `protocol`; of a protocol it asks only
//! for its facts.
//!
//! - One search is done at a time, and few wait
//!   (`site::searches::tests::one_searches_a_few_wait_and_the_next_is_refused`).
//! - No answer names what a zone hides
//!   (`zones::lists::no_list_names_what_a_zone_hides` in `tests/`).

mod lines;
mod searches;
mod snapshot;
mod style;
mod write;

pub use searches::SearchPermit;
pub use style::{Charset, Footer, Pages, Style};

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::capsule::{self, Audience, Capsule, Converted, Effort, Reader, Resource};
use crate::counters::Counters;
use crate::descriptors;
use crate::exchange::{
    About, Application, Form, Identity, Page, Prompt, Refusal, Request, Response,
};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::render;
use lines::lines_of;
use searches::Searches;
use snapshot::{Answer, Snapshot};

/// The longest time that a search takes.
const LONGEST_SEARCH: Duration = Duration::from_secs(2);
/// The most bytes of pages that a search reads.
const MOST_SEARCHED: u64 = 256 << 20;
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

/// One capsule under one name.
#[derive(Debug)]
pub struct Site {
    origin: Origin,
    style: Style,
    snapshot: ArcSwap<Snapshot>,
    searches: Searches,
    counters: Option<Arc<Counters>>,
}

impl AsRef<Origin> for Site {
    fn as_ref(&self) -> &Origin {
        &self.origin
    }
}

impl Site {
    /// Serves a capsule under a name.
    #[must_use]
    pub fn new(capsule: Arc<Capsule>, origin: Origin, style: Style) -> Self {
        let snapshot = ArcSwap::from_pointee(Snapshot::new(capsule, style));
        Self { origin, style, snapshot, searches: Searches::default(), counters: None }
    }

    /// Counts what is asked for from now on.
    #[must_use]
    pub fn with_counters(self, counters: Arc<Counters>) -> Self {
        counters.folder_read(&self.origin.host);
        Self { counters: Some(counters), ..self }
    }

    /// The bytes of rendered pages that are kept.
    #[must_use]
    pub fn cached(&self) -> u64 {
        self.snapshot.load().rendered.weight()
    }

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

    /// The name and the ports under which it is reached.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Replaces the capsule by a new one. Answers under way keep the one that they
    /// began with.
    pub fn replace(&self, capsule: Arc<Capsule>) {
        self.snapshot.store(Arc::new(Snapshot::new(capsule, self.style)));
        if let Some(counters) = &self.counters {
            counters.folder_read(&self.origin.host);
        }
    }

    /// Does something with the capsule that is served now.
    pub fn with_capsule<T>(&self, work: impl FnOnce(&Arc<Capsule>) -> T) -> T {
        work(&self.snapshot.load().capsule)
    }

    /// The facts of the capsule besides its pages, as far as its authors give them.
    #[must_use]
    pub fn about(&self) -> About {
        let snapshot = self.snapshot.load();
        let settings = snapshot.capsule.settings();
        let description = settings.description.clone().or_else(|| settings.title.clone());
        About {
            admin: settings.admin().map(|text| self.spelled(text)),
            description: description.map(|text| self.spelled(text)),
            ascii: self.style.charset == Charset::Ascii,
        }
    }

    /// A text of one line in the characters that the operator chose.
    fn spelled(&self, text: String) -> String {
        match self.style.charset {
            Charset::Ascii => render::ascii(&text),
            Charset::Utf8 => text,
        }
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

    fn make(
        &self,
        snapshot: &Snapshot,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> io::Result<Page> {
        match resource {
            Resource::Feed => self.feed(snapshot, path, form),
            Resource::File(number) => snapshot.filled(*number, form),
            Resource::Page(_)
            | Resource::Folder
            | Resource::Posts
            | Resource::Search
            | Resource::Redirection(_)
            | Resource::Robots => {
                let (converted, language) = snapshot.converted(path, resource, form)?;
                Ok(Page {
                    form,
                    media: None,
                    text: self.write(&snapshot.capsule, converted, form),
                    language,
                })
            }
        }
    }

    /// Counts an answer; as read what people read, not feeds and files.
    fn count(&self, path: &CapsulePath, resource: &Resource, ready: bool) {
        let Some(counters) = &self.counters else { return };
        counters.cached(&self.origin.host, ready);
        if matches!(resource, Resource::Page(_) | Resource::Folder | Resource::Posts) {
            counters.page(&self.origin.host, path);
        }
    }

    fn search(&self, snapshot: &Snapshot, request: &Request) -> io::Result<Page> {
        let effort = Effort { until: Instant::now() + LONGEST_SEARCH, bytes: MOST_SEARCHED };
        let words = request.query.as_deref().unwrap_or("");
        let found =
            snapshot.capsule.folder().whole(|| Ok(snapshot.capsule.search(words, effort)))?;
        let text = self.write(&snapshot.capsule, Converted::of(found), request.form);
        Ok(Page { form: request.form, media: None, text, language: None })
    }

    fn feed(&self, snapshot: &Snapshot, path: &CapsulePath, form: Form) -> io::Result<Page> {
        let audience = Audience { origin: &self.origin, protocol: form.protocol };
        let text = lines_of(form.protocol, snapshot.capsule.feed(path, audience)?);
        Ok(Page { form, media: None, text, language: None })
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
