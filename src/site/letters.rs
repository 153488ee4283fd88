//! Letters to the author of a page: which request is one, the question for it, its answer, and what
//! stands below the page. Keeping them is for `letters`.

use std::sync::Arc;

use jiff::Timestamp;

use super::delivery::Delivery;
use super::snapshot::Snapshot;
use super::state::Site;
use super::work::Readiness;
use crate::access;
use crate::capsule::{Found, Lookup, Reader, Resource};
use crate::document::{Document, Inline, Link, Target};
use crate::exchange::{Form, Identity, Peer, Prompt, Refusal, Request, Response};
use crate::language::LanguageTags;
use crate::letters::{About, Letters, Sender, cleaned, letters_path, page_of};
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};
use crate::render;

/// The most characters of a page's title in the question for a letter.
const LONGEST_TITLE: usize = 100;

/// The page that letters are about.
struct Subject {
    path: CapsulePath,
    title: String,
    language: Option<LanguageTags>,
}

/// The kind of words that a path takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Words {
    /// Those of a search.
    Search,
    /// A letter to an author.
    Letter,
}

impl Site {
    /// The words that the path of a request takes, for a protocol in which a client may send them
    /// to any; `None` where it takes none.
    #[must_use]
    pub fn takes_words(self: &Arc<Self>, request: &Request, peer: &Peer) -> Option<Words> {
        if self.letter(request, peer).is_some() {
            return Some(Words::Letter);
        }
        match self.look(request, None) {
            Readiness::Ready(Response::Prompt(_)) => Some(Words::Search),
            Readiness::Ready(_)
            | Readiness::Convert(_)
            | Readiness::Open(_)
            | Readiness::Search(_)
            | Readiness::Letter(_) => None,
        }
    }

    /// The work for a request that is a letter, or asks for one; `None` for any other, whatever else
    /// is served there. A page of the capsule's own at the path comes first.
    #[must_use]
    pub fn letter(self: &Arc<Self>, request: &Request, peer: &Peer) -> Option<Readiness> {
        let Request { paths, form, query } = request;
        let letters = self.letters().filter(|letters| letters.come_by(form.protocol))?;
        if paths.iter().all(|path| page_of(path).is_none()) {
            return None;
        }
        let who = peer.identity.as_deref().filter(|_| form.protocol.identities());
        let snapshot = self.snapshot.load();
        if paths.iter().any(|path| snapshot.has(path, who)) {
            return None;
        }
        // Of what a selector may mean the first that is a page.
        let pages = paths.iter().filter_map(page_of);
        let found = pages.map(|page| snapshot.subject(&page, who)).find_map(Result::transpose);
        let subject = match found.transpose() {
            Ok(subject) => subject?,
            Err(refusal) if form.protocol.identities() => return Some(refused(refusal)),
            // A client that can't prove who it is does not hear what it would need.
            Err(_) => return None,
        };
        let sender = match sender(letters, peer, who) {
            Ok(sender) => sender,
            Err(refusal) => return Some(refused(refusal)),
        };
        let text = cleaned(query.as_deref().unwrap_or_default());
        if text.is_empty() {
            let prompt = self.question(&subject, *form)?;
            return Some(Readiness::Ready(Response::Prompt(prompt)));
        }
        let Subject { path, title, language } = subject;
        Some(Readiness::Letter(Delivery {
            site: Arc::clone(self),
            snapshot: Arc::clone(&snapshot),
            letters: Arc::clone(letters),
            sender,
            about: About { path, title, protocol: form.protocol },
            language,
            text,
            form: *form,
        }))
    }

    fn question(&self, subject: &Subject, form: Form) -> Option<Prompt> {
        let mut title: String = subject.title.chars().take(LONGEST_TITLE).collect();
        if title.len() < subject.title.len() {
            title.push('…');
        }
        let title = filled(Phrases::of(subject.language.as_ref()).write_about, title);
        let title = if self.is_ascii(form.protocol) { render::ascii(&title) } else { title };
        Some(Prompt { path: letters_path(&subject.path)?, title: title.into(), help: Vec::new() })
    }

    /// Adds to a page what readers have written about it, and the way to do so.
    pub(super) fn add_letters(
        &self,
        snapshot: &Snapshot,
        path: &CapsulePath,
        form: Form,
        document: &mut Document,
    ) {
        // They stand beside the page's own parts.
        let level = if render::lowers_headings(document) { 1 } else { 2 };
        document.blocks.extend(snapshot.capsule.letters(path, level));
        let letters = self.letters().filter(|letters| letters.come_by(form.protocol));
        if let Some(path) = letters.and_then(|_| letters_path(path)) {
            let words = Phrases::of(document.language.as_ref()).write_to_author.to_owned();
            let target = Target::Internal { path, kind: ItemType::Search, title: None };
            let content = vec![Inline::Text(words)];
            document.footer.push(Link::new(target, content));
        }
    }
}

impl Snapshot {
    /// True where anything else than a letter is the answer.
    fn has(&self, path: &CapsulePath, who: Option<&Identity>) -> bool {
        !matches!(self.capsule.find(path, Reader::Client(who)), Ok(Lookup::Nothing))
    }

    /// The page at a path, for a client that may read it.
    fn subject(
        &self,
        path: &CapsulePath,
        who: Option<&Identity>,
    ) -> Result<Option<Subject>, Refusal> {
        let find = |path| self.capsule.find(path, Reader::Client(who));
        let found = match find(path)? {
            Lookup::Slashless(path) => find(path)?,
            found @ (Lookup::Found(_) | Lookup::Nothing) => found,
        };
        let Lookup::Found(Found { path, resource: Resource::Page(number), .. }) = found else {
            return Ok(None);
        };
        let page = self.capsule.page_entry(*number);
        Ok(page.map(|page| {
            let (title, language) = (page.title.clone(), page.language.clone());
            Subject { path: path.clone(), title, language }
        }))
    }
}

fn refused(refusal: Refusal) -> Readiness {
    Readiness::Ready(Response::Refused(refusal))
}

/// The one who writes.
///
/// # Errors
/// The refusal for one whose certificate is missing or of another time.
fn sender(letters: &Letters, peer: &Peer, who: Option<&Identity>) -> Result<Sender, Refusal> {
    if who.is_none() && letters.rules().anyone {
        return Ok(letters.stranger(peer.address));
    }
    access::valid(who, Timestamp::now()).map(|who| letters.reader(who, peer.address))
}
