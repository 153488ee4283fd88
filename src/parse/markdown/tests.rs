//! A page reads the same whether its elements go through HTML or not.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::events::Events;
use super::{Dialect, tree};
use crate::document::notation;
use crate::parse::dom;
use crate::parse::html::{Markup, read};
use crate::parse::tests::AsIs;

const DIALECTS: [Dialect; 2] = [
    Dialect::PLAIN,
    Dialect {
        kramdown: None,
        definitions: true,
        math: true,
        smart: true,
        emoji: true,
        attributes: true,
    },
];

/// Pieces that pages are made of: what needs HTML's rules beside what does not.
const PIECES: &[&str] = &[
    "words\n\n",
    "*a **b** c* `d < e` ~~f~~ \\* &amp; &lt;p>  \nnext -- \"line\"\n\n",
    "[a](b \"c\") <https://a.org/?b&c> ![d *e* `f`[^1] <i>](g[h]'ö \"i\") [^1]\n\n",
    "[a [^1] *b* [^2] c](d) e [*a[^1]*][r] f\n\n",
    "[^1]: a note[^2] with [a link](b)\n\n    and *more*\n\n[^2]: another\n\n[r]: /reference\n\n",
    "## A *heading* {#id .class} ##\n\nSet\n===\n\n",
    "- one\n- [x] two\n\n  - three\n    > four\n\n7. seven\n8. <b>eight\n\n",
    "| a | *b* |\n|:--|--:|\n| 1 | `2` | 3 |\n| <i>x</i> |\n\n",
    "> quoted\n> [!NOTE] *x\n\n> [!TIP]\n> y\n\n",
    "```rust ignore\nlet a = \"<b>\";\n```\n\n    <i>indented</i>\n\n",
    "term\n: meaning\n: *another*\n\n    ```\n    code\n    ```\n\n",
    "$a<b$ and $$c$$ :rocket: {#x}\n\n---\n\n",
    "<div>\n\n",
    "</div>\n\n",
    "<p><b>unclosed <a href=\"x\n\n",
    "\"> closed</a></b>\n\n",
    "<!-- a comment\n\nin it -->\n\n",
    "<table><tr><td>\n\n",
    "</table>\n\n",
    "text with <br> and <em>html</em> and <!-- --> a & b\n\n",
    "<title>t</title>\n\n",
    "<textarea>\n\n",
    "<form>\n\n<details><summary>s</summary>\n\n</details>\n\n",
    "<pre>\n\n\ntext\n</pre>\n\n",
    "<script>\nlet a = '</div>'\n\n</script>\n\n",
    "<?php ?> a<b c> </i> <svg><a/></svg>\n\n",
    "> > > - deep <u>\n\n",
];

fn check(source: &str) {
    for dialect in DIALECTS {
        let direct = read(tree::tree(source, Events::of(source, dialect)), &AsIs, Markup::Markdown);
        let html = tree::html(source, Events::of(source, dialect));
        let through_html = read(dom::parse(&html), &AsIs, Markup::Markdown);
        assert_eq!(notation(&direct.blocks), notation(&through_html.blocks), "{source}");
        assert_eq!(direct, through_html, "{source}");
    }
}

#[test]
fn the_examples_of_common_mark_read_the_same() {
    let spec = fs::read_to_string(tests().join("commonmark/spec.json")).unwrap();
    let spec: Vec<(String, String)> = serde_json::from_str(&spec).unwrap();
    for (markdown, _) in spec {
        check(&markdown.replace('→', "\t"));
    }
}

#[test]
fn the_pages_of_the_corpus_read_the_same() {
    for folder in ["corpus", "corpus/jekyll"] {
        for entry in fs::read_dir(tests().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "md") {
                check(&fs::read_to_string(path).unwrap());
            }
        }
    }
}

fn tests() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[test]
fn deep_pages_read_the_same() {
    for mark in ["> ", "- ", "1. ", "> - ", "> 1. *", "[*"] {
        let page = format!("{}deep [a](b) *c*\n\nlast *words*\n", mark.repeat(300));
        check(&page);
    }
}

#[test]
fn broken_html_shows_no_other_numbers_of_notes() {
    let pieces = ["<p><b>unclosed <a href=\"x\n\n", PIECES[4], PIECES[2]];
    let cut = |(piece, length): (&str, usize)| piece.chars().take(length).collect::<String>();
    check(&pieces.into_iter().zip([27, 56, 47]).map(cut).collect::<String>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(1965), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mixed_pages_read_the_same(pieces in prop::collection::vec(prop::sample::select(PIECES), 1..12)) {
        check(&pieces.concat());
    }

    #[test]
    fn broken_pages_read_the_same(
        pieces in prop::collection::vec((prop::sample::select(PIECES), 0_usize..80), 1..8),
    ) {
        let page: String = pieces
            .iter()
            .map(|(piece, length)| piece.char_indices().nth(*length).map_or(*piece, |(at, _)| piece.split_at(at).0))
            .collect();
        check(&page);
    }
}

#[test]
fn a_line_begins_behind_three_blanks_at_most() {
    for (before, expected) in [
        ("", true),
        ("   ", true),
        ("    ", false),
        ("a\n", true),
        ("a\n   ", true),
        ("a\n    ", false),
        ("a", false),
        ("a ", false),
    ] {
        assert_eq!(super::begins_line(before), expected, "{before:?}");
    }
}

#[test]
fn attributes_below_a_block_are_no_words() {
    let dialect = Dialect { attributes: true, ..Dialect::default() };
    let html = |source: &str| super::markdown_html(source, dialect).replace('\n', "");
    for line in ["{.button}", "{#top .a key=\"b c\"}", "{width=300}", "  {.b}  "] {
        assert_eq!(html(&format!("a\n{line}\n\nb")), "<p>a</p><p>b</p>", "{line}");
    }
    // Elsewhere, and in other brackets, they are what they look like.
    assert_eq!(html("a\n\n{.b}"), "<p>a</p><p>{.b}</p>");
    assert_eq!(html("```\na\n{.b}\n```"), "<pre><code>a{.b}</code></pre>");
    for line in ["{b}", "{=b}", "{.b} c", "{.a{.b}}"] {
        assert_eq!(html(&format!("a\n{line}")), format!("<p>a{line}</p>"), "{line}");
    }
    let without = super::markdown_html("a\n{.b}", Dialect::default());
    assert_eq!(without.replace('\n', ""), "<p>a{.b}</p>");
}
