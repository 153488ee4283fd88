//! Calls that nobody knows, as Markdown.

use super::call::{Call, link, one_line, target, words};
use crate::template::said::{Argument, Said, said};

/// Names of calls whose content is for a program that draws it.
const DRAWN: &[&str] = &[
    "chart", "diagram", "dot", "echarts", "goat", "graphviz", "kroki", "mapbox", "mermaid",
    "music", "plantuml", "svgbob",
];
/// Blocks that fold their content away, or are one of some that a reader chooses from: their first
/// argument is what can be read of them before.
const LABELLED: &[&str] = &[
    "accordion-item",
    "codetab",
    "collapse",
    "expand",
    "fold",
    "spoiler",
    "tab",
    "tab-item",
    "tabitem",
];

/// What a call says by its arguments, a paragraph each. One with content may have a label.
#[must_use]
pub(super) fn paragraphs(call: &Call, has_content: bool) -> Vec<String> {
    let mut positional = call.positional.iter();
    let label = if has_content && LABELLED.contains(&call.name.as_str()) {
        positional.next().map(|label| title(label))
    } else {
        None
    };
    label.into_iter().chain(parts(call, positional).iter().map(markdown)).collect()
}

/// The target of a call that says nothing else.
#[must_use]
pub(super) fn only_link(call: &Call) -> Option<String> {
    match parts(call, call.positional.iter()).as_slice() {
        [Said::Link { to, words: "" }] => Some(to.to_string()),
        _ => None,
    }
}

fn parts<'a>(call: &'a Call, positional: impl Iterator<Item = &'a String>) -> Vec<Said<'a>> {
    let named = call.named.iter().map(|(name, value)| Argument { name, value });
    let positional = positional.map(|value| Argument { name: "", value });
    said(&call.name, named.chain(positional))
}

fn markdown(part: &Said<'_>) -> String {
    match part {
        Said::Title(words) => title(words),
        Said::Words(words) => words.trim().to_owned(),
        Said::Picture { source, alt } => format!("![{}]({})", words(alt), target(source)),
        Said::Link { to, words: "" } => link(to, to),
        Said::Link { to, words } => link(words, to),
    }
}

/// A line above the content of a call.
#[must_use]
pub(super) fn title(title: &str) -> String {
    format!("**{}**", one_line(title).replace('*', "\\*"))
}

/// True for content that is no text: what a program draws, or JSON.
#[must_use]
pub(super) fn is_data(call: &Call, content: &str) -> bool {
    let content = content.trim();
    let is_between = |open, close| content.starts_with(open) && content.ends_with(close);
    DRAWN.contains(&call.name.as_str())
        || content.contains(['"', '\'', ':']) && (is_between('{', '}') || is_between('[', ']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_from_text() {
        let data = |name: &str, content| {
            is_data(&Call { name: name.to_owned(), ..Call::default() }, content)
        };
        assert!(
            data("mermaid", "graph TD") && data("x", "\n{\"a\": 1}\n") && data("x", "['a', 'b']")
        );
        assert!(!data("x", "[a]: /b") && !data("x", "words") && !data("x", "[x]"));
    }
}
