//! `Snapshot`: one state of a capsule, and the pages that were rendered from it; the look-up of a
//! request in it. Writing a page is for `write`.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use super::cache::{PageKey, Rendered, rendered};
use super::flights::Flights;
use super::lines::lines_of;
use super::style::Style;
use crate::capsule::{self, Capsule, Converted, Found, Lookup, Reader, Resource};
use crate::exchange::{
    Body, Form, Identity, Page, Redirection, Refusal, Request, Response, Stream, View,
};
use crate::generator::FileEntry;
use crate::path::CapsulePath;

/// The most redirects inside the capsule are followed for a client that can't follow them itself.
const MOST_HOPS: usize = 8;
/// The bytes of a text file that are read to learn its character set.
const SNIFF_SIZE: usize = 4096;

/// A capsule and what was rendered from it: a new one begins with nothing, so no page outlives what
/// it was made from.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) capsule: Arc<Capsule>,
    pub(super) rendered: Rendered,
    /// Pages that are being converted.
    pub(super) flights: Flights<PageKey, Result<Page, Refusal>>,
}

/// The outcome of a look-up, before anything is read.
pub(super) enum Answer<'a> {
    Ready(Response),
    Render(&'a CapsulePath, &'a Resource, Form),
    /// That page of what is found, from 1.
    Search(usize),
    Open(usize),
}

impl Snapshot {
    pub(super) fn new(capsule: Arc<Capsule>, style: Style) -> Self {
        let rendered = rendered(capsule.page_count(), style.cache);
        Self { capsule, rendered, flights: Flights::default() }
    }

    /// Looks up what a request asks for: of its paths the first that is served.
    pub(super) fn answer(&self, request: &Request, who: Option<&Identity>) -> Answer<'_> {
        let Request { paths, form, .. } = request;
        paths
            .iter()
            .find_map(|path| self.answer_path(path, *form, who))
            .or_else(|| {
                paths.iter().find_map(|path| self.results_page(path, who)).map(Answer::Search)
            })
            .or_else(|| paths.iter().find_map(|path| self.answer_by_rule(path, *form, who)))
            .unwrap_or(Answer::Ready(Response::Refused(Refusal::NotFound)))
    }

    /// The page of what a search finds that a path means, where there is a search.
    fn results_page(&self, path: &CapsulePath, who: Option<&Identity>) -> Option<usize> {
        let page = capsule::results_page(path)?;
        let search = self.find(&capsule::search_path()?, who).ok()?;
        let is_search = matches!(search, Lookup::Found(Found { resource: Resource::Search, .. }));
        is_search.then_some(page)
    }

    /// The answer by a rule at a path at which nothing is served. Again, a redirect that the
    /// protocol does not know is followed.
    fn answer_by_rule(
        &self,
        path: &CapsulePath,
        form: Form,
        who: Option<&Identity>,
    ) -> Option<Answer<'_>> {
        match self.capsule.redirection(path, Reader::Client(who))? {
            Redirection::Path { to, .. } if !form.protocol.redirects() => {
                self.answer_path(&to, form, who)
            }
            redirection @ (Redirection::Path { .. }
            | Redirection::Url { .. }
            | Redirection::Gone
            | Redirection::Notice(_)) => Some(redirected(redirection)),
        }
    }

    /// The answer at a path; `None` when nothing is served there. For a protocol without redirects
    /// they are followed here.
    fn answer_path(
        &self,
        path: &CapsulePath,
        form: Form,
        who: Option<&Identity>,
    ) -> Option<Answer<'_>> {
        let redirects = form.protocol.redirects();
        let mut path = path;
        for _ in 0..MOST_HOPS {
            let found = match self.find(path, who) {
                Ok(Lookup::Found(found)) => found,
                Ok(Lookup::Slashless(to)) if redirects => {
                    return Some(redirected(Redirection::Path { to: to.clone(), permanent: true }));
                }
                Ok(Lookup::Slashless(to)) => {
                    path = to;
                    continue;
                }
                Err(refusal) if form.protocol.identities() => {
                    return Some(Answer::Ready(Response::Refused(refusal)));
                }
                // A client that can't prove who it is does not hear what it would need.
                Ok(Lookup::Nothing) | Err(_) => return None,
            };
            match found.resource {
                Resource::Page(_) | Resource::Folder | Resource::Posts => {
                    return Some(Answer::Render(
                        found.path,
                        found.resource,
                        written_as(form, found.as_text),
                    ));
                }
                Resource::Feed => {
                    return Some(Answer::Render(found.path, found.resource, form.feed()));
                }
                Resource::Search => return Some(Answer::Search(1)),
                Resource::File(number) => {
                    let file = self.capsule.file_entry(*number)?;
                    let filled = Answer::Render(found.path, found.resource, written_as(form, true));
                    return Some(if file.template.is_some() {
                        filled
                    } else {
                        Answer::Open(*number)
                    });
                }
                Resource::Redirection(Redirection::Path { to, .. }) if !redirects => path = to,
                Resource::Redirection(redirection) => {
                    return Some(redirected(redirection.clone()));
                }
                Resource::Robots => return Some(Answer::Ready(Response::Page(self.robots(form)))),
            }
        }
        None
    }

    /// The resource at a path, for a client that may read it.
    fn find(&self, path: &CapsulePath, who: Option<&Identity>) -> Result<Lookup<'_>, Refusal> {
        self.capsule.find(path, Reader::Client(who))
    }

    pub(super) fn served_at(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let mut path = path.clone();
        for _ in 0..MOST_HOPS {
            path = match self.find(&path, None).ok()? {
                Lookup::Found(Found {
                    resource: Resource::Redirection(Redirection::Path { to, .. }),
                    ..
                })
                | Lookup::Slashless(to) => to.clone(),
                Lookup::Found(found) => {
                    return Some(if found.as_text { path } else { found.path.clone() });
                }
                Lookup::Nothing => return None,
            };
        }
        None
    }

    pub(super) fn converted(
        &self,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> io::Result<Converted> {
        if let Resource::Page(number) = resource
            && let Some(page) = self.capsule.page_in(path, *number, form.view)
        {
            return self.capsule.page(page);
        }
        let list = if *resource == Resource::Posts {
            self.capsule.post_list(path)
        } else {
            self.capsule.listing(path)
        };
        Ok(Converted::of(list))
    }

    /// The template of that number, filled in.
    pub(super) fn filled(&self, number: usize, form: Form) -> io::Result<Page> {
        let file = self.capsule.file_entry(number);
        let Some((file, template)) = file.and_then(|file| Some((file, file.template.as_deref()?)))
        else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let (text, _) = self.capsule.fill(template)?;
        let text = lines_of(form.protocol, text);
        Ok(Page {
            form,
            media: Some(file.media.clone()),
            text,
            language: template.language.clone(),
        })
    }

    /// The answer to crawlers that are not wanted, or not everywhere.
    fn robots(&self, form: Form) -> Page {
        let text = lines_of(form.protocol, self.capsule.robots().to_owned());
        Page { form: Form::text(form.protocol), media: None, text, language: None }
    }

    /// Opens the file of that number to be sent as it is.
    pub(super) fn open(&self, number: usize) -> io::Result<Stream> {
        let entry = self.capsule.file_entry(number).ok_or(io::ErrorKind::NotFound)?;
        let body = self.capsule.folder().open_body(&entry.source)?;
        let mut buffer = [0; SNIFF_SIZE];
        let read = if is_sniffed(entry) { body.read_at(&mut buffer, 0)? } else { 0 };
        Ok(stream(entry, body, buffer.split_at(read).0))
    }

    /// The same if it waits for no disk; `None` also when it fails.
    pub(super) fn open_at_once(&self, number: usize) -> Option<Stream> {
        let entry = self.capsule.file_entry(number)?;
        let body = self.capsule.folder().open_body_at_once(&entry.source)?;
        let mut buffer = [0; SNIFF_SIZE];
        let read = if is_sniffed(entry) { body.read_from_memory(&mut buffer, 0)? } else { 0 };
        Some(stream(entry, body, buffer.split_at(read).0))
    }
}

/// True of a text of which nobody has said in which character set it is.
fn is_sniffed(entry: &FileEntry) -> bool {
    entry.media.is_text() && entry.charset.is_none()
}

/// A file to be sent as it is, of which the beginning is known, if that matters.
fn stream(entry: &FileEntry, body: Body, beginning: &[u8]) -> Stream {
    let charset = match &entry.charset {
        Some(charset) => Some(Cow::Owned(charset.to_string())),
        None if is_sniffed(entry) => charset_of(beginning).map(Cow::Borrowed),
        None => None,
    };
    let language = if entry.media.is_text() { entry.language.clone() } else { None };
    Stream { media: entry.media.clone(), charset, language, body }
}

fn redirected(redirection: Redirection) -> Answer<'static> {
    Answer::Ready(Response::Redirection(redirection))
}

/// The form of a page that is asked for as plain text.
fn written_as(form: Form, as_text: bool) -> Form {
    if as_text && matches!(form.view, View::Page | View::Menu | View::Links) {
        return Form::text(form.protocol);
    }
    form
}

/// The character set that the beginning of a text file shows; any of the old ones for eight bits
/// looks like the others.
fn charset_of(beginning: &[u8]) -> Option<&'static str> {
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Some("utf-16");
    }
    // A character may be cut in two at the end of what was read.
    match std::str::from_utf8(beginning) {
        Err(error) if error.error_len().is_some() => None,
        Ok(_) | Err(_) => Some("utf-8"),
    }
}
