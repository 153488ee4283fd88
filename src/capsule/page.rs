//! The formats of pages.

/// What a page is written in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PageFormat {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Gemtext.
    Gemtext,
}

/// The endings of pages; of two files that would be served under one path the one whose ending stands first here is.
const ENDINGS: &[(&str, PageFormat)] = &[
    ("md", PageFormat::Markdown),
    ("markdown", PageFormat::Markdown),
    ("mkd", PageFormat::Markdown),
    ("mkdn", PageFormat::Markdown),
    ("mkdown", PageFormat::Markdown),
    ("gmi", PageFormat::Gemtext),
    ("gemini", PageFormat::Gemtext),
    ("html", PageFormat::Html),
    ("htm", PageFormat::Html),
];

impl PageFormat {
    /// The format that a file's ending says.
    #[must_use]
    pub fn of_place(place: &str) -> Option<Self> {
        ENDINGS.get(rank(place)?).map(|(_, format)| *format)
    }
}

/// Where a file's ending stands among the endings of pages, 0 first.
#[must_use]
pub(super) fn rank(place: &str) -> Option<usize> {
    let (stem, ending) = place.rsplit_once('.')?;
    let named = !stem.is_empty() && !stem.ends_with('/');
    ENDINGS.iter().position(|(known, _)| named && ending.eq_ignore_ascii_case(known))
}

/// The endings under which a page is found besides its own path.
pub(super) fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.iter().map(|(ending, _)| *ending)
}
