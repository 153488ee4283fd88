//! `Lines`: the lines of a page's file for places in its text, and remarks on what stands there.

use std::borrow::Cow;
use std::collections::HashMap;

use super::links::{Broken, Fault};
use crate::content::front_matter;
use crate::diagnostic::Diagnostic;
use crate::template::shortcode::Expanded;
use crate::template::source_map::Origins;

/// The number of lines that end in a text.
pub(super) fn lines_in(text: &str) -> usize {
    text.matches('\n').count()
}

/// A diagnostic on a line of the body, as a diagnostic on the line of the file.
pub(super) fn below(diagnostic: Diagnostic, body_line: usize) -> Diagnostic {
    if diagnostic.line == 0 {
        diagnostic
    } else {
        Diagnostic { line: diagnostic.line + body_line - 1, ..diagnostic }
    }
}

/// The lines of a page's file that its filled text comes from. They are counted when they are asked
/// for: few diagnostics do, and a list of lines may be as large as the page.
pub(super) struct Lines<'a> {
    /// The text, filled in, and as its author wrote it.
    text: &'a str,
    written: &'a str,
    /// The origins of what was filled in: `None` when nothing was.
    origins: Option<&'a Origins>,
    /// The line of the file that the author's text begins on.
    first: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(split: &front_matter::Split<'a>, expanded: &'a Expanded<'_>) -> Self {
        Self {
            text: &expanded.text,
            written: split.body,
            origins: matches!(expanded.text, Cow::Owned(_)).then_some(&expanded.origins),
            first: split.body_line,
        }
    }

    /// Of a text in which nothing was filled in.
    pub(super) fn as_written(text: &'a str) -> Self {
        Self { text, written: text, origins: None, first: 1 }
    }

    /// The line of the file, from 1, for a source path in the text; 0 when it is not known.
    pub(super) fn of_name(&self, at: usize) -> usize {
        let written = self.origins.map_or(Some(at), |origins| origins.source_of(at));
        let before = |at| self.written.as_bytes().get(..at).unwrap_or(self.written.as_bytes());
        written.map_or(0, |at| self.first + before(at).iter().filter(|it| **it == b'\n').count())
    }

    /// The line of the file for a line of the text; both from 1, or 0 when not known.
    pub(super) fn of_line(&self, line: usize) -> usize {
        let mut ends = self.text.match_indices('\n');
        let before = line.checked_sub(2).and_then(|before| ends.nth(before));
        if line == 0 { 0 } else { self.of_name(before.map_or(0, |(end, _)| end + 1)) }
    }
}

/// The most links that lead nowhere that the author of a page is told of: each is looked for in the
/// text.
const MOST_BROKEN: usize = 100;

/// Remarks on links that lead nowhere. A link's line is found by its target, which stands in the
/// text as it was written.
pub(super) fn broken(lines: &Lines<'_>, broken: &[Broken]) -> Vec<Diagnostic> {
    // A reference that is written otherwise, with entities, is looked for in vain, through the
    // whole text.
    const MOST_IN_VAIN: usize = 64;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let (mut last, mut in_vain, mut diagnostics) = (0, 0, Vec::new());
    for (index, Broken { reference, is_image, fault }) in broken.iter().enumerate() {
        if diagnostics.len() == MOST_BROKEN {
            let more = broken.len() - index;
            diagnostics.push(Diagnostic::whole(format!("{more} more links lead to nothing")));
            break;
        }
        let find = |from: usize| {
            lines
                .text
                .get(from..)
                .and_then(|rest| rest.find(reference.as_str()))
                .map(|at| from + at)
        };
        let known = seen.get(reference.as_str()).copied();
        // Links come in reading order, so most stand behind the one before.
        let mut found = if in_vain < MOST_IN_VAIN { find(known.unwrap_or(last)) } else { None };
        if found.is_none() && known.is_none() && in_vain < MOST_IN_VAIN {
            in_vain += 1;
            found = find(0);
        }
        if known.is_some_and(|from| from > 0) && found.is_none() {
            in_vain += 1;
            continue;
        }
        let line = found.map_or(0, |at| lines.of_name(at));
        last = found.unwrap_or(last);
        seen.insert(reference, found.map_or(1, |at| at + reference.len()));
        let what = if *is_image { "image" } else { "link to" };
        let text = match fault {
            Fault::Missing => format!("{what} {reference}: nothing is served there"),
            Fault::Hidden => format!(
                "{what} {reference}: it leads into a zone that is hidden, and all readers on \
                 Gemini see where"
            ),
            // The same words for all, so that there is one line of them.
            Fault::Beside => "a link leads out of the site, to what lies beside it on the web: \
                              only its words are shown"
                .to_owned(),
        };
        diagnostics.push(Diagnostic::at_line(line, text));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_text_is_one_of_the_file() {
        let text = "a\n\nb\nc";
        let lines = Lines { text, written: text, origins: None, first: 4 };
        for (line, of_file) in [(0, 0), (1, 4), (2, 5), (3, 6), (4, 7)] {
            assert_eq!(lines.of_line(line), of_file, "{line}");
        }
        let below = |line| below(Diagnostic::at_line(line, "x"), 4).line;
        assert_eq!([0, 1, 3].map(below), [0, 4, 6]);
    }
}
