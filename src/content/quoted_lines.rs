//! Quoted scalars of YAML that go on over several lines: the specification wants them indented
//! deeper than what they are in, Ruby's reader, and so Jekyll, takes them at any indentation.

/// The deepest indentation that is written.
const DEEPEST: usize = 64;
/// The most times that a text may grow by it: one of short lines below a deep quotation mark would
/// be many times as large.
const MOST_GROWTH: usize = 8;

/// A text whose quoted scalars are indented as the specification wants it; `None` when they are
/// already, there are none, or the text would grow too much.
#[must_use]
pub(super) fn indented(text: &str) -> Option<String> {
    let largest = text.len().saturating_mul(MOST_GROWTH);
    let mut out = String::with_capacity(text.len());
    let mut scanner = Scanner::default();
    for line in text.split_inclusive('\n') {
        let own = indentation(line);
        if let Some(open) = &scanner.open
            && own <= open.column
            && !line.trim().is_empty()
        {
            out.extend(std::iter::repeat_n(' ', open.column + 1 - own));
        }
        out.push_str(line);
        if out.len() > largest {
            return None;
        }
        scanner.line(line);
    }
    if out.len() == text.len() { None } else { Some(out) }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A quoted scalar that goes on behind the end of a line.
struct Open {
    quote: char,
    /// The column of its quotation mark, or the deepest that is written.
    column: usize,
}

/// Where a text is, line after line.
#[derive(Default)]
struct Scanner {
    open: Option<Open>,
    /// The indentation of the line that begins a literal or folded scalar.
    block: Option<usize>,
    /// Brackets that are open.
    flow: usize,
}

impl Scanner {
    fn line(&mut self, line: &str) {
        let line = line.trim_end_matches(['\n', '\r']);
        let mut rest = line;
        if let Some(Open { quote, column }) = self.open.take() {
            match behind_quote(rest, quote) {
                Some(after) => rest = after,
                None => {
                    self.open = Some(Open { quote, column });
                    return;
                }
            }
            self.tokens(line, rest, false);
        } else if self
            .block
            .is_none_or(|above| !rest.trim().is_empty() && indentation(rest) <= above)
        {
            self.block = None;
            self.tokens(line, rest, true);
        }
    }

    /// Reads the rest of a line outside of scalars; `begins` where one may begin.
    fn tokens(&mut self, line: &str, mut rest: &str, mut begins: bool) {
        let mut before = ' ';
        while let Some(next) = rest.chars().next() {
            let after = rest.get(next.len_utf8()..).unwrap_or_default();
            let ends_word = after.is_empty() || after.starts_with([' ', '\t']);
            match next {
                '#' if before.is_whitespace() => return,
                '"' | '\'' if begins => match behind_quote(after, next) {
                    Some(behind) => {
                        (rest, before, begins) = (behind, next, false);
                        continue;
                    }
                    None => {
                        let column = line.len().saturating_sub(rest.len()).min(DEEPEST);
                        self.open = Some(Open { quote: next, column });
                        return;
                    }
                },
                '|' | '>' if begins && self.flow == 0 => {
                    self.block = Some(indentation(line));
                    return;
                }
                '[' | '{' if begins => self.flow += 1,
                ']' | '}' if self.flow > 0 => (self.flow, begins) = (self.flow - 1, false),
                ',' if self.flow > 0 => begins = true,
                ':' if ends_word || self.flow > 0 && before == '"' => begins = true,
                '-' | '?' if begins && ends_word => {}
                ' ' | '\t' => {}
                // A tag or an anchor stands before what it is of.
                '!' | '&' if begins => {
                    let end = after.find(char::is_whitespace).unwrap_or(after.len());
                    rest = after.get(end..).unwrap_or_default();
                    before = next;
                    continue;
                }
                _ => begins = false,
            }
            (rest, before) = (after, next);
        }
    }
}

/// The text behind the quotation mark that ends a scalar.
fn behind_quote(text: &str, quote: char) -> Option<&str> {
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            let after = text.get(at + quote.len_utf8()..)?;
            if quote == '\'' && after.starts_with(quote) {
                characters.next();
            } else {
                return Some(after);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_quoted_scalars_are_indented() {
        for (text, expected) in [
            ("a: \"b\nc\\\" d\n\ne\"\nf: g", "a: \"b\n    c\\\" d\n\n    e\"\nf: g"),
            ("- a: 'it''s\nb'\n  c: 'd\n    e'\n", "- a: 'it''s\n      b'\n  c: 'd\n      e'\n"),
            ("a: [\"b\nc\", 'd\ne']", "a: [\"b\n     c\", 'd\n     e']"),
            ("a: b |\nc: \"d\ne\"", "a: b |\nc: \"d\n    e\""),
            ("a: |\n  \"b\n\n  c\nd: \"e\nf\"", "a: |\n  \"b\n\n  c\nd: \"e\n    f\""),
            ("a: |\n  \"b\nc: \"d\ne\"", "a: |\n  \"b\nc: \"d\n    e\""),
            ("- - \"a\nb\"", "- - \"a\n     b\""),
            ("a: [b#c, \"d\ne\"]", "a: [b#c, \"d\n          e\"]"),
        ] {
            assert_eq!(indented(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_not_quoted_stays() {
        for text in [
            "a: it's\nb: \"c\"\n",
            "a: |\n  \"b\n  c\nd: e\n",
            "a: >-\n  'b\n\n  c\nd: e\n",
            "# \"a\nb: c # 'd\ne: f\n",
            "a: \"b\n    c\"\n",
            "a: !t 'b'\nc: x \"y\n",
            "a: b ], \"c\nd: e } 'f\ng: h\n",
            "a: -\"b\nc: d\"\ne: f\n",
            "a: b &\"c\nd: e !\"\nf: g\n",
        ] {
            assert_eq!(indented(text), None, "{text}");
        }
    }

    #[test]
    fn short_lines_do_not_multiply() {
        let short = format!("{}: \"\n{}\"", "a".repeat(100), "b\n".repeat(1000));
        assert_eq!(indented(&short), None);
        let usual = format!("{}: \"\n{}\"", "a".repeat(100), "some words\n".repeat(1000));
        assert!(indented(&usual).is_some());
    }
}
