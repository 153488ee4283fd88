//! Zola's shortcodes: `{{ name(x="y") }}` and `{% name(x="y") %} … {% end %}` in a text become
//! Markdown, before anything else reads it.
//!
//! What only looks like one is text, as it is for Zola.

use std::ops::Range;

use super::{
    Call, Expanded, LONGEST_CALL, Lines, MOST_BROKEN, MOST_CALLS, Token, TokenKind, within,
};
use crate::diagnostic::Diagnostic;

/// Fills the calls of a text in.
#[must_use]
pub(crate) fn expand(body: &str) -> Expanded<'_> {
    if !body.contains("{{") && !body.contains("{%") {
        return Expanded::unchanged(body);
    }
    let mut diagnostics = Vec::new();
    let tokens = tokens(body, &mut diagnostics);
    super::expand::expand(body, &tokens, diagnostics, &|_| None)
}

/// What stands between `{{` and `}}`, or `{%` and `%}`.
#[derive(Debug)]
enum Piece {
    Inline(Call),
    Body(Call),
    End,
    Shown(String),
}

/// Finds the calls, and which closes which. What closes nothing, and what is never closed, stays
/// text.
fn tokens(body: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token> {
    let mut lines = Lines::new(body);
    let mut tokens: Vec<Option<Token>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut broken) = (0, 0);
    while let Some(start) = body.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        at = start + 1;
        let Some((piece, end)) = piece(body, start, &mut broken) else {
            if broken >= MOST_BROKEN {
                let what =
                    "there are too many shortcodes that are not closed; the rest is shown as it is";
                diagnostics.push(Diagnostic::at_line(lines.line_of(start), what));
                break;
            }
            continue;
        };
        at = end;
        if tokens.len() >= MOST_CALLS {
            let what = "there are too many shortcodes; the rest is shown as it is";
            diagnostics.push(Diagnostic::at_line(lines.line_of(start), what));
            break;
        }
        add(&mut tokens, &mut open, piece, start..end);
    }
    for never_closed in open {
        if let Some(token) = tokens.get_mut(never_closed) {
            *token = None;
        }
    }
    numbered(tokens)
}

fn add(tokens: &mut Vec<Option<Token>>, open: &mut Vec<usize>, piece: Piece, range: Range<usize>) {
    let kind = match piece {
        Piece::Shown(text) => TokenKind::Shown(text),
        Piece::Inline(call) => TokenKind::Open { call, closed_by: None },
        Piece::Body(call) => {
            open.push(tokens.len());
            TokenKind::Open { call, closed_by: None }
        }
        Piece::End => {
            let Some(opening) = open.pop() else { return };
            let closing = tokens.len();
            if let Some(Some(Token { kind: TokenKind::Open { closed_by, .. }, .. })) =
                tokens.get_mut(opening)
            {
                *closed_by = Some(closing);
            }
            TokenKind::Close { name: "end".to_owned(), used: true }
        }
    };
    tokens.push(Some(Token { range, kind }));
}

/// The tokens that are left, with the numbers that they have now.
fn numbered(tokens: Vec<Option<Token>>) -> Vec<Token> {
    let mut next = 0;
    let numbers: Vec<usize> = tokens
        .iter()
        .map(|token| {
            next += usize::from(token.is_some());
            next - usize::from(token.is_some())
        })
        .collect();
    let renumber = |mut token: Token| {
        if let TokenKind::Open { closed_by: Some(closing), .. } = &mut token.kind {
            *closing = numbers.get(*closing).copied().unwrap_or(usize::MAX);
        }
        token
    };
    tokens.into_iter().flatten().map(renumber).collect()
}

/// Reads what begins at `start`, and where it ends; `None` when it is text.
fn piece(body: &str, start: usize, broken: &mut usize) -> Option<(Piece, usize)> {
    let rest = within(body.get(start..)?, LONGEST_CALL);
    let inline = rest.starts_with("{{");
    let (close, inner) =
        if inline { ("}}", rest.strip_prefix("{{")?) } else { ("%}", rest.strip_prefix("{%")?) };
    let shown = inner.strip_prefix("/*");
    let mut reader = Reader { rest: shown.unwrap_or(inner).trim_start() };
    let name = reader.name()?;
    let call = if name == "end" && !inline { None } else { Some(reader.arguments(name, broken)?) };
    let after = reader.rest.trim_start();
    let (inside_end, after) = match shown {
        Some(_) => (after, after.strip_prefix("*/")?.strip_prefix(close)?),
        None => (after, after.strip_prefix(close)?),
    };
    let end = start + rest.len() - after.len();
    let piece = match (shown, call) {
        (Some(shown), _) => {
            let inside = shown.get(..shown.len() - inside_end.len())?;
            let open = if inline { "{{" } else { "{%" };
            Piece::Shown(format!("{open}{inside}{close}"))
        }
        (None, None) => Piece::End,
        (None, Some(call)) if inline => Piece::Inline(call),
        (None, Some(call)) => Piece::Body(call),
    };
    Some((piece, end))
}

/// Reads a call from its beginning.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn name(&mut self) -> Option<&'a str> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.trim_start();
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(name)
    }

    fn eat(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    /// `(a="b", c=1)`. What is no argument after all counts as broken, because it cost time.
    fn arguments(&mut self, name: &str, broken: &mut usize) -> Option<Call> {
        if !self.eat('(') {
            return None;
        }
        let mut call = Call { name: name.to_owned(), ..Call::default() };
        while !self.eat(')') {
            let argument =
                self.name().filter(|_| self.eat('=')).and_then(|name| Some((name, self.value()?)));
            let Some((name, value)) = argument else {
                *broken += 1;
                return None;
            };
            call.named.push((name.to_owned(), value));
            self.eat(',');
        }
        Some(call)
    }

    /// A text in quotes, in which nothing is escaped; a number, `true` or `false`; or a list, which
    /// is kept as it is written.
    fn value(&mut self) -> Option<String> {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (value, rest) = match quote {
            Some(quote) => self.rest.strip_prefix(quote)?.split_once(quote)?,
            None if self.rest.starts_with('[') => self.rest.strip_prefix('[')?.split_once(']')?,
            None => {
                let end = self
                    .rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))?;
                self.rest.split_at_checked(end).filter(|(value, _)| !value.is_empty())?
            }
        };
        self.rest = rest.trim_start();
        Some(value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use crate::template::shortcode::zola::*;

    fn check(body: &str, expected: &str, diagnostics: &[(usize, &str)]) {
        let expanded = expand(body);
        let found: Vec<(usize, &str)> =
            expanded.diagnostics.iter().map(|it| (it.line, it.text.as_str())).collect();
        assert_eq!((expanded.text.as_ref(), found.as_slice()), (expected, diagnostics), "{body:?}");
    }

    #[test]
    fn known_calls_become_markdown() {
        check(
            "{{ youtube(id=\"x1\", autoplay=true) }}",
            "[YouTube video](https://www.youtube.com/watch?v=x1)",
            &[],
        );
        check("{{image(src='a.png',alt=`b`)}}", "![b](a.png)", &[]);
        check("{{ resize_image(path=\"a.jpg\", width=5, op=\"fit\") }}", "![](a.jpg)", &[]);
        check("{% figure(src=\"a.png\") %}*x*{% end %}", "![](a.png)*x*", &[]);
        check(
            "{{ gallery(list=[\"a\", 'b']) }}",
            "",
            &[(1, "shortcode \"gallery\" is not known; nothing is shown for it")],
        );
    }

    #[test]
    fn unknown_calls_keep_their_content_and_are_told_once() {
        let tip = "shortcode \"tip\" is not known; its content is shown";
        check("\n{% tip() %}\n*x*\n{% end %}\n{% tip() %}y{% end %}", "\n\n*x*\n\ny", &[(2, tip)]);
        check("{% tip(title='T') %}\nx\n{% end %}", "**T**\n\n\nx\n", &[(1, tip)]);
        let no = "shortcode \"no\" is not known; nothing is shown for it";
        check(
            "{% tip() %}a{{ no() }}b{% tip() %}c{% end %}d{% end %}",
            "abcd",
            &[(1, no), (1, tip)],
        );
    }

    #[test]
    fn escaped_calls_are_shown() {
        check("{{/* youtube(id=\"x\") */}}", "{{ youtube(id=\"x\") }}", &[]);
        check("{%/* tip() */%}x{%/* end */%}", "{% tip() %}x{% end %}", &[]);
    }

    #[test]
    fn what_only_looks_like_a_call_is_text() {
        for text in [
            "{{ page.title }}",
            "{% if x %}",
            "{{ a(1) }}",
            "{{ a(b=) }}",
            "{{ a(b=\"c) }}",
            "{% a() %} x",
            "x {% end %}",
            "{{ a() %}",
            "${{ x }}",
            "{{",
            "{% end",
        ] {
            check(text, text, &[]);
        }
        check("{% a() %} {{ vimeo(id=1) }}", "{% a() %} [Vimeo video](https://vimeo.com/1)", &[]);
    }

    #[test]
    fn many_calls_take_no_long_time() {
        for piece in [
            "{{ a(b=\"",
            "{% a() %}",
            "{% end %}",
            "{{ a() }}",
            "{{/* a(",
            "{% a() %}{% end %}",
            "{",
        ] {
            let body = piece.repeat(100_000);
            let expanded = expand(&body);
            assert!(
                expanded.text.len() <= body.len() && expanded.diagnostics.len() <= 3,
                "{piece}"
            );
        }
    }
}
