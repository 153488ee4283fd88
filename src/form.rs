//! The form of an answer: a protocol and a view. All that is asked of a protocol outside of its own
//! folder in `protocol` stands in its `Facts`, one entry for each protocol; reading and writing
//! its bytes is for `protocol`.
//!
//! - The facts of each protocol agree with each other
//!   (`form::tests::the_facts_of_a_protocol_fit_together`).
//! - An address never depends on anything but these facts
//!   (`origin::tests::usual_ports_are_not_written`).

mod view;

use std::fmt;

pub use view::View;

use crate::media::ItemType;
use crate::path::CapsulePath;

/// A protocol that a capsule is served by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Protocol {
    /// Gemini, specification 0.24.1.
    Gemini,
    /// Gopher, RFC 1436 and RFC 4266.
    Gopher,
    /// Spartan, `gemini://spartan.mozz.us/specification.gmi`.
    Spartan,
    /// Nex, `nex://nightfall.city/nex/info/specification.txt`.
    Nex,
    /// Finger, RFC 1288.
    Finger,
}

/// A way in which a client of a protocol types words for a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// The answer to a link asks for them.
    Asked,
    /// Their item on a menu says so.
    Item,
    /// Their line on a page says so: `=: url label`.
    Line,
    /// In none.
    Never,
}

/// All that others than its own module need to know of a protocol.
struct Facts {
    /// The scheme of its URLs, which options, log and counters call it by, too.
    scheme: &'static str,
    /// Its name in a sentence.
    title: &'static str,
    /// The port of a URL that names none.
    default_port: u16,
    /// The port that is taken when the usual one is below 1024 and not permitted.
    unprivileged_port: Option<u16>,
    /// It is served unless it is turned off; others only where they are asked for.
    usual: bool,
    /// A request names its host, so that one address serves several.
    names_host: bool,
    /// The view of a page that a client gets for the page's own path.
    view: View,
    /// The way in which its clients type words.
    input: Input,
    /// Its clients take files of any kind; else text alone.
    any_file: bool,
    /// The status by which it sends a client to another path exists.
    redirects: bool,
    /// A client can prove who it is.
    identities: bool,
    /// The character set of a text is known, by its answer or by custom; else the operator may have
    /// to choose one for all.
    knows_charset: bool,
    /// Lines of text end in CR LF, and none is only a dot (RFC 1436, section 3).
    wire_lines: bool,
    /// A request may be empty: it is for the root (RFC 1436, section 2).
    empty_requests: bool,
    /// The path in a URL stands behind `/` and the type of the item (RFC 4266, section 2.1).
    typed_urls: bool,
    /// Clients look for links only in what has a URL that ends in `/`, so that of a page does.
    folder_urls: bool,
}

const GEMINI: Facts = Facts {
    scheme: "gemini",
    title: "Gemini",
    default_port: 1965,
    unprivileged_port: None,
    usual: true,
    names_host: true,
    view: View::Page,
    input: Input::Asked,
    any_file: true,
    redirects: true,
    identities: true,
    knows_charset: true,
    wire_lines: false,
    empty_requests: false,
    typed_urls: false,
    folder_urls: false,
};

const GOPHER: Facts = Facts {
    scheme: "gopher",
    title: "Gopher",
    default_port: 70,
    unprivileged_port: Some(7070),
    usual: true,
    names_host: false,
    view: View::Menu,
    input: Input::Item,
    any_file: true,
    redirects: false,
    identities: false,
    knows_charset: false,
    wire_lines: true,
    empty_requests: true,
    typed_urls: true,
    folder_urls: false,
};

const SPARTAN: Facts = Facts {
    scheme: "spartan",
    title: "Spartan",
    default_port: 300,
    unprivileged_port: Some(3000),
    usual: false,
    names_host: true,
    view: View::Page,
    input: Input::Line,
    any_file: true,
    redirects: true,
    identities: false,
    knows_charset: true,
    wire_lines: false,
    empty_requests: false,
    typed_urls: false,
    folder_urls: false,
};

const NEX: Facts = Facts {
    scheme: "nex",
    title: "Nex",
    default_port: 1900,
    unprivileged_port: None,
    usual: false,
    names_host: false,
    view: View::Links,
    input: Input::Never,
    any_file: true,
    redirects: false,
    identities: false,
    knows_charset: true,
    wire_lines: false,
    empty_requests: true,
    typed_urls: false,
    folder_urls: true,
};

const FINGER: Facts = Facts {
    scheme: "finger",
    title: "Finger",
    default_port: 79,
    unprivileged_port: Some(7979),
    usual: false,
    names_host: false,
    view: View::Text,
    input: Input::Never,
    any_file: false,
    redirects: false,
    identities: false,
    knows_charset: false,
    wire_lines: true,
    empty_requests: true,
    typed_urls: false,
    folder_urls: false,
};

impl Protocol {
    /// All protocols, in the order in which addresses are listed.
    pub const ALL: [Self; 5] = [Self::Gemini, Self::Gopher, Self::Spartan, Self::Nex, Self::Finger];

    const fn facts(self) -> &'static Facts {
        match self {
            Self::Gemini => &GEMINI,
            Self::Gopher => &GOPHER,
            Self::Spartan => &SPARTAN,
            Self::Nex => &NEX,
            Self::Finger => &FINGER,
        }
    }

    /// The scheme of its URLs: `gemini`. Options, log and counters call it the same.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        self.facts().scheme
    }

    /// Its name in a sentence: `Gemini`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.facts().title
    }

    /// The port of a URL that names none.
    #[must_use]
    pub const fn default_port(self) -> u16 {
        self.facts().default_port
    }

    /// The port that is taken when the usual one, which is below 1024, is not permitted.
    #[must_use]
    pub const fn unprivileged_port(self) -> Option<u16> {
        self.facts().unprivileged_port
    }

    /// Says whether it is served unless it is turned off; others only where they are asked for.
    #[must_use]
    pub const fn usual(self) -> bool {
        self.facts().usual
    }

    /// Says whether a request names its host, so that one address serves several.
    #[must_use]
    pub const fn names_host(self) -> bool {
        self.facts().names_host
    }

    /// The way in which its clients type words for a path.
    #[must_use]
    pub const fn input(self) -> Input {
        self.facts().input
    }

    /// Says whether its clients can have what is of a type. If not, links to it lead to where they
    /// can.
    #[must_use]
    pub const fn carries(self, kind: ItemType) -> bool {
        match kind {
            ItemType::Menu | ItemType::Text | ItemType::Info | ItemType::Error => true,
            ItemType::Search => !matches!(self.facts().input, Input::Never),
            ItemType::Binary
            | ItemType::Gif
            | ItemType::Image
            | ItemType::Sound
            | ItemType::Html
            | ItemType::Other(_) => self.facts().any_file,
        }
    }

    /// Says whether a page is gemtext, the form that keeps most of it.
    #[must_use]
    pub const fn gemtext(self) -> bool {
        matches!(self.facts().view, View::Page)
    }

    /// Says whether the links of a page can be followed.
    #[must_use]
    pub const fn links(self) -> bool {
        !matches!(self.facts().view, View::Text | View::Feed)
    }

    /// Says whether pages are menus (RFC 1436): a line is an item, and text can't hold links.
    #[must_use]
    pub const fn menus(self) -> bool {
        matches!(self.facts().view, View::Menu)
    }

    /// Says whether a client can be sent to another path. If not, the site goes there for it.
    #[must_use]
    pub const fn redirects(self) -> bool {
        self.facts().redirects
    }

    /// Says whether a client can prove who it is. If not, what is in a zone does not exist for it.
    #[must_use]
    pub const fn identities(self) -> bool {
        self.facts().identities
    }

    /// Says whether the character set of a text is known. If not, clients guess it, and the operator
    /// chooses one that they guess.
    #[must_use]
    pub const fn knows_charset(self) -> bool {
        self.facts().knows_charset
    }

    /// Says whether lines of text end in CR LF, none of them only a dot (RFC 1436, section 3).
    #[must_use]
    pub const fn wire_lines(self) -> bool {
        self.facts().wire_lines
    }

    /// Says whether a request may be empty, which then is for the root (RFC 1436, section 2).
    #[must_use]
    pub const fn empty_requests(self) -> bool {
        self.facts().empty_requests
    }

    /// Says whether the path in a URL stands behind `/` and the type of the item (RFC 4266, section
    /// 2.1).
    #[must_use]
    pub const fn typed_urls(self) -> bool {
        self.facts().typed_urls
    }

    /// The text that follows host and port in the URL of an item, beginning with `/`.
    #[must_use]
    pub fn locator(self, kind: ItemType, path: &CapsulePath) -> String {
        if self.facts().folder_urls && matches!(kind, ItemType::Menu) && !path.is_folder() {
            return path.as_folder().encoded();
        }
        if !self.typed_urls() {
            return path.encoded();
        }
        if path.is_root() { "/".to_owned() } else { format!("/{kind}{}", path.encoded()) }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.scheme())
    }
}

/// A view for the clients of one protocol: its links lead to that protocol, its lines end as they
/// do there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Form {
    /// The protocol of those who read it.
    pub protocol: Protocol,
    /// The way it is shown.
    pub view: View,
}

impl Form {
    /// The form of a page in its protocol's own view.
    #[must_use]
    pub const fn of(protocol: Protocol) -> Self {
        Self { protocol, view: protocol.facts().view }
    }

    /// Plain text.
    #[must_use]
    pub const fn text(protocol: Protocol) -> Self {
        Self { protocol, view: View::Text }
    }

    /// A web page. What is on no web page it leads to by the protocol.
    #[must_use]
    pub const fn web(protocol: Protocol) -> Self {
        Self { protocol, view: View::Web }
    }

    /// An Atom feed for the same readers.
    #[must_use]
    pub const fn feed(self) -> Self {
        let view = match self.view {
            View::Page | View::Menu | View::Links | View::Text | View::Feed => View::Feed,
            View::Web | View::WebFeed => View::WebFeed,
        };
        Self { protocol: self.protocol, view }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_of_a_protocol_fit_together() {
        for (number, protocol) in Protocol::ALL.into_iter().enumerate() {
            assert_eq!(protocol as usize, number, "ALL has each once, in order");
            assert_eq!(protocol.menus(), Form::of(protocol).view == View::Menu);
            assert!(
                !protocol.menus() || protocol.wire_lines(),
                "the lines of a menu are of the wire"
            );
            assert!(protocol.unprivileged_port().is_none() || protocol.default_port() < 1024);
            assert_eq!(protocol.scheme(), protocol.title().to_lowercase());
            assert!(protocol.locator(ItemType::Menu, &CapsulePath::root()) == "/");
        }
    }
}
