//! The words of a page around those that were looked for.

use super::fold::fold;
use crate::document::{Block, Cell, words};

/// Characters that are shown before and behind the word.
const BEFORE: usize = 50;
const BEHIND: usize = 80;

/// The beginning of the first line that holds one of the words, or its part around it.
pub(super) fn excerpt(blocks: &[Block], wanted: &[String]) -> Option<String> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) => {
            around(&words(content), wanted)
        }
        Block::List(list) => list.items.iter().find_map(|item| excerpt(&item.blocks, wanted)),
        Block::Quote(inner) => excerpt(inner, wanted),
        Block::Code(code) => code.text.lines().find_map(|line| around(line.trim(), wanted)),
        Block::Table(table) => {
            std::iter::once(&table.head).chain(&table.rows).find_map(|row| row_around(row, wanted))
        }
        Block::Definitions(definitions) => definitions.iter().find_map(|it| {
            around(&words(&it.term), wanted)
                .or_else(|| it.descriptions.iter().find_map(|inner| excerpt(inner, wanted)))
        }),
        Block::Entries(entries) => entries.iter().find_map(|entry| around(&entry.label, wanted)),
        Block::Footnotes(notes) => notes.iter().find_map(|note| excerpt(&note.blocks, wanted)),
        Block::Rule => None,
    })
}

fn row_around(row: &[Cell], wanted: &[String]) -> Option<String> {
    row.iter().find_map(|cell| around(&words(cell), wanted))
}

/// The part of a line around the first word that is found in it.
fn around(line: &str, wanted: &[String]) -> Option<String> {
    let folded = fold(line);
    let at = wanted.iter().filter_map(|word| folded.find(word.as_str())).min()?;
    // Of each character that comes before in lower case there was one in the line, or a bit less:
    // that is near enough.
    let source = folded.get(..at).unwrap_or_default().chars().count();
    let start = source.saturating_sub(BEFORE);
    let mut characters = line.chars().skip(start);
    let part: String = characters.by_ref().take(BEFORE + BEHIND).collect();
    let more = characters.next().is_some();
    let mut part = part.trim();
    // Half a word at an end is left out, where there are words.
    if start > 0 {
        part = part.split_once(' ').map_or(part, |(_, rest)| rest);
    }
    if more {
        part = part.rsplit_once(' ').map_or(part, |(rest, _)| rest);
    }
    Some(format!("{}{part}{}", if start > 0 { "… " } else { "" }, if more { " …" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_around_a_word_are_shown() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(around(line, &["needle".to_owned()]).as_deref(), expected, "{line}");
        };
        check("A Needle.", Some("A Needle."));
        check("nothing", None);
        let hay = "hay ".repeat(40);
        let dozen = "hay ".repeat(12);
        check(
            &format!("{hay}needle {hay}"),
            Some(&format!("… {dozen}needle {}…", "hay ".repeat(18))),
        );
        check(&format!("{}needle", "草".repeat(90)), Some(&format!("… {}needle", "草".repeat(50))));
    }
}
