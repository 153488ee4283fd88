//! `propus help`: a page of the manual, or the help of a command.

mod page;
mod pager;
mod screen;

use std::collections::BTreeSet;
use std::io::Write;

use self::screen::Screen;
use super::error::CommandError;
use crate::alike::nearest;
use crate::cli::{self, Help};
use crate::manual::{PAGES, Page};

/// Words that pages are asked for by besides their names.
const SYNONYMS: &[(&str, &str)] = &[
    ("key", "certificates"),
    ("keys", "certificates"),
    ("port", "ports"),
    ("zone", "access"),
    ("zones", "access"),
];
/// The most names that somebody may have meant: more are a list.
const MOST_MEANT: usize = 5;

/// Prints what there is on a command or a topic; without one, which topics there are. On a terminal
/// what is longer than the screen goes through a pager.
///
/// # Errors
/// Fails when there is no such thing.
pub fn help(arguments: &Help, out: &mut dyn Write) -> Result<(), CommandError> {
    let screen = Screen::of_output();
    let text = explained(&arguments.words, screen)?;
    // Where no pager can be had, the text is better than a message.
    if screen.rows.is_some_and(|rows| text.lines().count() >= rows) {
        out.flush().map_err(CommandError::Output)?;
        pager::become_pager(&text);
    }
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(CommandError::Output)
}

/// What there is on these words.
fn explained(words: &[String], screen: Screen) -> Result<String, CommandError> {
    if words.is_empty() {
        return Ok(topics());
    }
    found(words, screen).ok_or_else(|| no_help(&words.join(" ")))
}

fn found(words: &[String], screen: Screen) -> Option<String> {
    let options = cli::help_of(words, screen.colours);
    let page = match words {
        [word] => page_on(word).map(|page| page::shown(page, screen)),
        _ => None,
    };
    // Some commands have a page, too.
    match (options, page) {
        (Some(options), Some(page)) => Some(format!("{}\n\n{page}", options.trim_end())),
        (options, page) => options.or(page),
    }
}

fn page_on(word: &str) -> Option<Page> {
    let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == word);
    Page::of_name(synonym.map_or(word, |(_, name)| *name))
}

fn no_help(words: &str) -> CommandError {
    let meant: Vec<&str> = meant_by(words).into_iter().take(MOST_MEANT).collect();
    let advice = if meant.is_empty() {
        "all topics: propus help".to_owned()
    } else {
        format!("did you mean {}? All topics: propus help", meant.join(" or "))
    };
    CommandError::NoHelp { words: words.to_owned(), advice }
}

/// The name that was misspelt, else those of which the beginning was written.
fn meant_by(words: &str) -> BTreeSet<&'static str> {
    // Some commands have a page of the same name.
    let names = || cli::commands().chain(cli::topics());
    let begun = || names().filter(|name| !words.is_empty() && name.starts_with(words));
    nearest(words, names()).map_or_else(|| begun().collect(), |name| BTreeSet::from([name]))
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

    /// What is said on some words.
    fn asked(words: &[&str]) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        explained(&words, PIPE).map_err(|error| error.to_string())
    }

    #[test]
    fn a_command_and_a_topic_and_all_topics_can_be_asked_for() {
        assert!(asked(&["gopher"]).unwrap().starts_with("Gopher\n======\n\n"));
        assert!(asked(&["cert", "new"]).unwrap().contains("Usage: propus cert new"));
        let both = asked(&["ping"]).unwrap();
        assert!(both.contains("Usage: propus ping") && both.contains("\n\nAsk a server\n==="));
        let topics = asked(&[]).unwrap();
        for page in PAGES {
            assert!(topics.contains(&format!("\n  {} ", page.name)), "{topics}");
            assert!(topics.contains(&format!("  {}\n", page.title())), "{topics}");
        }
        assert!(topics.lines().all(|line| line.chars().count() < COLUMNS), "{topics}");
    }

    #[test]
    fn a_page_is_found_by_the_words_for_what_it_is_about() {
        for (synonym, name) in SYNONYMS {
            assert_eq!(asked(&[synonym]), asked(&[name]), "{synonym}");
            assert!(Page::of_name(synonym).is_none(), "{synonym} is a page of its own");
            assert!(!cli::commands().any(|command| command == *synonym), "{synonym}");
        }
        assert!(asked(&["zone"]).unwrap().starts_with("Who may read what\n==="));
    }

    #[test]
    fn who_misspells_a_topic_is_told_what_was_meant_and_where_the_list_is() {
        for (typed, said) in [
            ("gophr", "no help on gophr; did you mean gopher? All topics: propus help"),
            ("chek", "no help on chek; did you mean check? All topics: propus help"),
            (
                "trouble",
                "no help on trouble; did you mean troubleshooting? All topics: propus help",
            ),
            (
                "compar",
                "no help on compar; did you mean compared-gemini or compared-gopher? All topics: \
                 propus help",
            ),
            ("weather", "no help on weather; all topics: propus help"),
            ("", "no help on ; all topics: propus help"),
        ] {
            assert_eq!(asked(&[typed]).unwrap_err(), said);
        }
        assert!(asked(&["gopher", "gemini"]).is_err());
    }
}
