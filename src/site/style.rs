//! `Style`: how pages are written, as the operator wants it.

use crate::choice::{Choice, Word};
use crate::form::Protocol;
use crate::render::LinkStyle;

/// The operator's wishes on how pages are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// The most display columns of a line in menus and plain text, 40 to 200.
    pub width: usize,
    /// The way in which links are shown in gemtext.
    pub links: LinkStyle,
    /// The characters that Gopher clients get.
    pub charset: Charset,
    /// The characters that Finger clients get.
    pub finger_charset: Charset,
    /// The view that links in menus lead to.
    pub pages: Pages,
    /// The place of a page's date.
    pub date: DatePlace,
    /// The footer of a page.
    pub footer: Footer,
    /// The style sheet of pages for the web.
    pub sheet: WebSheet,
    /// The most bytes of rendered pages that are kept.
    pub cache: u64,
}

/// The place of the style sheet of pages for the web.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WebSheet {
    /// In each page.
    #[default]
    Within,
    /// In a file, for all of them.
    File,
}

impl Default for Style {
    fn default() -> Self {
        // 67 columns: the UMN client cuts longer menu lines.
        Self {
            width: 67,
            links: LinkStyle::default(),
            charset: Charset::default(),
            finger_charset: Charset::Ascii,
            pages: Pages::default(),
            date: DatePlace::default(),
            footer: Footer::default(),
            sheet: WebSheet::default(),
            cache: 32 << 20,
        }
    }
}

impl Style {
    /// The characters that the clients of a protocol get.
    #[must_use]
    pub fn charset_of(&self, protocol: Protocol) -> Charset {
        match protocol {
            Protocol::Gopher => self.charset,
            Protocol::Finger => self.finger_charset,
            Protocol::Gemini | Protocol::Spartan | Protocol::Nex => Charset::Utf8,
        }
    }
}

/// The characters that clients get whose protocol names no character set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Charset {
    /// All, as UTF-8.
    #[default]
    Utf8,
    /// ASCII: other letters are spelled with it. For machines that know nothing else.
    Ascii,
}

impl Choice for Charset {
    const ALL: &'static [Self] = &[Self::Utf8, Self::Ascii];

    fn word(self) -> Word {
        match self {
            Self::Utf8 => Word::new("utf-8", "All of them"),
            Self::Ascii => Word::new("ascii", "ASCII, for machines that know nothing else"),
        }
    }
}

/// The view that links lead to on Gopher.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pages {
    /// To pages as menus, with links to follow.
    #[default]
    Menu,
    /// To pages as plain text; what lists other pages is a menu all the same.
    Text,
}

impl Choice for Pages {
    const ALL: &'static [Self] = &[Self::Menu, Self::Text];

    fn word(self) -> Word {
        match self {
            Self::Menu => Word::new("menu", "Pages as menus"),
            Self::Text => Word::new("text", "Pages as plain text"),
        }
    }
}

/// The place of a page's date.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DatePlace {
    /// Below its text.
    #[default]
    Foot,
    /// Under its title.
    Top,
}

impl Choice for DatePlace {
    const ALL: &'static [Self] = &[Self::Foot, Self::Top];

    fn word(self) -> Word {
        match self {
            Self::Foot => Word::new("foot", "Below its text, with its tags"),
            Self::Top => Word::new("top", "Under its title"),
        }
    }
}

/// The footer of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Footer {
    /// Ways onward, the page on each other protocol that is on, and on Gopher as plain text.
    Full,
    /// Ways onward; where a page is no gemtext also the page on Gemini, and on Gopher as plain text.
    #[default]
    Usual,
    /// Ways onward: older and newer, up, home.
    Ways,
    /// Nothing.
    Off,
}

impl Choice for Footer {
    const ALL: &'static [Self] = &[Self::Full, Self::Usual, Self::Ways, Self::Off];

    fn word(self) -> Word {
        match self {
            Self::Full => Word::new("full", "As usual, and a link to the page on each protocol"),
            Self::Usual => Word::new(
                "usual",
                "Ways onward; on Gopher also the page as plain text and on Gemini",
            ),
            Self::Ways => Word::new("ways", "Ways onward only: older and newer, up, home"),
            Self::Off => Word::new("off", "Nothing"),
        }
    }
}
