//! Blocks to the items of a Gopher menu. How the words are laid out is for `paper`, what a link is
//! called for `signpost`; here is where they stand.

mod item;
#[cfg(test)]
mod tests;

pub use item::MenuItem;

use super::layout::{
    Mention, Mentioned, Mentions, Numbers, Pictures, Ruler, Style, Words, plain, wrap,
};
use super::plain::{Medium, Room, entry_label, write_page};
use crate::document::{Document, Entry, MenuLine};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use item::Signpost;

/// The style of menus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MenuStyle {
    /// The most display columns of a line, 40 to 200.
    pub width: usize,
}

/// Writes a page as menu items.
#[must_use]
pub fn menu(page: &Document, origin: &Origin, style: MenuStyle) -> Vec<MenuItem> {
    let signpost = Signpost { origin, width: style.width };
    let Menu { mut items, .. } = write_page(page, Menu { signpost, items: Vec::new() });
    items.extend(footer(page, signpost, !items.is_empty()));
    items
}

/// Writes the lines of a menu that somebody wrote by hand: as they are, with what they leave out.
#[must_use]
pub fn menu_by_hand(lines: &[MenuLine], origin: &Origin, style: MenuStyle) -> Vec<MenuItem> {
    let signpost = Signpost { origin, width: style.width };
    lines.iter().map(|line| by_hand(line, signpost)).collect()
}

fn by_hand(line: &MenuLine, signpost: Signpost<'_>) -> MenuItem {
    match line {
        MenuLine::Info(text) => MenuItem::info(text),
        MenuLine::Item { kind, display, selector, host, port } => MenuItem {
            kind: *kind,
            display: display.clone(),
            selector: selector.clone(),
            host: host.as_ref().unwrap_or(&signpost.origin.host).clone(),
            port: port.unwrap_or(signpost.origin.port_or_default(Protocol::Gopher)),
        },
        MenuLine::Entry(entry) => {
            let label = entry_label(entry);
            signpost.item(&entry.target, &label, None).unwrap_or_else(|| MenuItem::info(&label))
        }
    }
}

/// A menu as it is written.
struct Menu<'o> {
    signpost: Signpost<'o>,
    items: Vec<MenuItem>,
}

impl<'a> Medium<'a> for Menu<'_> {
    type Item = MenuItem;

    const STYLE: Style = Style {
        emphasis: true,
        code: true,
        numbers: Numbers::None,
        careted_notes: true,
        pictures: Pictures::InSentences,
        link_before_picture: false,
    };
    const RULER: Ruler = item::RULER;
    const LINKS_AFTER_BLOCK: bool = true;

    fn room(&self) -> Room {
        Room {
            words: self.signpost.width,
            table: self.signpost.width,
            code: Some(self.signpost.width),
        }
    }

    fn line(&mut self, line: &str) {
        self.items.push(MenuItem::info(line));
    }

    fn mention(&mut self, mention: &Mention<'a>) {
        // A picture's description stands nowhere but in its label: where that is cut, it is written
        // before.
        if let Some(label) = self.signpost.cut_label(mention) {
            self.items.extend(
                wrap(&label, self.signpost.width, Self::RULER)
                    .iter()
                    .map(|line| MenuItem::info(line)),
            );
        }
        self.items.extend(self.signpost.mention(mention));
    }

    fn as_items(
        &self,
        mark: Option<&str>,
        words: &Words,
        mentions: &[Mention<'a>],
    ) -> Option<Vec<MenuItem>> {
        match (mark, mentions) {
            (Some(mark), [mention]) if words.only_links => Some(vec![
                self.signpost
                    .whole_line(mention, &format!("{mark}{}", self.signpost.words(mention)))?,
            ]),
            (Some(mark), [mention]) if is_one_line(mention, words) => {
                Some(vec![self.signpost.whole_line(mention, &format!("{mark}{}", words.text))?])
            }
            (None, [_, ..]) if words.only_links => {
                let line =
                    |mention| self.signpost.whole_line(mention, &self.signpost.words(mention));
                mentions.iter().map(line).collect()
            }
            _ => None,
        }
    }

    fn entry(&mut self, entry: &'a Entry, _: &mut Mentions<'a>) -> Option<MenuItem> {
        self.signpost.item(&entry.target, &entry_label(entry), None)
    }

    fn item(&mut self, item: MenuItem) {
        self.items.push(item);
    }
}

/// Tests whether a text with one link in it is one line. As an item it says everything once:
/// `2026-05-04 A title`, where only the title was linked, needs no second line with the title.
fn is_one_line(mention: &Mention<'_>, words: &Words) -> bool {
    match &mention.what {
        Mentioned::Link { .. } => !words.text.contains('\n'),
        Mentioned::Image { .. } => false,
    }
}

/// The items under a page: its other forms, and its footer.
fn footer(page: &Document, signpost: Signpost<'_>, below_text: bool) -> Vec<MenuItem> {
    let forms = page.path.iter().flat_map(|path| other_forms(path, signpost));
    let ways = page
        .footer
        .iter()
        .filter_map(|link| signpost.item(&link.target, &plain(&link.content), None));
    let links: Vec<MenuItem> = forms.chain(ways).collect();
    if links.is_empty() {
        return links;
    }
    let gap = below_text.then(|| MenuItem::info(""));
    gap.into_iter().chain([MenuItem::info(&"_".repeat(signpost.width))]).chain(links).collect()
}

/// The same page as plain text, and by the other protocols.
fn other_forms(path: &CapsulePath, signpost: Signpost<'_>) -> Vec<MenuItem> {
    let text = signpost.own(ItemType::Text, "This page as plain text", &path.as_text());
    let others = Protocol::ALL.into_iter().filter(|protocol| !protocol.menus());
    let others = others.filter_map(|protocol| signpost.by_other_protocol(protocol, path));
    std::iter::once(text).chain(others).collect()
}
