//! Pages that nobody wrote by hand: deep, long, hostile. Each is read in a thread's small stack,
//! without losing words.

use super::*;
use crate::document::Block;
use crate::parse::{Kramdown, Parsed, gemtext, markdown_html};

const DEEP: usize = 100_000;

/// Tests whether the last word of a page is still there.
fn ends_with_word(parsed: &Parsed) -> bool {
    notation(&parsed.blocks).contains("last")
}

fn check_survives(source: &str) {
    let parsed = markdown(source, PLAIN, &AsIs);
    assert!(ends_with_word(&parsed), "{}", source.chars().take(40).collect::<String>());
}

#[test]
fn deep_nesting_loses_no_words() {
    for tag in [
        "div",
        "blockquote",
        "ul><li",
        "b",
        "span",
        "table><tr><td",
        "ol",
        "dl><dd",
        "sup",
        "a href=x",
        "code",
    ] {
        check_survives(&format!("{}last", format!("<{tag}>").repeat(DEEP)));
    }
    let attributes: String = (0..DEEP)
        .map(|number| format!("<b id={number}><font size={number}><i class=x{number}>"))
        .collect();
    check_survives(&format!("{attributes}last"));
}

#[test]
fn deep_markdown_loses_no_words() {
    for mark in [">", "* ", "[", "(", "*", "_", "**", " `", "~", "<", "![", "[](", "1. "] {
        for page in
            [format!("a{}last", mark.repeat(DEEP)), format!("{}\n\nlast", mark.repeat(DEEP))]
        {
            check_survives(&page);
            let parsed =
                markdown(&page, Dialect { kramdown: Some(Kramdown::default()), ..PLAIN }, &AsIs);
            assert!(ends_with_word(&parsed), "kramdown: {mark}");
        }
    }
}

#[test]
fn flattening_is_reported_once() {
    let parsed = markdown(&"<div>".repeat(1000), PLAIN, &AsIs);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert!(markdown(&"> ".repeat(50), PLAIN, &AsIs).diagnostics.is_empty());
}

#[test]
fn unclosed_formatting_does_not_multiply() {
    let source: String = (0..DEEP).map(|number| format!("<p><b id={number}></p>x")).collect();
    check_survives(&format!("{source} last"));
}

#[test]
fn repeated_pieces_take_linear_time() {
    for piece in [
        "a ** 中**",
        "<br>",
        "<td colspan=1000 rowspan=1000>x",
        "https://a.org/ ",
        "://",
        "[^1]",
        ":a",
        "<p>x",
        "`a",
        "&amp;",
        "x<sup>2",
        "\n\n* a",
        "|a|b|\n",
        "a\n: b\n\n",
        "</div>",
        "$a",
        "\"a' ",
        "{:toc}\n",
        "{:toc}\n\n",
        "- a\n{:toc}\n",
        "*a **b ",
        "[a](b ",
        "![a",
        "~~a ",
        "$$a",
        "``a ` ",
        "<!-- ",
        "<code>",
        "<a b='",
        "{::comment}\n",
        "{: a",
        "<div>\n",
        "<div markdown=\"1\">\n",
        "<p markdown=\"1\">",
        "a|b\n- c|d\n",
        "```\n````\n",
        "- > ",
        "\n: a\n",
        "[a]: b\n",
        "*[a]: b\n",
    ] {
        let dialect = Dialect {
            kramdown: Some(Kramdown::default()),
            definitions: true,
            math: true,
            smart: true,
            emoji: true,
            ..Dialect::PLAIN
        };
        let source = format!("{}\n\nlast", piece.repeat(DEEP));
        assert!(ends_with_word(&markdown(&source, dialect, &AsIs)), "{piece}");
    }
}

#[test]
fn kramdowns_long_lines_take_linear_time() {
    let (lines, emphasis) = ("y\n".repeat(DEEP), "*c* ".repeat(DEEP));
    for (before, piece, behind) in [
        ("<div>", "<?", ""),
        ("<div>", "<?x>", ""),
        ("|", "<code", ""),
        ("", "http://:", ""),
        ("", "<div markdown=\"1\">x</div>", &lines),
        ("", "*[a]: b\n\na*b* ", ""),
        ("", "![a[b] ", ""),
        ("", "[x] ", ""),
        ("", "a[b] ", &emphasis),
        ("", "<div markdown=\"1\">x</div>", ""),
    ] {
        let source = format!("{before}{}\n{behind}\nlast", piece.repeat(DEEP));
        let dialect = Dialect { kramdown: Some(Kramdown::default()), emoji: true, ..PLAIN };
        assert!(ends_with_word(&markdown(&source, dialect, &AsIs)), "{piece}");
    }
    // Each abbreviation has a length of its own.
    let short: String = (1..500).map(|count| format!("*[{}]: b\n", "x".repeat(count))).collect();
    let source = format!("{short}\n{}\n\nlast", "a *b* ".repeat(DEEP));
    let parsed = markdown(&source, Dialect { kramdown: Some(Kramdown::default()), ..PLAIN }, &AsIs);
    assert!(ends_with_word(&parsed));
}

#[test]
fn far_words_of_an_item_do_not_multiply() {
    let lines = "1. b\n".repeat(DEEP);
    for mark in ["-", &format!("{}.", "1".repeat(DEEP))] {
        let source = format!("{mark}{}- x\n{lines}\nlast", " ".repeat(DEEP));
        let parsed =
            markdown(&source, Dialect { kramdown: Some(Kramdown::default()), ..PLAIN }, &AsIs);
        assert!(ends_with_word(&parsed), "{}", mark.len());
    }
}

#[test]
fn a_long_page_is_read_whole() {
    let page = "# Heading\n\nSome *text* with [links](/a/b), `code` and <b>html</b>.\n\n* item\n* item **two**\n\n\
                ```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n";
    let times = 250_000 / page.len();
    let blocks = markdown(&page.repeat(times), PLAIN, &AsIs).blocks;
    assert_eq!(blocks.len(), 5 * times);
}

/// The number of bytes of a page that is large enough to lack memory.
const LARGE: usize = 1 << 20;

#[test]
fn what_is_beyond_the_memory_is_shown_as_it_was_written() {
    let check = |source: &str, unit: &str, parsed: Parsed| {
        let Some((Block::Code(rest), converted)) = parsed.blocks.split_last() else {
            panic!("{unit}: all is converted")
        };
        assert!(!converted.is_empty() && source.ends_with(&rest.text), "{unit}");
        let [diagnostic] = parsed.diagnostics.as_slice() else {
            panic!("{unit}: {:?}", parsed.diagnostics)
        };
        let above = source.len() - rest.text.len();
        let lines = source.get(..above).unwrap().matches('\n').count() + 1;
        assert_eq!(diagnostic.line, lines, "{unit}");
    };
    for unit in
        ["|a|b|\n|-|-|\n|c|d|\n\n", "- a\n", "a\n\n", "*a* `b` [c](d)\n", "> a\n>\n", "<b>a</b>\n"]
    {
        let source = unit.repeat(LARGE / unit.len()) + "last";
        check(&source, unit, markdown(&source, PLAIN, &AsIs));
    }
    for unit in ["<p>a\n", "<ul><li>a</ul>"] {
        let source = unit.repeat(LARGE / unit.len()) + "last";
        check(&source, unit, html(&source, &AsIs));
    }
    for unit in ["a\n", "=> a\n\n", "* a\n"] {
        let source = unit.repeat(LARGE / unit.len()) + "last";
        check(&source, unit, gemtext(&source, &AsIs));
    }
}

#[test]
fn what_is_beyond_is_code_for_templates_too() {
    let source = "- *a*\n".repeat(LARGE / 6) + "last";
    let html = markdown_html(&source, PLAIN);
    let (converted, rest) = html.split_once("<pre><code>").unwrap();
    assert!(converted.ends_with("</ul>\n") && rest.ends_with("last</code></pre>\n"));
    assert_eq!(rest.matches("- *a*\n").count(), rest.lines().count() - 1);
}

#[test]
fn prose_has_memory_for_all_of_it() {
    let prose = "The quick brown fox jumps over the lazy dog, and *so* on. See [this](other.md).\nAnother \
                 line of words, and another, and another, until a paragraph has been written.\n\n";
    let parsed = markdown(&prose.repeat((4 << 20) / prose.len()), PLAIN, &AsIs);
    assert_eq!(parsed.diagnostics, []);
}

#[test]
fn attributes_of_reopened_elements_do_not_multiply() {
    let source = format!("<p><b title={}></p>{}", "x".repeat(100_000), "<p>x</p>".repeat(10_000));
    let tree = crate::parse::dom::parse(&source);
    assert!(tree.words_len() < 3 * source.len());
    assert_eq!(tree.diagnostics.len(), 1);
}
