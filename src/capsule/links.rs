//! Links as authors write them, resolved against what the snapshot serves.

use std::cell::{Cell, RefCell};

use percent_encoding::percent_decode_str;

use super::absence::{self, Absence};
use super::lookup::{self, Lookup};
use super::outward::{external, with_query, without_scheme};
use super::parts::Parts;
use super::resource::Resource;
use super::titles;
use super::visible::{Reader, Visible};
use crate::content::format::PageFormat;
use crate::diagnostic::Diagnostic;
use crate::document::{Resolve, Target};
use crate::exchange::Redirection;
use crate::media::{ItemType, Media};
use crate::path::CapsulePath;
use crate::uri::UriReference;

/// Schemes that lead to nothing that a reader could open.
const NOT_FOR_READERS: &[&str] = &["javascript", "data", "vbscript", "about", "blob"];

/// The longest URL that is written; a longer one is no link that anybody means.
const LONGEST_URL: usize = 8192;

/// The most bytes of targets on one page, as they are written: a page of links of six bytes that lead
/// into a deep folder would become hundreds of times as long.
const MOST_BYTES: usize = 16 << 20;

/// The links of one page.
#[derive(Debug)]
pub(super) struct Links<'a> {
    parts: Parts<'a>,
    /// The path of the page: the start of its relative links, as in a browser.
    path: CapsulePath,
    /// The folder of its file, with a final `/`: where relative links to files lead, as in an
    /// editor.
    folder: CapsulePath,
    /// The scheme of a reference that names a host and none: that of the pages it was written for.
    scheme: &'static str,
    broken: RefCell<Vec<Broken>>,
    /// Bytes of paths and titles that there is still room for.
    room: Cell<usize>,
}

/// A reference that leads to nothing in the capsule, or into a hidden zone from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Broken {
    /// As it was written.
    pub(super) reference: String,
    /// True for a picture, a film or a sound.
    pub(super) is_image: bool,
    pub(super) fault: Fault,
}

/// What is wrong with a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Nothing is served there.
    Missing,
    /// It leads into a hidden zone.
    Hidden,
    /// It leads to what lies beside the site on the web.
    Beside,
}

impl Links<'_> {
    /// The path of the page.
    pub(super) fn path(&self) -> &CapsulePath {
        &self.path
    }

    /// The folder of its file.
    pub(super) fn folder(&self) -> &CapsulePath {
        &self.folder
    }
}

impl<'a> Links<'a> {
    /// The links of the page that is served at `path` and whose file is at `source path`.
    #[must_use]
    pub(super) fn new(parts: Parts<'a>, path: &CapsulePath, source: &str) -> Self {
        let folder = CapsulePath::literal(&format!("/{source}"))
            .map_or_else(|_| CapsulePath::root(), |it| it.parent());
        let of_gemini = PageFormat::of_name(source) == Some(PageFormat::Gemtext);
        Self {
            parts,
            path: path.clone(),
            folder,
            scheme: if of_gemini { "gemini" } else { "https" },
            broken: RefCell::default(),
            room: Cell::new(MOST_BYTES),
        }
    }

    /// A diagnostic for an author whose links did not all find room.
    #[must_use]
    pub(super) fn shortage(&self) -> Option<Diagnostic> {
        let what = format!(
            "its links lead to more than {} MiB of addresses; of the rest the words are left",
            MOST_BYTES >> 20
        );
        (self.room.get() == 0).then(|| Diagnostic::whole(what))
    }

    /// The references that lead to nothing in the capsule, or into a hidden zone, in the order in which they were
    /// resolved.
    #[must_use]
    pub(super) fn into_broken(self) -> Vec<Broken> {
        self.broken.into_inner()
    }

    /// The target, while there is room for what is written of it; after that its words stay.
    fn bounded(&self, target: Target) -> Target {
        let bytes = match &target {
            Target::Internal { path, title, .. } => {
                path.as_str().len() + title.as_ref().map_or(0, String::len)
            }
            Target::GeminiOnly { path, query, .. } => {
                path.as_str().len() + query.as_ref().map_or(0, String::len)
            }
            Target::Search { path, query } => path.as_str().len() + query.len(),
            Target::Missing(path) => path.as_str().len(),
            Target::External(url) => url.len(),
            Target::Nowhere => 0,
        };
        let left = self.room.get().checked_sub(bytes);
        self.room.set(left.unwrap_or(0));
        if left.is_some() { target } else { Target::Nowhere }
    }

    /// The target of a reference without scheme and host, from the root or from the page.
    fn local(&self, reference: &str) -> Target {
        match self.found(reference) {
            Ok(target) => self.told(reference, target),
            Err(first) => {
                match absence::of(self.parts, &self.path, reference, first.as_ref()) {
                    Absence::ForTheWeb => return Target::Nowhere,
                    Absence::Beside => {
                        self.report(reference, false, Fault::Beside);
                        return Target::Nowhere;
                    }
                    Absence::Fault => self.report(reference, false, Fault::Missing),
                }
                let missing = first.map_or(Target::Nowhere, Target::Missing);
                without_scheme(reference).unwrap_or(with_query(missing, reference))
            }
        }
    }

    /// The target of a URL whose path behind the site's own address is `rest`: here if something is
    /// served there, else where the URL leads. The web has more of the site than this capsule.
    fn own(&self, url: &str, rest: &str) -> Target {
        let slash = if rest.starts_with('/') { "" } else { "/" };
        let found = self.found(&format!("{slash}{rest}"));
        found.map_or_else(|_| external(url), |target| self.told(url, target))
    }

    /// A target, of which its author hears if it leads into a hidden zone.
    fn told(&self, reference: &str, target: Target) -> Target {
        if matches!(target, Target::GeminiOnly { listed: false, .. }) {
            self.report(reference, false, Fault::Hidden);
        }
        with_query(target, reference)
    }

    /// Notes a reference to nothing, into a hidden zone or out of the site, as it was written.
    pub(super) fn report(&self, reference: &str, is_image: bool, fault: Fault) {
        let reference = reference.to_owned();
        self.broken.borrow_mut().push(Broken { reference, is_image, fault });
    }

    /// The target of a reference at which something answers, or the first path that it may mean.
    fn found(&self, reference: &str) -> Result<Target, Option<CapsulePath>> {
        let path = reference.split(['#', '?']).next().unwrap_or_default();
        let path = self.below_base(path).unwrap_or(path);
        let of_page = path.starts_with("@/") || PageFormat::of_name(path).is_some();
        if let Some(target) = self.source(path).filter(|_| of_page) {
            return Ok(target);
        }
        let mut first = None;
        for base in [&self.path, &self.folder] {
            let Some(path) = base.join(path) else { continue };
            let translated = self.parts.source.generator.translated(&self.path, &path);
            if let Some(target) = translated.iter().chain([&path]).find_map(|it| self.reached(it)) {
                return Ok(target);
            }
            first.get_or_insert(path);
        }
        let other_case = || self.served(self.parts.contents.in_other_case(first.as_ref()?)?);
        self.source(path).or_else(|| self.called(path)).or_else(other_case).ok_or(first)
    }

    /// A path on the web from the one on that the site lives below; `None` for one elsewhere.
    fn below_base<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.parts.source.settings.baseurl.as_str())?;
        // Without a base every path is one.
        (rest.is_empty() || rest.starts_with(['/', '#', '?'])).then_some(rest)
    }

    /// The target of a selector: a name as it stands, else percent-decoded. Relative ones start
    /// from where the page is served, else from where its file is. Nothing is told of what is
    /// missing.
    #[must_use]
    pub(super) fn named(&self, selector: &str) -> Target {
        let decoded = percent_decode_str(selector).decode_utf8().unwrap_or_default();
        let mut first = None;
        for name in [selector, &decoded] {
            for base in [&self.path, &self.folder] {
                let Some(path) = base.join_literal(name) else { continue };
                if let Some(target) = self.reached(&path) {
                    return target;
                }
                if self.is_answered(&path) {
                    return Target::GeminiOnly { path, query: None, listed: true };
                }
                first.get_or_insert(path);
            }
        }
        self.bounded(first.map_or(Target::Nowhere, Target::Missing))
    }

    /// The target of a link that names a file of a site with a folder for its pages: from the
    /// page's own file, from that folder, from the site's, or as Zola writes it (`@/blog/post.md`).
    fn source(&self, path: &str) -> Option<Target> {
        let content = self.parts.source.generator.content_folder()?;
        let inner = path.strip_prefix("@/").unwrap_or(path);
        let root = CapsulePath::root();
        let top = root.join(&format!("{content}/"))?;
        [(&self.folder, path), (&top, inner.trim_start_matches('/')), (&root, path)]
            .into_iter()
            .find_map(|(base, path)| {
                let source = base.join(path)?;
                self.served(self.parts.contents.path_of(source.as_str().trim_start_matches('/'))?)
            })
    }

    /// The target of a link that names a file wherever it lies, as one note calls another.
    fn called(&self, path: &str) -> Option<Target> {
        let generator = &self.parts.source.generator;
        let name = percent_decode_str(path).decode_utf8().ok()?;
        let is_file = PageFormat::of_name(&name).is_some() || Media::of_name(&name).is_some();
        if !generator.has_wiki_links() || name.starts_with(['/', '.']) || !is_file {
            return None;
        }
        let (folder, sources) = (self.folder.as_str(), self.parts.contents.sources());
        self.served(generator.find_name(&name, folder, sources)?)
    }

    /// The capsule as readers of the page see it.
    fn seen(&self) -> Visible<'_, '_> {
        Visible::of(self.parts.contents, Reader::Page(&self.path))
    }

    /// Says whether an application answers for a path, whoever may ask it.
    fn is_answered(&self, path: &CapsulePath) -> bool {
        let seen = Visible::of(self.parts.contents, Reader::Author);
        matches!(seen.application(path), Ok(Some(_)))
    }

    /// The target at a path, if something is served there or an application answers.
    fn reached(&self, path: &CapsulePath) -> Option<Target> {
        let asked = || Target::GeminiOnly { path: path.clone(), query: None, listed: true };
        self.served(path).or_else(|| self.is_answered(path).then(asked))
    }

    /// The target at a path, if something is served there.
    pub(super) fn served(&self, path: &CapsulePath) -> Option<Target> {
        let found = match lookup::look_up(self.parts, path) {
            Lookup::Found(found) => found,
            Lookup::Slashless(path) => return self.served(path),
            Lookup::Nothing => return self.ruled(path),
        };
        let kind = match found.resource {
            _ if found.as_text => ItemType::Text,
            Resource::Page(_) | Resource::Folder | Resource::Posts => ItemType::Menu,
            Resource::Feed | Resource::Robots => ItemType::Text,
            Resource::Search => ItemType::Search,
            Resource::File(number) => self.parts.contents.file(*number)?.media.item_type(),
            Resource::Redirection(redirection) => return self.redirected(redirection),
        };
        let title = titles::title(self.parts, found.path, found.resource);
        let mut target = self.seen().target(found.path, kind, title);
        if let Target::Internal { path: canonical, .. } = &mut target
            && found.as_text
        {
            canonical.clone_from(path);
        }
        Some(target)
    }

    /// The target of a redirect. One step: one that leads to another is the reader's client's
    /// business.
    fn moved(&self, to: &CapsulePath) -> Target {
        let kind = Media::of_name(to.name()).map_or(ItemType::Menu, |media| media.item_type());
        self.seen().target(to, kind, None)
    }

    /// The target at a path at which nothing is served, if rules lead from there to one.
    fn ruled(&self, path: &CapsulePath) -> Option<Target> {
        self.redirected(&self.parts.source.redirection(path)?)
    }

    /// The target that a redirection leads to, if it leads anywhere.
    fn redirected(&self, redirection: &Redirection) -> Option<Target> {
        match redirection {
            Redirection::Path { to, .. } => Some(self.moved(to)),
            Redirection::Url { to, .. } => Some(external(to)),
            Redirection::Gone | Redirection::Notice(_) => None,
        }
    }

    /// The target, however long.
    fn unbounded(&self, reference: &str) -> Target {
        // As browsers do: white space around it and line ends inside it were never meant.
        let reference: String =
            reference.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        if reference.is_empty() || reference.starts_with('#') || reference.len() > LONGEST_URL {
            return Target::Nowhere;
        }
        let reference = match reference.strip_prefix("//") {
            Some(rest) => format!("{}://{rest}", self.scheme),
            None => reference,
        };
        let uri = UriReference::split(&reference);
        match uri.scheme {
            Some(_) if NOT_FOR_READERS.iter().any(|name| uri.has_scheme(name)) => Target::Nowhere,
            Some(_) => match self.behind_own_address(&reference) {
                Some(rest) => self.own(&reference, rest),
                None => external(&reference),
            },
            None => self.local(&reference),
        }
    }

    /// The rest of a URL of the web behind the site's own address and the path that it lives below.
    fn behind_own_address<'u>(&self, url: &'u str) -> Option<&'u str> {
        let own = self.parts.source.settings.url.as_deref().filter(|own| !own.is_empty())?;
        let own = own.split_once("://").map_or(own, |(_, rest)| rest);
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.strip_prefix(own)?;
        let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        if web && (rest.is_empty() || rest.starts_with(['/', '#', '?'])) {
            self.below_base(rest)
        } else {
            None
        }
    }
}

impl Resolve for Links<'_> {
    fn resolve(&self, reference: &str) -> Target {
        self.bounded(self.unbounded(reference))
    }

    fn resolve_image(&self, source: &str) -> Target {
        let before = self.broken.borrow().len();
        let target = self.resolve(source);
        self.broken.borrow_mut().iter_mut().skip(before).for_each(|broken| broken.is_image = true);
        target
    }
}
