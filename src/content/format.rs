//! The formats of pages.

use crate::parse::MenuDialect;

/// What a page is written in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PageFormat {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Gemtext.
    Gemtext,
    /// A Gopher menu that somebody wrote by hand.
    Menu(MenuDialect),
}

/// The names of the menu of a folder; spacecookie hides it.
const FOLDER_MENUS: &[&str] = &["gophermap", ".gophermap"];

/// The endings of pages; of two files that would be served under one path the one whose ending
/// stands first here is.
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
    ("gophermap", PageFormat::Menu(MenuDialect::Gophermap)),
    ("gph", PageFormat::Menu(MenuDialect::Gph)),
];

impl PageFormat {
    /// The format that a file's ending says.
    #[must_use]
    pub fn of_place(place: &str) -> Option<Self> {
        ENDINGS.get(rank(place)?).map(|(_, format)| *format)
    }

    /// How it is written, if it is a menu.
    #[must_use]
    pub fn menu(self) -> Option<MenuDialect> {
        match self {
            Self::Menu(dialect) => Some(dialect),
            Self::Markdown | Self::Html | Self::Gemtext => None,
        }
    }
}

/// Where a file's ending stands among the endings of pages, 0 first.
#[must_use]
pub(crate) fn rank(place: &str) -> Option<usize> {
    if is_folder_menu(place) {
        return ENDINGS
            .iter()
            .position(|(_, format)| *format == PageFormat::Menu(MenuDialect::Gophermap));
    }
    let (stem, ending) = place.rsplit_once('.')?;
    let named = !stem.is_empty() && !stem.ends_with('/');
    ENDINGS.iter().position(|(known, _)| named && ending.eq_ignore_ascii_case(known))
}

/// Whether a file is the menu of its folder by its name.
#[must_use]
pub(crate) fn is_folder_menu(place: &str) -> bool {
    FOLDER_MENUS.contains(&place.rsplit('/').next().unwrap_or_default())
}

/// The endings under which a page is found besides its own path.
pub(crate) fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.iter().map(|(ending, _)| *ending)
}
