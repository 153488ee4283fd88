//! `Document`: one page, in no format. Parsers make it, renderers read it, and neither knows the
//! other.

mod rewrite;

pub use rewrite::Rewrite;

use jiff::civil::Date;

use crate::media::ItemType;
use crate::path::CapsulePath;

/// One page: what stands on it, and what is known of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// Its title, on one line. Empty when it has none; then no title line is written.
    pub title: String,
    /// The day it was written, shown under the title.
    pub date: Option<Date>,
    /// Where it is served: what "this page as plain text" and "this page on Gemini" name. `None`
    /// for a page that is not served, such as one given to `propus render`.
    pub path: Option<CapsulePath>,
    /// What stands on it, without the title.
    pub blocks: Vec<Block>,
    /// Where a reader goes from here: older, newer, up, home. Stands under a rule at the end.
    pub foot: Vec<Link>,
}

/// A part of a page that stands by itself.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading of level 1 (highest) to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        content: Vec<Inline>,
    },
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A list, ordered or not.
    List(List),
    /// Something quoted.
    Quote(Vec<Block>),
    /// Text that is shown as it is.
    Code(Code),
    /// A table with at least one row or a head.
    Table(Table),
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A line across the page.
    Rule,
    /// Links, one a line, each with its date if it has one: listings, posts, tables of contents.
    Entries(Vec<Entry>),
    /// Notes at the end of the page, in the order in which they were first used.
    Footnotes(Vec<Footnote>),
}

/// A list.
#[derive(Clone, PartialEq, Debug)]
pub struct List {
    /// The first number of an ordered list; `None` for a list with bullets.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<Item>,
}

/// One item of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// For a task: whether it is done.
    pub task: Option<bool>,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Text that is shown as it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Code {
    /// One word that says what it is: `rust`, `math`. Empty when unknown.
    pub language: String,
    /// The lines, separated by `\n`, without a final one.
    pub text: String,
}

/// A table. Rows may have fewer or more cells than the head; renderers fill up.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What stands above or below it.
    pub caption: Vec<Inline>,
    /// Per column; a missing one is [`Alignment::None`].
    pub alignments: Vec<Alignment>,
    /// The head row; empty when there is none.
    pub head: Vec<Cell>,
    /// The other rows.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one cell of a table, on one line or several ([`Inline::Break`]).
pub type Cell = Vec<Inline>;

/// How a column is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Alignment {
    /// As the renderer likes: left.
    #[default]
    None,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A term and what it means.
#[derive(Clone, PartialEq, Debug)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means: one or more explanations.
    pub descriptions: Vec<Vec<Block>>,
}

/// A link on a line of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Where it leads.
    pub target: Target,
    /// Its date.
    pub date: Option<Date>,
    /// Its words.
    pub label: String,
}

/// One line of a menu that somebody wrote by hand.
#[derive(Clone, PartialEq, Debug)]
pub enum MenuLine {
    /// A line to read, as it was written, however long.
    Info(String),
    /// A link, with the type and the words that its author gave it.
    Item {
        /// Its type.
        kind: ItemType,
        /// What a reader sees.
        display: String,
        /// What a client sends for it.
        selector: String,
        /// Who has it; `None` for this server.
        host: Option<String>,
        /// The port there; `None` for this server's own.
        port: Option<u16>,
    },
    /// A line of the folder's listing, which the menu asks for.
    Entry(Entry),
}

/// A note at the end of the page.
#[derive(Clone, PartialEq, Debug)]
pub struct Footnote {
    /// Its number, from 1, by first use.
    pub number: usize,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of a line.
#[derive(Clone, PartialEq, Debug)]
pub enum Inline {
    /// Words. Runs of white space are one space; no line ends, no control characters.
    Text(String),
    /// A word or two of code.
    Code(String),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// Strongly stressed text.
    Strong(Vec<Inline>),
    /// Text that no longer holds.
    Struck(Vec<Inline>),
    /// A link.
    Link(Link),
    /// A picture, sound or film.
    Image(Image),
    /// A reference to the footnote of that number.
    Note(usize),
    /// The end of a line that the author wanted.
    Break,
}

/// A link in running text.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// What the author says of it besides its words (`title="…"`); empty when nothing.
    pub title: String,
    /// Its words; may hold images.
    pub content: Vec<Inline>,
}

/// A picture, sound or film.
#[derive(Clone, PartialEq, Debug)]
pub struct Image {
    /// Where its bytes are.
    pub target: Target,
    /// What it shows, in words; empty when the author says nothing.
    pub alt: String,
    /// What it is.
    pub kind: ImageKind,
}

/// What an [`Image`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImageKind {
    /// A picture.
    Picture,
    /// Something that moves, or a page in a frame.
    Video,
    /// Something to listen to.
    Audio,
}

/// Where a link leads, resolved once, while parsing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// Something this capsule serves.
    Internal {
        /// Its canonical path.
        path: CapsulePath,
        /// What it is in a menu: [`ItemType::Menu`] for pages and folders.
        kind: ItemType,
        /// Its title, when it is a page: the label of a link that says only "here".
        title: Option<String>,
    },
    /// Something of this capsule that Gopher can't reach: in a zone that wants a certificate, where
    /// the page that leads there is not, or answered by an application.
    GeminiOnly {
        /// Its canonical path.
        path: CapsulePath,
        /// Whether menus name it, as a place on Gemini.
        listed: bool,
    },
    /// A path of this capsule that nothing is served at. Kept: it may be made later, or live on
    /// another server.
    Missing(CapsulePath),
    /// Somewhere else: an absolute URL, percent-encoded, without spaces or control characters.
    External(String),
    /// Nowhere that a reader of gemtext or menus can go: `#anchor`, an empty target, `javascript:`.
    /// Its words stay.
    Nowhere,
}

/// Turns what an author wrote as the target of a link into a [`Target`].
pub trait Resolve {
    /// Resolves `reference` (a URL, or a path relative to the page) as a browser would. Never
    /// fails.
    fn resolve(&self, reference: &str) -> Target;

    /// The same of what is shown in its place: a picture, a film, a sound.
    fn resolve_image(&self, source: &str) -> Target {
        self.resolve(source)
    }
}

/// The words of a line, without its marks: what a title or a label is made of. Line ends are
/// spaces, runs of white space one; of images the words that describe them.
#[must_use]
pub fn words(content: &[Inline]) -> String {
    let mut text = String::new();
    collect_words(content, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect_words(content: &[Inline], text: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                collect_words(inner, text)
            }
            Inline::Link(link) => collect_words(&link.content, text),
            Inline::Image(image) => text.push_str(&image.alt),
            Inline::Note(_) => {}
            Inline::Break => text.push(' '),
        }
    }
}

/// The paths of this capsule that a text leads to, in reading order. Where its images are is not
/// among them.
#[must_use]
pub fn internal_links(blocks: &[Block]) -> Vec<&CapsulePath> {
    let mut paths = Vec::new();
    collect_links(blocks, &mut paths);
    paths
}

fn collect_links<'d>(blocks: &'d [Block], paths: &mut Vec<&'d CapsulePath>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => {
                collect_line_links(content, paths)
            }
            Block::List(list) => {
                list.items.iter().for_each(|item| collect_links(&item.blocks, paths))
            }
            Block::Quote(inner) => collect_links(inner, paths),
            Block::Table(table) => {
                table
                    .head
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| collect_line_links(cell, paths));
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    collect_line_links(&definition.term, paths);
                    definition
                        .descriptions
                        .iter()
                        .for_each(|description| collect_links(description, paths));
                }
            }
            Block::Entries(entries) => {
                paths.extend(entries.iter().filter_map(|entry| internal(&entry.target)))
            }
            Block::Footnotes(notes) => {
                notes.iter().for_each(|note| collect_links(&note.blocks, paths))
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn collect_line_links<'d>(content: &'d [Inline], paths: &mut Vec<&'d CapsulePath>) {
    for inline in content {
        match inline {
            Inline::Link(link) => {
                paths.extend(internal(&link.target));
                collect_line_links(&link.content, paths);
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                collect_line_links(inner, paths)
            }
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Image(_)
            | Inline::Note(_)
            | Inline::Break => {}
        }
    }
}

fn internal(target: &Target) -> Option<&CapsulePath> {
    match target {
        Target::Internal { path, .. } | Target::GeminiOnly { path, .. } => Some(path),
        Target::Missing(_) | Target::External(_) | Target::Nowhere => None,
    }
}
