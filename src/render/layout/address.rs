//! Targets as they are written: the URL of a target, and the parts of a URL that a reader
//! wants to know.

use std::borrow::Cow;

use crate::document::{Target, query_in_url};
use crate::media::{ItemType, Media};
use crate::path::CapsulePath;
use crate::uri::UriReference;

/// Endings of pages: what has one is a menu, though nothing be served under its name.
const PAGE_ENDINGS: &[&str] =
    &["md", "markdown", "mkd", "mkdn", "mkdown", "html", "htm", "gmi", "gemini"];

/// The URL or the absolute path of a target, without white space; `None` for a target that leads
/// nowhere.
pub(in crate::render) fn url(target: &Target) -> Option<String> {
    match target {
        Target::Internal { path, .. } | Target::Missing(path) => Some(path.encoded()),
        Target::GeminiOnly { path, query, .. } => {
            Some(path.encoded() + &query_in_url(query.as_deref()))
        }
        Target::Search { path, query } => Some(path.encoded() + &query_in_url(Some(query))),
        Target::External(url) if url.trim().is_empty() => None,
        Target::External(url) => Some(without_blanks(url.trim())),
        Target::Nowhere => None,
    }
}

/// Tests whether a target leads nowhere.
pub(in crate::render) fn leads_nowhere(target: &Target) -> bool {
    match target {
        Target::Internal { .. }
        | Target::GeminiOnly { .. }
        | Target::Search { .. }
        | Target::Missing(_) => false,
        Target::External(url) => url.trim().is_empty(),
        Target::Nowhere => true,
    }
}

/// A URL is one word: white space and control characters in it are percent-encoded.
fn without_blanks(url: &str) -> String {
    if url.bytes().all(|byte| byte.is_ascii_graphic()) {
        return url.to_owned();
    }
    let mut clean = String::with_capacity(url.len());
    for character in url.chars() {
        if character.is_whitespace() || character.is_control() {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                clean.push_str(&format!("%{byte:02X}"));
            }
        } else {
            clean.push(character);
        }
    }
    clean
}

/// The parts of an absolute URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::render) struct Address<'a> {
    /// The part before the colon, as written.
    pub(in crate::render) scheme: &'a str,
    /// Host and port, without user name; empty for `mailto:` and its like.
    pub(in crate::render) authority: &'a str,
    /// The rest, with a leading `/` if there was one.
    pub(in crate::render) rest: &'a str,
}

impl<'a> Address<'a> {
    /// Reads a URL; `None` when it has no scheme.
    pub(in crate::render) fn of(url: &'a str) -> Option<Self> {
        let uri = UriReference::split(url);
        let authority = uri.authority.map_or("", |authority| authority.host_and_port);
        Some(Self { scheme: uri.scheme?, authority, rest: uri.after_authority })
    }

    /// Tests whether the scheme is `name`.
    pub(in crate::render) fn is(&self, name: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(name)
    }

    /// Tests whether it is a page of the web, which needs no scheme to be understood.
    pub(in crate::render) fn is_web(&self) -> bool {
        self.is("http") || self.is("https")
    }

    /// Its host as readers know it: `example.org`, `gemini://example.org`, `me@example.org`.
    pub(in crate::render) fn host(&self) -> String {
        if self.authority.is_empty() {
            return self.rest.split_once('?').map_or(self.rest, |(path, _)| path).to_owned();
        }
        if self.is_web() {
            self.authority.to_owned()
        } else {
            format!("{}://{}", self.scheme, self.authority)
        }
    }

    /// Its host and the path there: the label of a link that has no better one.
    pub(in crate::render) fn host_and_path(&self) -> String {
        if self.authority.is_empty() {
            return self.host();
        }
        format!("{}{}", self.host(), self.rest.trim_end_matches('/'))
    }
}

/// Tests whether the words of a link are its URL, with or without scheme, `www.` and final slash;
/// brackets are escaped in URLs only.
pub(in crate::render) fn is_the_address(words: &str, url: &str) -> bool {
    written(words) == written(url)
}

/// A URL as people write it.
fn written(url: &str) -> Cow<'_, str> {
    let bare = bare(url);
    if bare.contains('%') {
        Cow::Owned(bare.replace("%5B", "[").replace("%5D", "]"))
    } else {
        Cow::Borrowed(bare)
    }
}

/// A URL without what people leave out when they write one.
fn bare(url: &str) -> &str {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// The item type that a missing target would probably have.
pub(in crate::render) fn likely_kind(path: &CapsulePath) -> ItemType {
    match path.ending() {
        Some(ending) if !PAGE_ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) => {
            Media::of_name(path.name()).map_or(ItemType::Menu, |media| media.item_type())
        }
        _ => ItemType::Menu,
    }
}
