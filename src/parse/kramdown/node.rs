//! `Node`: a block of a page whose words are not yet read, and what a page defines for all of them.

use std::collections::{BTreeSet, HashMap};

/// A block, or what stands between two.
pub(super) enum Node {
    /// So many blank lines.
    Blank {
        lines: usize,
    },
    /// What ends a block and shows nothing.
    Boundary(Boundary),
    Paragraph(Paragraph),
    Heading {
        level: u8,
        /// Its identifier; `None` when its author gives it none.
        id: Option<String>,
        words: String,
    },
    /// Code, with the word that names its language.
    Code {
        language: String,
        text: String,
    },
    Quote(Vec<Node>),
    Rule,
    List {
        ordered: bool,
        items: Vec<Vec<Node>>,
        listed: Attributes,
    },
    Definitions(Vec<Definition>),
    Table(Table),
    /// TeX that stands alone.
    Formula(String),
    /// HTML as it was written: a whole element, or a tag around the blocks next to it.
    Html(String),
    /// The content of an HTML element that holds words and no blocks.
    Words(String),
}

/// What a [`Node::Boundary`] was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundary {
    /// `^`
    Mark,
    /// The definition of a link, a note or an abbreviation.
    Definition,
    /// An attribute list or an extension.
    Attributes,
}

/// A paragraph.
pub(super) struct Paragraph {
    pub(super) words: String,
    /// True if it shows as its words alone, as the first one of a tight item does.
    pub(super) is_tight: bool,
    /// True if it has an attribute list.
    pub(super) is_listed: bool,
}

/// One part of a definition list.
pub(super) enum Definition {
    Term(String),
    Meaning(Vec<Node>),
}

/// A table. Its rows have the words of their cells.
pub(super) struct Table {
    pub(super) alignments: Vec<Alignment>,
    pub(super) head: Vec<Vec<String>>,
    pub(super) body: Vec<Vec<String>>,
}

/// How the cells of a column are aligned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alignment {
    None,
    Left,
    Center,
    Right,
}

/// What an attribute list says that a reader of text can see.
#[derive(Clone, Default)]
pub(super) struct Attributes {
    /// The name of `language-name` among its classes.
    pub(super) language: Option<String>,
    /// `toc` or `footnotes`: the list only marks the place of the contents or of the notes.
    pub(super) is_place: bool,
    /// The number of the first item.
    pub(super) start: Option<u64>,
}

/// What a page defines, wherever on it.
#[derive(Default)]
pub(super) struct Definitions {
    /// The targets and titles of links, by their names.
    pub(super) links: HashMap<String, (String, String)>,
    pub(super) notes: HashMap<String, Vec<Node>>,
    pub(super) abbreviations: Abbreviations,
}

/// Abbreviations and what they are short for.
#[derive(Default)]
pub(super) struct Abbreviations {
    meanings: HashMap<String, String>,
    lengths: BTreeSet<usize>,
}

/// Abbreviations that are longer, in bytes, or more lengths of abbreviations are not looked for.
const LONGEST: usize = 64;
const LENGTHS: usize = 16;

impl Abbreviations {
    pub(super) fn define(&mut self, short: &str, meaning: &str) {
        if short.len() <= LONGEST {
            self.meanings.insert(short.to_owned(), meaning.to_owned());
            self.lengths.insert(short.len());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The longest abbreviation at an offset of a text, and its meaning.
    pub(super) fn at(&self, text: &str, offset: usize) -> Option<(&str, &str)> {
        let mut lengths = self.lengths.iter().rev().take(LENGTHS);
        lengths.find_map(|length| {
            let written = text.get(offset..offset + length)?;
            let (short, meaning) = self.meanings.get_key_value(written)?;
            Some((short.as_str(), meaning.as_str()))
        })
    }
}

/// The name of a link in the form in which names are compared.
pub(super) fn link_name(written: &str) -> String {
    let mut name = String::with_capacity(written.len());
    for character in written.chars() {
        if !character.is_ascii_whitespace() {
            name.extend(character.to_lowercase());
        } else if !name.ends_with(' ') {
            name.push(' ');
        }
    }
    name
}
