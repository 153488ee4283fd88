//! The title of a page, and the levels of the headings below it: a page has one heading of level one.

use super::squeeze::one_line;
use super::words::plain;
use crate::document::{self, Block, Document, Inline};

/// A page as its writer meets it.
pub(in crate::render) struct Frame<'a> {
    /// Its title.
    pub(in crate::render) title: Title<'a>,
    /// The rest.
    pub(in crate::render) body: &'a [Block],
    /// The number of levels by which the headings of the rest are lower than they are written.
    pub(in crate::render) lowered: u8,
}

/// The title of a page as its writer meets it.
pub(in crate::render) enum Title<'a> {
    /// Nothing.
    None,
    /// The title that the page was given.
    Given(&'a str),
    /// The heading that its text begins with.
    Heading(&'a [Inline]),
}

impl<'a> Frame<'a> {
    /// Parts a page into its title and the rest. A first heading that says the same as the title
    /// *is* the title, so that nothing is read twice. Under a title, a text with headings of level
    /// one moves down by one as a whole.
    pub(in crate::render) fn of(page: &'a Document) -> Self {
        let given = one_line(&page.title);
        let (title, body) = match page.blocks.split_first() {
            Some((Block::Heading { level, content, .. }, rest))
                if is_title(*level, content, &given) =>
            {
                (Title::Heading(content), rest)
            }
            _ if given.is_empty() => (Title::None, page.blocks.as_slice()),
            _ => (Title::Given(&page.title), page.blocks.as_slice()),
        };
        let lowered = match title {
            Title::None => 0,
            Title::Given(_) | Title::Heading(_) => u8::from(holds_level_one(body)),
        };
        Self { title, body, lowered }
    }
}

/// True if the headings of a page stand a level lower than they are written.
#[must_use]
pub fn lowers_headings(page: &Document) -> bool {
    Frame::of(page).lowered > 0
}

/// Tests whether a page's first heading is its title, which has neither the marks of notes nor
/// pictures, and may have other quotation marks.
fn is_title(level: u8, heading: &[Inline], given: &str) -> bool {
    if given.is_empty() {
        return level == 1;
    }
    let given = folded(given);
    folded(&plain(heading)) == given || folded(&document::words(heading)) == given
}

/// A title without what makes no difference: capitals, and the forms of quotation marks and dashes.
fn folded(title: &str) -> String {
    let mut folded = String::with_capacity(title.len());
    for character in title.chars().flat_map(char::to_lowercase) {
        match character {
            '\u{2018}'..='\u{201b}' | '`' | '´' => folded.push('\''),
            '\u{201c}'..='\u{201f}' | '«' | '»' => folded.push('"'),
            '\u{2010}'..='\u{2015}' | '-' if folded.ends_with('-') => {}
            '\u{2010}'..='\u{2015}' => folded.push('-'),
            '…' => folded.push_str("..."),
            other => folded.push(other),
        }
    }
    folded
}

fn holds_level_one(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Heading { level, .. } => *level <= 1,
        Block::List(list) => list.items.iter().any(|item| holds_level_one(&item.blocks)),
        Block::Quote(inner) => holds_level_one(inner),
        Block::Definitions(all) => {
            all.iter().flat_map(|it| &it.descriptions).any(|it| holds_level_one(it))
        }
        Block::Footnotes(notes) => notes.iter().any(|note| holds_level_one(&note.blocks)),
        Block::Paragraph(_)
        | Block::Code(_)
        | Block::Table(_)
        | Block::Rule
        | Block::Entries(_) => false,
    })
}
