//! Fenced code: lines in which no mark has a meaning.

/// The state of a reader of lines: in a fence or not.
#[derive(Default)]
pub(super) struct Fence {
    /// The mark that is open, and how long it is.
    open: Option<(char, usize)>,
}

impl Fence {
    /// Tests whether a line belongs to fenced code, the fences included. Lines have to come in
    /// order.
    pub(super) fn holds(&mut self, line: &str) -> bool {
        // As nearly all lines do, and each line is asked.
        if !line.trim_start().starts_with(['`', '~']) {
            return self.open.is_some();
        }
        let text = line.trim();
        let mark = text.chars().next().filter(|it| matches!(it, '`' | '~'));
        let rest = mark.map_or(text, |mark| text.trim_start_matches(mark));
        let length = text.len() - rest.len();
        match (self.open, mark) {
            (None, Some(mark)) if length >= 3 && !rest.contains('`') => {
                self.open = Some((mark, length));
                true
            }
            (None, _) => false,
            (Some((open, least)), Some(mark))
                if mark == open && length >= least && length == text.len() =>
            {
                self.open = None;
                true
            }
            (Some(_), _) => true,
        }
    }
}
