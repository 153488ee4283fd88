//! Inlines to text: one walk that gives the words of a block and, beside them, what they link to.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::{Mention, Mentioned, Mentions, image_name, kind_name, leads_nowhere};
use crate::document::{Image, Inline, Link};

/// Keeps the number of a link on the line of its words. What the author wrote as such is a blank by
/// then, so that each one left is ours: see [`bound_to_blank`].
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
    /// True if references to footnotes are `[^1]`, so that no number of a link looks like one; else
    /// `[1]`.
    pub(in crate::render) careted_notes: bool,
    /// The treatment of pictures in the text.
    pub(in crate::render) pictures: Pictures,
    /// True if a link around a picture is named before the picture.
    pub(in crate::render) link_before_picture: bool,
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
        careted_notes: false,
        pictures: Pictures::InSentences,
        link_before_picture: true,
    };
}

/// The words of a block.
pub(in crate::render) struct Words {
    /// The text: blanks squeezed, no control characters; `\n` where the author ended a line.
    pub(in crate::render) text: String,
    /// True if there are links and pictures, and nothing but separators between them.
    pub(in crate::render) only_links: bool,
}

/// Turns the bonds between words and numbers into blanks, once the lines are broken.
pub(in crate::render) fn bound_to_blank(line: &str) -> String {
    line.replace(BOUND, " ")
}

/// Writes inlines as text and adds what they mention.
pub(in crate::render) fn write<'a>(
    content: &'a [Inline],
    style: Style,
    mentions: &mut Mentions<'a>,
) -> Words {
    let known = mentions.list().len();
    let mut pen = Pen {
        style,
        mentions,
        text: String::new(),
        code: None,
        linked: 0,
        links: false,
        prose: false,
        followed: false,
    };
    pen.inlines(content);
    let Pen { mut text, links, prose, .. } = pen;
    text.truncate(text.trim_end().len());
    mentions.find_sentences(known, &text);
    Words { text, only_links: links && !prose }
}

/// The words alone, on one line.
pub(in crate::render) fn plain(content: &[Inline]) -> String {
    write(content, Style::PLAIN, &mut Mentions::default()).text.replace('\n', " ")
}

/// The text on one line: blanks squeezed, control characters gone.
pub(in crate::render) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_squeezed(&mut line, text);
    line.truncate(line.trim_end().len());
    line
}

/// Adds text; runs of blanks become one, and none at the beginning of a line.
fn push_squeezed(line: &mut String, text: &str) {
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (plain, after) = rest.split_at(plain_length(rest));
        if !plain.is_empty() {
            line.push_str(plain);
            rest = after;
            continue;
        }
        if !is_blank(character) {
            line.extend(Some(character).filter(|it| !is_unseen(*it)));
        } else if !line.is_empty() && !line.ends_with([' ', '\n']) {
            line.push(' ');
        }
        rest = after.get(character.len_utf8()..).unwrap_or_default();
    }
}

/// Number of bytes at the start of a text that are words of ASCII with one space between two of
/// them. Most text is, and is copied as it is.
fn plain_length(text: &str) -> usize {
    let mut end = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_graphic() {
            end = at + 1;
        } else if byte != b' ' || end < at || at == 0 {
            break;
        }
    }
    end
}

/// Tests whether a character becomes a blank. The wide blank of CJK is none: it is the indentation
/// of a paragraph or stands in a title.
fn is_blank(character: char) -> bool {
    character.is_ascii_whitespace()
        || matches!(character, '\u{b}' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}')
}

/// Tests whether a character is left out: controls, byte order marks, soft hyphens (terminals show
/// them).
fn is_unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{feff}' | '\u{ad}')
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
    character.is_alphanumeric() && character.width() == Some(1)
}

/// Writes the words of one block.
struct Pen<'a, 'm> {
    style: Style,
    mentions: &'m mut Mentions<'a>,
    text: String,
    /// The marked code that was written last.
    code: Option<Range<usize>>,
    /// In how many links we are.
    linked: usize,
    links: bool,
    prose: bool,
    /// True if words follow what is written now.
    followed: bool,
}

impl<'a> Pen<'a, '_> {
    fn inlines(&mut self, content: &'a [Inline]) {
        for (place, inline) in content.iter().enumerate() {
            self.followed = content.get(place + 1).is_some_and(begins_with_words);
            match inline {
                Inline::Text(text) => self.words(text),
                Inline::Code(code) => self.code(code),
                Inline::Emphasis(content) => {
                    self.marked(if self.style.emphasis { "_" } else { "" }, content)
                }
                Inline::Strong(content) => {
                    self.marked(if self.style.emphasis { "*" } else { "" }, content)
                }
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
        if let Some(code) = self.code.take()
            && code.end == self.text.len()
            && text.starts_with(is_letter)
        {
            self.text.pop();
            self.text.remove(code.start);
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
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('`');
        self.code = Some(start..self.text.len());
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
        let what = Mentioned::Link { words, title: &link.title, sentence: None };
        let mention = Mention { target: &link.target, number: None, what, start };
        let number = if self.style.link_before_picture {
            let number = self.mention(mention, numbered);
            self.linked_words(&link.content);
            number
        } else {
            self.linked_words(&link.content);
            self.mention(mention, numbered)
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
        let name = image_name(&image.alt, &image.target);
        let what = Mentioned::Image { alt: &image.alt, kind: image.kind };
        let mention = Mention { target: &image.target, number: None, what, start: self.text.len() };
        let nowhere = leads_nowhere(&image.target);
        let marked = self.style.pictures == Pictures::Marked;
        let in_text = self.style.pictures == Pictures::Named
            || !image.alt.is_empty() && self.is_in_sentence();
        if marked {
            self.push(&format!("[{}: {name}]", kind_name(image.kind)));
        } else if nowhere || in_text {
            self.words(&name);
        }
        if nowhere {
            return;
        }
        let number = self.mention(mention, marked);
        if marked {
            self.number(number);
        }
    }

    /// Tests whether words stand before and after the place at hand, in one sentence.
    fn is_in_sentence(&self) -> bool {
        let before = self.text.trim_end_matches(' ').chars().next_back();
        self.followed && before.is_some_and(|it| it.is_alphanumeric() || it == ',')
    }

    /// Adds a mention. Other words for the same target stand in the text alone, so the text has to
    /// be shown.
    fn mention(&mut self, mention: Mention<'a>, numbered: bool) -> Option<usize> {
        self.links = true;
        self.prose |= !mention.is_picture() && self.mentions.know_otherwise(&mention);
        self.mentions.add(mention, numbered)
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
        self.push(&if self.style.careted_notes {
            format!("[^{number}]")
        } else {
            format!("[{number}]")
        });
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

/// Tests whether what comes next has words, or ends the sentence.
fn begins_with_words(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Code(_) => true,
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            inner.first().is_some_and(begins_with_words)
        }
        Inline::Link(link) => link.content.first().is_some_and(begins_with_words),
        Inline::Image(_) | Inline::Note(_) | Inline::Break => false,
    }
}

/// The name of the first picture among the inlines.
fn first_picture(content: &[Inline]) -> Option<String> {
    content.iter().find_map(|inline| match inline {
        Inline::Image(image) => Some(image_name(&image.alt, &image.target)),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            first_picture(inner)
        }
        Inline::Link(link) => first_picture(&link.content),
        Inline::Text(_) | Inline::Code(_) | Inline::Note(_) | Inline::Break => None,
    })
}
