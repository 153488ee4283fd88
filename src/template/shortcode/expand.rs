//! Writing a text with its shortcodes filled in, once its calls are found. Linear: each piece is
//! written once, and what calls add is bounded.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::ops::Range;

use super::call::{Call, one_line, target};
use super::call_site::CallSite;
use super::expanded::Expanded;
use super::html_block::HtmlBlock;
use super::limits::{MAX_ADDED, MAX_INDENT};
use super::lines::Lines;
use super::slice::within;
use super::token::{Token, TokenKind};
use super::unknown;
use crate::diagnostic::Diagnostic;
use crate::escape::escape_html;
use crate::template::source_map::Origins;

/// Fills the calls of a text in. `diagnostics` are those of finding the calls.
#[must_use]
pub(super) fn expand<'a>(
    body: &'a str,
    tokens: &[Token],
    diagnostics: Vec<Diagnostic>,
    site: CallSite<'_>,
) -> Expanded<'a> {
    let mut writer = Writer {
        body,
        site,
        out: String::with_capacity(body.len()),
        diagnostics,
        reported: HashSet::new(),
        labels: VecDeque::new(),
        html: HtmlBlock::default(),
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
    site: CallSite<'a>,
    out: String,
    diagnostics: Vec<Diagnostic>,
    /// The unknown names that were reported: once for each page is enough.
    reported: HashSet<String>,
    /// The labels that the last call with such has for those inside.
    labels: VecDeque<String>,
    /// Whether what is written so far ends in HTML.
    html: HtmlBlock,
    lines: Lines<'a>,
    origins: Origins,
}

/// The token that closes a call.
struct Closing {
    index: usize,
    range: Range<usize>,
}

impl<'a> Writer<'a> {
    fn report(&mut self, offset: usize, text: impl Into<String>) {
        let line = self.lines.line_of(offset);
        self.diagnostics.push(Diagnostic::at_line(line, text));
    }

    /// The text between two tokens, whose bounds lie between characters.
    fn between(&self, from: usize, to: usize) -> &'a str {
        self.body.get(from..to).unwrap_or_default()
    }

    fn write(&mut self, tokens: &[Token]) {
        let (mut next, mut written) = (0, 0);
        while let Some(token) = tokens.get(next) {
            self.copy(written, token.range.start);
            self.origins.add(self.out.len(), token.range.start, false);
            (next, written) = (next + 1, token.range.end);
            if let Some(closing) = self.token(token, tokens) {
                (next, written) = (closing.index + 1, closing.range.end);
            }
        }
        self.copy(written, self.body.len());
    }

    fn copy(&mut self, from: usize, to: usize) {
        self.origins.add(self.out.len(), from, true);
        self.out.push_str(self.between(from, to));
    }

    /// Writes a token. Gives its closing when everything before that is written or left out too.
    fn token(&mut self, token: &Token, tokens: &[Token]) -> Option<Closing> {
        match &token.kind {
            TokenKind::Shown(text) => self.out.push_str(text),
            TokenKind::Close { name, used: false } => {
                let text = format!("shortcode \"{name}\" is closed but never opened");
                self.report(token.range.start, text);
            }
            TokenKind::Close { .. } => {}
            TokenKind::Open { call, closed_by } => {
                let closing = closed_by.and_then(|index| {
                    let range = tokens.get(index)?.range.clone();
                    Some(Closing { index, range })
                });
                return self.call(call, &token.range, closing);
            }
        }
        None
    }

    /// Writes a call. Gives the closing back when everything before that is written or left out
    /// too.
    fn call(
        &mut self,
        call: &Call,
        range: &Range<usize>,
        closing: Option<Closing>,
    ) -> Option<Closing> {
        match (call.name.as_str(), closing) {
            ("comment", closing) => return closing,
            ("highlight" | "code", Some(closing)) => {
                let code = self.between(range.end, closing.range.start);
                let room = self.room(range.start);
                self.code(call.argument("lang", 0).unwrap_or(""), code, room);
                return Some(closing);
            }
            ("details", _) => {
                let title = call.named(&["summary", "title"]);
                self.title(title.unwrap_or(self.site.phrases.details));
            }
            _ if self.is_full(range.start) => {}
            (_, closing) => {
                match (self.site.known)(call).or_else(|| call.markdown(self.site.phrases)) {
                    Some(text) => self.markdown(&text),
                    None => return self.unknown(call, range, closing),
                }
            }
        }
        None
    }

    /// Bytes that calls from an offset on may add.
    fn room(&self, offset: usize) -> usize {
        (offset + MAX_ADDED).saturating_sub(self.out.len())
    }

    /// True once calls have added too much. It is reported once.
    fn is_full(&mut self, offset: usize) -> bool {
        let is_full = self.room(offset) == 0;
        if is_full && self.reported.insert(String::new()) {
            self.report(offset, "the shortcodes write too much; from here on they are left out");
        }
        is_full
    }

    /// Tests whether what is written next stands in HTML, in which Markdown means nothing.
    fn is_in_html(&mut self) -> bool {
        self.site.is_html || self.html.holds_end_of(&self.out)
    }

    /// Writes what a call says.
    fn markdown(&mut self, text: &str) {
        let has_marks = ["](", "**"].iter().any(|mark| text.contains(mark));
        if has_marks && self.is_in_html() {
            self.html(&(self.site.to_html)(text));
        } else {
            self.out.push_str(text);
        }
    }

    /// Writes HTML on one line: an empty one ends a block.
    fn html(&mut self, html: &str) {
        self.out.push_str(&html.trim_end().replace('\n', "&#10;"));
    }

    /// Code stands in a block of its own, below whatever its line begins with.
    fn code(&mut self, language: &str, code: &str, room: usize) {
        if self.is_in_html() {
            let code = escape_html(within(code.trim_matches(['\n', '\r']), room));
            return self.html(&format!("<pre>{code}</pre>"));
        }
        let indent = indent_at_end(&self.out).map(str::to_owned);
        if indent.is_none() {
            self.out.push_str("\n\n");
        }
        self.out.push_str(&code_block(language, code, indent.as_deref().unwrap_or(""), room));
        self.out.push('\n');
    }

    /// Writes what a call says that nobody knows. Gives the closing back when its content is
    /// written, too.
    fn unknown(
        &mut self,
        call: &Call,
        range: &Range<usize>,
        closing: Option<Closing>,
    ) -> Option<Closing> {
        let content = closing.as_ref().map(|it| self.between(range.end, it.range.start));
        let paragraphs =
            unknown::paragraphs(call, content.is_some(), &mut self.labels, self.site.phrases);
        let labels = unknown::labels(call);
        if !labels.is_empty() {
            self.labels = labels;
        }
        if self.reported.insert(call.name.clone()) {
            let rest = match (content, paragraphs.is_empty()) {
                (Some(_), _) => "its content is shown",
                (None, false) => "what it says is shown",
                (None, true) => "nothing is shown for it",
            };
            let text = format!("shortcode \"{}\" is not known; {rest}", call.name);
            self.report(range.start, text);
        }
        if let Some(content) = content {
            if unknown::is_data(call, content) {
                self.paragraphs(&paragraphs, true);
                self.code("", content, self.room(range.start));
                return closing;
            }
            let label = content.trim();
            let is_label = !label.is_empty() && !label.contains(['\n', '[', '{', '<']);
            if let Some(to) = unknown::only_link(call).filter(|_| is_label) {
                self.markdown(&format!("[{label}]({})", target(&to)));
                return closing;
            }
        }
        self.paragraphs(&paragraphs, content.is_some());
        None
    }

    /// Writes paragraphs where a call begins its line, else words in a line.
    fn paragraphs(&mut self, paragraphs: &[String], has_content: bool) {
        let indent = indent_at_end(&self.out).map(str::to_owned);
        let glue = indent.as_ref().map_or_else(|| " ".to_owned(), |it| format!("\n\n{it}"));
        let joined = match indent {
            Some(_) => paragraphs.join(&glue),
            None => paragraphs.iter().map(|it| one_line(it)).collect::<Vec<_>>().join(&glue),
        };
        self.markdown(&joined);
        if has_content && !joined.is_empty() {
            self.out.push_str(&glue);
        }
    }

    /// A line above the content of a call.
    fn title(&mut self, title: &str) {
        let indent = indent_at_end(&self.out).unwrap_or("").to_owned();
        self.markdown(&format!("{}\n\n{indent}", unknown::title(title)));
    }
}

/// Code as a block of its own, indented as the line that it begins on, if that takes no more than
/// `room` bytes.
#[must_use]
fn code_block(language: &str, code: &str, indent: &str, room: usize) -> String {
    let code = code.trim_matches(['\n', '\r']).trim_end();
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language: String = language.chars().filter(|c| !c.is_whitespace() && *c != '`').collect();
    let inside = code.lines().all(|line| line.trim().is_empty() || line.starts_with(indent));
    let each = if inside || code.lines().count() * indent.len() > room { "" } else { indent };
    let mut block = format!("{fence}{language}\n");
    for line in code.lines() {
        block.push_str(each);
        block.push_str(line);
        block.push('\n');
    }
    block.push_str(indent);
    block.push_str(&fence);
    block
}

/// The indentation of a block that begins at the end of a text: its last line, when that is only
/// white space. No more than that is looked at: a page may be one long line.
#[must_use]
pub(crate) fn indent_at_end(text: &str) -> Option<&str> {
    let end = text.get(text.ceil_char_boundary(text.len().saturating_sub(MAX_INDENT + 1))..)?;
    let line = match end.rsplit_once('\n') {
        Some((_, line)) => line,
        None if end.len() == text.len() => text,
        None => return None,
    };
    if line.bytes().all(|byte| matches!(byte, b' ' | b'\t')) { Some(line) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::shortcode::hugo;

    #[test]
    fn code_is_fenced_longer_than_what_it_holds() {
        assert_eq!(code_block("go", "\na\n", "", 0), "```go\na\n```");
        assert_eq!(code_block("", "```\nb", "  ", 4), "````\n  ```\n  b\n  ````");
        assert_eq!(code_block("", "a\nb", "  ", 3), "```\na\nb\n  ```");
        assert_eq!(code_block("", "  b\n\n  c", "  ", 0), "```\n  b\n\n  c\n  ```");
    }

    #[test]
    fn in_html_calls_say_what_they_say_in_html() {
        let known = |call: &Call| (call.name == "ref").then(|| "/a/".to_owned());
        for (body, expected) in [
            (
                "<div>\n  {{< figure src=\"a.png\" >}}\n    </div>",
                "<div>\n  <html ![](a.png)>\n    </div>",
            ),
            ("<p><a href=\"{{< ref x >}}\">{{< ref x >}}</a>", "<p><a href=\"/a/\">/a/</a>"),
            ("<p>\n\n{{< figure src=\"a.png\" >}}", "<p>\n\n![](a.png)"),
            (
                "<p>{{< highlight >}}\nx <y>\n\nz\n{{< /highlight >}}",
                "<p><pre>x &lt;y&gt;&#10;&#10;z</pre>",
            ),
            ("<p>{{< card text=\"a\" >}}", "<p>a"),
            ("<p>{{< b href=\"/c\" >}}d{{< /b >}}", "<p><html [d](/c)>"),
        ] {
            let shown = hugo::expand(body, CallSite::of_tests(&known));
            assert_eq!(shown.text, expected, "{body:?}");
        }
        let page = CallSite { is_html: true, ..CallSite::of_tests(&known) };
        let shown = hugo::expand("a {{< figure src=\"a.png\" >}}", page);
        assert_eq!(shown.text, "a <html ![](a.png)>");
    }

    #[test]
    fn an_indentation_is_short_and_stands_at_the_beginning_of_a_line() {
        for (text, expected) in [
            ("", Some("")),
            ("a\n  ", Some("  ")),
            ("a  ", None),
            ("é\n\t", Some("\t")),
            (&" ".repeat(MAX_INDENT), Some(&*" ".repeat(MAX_INDENT))),
            (&" ".repeat(100), None),
            (&"é".repeat(100), None),
        ] {
            assert_eq!(indent_at_end(text), expected, "{text:?}");
        }
    }
}
