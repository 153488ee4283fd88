//! The heading that names a page, found without converting the page.

use crate::document::{self, Block, Resolve, Target};
use crate::parse;

/// The heading that names a Markdown text, of either form or in HTML, outside of code: the first
/// one, if it is of level one, or if no words stand before it and no heading of its level or a
/// higher one follows. Else it names its section only.
pub(super) fn markdown_heading(body: &str) -> Option<String> {
    let mut fence: Option<(char, usize)> = None;
    let (mut above, mut start, mut words_before) = ("", 0, false);
    let mut only: Option<(String, usize)> = None;
    for line in body.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let trimmed = line.trim();
        if let Some((mark, length)) = fence {
            if run(trimmed, mark) >= length && trimmed.chars().all(|c| c == mark) {
                fence = None;
            }
            continue;
        }
        let level = run(trimmed, '#');
        let first = !(words_before || has_words(above));
        let found = if let Some(mark) = ['`', '~'].into_iter().find(|mark| run(trimmed, *mark) >= 3)
        {
            fence = Some((mark, run(trimmed, mark)));
            None
        } else if (1..=6).contains(&level) && line.len() - line.trim_start().len() < 4 {
            words_of_markdown(trimmed).map(|words| (words, level, first))
        } else if is_underline(trimmed)
            && !above.is_empty()
            && !above.starts_with(['>', '-', '|', '<'])
        {
            let level = if trimmed.starts_with('=') { 1 } else { 2 };
            words_of_markdown(&format!("# {above}")).map(|words| (words, level, !words_before))
        } else if trimmed.starts_with('<') {
            html_heading_at(body.get(from..).unwrap_or_default().trim_start())
                .map(|(words, level)| (words, usize::from(level.saturating_sub(b'0')), first))
        } else {
            None
        };
        match (found, &only) {
            (Some((words, 1, _)), None) => return Some(words),
            (Some((words, level, true)), None) => only = Some((words, level)),
            (Some((_, level, _)), Some((_, highest))) if level > *highest => {}
            (Some(_), _) => return None,
            (None, _) => {}
        }
        words_before |= has_words(above);
        above = trimmed;
    }
    only.map(|(words, _)| words)
}

/// True for a line of running text, rather than of pictures, HTML, templates or attributes.
fn has_words(line: &str) -> bool {
    line.starts_with(|it: char| {
        it.is_alphanumeric() || matches!(it, '*' | '_' | '-' | '>' | '"' | '(')
    })
}

/// The words and the level, as a digit, of an HTML heading that a text begins with, as those with
/// the logo and name of a project do.
fn html_heading_at(text: &str) -> Option<(String, u8)> {
    // Longer ones are no titles; without an end each would be looked for to the end of the page.
    const LONGEST: usize = 1000;
    let (mark, level) = (text.get(..2)?, *text.as_bytes().get(2)?);
    if !mark.eq_ignore_ascii_case("<h") || !(b'1'..=b'6').contains(&level) {
        return None;
    }
    let beginning: String = text.chars().take(LONGEST).collect();
    let end = beginning.to_ascii_lowercase().find("</h")?;
    Some((html_heading(beginning.get(..end)?)?, level))
}

/// Number of times that a line begins with a character.
fn run(line: &str, mark: char) -> usize {
    line.chars().take_while(|c| *c == mark).count()
}

fn is_underline(line: &str) -> bool {
    let line = line.trim_end();
    !line.is_empty()
        && (line.chars().all(|c| c == '=') || (line.len() > 2 && line.chars().all(|c| c == '-')))
}

/// The words of a heading that is nothing but words, as most are: nothing has to be parsed for them.
fn plain_words(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#').strip_prefix(' ')?.trim_matches(' ');
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '?');
    let is_whole = line.starts_with('#') && !words.is_empty() && !words.contains("  ");
    (is_whole && words.chars().all(is_plain)).then_some(words)
}

fn words_of_markdown(line: &str) -> Option<String> {
    if let Some(words) = plain_words(line) {
        return Some(words.to_owned());
    }
    let kramdown = Some(parse::Kramdown::default());
    let dialect = parse::Dialect { kramdown, ..parse::Dialect::default() };
    let parsed = parse::markdown(&without_notes(line), dialect, &Unresolved);
    first_heading(&parsed.blocks)
}

/// A line without its references to notes: far from the notes they would be words.
fn without_notes(line: &str) -> String {
    let mut parts = line.split("[^");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_once(']') {
        Some((label, rest)) if !label.is_empty() && !label.contains(char::is_whitespace) => {
            text + rest
        }
        Some(_) | None => text + "[^" + part,
    })
}

/// The first heading of a gemtext page, outside of preformatted text.
pub(super) fn gemtext_heading(body: &str) -> Option<String> {
    let mut code = false;
    body.lines().find_map(|line| {
        code ^= line.starts_with("```");
        let words = line.strip_prefix('#')?.trim_start_matches('#').trim();
        (!code && !words.is_empty()).then(|| words.to_owned())
    })
}

/// The heading that names an HTML text: as in Markdown.
pub(super) fn html_heading(body: &str) -> Option<String> {
    let blocks = parse::html(body, &Unresolved).blocks;
    let at =
        blocks.iter().position(|block| first_heading(std::slice::from_ref(block)).is_some())?;
    let (above, from) = blocks.split_at_checked(at)?;
    let is_text = |block: &Block| matches!(block, Block::Paragraph(words) if has_words(&document::words(words)));
    let level = |block: &Block| block.heading().map(|(level, _)| level);
    let first = from.first().and_then(level);
    let is_only = || {
        let levels = from.iter().skip(1).filter_map(level);
        !above.iter().any(is_text) && levels.min().is_none_or(|level| Some(level) > first)
    };
    first_heading(from).filter(|_| first == Some(1) || is_only())
}

fn first_heading(blocks: &[Block]) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { content, .. } => {
            let words = document::words(content);
            (!words.is_empty()).then_some(words)
        }
        Block::Quote(inner) => first_heading(inner),
        Block::Paragraph(_)
        | Block::List(_)
        | Block::Code(_)
        | Block::Table(_)
        | Block::Definitions(_)
        | Block::Rule
        | Block::Entries(_)
        | Block::Footnotes(_) => None,
    })
}

/// Links do not matter for the words of headings and titles.
pub(super) struct Unresolved;

impl Resolve for Unresolved {
    fn resolve(&self, _: &str) -> Target {
        Target::Nowhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_alone_are_what_a_parser_makes_of_them() {
        for line in ["# One", "###   Größe 12, oder mehr? ", "###### 日本 ０１"] {
            let words = plain_words(line).unwrap();
            // Something that is no word, and shows nothing.
            let parsed = words_of_markdown(&format!("{line}<!-- -->")).unwrap();
            assert_eq!(parsed, words, "{line}");
        }
        for line in ["#One", "# ", "# a  b", "# *a*", "# a #", "# a.b", "a", " # a", "# a\tb"] {
            assert_eq!(plain_words(line), None, "{line}");
        }
    }
}
