//! A page with one of everything, for the tests of this room.

use super::*;
use crate::media::ItemType;
use crate::path::CapsulePath;

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_owned())]
}

fn p(words: &str) -> Block {
    Block::Paragraph(text(words))
}

fn path(path: &str) -> CapsulePath {
    CapsulePath::literal(path).unwrap()
}

fn internal(to: &str) -> Target {
    Target::Internal { path: path(to), kind: ItemType::Menu, title: None }
}

fn link(to: &str, title: &str, words: &str) -> Inline {
    Inline::from(Link {
        target: internal(to),
        title: title.to_owned(),
        fragment: String::new(),
        content: text(words),
    })
}

/// A page with one of everything.
pub(super) fn everything() -> Document {
    let date = Some(jiff::civil::date(2026, 5, 4));
    let film = Image {
        target: Target::Missing(path("/film")),
        alt: "f".to_owned(),
        kind: ImageKind::Video,
    };
    let paragraph = vec![
        Inline::Text("a ".to_owned()),
        Inline::Emphasis(text("b")),
        Inline::Text(" ".to_owned()),
        Inline::Strong(text("c")),
        Inline::Text(" ".to_owned()),
        Inline::Struck(text("d")),
        Inline::Text(" ".to_owned()),
        Inline::Code("e".to_owned()),
        Inline::Break,
        Inline::from(film),
        Inline::Text(" ".to_owned()),
        link("/link", "title", "g"),
        Inline::Note(1),
    ];
    let inner = List { start: Some(3), items: vec![Item { task: None, blocks: vec![p("inner")] }] };
    let item = vec![Block::Paragraph(vec![link("/item", "", "item")]), Block::List(inner)];
    let alignments = vec![Alignment::None, Alignment::Left, Alignment::Center, Alignment::Right];
    Document {
        title: "Page".to_owned(),
        date,
        date_on_top: false,
        topics: vec![Entry { target: internal("/tag/"), date: None, label: "tag".to_owned() }],
        language: "en".parse().ok(),
        path: Some(path("/page")),
        blocks: vec![
            Block::Heading { level: 2, id: String::new(), content: text("heading") },
            Block::Paragraph(paragraph),
            Block::List(List { start: None, items: vec![Item { task: Some(true), blocks: item }] }),
            Block::Quote(vec![p("quoted")]),
            Block::Rule,
            Block::Code(Code { language: "rust".to_owned(), text: "let a = 1;".to_owned() }),
            Block::from(Table {
                caption: vec![link("/caption", "", "caption")],
                alignments,
                head: vec![text("head")],
                rows: vec![vec![text("cell")]],
            }),
            Block::Definitions(vec![Definition {
                term: text("term"),
                descriptions: vec![vec![p("meaning")]],
            }]),
            Block::Entries(vec![Entry {
                target: internal("/entry"),
                date,
                label: "entry".to_owned(),
            }]),
            Block::Footnotes(vec![Footnote { number: 1, blocks: vec![p("note")] }]),
        ],
        footer: vec![Link {
            target: internal("/"),
            title: "up".to_owned(),
            fragment: String::new(),
            content: text("up"),
        }],
    }
}
