//! What may be sent to a terminal.

use std::ffi::OsStr;

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
