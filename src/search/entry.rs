//! `Entry`: what is known of a page to those who search.

/// The bytes of a page's text that are searched: what is beyond is not found.
pub const LONGEST_TEXT: usize = 1 << 20;

/// A page as plain text. Lines are what stands together: a paragraph, an item, a cell.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Entry {
    /// Its title.
    pub title: String,
    /// Its headings, one a line.
    pub headings: String,
    /// Its tags and categories, one a line.
    pub tags: String,
    /// The words by which its author describes it.
    pub description: String,
    /// All that stands on it, headings included; at most [`LONGEST_TEXT`] bytes.
    pub text: String,
}

impl Entry {
    /// Adds a line to its text, as far as there is room for it.
    pub fn add_line(&mut self, line: &str) {
        let room = LONGEST_TEXT.saturating_sub(self.text.len()).saturating_sub(1);
        let line = line.trim();
        let fitting = line.get(..line.floor_char_boundary(room)).unwrap_or_default();
        if !fitting.is_empty() {
            self.text.push_str(fitting);
            self.text.push('\n');
        }
    }

    /// True when no more lines have room.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.text.len() + 1 >= LONGEST_TEXT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_ends_with_a_whole_character() {
        let mut entry = Entry::default();
        entry.add_line("  first ");
        entry.add_line("");
        assert_eq!(entry.text, "first\n");
        assert!(!entry.is_full());
        entry.add_line(&"ä".repeat(LONGEST_TEXT));
        entry.add_line("more");
        assert!(entry.is_full() && entry.text.len() <= LONGEST_TEXT);
        assert!(entry.text.ends_with("ä\n"));
    }
}
