//! `Media`: the type of a file, by its name or its first bytes: its MIME type and its Gopher item
//! type.

use std::borrow::Cow;
use std::fmt;

/// A Gopher item type. Those with a name are all that are ever written of ourselves: some clients
/// hide any other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ItemType {
    /// `0`: plain text.
    Text,
    /// `1`: a menu.
    Menu,
    /// `3`: an error.
    Error,
    /// `7`: a search.
    Search,
    /// `9`: bytes of any kind.
    Binary,
    /// `g`: a GIF image.
    Gif,
    /// `I`: an image.
    Image,
    /// `s`: sound.
    Sound,
    /// `h`: HTML, and every link that leaves gopherspace.
    Html,
    /// `i`: a line to read.
    Info,
    /// Any other printable ASCII character, in menus that somebody wrote by hand: `8`, `;`, `d`.
    Other(char),
}

impl ItemType {
    /// The character that stands first in a menu line.
    #[must_use]
    pub fn as_char(self) -> char {
        match self {
            Self::Text => '0',
            Self::Menu => '1',
            Self::Error => '3',
            Self::Search => '7',
            Self::Binary => '9',
            Self::Gif => 'g',
            Self::Image => 'I',
            Self::Sound => 's',
            Self::Html => 'h',
            Self::Info => 'i',
            Self::Other(character) => character,
        }
    }

    /// The type of that character, if it is one that can be written as an item to follow.
    #[must_use]
    pub fn of_char(character: char) -> Option<Self> {
        [
            Self::Text,
            Self::Menu,
            Self::Search,
            Self::Binary,
            Self::Gif,
            Self::Image,
            Self::Sound,
            Self::Html,
        ]
        .into_iter()
        .find(|item| item.as_char() == character)
    }

    /// The type that an author writes by that character; `None` when it is no printable one.
    #[must_use]
    pub fn by_hand(character: char) -> Option<Self> {
        let known = [Self::Error, Self::Info].into_iter().find(|it| it.as_char() == character);
        match Self::of_char(character).or(known) {
            None if character.is_ascii_graphic() => Some(Self::Other(character)),
            item => item,
        }
    }
}

impl fmt::Display for ItemType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.as_char())
    }
}

/// The media type of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Media {
    /// The MIME type without parameters, such as `image/png`.
    pub mime: Cow<'static, str>,
}

/// Endings that the common tables do not know, or know otherwise than the small internet does.
const OWN: &[(&str, &str)] = &[
    ("gmi", "text/gemini"),
    ("gemini", "text/gemini"),
    ("md", "text/markdown"),
    ("markdown", "text/markdown"),
    ("mkd", "text/markdown"),
    ("mkdn", "text/markdown"),
    ("mkdown", "text/markdown"),
    ("atom", "application/atom+xml"),
    ("log", "text/plain"),
    ("conf", "text/plain"),
    ("nfo", "text/plain"),
    ("asc", "text/plain"),
    ("org", "text/plain"),
    ("diff", "text/x-diff"),
    ("patch", "text/x-diff"),
    ("ts", "text/plain"),
    ("opus", "audio/ogg"),
];

/// Types that are text, though they do not begin with `text/`.
const TEXT_APPLICATIONS: &[&str] = &[
    "application/json",
    "application/xml",
    "application/toml",
    "application/x-yaml",
    "application/yaml",
    "application/javascript",
    "application/x-sh",
    "application/atom+xml",
    "application/rss+xml",
];

/// Types of files for web browsers and programs that read feeds alone.
const FOR_THE_WEB: &[&str] = &[
    "text/css",
    "text/x-scss",
    "text/x-sass",
    "text/javascript",
    "application/javascript",
    "text/xml",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
];

impl Media {
    /// Plain text.
    pub const PLAIN: Self = Self { mime: Cow::Borrowed("text/plain") };
    /// Bytes of which nothing is known.
    pub const BYTES: Self = Self { mime: Cow::Borrowed("application/octet-stream") };

    /// The type of a file name's ending; `None` for an unknown one.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let lower = ending.to_ascii_lowercase();
        if let Some((_, mime)) = OWN.iter().find(|(own, _)| *own == lower) {
            return Some(Self { mime: Cow::Borrowed(mime) });
        }
        let mime = mime_guess::from_ext(&lower).first_raw()?;
        Some(Self { mime: Cow::Borrowed(mime) })
    }

    /// The type of what an address leads to, by the file's name in its path.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        Self::of_name(address.split_once(['?', '#']).map_or(address, |(path, _)| path))
    }

    /// The type of a file's first bytes: text when they are UTF-8 without control characters.
    #[must_use]
    pub fn of_bytes(first: &[u8]) -> Self {
        let valid = match std::str::from_utf8(first) {
            Ok(_) => first,
            // A character may be cut in two at the end of what was read.
            Err(error) if error.error_len().is_none() => first.split_at(error.valid_up_to()).0,
            Err(_) => return Self::BYTES,
        };
        if valid.iter().all(is_in_text) { Self::PLAIN } else { Self::BYTES }
    }

    /// Tests whether its bytes are lines of text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.mime.starts_with("text/") || TEXT_APPLICATIONS.contains(&self.mime.as_ref())
    }

    /// Tests whether a file that a site's generator fills in is of no use to readers here.
    #[must_use]
    pub fn is_for_the_web(&self) -> bool {
        FOR_THE_WEB.contains(&self.mime.as_ref())
    }

    /// Its item type in a Gopher menu.
    #[must_use]
    pub fn item_type(&self) -> ItemType {
        match self.mime.split_once('/') {
            Some(("text", "html")) | Some(("application", "xhtml+xml")) => ItemType::Html,
            Some(("image", "gif")) => ItemType::Gif,
            Some(("image", _)) => ItemType::Image,
            Some(("audio", _)) => ItemType::Sound,
            _ if self.is_text() => ItemType::Text,
            _ => ItemType::Binary,
        }
    }
}

/// Tests whether a byte may be in plain text: some texts colour their words or end pages.
fn is_in_text(byte: &u8) -> bool {
    !byte.is_ascii_control() || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_type_and_an_item() {
        let cases = [
            ("a.txt", "text/plain", '0'),
            ("a.LOG", "text/plain", '0'),
            ("a.csv", "text/csv", '0'),
            ("a.gif", "image/gif", 'g'),
            ("a.jpg", "image/jpeg", 'I'),
            ("a.svg", "image/svg+xml", 'I'),
            ("a.ogg", "audio/ogg", 's'),
            ("a.mp3", "audio/mpeg", 's'),
            ("a.pdf", "application/pdf", '9'),
            ("a.tar.gz", "application/gzip", '9'),
            ("a.html", "text/html", 'h'),
            ("a.json", "application/json", '0'),
            ("a.gmi", "text/gemini", '0'),
        ];
        for (name, mime, item) in cases {
            let media = Media::of_name(name).unwrap();
            assert_eq!((media.mime.as_ref(), media.item_type().as_char()), (mime, item), "{name}");
        }
        assert_eq!(Media::of_address("/a.b/c.png?x=a.pdf#y"), Media::of_name("c.png"));
        assert_eq!(Media::of_address("/a.png/c?x=a.pdf"), None);
        assert_eq!(Media::of_name("LICENSE"), None);
        assert_eq!(Media::of_name("a.unheard-of"), None);
    }

    #[test]
    fn bytes_without_a_telling_name_are_looked_at() {
        assert_eq!(Media::of_bytes(b"MIT License\n"), Media::PLAIN);
        assert_eq!(Media::of_bytes("cut é".as_bytes().split_last().unwrap().1), Media::PLAIN);
        assert_eq!(Media::of_bytes(b"\x7fELF\x02\x01\x01\0"), Media::BYTES);
        assert_eq!(Media::of_bytes(b"\xff\xfe"), Media::BYTES);
    }

    #[test]
    fn every_written_type_is_read_back() {
        for character in "0179gIsh".chars() {
            assert_eq!(ItemType::of_char(character).map(ItemType::as_char), Some(character));
        }
        assert_eq!(ItemType::of_char('8'), None);
        for character in "013789gIshi;dPT+".chars() {
            assert_eq!(ItemType::by_hand(character).map(ItemType::as_char), Some(character));
        }
        assert_eq!([' ', '\t', 'é'].map(ItemType::by_hand), [None; 3]);
    }
}
