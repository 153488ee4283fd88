//! The notation of pages: all that a page holds, each thing once and in order, for authors who
//! wonder what became of their text and for tests: `h1(a) p(b [c](/d)) ul[p(e) | p(f)]`.
//!
//! A block that does not fit on a line is written on several: each part of it on a line of its own,
//! moved in.

use unicode_width::UnicodeWidthStr;

use super::block::{Alignment, Block, Cell, Code, Definition, Entry, Footnote, Item, List, Table};
use super::inline::{Image, ImageKind, Inline, Link};
use super::page::Document;
use super::target::{Target, query_in_url};

/// The widest line of [`Document::notation`], in columns, but for lines that have no parts.
const WIDEST: usize = 80;

impl Document {
    /// The page in its notation: lines that end in LF.
    ///
    /// First come, as far as the page has them, `language(…)`, `title(…)`, `date(…)` and
    /// `path(…)`, then its blocks, then `topics[…]` and `footer[…]`.
    #[must_use]
    pub fn notation(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.language.iter().map(|it| Notation::Text(format!("language({it})"))));
        if !self.title.is_empty() {
            parts.push(Notation::Text(format!("title({})", self.title)));
        }
        parts.extend(self.date.map(|date| Notation::Text(format!("date({date})"))));
        parts.extend(self.path.iter().map(|path| Notation::Text(format!("path({path})"))));
        parts.extend(self.blocks.iter().map(block));
        if !self.topics.is_empty() {
            parts.push(Notation::group("topics[", self.topics.iter().map(entry), " | ", "]"));
        }
        if !self.footer.is_empty() {
            let links = self.footer.iter().map(|it| Notation::Text(link(it)));
            parts.push(Notation::group("footer[", links, " | ", "]"));
        }
        let mut text = String::new();
        parts.iter().for_each(|part| part.write(&mut text, 0));
        text
    }
}

/// Blocks in their notation, on one line.
#[cfg(test)]
pub(crate) fn notation(blocks: &[Block]) -> String {
    blocks.iter().map(|it| block(it).on_one_line()).collect::<Vec<_>>().join(" ")
}

/// A part of the notation.
enum Notation {
    /// Text that stands on one line.
    Text(String),
    /// Parts that stand side by side, or one below the other.
    Group { open: String, parts: Vec<Notation>, between: &'static str, close: &'static str },
}

impl Notation {
    fn group(
        open: impl Into<String>,
        parts: impl Iterator<Item = Self>,
        between: &'static str,
        close: &'static str,
    ) -> Self {
        Self::Group { open: open.into(), parts: parts.collect(), between, close }
    }

    fn on_one_line(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Group { open, parts, between, close } => {
                let parts: Vec<String> = parts.iter().map(Self::on_one_line).collect();
                format!("{open}{}{close}", parts.join(between))
            }
        }
    }

    /// Writes the part on one line or on several, `indent` columns from the left.
    fn write(&self, text: &mut String, indent: usize) {
        let line = self.on_one_line();
        match self {
            Self::Group { open, parts, between, close } if indent + line.width() > WIDEST => {
                let inner = if open.is_empty() { indent } else { indent + 2 };
                push_line(text, indent, open);
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 && *between != " " && *between != LINE_END {
                        push_line(text, indent, between.trim());
                    }
                    part.write(text, inner);
                }
                push_line(text, indent, close);
            }
            Self::Text(_) | Self::Group { .. } => push_line(text, indent, &line),
        }
    }
}

fn push_line(text: &mut String, indent: usize, line: &str) {
    if !line.is_empty() {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push_str(line);
        text.push('\n');
    }
}

/// The sign of a line's end where lines stand on one.
const LINE_END: &str = "⏎";

fn blocks(open: &str, blocks: &[Block], close: &'static str) -> Notation {
    Notation::group(open, blocks.iter().map(block), " ", close)
}

fn block(block: &Block) -> Notation {
    match block {
        Block::Heading { level, id, content } => {
            let sign = if id.is_empty() { "" } else { " #" };
            Notation::Text(format!("h{level}({}{sign}{id})", inlines(content)))
        }
        Block::Paragraph(content) => Notation::Text(format!("p({})", inlines(content))),
        Block::List(it) => list(it),
        Block::Quote(inner) => blocks("quote{", inner, "}"),
        Block::Code(it) => code(it),
        Block::Table(it) => table(it),
        Block::Definitions(all) => Notation::group("dl[", all.iter().map(definition), " | ", "]"),
        Block::Rule => Notation::Text("hr".to_owned()),
        Block::Entries(all) => Notation::group("entries[", all.iter().map(entry), " | ", "]"),
        Block::Footnotes(all) => Notation::group("notes[", all.iter().map(footnote), " | ", "]"),
    }
}

fn list(list: &List) -> Notation {
    let name = list.start.map_or("ul".to_owned(), |start| format!("ol{start}"));
    Notation::group(format!("{name}["), list.items.iter().map(item), " | ", "]")
}

fn item(item: &Item) -> Notation {
    let task = match item.task {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    blocks(task, &item.blocks, "")
}

fn code(code: &Code) -> Notation {
    let colon = if code.language.is_empty() { "" } else { ":" };
    let lines = code.text.split('\n').map(|line| Notation::Text(line.to_owned()));
    Notation::group(format!("code{colon}{}(", code.language), lines, LINE_END, ")")
}

fn table(table: &Table) -> Notation {
    let alignments: String = table.alignments.iter().map(|it| alignment(*it)).collect();
    let caption = if table.caption.is_empty() {
        String::new()
    } else {
        format!("{}; ", inlines(&table.caption))
    };
    let rows = std::iter::once(&table.head).chain(&table.rows).map(|row| cells(row));
    Notation::group(format!("table{alignments}{{{caption}"), rows, " / ", "}")
}

fn cells(row: &[Cell]) -> Notation {
    let cells: Vec<String> = row.iter().map(|cell| inlines(cell)).collect();
    Notation::Text(cells.join(" | "))
}

fn alignment(alignment: Alignment) -> char {
    match alignment {
        Alignment::None => '-',
        Alignment::Left => '<',
        Alignment::Center => '^',
        Alignment::Right => '>',
    }
}

fn definition(definition: &Definition) -> Notation {
    let descriptions = definition.descriptions.iter().map(|it| blocks(": ", it, ""));
    Notation::group(format!("{} ", inlines(&definition.term)), descriptions, " ", "")
}

fn entry(entry: &Entry) -> Notation {
    let date = entry.date.map_or(String::new(), |date| format!("{date} "));
    Notation::Text(format!("{date}{} => {}", entry.label, target(&entry.target)))
}

fn footnote(note: &Footnote) -> Notation {
    blocks(&format!("{}: ", note.number), &note.blocks, "")
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
        Inline::Link(it) => link(it),
        Inline::Image(it) => image(it),
        Inline::Note(number) => format!("[^{number}]"),
        Inline::Break => LINE_END.to_owned(),
    }
}

fn link(link: &Link) -> String {
    let blank = if link.title.is_empty() { "" } else { " " };
    let sign = if link.fragment.is_empty() { "" } else { "#" };
    let Link { title, fragment, content, .. } = link;
    format!("[{}]({}{sign}{fragment}{blank}{title})", inlines(content), target(&link.target))
}

fn image(image: &Image) -> String {
    let kind = match image.kind {
        ImageKind::Picture => "!",
        ImageKind::Video => "!video",
        ImageKind::Audio => "!audio",
        ImageKind::Frame => "!frame",
    };
    format!("{kind}[{}]({})", image.alt, target(&image.target))
}

fn target(target: &Target) -> String {
    match target {
        Target::Internal { path, .. } => format!("internal:{path}"),
        Target::GeminiOnly { path, query, .. } => {
            format!("gemini only:{path}{}", query_in_url(query.as_deref()))
        }
        Target::Search { path, query } => format!("search:{path}?{query}"),
        Target::Missing(path) => format!("missing:{path}"),
        Target::External(url) => url.clone(),
        Target::Nowhere => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::everything;

    #[test]
    fn one_of_everything() {
        let expected = "\
language(en)
title(Page)
date(2026-05-04)
path(/page)
h2(heading)
p(a _b_ **c** ~~d~~ `e`⏎!video[f](missing:/film) [g](internal:/link title)[^1])
ul[[x] p(item) ol3[p(inner)]]
quote{p(quoted)}
hr
code:rust(let a = 1;)
table-<^>{caption; head / cell}
dl[term : p(meaning)]
entries[2026-05-04 entry => internal:/entry]
notes[1: p(note)]
topics[tag => internal:/tag/]
footer[[up](internal:/ up)]
";
        let mut page = everything();
        page.blocks.iter_mut().for_each(unlink);
        assert_eq!(page.notation(), expected);
    }

    /// Takes the links from where they only serve other tests.
    fn unlink(block: &mut Block) {
        let keeps = matches!(block, Block::Paragraph(_));
        super::super::walk::parts_mut(std::slice::from_mut(block), &mut |part| {
            if let super::super::walk::PartMut::Line(content) = part
                && !keeps
                && let [Inline::Link(link)] = content.as_mut_slice()
            {
                *content = std::mem::take(&mut link.content);
            }
        });
    }

    #[test]
    fn wide_blocks_stand_on_several_lines() {
        let words = || vec![Inline::Text("words ".repeat(8).trim_end().to_owned())];
        let paragraph = || Block::Paragraph(words());
        let items = vec![
            Item { task: None, blocks: vec![paragraph(), Block::Quote(vec![paragraph()])] },
            Item { task: Some(true), blocks: vec![paragraph()] },
        ];
        let page = Document {
            blocks: vec![Block::List(List { start: None, items }), Block::Rule],
            ..Document::default()
        };
        let words = "p(words words words words words words words words)";
        let expected = format!("ul[\n  {words}\n  quote{{{words}}}\n|\n  [x] {words}\n]\nhr\n");
        assert_eq!(page.notation(), expected);
    }
}
