//! Documents for the tests of the writers, and short ways to write them down.

mod kinds;
pub(in crate::render) mod properties;

use crate::document::{
    Alignment, Block, Code, Definition, Document, Entry, Footnote, Image, ImageKind, Inline, Item,
    Link, List, Table, Target,
};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;

pub(in crate::render) fn t(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

pub(in crate::render) fn c(text: &str) -> Inline {
    Inline::Code(text.to_owned())
}

pub(in crate::render) fn path(text: &str) -> CapsulePath {
    CapsulePath::literal(text).unwrap()
}

pub(in crate::render) fn titled(text: &str, title: &str) -> Target {
    Target::Internal { path: path(text), kind: ItemType::Menu, title: Some(title.to_owned()) }
}

/// An absolute URL, or a path of the capsule.
pub(in crate::render) fn target(reference: &str) -> Target {
    match reference {
        "" => Target::Nowhere,
        own if own.starts_with('/') => {
            let kind =
                crate::media::Media::of_name(own).map_or(ItemType::Menu, |media| media.item_type());
            Target::Internal { path: path(own), kind, title: None }
        }
        url => Target::External(url.to_owned()),
    }
}

pub(in crate::render) fn to(target: Target, words: &str) -> Inline {
    Inline::from(Link::new(target, vec![t(words)]))
}

pub(in crate::render) fn a(reference: &str, words: &str) -> Inline {
    to(target(reference), words)
}

pub(in crate::render) fn image(reference: &str, alt: &str) -> Inline {
    Inline::from(Image { target: target(reference), alt: alt.to_owned(), kind: ImageKind::Picture })
}

pub(in crate::render) fn around(reference: &str, content: Inline) -> Inline {
    Inline::from(Link::new(target(reference), vec![content]))
}

pub(in crate::render) fn p<const N: usize>(content: [Inline; N]) -> Block {
    Block::Paragraph(content.into())
}

pub(in crate::render) fn h(level: u8, text: &str) -> Block {
    Block::Heading { level, id: String::new(), content: vec![t(text)] }
}

pub(in crate::render) fn item<const N: usize>(blocks: [Block; N]) -> Item {
    Item { task: None, blocks: blocks.into() }
}

pub(in crate::render) fn bullets<const N: usize>(items: [Item; N]) -> Block {
    Block::List(List { start: None, items: items.into() })
}

pub(in crate::render) fn numbers<const N: usize>(start: u64, items: [Item; N]) -> Block {
    Block::List(List { start: Some(start), items: items.into() })
}

pub(in crate::render) fn quote<const N: usize>(blocks: [Block; N]) -> Block {
    Block::Quote(blocks.into())
}

pub(in crate::render) fn code(language: &str, text: &str) -> Block {
    Block::Code(Code { language: language.to_owned(), text: text.to_owned() })
}

pub(in crate::render) fn table(alignments: &[Alignment], rows: &[&[&str]]) -> Table {
    let row = |row: &&[&str]| row.iter().map(|cell| vec![t(cell)]).collect::<Vec<_>>();
    let (head, rows) = rows.split_first().unwrap();
    Table {
        caption: Vec::new(),
        alignments: alignments.to_vec(),
        head: row(head),
        rows: rows.iter().map(row).collect(),
    }
}

pub(in crate::render) fn document<const N: usize>(blocks: [Block; N]) -> Document {
    Document { blocks: blocks.into(), ..Document::default() }
}

pub(in crate::render) fn origin() -> Origin {
    Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)])
}

pub(in crate::render) fn footer(reference: &str, words: &str) -> Link {
    Link::new(target(reference), vec![t(words)])
}

/// The page of the worked example.
pub(in crate::render) fn moving() -> Document {
    Document {
        title: "Moving my capsule to a Pi".to_owned(),
        date: Some("2026-05-04".parse().unwrap()),
        path: Some(path("/posts/pi")),
        blocks: vec![
            p([
                t("I moved the capsule to a "),
                a("https://www.raspberrypi.com/", "Raspberry Pi"),
                t(" last week. The steps are in "),
                a("/notes/setup", "my setup notes"),
                t(", and the old place is still up "),
                a("gemini://old.example.org/", "over on Gemini"),
                t("."),
            ]),
            h(2, "What runs there"),
            bullets([
                item([p([a("/notes/backup", "Backup notes")])]),
                item([p([
                    t("Nothing else, really: no "),
                    a("/notes/why-no-db", "database"),
                    t(", no PHP and no "),
                    a("https://en.wikipedia.org/wiki/OS-level_virtualization", "containers"),
                    t("."),
                ])]),
            ]),
            Block::from(table(
                &[Alignment::Left, Alignment::Right, Alignment::None],
                &[
                    &["Service", "Port", "TLS"],
                    &["Gemini", "1965", "yes"],
                    &["Gopher", "70", "optional"],
                ],
            )),
            code("", "propus serve /srv/capsule \\\n    --host example.org"),
            p([image("/img/pi.jpg", "The Pi on its shelf")]),
            quote([p([t(
                "Small boxes teach you to want less, and that turns out to be most of what running a server is about.",
            )])]),
        ],
        footer: vec![footer("/posts/", "Up: Posts"), footer("/", "Home")],
        ..Document::default()
    }
}

/// A page with one of everything, as unkind as pages are.
pub(in crate::render) fn everything() -> Document {
    Document {
        title: "Notes of a gardener".to_owned(),
        date: Some("2026-11-02".parse().unwrap()),
        path: Some(path("/notes/")),
        blocks: [words(), lists(), scripts_and_quotes(), tables(), references()].concat(),
        topics: vec![Entry {
            target: target("/tags/garden/"),
            date: None,
            label: "Tag: garden".to_owned(),
        }],
        footer: vec![footer("/older/", "Older: Spring"), footer("/", "Home")],
        ..Document::default()
    }
}

/// Words of every kind in paragraphs.
fn words() -> Vec<Block> {
    vec![
        h(1, "Notes of a Gardener"),
        p([
            t("My "),
            Inline::Emphasis(vec![t("first")]),
            t(" tomatoes are "),
            Inline::Strong(vec![t("red")]),
            t(", see the "),
            a("/photos/", "photographs"),
            t(" or "),
            to(titled("/diary/", "The diary of this year"), "here"),
            t(". Seeds came from "),
            a("https://example.com/seeds", "https://example.com/seeds"),
            t(" and "),
            a("mailto:ann@example.com", "Ann"),
            t("; the "),
            c("water"),
            t(" script is "),
            Inline::Struck(vec![t("broken")]),
            t(" fine now."),
            Inline::Note(1),
        ]),
        p([
            a("/", "Home"),
            t(" | "),
            a("/about", "About"),
            t(" | "),
            a("https://example.net/", "Friends"),
        ]),
    ]
}

/// Lists in lists, numbered, with tasks and with code.
fn lists() -> Vec<Block> {
    vec![
        h(2, "What grows"),
        bullets([
            item([
                p([
                    t("Tomatoes, from "),
                    a("https://a.example/", "Anna"),
                    t(" and "),
                    a("https://b.example/", "Ben"),
                ]),
                bullets([
                    item([p([t("red ones")])]),
                    item([p([t("yellow ones")]), p([t("which came late")])]),
                ]),
            ]),
            Item { task: Some(true), blocks: vec![p([t("weed")])] },
            Item { task: Some(false), blocks: vec![p([t("water")])] },
        ]),
        numbers(9, [item([p([t("Dig.")])]), item([p([t("Sow.")]), code("sh", "sow --deep")])]),
        bullets([
            item([p([t("Talk at "), a("https://osdi.example/", "OSDI"), t(", 2022")])]),
            item([p([a("/x/", "Slides")])]),
            item([p([t("Moved house.")])]),
        ]),
    ]
}

/// Other scripts, quotations and code.
fn scripts_and_quotes() -> Vec<Block> {
    vec![
        h(3, "日本語のトマト"),
        p([t(
            "日本語の段落は空白なしで続くので、行の折り返しは文字ごとに行われます。絵文字👩‍🚀も二桁です。とても長い段落です。",
        )]),
        p([t("هذا نص عربي يمر كما هو دون إعادة ترتيب.")]),
        quote([
            p([t("Plant a "), a("/tree/", "tree"), t(".")]),
            quote([p([t("Or two.")])]),
            bullets([item([p([t("an oak")])]), item([p([t("an ash")])])]),
            code("", "in = quote"),
            p([t("Done.")]),
        ]),
        code(
            "rust",
            "fn main() {\n\tprintln!(\"```\");\n}\n```\na line of code that is much longer than any menu is wide, and then some more of it",
        ),
    ]
}

/// Things that are laid out: a table, a picture, definitions.
fn tables() -> Vec<Block> {
    let definition = |term: &str, meaning: Block| Definition {
        term: vec![t(term)],
        descriptions: vec![vec![meaning]],
    };
    vec![
        Block::from(table(
            &[],
            &[
                &["Plant", "What I learned from growing it on the balcony"],
                &[
                    "Tomato",
                    "It wants more sun than I have, more water than I carry, and a bigger pot than I own.",
                ],
                &["Basil", "It dies."],
            ],
        )),
        around_picture(),
        Block::Definitions(vec![
            definition(
                "Mulch",
                p([t(
                    "What covers the soil, so that it stays wet and the weeds stay small all summer long.",
                )]),
            ),
            definition("Loam", p([t("Good soil.")])),
        ]),
    ]
}

/// Things that lead elsewhere: entries, footnotes, lines that look like gemtext.
fn references() -> Vec<Block> {
    let entry = |reference: &str, date: &str, label: &str| Entry {
        target: target(reference),
        date: date.parse().ok(),
        label: label.to_owned(),
    };
    vec![
        Block::Rule,
        Block::Entries(vec![
            entry("/posts/b/", "2026-05-04", "Second post"),
            entry("/posts/a/", "2026-05-01", "First post"),
            entry("/tags/", "", "Tags"),
        ]),
        p([t("#hashtag and => arrows"), Inline::Break, t("* no bullet")]),
        Block::Footnotes(vec![Footnote {
            number: 1,
            blocks: vec![p([t("Since "), a("/fix/", "the fix"), t(".")])],
        }]),
    ]
}

fn around_picture() -> Block {
    p([t("Look: "), around("/photos/big.jpg", image("/photos/small.gif", "A tomato"))])
}
