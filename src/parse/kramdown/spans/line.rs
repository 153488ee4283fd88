//! Code, formulas, the ends of lines, and signs that a backslash keeps.

use pulldown_cmark::Event;

use super::reader::Reader;
use crate::parse::offsets::between_found;

/// An address is looked for in so many bytes before a sign.
const URL_REACH: usize = 256;

impl Reader<'_> {
    pub(super) fn code(&mut self) -> bool {
        let inside = self.rest().trim_start_matches('`');
        let mark = between_found(self.rest(), ..self.rest().len() - inside.len());
        let is_apart = self.before().is_none_or(char::is_whitespace);
        let is_sign = mark.len() == 1 && is_apart && inside.starts_with(char::is_whitespace)
            || self.missing.backticks.is_some_and(|missing| mark.len() >= missing);
        let end = if is_sign { None } else { inside.find(mark) };
        let Some(end) = end else {
            if !is_sign {
                self.missing.backticks = Some(mark.len());
            }
            self.at += mark.len();
            return true;
        };
        let mut code = between_found(inside, ..end);
        if mark.len() > 1 {
            code = code.strip_prefix(' ').unwrap_or(code);
            code = code.strip_suffix(' ').unwrap_or(code);
        }
        let length = end + 2 * mark.len();
        if code.contains('\n') {
            self.add(Event::Code(code.replace('\n', " ").into()), length);
        } else {
            self.add(Event::Code(code.into()), length);
        }
        true
    }

    /// TeX between `$$`, or between `$` on sites that have it.
    pub(super) fn formula(&mut self) -> bool {
        let text = self.rest();
        if let Some(inside) = text.strip_prefix("$$") {
            let end = if self.missing.dollars { None } else { inside.find("$$") };
            self.missing.dollars = end.is_none();
            if let Some(end) = end {
                let tex = between_found(inside, ..end).trim();
                self.add(Event::InlineMath(tex.into()), end + "$$$$".len());
            }
            return end.is_some();
        }
        if !self.options.math || self.is_tired() {
            return false;
        }
        let inside = between_found(text, 1..);
        if inside.starts_with(|it: char| it.is_whitespace() || it == '$') {
            return false;
        }
        let Some(end) = end_of_formula(inside) else {
            self.note_failure(self.at);
            return false;
        };
        self.add(Event::InlineMath(between_found(inside, ..end).into()), end + "$$".len());
        true
    }

    /// Tests whether the end of a line here is one to be kept.
    pub(super) fn breaks_line(&self) -> bool {
        self.at >= self.fresh + 2 && between_found(self.text, ..self.at).ends_with("  ")
    }

    /// The end of a line with two blanks before it.
    pub(super) fn line_break(&mut self) -> bool {
        let end = self.at + "\n".len();
        self.at -= "  ".len();
        self.add(Event::HardBreak, end - self.at);
        true
    }

    /// The end of a line on a page that keeps all of them.
    pub(super) fn kept_line_end(&mut self) -> bool {
        self.add(Event::HardBreak, "\n".len());
        true
    }

    /// A sign behind a backslash, or a line that ends with one or two.
    pub(super) fn escaped(&mut self) -> bool {
        match self.rest().as_bytes() {
            [b'\\', b'\\', b'\n', ..] => self.add(Event::HardBreak, "\\\\\n".len()),
            [b'\\', b'\n', ..] => self.add(Event::HardBreak, "\\\n".len()),
            [b'\\', b'<', b'<', ..] | [b'\\', b'>', b'>', ..] => {
                self.skip(1);
                self.at += 2;
            }
            [b'\\', sign, ..] if is_mark(*sign) => {
                self.skip(1);
                self.at += 1;
            }
            _ => self.at += 1,
        }
        true
    }

    /// Tests whether the sign here is part of a bare address, and not its end.
    pub(super) fn is_in_url(&mut self) -> bool {
        if self.at >= self.url_end {
            let from = self.text.floor_char_boundary(self.at.saturating_sub(URL_REACH));
            let before = between_found(self.text, from..self.at);
            let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
            let ends = |it: char| it.is_whitespace() || matches!(it, '<' | '>' | '"');
            if word.contains("://") {
                let rest = self.rest();
                self.url_end = self.at + rest.find(ends).unwrap_or(rest.len());
            }
        }
        self.at + 1 < self.url_end
    }
}

/// Signs that a backslash keeps from being marks.
fn is_mark(sign: u8) -> bool {
    matches!(
        sign,
        b'\\'
            | b'.'
            | b'*'
            | b'_'
            | b'+'
            | b'`'
            | b'<'
            | b'>'
            | b'('
            | b')'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'#'
            | b'!'
            | b':'
            | b'|'
            | b'"'
            | b'\''
            | b'$'
            | b'='
            | b'-'
            | b'~'
    )
}

/// Offset of the `$` that ends a formula, as pandoc has it: no blank stands before it, no digit
/// behind it.
fn end_of_formula(inside: &str) -> Option<usize> {
    let mut before = ' ';
    let mut is_escaped = false;
    for (at, sign) in inside.char_indices() {
        if sign == '$' && !is_escaped && !before.is_whitespace() {
            let behind = between_found(inside, at + 1..);
            return if behind.starts_with(|it: char| it.is_ascii_digit()) {
                None
            } else {
                Some(at)
            };
        }
        is_escaped = sign == '\\' && !is_escaped;
        before = sign;
    }
    None
}
