//! Blocks in a short form, for tests: `h1(a) p(b [c](/d)) ul[p(e) | p(f)]`.

use crate::document::{Alignment, Block, Cell, Image, ImageKind, Inline, Item, Resolve, Target};

/// Resolves everything to an external target that is the reference itself, and `#…` to nowhere.
pub(super) struct AsIs;

impl Resolve for AsIs {
    fn resolve(&self, reference: &str) -> Target {
        if reference.starts_with('#') {
            Target::Nowhere
        } else {
            Target::External(reference.to_owned())
        }
    }
}

/// The short form.
pub(super) fn notation(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, content } => format!("h{level}({})", inlines(content)),
        Block::Paragraph(content) => format!("p({})", inlines(content)),
        Block::List(list) => {
            let name = list.start.map_or("ul".to_owned(), |start| format!("ol{start}"));
            format!("{name}[{}]", list.items.iter().map(item).collect::<Vec<_>>().join(" | "))
        }
        Block::Quote(blocks) => format!("quote{{{}}}", notation(blocks)),
        Block::Code(code) if code.language.is_empty() => {
            format!("code({})", code.text.replace('\n', "⏎"))
        }
        Block::Code(code) => format!("code:{}({})", code.language, code.text.replace('\n', "⏎")),
        Block::Table(table) => {
            let caption = if table.caption.is_empty() {
                String::new()
            } else {
                format!("{}; ", inlines(&table.caption))
            };
            let alignments: String = table.alignments.iter().map(|it| alignment(*it)).collect();
            let rows = std::iter::once(&table.head)
                .chain(&table.rows)
                .map(|row| cells(row))
                .collect::<Vec<_>>();
            format!("table{alignments}{{{caption}{}}}", rows.join(" / "))
        }
        Block::Definitions(definitions) => {
            let each = definitions.iter().map(|it| {
                let meanings =
                    it.descriptions.iter().map(|blocks| format!(": {}", notation(blocks)));
                format!("{} {}", inlines(&it.term), meanings.collect::<Vec<_>>().join(" "))
            });
            format!("dl[{}]", each.collect::<Vec<_>>().join(" | "))
        }
        Block::Rule => "hr".to_owned(),
        Block::Entries(entries) => {
            let each = entries.iter().map(|it| {
                let date = it.date.map(|date| format!("{date} ")).unwrap_or_default();
                format!("{date}{} => {}", it.label, target(&it.target))
            });
            format!("entries[{}]", each.collect::<Vec<_>>().join(" | "))
        }
        Block::Footnotes(notes) => {
            let each = notes.iter().map(|it| format!("{}: {}", it.number, notation(&it.blocks)));
            format!("notes[{}]", each.collect::<Vec<_>>().join(" | "))
        }
    }
}

fn item(item: &Item) -> String {
    let task = match item.task {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    format!("{task}{}", notation(&item.blocks))
}

fn cells(row: &[Cell]) -> String {
    row.iter().map(|cell| inlines(cell)).collect::<Vec<_>>().join(" | ")
}

fn alignment(alignment: Alignment) -> char {
    match alignment {
        Alignment::None => '-',
        Alignment::Left => '<',
        Alignment::Center => '^',
        Alignment::Right => '>',
    }
}

fn inlines(content: &[Inline]) -> String {
    content.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Emphasis(inner) => format!("_{}_", inlines(inner)),
        Inline::Strong(inner) => format!("**{}**", inlines(inner)),
        Inline::Struck(inner) => format!("~~{}~~", inlines(inner)),
        Inline::Link(link) if link.title.is_empty() => {
            format!("[{}]({})", inlines(&link.content), target(&link.target))
        }
        Inline::Link(link) => {
            format!("[{}]({} {})", inlines(&link.content), target(&link.target), link.title)
        }
        Inline::Image(Image { target: source, alt, kind }) => {
            let kind = match kind {
                ImageKind::Picture => "!",
                ImageKind::Video => "!video",
                ImageKind::Audio => "!audio",
            };
            format!("{kind}[{alt}]({})", target(source))
        }
        Inline::Note(number) => format!("[^{number}]"),
        Inline::Break => "⏎".to_owned(),
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Internal { path, .. } => format!("internal:{path}"),
        Target::GeminiOnly { path, .. } => format!("gemini only:{path}"),
        Target::Missing(path) => format!("missing:{path}"),
        Target::External(url) => url.clone(),
        Target::Nowhere => "-".to_owned(),
    }
}
