//! A letter as a quotation: as blocks, and as Markdown in which nothing of it is markup, whichever
//! generator reads it.

use crate::document::{Block, Inline};

/// A cleaned text as a block.
#[must_use]
pub fn quote(text: &str) -> Block {
    let paragraph = |text: &str| {
        let mut content = Vec::new();
        for line in text.lines() {
            if !content.is_empty() {
                content.push(Inline::Break);
            }
            content.push(Inline::Text(line.to_owned()));
        }
        Block::Paragraph(content)
    };
    Block::Quote(text.split("\n\n").map(paragraph).collect())
}

/// A cleaned text as Markdown. Lines end where the writer has ended them.
pub(super) fn quotation(text: &str) -> String {
    let mut written = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        written.push('>');
        if !line.is_empty() {
            written.push(' ');
            written.push_str(&escaped(line));
            if lines.peek().is_some_and(|next| !next.is_empty()) {
                written.push_str("  ");
            }
        }
        written.push('\n');
    }
    written
}

/// A line in which each character stands for itself. What kramdown knows no backslash for is
/// written as an entity; either also parts what Liquid, Hugo and Zola take for a tag.
fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() * 2);
    let mut before = None;
    for (at, character) in line.char_indices() {
        let next = line.get(at..).and_then(|rest| rest.chars().nth(1));
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '%' => escaped.push_str("&#37;"),
            '^' => escaped.push_str("&#94;"),
            '~' => escaped.push_str("&#126;"),
            _ => {
                if is_mark(character) || is_mark_here(character, line, at, before, next) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
        }
        before = Some(character);
    }
    escaped
}

/// True for what is a mark wherever it stands.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '$' | '='
    )
}

/// True for what is a mark by what stands beside it: of lists at the beginning, of addresses and
/// names of pictures between letters.
fn is_mark_here(
    character: char,
    line: &str,
    at: usize,
    before: Option<char>,
    next: Option<char>,
) -> bool {
    match character {
        '-' | '+' => before.is_none_or(|before| before == character),
        ':' => before.is_none() || next.is_some_and(|next| !next.is_whitespace()),
        '.' | ')' => {
            let above = line.get(..at).unwrap_or_default();
            let is_number = !above.is_empty() && above.bytes().all(|it| it.is_ascii_digit());
            is_number || (character == '.' && next.is_some_and(char::is_alphanumeric))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{PartMut, Resolve, Target, parts_mut};
    use crate::parse::{self, Dialect};

    /// Each reference leads somewhere.
    struct AsIs;

    impl Resolve for AsIs {
        fn resolve(&self, reference: &str) -> Target {
            Target::External(reference.to_owned())
        }
    }

    /// Lines that mean something to somebody.
    const HOSTILE: &[&str] = &[
        "=> gemini://evil.example/ Click",
        "# Heading",
        "1menu\tsel\thost\t70",
        "``` fence",
        "~~~ fence",
        "- item",
        "+ item",
        "* item",
        "1. item",
        "12) item",
        "> deeper",
        ">> deepest",
        "---",
        "===",
        "***",
        "| a | b |",
        "|---|---|",
        "<script>alert(1)</script>",
        "<a href=\"gemini://evil.example\">x</a>",
        "[x](gemini://evil.example/)",
        "![x](https://evil.example/x.png)",
        "[[wiki|link]] ![[embedded]]",
        "[ref]: gemini://evil.example/",
        "[^1] and [^1]: note",
        "<https://evil.example/>",
        "https://evil.example/ www.evil.example mail@evil.example",
        "mailto:mail@evil.example",
        "*a* **b** _c_ __d__ ~~e~~ ==f== ^g^ ~h~ `i`",
        "{{ site.title }} {% include x %} {%raw%}",
        "{{< youtube x >}} {{% x %}} {{ youtube(id=1) }}",
        "{{#include /etc/passwd}} \\{{#include x}}",
        "{: .class} {:toc} {::options /}",
        "$x$ $$y$$ \\(z\\) \\[w\\]",
        "&lt;b&gt; &#42;x&#42; &amp;",
        "%%comment%%",
        ": definition",
        "*[HTML]: abbreviation",
        "a\\",
        "#tag #another",
        "C:\\path\\file",
    ];

    /// Those of all generators, with all that can be asked for.
    fn dialects() -> [Dialect; 3] {
        let all = Dialect { definitions: true, math: true, emoji: true, ..Dialect::default() };
        let kramdown = Dialect { kramdown: Some(parse::Kramdown::default()), ..all };
        [Dialect::default(), all, kramdown]
    }

    /// Makes words of addresses that are spelled out, which propus itself makes links of wherever
    /// they stand: below its page a letter is shown without these, too.
    fn without_spelled_out(part: PartMut<'_>) {
        let PartMut::Line(content) = part else { return };
        let mut words = Vec::new();
        for inline in std::mem::take(content) {
            let inline = if let Inline::Link(link) = inline {
                let shown = crate::document::words(&link.content);
                assert_eq!(link.target, Target::External(shown.clone()));
                Inline::Text(shown)
            } else {
                inline
            };
            match (words.last_mut(), inline) {
                (Some(Inline::Text(before)), Inline::Text(more)) => before.push_str(&more),
                (_, inline) => words.push(inline),
            }
        }
        *content = words;
    }

    #[test]
    fn the_words_of_a_letter_stand_in_the_file_as_they_were_written() {
        let text = "Dear Anna, (hello - you) and: see you. At 10. or 11) + 12, 1.";
        assert_eq!(quotation(text), format!("> {text}\n"));
    }

    #[test]
    fn nothing_in_a_letter_is_markup() {
        let mut faults = Vec::new();
        for line in HOSTILE {
            for dialect in dialects() {
                let text = crate::letters::cleaned(line);
                let written = quotation(&text);
                let mut blocks = parse::markdown(&written, dialect, &AsIs).blocks;
                parts_mut(&mut blocks, &mut without_spelled_out);
                if blocks != [quote(&text)] {
                    faults.push(format!("{line}\n{written}{blocks:?}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    }
}
