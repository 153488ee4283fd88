//! Code, indented or between fences, and formulas that stand alone.

use super::level::{Level, blank_lines};
use crate::parse::html::language_of;
use crate::parse::kramdown::line::{self, first, indented, is_blank};
use crate::parse::kramdown::node::Node;
use crate::parse::kramdown::opening::{self, Fence, ends_lazy, is_at_boundary};
use crate::parse::offsets::between_found;

impl Level<'_, '_> {
    pub(super) fn indented_code(&mut self) -> bool {
        if !is_code(self.line()) {
            return false;
        }
        let length = code_length(self.rest());
        let text = code(between_found(self.rest(), ..length));
        self.pass(length);
        self.add(Node::Code { language: String::new(), text });
        true
    }

    pub(super) fn fenced_code(&mut self) -> bool {
        let line = self.line();
        let Some(fence) =
            opening::fence(line).filter(|it| it.mark != '`' || !it.info.contains('`'))
        else {
            return false;
        };
        let unclosed = usize::from(fence.mark == '~');
        let known = self.unclosed.fences.get(unclosed).copied().flatten();
        if known.is_some_and(|length| fence.length >= length) {
            return false;
        }
        let body = between_found(self.rest(), line.len()..);
        let Some((text, length)) = fenced(body, fence) else {
            if let Some(length) = self.unclosed.fences.get_mut(unclosed) {
                *length = Some(fence.length);
            }
            return false;
        };
        // What follows a question mark are options for a highlighter.
        let language = language_of(fence.info).split('?').next().unwrap_or_default();
        // Words behind the first fence and nothing between them: those words are the code.
        let (language, text) = if fence.info.contains(char::is_whitespace) && is_blank(text) {
            (String::new(), format!("{}\n", fence.info))
        } else {
            (language.to_owned(), text.to_owned())
        };
        self.pass(line.len() + length);
        self.add(Node::Code { language, text });
        true
    }

    /// A formula between `$$`, with nothing else on its lines.
    pub(super) fn formula(&mut self) -> bool {
        let words = line::outdented(self.rest());
        if !words.starts_with("$$") && !words.starts_with("\\$$") || !self.is_behind_boundary() {
            return false;
        }
        let before = self.rest().len() - words.len();
        let (escaped, words) = match words.strip_prefix('\\') {
            Some(words) => (true, words),
            None => (false, words),
        };
        if self.unclosed.formula {
            return false;
        }
        let inside = between_found(words, "$$".len()..);
        let Some((tex, rest)) = inside.split_once("$$") else {
            self.unclosed.formula = true;
            return false;
        };
        let end = first(rest);
        let rest = if is_blank(end) { between_found(rest, end.len()..) } else { rest };
        if !rest.is_empty() && !is_blank(end) || !is_at_boundary(rest) {
            return false;
        }
        if escaped {
            // The formula is to stand in a line of its own, but in a paragraph.
            self.pass(before + "\\".len());
            return false;
        }
        let tex = tex.trim().to_owned();
        self.at = self.text.len() - rest.len();
        self.add(Node::Formula(tex));
        true
    }
}

/// The text between two fences, without the first, and the length up to behind the second.
fn fenced<'t>(body: &'t str, fence: Fence<'_>) -> Option<(&'t str, usize)> {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        if opening::fence(line).is_some_and(|it| {
            it.mark == fence.mark && it.length >= fence.length && it.info.is_empty()
        }) {
            return Some((between_found(body, ..at), at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Length of the indented code at the start of a text, in bytes: indented lines, blank ones between
/// them, and lines right below that go on with the last.
pub(super) fn code_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = between_found(text, length..);
        // Code begins with a line of its own.
        let blank = if length == 0 { "" } else { blank_lines(rest) };
        let mut code = between_found(rest, blank.len()..);
        if !is_code(first(code)) {
            return length;
        }
        while is_code(first(code)) || !code.is_empty() && !ends_lazy(code) {
            code = between_found(code, first(code).len()..);
        }
        length = text.len() - code.len();
    }
}

fn is_code(line: &str) -> bool {
    indented(line).is_some_and(|words| !is_blank(words))
}

/// The lines of code without their indentation. A line that is not indented goes on with the one
/// before it, but not one of blanks and a tab, which kramdown takes for neither.
fn code(lines: &str) -> String {
    let mut code = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        let words = indented(line);
        let goes_on = !is_blank(line) && !line.trim_start_matches(' ').starts_with('\t');
        if words.is_none() && goes_on && code.ends_with('\n') {
            code.pop();
            code.push(' ');
        }
        code.push_str(words.unwrap_or(line));
    }
    code
}
