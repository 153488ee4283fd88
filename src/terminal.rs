//! What may be sent to a terminal.

use std::ffi::{OsStr, OsString};
use std::io::IsTerminal;
use std::os::fd::AsFd;

use textwrap::{Options, WordSeparator, WordSplitter, fill};
use unicode_width::UnicodeWidthStr;

/// The columns that are written where nobody says how many there are.
const USUAL_COLUMNS: usize = 80;
/// The rows of a terminal that does not say how many it has.
const USUAL_ROWS: usize = 24;

/// Columns and rows of a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Columns; those of `COLUMNS`, if that is a number.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

/// What the reader of a stream can be shown.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width in columns.
    pub columns: usize,
    /// It shows colours.
    pub colours: bool,
    /// It shows more than ASCII.
    pub unicode: bool,
}

impl Look {
    /// That of a stream.
    #[must_use]
    pub fn of(stream: impl AsFd + IsTerminal) -> Self {
        let colours = shows_colours(stream.is_terminal());
        Self { columns: size(stream).columns, colours, unicode: shows_unicode() }
    }
}

/// A text in lines of so many columns, which begin with `indent` but for the first; a word is never
/// broken, since it may be a path to copy.
#[must_use]
pub fn folded(text: &str, indent: &str, columns: usize) -> String {
    let options = Options::new(columns)
        .subsequent_indent(indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    fill(text, &options)
}

/// Size of what a stream is written to: 80 columns of 24 rows if it is no terminal.
#[must_use]
pub fn size(stream: impl AsFd) -> Size {
    let told = rustix::termios::tcgetwinsize(stream).ok();
    let (columns, rows) = told.map_or((0, 0), |told| (told.ws_col, told.ws_row));
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let or = |number: usize, usual| if number > 0 { number } else { usual };
    Size {
        columns: or(set.unwrap_or(usize::from(columns)), USUAL_COLUMNS),
        rows: or(usize::from(rows), USUAL_ROWS),
    }
}

/// True when the locale is one of UTF-8, so that more than ASCII may be written
/// (POSIX, Base Definitions, section 8.2: the first of the three variables that is set counts).
#[must_use]
pub fn shows_unicode() -> bool {
    is_utf8(["LC_ALL", "LC_CTYPE", "LANG"].map(std::env::var_os))
}

fn is_utf8(variables: [Option<OsString>; 3]) -> bool {
    let mut set = variables.into_iter().flatten().filter(|value| !value.is_empty());
    let locale = set.next().map(|it| it.to_string_lossy().to_ascii_lowercase());
    locale.is_some_and(|locale| locale.contains("utf-8") || locale.contains("utf8"))
}

/// A text in so many columns at most; `~` stands for what is left out.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if kept.width() + 2 > width {
            break;
        }
        kept.push(character);
    }
    while kept.width() + 1 > width && kept.pop().is_some() {}
    kept + "~"
}

/// True when a terminal takes commands that move its cursor.
#[must_use]
pub fn moves_cursor() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// True when what is written to a stream may be coloured: it is a terminal that can show colours,
/// and nobody objects (`NO_COLOR`), or somebody insists (`CLICOLOR_FORCE`).
#[must_use]
pub fn shows_colours(is_terminal: bool) -> bool {
    let variable = |name: &str| std::env::var_os(name);
    may_colour(
        is_terminal,
        variable("NO_COLOR").as_deref(),
        variable("CLICOLOR_FORCE").as_deref(),
        variable("TERM").as_deref(),
    )
}

fn may_colour(
    is_terminal: bool,
    no_color: Option<&OsStr>,
    force: Option<&OsStr>,
    term: Option<&OsStr>,
) -> bool {
    if no_color.is_some_and(|value| !value.is_empty()) {
        return false;
    }
    if force.is_some_and(|value| !value.is_empty() && value != "0") {
        return true;
    }
    is_terminal && term.is_none_or(|term| term != "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_of_the_locale_that_is_set_counts() {
        let check = |variables: [&str; 3], expected| {
            let set = variables.map(|it| Some(OsString::from(it)));
            assert_eq!(is_utf8(set), expected, "{variables:?}");
        };
        check(["", "", "en_GB.UTF-8"], true);
        check(["C", "", "en_GB.UTF-8"], false);
        check(["", "C.utf8", "C"], true);
        check(["", "", "C"], false);
        assert!(!is_utf8([None, None, None]));
    }

    #[test]
    fn what_is_no_terminal_has_the_usual_size() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(size(&file).rows, 24);
        assert!(size(&file).columns > 0);
    }

    #[test]
    fn colours_follow_the_terminal_and_what_people_ask_for() {
        let check = |is_terminal, no_color, force, term, expected| {
            let [no_color, force, term]: [Option<&str>; 3] = [no_color, force, term];
            let shown = may_colour(
                is_terminal,
                no_color.map(OsStr::new),
                force.map(OsStr::new),
                term.map(OsStr::new),
            );
            assert_eq!(shown, expected, "{is_terminal} {no_color:?} {force:?} {term:?}");
        };
        check(true, None, None, Some("xterm"), true);
        check(true, None, None, None, true);
        check(false, None, None, Some("xterm"), false);
        check(true, Some("1"), None, Some("xterm"), false);
        check(true, Some(""), None, Some("xterm"), true);
        check(true, None, None, Some("dumb"), false);
        check(false, None, Some("1"), Some("xterm"), true);
        check(true, None, Some("0"), Some("dumb"), false);
        check(true, Some("1"), Some("1"), Some("xterm"), false);
    }
}
