//! Inlines to text: one walk that gives the words of a block and, beside them, what they link to.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::address::leads_nowhere;
use super::edge::{begins_with_words, first_character, last_character};
use super::label::{image_name, kind_name};
use super::note::{is_raised, note_mark};
use super::references::{Reference, References, Referent};
use super::squeeze::{one_line, push_squeezed};
use crate::document::{Image, Inline, Link, inlines};
use crate::phrases::Phrases;

/// Keeps the number of a link on the line of its words. What the author wrote as such is a blank by
/// then, so that each one left is ours: see [`push_unbound`].
const BOUND: char = '\u{a0}';

/// The marks of running text.
#[derive(Clone, Copy, Debug)]
pub(in crate::render) struct Style {
    /// `_stressed_` and `*strongly stressed*`.
    pub(in crate::render) emphasis: bool,
    /// `` `code` ``, unless it is glued to a letter.
    pub(in crate::render) code: bool,
    /// Numbers behind links.
    pub(in crate::render) numbers: Numbers,
    /// True where there is only ASCII, so that references to footnotes are `(1)`, not `¹`.
    pub(in crate::render) ascii: bool,
    /// The treatment of pictures in the text.
    pub(in crate::render) pictures: Pictures,
    /// True if a link around a picture is named before the picture.
    pub(in crate::render) link_before_picture: bool,
    /// The words of the page's language.
    pub(in crate::render) phrases: &'static Phrases,
}

/// The treatment of pictures in the text, besides the line that leads to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::render) enum Pictures {
    /// As what they show where they stand in the middle of a sentence, which would have a hole;
    /// else not at all.
    InSentences,
    /// As what they show: in the cells of a table, which would be empty.
    Named,
    /// As `[image: what it shows]`.
    Marked,
}

/// The number of a link behind its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::render) enum Numbers {
    /// Not at all.
    None,
    /// `words[1]`.
    Glued,
    /// `words [1]`, with [`BOUND`] for the blank.
    Spaced,
}

impl Style {
    /// No marks at all, except for what no longer holds.
    pub(in crate::render) const PLAIN: Self = Self {
        emphasis: false,
        code: false,
        numbers: Numbers::None,
        ascii: false,
        pictures: Pictures::InSentences,
        link_before_picture: true,
        phrases: Phrases::ENGLISH,
    };
}

/// The words of a block.
pub(in crate::render) struct Words {
    /// The text: blanks squeezed, no control characters; `\n` where the author ended a line.
    pub(in crate::render) text: String,
    /// True if there are links and pictures, and nothing but separators between them.
    pub(in crate::render) only_links: bool,
}

/// Adds a line with blanks for the bonds between words and numbers, once the lines are broken.
pub(in crate::render) fn push_unbound(text: &mut String, line: &str) {
    for (index, part) in line.split(BOUND).enumerate() {
        text.push_str(if index > 0 { " " } else { "" });
        text.push_str(part);
    }
}

/// Writes inlines as text and adds what they reference.
pub(in crate::render) fn write<'a>(
    content: &'a [Inline],
    style: Style,
    references: &mut References<'a>,
) -> Words {
    let known = references.list().len();
    let mut writer = LineWriter {
        style,
        references,
        text: String::new(),
        code: None,
        linked: 0,
        links: false,
        prose: false,
        next: None,
    };
    writer.inlines(content);
    let LineWriter { mut text, links, prose, .. } = writer;
    text.truncate(text.trim_end().len());
    references.find_sentences(known, &text);
    Words { text, only_links: links && !prose }
}

/// The words alone, on one line.
pub(in crate::render) fn plain(content: &[Inline]) -> String {
    if let [Inline::Text(text)] = content {
        return one_line(text);
    }
    write(content, Style::PLAIN, &mut References::default()).text.replace('\n', " ")
}

/// Tests whether text between links only keeps them apart.
fn separates(text: &str) -> bool {
    text.chars().all(|c| !c.is_alphanumeric() && (c.is_ascii() || !is_pictograph(c)))
}

/// Tests whether a character says something though it is no letter: emoji, arrows apart.
fn is_pictograph(character: char) -> bool {
    character.width() == Some(2)
        && !matches!(character, '、' | '。' | '，' | '｜' | '・' | '：' | '；' | '　')
}

/// Tests whether a code mark at this neighbour would look like a part of the word. CJK knows no
/// blanks between words, so its characters are no such neighbours.
fn is_letter(character: char) -> bool {
    character.is_alphanumeric() && character.width() == Some(1) && !is_raised(character)
}

/// Writes the words of one block.
struct LineWriter<'a, 'm> {
    style: Style,
    references: &'m mut References<'a>,
    text: String,
    /// The marked code that was written last, and whether a blank ended it.
    code: Option<(Range<usize>, bool)>,
    /// In how many links we are.
    linked: usize,
    links: bool,
    prose: bool,
    /// The inline behind the one that is written now.
    next: Option<&'a Inline>,
}

impl<'a> LineWriter<'a, '_> {
    fn inlines(&mut self, content: &'a [Inline]) {
        for (index, inline) in content.iter().enumerate() {
            self.next = content.get(index + 1);
            match inline {
                Inline::Text(text) => self.words(text),
                Inline::Code(code) => self.code(code),
                Inline::Emphasis(content) => self.stressed("_", content),
                Inline::Strong(content) => self.stressed("*", content),
                Inline::Struck(content) => self.marked("~~", content),
                Inline::Link(link) => self.link(link),
                Inline::Image(image) => self.image(image),
                Inline::Note(number) => self.note(*number),
                Inline::Break => self.end_line(),
            }
        }
    }

    fn words(&mut self, text: &str) {
        if self.linked == 0 && !separates(text) {
            self.prose = true;
        }
        self.push(text);
    }

    /// Adds text. A letter right behind code takes its marks away: `` `struct`s `` reads worse than
    /// structs.
    fn push(&mut self, text: &str) {
        if let Some((code, ends_blank)) = self.code.take()
            && code.end == self.text.len()
            && text.starts_with(is_letter)
        {
            if ends_blank {
                self.text.push(' ');
            } else {
                self.text.pop();
                self.text.remove(code.start);
            }
        }
        push_squeezed(&mut self.text, text);
    }

    fn code(&mut self, code: &str) {
        if !self.style.code || self.text.ends_with(is_letter) || one_line(code).is_empty() {
            return self.words(code);
        }
        self.prose |= self.linked == 0;
        self.push("");
        let start = self.text.len();
        self.text.push('`');
        self.words(code);
        let end = self.text.trim_end_matches(' ').len();
        let ends_blank = end < self.text.len();
        self.text.truncate(end);
        self.text.push('`');
        self.code = Some((start..self.text.len(), ends_blank));
    }

    /// Writes stressed content. Inside of a word marks would read as parts of it: `un*believ*able`.
    fn stressed(&mut self, mark: &str, content: &'a [Inline]) {
        let begins = content.first().and_then(first_character);
        let ends = content.last().and_then(last_character);
        let joins_before = self.text.ends_with(is_letter) && begins.is_some_and(is_letter);
        let joins_next = ends.is_some_and(is_letter) && self.is_followed_by_letter();
        let shown = self.style.emphasis && !joins_before && !joins_next;
        self.marked(if shown { mark } else { "" }, content);
    }

    fn is_followed_by_letter(&self) -> bool {
        self.next.and_then(first_character).is_some_and(is_letter)
    }

    /// Writes content between two marks; nothing at all if it has no words.
    fn marked(&mut self, mark: &str, content: &'a [Inline]) {
        self.text.push_str(mark);
        let start = self.text.len();
        self.inlines(content);
        if self.text.len() == start {
            self.text.truncate(start.saturating_sub(mark.len()));
        } else if !mark.is_empty() {
            let end = self.text.trim_end().len();
            let blank = end < self.text.len();
            self.text.truncate(end);
            self.text.push_str(mark);
            self.text.push_str(if blank { " " } else { "" });
        }
    }

    fn link(&mut self, link: &'a Link) {
        match link.content.as_slice() {
            // Only words: `#anchor` and the like.
            content if leads_nowhere(&link.target) => return self.inlines(content),
            // A picture that leads to itself is one thing, not two.
            [Inline::Image(image)] if image.target == link.target => return self.image(image),
            _ => {}
        }
        let start = self.text.len();
        let own_words = plain(&link.content);
        let numbered = self.style.numbers != Numbers::None
            && (self.style.pictures == Pictures::Marked || !own_words.is_empty());
        let words = if own_words.is_empty() {
            first_picture(&link.content).unwrap_or_default()
        } else {
            own_words
        };
        let referent = Referent::Link { words, title: &link.title, sentence: None };
        let reference = Reference { target: &link.target, number: None, referent, start };
        let number = if self.style.link_before_picture {
            let number = self.reference(reference, numbered);
            self.linked_words(&link.content);
            number
        } else {
            self.linked_words(&link.content);
            self.reference(reference, numbered)
        };
        if self.text.len() > start || self.style.pictures == Pictures::Marked {
            self.number(number);
        }
    }

    fn linked_words(&mut self, content: &'a [Inline]) {
        self.linked = self.linked.saturating_add(1);
        self.inlines(content);
        self.linked = self.linked.saturating_sub(1);
    }

    fn image(&mut self, image: &'a Image) {
        let name = image_name(&image.alt, image.kind, &image.target);
        let referent = Referent::Image { alt: &image.alt, kind: image.kind };
        let reference =
            Reference { target: &image.target, number: None, referent, start: self.text.len() };
        let nowhere = leads_nowhere(&image.target);
        let marked = self.style.pictures == Pictures::Marked;
        let in_text = self.style.pictures == Pictures::Named
            || !image.alt.is_empty() && self.is_in_sentence();
        if marked {
            self.push(&format!("[{}: {name}]", kind_name(image.kind, self.style.phrases)));
        } else if nowhere || in_text {
            self.name_of_picture(&name);
        }
        if nowhere {
            return;
        }
        let number = self.reference(reference, marked);
        if marked {
            self.number(number);
        }
    }

    /// Writes what a picture shows, apart from the words beside it.
    fn name_of_picture(&mut self, name: &str) {
        if self.text.ends_with(is_letter) && name.starts_with(is_letter) {
            self.push(" ");
        }
        self.words(name);
        if name.ends_with(is_letter) && self.is_followed_by_letter() {
            self.push(" ");
        }
    }

    /// Tests whether words stand before and after this position, in one sentence.
    fn is_in_sentence(&self) -> bool {
        let before = self.text.trim_end_matches(' ').chars().next_back();
        self.next.is_some_and(begins_with_words)
            && before.is_some_and(|it| it.is_alphanumeric() || it == ',')
    }

    /// Adds a reference. Other words for the same target stand in the text alone, so the text has
    /// to be shown.
    fn reference(&mut self, reference: Reference<'a>, numbered: bool) -> Option<usize> {
        self.links = true;
        self.prose |= !reference.is_picture() && self.references.know_otherwise(&reference);
        self.references.add(reference, numbered)
    }

    /// Writes the number of a link behind its words.
    fn number(&mut self, number: Option<usize>) {
        let Some(number) = number else { return };
        let bare = self.text.trim_end_matches(' ').len();
        let blank = bare < self.text.len();
        self.text.truncate(bare);
        match self.style.numbers {
            Numbers::None => {}
            Numbers::Glued => self.text.push_str(&format!("[{number}]")),
            Numbers::Spaced => self.text.push_str(&format!("{BOUND}[{number}]")),
        }
        self.text.push_str(if blank { " " } else { "" });
    }

    fn note(&mut self, number: usize) {
        self.prose |= self.linked == 0;
        // Else notes 1 and 2 would be note 12.
        if self.text.ends_with(is_raised) {
            self.push(",");
        }
        self.push(&note_mark(number, self.style.ascii));
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

/// The name of the first picture among the inlines, at any depth.
fn first_picture(content: &[Inline]) -> Option<String> {
    inlines(content).find_map(|inline| match inline {
        Inline::Image(image) => Some(image_name(&image.alt, image.kind, &image.target)),
        Inline::Text(_)
        | Inline::Code(_)
        | Inline::Emphasis(_)
        | Inline::Strong(_)
        | Inline::Struck(_)
        | Inline::Link(_)
        | Inline::Note(_)
        | Inline::Break => None,
    })
}
