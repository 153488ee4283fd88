//! Gemtext to blocks, so that pages written in it are seen on Gopher too.
//!
//! Lines that stand together stay together: text lines one paragraph, links one run of entries, `*`
//! one list, `>` one quote. What the links lead to is for the resolver to say.

use jiff::civil::Date;

use super::budget::Parts;
use super::parsed::Parsed;
use crate::document::{Block, Code, Entry, Inline, Item, List, Resolve};

/// Reads gemtext.
#[must_use]
pub fn gemtext(source: &str, links: &dyn Resolve) -> Parsed {
    let parts = Parts::of_lines(source, |_| 0);
    let mut page = Page { blocks: Vec::new(), links, together: false };
    let mut lines = parts.converted.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("```") {
            Some(alt) => {
                let code: Vec<&str> =
                    lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
                page.code(alt, &code);
            }
            None => page.line(line),
        }
    }
    page.blocks.iter_mut().for_each(drop_empty_end);
    parts.complete(Parsed { blocks: page.blocks, diagnostics: Vec::new() })
}

struct Page<'a> {
    blocks: Vec<Block>,
    links: &'a dyn Resolve,
    /// True if the last line was not blank, so that the next may belong to its block.
    together: bool,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        let together = std::mem::replace(&mut self.together, !line.trim().is_empty());
        let mut none = Block::Rule;
        let last = if together { self.blocks.last_mut().unwrap_or(&mut none) } else { &mut none };
        let new = if line.trim().is_empty() {
            None
        } else if let Some(link) = line.strip_prefix("=>") {
            add_entry(last, entry(link, self.links))
        } else if let Some((level, words)) = heading(line) {
            Some(Block::Heading { level, id: String::new(), content: text(words) })
        } else if let Some(words) = line.strip_prefix("* ") {
            add_item(last, words)
        } else if let Some(words) = line.strip_prefix('>') {
            add_quoted(last, words)
        } else {
            add_text(last, line)
        };
        self.blocks.extend(new);
    }

    fn code(&mut self, alt: &str, lines: &[&str]) {
        let text = lines.join("\n");
        let text = text.chars().filter(Code::holds).collect();
        self.blocks.push(Block::Code(Code { language: squeezed(alt), text }));
        self.together = false;
    }
}

fn entry(link: &str, links: &dyn Resolve) -> Entry {
    let link = link.trim();
    let (url, label) = link.split_once(char::is_whitespace).unwrap_or((link, ""));
    // What is no character to be shown is no label.
    let is_blank = |it: char| it.is_whitespace() || it.is_control();
    let label = squeezed(if label.chars().all(is_blank) { url } else { label });
    let (date, label) = dated(&label);
    Entry { target: links.resolve(url), date, label: label.to_owned() }
}

/// The date that a label begins with, as feeds have it, and the rest without the dash between them.
pub(super) fn dated(label: &str) -> (Option<Date>, &str) {
    let whole = (None, label);
    let Some((first, rest)) = label.split_once(' ') else { return whole };
    match first.parse::<Date>() {
        Ok(date) if first.len() == "2024-01-31".len() => {
            let dash = ["- ", "– ", "— "].into_iter().find_map(|dash| rest.strip_prefix(dash));
            (Some(date), dash.unwrap_or(rest))
        }
        Ok(_) | Err(_) => whole,
    }
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let level = line.bytes().take_while(|it| *it == b'#').count().min(3);
    let words = line.get(level..)?;
    if words.trim().is_empty() {
        return None;
    }
    u8::try_from(level).ok().filter(|level| *level > 0).map(|level| (level, words))
}

fn add_entry(last: &mut Block, entry: Entry) -> Option<Block> {
    let Block::Entries(entries) = last else { return Some(Block::Entries(vec![entry])) };
    entries.push(entry);
    None
}

fn add_item(last: &mut Block, words: &str) -> Option<Block> {
    let item = Item { task: None, blocks: vec![Block::Paragraph(text(words))] };
    let Block::List(list) = last else {
        return Some(Block::List(List { start: None, items: vec![item] }));
    };
    list.items.push(item);
    None
}

/// A bare `>` ends a paragraph of the quote.
fn add_quoted(last: &mut Block, words: &str) -> Option<Block> {
    let blank = words.trim().is_empty();
    let Block::Quote(blocks) = last else {
        let quote = Block::Quote(vec![Block::Paragraph(text(words))]);
        return if blank { None } else { Some(quote) };
    };
    if blank {
        // The next line begins a paragraph; two bare `>` in a row begin one.
        if blocks.last() != Some(&Block::Paragraph(Vec::new())) {
            blocks.push(Block::Paragraph(Vec::new()));
        }
        return None;
    }
    let new = blocks.last_mut().and_then(|last| add_text(last, words));
    blocks.extend(new);
    None
}

/// A bare `>` that nothing followed.
fn drop_empty_end(block: &mut Block) {
    if let Block::Quote(blocks) = block {
        blocks.pop_if(|last| *last == Block::Paragraph(Vec::new()));
    }
}

fn add_text(last: &mut Block, line: &str) -> Option<Block> {
    let Block::Paragraph(content) = last else { return Some(Block::Paragraph(text(line))) };
    if !content.is_empty() {
        content.push(Inline::Break);
    }
    content.extend(text(line));
    None
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(squeezed(words))]
}

/// The words with one space between them, without control characters.
pub(super) fn squeezed(words: &str) -> String {
    let words = words
        .split_whitespace()
        .map(|word| word.chars().filter(|it| !it.is_control()).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::notation;
    use crate::parse::tests::AsIs;

    fn check(source: &str, expected: &str) {
        assert_eq!(notation(&gemtext(source, &AsIs).blocks), expected, "{source}");
    }

    #[test]
    fn lines_that_stand_together_stay_together() {
        check("a\nb\n\nc", "p(a⏎b) p(c)");
        check("# a\n## b\n### c\n#### d\ntext", "h1(a) h2(b) h3(c) h3(# d) p(text)");
        check("* a\n* b\n\n* c\n*d", "ul[p(a) | p(b)] ul[p(c)] p(*d)");
        check("> a\n>b\n>\n> c\nd", "quote{p(a⏎b) p(c)} p(d)");
        check("> a\n>\n>\nb", "quote{p(a)} p(b)");
        check("#\n=>", "p(#) entries[ => ]");
    }

    #[test]
    fn links_are_entries_with_their_dates() {
        check(
            "=> /a A  b\n=>/c\n=> gemini://x.org/ 2024-01-31 - News",
            "entries[A b => /a | /c => /c | 2024-01-31 News => gemini://x.org/]",
        );
        check("=> /a \t\0 ", "entries[/a => /a]");
    }

    #[test]
    fn preformatted_lines_are_kept() {
        check("```rust\n# a\n\n=> b\n```\nc", "code:rust(# a⏎⏎=> b) p(c)");
        check("a\n```\nb", "p(a) code(b)");
        check("a\r\n=> /x y\r\n", "p(a) entries[y => /x]");
    }
}
