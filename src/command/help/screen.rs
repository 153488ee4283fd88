//! `Screen`: where the help is read.

use std::io::{self, IsTerminal};

use rustix::termios::tcgetwinsize;

use crate::terminal::shows_colours;

/// The columns of what is no terminal.
pub(super) const COLUMNS: usize = 80;

/// Where the help is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// The columns of a line.
    pub(super) columns: usize,
    /// The lines that are seen at a time; `None` where nobody looks.
    pub(super) rows: Option<usize>,
    /// Whether headings may be bold.
    pub(super) colours: bool,
}

impl Screen {
    /// Standard output.
    pub(super) fn of_output() -> Self {
        let output = io::stdout();
        let is_terminal = output.is_terminal();
        let size = tcgetwinsize(&output).ok().filter(|size| is_terminal && size.ws_col > 0);
        Self {
            columns: size.map_or(COLUMNS, |size| size.ws_col.into()),
            rows: size.map(|size| size.ws_row.into()),
            colours: shows_colours(is_terminal),
        }
    }
}
