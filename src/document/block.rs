//! Blocks: the parts of a page that stand by themselves.

use jiff::civil::Date;

use super::inline::Inline;
use super::target::Target;

/// A part of a page that stands by itself.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading of level 1 (highest) to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The name that its author gave it, for links that lead to it; empty when there is none.
        id: String,
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
    Table(Box<Table>),
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A line across the page.
    Rule,
    /// Links, one a line, each with its date if it has one: listings, posts, tables of contents.
    Entries(Vec<Entry>),
    /// Notes at the end of the page, in the order in which they were first used.
    Footnotes(Vec<Footnote>),
}

impl Block {
    /// The level and the words of a heading.
    #[must_use]
    pub fn heading(&self) -> Option<(u8, &[Inline])> {
        match self {
            Self::Heading { level, content, .. } => Some((*level, content)),
            Self::Paragraph(_)
            | Self::List(_)
            | Self::Quote(_)
            | Self::Code(_)
            | Self::Table(_)
            | Self::Definitions(_)
            | Self::Rule
            | Self::Entries(_)
            | Self::Footnotes(_) => None,
        }
    }
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
    /// Its blocks.
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

impl Code {
    /// True for a character that its text may hold: of those that control terminals only tabs and
    /// line ends.
    #[must_use]
    pub fn holds(character: &char) -> bool {
        !character.is_control() || matches!(character, '\n' | '\t')
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(Box::new(table))
    }
}

/// A table. Rows may have fewer or more cells than the head; renderers fill up.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The words above or below it; empty when there are none.
    pub caption: Vec<Inline>,
    /// Per column; a missing one is [`Alignment::None`].
    pub alignments: Vec<Alignment>,
    /// The head row; empty when there is none.
    pub head: Vec<Cell>,
    /// The other rows.
    pub rows: Vec<Vec<Cell>>,
}

/// The content of one cell of a table, on one line or several ([`Inline::Break`]).
pub type Cell = Vec<Inline>;

/// The alignment of a column.
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

/// A term and its meanings.
#[derive(Clone, PartialEq, Debug)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// Its meanings, each as blocks.
    pub descriptions: Vec<Vec<Block>>,
}

/// A link on a line of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its target.
    pub target: Target,
    /// Its date.
    pub date: Option<Date>,
    /// Its words.
    pub label: String,
}

/// A note at the end of the page.
#[derive(Clone, PartialEq, Debug)]
pub struct Footnote {
    /// Its number, from 1, by first use.
    pub number: usize,
    /// Its blocks.
    pub blocks: Vec<Block>,
}
