//! Zola's shortcodes: `{{ name(x="y") }}` and `{% name(x="y") %} … {% end %}` in a text become
//! Markdown, before anything else reads it.
//!
//! Text that only looks like a call stays text, as it does for Zola.

use std::ops::Range;

use super::call::Call;
use super::call_site::CallSite;
use super::expanded::Expanded;
use super::limits::{MAX_BROKEN, MAX_CALL_LENGTH, MAX_CALLS};
use super::lines::Lines;
use super::slice::{find_from, split_within, within};
use super::token::{Token, TokenKind};
use crate::diagnostic::Diagnostic;

/// Fills the calls of a text in.
#[must_use]
pub(crate) fn expand<'a>(body: &'a str, site: CallSite<'_>) -> Expanded<'a> {
    if !body.contains("{{") && !body.contains("{%") {
        return Expanded::unchanged(body);
    }
    let mut diagnostics = Vec::new();
    let tokens = tokens(body, &mut diagnostics);
    super::expand::expand(body, &tokens, diagnostics, site)
}

/// A call, or the end of one, by the marks around it.
#[derive(Debug)]
enum Piece {
    /// `{{ name() }}`.
    Inline(Call),
    /// `{% name() %}`.
    Body(Call),
    /// `{% end %}`.
    End,
    /// A call that is shown, not followed.
    Shown(String),
}

/// Finds the calls, and pairs them with their closings. A closing of nothing, and an opening that
/// is never closed, stay text.
fn tokens(body: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token> {
    let mut lines = Lines::new(body);
    let mut tokens: Vec<Option<Token>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut next, mut broken) = (0, 0);
    while let Some(start) = find_from(body, next, "{") {
        next = start + 1;
        let found = piece(body, start, &mut broken);
        let too_many = match found {
            None if broken >= MAX_BROKEN => {
                "there are too many shortcodes that are not closed; the rest is shown as it is"
            }
            None => continue,
            Some((piece, end)) if tokens.len() < MAX_CALLS => {
                next = end;
                add(&mut tokens, &mut open, piece, start..end);
                continue;
            }
            Some(_) => "there are too many shortcodes; the rest is shown as it is",
        };
        diagnostics.push(Diagnostic::at_line(lines.line_of(start), too_many));
        break;
    }
    for never_closed in open {
        if let Some(token) = tokens.get_mut(never_closed) {
            *token = None;
        }
    }
    renumbered(tokens)
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

/// The tokens that are left, and their closings by the indices that they have now.
fn renumbered(tokens: Vec<Option<Token>>) -> Vec<Token> {
    let mut count = 0;
    let mut indices = Vec::with_capacity(tokens.len());
    for token in &tokens {
        indices.push(count);
        count += usize::from(token.is_some());
    }
    let mut left: Vec<Token> = tokens.into_iter().flatten().collect();
    for token in &mut left {
        if let TokenKind::Open { closed_by: Some(closing), .. } = &mut token.kind {
            *closing = indices.get(*closing).copied().unwrap_or(usize::MAX);
        }
    }
    left
}

/// Reads the piece that begins at `start`; gives its end too. `None` when it is text.
fn piece(body: &str, start: usize, broken: &mut usize) -> Option<(Piece, usize)> {
    let rest = within(body.get(start..)?, MAX_CALL_LENGTH);
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
        let end = self.rest.find(|c| !is_in_name(c)).unwrap_or(self.rest.len());
        let (name, rest) = split_within(self.rest, end);
        self.rest = rest.trim_start();
        let begins_well = name.starts_with(|c: char| !c.is_ascii_digit());
        if begins_well { Some(name) } else { None }
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
            let Some(argument) = self.argument() else {
                *broken += 1;
                return None;
            };
            call.named.push(argument);
            if !self.eat(',') && !self.rest.starts_with(')') {
                *broken += 1;
                return None;
            }
        }
        Some(call)
    }

    /// `a="b"`.
    fn argument(&mut self) -> Option<(String, String)> {
        let name = self.name()?;
        if !self.eat('=') {
            return None;
        }
        Some((name.to_owned(), self.value()?))
    }

    /// A text in quotes, in which nothing is escaped; a number, `true` or `false`; or a list, which
    /// is kept as it is written. Variables there are none: `get_url(path=p)` is a template's.
    fn value(&mut self) -> Option<String> {
        let (value, rest) = match self.rest.chars().next()? {
            quote @ ('"' | '\'' | '`') => self.rest.strip_prefix(quote)?.split_once(quote)?,
            '[' => self.rest.strip_prefix('[')?.split_once(']')?,
            _ => {
                let end = self.rest.find(|c| !(is_in_name(c) || matches!(c, '.' | '-')))?;
                let (word, rest) = split_within(self.rest, end);
                if !matches!(word, "true" | "false") && word.parse::<f64>().is_err() {
                    return None;
                }
                (word, rest)
            }
        };
        self.rest = rest.trim_start();
        Some(value.to_owned())
    }
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &str, diagnostics: &[(usize, &str)]) {
        let expanded = expand(body, CallSite::of_tests(&|_| None));
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
    fn unknown_calls_keep_their_content_and_are_reported_once() {
        let tip = "shortcode \"tip\" is not known; its content is shown";
        check("\n{% tip() %}\n*x*\n{% end %}\n{% tip() %}y{% end %}", "\n\n*x*\n\ny", &[(2, tip)]);
        let [tab, tabs] = ["tab", "tabs"]
            .map(|name| format!("shortcode \"{name}\" is not known; its content is shown"));
        check(
            "{% tabs() %}{% tab(name=\"A\") %}x{% end %}{% end %}",
            "**A**\n\nx",
            &[(1, &tab), (1, &tabs)],
        );
        check("{% tip(title='T') %}\nx\n{% end %}", "**T**\n\n\nx\n", &[(1, tip)]);
        let no = "shortcode \"no\" is not known; nothing is shown for it";
        check(
            "{% tip() %}a{{ no() }}b{% tip() %}c{% end %}d{% end %}",
            "abcd",
            &[(1, no), (1, tip)],
        );
    }

    #[test]
    fn unknown_calls_show_what_they_say() {
        let says = |name: &str| format!("shortcode \"{name}\" is not known; what it says is shown");
        check(
            "{{ admonition(type=\"tip\", title=\"Good to know\", text=\"Read [it](/m).\") }}",
            "**Good to know**\n\nRead [it](/m).",
            &[(1, &says("admonition"))],
        );
        check(
            "{{ toggler(default_src=\"a.png\", toggled_src=\"b.png\", default_alt=\"Day\") }}",
            "![Day](a.png)\n\n![](b.png)",
            &[(1, &says("toggler"))],
        );
        check(
            "- see {{ badge(text=\"*New*\", href=\"/n\") }}.",
            "- see [*New*](/n).",
            &[(1, &says("badge"))],
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
            "{{ get_url(path=p) }}",
            "{{ a(b=page.title) }}",
            "{{ a(b=1 c=2) }}",
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
            let expanded = expand(&body, CallSite::of_tests(&|_| None));
            assert!(
                expanded.text.len() <= body.len() && expanded.diagnostics.len() <= 3,
                "{piece}"
            );
        }
    }
}
