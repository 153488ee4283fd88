//! Calls that nobody knows, as Markdown.

use std::collections::VecDeque;

use super::call::{Call, link, one_line, target, words};
use super::limits::MAX_CALL_LENGTH;
use super::slice::within;
use crate::phrases::Phrases;
use crate::template::said::{Argument, Said, is_drawn, said};

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

/// What a call says by its arguments, a paragraph each. One with content may have a label, its own
/// or one of those that a call around it has for the calls inside.
#[must_use]
pub(super) fn paragraphs(
    call: &Call,
    has_content: bool,
    labels: &mut VecDeque<String>,
    phrases: &Phrases,
) -> Vec<String> {
    let mut positional = call.positional.iter();
    let mut label = None;
    if has_content && LABELLED.contains(&call.name.as_str()) {
        let own = call.named(&["name"]).or_else(|| positional.next().map(String::as_str));
        label = own.map(title);
    }
    let said = parts(call, positional);
    if label.is_none() && call.name == "tab" && !said.iter().any(|it| matches!(it, Said::Title(_)))
    {
        label = labels.pop_front().as_deref().map(title);
    }
    label.into_iter().chain(said.iter().map(|part| markdown(part, phrases))).collect()
}

/// The labels that a call has for those inside: `tabs items="A,B"`.
#[must_use]
pub(super) fn labels(call: &Call) -> VecDeque<String> {
    let items = call.named(&["items"]).filter(|_| call.name == "tabs").unwrap_or_default();
    let items =
        items.trim_matches(['[', ']']).split(',').map(|it| it.trim().trim_matches(['"', '\'']));
    items.filter(|it| !it.is_empty()).map(str::to_owned).collect()
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

fn markdown(part: &Said<'_>, phrases: &Phrases) -> String {
    match part {
        Said::Title(words) => title(words),
        Said::Words(words) => words.trim().to_owned(),
        Said::Picture { source, alt } => format!("![{}]({})", words(alt), target(source)),
        Said::Film { to, site } => link(&site.words(phrases), to),
        Said::Link { to, words: "" } => link(to, to),
        Said::Link { to, words } => link(words, to),
    }
}

/// A line above the content of a call.
#[must_use]
pub(super) fn title(title: &str) -> String {
    format!("**{}**", one_line(title).replace('*', "\\*"))
}

/// True for content that is no text: what a program draws, or JSON. Only the beginning of JSON is
/// looked at, since calls stand in each other; what begins with a call is none.
#[must_use]
pub(super) fn is_data(call: &Call, content: &str) -> bool {
    let content = content.trim();
    let is_between = |open, close| content.starts_with(open) && content.ends_with(close);
    let is_call = ["{{", "{%"].iter().any(|open| content.starts_with(open));
    let is_json = || within(content, MAX_CALL_LENGTH).contains(['"', '\'', ':']);
    is_drawn(&call.name)
        || (!is_call && (is_between('{', '}') || is_between('[', ']')) && is_json())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::shortcode::{CallSite, hugo};

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

    #[test]
    fn unknown_calls_show_what_they_say() {
        let shown =
            |body: &str| hugo::expand(body, CallSite::of_tests(&|_| None)).text.into_owned();
        for (body, expected) in [
            ("{{< card link=\"/x/\" title=\"X\" text=\"more\" >}}", "[X](/x/)\n\nmore"),
            (
                "{{< button href=\"https://b.example\" >}}Press{{< /button >}}",
                "[Press](https://b.example)",
            ),
            ("{{< tab \"macOS\" >}}\nx\n{{< /tab >}}", "**macOS**\n\n\nx\n"),
            ("{{< tabs >}}{{< tab \"A\" >}}x{{< /tab >}}{{< /tabs >}}", "**A**\n\nx"),
            ("{{< tab header=\"Go 1\" >}}x{{< /tab >}}", "**Go 1**\n\nx"),
            (
                "{{< tabs items=\"A,B\" >}}{{< tab >}}x{{< /tab >}}\n{{< tab >}}y{{< /tab >}}{{< /tabs >}}",
                "**A**\n\nx\n**B**\n\ny",
            ),
            ("{{% tab name=\"Go\" %}}x{{% /tab %}}", "**Go**\n\nx"),
            ("{{< mermaid >}}\na_b --> c_d\n{{< /mermaid >}}", "```\na_b --> c_d\n```\n"),
            ("{{< chart >}}{\"a\": [1]}{{< /chart >}}", "```\n{\"a\": [1]}\n```\n"),
            ("  {{< hint \"Mind it\" >}}\n  *x*{{< /hint >}}", "  Mind it\n\n  \n  *x*"),
            ("{{< video src=\"a.mp4\" text=\"Look\" >}}", "[Look](a.mp4)"),
        ] {
            assert_eq!(shown(body), expected, "{body}");
        }
    }
}
