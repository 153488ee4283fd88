//! Pages of authors who would like to write HTML.

use scraper::Html;

use super::*;
use crate::render::html::STYLE_SHEET;

/// What would be markup, or a script, if anything let it through.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" style=\"position:fixed",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "--><svg/onload=alert(1)>",
    "]]><b>",
    "&lt;script&gt;",
    "&#x3c;b&#x3e;",
    "</style><script>x</script>",
    "\u{0}<b\u{0}>",
    "\r\n\r\n<b>",
    "\u{feff}<b>",
    "<!--",
    "<![CDATA[",
    "<?php",
];

/// The names of all elements, and of their attributes.
fn names(written: &str) -> Vec<String> {
    let document = Html::parse_document(written);
    let elements = document.tree.values().filter_map(|node| node.as_element());
    elements
        .flat_map(|it| {
            let own = it.name().to_owned();
            let attributes = it.attrs().map(move |(name, _)| format!("@{name}"));
            std::iter::once(own).chain(attributes.collect::<Vec<_>>())
        })
        .collect()
}

/// A page on which one text stands wherever a text may.
fn everywhere(text: &str) -> Document {
    let words = || vec![t(text), c(text)];
    let own = |to: Target| {
        Inline::from(Link {
            target: to,
            title: text.to_owned(),
            fragment: text.to_owned(),
            content: words(),
        })
    };
    let external = || Target::External(text.to_owned());
    let picture = |kind, target| Inline::from(Image { target, alt: text.to_owned(), kind });
    let entry = || Entry { target: external(), date: None, label: text.to_owned() };
    let cell = || words();
    Document {
        title: text.to_owned(),
        footer: vec![Link {
            target: target("/x"),
            title: text.to_owned(),
            fragment: text.to_owned(),
            content: words(),
        }],
        topics: vec![entry()],
        ..page([
            Block::Heading { level: 2, id: text.to_owned(), content: words() },
            Block::Paragraph(vec![
                own(external()),
                own(Target::Nowhere),
                own(target("/x")),
                picture(ImageKind::Picture, external()),
                picture(ImageKind::Picture, target("/a.png")),
                picture(ImageKind::Video, target("/a.mp4")),
                picture(ImageKind::Frame, external()),
                own(Target::External(format!("https://example.org/{text}"))),
            ]),
            code(text, text),
            Block::from(Table {
                caption: words(),
                alignments: vec![],
                head: vec![cell()],
                rows: vec![vec![cell()]],
            }),
            Block::Entries(vec![entry()]),
            Block::Definitions(vec![Definition {
                term: words(),
                descriptions: vec![vec![p([t(text)])]],
            }]),
            Block::Footnotes(vec![Footnote { number: 1, blocks: vec![p([t(text)])] }]),
        ])
    }
}

fn hostile_frame(text: &str) -> WebFrame {
    WebFrame {
        site: Some((text.to_owned(), path("/"))),
        description: text.to_owned(),
        feeds: vec![(path("/feed.xml"), text.to_owned())],
        canonical: Some(text.to_owned()),
        elsewhere: vec![(Protocol::Gemini, text.to_owned())],
        moved_to: Some(Target::External(text.to_owned())),
        ..around()
    }
}

#[test]
fn a_page_holds_no_element_that_its_author_wrote() {
    // The same page with words that mean nothing: of a text the first links are none either.
    let harmless = |text: &str| names(&html(&everywhere(text), &hostile_frame(text)));
    let expected = harmless("words");
    for text in HOSTILE {
        let found = harmless(text);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn what_runs_is_neither_linked_nor_loaded() {
    for text in HOSTILE {
        let written = html(&everywhere(text), &hostile_frame("https://example.org/"));
        let document = Html::parse_document(&written);
        for element in document.tree.values().filter_map(|node| node.as_element()) {
            for name in ["href", "src", "content"] {
                let value = element.attr(name).unwrap_or_default().trim().to_ascii_lowercase();
                assert!(!value.starts_with("javascript:"), "{text:?}: {value}");
                assert!(!value.starts_with("data:"), "{text:?}: {value}");
            }
        }
    }
}

#[test]
fn the_style_sheet_ends_where_it_ends() {
    assert!(!STYLE_SHEET.contains('<'));
    assert!(STYLE_SHEET.ends_with("}\n"));
}

#[test]
fn deep_and_wide_pages_are_bounded() {
    let deep = (0..256).fold(p([t("the bottom")]), |inner, level| match level % 3 {
        0 => quote([p([t("up")]), inner]),
        1 => bullets([item([inner])]),
        _ => numbers(8, [item([p([t("one")])]), item([inner])]),
    });
    let deep = content(&page([deep]));
    assert!(deep.contains("<p>the bottom</p>"));
    assert_eq!(deep.matches("<blockquote>").count() + deep.matches("<li>").count(), {
        let items = deep.matches("</li>").count();
        deep.matches("</blockquote>").count() + items
    });
    assert!(deep.matches("<blockquote>").count() + deep.matches("l>\n").count() < 3 * 64);
    let marks = (0..256).fold(t("x"), |inner, _| Inline::Emphasis(vec![inner]));
    assert!(content(&page([p([marks])])).matches("<em>").count() <= 32);
    let mut rows = vec![vec![vec![t("x")]]; 3000];
    rows.push(vec![vec![t("x")]; 3000]);
    let ragged = Table { caption: vec![], alignments: vec![], head: vec![], rows };
    assert!(content(&page([Block::from(ragged)])).len() < 1 << 20);
    let same = content(&Document { blocks: vec![h(2, "Same"); 3000], ..page([]) });
    assert!(same.contains("id=\"same-2999\"") && same.len() < 1 << 20);
}
