//! What there is help on, and that of a command.

use std::sync::LazyLock;

use clap::CommandFactory;
use clap::error::ErrorKind;

use super::program::Cli;
use crate::manual::PAGES;

/// The names of all topics.
pub fn topics() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|page| page.name)
}

/// The names of all commands that are shown.
pub fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(String::as_str)
}

/// clap wants to have these for as long as the program runs.
static COMMANDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let program = Cli::command();
    let shown = program.get_subcommands().filter(|command| !command.is_hide_set());
    shown.map(|command| command.get_name().to_owned()).collect()
});

/// The help of a command, as `--help` prints it; `None` when there is no such command.
#[must_use]
pub fn help_of(words: &[String], in_colour: bool) -> Option<String> {
    let arguments = ["propus"].into_iter().chain(words.iter().map(String::as_str));
    let mut program = Cli::command();
    let mut command = &program;
    for word in words {
        command = command.find_subcommand(word)?;
    }
    let asked = program.try_get_matches_from_mut(arguments.chain(["--help"]));
    let help = asked.err().filter(|it| it.kind() == ErrorKind::DisplayHelp)?.render();
    Some(if in_colour { help.ansi().to_string() } else { help.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_the_help_of_its_option() {
        let help = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            help_of(&words, false)
        };
        assert!(help(&["check"]).unwrap().contains("Usage: propus check"));
        assert!(help(&["cert", "renew"]).unwrap().contains("Usage: propus cert renew"));
        assert!(help(&[]).unwrap().contains("--max-connections"));
        for words in [&["chek"][..], &["cert", "gopher"], &["gopher"], &["check", "--help"]] {
            assert_eq!(help(words), None, "{words:?}");
        }
    }
}
