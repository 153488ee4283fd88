//! Blocks to the items of a Gopher menu. How the words are laid out is for `layout`, what a link is
//! called for `item`; here is where they stand.

mod item;
mod links;
mod style;
#[cfg(test)]
mod tests;

pub use item::MenuItem;
pub use links::link_lines;
pub use style::MenuStyle;

use super::layout::{Numbers, Pictures, Reference, References, Ruler, Style, Words, plain};
use super::plain::{Medium, Room, entry_label, write_page};
use crate::document::{Document, Entry, MenuLine};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::phrases::Phrases;
use item::{ItemMaker, is_text_of};

/// The items of a page as a menu.
#[must_use]
pub fn menu(page: &Document, origin: &Origin, style: MenuStyle) -> Vec<MenuItem> {
    let mut items = Vec::new();
    write_menu(page, origin, style, &mut |item| items.push(item));
    items
}

/// Hands on the items of a page as a menu, one after the other: all of a long page take far more
/// memory than its lines.
pub fn write_menu(
    page: &Document,
    origin: &Origin,
    style: MenuStyle,
    write: &mut dyn FnMut(MenuItem),
) {
    let phrases = Phrases::of(page.language.as_ref());
    let maker = ItemMaker { origin, width: style.width, phrases };
    let menu = Menu { maker, ascii: style.ascii, write, is_empty: true };
    let Menu { write, is_empty, .. } = write_page(page, menu);
    footer(page, maker, !is_empty).into_iter().for_each(write);
}

/// The lines of a menu that somebody wrote by hand: as they are, with what they leave out.
#[must_use]
pub fn menu_by_hand(lines: &[MenuLine], origin: &Origin, style: MenuStyle) -> Vec<MenuItem> {
    let maker = ItemMaker { origin, width: style.width, phrases: Phrases::of(None) };
    lines.iter().flat_map(|line| by_hand(line, maker)).collect()
}

fn by_hand(line: &MenuLine, maker: ItemMaker<'_>) -> Vec<MenuItem> {
    match line {
        MenuLine::Info(text) => vec![MenuItem::info(text)],
        MenuLine::Item { kind, display, selector, host, port } => vec![MenuItem {
            kind: *kind,
            display: display.clone(),
            selector: selector.clone(),
            host: host.as_ref().unwrap_or(&maker.origin.host).clone(),
            port: port.unwrap_or(maker.origin.port_or_default(Protocol::Gopher)),
        }],
        MenuLine::Entry(entry) => {
            let label = entry_label(entry);
            maker.whole(&entry.target, &label, None).unwrap_or_else(|| vec![MenuItem::info(&label)])
        }
    }
}

/// A menu as it is written.
struct Menu<'o> {
    maker: ItemMaker<'o>,
    ascii: bool,
    write: &'o mut dyn FnMut(MenuItem),
    /// True as long as nothing was written.
    is_empty: bool,
}

impl Menu<'_> {
    fn push(&mut self, item: MenuItem) {
        self.is_empty = false;
        (self.write)(item);
    }
}

impl<'a> Medium<'a> for Menu<'_> {
    /// The lines of an item, see [`ItemMaker::whole`].
    type Item = Vec<MenuItem>;

    const RULER: Ruler = item::RULER;
    const LINKS_AFTER_BLOCK: bool = true;

    fn room(&self) -> Room {
        Room { words: self.maker.width, table: self.maker.width, code: Some(self.maker.width) }
    }

    fn style(&self) -> Style {
        Style {
            emphasis: true,
            code: true,
            numbers: Numbers::None,
            ascii: self.ascii,
            pictures: Pictures::InSentences,
            link_before_picture: false,
            phrases: self.maker.phrases,
        }
    }

    fn line(&mut self, line: &str) {
        self.push(MenuItem::info(line));
    }

    fn reference(&mut self, reference: &Reference<'a>) {
        self.maker.reference(reference).into_iter().for_each(|item| self.push(item));
    }

    fn as_items(
        &self,
        mark: Option<&str>,
        words: &Words,
        references: &[Reference<'a>],
    ) -> Option<Vec<Vec<MenuItem>>> {
        match (mark, references) {
            (Some(mark), [reference]) if words.only_links => {
                let words = format!("{mark}{}", self.maker.words(reference));
                Some(vec![self.maker.whole_line(reference, &words)?])
            }
            (Some(mark), [reference]) if is_text_of(reference) => {
                let words = format!("{mark}{}", reference.with_note(&words.text));
                Some(vec![self.maker.whole_line(reference, &words)?])
            }
            (None, [_, ..]) if words.only_links => {
                let items = references.iter();
                items.map(|it| self.maker.whole_line(it, &self.maker.words(it))).collect()
            }
            _ => None,
        }
    }

    fn entry(&mut self, entry: &'a Entry, _: &mut References<'a>) -> Option<Vec<MenuItem>> {
        self.maker.whole(&entry.target, &entry_label(entry), None)
    }

    fn item(&mut self, item: Vec<MenuItem>) {
        item.into_iter().for_each(|line| self.push(line));
    }
}

/// The items under a page: its footer, and its other forms.
fn footer(page: &Document, maker: ItemMaker<'_>, below_text: bool) -> Vec<MenuItem> {
    let ways = page
        .footer
        .iter()
        .filter_map(|link| maker.whole(&link.target, &plain(&link.content), None))
        .flatten();
    let forms = page.path.iter().flat_map(|path| other_forms(path, maker));
    let links: Vec<MenuItem> = ways.chain(forms).collect();
    if links.is_empty() {
        return links;
    }
    let mut items = Vec::new();
    if below_text {
        items.push(MenuItem::info(""));
    }
    items.push(MenuItem::info(&"_".repeat(maker.width)));
    items.extend(links);
    items
}

/// The same page as plain text, and as gemtext.
fn other_forms(path: &CapsulePath, maker: ItemMaker<'_>) -> Vec<MenuItem> {
    let text = maker.own(ItemType::Text, maker.phrases.as_text, &path.as_text());
    let gemtext = maker.origin.gemtext_protocol();
    let other = gemtext.and_then(|protocol| maker.by_other_protocol(protocol, path));
    std::iter::once(text).chain(other).collect()
}
