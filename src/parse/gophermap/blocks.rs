//! The lines of a menu as blocks, for clients that break lines themselves: what is drawn stays as
//! it is, what is written becomes paragraphs, links that stand together one list.

use unicode_width::UnicodeWidthStr;

use super::gather::Row;
use crate::document::{Block, Code, Inline};
use crate::parse::gemtext::squeezed;
use crate::parse::offsets::between_found;

/// The fewest characters of a line across the page, or below a heading.
const SHORTEST_RULE: usize = 3;

/// The columns that somebody breaks lines of prose at, at least; narrower ones are verses.
const NARROWEST: usize = 40;

/// The blocks that the lines of a menu make. Its title is written elsewhere.
pub(super) fn blocks(rows: &[Row]) -> Vec<Block> {
    let mut page = Page { blocks: Vec::new(), run: Vec::new(), together: false, titled: false };
    for row in rows {
        match row {
            Row::Info(text) if text.trim().is_empty() => page.end_run(),
            Row::Info(text) => page.run.push(text),
            Row::Title(title) => page.title(title),
            Row::Link(_, entry) => {
                page.end_run_before(true);
                match page.blocks.last_mut() {
                    Some(Block::Entries(entries)) if page.together => entries.push(entry.clone()),
                    _ => page.blocks.push(Block::Entries(vec![entry.clone()])),
                }
                page.together = true;
            }
        }
    }
    page.end_run();
    page.blocks
}

/// The words on one line, without control characters.
pub(super) fn words(text: &str) -> String {
    squeezed(text)
}

struct Page<'a> {
    blocks: Vec<Block>,
    /// Lines without an empty one or a link between them.
    run: Vec<&'a str>,
    /// True if a link stood on the line before.
    together: bool,
    /// True if the menu's title was seen: another one is a heading.
    titled: bool,
}

impl Page<'_> {
    fn title(&mut self, title: &str) {
        self.end_run();
        if self.titled {
            self.blocks.push(heading(2, title));
        }
        self.titled = true;
    }

    fn end_run(&mut self) {
        self.end_run_before(false);
    }

    fn end_run_before(&mut self, link: bool) {
        let lines = std::mem::take(&mut self.run);
        let run = dedented(&lines);
        self.together &= link && run.is_empty();
        if let ([words, line], true) = (run.as_slice(), run.len() == 2)
            && is_words(words)
            && is_underline(line)
        {
            return self.blocks.push(heading(if line.contains('=') { 1 } else { 2 }, words));
        }
        match run.as_slice() {
            [] => {}
            [line] if is_rule(line) => self.blocks.push(Block::Rule),
            run if run.iter().any(|line| is_drawn(line)) => self.drawing(&lines.join("\n")),
            lines => self.blocks.push(Block::Paragraph(paragraph(lines))),
        }
    }

    /// A drawing may have empty lines in it.
    fn drawing(&mut self, text: &str) {
        match self.blocks.last_mut() {
            Some(Block::Code(code)) => code.text.extend(["\n\n", text]),
            _ => self
                .blocks
                .push(Block::Code(Code { language: String::new(), text: text.to_owned() })),
        }
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, id: String::new(), content: vec![Inline::Text(words(text))] }
}

/// The lines without the blanks that all of them begin with, and without those at their ends.
fn dedented<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let indent =
        lines.iter().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    lines.iter().map(|line| between_found(line, indent..).trim_end()).collect()
}

/// Tests whether a line underlines the one above it.
pub(super) fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() >= SHORTEST_RULE
        && ['=', '-', '~'].iter().any(|mark| line.chars().all(|it| it == *mark))
}

/// Tests whether a line goes across the page.
fn is_rule(line: &str) -> bool {
    is_underline(line)
        || (line.len() >= SHORTEST_RULE
            && line.chars().all(|it| matches!(it, '_' | '*' | '.' | ' ')))
}

/// Tests whether a line holds words rather than a drawing.
pub(super) fn is_words(line: &str) -> bool {
    !line.trim().is_empty() && !is_drawn(line.trim())
}

/// Tests whether a line looks like a part of a drawing or a table: columns apart, or more signs
/// than letters.
fn is_drawn(line: &str) -> bool {
    const FEWEST: usize = 3;
    let seen = line.chars().filter(|it| !it.is_whitespace()).count();
    let letters = line.chars().filter(|it| it.is_alphanumeric()).count();
    line.starts_with(' ') || line.contains("   ") || (seen >= FEWEST && letters * 2 < seen)
}

/// Lines of words: those that were broken only because they were full are joined again.
fn paragraph(lines: &[&str]) -> Vec<Inline> {
    let full = lines.iter().map(|line| line.width()).max().unwrap_or(0);
    let mut content: Vec<Inline> = Vec::new();
    let mut text = String::new();
    for (line, next) in lines.iter().zip(lines.iter().skip(1).map(Some).chain([None])) {
        text.push_str(&words(line));
        let Some(next) = next else { break };
        let first = next.split_once(' ').map_or(*next, |(first, _)| first).width();
        if full >= NARROWEST && line.width() + 1 + first > full {
            text.push(' ');
        } else {
            content.extend([Inline::Text(std::mem::take(&mut text)), Inline::Break]);
        }
    }
    content.push(Inline::Text(text));
    content
}
