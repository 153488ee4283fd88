//! Titles in front matter, which authors write for a web page: with HTML and entities in them.

use super::heading::Unresolved;
use crate::document::{self, Part};
use crate::escape::escape_html;
use crate::parse;

/// Elements that stand in titles; what else looks like a tag, as in `Vec<T>`, is words.
const ELEMENTS: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "tt", "u", "var", "wbr",
];

/// The words of a title.
pub(crate) fn words(written: &str) -> String {
    let has_entity = written.split_once('&').is_some_and(|(_, rest)| rest.contains(';'));
    // Looked for once: each that seems to begin a tag would ask for it to the end.
    let last_end = written.rfind('>').unwrap_or_default();
    let is_tag = |at: usize| begins_tag(written, at, last_end);
    let has_tag = written.match_indices('<').any(|(at, _)| is_tag(at));
    if !has_entity && !has_tag {
        return written.to_owned();
    }
    let mut html = String::with_capacity(written.len());
    let mut last = 0;
    for (at, _) in written.match_indices('<').filter(|(at, _)| !is_tag(*at)) {
        html.push_str(written.get(last..at).unwrap_or_default());
        html.push_str(&escape_html("<"));
        last = at + 1;
    }
    html.push_str(written.get(last..).unwrap_or_default());
    let mut words = Vec::new();
    document::parts(&parse::html(&html, &Unresolved).blocks, &mut |part| {
        if let Part::Line(content) = part {
            words.push(document::words(content));
        }
    });
    words.retain(|it| !it.is_empty());
    if words.is_empty() { written.to_owned() } else { words.join(" ") }
}

/// Tests whether a tag of an element that stands in titles begins at an offset; the last `>` of the
/// text is at `last_end`.
fn begins_tag(text: &str, at: usize, last_end: usize) -> bool {
    let Some(rest) = text.get(at + 1..) else { return false };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let is_whole = after.starts_with(['>', '/', ' ']) && text.len() - after.len() <= last_end;
    is_whole && ELEMENTS.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_what_a_reader_sees_of_it() {
        for (written, shown) in [
            ("What <code>x</code> is &amp; why", "What x is & why"),
            ("A <em>new</em><br>start &#8211; again", "A new start – again"),
            ("Vec<T> &lt;and&gt; Option<&str>", "Vec<T> <and> Option<&str>"),
            ("Vec<T> and a < b", "Vec<T> and a < b"),
            ("AT&T; Q&A", "AT&T; Q&A"),
            ("Using `code`, *too*", "Using `code`, *too*"),
            ("The <i class='x'>title</i> http://e.org", "The title http://e.org"),
            ("<b></b>", "<b></b>"),
            ("plain", "plain"),
        ] {
            assert_eq!(words(written), shown);
        }
    }

    #[test]
    fn brackets_that_nothing_closes_take_linear_time() {
        let open = "<b ".repeat(1_000_000);
        assert_eq!(words(&open), open);
    }
}
