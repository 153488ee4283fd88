//! Hugo's shortcodes: `{{< name … >}}` and `{{% name … %}}` in a text become Markdown, before
//! anything else reads it.
//!
//! One pass finds the calls, a second one pairs openings with closings, a third one writes: each is
//! linear. The answers to `ref`, `relref` and `param` are for the caller to give.

use std::collections::HashMap;

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
    if !body.contains("{{<") && !body.contains("{{%") {
        return Expanded::unchanged(body);
    }
    let mut diagnostics = Vec::new();
    let tokens = tokens(body, &mut diagnostics);
    super::expand::expand(body, &tokens, diagnostics, site)
}

/// Finds the calls, and pairs them with their closings.
fn tokens(body: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token> {
    let (mut tokens, mut lines) = (Vec::new(), Lines::new(body));
    let (mut next, mut broken) = (0, 0);
    while let Some(start) = find_from(body, next, "{{") {
        let Some(mark) = body.get(start + 2..).and_then(Mark::of) else {
            next = start + 1;
            continue;
        };
        match token(body, start, mark) {
            Some(token) => {
                next = token.range.end;
                tokens.push(token);
            }
            None => {
                next = start + 3;
                broken += 1;
                let text = "the shortcode is not closed; it is shown as it is";
                diagnostics.push(Diagnostic::at_line(lines.line_of(start), text));
            }
        }
        if broken >= MAX_BROKEN || tokens.len() >= MAX_CALLS {
            let text = "there are too many shortcodes; the rest is shown as it is";
            diagnostics.push(Diagnostic::at_line(lines.line_of(start), text));
            break;
        }
    }
    pair(&mut tokens);
    tokens
}

/// The two ways to write a call.
#[derive(Clone, Copy, Debug)]
enum Mark {
    Angle,
    Percent,
}

impl Mark {
    fn of(after_braces: &str) -> Option<Self> {
        match after_braces.as_bytes().first()? {
            b'<' => Some(Self::Angle),
            b'%' => Some(Self::Percent),
            _ => None,
        }
    }

    fn open(self) -> &'static str {
        match self {
            Self::Angle => "{{<",
            Self::Percent => "{{%",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Self::Angle => ">}}",
            Self::Percent => "%}}",
        }
    }
}

/// Reads the call that begins at `start`; `None` when it is not closed.
fn token(body: &str, start: usize, mark: Mark) -> Option<Token> {
    let (open, close) = (mark.open(), mark.close());
    let inner = start + open.len();
    if let Some(shown) = body.get(inner..)?.strip_prefix("/*") {
        let end = within(shown, MAX_CALL_LENGTH).find(&format!("*/{close}"))?;
        let text = format!("{open}{}{close}", shown.get(..end)?);
        let range = start..inner + 2 + end + 2 + close.len();
        return Some(Token { range, kind: TokenKind::Shown(text) });
    }
    let length = call_length(within(body.get(inner..)?, MAX_CALL_LENGTH), close)?;
    let range = start..inner + length + close.len();
    let inside = body.get(inner..inner + length)?.trim();
    let kind = match inside.strip_prefix('/') {
        Some(name) => TokenKind::Close { name: name.trim().to_owned(), used: false },
        None => TokenKind::Open {
            call: call(inside.strip_suffix('/').unwrap_or(inside)),
            closed_by: None,
        },
    };
    Some(Token { range, kind })
}

/// Bytes before a call's end: one inside of quotes does not count, and a new call may not begin.
fn call_length(text: &str, close: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        if rest.starts_with(close) {
            return Some(at);
        }
        let first = rest.chars().next()?;
        at += match first {
            '"' | '`' => quoted(rest)?.1,
            '{' if rest.starts_with("{{<") || rest.starts_with("{{%") => return None,
            other => other.len_utf8(),
        };
    }
    None
}

/// A quoted text's value and its length with the quotes.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut characters = text.char_indices();
    let (_, quote) = characters.next()?;
    let mut value = String::new();
    while let Some((at, character)) = characters.next() {
        match character {
            end if end == quote => return Some((value, at + end.len_utf8())),
            '\\' if quote == '"' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

/// Reads a call's name and arguments.
fn call(inside: &str) -> Call {
    let inside = inside.trim();
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, arguments) = split_within(inside, end);
    let mut call = Call { name: name.to_owned(), ..Call::default() };
    let mut rest = arguments.trim_start();
    while !rest.is_empty() {
        rest = argument(rest, &mut call).trim_start();
    }
    call
}

/// Reads an argument; gives the text behind it.
fn argument<'a>(text: &'a str, call: &mut Call) -> &'a str {
    let word_end = text.find(ends_word).unwrap_or(text.len());
    let (word, after) = split_within(text, word_end);
    if word.is_empty() {
        let (value, after) = value(text);
        call.positional.push(value);
        return after;
    }
    match after.trim_start().strip_prefix('=') {
        Some(assigned) => {
            let (value, after) = value(assigned.trim_start());
            call.named.push((word.to_lowercase(), value));
            after
        }
        None => {
            call.positional.push(word.to_owned());
            after
        }
    }
}

fn ends_word(character: char) -> bool {
    character.is_whitespace() || matches!(character, '=' | '"' | '`')
}

/// One value, quoted or bare, and the text behind it. At least one character is taken.
fn value(text: &str) -> (String, &str) {
    if text.starts_with(['"', '`'])
        && let Some((value, length)) = quoted(text)
    {
        return (value, split_within(text, length).1);
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text.find(char::is_whitespace).unwrap_or(text.len()).max(first);
    let (value, after) = split_within(text, end);
    (value.to_owned(), after)
}

/// Finds for each closing the opening that it is of: the last one of its name that is still open.
/// Different names need not nest in one another, because an opening without a closing is usual.
fn pair(tokens: &mut [Token]) {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (number, token) in tokens.iter_mut().enumerate() {
        match &mut token.kind {
            TokenKind::Open { call, .. } => open.entry(call.name.clone()).or_default().push(number),
            TokenKind::Close { name, used } => {
                let opening = open.get_mut(name).and_then(Vec::pop);
                *used = opening.is_some();
                pairs.extend(opening.map(|opening| (opening, number)));
            }
            TokenKind::Shown(_) => {}
        }
    }
    for (opening, closing) in pairs {
        if let Some(Token { kind: TokenKind::Open { closed_by, .. }, .. }) = tokens.get_mut(opening)
        {
            *closed_by = Some(closing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::shortcode::limits::MAX_ADDED;

    fn expanded(body: &str) -> (String, Vec<(usize, String)>) {
        let known = |call: &Call| {
            (call.name == "ref").then(|| format!("/{}/", call.positional.first().unwrap()))
        };
        let expanded = expand(body, CallSite::of_tests(&known));
        let diagnostics = expanded
            .diagnostics
            .into_iter()
            .map(|diagnostic| (diagnostic.line, diagnostic.text))
            .collect();
        (expanded.text.into_owned(), diagnostics)
    }

    fn check(body: &str, expected: &str) {
        assert_eq!(expanded(body), (expected.to_owned(), Vec::new()), "{body:?}");
    }

    fn check_diagnostics(body: &str, expected: &str, diagnostics: &[(usize, &str)]) {
        let (text, found) = expanded(body);
        assert_eq!(text, expected, "{body:?}");
        let found: Vec<(usize, &str)> =
            found.iter().map(|(line, what)| (*line, what.as_str())).collect();
        assert_eq!(found, diagnostics, "{body:?}");
    }

    #[test]
    fn known_calls_become_markdown() {
        check("a {{ b }} {{", "a {{ b }} {{");
        check("[x]({{< ref \"a\" >}})", "[x](/a/)");
        check("[x]({{% ref `a` %}})", "[x](/a/)");
        check("{{< figure src=\"a >}} b.png\" alt=`\"q\"` >}}", "![\"q\"](<a %3E}} b.png>)");
        check("{{<figure src=a.png alt = \"say \\\"hi\\\"\">}}", "![say \"hi\"](a.png)");
        check("{{< figure\n  src=\"a.png\"\n  caption=\"B\" >}}\nx", "![B](a.png)\nx");
        check("{{< youtube x1 />}}", "[YouTube video](https://www.youtube.com/watch?v=x1)");
        check("a{{< comment >}}b{{< /comment >}}c", "ac");
        check("{{% details summary=\"Mo*re\" %}}\nx\n{{% /details %}}", "**Mo\\*re**\n\n\nx\n");
    }

    #[test]
    fn highlighted_code_becomes_a_block() {
        check(
            "{{< highlight go >}}\nx {{< ref \"a\" >}}\n{{< /highlight >}}\ny",
            "```go\nx {{< ref \"a\" >}}\n```\n\ny",
        );
        check(
            "- a\n\n  {{< highlight go \"linenos=table\" >}}\n  x\n  {{< /highlight >}}",
            "- a\n\n  ```go\n  x\n  ```\n",
        );
        check("a {{< highlight >}}x{{< /highlight >}}", "a \n\n```\nx\n```\n");
    }

    #[test]
    fn escaped_calls_are_shown() {
        check("{{</* ref \"a\" */>}} {{%/* b */%}}", "{{< ref \"a\" >}} {{% b %}}");
    }

    #[test]
    fn unknown_calls_keep_their_content_and_are_reported_once() {
        let unknown = "shortcode \"tip\" is not known; its content is shown";
        check_diagnostics(
            "\n{{< tip >}}\n*x*\n{{< /tip >}}\n{{% tip %}}y{{% /tip %}}",
            "\n\n*x*\n\ny",
            &[(2, unknown)],
        );
        check_diagnostics(
            "{{< tip title=\"T\" >}}\nx\n{{</ tip >}}",
            "**T**\n\n\nx\n",
            &[(1, unknown)],
        );
        check_diagnostics(
            "{{< no >}}x",
            "x",
            &[(1, "shortcode \"no\" is not known; nothing is shown for it")],
        );
        let outer = "shortcode \"a\" is not known; its content is shown";
        let inner = "shortcode \"b\" is not known; nothing is shown for it";
        check_diagnostics("{{< a >}}x{{< b >}}y{{< /a >}}", "xy", &[(1, outer), (1, inner)]);
    }

    #[test]
    fn broken_calls_are_shown_and_reported() {
        let open = "the shortcode is not closed; it is shown as it is";
        check_diagnostics("a\n{{< b", "a\n{{< b", &[(2, open)]);
        check_diagnostics("{{< a {{< ref \"x\" >}}", "{{< a /x/", &[(1, open)]);
        check_diagnostics(
            "x{{< /y >}}z",
            "xz",
            &[(1, "shortcode \"y\" is closed but never opened")],
        );
        check_diagnostics("{{</* x >}}", "{{</* x >}}", &[(1, open)]);
    }

    #[test]
    fn many_calls_take_no_long_time() {
        for piece in [
            "{{< ",
            "{{< a \"",
            "{{< a >}}",
            "{{< /a >}}",
            "{{</*",
            "{{< a >}}{{< /a >}}",
            "{{< highlight >}}",
            "{{",
        ] {
            let (text, diagnostics) = expanded(&piece.repeat(100_000));
            assert!(
                text.len() <= piece.len() * 100_000 + 100 && diagnostics.len() <= MAX_CALLS + 2,
                "{piece}"
            );
        }
    }

    #[test]
    fn calls_in_calls_take_no_long_time() {
        let body = format!("{}{}", "{{< a >}}[".repeat(50_000), "]{{< /a >}}".repeat(50_000));
        assert!(expanded(&body).0.len() < body.len());
    }

    #[test]
    fn what_calls_add_is_bounded() {
        let long = "x".repeat(1 << 20);
        let known = |call: &Call| (call.name == "param").then(|| long.clone());
        let body = format!("a\n{}b", "{{< param x >}}".repeat(1000));
        let found = expand(&body, CallSite::of_tests(&known));
        assert!(found.text.len() < 10 << 20 && found.text.ends_with("xb"));
        let told = "the shortcodes write too much; from here on they are left out";
        let [diagnostic] = &found.diagnostics[..] else { panic!("{:?}", found.diagnostics) };
        assert_eq!((diagnostic.line, diagnostic.text.as_str()), (2, told));
    }

    #[test]
    fn what_indented_code_adds_is_bounded() {
        let call = format!(
            "{:32}{{{{< highlight >}}}}{}{{{{< /highlight >}}}}\n",
            "",
            "x\n".repeat(50_000)
        );
        let body = call.repeat(16);
        let added = expanded(&body).0.len() - body.len();
        assert!((MAX_ADDED / 2..MAX_ADDED + 1024).contains(&added), "{added}");
    }

    #[test]
    fn calls_in_a_long_line_take_no_long_time() {
        for piece in ["{{< b >}}{{< /b >}}", "{{< b title=x >}}{{< /b >}}", "{{< details >}}"] {
            for before in ["x", " "] {
                let body = before.repeat(1 << 20) + &piece.repeat(20_000);
                assert!(expanded(&body).0.len() < body.len() * 2);
            }
        }
    }
}
