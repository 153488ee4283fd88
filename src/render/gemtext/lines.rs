//! The lines of a gemtext page, valid by construction: the one file that knows line prefixes.
//! Making lines of blocks is for the writer.

use std::borrow::Cow;

/// Deeper quotes look like this deep: a page of quotes in quotes would otherwise grow with the
/// square of its depth.
const DEEPEST_QUOTE: usize = 8;

/// The line that opens and closes preformatted text.
const FENCE: &str = "```";

/// A page as it is written.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    /// True if an empty line comes before the next one.
    gap: bool,
    /// Depth of the last line's quote.
    quoted: usize,
}

impl Lines {
    /// Asks for one empty line before the next line, unless there is no line yet.
    pub(super) fn gap(&mut self) {
        self.gap = !self.text.is_empty();
    }

    /// Ends quotes deeper than that, so that the next one is parted from them.
    pub(super) fn end_quote(&mut self, depth: usize) {
        self.quoted = self.quoted.min(depth);
    }

    /// A line of text. What looks like another kind of line gets a blank before it; in a quote
    /// nothing can.
    pub(super) fn text(&mut self, quotes: usize, line: &str) {
        let line = line.trim_end();
        let guard = if quotes == 0 && looks_special(line) { " " } else { "" };
        self.begin(quotes);
        self.end(&[guard, line]);
    }

    /// A line that begins with a mark of ours, such as `* ` or `1. `.
    pub(super) fn marked(&mut self, quotes: usize, mark: &str, line: &str) {
        self.begin(quotes);
        self.end(&[mark, line.trim_end()]);
    }

    /// A heading of level 1 to 3. It leaves a quote.
    pub(super) fn heading(&mut self, level: u8, line: &str) {
        self.begin(0);
        let mark = match level {
            0 | 1 => "# ",
            2 => "## ",
            _ => "### ",
        };
        self.end(&[mark, line]);
    }

    /// A link. An empty label is none.
    pub(super) fn link(&mut self, url: &str, label: &str) {
        self.begin(0);
        let blank = if label.is_empty() { "" } else { " " };
        self.end(&["=> ", url, blank, label]);
    }

    /// Preformatted text. It leaves a quote: there it would not be preformatted.
    pub(super) fn preformatted(&mut self, alt: &str, text: &str) {
        self.begin(0);
        self.end(&[FENCE, alt]);
        for line in text.split('\n') {
            let clean = shown(line);
            let guard = if clean.starts_with(FENCE) { " " } else { "" };
            self.end(&[guard, &clean]);
        }
        self.end(&[FENCE]);
    }

    /// The whole page.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Writes the empty line that was asked for, and what marks the next line as quoted.
    fn begin(&mut self, quotes: usize) {
        let quotes = quotes.min(DEEPEST_QUOTE);
        if std::mem::take(&mut self.gap) {
            let between = "> ".repeat(quotes.min(self.quoted));
            self.end(&[between.trim_end()]);
        }
        self.quoted = quotes;
        self.text.extend(std::iter::repeat_n("> ", quotes));
    }

    /// Ends a line, without blanks at its end.
    fn end(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.text.push_str(part));
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }
}

/// A line of code without control characters.
fn shown(line: &str) -> Cow<'_, str> {
    if line.chars().all(is_shown) {
        line.into()
    } else {
        line.chars().filter(|it| is_shown(*it)).collect()
    }
}

fn is_shown(character: char) -> bool {
    character == '\t' || !character.is_control()
}

/// Tests whether a client would take a line of text for something else.
fn looks_special(line: &str) -> bool {
    ["=>", "#", ">", FENCE, "* "].iter().any(|mark| line.starts_with(mark))
}
