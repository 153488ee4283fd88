//! A template cut into texts, outputs `{{ }}` and tags `{% %}`, with white space control already
//! applied.
//!
//! The inside of an output or a tag is for `expression` and `markup` to read. Every look ahead is
//! either short or remembered, so that a million openings without an end cost no more than other
//! text.

use std::ops::Range;

use super::parts::Parts;
use super::reading::Reading;
use crate::template::liquid::white_space::is_space;

/// Bytes of a tag or an output. The time that each run of it takes may grow with them.
const MAX_LENGTH: usize = 64 << 10;

/// A piece of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// The byte offset of its opening.
    pub(super) offset: usize,
}

/// The types of tokens; ranges are byte offsets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// Goes to the page as it is.
    Text(Range<usize>),
    /// The inside of `{{` and `}}`.
    Output(Range<usize>),
    Tag {
        name: Range<usize>,
        rest: Range<usize>,
    },
}

/// A token with the hyphens that eat the white space around it.
struct Cut {
    token: Token,
    trim: Trim,
    verbatim: bool,
}

/// The sides of a token at which a hyphen eats white space.
#[derive(Clone, Copy, Default)]
struct Trim {
    before: bool,
    after: bool,
}

/// The tokens of a template.
pub(super) fn lex(source: &str, reading: &mut Reading<'_>) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        offset: 0,
        cuts: Vec::new(),
        output_end: Ahead::new("}}"),
        tag_end: Ahead::new("%}"),
        brace: Ahead::new("}"),
        unclosed_raw: false,
        parts: reading.parts,
    };
    while let Some(opening) = lexer.next_opening() {
        lexer.text_until(opening);
        lexer.read(opening, reading);
        if reading.parts.are_half_gone() {
            reading.leave_out_from(lexer.offset);
            return trimmed(source, lexer.cuts);
        }
    }
    lexer.text_until(source.len());
    trimmed(source, lexer.cuts)
}

/// The next occurrence of a mark, remembered until it is passed.
struct Ahead {
    mark: &'static str,
    next: Option<usize>,
    searched: bool,
}

impl Ahead {
    fn new(mark: &'static str) -> Self {
        Self { mark, next: None, searched: false }
    }

    fn from(&mut self, source: &str, offset: usize) -> Option<usize> {
        if !self.searched || self.next.is_some_and(|next| next < offset) {
            self.next = source.get(offset..).and_then(|rest| rest.find(self.mark));
            self.next = self.next.map(|found| offset + found);
            self.searched = true;
        }
        self.next
    }
}

struct Lexer<'a> {
    source: &'a str,
    /// All before it is cut already.
    offset: usize,
    cuts: Vec<Cut>,
    output_end: Ahead,
    tag_end: Ahead,
    brace: Ahead,
    /// True once a `raw` without an end was met: then no other has one.
    unclosed_raw: bool,
    parts: &'a Parts<'a>,
}

/// The end of a `raw` block.
struct RawEnd {
    /// The byte offset of its `{%`.
    begin: usize,
    /// The byte offset behind its `%}`.
    end: usize,
    trim: Trim,
}

impl<'a> Lexer<'a> {
    fn next_opening(&self) -> Option<usize> {
        let rest = self.source.as_bytes().get(self.offset..)?;
        rest.windows(2).position(is_opening).map(|found| self.offset + found)
    }

    /// The text between two marks, which lie between characters.
    fn between_marks(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    fn text_until(&mut self, end: usize) {
        self.push_text(self.offset..end, false);
        self.offset = end;
    }

    fn push_text(&mut self, range: Range<usize>, verbatim: bool) {
        if !range.is_empty() && self.parts.take() {
            let token = Token { offset: range.start, kind: TokenKind::Text(range) };
            self.cuts.push(Cut { token, trim: Trim::default(), verbatim });
        }
    }

    fn push(&mut self, kind: TokenKind, offset: usize, trim: Trim) {
        if self.parts.take() {
            self.cuts.push(Cut { token: Token { kind, offset }, trim, verbatim: false });
        }
    }

    /// Pushes an empty text that eats white space.
    fn push_trim(&mut self, offset: usize, trim: Trim) {
        self.push(TokenKind::Text(offset..offset), offset, trim);
    }

    fn read(&mut self, opening: usize, reading: &mut Reading<'_>) {
        let is_tag = self.between_marks(opening..opening + 2) == "{%";
        let end = if is_tag { &mut self.tag_end } else { &mut self.output_end }
            .from(self.source, opening + 2);
        match end {
            Some(end) if !self.opens_before(opening + 2..end, is_tag) => {
                self.offset = end + 2;
                let (inner, trim) = self.without_hyphens(opening + 2..end);
                if inner.len() > MAX_LENGTH {
                    let what = if is_tag { "tag" } else { "output" };
                    reading
                        .report(opening, format!("This Liquid {what} is too long; it is left out"));
                } else if is_tag {
                    self.tag(opening, inner, trim, reading);
                } else {
                    self.push(TokenKind::Output(inner), opening, trim);
                }
            }
            _ => self.skip_broken(opening, is_tag, reading),
        }
    }

    /// True when another opening stands in the inside of one. Of one that has none all is passed
    /// over, so only the look for one that is there has to be paid for.
    fn opens_before(&self, inner: Range<usize>, is_tag: bool) -> bool {
        let found = next_opening_in(self.between_marks(inner), is_tag);
        found.inspect(|looked_at| self.parts.look_ahead(*looked_at)).is_some()
    }

    /// Leaves out an opening without an end: up to a single `}` if the author meant that one, else
    /// only the opening.
    fn skip_broken(&mut self, opening: usize, is_tag: bool, reading: &mut Reading<'_>) {
        let (what, marks) = if is_tag { ("tag", "%}") } else { ("output", "}}") };
        let text = format!("This Liquid {what} is not closed by {marks}; it is left out");
        reading.report(opening, text);
        self.offset = opening + 2;
        if let Some(brace) = self.brace.from(self.source, self.offset) {
            let inner = self.between_marks(self.offset..brace);
            if !inner.contains(['{', '\n']) {
                self.offset = brace + 1;
            }
        }
    }

    fn without_hyphens(&self, range: Range<usize>) -> (Range<usize>, Trim) {
        let inner = self.between_marks(range.clone());
        let before = inner.starts_with('-');
        let after = inner.ends_with('-') && inner.len() > usize::from(before);
        let inner = range.start + usize::from(before)..range.end - usize::from(after);
        (inner, Trim { before, after })
    }

    fn tag(&mut self, opening: usize, inner: Range<usize>, trim: Trim, reading: &mut Reading<'_>) {
        let Some((name, rest)) = tag_name(self.source, inner) else {
            reading.report(opening, "This Liquid tag has no name; it is left out");
            return;
        };
        match self.between_marks(name.clone()) {
            "raw" => self.raw(opening, trim, reading),
            "liquid" => self.lines(opening, rest, trim),
            _ => self.push(TokenKind::Tag { name, rest }, opening, trim),
        }
    }

    /// The content of `raw` is text, whatever it looks like.
    fn raw(&mut self, opening: usize, trim: Trim, reading: &mut Reading<'_>) {
        let Some(raw_end) = self.raw_end() else {
            self.unclosed_raw = true;
            reading.report(opening, "The Liquid block \"raw\" is not closed; it is left out");
            return;
        };
        self.push_trim(opening, trim);
        self.push_text(self.offset..raw_end.begin, true);
        self.push_trim(raw_end.end, raw_end.trim);
        self.offset = raw_end.end;
    }

    fn raw_end(&self) -> Option<RawEnd> {
        if self.unclosed_raw {
            return None;
        }
        let rest = self.source.get(self.offset..)?;
        rest.match_indices("{%").find_map(|(found, _)| {
            let inner = rest.get(found + 2..)?;
            let name = inner.strip_prefix('-').unwrap_or(inner).trim_start();
            let close = name.strip_prefix("endraw")?.trim_start();
            let bare = close.strip_prefix('-');
            let behind = bare.unwrap_or(close).strip_prefix("%}")?;
            let trim = Trim { before: false, after: bare.is_some() };
            let end = self.source.len() - behind.len();
            Some(RawEnd { begin: self.offset + found, end, trim })
        })
    }

    /// A `liquid` tag holds a tag on each of its lines.
    fn lines(&mut self, opening: usize, inner: Range<usize>, trim: Trim) {
        self.push_trim(opening, trim);
        let mut start = inner.start;
        for line in self.between_marks(inner.clone()).split_inclusive('\n') {
            let end = start + line.len();
            if let Some((name, rest)) = tag_name(self.source, start..end) {
                let offset = name.start;
                self.push(TokenKind::Tag { name, rest }, offset, Trim::default());
            }
            start = end;
        }
        self.push_trim(opening, trim);
    }
}

fn is_opening(bytes: &[u8]) -> bool {
    matches!(bytes, b"{{" | b"{%")
}

/// The offset of another opening in the inside of one, outside of quotes: then the first has no end
/// of its own. A tag may hold outputs, such as `include {{ page.name }}`.
fn next_opening_in(inner: &str, is_tag: bool) -> Option<usize> {
    let mut rest = inner;
    while let Some(found) = rest.find(['{', '"', '\'']) {
        let (_, from) = rest.split_at_checked(found)?;
        if from.starts_with("{%") || (!is_tag && from.starts_with("{{")) {
            return Some(inner.len() - from.len());
        }
        let mut after = from.chars();
        let quote = after.next().filter(|first| *first != '{');
        let quoted = quote.and_then(|quote| after.as_str().split_once(quote));
        rest = quoted.map_or(after.as_str(), |(_, rest)| rest);
    }
    None
}

/// A tag's name and the rest of it, without the white space around them.
fn tag_name(source: &str, inner: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let text = source.get(inner.clone())?;
    let trimmed = text.trim_start();
    let start = inner.end - trimmed.len();
    let length = match trimmed.strip_prefix('#') {
        Some(_) => 1,
        None => trimmed.find(|character| !is_in_name(character)).unwrap_or(trimmed.len()),
    };
    if length == 0 {
        return None;
    }
    let rest = trimmed.get(length..)?;
    let rest_start = inner.end - rest.trim_start().len();
    Some((start..start + length, rest_start..rest_start + rest.trim().len()))
}

fn is_in_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

/// Takes the white space out of texts that stand next to a hyphen.
fn trimmed(source: &str, mut cuts: Vec<Cut>) -> Vec<Token> {
    let mut eaten = false;
    for cut in &mut cuts {
        if let Some((range, text)) = cut.trimmable(source)
            && eaten
        {
            range.start += text.len() - text.trim_start_matches(is_space).len();
        }
        eaten = cut.trim.after;
    }
    let mut eaten = false;
    for cut in cuts.iter_mut().rev() {
        if let Some((range, text)) = cut.trimmable(source)
            && eaten
        {
            range.end -= text.len() - text.trim_end_matches(is_space).len();
        }
        eaten = cut.trim.before;
    }
    cuts.into_iter().map(|cut| cut.token).filter(|token| !token.is_empty_text()).collect()
}

impl Cut {
    /// The range and the text of a text that hyphens may eat from.
    fn trimmable<'s>(&mut self, source: &'s str) -> Option<(&mut Range<usize>, &'s str)> {
        match &mut self.token.kind {
            TokenKind::Text(range) if !self.verbatim => {
                let text = source.get(range.clone())?;
                Some((range, text))
            }
            TokenKind::Text(_) | TokenKind::Output(_) | TokenKind::Tag { .. } => None,
        }
    }
}

impl Token {
    fn is_empty_text(&self) -> bool {
        matches!(&self.kind, TokenKind::Text(range) if range.is_empty())
    }
}

#[cfg(test)]
mod tests;
