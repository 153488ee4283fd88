//! `propus help`: a page of the manual, or the help of a command.

mod page;
mod pager;
mod screen;

use std::io::Write;

use self::screen::Screen;
use super::error::CommandError;
use crate::alike::nearest;
use crate::cli::{self, Help};
use crate::manual::{PAGES, Page};

/// Prints what there is on a command or a topic; without one, which topics there are. On a terminal
/// what is longer than the screen goes through a pager.
///
/// # Errors
/// Fails when there is no such thing; then the list is among the remarks.
pub fn help(
    arguments: &Help,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    let screen = Screen::of_output();
    let text = explained(&arguments.words, screen, remarks)?;
    // Where no pager can be had, the text is better than a message.
    if screen.rows.is_some_and(|rows| text.lines().count() >= rows) {
        out.flush().map_err(CommandError::Output)?;
        pager::become_pager(&text);
    }
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Output)
}

/// What there is on these words.
fn explained(
    words: &[String],
    screen: Screen,
    remarks: &mut dyn Write,
) -> Result<String, CommandError> {
    if words.is_empty() {
        return Ok(topics());
    }
    if let Some(text) = found(words, screen) {
        return Ok(text);
    }
    writeln!(remarks, "{}", topics()).map_err(CommandError::Output)?;
    Err(no_help(&words.join(" ")))
}

fn found(words: &[String], screen: Screen) -> Option<String> {
    let options = cli::help_of(words, screen.colours);
    let page = match words {
        [word] => Page::of_name(word).map(|page| page::shown(page, screen)),
        _ => None,
    };
    // Some commands have a page, too.
    match (options, page) {
        (Some(options), Some(page)) => Some(format!("{}\n\n{page}", options.trim_end())),
        (options, page) => options.or(page),
    }
}

fn no_help(words: &str) -> CommandError {
    let meant = nearest(words, cli::commands().chain(cli::topics()));
    CommandError::NoHelp {
        words: words.to_owned(),
        meant: meant.map_or_else(String::new, |meant| format!("; did you mean {meant}?")),
    }
}

/// The list of topics, in the order of the manual.
fn topics() -> String {
    let mut pages: Vec<&Page> = PAGES.iter().collect();
    pages.sort_by_key(|page| page.order().unwrap_or(u32::MAX));
    let longest = pages.iter().map(|page| page.name.len()).max().unwrap_or_default();
    let mut text =
        "propus help COMMAND tells its options; these topics are pages of the manual:\n\n"
            .to_owned();
    for page in pages {
        text.push_str(&format!("  {:longest$}  {}\n", page.name, page.title()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::screen::COLUMNS;
    use super::*;

    const PIPE: Screen = Screen { columns: COLUMNS, rows: None, colours: false };

    /// What is said on some words, and the remarks.
    fn asked(words: &[&str]) -> (Result<String, CommandError>, String) {
        let mut remarks = Vec::new();
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let text = explained(&words, PIPE, &mut remarks);
        (text, String::from_utf8(remarks).unwrap())
    }

    #[test]
    fn a_command_and_a_topic_and_all_topics_can_be_asked_for() {
        let (text, remarks) = asked(&["gopher"]);
        assert!(text.unwrap().starts_with("Gopher\n======\n\n"));
        assert_eq!(remarks, "");
        assert!(asked(&["cert", "new"]).0.unwrap().contains("Usage: propus cert new"));
        let both = asked(&["ping"]).0.unwrap();
        assert!(both.contains("Usage: propus ping") && both.contains("\n\nAsk a server\n==="));
        let topics = asked(&[]).0.unwrap();
        for page in PAGES {
            assert!(topics.contains(&format!("\n  {} ", page.name)), "{topics}");
            assert!(topics.contains(&format!("  {}\n", page.title())), "{topics}");
        }
        assert!(topics.lines().all(|line| line.chars().count() < COLUMNS), "{topics}");
    }

    #[test]
    fn who_misspells_a_topic_gets_the_list_and_what_was_meant() {
        for (typed, said) in [
            ("gophr", "no help on gophr; did you mean gopher?"),
            ("chek", "no help on chek; did you mean check?"),
            ("weather", "no help on weather"),
        ] {
            let (text, remarks) = asked(&[typed]);
            assert_eq!(text.unwrap_err().to_string(), said);
            assert!(remarks.contains("  quickstart"), "{remarks}");
        }
        assert!(asked(&["gopher", "gemini"]).0.is_err());
    }
}
