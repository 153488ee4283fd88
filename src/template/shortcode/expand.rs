//! Writing a text with its shortcodes filled in, once its calls are found. Linear: each piece is
//! written once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::Call;
use crate::diagnostic::Diagnostic;
use crate::template::source_map::Origins;

/// A text with its calls filled in.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Expanded<'a> {
    /// The text, as Markdown.
    pub text: Cow<'a, str>,
    /// What was not understood, by line of the text that was given.
    pub diagnostics: Vec<Diagnostic>,
    /// Where in that text each part stands, as far as that is known.
    pub origins: Origins,
}

impl<'a> Expanded<'a> {
    /// A text without any calls.
    #[must_use]
    pub(crate) fn unchanged(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), diagnostics: Vec::new(), origins: Origins::default() }
    }
}

/// A call in a text.
#[derive(Debug)]
pub(crate) struct Token {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

#[derive(Debug)]
pub(crate) enum TokenKind {
    /// A call, with the number of the token that closes it.
    Open {
        /// What is called.
        call: Call,
        /// The number of the token that closes it.
        closed_by: Option<usize>,
    },
    /// The end of a call's content.
    Close {
        /// What was called.
        name: String,
        /// Whether anything of that name is open there.
        used: bool,
    },
    /// A call that is shown, not followed.
    Shown(String),
}

/// Fills the calls of a text in. `known` says what the calls stand for that only the site can
/// answer; `diagnostics` is what was found before.
#[must_use]
pub(crate) fn expand<'a>(
    body: &'a str,
    tokens: &[Token],
    diagnostics: Vec<Diagnostic>,
    known: &dyn Fn(&Call) -> Option<String>,
) -> Expanded<'a> {
    let out = String::with_capacity(body.len());
    let mut writer = Writer {
        body,
        known,
        out,
        diagnostics,
        told: HashSet::new(),
        lines: Lines::new(body),
        origins: Origins::default(),
    };
    writer.write(tokens);
    writer.diagnostics.sort();
    Expanded {
        text: Cow::Owned(writer.out),
        diagnostics: writer.diagnostics,
        origins: writer.origins,
    }
}

/// Writes the text with its calls filled in.
struct Writer<'a> {
    body: &'a str,
    known: &'a dyn Fn(&Call) -> Option<String>,
    out: String,
    diagnostics: Vec<Diagnostic>,
    /// The unknown names that have been told: once for each page is enough.
    told: HashSet<String>,
    lines: Lines<'a>,
    origins: Origins,
}

impl Writer<'_> {
    fn diagnostic(&mut self, at: usize, what: impl Into<String>) {
        let line = self.lines.line_of(at);
        self.diagnostics.push(Diagnostic::at_line(line, what));
    }

    fn write(&mut self, tokens: &[Token]) {
        let (mut number, mut written) = (0, 0);
        while let Some(token) = tokens.get(number) {
            self.origins.add(self.out.len(), written, true);
            self.out.push_str(self.body.get(written..token.range.start).unwrap_or_default());
            self.origins.add(self.out.len(), token.range.start, false);
            written = token.range.end;
            number += 1;
            match &token.kind {
                TokenKind::Shown(text) => self.out.push_str(text),
                TokenKind::Close { name, used: false } => {
                    self.diagnostic(
                        token.range.start,
                        format!("shortcode \"{name}\" is closed but never opened"),
                    );
                }
                TokenKind::Close { .. } => {}
                TokenKind::Open { call, closed_by } => {
                    let close =
                        closed_by.and_then(|close| Some((close, tokens.get(close)?.range.clone())));
                    if let Some((close, range)) = self.call(call, &token.range, close) {
                        (number, written) = (close + 1, range.end);
                    }
                }
            }
        }
        self.origins.add(self.out.len(), written, true);
        self.out.push_str(self.body.get(written..).unwrap_or_default());
    }

    /// Writes what a call stands for. Gives back the closing when what stands before that is
    /// written or left out too.
    fn call(
        &mut self,
        call: &Call,
        range: &Range<usize>,
        close: Option<(usize, Range<usize>)>,
    ) -> Option<(usize, Range<usize>)> {
        match call.name.as_str() {
            "comment" => return close,
            "highlight" | "code" if close.is_some() => {
                let inner = close
                    .as_ref()
                    .and_then(|(_, end)| self.body.get(range.end..end.start))
                    .unwrap_or_default();
                self.code(call.argument("lang", 0).unwrap_or_default(), inner);
                return close;
            }
            "details" => self.title(Some(call.named(&["summary", "title"]).unwrap_or("Details"))),
            _ => {
                if let Some(text) = (self.known)(call).or_else(|| call.markdown()) {
                    self.out.push_str(&text);
                } else {
                    self.unknown(call, range.start, close.is_some());
                }
            }
        }
        None
    }

    /// Code stands in a block of its own, below whatever its line begins with.
    fn code(&mut self, language: &str, inner: &str) {
        let indent = indent_at_end(&self.out).map(str::to_owned);
        if indent.is_none() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(&code_block(language, inner, indent.as_deref().unwrap_or_default()));
        self.out.push('\n');
    }

    fn unknown(&mut self, call: &Call, at: usize, has_inner: bool) {
        if has_inner && indent_at_end(&self.out).is_some() {
            self.title(call.named(&["title", "summary", "header"]));
        }
        if self.told.insert(call.name.clone()) {
            let instead =
                if has_inner { "its content is shown" } else { "nothing is shown for it" };
            self.diagnostic(at, format!("shortcode \"{}\" is not known; {instead}", call.name));
        }
    }

    /// A line above the content of a call.
    fn title(&mut self, title: Option<&str>) {
        let Some(title) = title else { return };
        let indent = indent_at_end(&self.out).unwrap_or_default().to_owned();
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        self.out.push_str(&format!("**{}**\n\n{indent}", title.replace('*', "\\*")));
    }
}

/// Code as a block of its own, indented as the line that it begins on.
#[must_use]
fn code_block(language: &str, code: &str, indent: &str) -> String {
    let code = code.trim_matches(['\n', '\r']).trim_end();
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let language: String = language.chars().filter(|c| !c.is_whitespace() && *c != '`').collect();
    let inside = code.lines().all(|line| line.trim().is_empty() || line.starts_with(indent));
    let mut block = format!("{fence}{language}\n");
    for line in code.lines() {
        block.push_str(if inside { "" } else { indent });
        block.push_str(line);
        block.push('\n');
    }
    block.push_str(indent);
    block.push_str(&fence);
    block
}

/// Counts lines up to ever later places of a text, each line once.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    #[must_use]
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line, from 1, of a place that is not before the last one that was asked for.
    #[must_use]
    pub(crate) fn line_of(&mut self, at: usize) -> usize {
        self.line += self.text.get(self.at..at).map_or(0, |between| between.matches('\n').count());
        self.at = self.at.max(at);
        self.line
    }
}

/// What a line holds before its end, when that is only white space: what a block that begins there
/// is indented by.
#[must_use]
fn indent_at_end(text: &str) -> Option<&str> {
    let line = text.rsplit('\n').next().unwrap_or_default();
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(line)
}

/// The beginning of a text, cut between characters.
#[must_use]
pub(crate) fn within(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::template::shortcode::expand::*;

    #[test]
    fn code_is_fenced_longer_than_what_it_holds() {
        assert_eq!(code_block("go", "\na\n", ""), "```go\na\n```");
        assert_eq!(code_block("", "```\nb", "  "), "````\n  ```\n  b\n  ````");
        assert_eq!(code_block("", "  b\n\n  c", "  "), "```\n  b\n\n  c\n  ```");
    }
}
