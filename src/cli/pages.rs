//! Manual pages and completions for shells, made of the description of the command line. Writing
//! them to files is for `command`.

use std::io;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::program::{AFTER_HELP, Cli};
use super::{examples, help};
use crate::manual::PAGES;

/// In place of a date, which two builds of the same sources would not share. An empty argument
/// would be left out, and what follows taken for the date.
const NO_DATE: &str = " ";

/// Heading of every page.
const MANUAL: &str = "propus manual";

/// Meaning of the exit codes.
const EXIT_STATUS: &str = "\
0 when all is well; 1 when something failed, with a message that names the option, the file \
or the address; 2 when the command line itself is wrong. The command ping has more of them, \
see propus-ping(1).";

/// Where there is more. The chapters of the manual are no pages of man(1).
const SEE_ALSO: &str = "propus(1), propus.toml(5); propus help lists the chapters of the manual";

/// A manual page, as troff reads it.
#[derive(Debug)]
pub struct ManualPage {
    /// Name of its file, such as `propus-serve.1`.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
}

/// The manual pages of section 1: one for the program, and one for each command.
///
/// # Errors
/// None, unless the description of the command line can't be written as troff.
pub fn manual_pages() -> io::Result<Vec<ManualPage>> {
    let mut program = Cli::command();
    program.build();
    let mut pages =
        vec![ManualPage { name: "propus.1".to_owned(), text: of_program(program.clone())? }];
    add_commands(&program, SEE_ALSO, &mut pages)?;
    Ok(pages)
}

/// The script by which a shell completes commands and options.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    // As commands, since not every shell is told the words of an argument.
    let commands = help::commands().map(|name| Command::default().name(name));
    let topics = PAGES.iter().filter(|page| help::commands().all(|command| command != page.name));
    let topics = topics.map(|page| Command::default().name(page.name).about(page.title()));
    let mut program =
        Cli::command().mut_subcommand("help", |help| help.subcommands(commands.chain(topics)));
    clap_complete::generate(shell, &mut program, "propus", &mut script);
    script
}

fn add_commands(parent: &Command, see_also: &str, pages: &mut Vec<ManualPage>) -> io::Result<()> {
    for command in parent.get_subcommands().filter(|command| !command.is_hide_set()) {
        let man = man(command.clone());
        let mut text = Vec::new();
        write_usage(&man, command, &mut text)?;
        write_examples(command.get_bin_name().unwrap_or_default(), &mut text)?;
        write_section("SEE ALSO", &[see_also], &mut text)?;
        pages.push(ManualPage { name: man.get_filename(), text });
        add_commands(command, see_also, pages)?;
    }
    Ok(())
}

fn of_program(program: Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    write_usage(&man(program.clone()), &program, &mut text)?;
    for line in AFTER_HELP.lines() {
        // "Signals: what they do" is a section; a line that is not of this form stands for itself.
        let (heading, what) = line.split_once(": ").unwrap_or(("Notes", line));
        write_section(&heading.to_uppercase(), &[what], &mut text)?;
    }
    write_examples("propus", &mut text)?;
    write_section("EXIT STATUS", &[EXIT_STATUS], &mut text)?;
    write_section("SEE ALSO", &["propus.toml(5)"], &mut text)?;
    Ok(text)
}

/// The page's description, with the usage that `--help` shows: without that, all options stand in
/// the synopsis.
fn man(mut command: Command) -> Man {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    Man::new(command.override_usage(usage))
        .date(NO_DATE)
        .source(concat!("propus ", env!("CARGO_PKG_VERSION")))
        .manual(MANUAL)
}

fn write_usage(man: &Man, command: &Command, text: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(text)?;
    man.render_name_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_description_section(text)?;
    man.render_options_section(text)?;
    if command.has_subcommands() { man.render_subcommands_section(text) } else { Ok(()) }
}

fn write_section(heading: &str, paragraphs: &[&str], text: &mut Vec<u8>) -> io::Result<()> {
    let mut section = Roff::new();
    section.control("SH", [heading]);
    for paragraph in paragraphs {
        section.text([roman(*paragraph)]);
    }
    section.to_writer(text)
}

fn write_examples(command: &str, text: &mut Vec<u8>) -> io::Result<()> {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]);
    for (typed, what) in examples::of(command) {
        section.control("TP", []).text([bold(*typed)]).text([roman(*what)]);
    }
    section.to_writer(text)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_command_has_a_page_with_its_options() {
        let pages = manual_pages().unwrap();
        let page = |name: &str| {
            let page = pages.iter().find(|page| page.name == name);
            String::from_utf8(page.unwrap_or_else(|| panic!("no {name}")).text.clone()).unwrap()
        };
        for (name, what) in [
            ("propus.1", ".SH \"EXIT STATUS\""),
            ("propus.1", "SIGHUP reads configuration"),
            ("propus.1", "propus\\-serve(1)"),
            ("propus-serve.1", "\\-\\-max\\-connections"),
            ("propus-serve.1", "propus.toml(5)"),
            ("propus-cert-new.1", "\\-\\-yes"),
            ("propus-man.1", "DIR"),
        ] {
            assert!(page(name).contains(what), "{name}: {what}\n{}", page(name));
        }
        for page in &pages {
            let text = String::from_utf8_lossy(&page.text);
            assert!(text.contains("\n.SH EXAMPLES\n.TP\n\\fBpropus "), "{}: {text}", page.name);
        }
    }

    #[test]
    fn topics_and_commands_are_completed_behind_help() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(completions(*shell)).unwrap();
            assert!(script.contains("troubleshooting"), "{shell}");
        }
    }

    #[test]
    fn words_of_a_list_are_completed_and_not_files() {
        let script = String::from_utf8(completions(Shell::Bash)).unwrap();
        for (option, words) in [
            ("generator", "plain jekyll hugo zola mdbook"),
            ("gopher-charset", "utf-8 ascii"),
            ("footer", "full usual ways off"),
            ("log-addresses", "off truncated full"),
        ] {
            let begun = script.split(&format!("--{option})\n")).nth(1).unwrap_or_default();
            assert!(begun.lines().next().unwrap().contains(&format!("-W \"{words}\"")), "{option}");
        }
    }

    #[test]
    fn every_shell_learns_the_commands() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(completions(*shell)).unwrap();
            assert!(script.contains("max-connections") && script.contains("renew"), "{shell}");
        }
    }
}
