//! A text on a terminal that is drawn again in its own place; elsewhere one text after the other.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::error::CommandError;
use crate::quantity::count;
use crate::terminal::{self, Size, cut};

/// To the first column of the first row (ECMA-48, CUP).
const HOME: &str = "\x1b[H";
/// Wipes the whole terminal (ED).
const WIPE: &str = "\x1b[2J";
/// Wipes the rest of a row (EL).
const WIPE_ROW: &str = "\x1b[K";
/// Wipes all that is below (ED).
const WIPE_BELOW: &str = "\x1b[J";

/// Where texts are drawn.
pub(super) struct Redraw<'o> {
    out: &'o mut dyn Write,
    /// The size of the terminal; `None` for what is none.
    size: Option<fn() -> Size>,
    begun: bool,
}

/// True when standard output can be drawn upon again.
pub(super) fn is_possible() -> bool {
    io::stdout().is_terminal() && terminal::moves_cursor()
}

impl<'o> Redraw<'o> {
    /// On a terminal, which is standard output.
    pub(super) fn on_terminal(out: &'o mut dyn Write) -> Self {
        Self { out, size: Some(|| terminal::size(io::stdout())), begun: false }
    }

    /// One after the other.
    pub(super) fn in_stream(out: &'o mut dyn Write) -> Self {
        Self { out, size: None, begun: false }
    }

    /// True if a text takes the place of the one before.
    pub(super) fn replaces(&self) -> bool {
        self.size.is_some()
    }

    /// Writes a text.
    pub(super) fn show(&mut self, text: &str) -> Result<(), CommandError> {
        let written = match self.size {
            Some(size) => drawn(text, size(), self.begun),
            None => text.to_owned(),
        };
        self.begun = true;
        let out = &mut self.out;
        out.write_all(written.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Output)
    }

    /// Waits, unless nobody reads standard output any more.
    pub(super) fn wait(&self, time: Duration) -> Result<(), CommandError> {
        let stdout = io::stdout();
        // Errors are reported without being asked for.
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        // No longer than an hour.
        let time = Timespec::try_from(time).unwrap_or(Timespec { tv_sec: 1, tv_nsec: 0 });
        match poll(&mut watched, Some(&time)) {
            Ok(1..) => Err(CommandError::Output(io::ErrorKind::BrokenPipe.into())),
            // A signal came between, such as that of another size.
            Ok(0) | Err(_) => Ok(()),
        }
    }
}

/// The commands that draw a text in the place of another one. What has no room is left out at the
/// foot: nothing may move what is above.
fn drawn(text: &str, size: Size, again: bool) -> String {
    let mut rows: Vec<String> = text.lines().map(|line| cut(line, size.columns)).collect();
    if rows.len() > size.rows {
        let room = size.rows.saturating_sub(1);
        let more = count(rows.split_off(room).len(), "more line");
        rows.push(cut(&format!("({more})"), size.columns));
    }
    let rows: Vec<String> = rows.into_iter().map(|row| row + WIPE_ROW).collect();
    let wipe = if again { "" } else { WIPE };
    format!("{wipe}{HOME}{}{WIPE_BELOW}", rows.join("\r\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_place_of_the_one_before_and_no_more_room_than_there_is() {
        let size = Size { columns: 6, rows: 3 };
        assert_eq!(drawn("a\nb\n", size, false), "\x1b[2J\x1b[Ha\x1b[K\r\nb\x1b[K\x1b[J");
        assert_eq!(drawn("abcdefg\n", size, true), "\x1b[Habcde~\x1b[K\x1b[J");
        let full = drawn("a\nb\nc\n", size, true);
        assert_eq!(full, "\x1b[Ha\x1b[K\r\nb\x1b[K\r\nc\x1b[K\x1b[J");
        let size = Size { columns: 20, rows: 3 };
        let fuller = drawn("a\nb\nc\nd\n", size, true);
        assert_eq!(fuller, "\x1b[Ha\x1b[K\r\nb\x1b[K\r\n(2 more lines)\x1b[K\x1b[J");
    }

    #[test]
    fn what_is_no_terminal_gets_one_text_after_the_other() {
        let mut out = Vec::new();
        let mut redraw = Redraw::in_stream(&mut out);
        redraw.show("a\n").unwrap();
        redraw.wait(Duration::ZERO).unwrap();
        redraw.show("b\n").unwrap();
        assert!(!redraw.replaces());
        assert_eq!(out, b"a\nb\n");
    }
}
