//! Reading the command line: what is wrong in it, and what was meant.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use super::alone::spelled_out;
use super::program::Cli;
use super::short_help;
use crate::alike::nearest;
use crate::settings::host::CAPSULE;

/// Words that other programs have for what propus does, and its own.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("build", "export"),
    ("dev", "serve"),
    ("generate", "export"),
    ("install", "init"),
    ("lint", "check"),
    ("preview", "render"),
    ("restart", "upgrade"),
    ("run", "serve"),
    ("start", "serve"),
    ("test", "check"),
    ("up", "serve"),
    ("validate", "check"),
];

/// Options that other servers have, and what propus has for them.
const OTHER_OPTIONS: &[(&[&str], &str)] = &[
    (
        &["--port", "-p", "--listen", "--bind", "--addr", "--address"],
        "each protocol has its own: --gemini 1966, --gopher 7070, --gemini 192.0.2.7:1965",
    ),
    (
        &["--root", "--dir", "--directory", "--content", "--capsule-dir", "--docroot"],
        "the folder stands by itself: propus DIR",
    ),
    (
        &["--cert", "--key", "--tls-cert", "--tls-key", "--certificate"],
        "take over a pair that there is: propus cert import; where they lie: --certs DIR",
    ),
];

/// Reads the command line; on wrong usage, and for `--help` and `--version`, prints and exits as
/// clap does (2 or 0). `-h` alone prints one screen.
#[must_use]
pub fn read() -> Cli {
    if std::env::args_os().skip(1).eq(["-h"]) {
        // When standard output is closed nobody wants to know.
        let _ = io::stdout().write_all(short_help::text().as_bytes());
        std::process::exit(0);
    }
    let words = spelled_out(std::env::args_os());
    let cli = Cli::try_parse_from(words).unwrap_or_else(|error| {
        let first = std::env::args_os().nth(1);
        let better = misspelt_with_arguments(first.as_deref(), &error);
        better.or_else(|| option_of_others(&error)).unwrap_or(error).exit()
    });
    match misspelt_command(&cli) {
        Some(error) => error.exit(),
        None => cli,
    }
}

/// The error of a command that was misspelt and has arguments: then the first of these seems to be
/// one too many.
fn misspelt_with_arguments(first: Option<&OsStr>, error: &clap::Error) -> Option<clap::Error> {
    let is_wrong_usage = error.use_stderr();
    let written = first.and_then(OsStr::to_str).filter(|it| is_wrong_usage && !it.starts_with('-'));
    misspelt(Path::new(written?))
}

/// The error of an option that others have.
fn option_of_others(error: &clap::Error) -> Option<clap::Error> {
    let is_unknown = error.kind() == ErrorKind::UnknownArgument;
    let argument = error.get(ContextKind::InvalidArg).filter(|_| is_unknown)?;
    let ContextValue::String(written) = argument else { return None };
    let (_, instead) =
        OTHER_OPTIONS.iter().find(|(options, _)| options.contains(&written.as_str()))?;
    let what = format!("no option {written}; {instead}");
    Some(Cli::command().error(ErrorKind::UnknownArgument, what))
}

/// The error of a folder that there is not and that is called nearly like a command.
fn misspelt_command(cli: &Cli) -> Option<clap::Error> {
    if cli.command.is_some() {
        return None;
    }
    let (folder, _) = cli.serve.settings.0.value(&CAPSULE)?;
    misspelt(&folder)
}

/// The error of what is no folder here, and no command, and called nearly like one.
fn misspelt(folder: &Path) -> Option<clap::Error> {
    let written = folder.to_str().filter(|it| !it.contains('/') && !folder.exists())?;
    let mut program = Cli::command();
    let commands: Vec<String> =
        program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let commands = || commands.iter().map(String::as_str);
    if commands().any(|command| command == written) {
        return None;
    }
    let other = OTHER_WORDS.iter().find(|(word, _)| *word == written).map(|(_, meant)| *meant);
    let meant = other.or_else(|| nearest(written, commands()))?;
    let what = format!(
        "no command {written}; did you mean {meant}? (to serve a folder of that name: propus \
         ./{written})"
    );
    Some(program.error(ErrorKind::InvalidSubcommand, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_was_misspelt_is_no_folder() {
        let error = |argument| {
            let cli = Cli::try_parse_from(["propus", argument]).unwrap();
            misspelt_command(&cli).map(|error| error.to_string())
        };
        let said = error("chek").unwrap();
        assert!(said.contains("no command chek; did you mean check?"), "{said}");
        assert!(said.contains("propus ./chek"), "{said}");
        for (other, meant) in OTHER_WORDS {
            let said = error(other).unwrap();
            assert!(said.contains(&format!("no command {other}; did you mean {meant}?")), "{said}");
            assert!(Cli::command().find_subcommand(meant).is_some(), "{meant}");
        }
        for folder in ["blog", "./chek", "chek/", "src"] {
            assert_eq!(error(folder), None, "{folder}");
        }
    }

    #[test]
    fn a_command_that_was_misspelt_is_named_with_arguments_too() {
        let said = |arguments: &[&str]| {
            let line = ["propus"].iter().chain(arguments);
            let error = Cli::try_parse_from(line).unwrap_err();
            let first = arguments.first().map(OsStr::new);
            misspelt_with_arguments(first, &error).map(|error| error.to_string())
        };
        for (arguments, expected) in [
            (&["chek", "capsule"][..], "no command chek; did you mean check?"),
            (&["serv", "/srv", "--host", "a.example"], "no command serv; did you mean serve?"),
            (&["chek", "--json"], "no command chek; did you mean check?"),
            (&["build", "site"], "no command build; did you mean export?"),
        ] {
            let said = said(arguments).unwrap();
            assert!(said.contains(expected), "{arguments:?}: {said}");
        }
        for arguments in [&["check", "--wrong"][..], &["blog", "blog"], &["--wrong"], &["--help"]] {
            assert_eq!(said(arguments), None, "{arguments:?}");
        }
    }

    #[test]
    fn an_option_of_another_server_is_told_from_one_that_is_misspelt() {
        let said = |arguments: &[&str]| {
            let error = Cli::try_parse_from(["propus"].iter().chain(arguments)).unwrap_err();
            option_of_others(&error).map(|error| error.to_string())
        };
        for (arguments, expected) in [
            (&["--port", "1965"][..], "no option --port; each protocol has its own: --gemini 1966"),
            (&["serve", "blog", "-p", "1965"], "no option -p; each protocol"),
            (&["--root", "blog"], "no option --root; the folder stands by itself: propus DIR"),
            (&["--key", "a.pem"], "no option --key; take over a pair"),
        ] {
            let said = said(arguments).unwrap();
            assert!(said.contains(expected), "{arguments:?}: {said}");
        }
        for arguments in [&["--gemin", "1965"][..], &["--colour"], &["--width", "x"], &["init"]] {
            assert_eq!(said(arguments), None, "{arguments:?}");
        }
        let known = |word: &str| Cli::try_parse_from(["propus", word, "x"]);
        for word in OTHER_OPTIONS.iter().flat_map(|(options, _)| *options) {
            assert!(known(word).is_err_and(|it| it.kind() == ErrorKind::UnknownArgument), "{word}");
        }
    }
}
