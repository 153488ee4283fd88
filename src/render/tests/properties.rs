//! Properties of every page, tried on pages that nobody would write.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use unicode_width::UnicodeWidthStr;

use crate::document::{
    Alignment, Block, Code, Definition, Document, Entry, Footnote, Image, ImageKind, Inline, Item,
    Link, List, Table, Target,
};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::render::tests::*;
use crate::render::{LinkStyle, MenuStyle, TextStyle, gemtext, link_lines, menu, text};

/// Text that looks like something else, is wide, or has no width.
const UNKIND: &[&str] = &[
    "=> ",
    "# ",
    "#",
    "> ",
    "```",
    "* ",
    "  ",
    "\t",
    "\r\n",
    "\u{1b}[31m",
    "\u{85}",
    "\u{2028}",
    ".",
    "…",
    "[1]",
    "`",
    "~~",
    "日本語",
    "👩‍🚀",
    "🇩🇪",
    "e\u{301}",
    "\u{301}",
    "\u{200d}",
    "\u{fe0f}",
    "سلام",
    "ภาษาไทย",
    "한국어",
    "\u{a0}",
    "\u{3000}",
    "https://example.org/a-b/c?d=e",
    "a-very-long-word-without-an-end-a-very-long-word-without-an-end-and-so-on",
    "here",
    "the quick brown fox. ",
    "\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}\u{0bc6}",
    "क्षि",
];

fn unkind() -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => prop::sample::select(UNKIND).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Words that can be found again.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => unkind(),
        3 => prop::collection::vec(100_000..999_999_u32, 1..8)
            .prop_map(|numbers| numbers.iter().map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")),
    ]
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof![
        Just(Target::Nowhere),
        Just(target("/notes/ü b/")),
        Just(titled("/talks/", "All the\ttalks")),
        Just(target("/img/a.gif")),
        Just(Target::Missing(path("/gone.md"))),
        Just(target("https://example.org/a b\n")),
        Just(target("https://example.com/")),
        Just(target("gopher://example.net/0/a%09b")),
        Just(target("gopher://example.net:7070/1/a%20b")),
        Just(target("mailto:ann@example.com")),
        unkind().prop_map(Target::External),
    ]
}

fn inline() -> impl Strategy<Value = Inline> {
    let image = (any_target(), words())
        .prop_map(|(target, alt)| Inline::from(Image { target, alt, kind: ImageKind::Picture }));
    let leaf = prop_oneof![
        5 => words().prop_map(Inline::Text),
        1 => words().prop_map(Inline::Code),
        1 => image,
        1 => (1..9_usize).prop_map(Inline::Note),
        1 => Just(Inline::Break),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let content = prop::collection::vec(inner, 0..4);
        prop_oneof![
            content.clone().prop_map(Inline::Emphasis),
            content.clone().prop_map(Inline::Strong),
            content.clone().prop_map(Inline::Struck),
            (any_target(), unkind(), unkind(), content).prop_map(
                |(target, title, fragment, content)| {
                    Inline::from(Link { target, title, fragment, content })
                }
            ),
        ]
    })
}

fn line() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 0..6)
}

fn any_table() -> impl Strategy<Value = Block> {
    let row = || prop::collection::vec(line(), 0..4);
    (line(), row(), prop::collection::vec(row(), 0..4)).prop_map(|(caption, head, rows)| {
        Block::from(Table {
            caption,
            alignments: vec![Alignment::Right, Alignment::Center],
            head,
            rows,
        })
    })
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        4 => line().prop_map(Block::Paragraph),
        1 => (0..9_u8, unkind(), line()).prop_map(|(level, id, content)| Block::Heading { level, id, content }),
        1 => (unkind(), unkind()).prop_map(|(language, text)| Block::Code(Code { language, text })),
        1 => any_table(),
        1 => Just(Block::Rule),
        1 => prop::collection::vec((any_target(), words()), 0..3).prop_map(|entries| {
            Block::Entries(entries.into_iter().map(|(target, label)| Entry { target, date: None, label }).collect())
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let blocks = || prop::collection::vec(inner.clone(), 0..4);
        let item =
            (any::<Option<bool>>(), blocks()).prop_map(|(task, blocks)| Item { task, blocks });
        prop_oneof![
            blocks().prop_map(Block::Quote),
            (any::<Option<u64>>(), prop::collection::vec(item, 0..4))
                .prop_map(|(start, items)| Block::List(List { start, items })),
            (line(), blocks()).prop_map(|(term, meaning)| Block::Definitions(vec![Definition {
                term,
                descriptions: vec![meaning]
            }])),
            (1..99_usize, blocks())
                .prop_map(|(number, blocks)| Block::Footnotes(vec![Footnote { number, blocks }])),
        ]
    })
}

pub(in crate::render) fn page() -> impl Strategy<Value = Document> {
    (
        words(),
        prop::collection::vec(block(), 0..5),
        prop::collection::vec((any_target(), words()), 0..2),
    )
        .prop_map(|(title, blocks, footer)| Document {
            title,
            date: "2026-05-04".parse().ok(),
            path: Some(path("/a/")),
            blocks,
            footer: footer
                .into_iter()
                .map(|(target, words)| Link::new(target, vec![Inline::Text(words)]))
                .collect(),
            ..Document::default()
        })
}

/// Checks what the specification and the rules ask of every page of gemtext.
fn check_gemtext(text: &str) {
    let mut preformatted = false;
    let mut blank = true;
    for line in text.split_terminator('\n') {
        assert!(!line.ends_with(' '), "a blank ends {line:?}");
        assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{line:?}");
        if line.starts_with("```") {
            preformatted = !preformatted;
        } else if !preformatted {
            assert!(
                !(blank && line.is_empty()),
                "two empty lines, or one at the beginning: {text}"
            );
            if let Some(link) = line.strip_prefix("=>") {
                let url = link.trim_start().split(' ').next().unwrap();
                assert!(
                    link.starts_with(' ') && !url.is_empty() && !url.contains(char::is_whitespace),
                    "{line:?}"
                );
            }
        }
        blank = line.is_empty() && !preformatted;
    }
    assert!(!preformatted && !blank | text.is_empty(), "an open end: {text}");
}

/// The words that can be found again, in the running text of inlines.
fn findable<'a>(inlines: &'a [Inline], found: &mut Vec<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => found.extend(findable_words(text)),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                findable(inner, found)
            }
            Inline::Link(link) => findable(&link.content, found),
            Inline::Image(image) => found.extend(findable_words(&image.alt)),
            Inline::Note(_) | Inline::Break => {}
        }
    }
}

fn findable_words(text: &str) -> impl Iterator<Item = &str> {
    let digits = |word: &str| {
        word.strip_prefix('w').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_one = move |word: &&str| word.len() == 7 && digits(word);
    text.split(' ').filter(is_one)
}

/// The words that can be found again in blocks.
fn findable_in<'a>(blocks: &'a [Block], found: &mut Vec<&'a str>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) | Block::Heading { content, .. } => findable(content, found),
            Block::Quote(blocks) => findable_in(blocks, found),
            Block::List(list) => {
                list.items.iter().for_each(|item| findable_in(&item.blocks, found))
            }
            Block::Table(table) => {
                findable(&table.caption, found);
                table
                    .head
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| findable(cell, found));
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    findable(&definition.term, found);
                    definition.descriptions.iter().for_each(|blocks| findable_in(blocks, found));
                }
            }
            Block::Footnotes(notes) => {
                notes.iter().for_each(|note| findable_in(&note.blocks, found))
            }
            Block::Code(_) | Block::Rule | Block::Entries(_) => {}
        }
    }
}

pub(in crate::render) fn check_all_found(page: &Document, written: &str) {
    let mut found = Vec::new();
    findable_in(&page.blocks, &mut found);
    // A line too narrow for a word folds it.
    let written: String = written.chars().filter(|c| !c.is_whitespace() && *c != '>').collect();
    for word in found {
        assert!(written.contains(word), "{word} is lost in {written}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(1436), ..ProptestConfig::default() })]

    #[test]
    fn every_page_is_valid_gemtext_and_loses_no_word(page in page()) {
        for style in [LinkStyle::AfterBlock, LinkStyle::Numbered] {
            let written = gemtext(&page, style);
            check_gemtext(&written);
            check_all_found(&page, &written);
        }
    }

    #[test]
    fn every_menu_line_fits_and_no_word_is_lost(page in page(), width in 40..=200_usize) {
        let items = menu(&page, &origin(), MenuStyle { width, ascii: false });
        for item in &items {
            assert!(item.display.width() <= width, "{item:?}");
            assert!(!item.display.contains(char::is_control) && !item.selector.contains(char::is_control), "{item:?}");
            assert!(item.kind != ItemType::Info || item.display != ".", "{item:?}");
        }
        let written: Vec<&str> = items.iter().map(|item| item.display.as_str()).collect();
        check_all_found(&page, &written.join("\n"));
    }

    #[test]
    fn every_link_line_is_one_and_no_word_is_lost(page in page()) {
        let style = MenuStyle { width: 67, ascii: false };
        let written = link_lines(&page, &origin(), Protocol::Nex, style);
        assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{written:?}");
        for line in written.lines().filter_map(|line| line.strip_prefix("=> ")) {
            assert!(!line.starts_with(' '), "a link has an address: {line:?}");
        }
        check_all_found(&page, &written);
    }

    #[test]
    fn every_text_is_clean_and_loses_no_word(page in page(), gopher: bool) {
        let protocol = if gopher { Protocol::Gopher } else { Protocol::Gemini };
        let written = text(&page, &origin(), TextStyle { width: 72, tables: 144, protocol, ascii: false });
        assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{written:?}");
        assert!(written.lines().all(|line| !line.ends_with(' ')), "{written:?}");
        check_all_found(&page, &written);
    }
}

/// Quotes and lists in each other, as deep as parsers let them be.
fn deep(levels: usize) -> Block {
    (0..levels).fold(
        p([t("the words at the bottom of it all"), Inline::Break, t("and more")]),
        |inner, level| match level % 3 {
            0 => quote([p([t("up")]), inner]),
            1 => bullets([item([inner])]),
            _ => numbers(8, [item([p([t("one")])]), item([inner, p([t("more")])])]),
        },
    )
}

#[test]
fn deep_pages_keep_room_for_words() {
    let page = document([deep(256)]);
    check_gemtext(&gemtext(&page, LinkStyle::AfterBlock));
    for item in menu(&page, &origin(), MenuStyle { width: 67, ascii: false }) {
        assert!(item.display.width() <= 67, "{item:?}");
    }
    let written = text(
        &page,
        &origin(),
        TextStyle { width: 67, tables: 134, protocol: Protocol::Gopher, ascii: false },
    );
    assert!(written.lines().any(|line| line.contains("the words at the bottom")), "{written}");
    assert!(written.lines().all(|line| line.width() <= 67), "{written}");
}

#[test]
fn what_is_written_grows_no_faster_than_the_page() {
    let quoted = |count: usize| {
        let lines = (0..count).flat_map(|_| [t("x"), Inline::Break]).collect();
        document([(0..256).fold(Block::Paragraph(lines), |inner, _| quote([inner]))])
    };
    let many_links =
        |count: usize| document([Block::Paragraph((0..count).map(|_| a("/x/", "here")).collect())]);
    let ragged = |count: usize| {
        let cell = || vec![t("x")];
        let mut rows = vec![vec![cell()]; count];
        rows.push(vec![cell(); count]);
        document([Block::from(Table { caption: vec![], alignments: vec![], head: vec![], rows })])
    };
    let long_head = |count: usize| {
        let head = vec![vec![t(&"head ".repeat(count))], vec![t("y")]];
        let rows = vec![vec![vec![t("x")], vec![t("y")]]; count];
        document([Block::from(Table { caption: vec![], alignments: vec![], head, rows })])
    };
    for page in [quoted(3000), many_links(3000), ragged(3000), long_head(3000)] {
        // Margins are bounded, so a line can grow by no more than a few of what it is in memory.
        let size = 4 * format!("{page:?}").len();
        let items = menu(&page, &origin(), MenuStyle { width: 67, ascii: false });
        assert!(items.iter().map(|item| item.display.len()).sum::<usize>() < size);
        assert!(gemtext(&page, LinkStyle::AfterBlock).len() < size);
        assert!(
            text(
                &page,
                &origin(),
                TextStyle { width: 67, tables: 134, protocol: Protocol::Gopher, ascii: false }
            )
            .len()
                < size
        );
    }
}
