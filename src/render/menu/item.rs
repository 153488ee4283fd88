//! Links as the items of a Gopher menu: their type, what they are called, where they lead.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::document::{ImageKind, Target, query_in_url};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::{GOPHER_PORT, Origin};
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};
use crate::render::layout::{
    Address, Reference, Referent, Ruler, cut, image_name, is_the_address, kind_name, likely_kind,
    one_line, says_nothing, url, with_note, wrap,
};

/// Width at which the UMN client cuts a label, with the mark that it appends.
const WIDEST_LABEL: usize = 67;
/// The start of a line that continues the words of an item.
const CONTINUED: &str = "  ";
/// The unit of a label's width.
pub(super) const RULER: Ruler = Ruler::LatinBytes;

/// One line of a Gopher menu (RFC 1436, section 3.8). By construction it has its four fields and no
/// control character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MenuItem {
    /// Its type.
    pub kind: ItemType,
    /// The words that a reader sees.
    pub display: String,
    /// The selector that a client sends to get it; empty for [`ItemType::Info`].
    pub selector: String,
    /// The host that has it.
    pub host: String,
    /// The port there.
    pub port: u16,
}

impl MenuItem {
    /// A line to read. It has all four fields, because the UMN client loses step after a line with
    /// fewer.
    pub(super) fn info(line: &str) -> Self {
        // A client may take a line that is only a dot for the end of the menu.
        let display = if line == "." { ". ".to_owned() } else { without_controls(line) };
        Self {
            kind: ItemType::Info,
            display,
            selector: String::new(),
            host: "null.host".to_owned(),
            port: 1,
        }
    }
}

/// Makes items, for one origin and one width.
#[derive(Clone, Copy)]
pub(super) struct ItemMaker<'o> {
    pub(super) origin: &'o Origin,
    pub(super) width: usize,
    /// The words of the page's language.
    pub(super) phrases: &'static Phrases,
}

impl ItemMaker<'_> {
    /// The lines of a link or a picture below its text. Where a label only repeats words of the text
    /// it is cut.
    pub(super) fn reference(self, reference: &Reference<'_>) -> Vec<MenuItem> {
        let words = self.words(reference);
        let draft = self.draft(reference.target, &words, picture(reference));
        match &reference.referent {
            Referent::Link { words: in_text, .. } if words == *in_text => {
                draft.map(|it| vec![it.cut()]).unwrap_or_default()
            }
            Referent::Link { .. } | Referent::Image { .. } => {
                draft.map(Draft::whole).unwrap_or_default()
            }
        }
    }

    /// The same with these words, all of which are seen.
    pub(super) fn whole_line(
        self,
        reference: &Reference<'_>,
        words: &str,
    ) -> Option<Vec<MenuItem>> {
        self.whole(reference.target, words, picture(reference))
    }

    /// The lines that lead to a target: the first is the item, those that continue its words are to
    /// read. `None` when it leads nowhere.
    pub(super) fn whole(
        self,
        target: &Target,
        words: &str,
        picture: Option<ImageKind>,
    ) -> Option<Vec<MenuItem>> {
        self.draft(target, words, picture).map(Draft::whole)
    }

    /// The name of a link or a picture, without mark and host.
    pub(super) fn words(self, reference: &Reference<'_>) -> String {
        match &reference.referent {
            Referent::Image { alt, kind } => image_name(alt, *kind, reference.target),
            Referent::Link { words, title, .. } => {
                let address = url(reference.target);
                let is_address = address.is_some_and(|address| is_the_address(words, &address));
                if !is_address && !says_nothing(words) {
                    with_note(words, title)
                } else if title.trim().is_empty() {
                    name_of(reference.target)
                } else {
                    one_line(title)
                }
            }
        }
    }

    /// The words of a label; a picture says that it is one.
    pub(super) fn label(self, words: &str, picture: Option<ImageKind>) -> String {
        match picture {
            Some(kind) => format!("[{}] {words}", kind_name(kind, self.phrases)),
            None => words.to_owned(),
        }
    }

    /// The item that leads to a target; `None` when it leads nowhere.
    fn draft(self, target: &Target, words: &str, picture: Option<ImageKind>) -> Option<Draft> {
        let label = self.label(words, picture);
        match target {
            Target::Internal { path, kind, .. } => {
                Some(self.labelled(*kind, &label, "", picture, path.encoded()))
            }
            Target::Search { path, query } => {
                let selector = path.encoded() + &query_in_url(Some(query));
                Some(self.labelled(ItemType::Menu, &label, "", picture, selector))
            }
            Target::Missing(path) => {
                Some(self.labelled(likely_kind(path), &label, "", picture, path.encoded()))
            }
            Target::GeminiOnly { path, query, listed: true } => {
                let url = self.origin.identity_url(path)? + &query_in_url(query.as_deref());
                self.external(&url, &label, picture)
            }
            Target::GeminiOnly { listed: false, .. } => None,
            Target::External(_) => self.external(&url(target)?, &label, picture),
            Target::Nowhere => None,
        }
    }

    /// An item of this capsule.
    pub(super) fn own(self, kind: ItemType, words: &str, path: &CapsulePath) -> MenuItem {
        self.labelled(kind, words, "", None, path.encoded()).cut()
    }

    /// The same page by another protocol; `None` when that is off.
    pub(super) fn by_other_protocol(
        self,
        protocol: Protocol,
        path: &CapsulePath,
    ) -> Option<MenuItem> {
        let url = self.origin.url(protocol, ItemType::Menu, path)?;
        let words = filled(self.phrases.on_protocol, protocol.title());
        let host = format!(" ({})", self.origin.host);
        Some(self.labelled(ItemType::Html, &words, &host, None, format!("URL:{url}")).cut())
    }

    /// An item that leads elsewhere: native for Gopher, else of type `h`, which clients ask *us*
    /// for.
    fn external(self, url: &str, label: &str, picture: Option<ImageKind>) -> Option<Draft> {
        let host = host_note(url, label);
        let Some(native) = Native::of(url) else {
            return Some(self.labelled(
                ItemType::Html,
                label,
                &host,
                picture,
                format!("URL:{url}"),
            ));
        };
        // A menu has no field for the words of a search: the label names them, and the reader types
        // them.
        let label = match native.words {
            Some(words) if !label.contains(&words) => Cow::Owned(format!("{label} [{words}]")),
            Some(_) | None => Cow::Borrowed(label),
        };
        let draft = self.labelled(native.kind, &label, &host, picture, native.selector);
        let item = MenuItem { host: native.host, port: native.port, ..draft.item };
        Some(Draft { item, ..draft })
    }

    /// An item of our host.
    fn labelled(
        self,
        kind: ItemType,
        label: &str,
        note: &str,
        picture: Option<ImageKind>,
        selector: String,
    ) -> Draft {
        let appended = appended_to(picture.map_or(kind, |_| ItemType::Image));
        let item = MenuItem {
            kind,
            display: String::new(),
            selector: without_controls(&selector),
            host: self.origin.host.clone(),
            port: self.origin.port_or_default(Protocol::Gopher),
        };
        Draft {
            item,
            label: label.split('\n').map(without_controls).collect::<Vec<_>>().join("\n"),
            note: note.to_owned(),
            widest: self.width.min(WIDEST_LABEL.saturating_sub(appended.len())),
        }
    }
}

/// An item that does not say anything yet.
struct Draft {
    item: MenuItem,
    /// The words that it is to say; `\n` parts lines.
    label: String,
    /// What is said behind them of where it leads.
    note: String,
    /// The columns that clients show of it.
    widest: usize,
}

impl Draft {
    /// The item, its label cut where clients would cut it; the note behind it stays whole if it can.
    fn cut(self) -> MenuItem {
        let Self { item, label, note, widest } = self;
        let label = label.replace('\n', " ");
        let room = widest.saturating_sub(RULER.width(&note));
        let display = if room >= widest / 3 {
            format!("{}{note}", cut(&label, room, RULER))
        } else {
            cut(&format!("{label}{note}"), widest, RULER).into_owned()
        };
        MenuItem { display, ..item }
    }

    /// The item with as many words as it has room for, and the others as lines to read.
    fn whole(self) -> Vec<MenuItem> {
        let Self { item, label, note, widest } = self;
        let text = format!("{label}{note}");
        if RULER.width(&text) <= widest && !text.contains('\n') {
            return vec![MenuItem { display: text, ..item }];
        }
        let mut lines = wrap(&text, widest.saturating_sub(CONTINUED.len()), RULER).into_iter();
        let display = lines.next().unwrap_or_default().to_owned();
        let rest = lines.map(|line| MenuItem::info(&format!("{CONTINUED}{line}")));
        std::iter::once(MenuItem { display, ..item }).chain(rest).collect()
    }
}

/// The mark that the UMN client appends to a label.
fn appended_to(kind: ItemType) -> &'static str {
    match kind {
        ItemType::Menu => "/",
        ItemType::Search => " <?>",
        ItemType::Binary => " <Bin>",
        ItemType::Gif | ItemType::Image => " <Picture>",
        ItemType::Sound => " <)",
        ItemType::Html => " <HTML>",
        ItemType::Text | ItemType::Error | ItemType::Info | ItemType::Other(_) => "",
    }
}

/// Tests whether a text with one reference in it is that link's. As an item it says everything once:
/// `2026-05-04 A title`, where only the title was linked, needs no second line with the title.
pub(super) fn is_text_of(reference: &Reference<'_>) -> bool {
    matches!(reference.referent, Referent::Link { .. })
}

/// The medium of a picture; `None` for a link.
pub(super) fn picture(reference: &Reference<'_>) -> Option<ImageKind> {
    match reference.referent {
        Referent::Image { kind, .. } => Some(kind),
        Referent::Link { .. } => None,
    }
}

/// The name of a target without words: the title of the page, or host and path.
fn name_of(target: &Target) -> String {
    match target {
        Target::Internal { title: Some(title), .. } => one_line(title),
        Target::Internal { path, title: None, .. }
        | Target::GeminiOnly { path, .. }
        | Target::Search { path, .. }
        | Target::Missing(path) => one_line(path.as_str()),
        Target::External(url) => {
            Address::of(url).map_or_else(|| one_line(url), |address| address.host_and_path())
        }
        Target::Nowhere => String::new(),
    }
}

/// ` (example.org)`, unless the label says it.
fn host_note(url: &str, label: &str) -> String {
    let host = Address::of(url).map_or_else(String::new, |address| address.host());
    if host.is_empty() || label.contains(host.trim_start_matches("www.")) {
        String::new()
    } else {
        format!(" ({})", without_controls(&host))
    }
}

/// The text without C0 and C1 control characters: clients pass them on to the terminal.
fn without_controls(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars().filter(|character| !character.is_control()).collect()
}

/// A `gopher://` URL as an item of its own type (RFC 4266, section 2.1).
struct Native {
    kind: ItemType,
    selector: String,
    host: String,
    port: u16,
    /// The words that the URL searches for.
    words: Option<String>,
}

impl Native {
    /// Reads a Gopher URL; `None` when it does not fit into the fields of a menu line.
    fn of(url: &str) -> Option<Self> {
        let address = Address::of(url).filter(|address| address.is("gopher"))?;
        let (host, port) = match address.authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (address.authority, GOPHER_PORT),
        };
        if host.is_empty() || !host.bytes().all(is_in_name) {
            return None;
        }
        let mut item = address.rest.strip_prefix('/').unwrap_or(address.rest).chars();
        let kind = item.next().map_or(Some(ItemType::Menu), ItemType::of_char)?;
        let selector = percent_decode_str(item.as_str()).decode_utf8().ok()?;
        let (selector, words) = match selector.split_once('\t') {
            Some((selector, words)) if kind == ItemType::Search => {
                (selector, Some(one_line(words)))
            }
            Some(_) | None => (&*selector, None),
        };
        if selector.contains(char::is_control) {
            return None;
        }
        let words = words.filter(|words| !words.is_empty());
        Some(Self { kind, selector: selector.to_owned(), host: host.to_owned(), port, words })
    }
}

/// Tests whether a byte may be in the name of a host.
fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}
