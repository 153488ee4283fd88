//! `SUMMARY.md`: the table of contents, line by line. Which files its chapters are is for `book`.

use percent_encoding::percent_decode_str;

use crate::diagnostic::Diagnostic;

/// The most chapters of a book.
const MOST_CHAPTERS: usize = 20_000;

/// One line of the table of contents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// The title of a part.
    Part(String),
    /// A line across the page.
    Separator,
    /// A chapter.
    Chapter {
        /// Name in the table of contents.
        name: String,
        /// Its file, relative to the folder of the chapters; `None` for one that is yet to be
        /// written.
        file: Option<String>,
        /// Depth in the list, from 0; `None` for what stands before or after the list and
        /// has no number.
        depth: Option<usize>,
        /// The line that it stands on, from 1.
        line: usize,
    },
}

/// Reads a table of contents.
#[must_use]
pub(crate) fn read(text: &str) -> (Vec<Line>, Vec<Diagnostic>) {
    let (mut lines, mut diagnostics) = (Vec::new(), Vec::new());
    let (mut indents, mut comment, mut titled): (Vec<usize>, bool, bool) =
        (Vec::new(), false, false);
    for (number, raw) in (1..).zip(text.lines()) {
        let line = raw.trim();
        if comment || line.starts_with("<!--") {
            comment = !line.contains("-->");
            continue;
        }
        if line.is_empty() {
            continue;
        }
        if lines.len() >= MOST_CHAPTERS {
            diagnostics.push(Diagnostic::at_line(
                number,
                format!("there are more than {MOST_CHAPTERS} chapters"),
            ));
            break;
        }
        if line.starts_with('#') {
            // The first heading is the title of the table itself.
            let title = line.trim_matches('#').trim();
            if titled || !lines.is_empty() {
                lines.push(Line::Part(words(title)));
            }
            (titled, indents) = (true, Vec::new());
        } else if is_separator(line) {
            lines.push(Line::Separator);
        } else {
            let item = item(line);
            let depth = item.is_some().then(|| depth(raw, &mut indents));
            match link(item.unwrap_or(line)) {
                Some((name, file)) => lines.push(Line::Chapter { name, file, depth, line: number }),
                None => diagnostics.push(Diagnostic::at_line(
                    number,
                    "this line is no link to a chapter; it is passed over",
                )),
            }
        }
    }
    (lines, diagnostics)
}

fn is_separator(line: &str) -> bool {
    line.len() >= 3 && ['-', '*', '_'].iter().any(|mark| line.chars().all(|c| c == *mark))
}

/// The text of a list item, behind its bullet or number.
fn item(line: &str) -> Option<&str> {
    let after = line.strip_prefix(['-', '*', '+']).or_else(|| {
        line.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', ')'])
    })?;
    after.starts_with([' ', '\t']).then(|| after.trim_start())
}

/// The depth of an item, from its indentation and those above it.
fn depth(raw: &str, indents: &mut Vec<usize>) -> usize {
    let indent = raw
        .chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum::<usize>();
    while indents.last().is_some_and(|above| *above >= indent) {
        indents.pop();
    }
    indents.push(indent);
    indents.len() - 1
}

/// A chapter's name and file, of a link that takes the whole line.
fn link(text: &str) -> Option<(String, Option<String>)> {
    let text = text.strip_prefix('[')?;
    let (name, after) =
        text.rmatch_indices("](").next().and_then(|(at, _)| text.split_at_checked(at))?;
    let target = after.strip_prefix("](")?.trim_end().strip_suffix(')')?.trim();
    let target = match target.strip_prefix('<').and_then(|target| target.split_once('>')) {
        Some((target, _)) => target,
        // What stands behind a space is the link's title.
        None => target.split([' ', '\t']).next().unwrap_or_default(),
    };
    let file = target.split('#').next().unwrap_or_default();
    let file = percent_decode_str(file)
        .decode_utf8()
        .map_or_else(|_| file.to_owned(), |file| file.into_owned());
    Some((words(name), (!file.is_empty()).then_some(file)))
}

/// A name without Markdown's marks.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => words.extend(characters.next()),
            '`' | '*' => {}
            other => words.push(other),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line each: the depth, the name, the file.
    fn check(text: &str, expected: &[&str], remark_lines: &[usize]) {
        let (lines, diagnostics) = read(text);
        let found: Vec<String> = lines
            .iter()
            .map(|line| match line {
                Line::Part(title) => format!("# {title}"),
                Line::Separator => "---".to_owned(),
                Line::Chapter { name, file, depth, .. } => {
                    let depth = depth.map_or("-".to_owned(), |depth| depth.to_string());
                    format!("{depth} {name} {}", file.as_deref().unwrap_or("(draft)"))
                }
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
        assert_eq!(
            diagnostics.iter().map(|diagnostic| diagnostic.line).collect::<Vec<_>>(),
            remark_lines,
            "{text:?}"
        );
    }

    #[test]
    fn a_table_of_contents_is_read() {
        let text = "# Summary\n\n[Intro](README.md)\n\n# Part *One*\n\n- [A `x`](a.md)\n    - [B](./b/c.md)\n\t- [D]()\n\
                    - [E \\[f\\]](<e f.md>)\n---\n1. [G](g%20h.md \"title\")\n<!-- [no](no.md)\n- [no](n.md) -->\n[End](end.md#x)\n";
        let expected = [
            "- Intro README.md",
            "# Part One",
            "0 A x a.md",
            "1 B ./b/c.md",
            "1 D (draft)",
            "0 E [f] e f.md",
            "---",
            "0 G g h.md",
            "- End end.md",
        ];
        check(text, &expected, &[]);
    }

    #[test]
    fn what_is_no_chapter_is_told() {
        check("text\n- [a][b]\n- [x](x.md)", &["0 x x.md"], &[1, 2]);
        check(
            "- [x](x.md)\n  - [y](y.md)\n    - [z](z.md)\n - [w](w.md)",
            &["0 x x.md", "1 y y.md", "2 z z.md", "1 w w.md"],
            &[],
        );
    }
}
