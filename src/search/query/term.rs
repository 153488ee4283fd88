//! `Term`: one of the things that a page has to hold.

use crate::search::marks::each_mark;
use crate::search::words::{Script, Word, each_word};

/// The shortest beginning of a word that longer ones are found by, in characters: of one letter
/// there are too many.
const SHORTEST_BEGINNING: usize = 2;

/// A word or a phrase, as words that stand behind each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Term {
    words: Vec<String>,
    marks: Vec<String>,
    column: Option<Column>,
    /// True if longer words that begin with its last one will do.
    begins: bool,
    /// True if a word in its script has no end of its own, so that only longer ones may hold it.
    is_open: bool,
}

/// A word that a passage should hold, in the form in which it is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::search) struct Wanted {
    pub text: String,
    /// True if longer words that begin with it will do.
    pub begins: bool,
}

/// What a term may be looked for in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Column {
    /// Titles.
    Title,
    /// Tags and categories.
    Tags,
}

impl Term {
    /// Reads one; `None` when there is no word in it.
    pub(super) fn read(text: &str, column: Option<Column>, is_last: bool) -> Option<Self> {
        let mut words: Vec<Word> = Vec::new();
        each_word(text, |word| words.push(word));
        // Of a run without spaces the last character is in the last pair, and may be in the midst of
        // a longer run.
        let ends_in_pair = words.len() > 1
            && words.iter().rev().take(2).all(|word| word.script == Script::Spaceless)
            && words.iter().rev().nth(1).is_some_and(|word| word.text.chars().count() > 1);
        if ends_in_pair {
            words.pop();
        }
        let last = words.last()?;
        let length = last.text.chars().count();
        let (begins, is_open) = match last.script {
            Script::Spaceless => (length == 1, true),
            Script::Hangul => (true, true),
            Script::Picture => (false, false),
            Script::Spaced => (is_last && length >= SHORTEST_BEGINNING, false),
        };
        let mut marks = Vec::new();
        each_mark(text, |mark| marks.push(mark));
        let words = words.into_iter().map(|word| word.text).collect();
        Some(Self { words, marks, column, begins, is_open })
    }

    /// What it is looked for in; `None` for all of a page.
    pub(super) fn column(&self) -> Option<Column> {
        self.column
    }

    /// True when it has signs that tell it from other words.
    pub(super) fn has_signs(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Its words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The words that a passage should hold.
    pub(super) fn wanted(&self) -> impl Iterator<Item = Wanted> {
        let last = self.words.len().checked_sub(1);
        self.words.iter().enumerate().map(move |(number, word)| Wanted {
            text: word.clone(),
            begins: self.begins && Some(number) == last,
        })
    }

    /// Its expression.
    pub(super) fn expression(&self) -> Option<String> {
        // In titles and tags they are not kept apart.
        if self.marks.is_empty() || self.column.is_some() {
            return self.without_signs();
        }
        let marks = self.marks.iter().map(|mark| format!("\"{mark}\" *"));
        let phrase = std::iter::once(format!("\"{}\"", self.words.join(" ")));
        Some(marks.chain(phrase).collect::<Vec<_>>().join(" AND "))
    }

    /// The same for its last word as it is, where words have ends.
    pub(super) fn whole(&self) -> Option<String> {
        self.as_it_is().expression()
    }

    /// The same, whatever signs stand beside its words.
    pub(super) fn whole_without_signs(&self) -> Option<String> {
        self.as_it_is().without_signs()
    }

    fn as_it_is(&self) -> Self {
        Self { begins: self.begins && self.is_open, ..self.clone() }
    }

    /// Its expression, whatever signs stand beside its words.
    pub(super) fn without_signs(&self) -> Option<String> {
        let phrase = self.words.join(" ");
        let words = match (self.begins, self.is_open) {
            (false, _) => format!("\"{phrase}\""),
            (true, true) => format!("\"{phrase}\" *"),
            // The word itself counts for more than longer ones.
            (true, false) => format!("\"{phrase}\" OR \"{phrase}\" *"),
        };
        Some(match self.column {
            None => words,
            Some(Column::Title) => format!("title : ({words})"),
            Some(Column::Tags) => format!("tags : ({words})"),
        })
    }
}
