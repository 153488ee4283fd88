//! The formats of pages.

use crate::parse::MenuDialect;

/// Formats of pages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PageFormat {
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Gemtext.
    Gemtext,
    /// Lines that mean nothing but themselves. No ending says so: such a file is a page where the
    /// site's generator makes one of it.
    Text,
    /// A Gopher menu that somebody wrote by hand.
    Menu(MenuDialect),
}

/// The names of the menu of a folder; spacecookie hides it.
pub(super) const FOLDER_MENUS: &[&str] = &["gophermap", ".gophermap"];

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
    pub fn of_name(source: &str) -> Option<Self> {
        by_name(source).map(|(_, format)| format)
    }

    /// The dialect of a menu.
    #[must_use]
    pub fn menu(self) -> Option<MenuDialect> {
        match self {
            Self::Menu(dialect) => Some(dialect),
            Self::Markdown | Self::Html | Self::Gemtext | Self::Text => None,
        }
    }
}

/// The format of a page by its name or path, and the rank of its ending, 0 first.
#[must_use]
pub(super) fn by_name(source: &str) -> Option<(usize, PageFormat)> {
    if is_folder_menu(source) {
        let menu = PageFormat::Menu(MenuDialect::Gophermap);
        let rank = ENDINGS.iter().position(|(_, format)| *format == menu)?;
        return Some((rank, menu));
    }
    let (stem, ending) = source.rsplit_once('.')?;
    if stem.is_empty() || stem.ends_with('/') {
        return None;
    }
    let rank = ENDINGS.iter().position(|(known, _)| ending.eq_ignore_ascii_case(known))?;
    Some((rank, ENDINGS.get(rank)?.1))
}

/// True for the name of a folder's menu.
#[must_use]
pub(crate) fn is_folder_menu(source: &str) -> bool {
    FOLDER_MENUS.contains(&source.rsplit('/').next().unwrap_or_default())
}

/// The endings under which a page is found besides its own path.
pub(crate) fn endings() -> impl Iterator<Item = &'static str> {
    ENDINGS.iter().map(|(ending, _)| *ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_of_a_folder_ranks_as_other_menus_of_its_dialect() {
        let (rank, format) = by_name("notes.gophermap").unwrap();
        assert_eq!(format, PageFormat::Menu(MenuDialect::Gophermap));
        for name in ["gophermap", "notes/gophermap", ".gophermap"] {
            assert_eq!(by_name(name), Some((rank, format)), "{name}");
        }
        assert!(by_name("notes.html").unwrap().0 < rank);
    }
}
