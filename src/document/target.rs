//! Targets: where links lead.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::media::ItemType;
use crate::path::CapsulePath;

/// The target of a link, resolved once, while parsing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// Something this capsule serves.
    Internal {
        /// Its canonical path.
        path: CapsulePath,
        /// Its item type in a menu: [`ItemType::Menu`] for pages and folders.
        kind: ItemType,
        /// Its title, when it is a page: the label of a link that says only "here".
        title: Option<String>,
    },
    /// Something of this capsule that Gopher can't reach: in a zone that wants a certificate, where
    /// the page that leads there is not, answered by an application, or asked with a query.
    GeminiOnly {
        /// Its canonical path.
        path: CapsulePath,
        /// The query that it is asked with, percent-encoded; what propus serves itself has none.
        query: Option<String>,
        /// True if menus name it, by its Gemini URL.
        listed: bool,
    },
    /// What the search of this capsule finds.
    Search {
        /// The path of the search, or of a further page of what it finds.
        path: CapsulePath,
        /// The words, percent-encoded.
        query: String,
    },
    /// A path of this capsule that nothing is served at. Kept: it may be made later, or live on
    /// another server.
    Missing(CapsulePath),
    /// Somewhere else: an absolute URL, percent-encoded, without spaces or control characters.
    External(String),
    /// Nowhere that a reader of gemtext or menus can go: `#anchor`, an empty target, `javascript:`.
    /// Its words stay.
    Nowhere,
}

impl Target {
    /// What the search at a path finds that is asked for words as they are typed.
    #[must_use]
    pub fn search(path: CapsulePath, words: &str) -> Self {
        Self::Search { path, query: utf8_percent_encode(words, NON_ALPHANUMERIC).to_string() }
    }
}

/// A query as it stands in a URL, with its `?`; nothing for none.
#[must_use]
pub(crate) fn query_in_url(query: Option<&str>) -> String {
    query.map_or_else(String::new, |query| format!("?{query}"))
}

/// Turns what an author wrote as the target of a link into a [`Target`].
pub trait Resolve {
    /// Resolves `reference` (a URL, or a path relative to the page) as a browser would. Never
    /// fails.
    fn resolve(&self, reference: &str) -> Target;

    /// Resolves the source of a picture, a film or a sound.
    fn resolve_image(&self, source: &str) -> Target {
        self.resolve(source)
    }
}
