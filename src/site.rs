//! `Site`: one capsule under one name. It answers requests, whatever the protocol.
//!
//! It holds the snapshot, which is swapped whole, and the pages that were rendered from it. What a request's bytes mean
//! and how an answer is written is for `protocol`.

mod searches;
mod write;

use std::borrow::Cow;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use bytes::Bytes;
use jiff::Timestamp;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::capsule::rules::Verdict;
use crate::capsule::{self, Audience, Capsule, Converted, Effort, FileEntry, Found, Lookup, Resource};
use crate::exchange::{Application, Form, Identity, Page, Prompt, Refusal, Request, Response, Stream};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::gopher;
use crate::render::{self, LinkStyle};
use searches::Searches;
pub use write::{Charset, Foot, Pages};

/// How many redirects inside the capsule are followed for a client that can't follow them itself.
const MOST_HOPS: usize = 8;
/// How much of a text file is read to learn its character set, in bytes.
const SNIFF_SIZE: usize = 4096;

/// How long a search may take.
const LONGEST_SEARCH: Duration = Duration::from_secs(2);
/// How many bytes of pages a search reads at most.
const MOST_SEARCHED: u64 = 256 << 20;
/// What a reader who searches is told.
const SEARCH_HELP: &[&str] = &[
    "Type one or more words. A page is found when all of them",
    "stand in its title or in its text, also as parts of words.",
];

/// How pages are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// The most display columns of a line in menus and plain text, 40 to 200.
    pub width: usize,
    /// How links are shown in gemtext.
    pub links: LinkStyle,
    /// Which characters Gopher clients get.
    pub charset: Charset,
    /// What links lead to on Gopher.
    pub pages: Pages,
    /// What stands under a page.
    pub foot: Foot,
    /// The most bytes of rendered pages that are kept.
    pub cache: u64,
}

impl Default for Style {
    fn default() -> Self {
        // 67 columns: the UMN client cuts longer menu lines.
        Self {
            width: 67,
            links: LinkStyle::default(),
            charset: Charset::default(),
            pages: Pages::default(),
            foot: Foot::default(),
            cache: 32 << 20,
        }
    }
}

/// One capsule under one name.
#[derive(Debug)]
pub struct Site {
    origin: Origin,
    style: Style,
    snapshot: ArcSwap<Snapshot>,
    searches: Searches,
}

/// A capsule and what was rendered from it: a new one begins with nothing, so no page outlives what it was made from.
#[derive(Debug)]
struct Snapshot {
    capsule: Arc<Capsule>,
    rendered: Cache<(CapsulePath, Form), Page, BySize>,
}

/// The cache is bounded in bytes.
#[derive(Clone, Debug)]
struct BySize;

impl Weighter<(CapsulePath, Form), Page> for BySize {
    fn weight(&self, (path, _): &(CapsulePath, Form), page: &Page) -> u64 {
        // What an entry costs besides its text, roughly.
        const ENTRY: usize = 256;
        (page.text.len() + path.as_str().len() + ENTRY) as u64
    }
}

/// What a request comes down to, before anything is read.
enum Answer<'a> {
    Ready(Response),
    Render(&'a CapsulePath, &'a Resource, Form),
    Search,
    Open(&'a FileEntry),
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
        Self { origin, style, snapshot, searches: Searches::default() }
    }

    /// The application that answers a request, if one does, and the path of it that was asked for. Gopher has none.
    ///
    /// # Errors
    /// Why this client may not ask it.
    pub fn application<'r>(
        &self,
        request: &'r Request,
        who: Option<&Identity>,
    ) -> Result<Option<(Arc<Application>, &'r CapsulePath)>, Refusal> {
        let capsule = &self.snapshot.load().capsule;
        let named = |path: &'r CapsulePath| Some((Arc::clone(capsule.application(path)?), path));
        let found = request.paths.iter().find_map(named);
        if let Some((_, path)) = &found {
            capsule.zones().admit(path, who, Timestamp::now())?;
        }
        Ok(found)
    }

    /// The name and the ports under which it is reached.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Puts a new capsule in the place of the old one. Answers under way keep the one that they began with.
    pub fn replace(&self, capsule: Arc<Capsule>) {
        self.snapshot.store(Arc::new(Snapshot::new(capsule, self.style)));
    }

    /// Does something with the capsule that is served now.
    pub fn with_capsule<T>(&self, work: impl FnOnce(&Arc<Capsule>) -> T) -> T {
        work(&self.snapshot.load().capsule)
    }

    /// What Gopher tells of the capsule besides its pages.
    #[must_use]
    pub fn about(&self) -> gopher::About {
        let snapshot = self.snapshot.load();
        let settings = snapshot.capsule.settings();
        let description = settings.description.clone().or_else(|| settings.title.clone());
        let ascii = self.style.charset == Charset::Ascii;
        let spelled = |text: String| if ascii { render::ascii(&text) } else { text };
        gopher::About { admin: settings.admin().map(spelled), description: description.map(spelled), ascii }
    }

    /// The path at which a client that follows redirects ends: of the paths asked for the first that is served.
    #[must_use]
    pub fn served_at(&self, request: &Request) -> Option<CapsulePath> {
        let snapshot = self.snapshot.load();
        request.paths.iter().find_map(|path| snapshot.served_at(path))
    }

    /// The answer, if no file has to be touched for it: a page in the cache, a redirect, a refusal.
    #[must_use]
    pub fn at_hand(&self, request: &Request, who: Option<&Identity>) -> Option<Response> {
        let snapshot = self.snapshot.load();
        match snapshot.answer(request, who) {
            Answer::Ready(response) => Some(response),
            Answer::Render(path, _, form) => snapshot.rendered.get(&(path.clone(), form)).map(Response::Page),
            Answer::Search | Answer::Open(_) => None,
        }
    }

    /// The answer. May read a file and convert it: call it where blocking is allowed.
    #[must_use]
    pub fn handle(&self, request: &Request, who: Option<&Identity>) -> Response {
        let snapshot = self.snapshot.load_full();
        let answered = match snapshot.answer(request, who) {
            Answer::Ready(response) => return response,
            Answer::Render(path, resource, form) => self.render(&snapshot, path, resource, form).map(Response::Page),
            Answer::Search => return self.search(&snapshot, request),
            Answer::Open(file) => snapshot.open(file).map(Response::Stream),
        };
        answered.unwrap_or_else(|error| Response::Refused(refusal(&error)))
    }

    /// A page in a form, from the cache if it is there. While one client's request converts a page, others wait for it.
    fn render(&self, snapshot: &Snapshot, path: &CapsulePath, resource: &Resource, form: Form) -> io::Result<Page> {
        snapshot.rendered.get_or_insert_with(&(path.clone(), form), || {
            match resource {
                Resource::Feed => return self.feed(snapshot, path, form),
                Resource::File(number) => return snapshot.filled(*number, form),
                Resource::Page(_)
                | Resource::Folder
                | Resource::Posts
                | Resource::Search
                | Resource::Moved { .. }
                | Resource::Gone
                | Resource::Robots
                | Resource::Elsewhere { .. } => {}
            }
            let (converted, language) = snapshot.converted(path, resource, form)?;
            Ok(Page { form, media: None, text: self.write(&snapshot.capsule, converted, form), language })
        })
    }

    /// Answers a search, or says what to type.
    fn search(&self, snapshot: &Snapshot, request: &Request) -> Response {
        let words = request.query.as_deref().unwrap_or_default();
        let Some(path) = capsule::search_path().filter(|_| words.trim().is_empty()) else {
            let effort = Effort { until: Instant::now() + LONGEST_SEARCH, bytes: MOST_SEARCHED };
            let found = self.searches.in_turn(|| snapshot.capsule.search(words, effort));
            let Some(document) = found else { return Response::Refused(Refusal::Overloaded) };
            let text = self.write(&snapshot.capsule, Converted::of(document), request.form);
            return Response::Page(Page { form: request.form, media: None, text, language: None });
        };
        Response::Prompt(Prompt { path, title: "Search this capsule", help: SEARCH_HELP })
    }

    fn feed(&self, snapshot: &Snapshot, path: &CapsulePath, form: Form) -> io::Result<Page> {
        let gopher = form == Form::GopherFeed;
        let text = snapshot.capsule.feed(path, Audience { origin: &self.origin, gopher })?;
        let text = if gopher { gopher::text::encode(&text) } else { text.into() };
        Ok(Page { form, media: None, text, language: None })
    }
}

impl Snapshot {
    fn new(capsule: Arc<Capsule>, style: Style) -> Self {
        let items = capsule.pages().len().max(64);
        Self { capsule, rendered: Cache::with_weighter(items, style.cache, BySize) }
    }

    /// Looks up what a request asks for: of its paths the first that is served.
    fn answer(&self, request: &Request, who: Option<&Identity>) -> Answer<'_> {
        let served = request.paths.iter().find_map(|path| self.answer_path(path, request.form, who));
        let ruled = || request.paths.iter().find_map(|path| self.answer_by_rule(path, request.form, who));
        served.or_else(ruled).unwrap_or(Answer::Ready(Response::Refused(Refusal::NotFound)))
    }

    /// What the operator's rules say of a path at which nothing is served. Again, what Gopher can't be told is followed.
    fn answer_by_rule(&self, path: &CapsulePath, form: Form, who: Option<&Identity>) -> Option<Answer<'_>> {
        match self.capsule.rules().verdict(path)? {
            Verdict::Moved(to, permanent) if form == Form::Gemtext => Some(moved(&to, permanent)),
            Verdict::Moved(to, _) => self.answer_path(&to, form, who),
            Verdict::Elsewhere(url, permanent) => Some(elsewhere(&url, permanent)),
            Verdict::Gone => Some(gone()),
        }
    }

    /// `None` when nothing is served at the path. Gopher knows no redirects, so for it they are followed here.
    fn answer_path(&self, path: &CapsulePath, form: Form, who: Option<&Identity>) -> Option<Answer<'_>> {
        let redirects = form == Form::Gemtext;
        let mut path = path;
        for _ in 0..MOST_HOPS {
            let found = match self.find(path, who) {
                Ok(Lookup::Found(found)) => found,
                Ok(Lookup::Slashless(to)) if redirects => return Some(moved(to, true)),
                Ok(Lookup::Slashless(to)) => {
                    path = to;
                    continue;
                }
                Err(refusal) if redirects => return Some(Answer::Ready(Response::Refused(refusal))),
                // Gopher has no way to ask who it is.
                Ok(Lookup::Nothing) | Err(_) => return None,
            };
            match found.resource {
                Resource::Page(_) | Resource::Folder | Resource::Posts => {
                    return Some(Answer::Render(found.path, found.resource, written_as(form, found.as_text)));
                }
                Resource::Feed => {
                    let form = if form == Form::Gemtext { Form::GeminiFeed } else { Form::GopherFeed };
                    return Some(Answer::Render(found.path, found.resource, form));
                }
                Resource::Search => return Some(Answer::Search),
                Resource::File(number) => {
                    let file = self.capsule.file_entry(*number)?;
                    let filled = Answer::Render(found.path, found.resource, written_as(form, true));
                    return Some(if file.template.is_some() { filled } else { Answer::Open(file) });
                }
                Resource::Moved { to, permanent } if redirects => return Some(moved(to, *permanent)),
                Resource::Moved { to, .. } => path = to,
                Resource::Elsewhere { url, permanent } => return Some(elsewhere(url, *permanent)),
                Resource::Gone => return Some(gone()),
                Resource::Robots => return Some(Answer::Ready(Response::Page(no_robots(form)))),
            }
        }
        None
    }

    /// What is at a path, for someone who may read it.
    fn find(&self, path: &CapsulePath, who: Option<&Identity>) -> Result<Lookup<'_>, Refusal> {
        let zones = self.capsule.zones();
        if zones.is_empty() {
            return Ok(self.capsule.find(path));
        }
        let now = Timestamp::now();
        // The name itself first, so that a stranger does not learn which names a zone knows; then what it stands for,
        // since a page has short forms and a text, too.
        zones.admit(path, who, now)?;
        let lookup = self.capsule.find(path);
        if let Lookup::Found(found) = &lookup {
            zones.admit(found.path, who, now)?;
        }
        Ok(lookup)
    }

    fn served_at(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let mut path = path.clone();
        for _ in 0..MOST_HOPS {
            path = match self.find(&path, None).ok()? {
                Lookup::Found(Found { resource: Resource::Moved { to, .. }, .. }) | Lookup::Slashless(to) => to.clone(),
                Lookup::Found(found) => return Some(if found.as_text { path } else { found.path.clone() }),
                Lookup::Nothing => return None,
            };
        }
        None
    }

    fn converted(
        &self,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> io::Result<(Converted, Option<Arc<str>>)> {
        if let Resource::Page(number) = resource
            && let Some(page) =
                self.capsule.menu_at(path).filter(|_| form == Form::Menu).or(self.capsule.page_entry(*number))
        {
            return Ok((self.capsule.page(page)?, page.language.clone()));
        }
        let language = self.capsule.listing_language(path).map(Arc::from);
        let list = if *resource == Resource::Posts { self.capsule.post_list(path) } else { self.capsule.listing(path) };
        Ok((Converted::of(list), language))
    }

    /// The template of that number, filled in.
    fn filled(&self, number: usize, form: Form) -> io::Result<Page> {
        let file = self.capsule.file_entry(number);
        let Some((file, template)) = file.and_then(|file| Some((file, file.template.as_deref()?))) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let (text, _) = self.capsule.fill(template)?;
        let text = if form == Form::GopherText { gopher::text::encode(&text) } else { text.into() };
        Ok(Page { form, media: Some(file.media.clone()), text, language: template.language.clone() })
    }

    /// Opens a file to be sent as it is.
    fn open(&self, entry: &FileEntry) -> io::Result<Stream> {
        let (file, metadata) = self.capsule.folder().open_file(&entry.place)?;
        let file = file.into_std();
        let charset = match &entry.charset {
            Some(charset) => Some(Cow::Owned(charset.to_string())),
            None if entry.media.is_text() => charset_of(&file)?.map(Cow::Borrowed),
            None => None,
        };
        let language = entry.language.clone().filter(|_| entry.media.is_text());
        Ok(Stream { media: entry.media.clone(), charset, language, file, size: metadata.len() })
    }
}

fn moved(to: &CapsulePath, permanent: bool) -> Answer<'static> {
    Answer::Ready(Response::Redirect { to: to.clone(), permanent })
}

fn elsewhere(url: &str, permanent: bool) -> Answer<'static> {
    Answer::Ready(Response::Elsewhere { url: url.to_owned(), permanent })
}

fn gone() -> Answer<'static> {
    Answer::Ready(Response::Refused(Refusal::Gone))
}

/// What crawlers are told who are not wanted.
fn no_robots(form: Form) -> Page {
    const TEXT: &str = "User-agent: *\nDisallow: /\n";
    match form {
        Form::Gemtext | Form::GeminiText | Form::GeminiFeed => {
            Page { form: Form::GeminiText, media: None, text: Bytes::from_static(TEXT.as_bytes()), language: None }
        }
        Form::Menu | Form::GopherText | Form::GopherFeed => {
            Page { form: Form::GopherText, media: None, text: gopher::text::encode(TEXT), language: None }
        }
    }
}

/// The form of a page that is asked for as plain text.
fn written_as(form: Form, as_text: bool) -> Form {
    match form {
        Form::Gemtext if as_text => Form::GeminiText,
        Form::Menu if as_text => Form::GopherText,
        Form::Gemtext | Form::Menu | Form::GeminiText | Form::GopherText | Form::GeminiFeed | Form::GopherFeed => form,
    }
}

/// The character set that the beginning of a text file shows; any of the old ones for eight bits looks like the others.
fn charset_of(file: &std::fs::File) -> io::Result<Option<&'static str>> {
    let mut beginning = [0; SNIFF_SIZE];
    let read = file.read_at(&mut beginning, 0)?;
    let beginning = beginning.get(..read).unwrap_or_default();
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Ok(Some("utf-16"));
    }
    // A character may be cut in two at the end of what was read.
    let valid = std::str::from_utf8(beginning).map_or_else(|error| error.error_len().is_none(), |_| true);
    Ok(valid.then_some("utf-8"))
}

/// What a client hears of a file that can't be read: that it is gone, or that it did not work this time.
fn refusal(error: &io::Error) -> Refusal {
    let gone = [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied, io::ErrorKind::InvalidInput];
    if gone.contains(&error.kind()) { Refusal::NotFound } else { Refusal::Failed }
}
