//! The example of a file, held against the command line and the defaults.

use std::path::Path;

use clap::CommandFactory;

use super::{config, uncommented};
use crate::cli::Serve;
use crate::config::text::Text;
use crate::config::{Config, ValueSource};
use crate::settings::access::LETTERS;
use crate::settings::content::{CONTENT, HOST_CONTENT};
use crate::settings::host::HOST;
use crate::settings::store::STORE;
use crate::settings::{FILE, example};

#[test]
fn the_file_knows_every_option_of_the_command_line() {
    // What a file calls otherwise: the folder, the name, what is switched off.
    let otherwise = [
        ("host", "name"),
        ("no-gemini", "gemini"),
        ("no-gopher", "gopher"),
        ("no-listings", "listings"),
        ("no-sandbox", "sandbox"),
        ("upload", "uploads"),
    ];
    let logs =
        [("log-format", "format"), ("log-addresses", "addresses"), ("log-queries", "queries")];
    let whole = uncommented();
    let command = crate::cli::Cli::command();
    let serve = command.find_subcommand("serve").unwrap();
    let shown = serve.get_arguments().filter(|option| !option.is_hide_set());
    let options: Vec<&str> = shown.filter_map(clap::Arg::get_long).collect();
    assert!(options.len() > 20, "{options:?}");
    for option in options.into_iter().filter(|option| !["config", "help"].contains(option)) {
        let known = otherwise.iter().chain(&logs).find(|known| known.0 == option);
        let key = known.map_or(option, |known| known.1);
        assert!(whole.lines().any(|line| line.starts_with(&format!("{key} ="))), "--{option}");
    }
}

#[test]
fn the_example_says_every_option_and_what_is_usual() {
    assert!(
        example().lines().all(|line| line.is_empty() || line.starts_with('#')),
        "all of it is a comment"
    );
    let settings_of = |text: &str| {
        let text = Text::new(Path::new("propus.toml"), text.to_owned());
        Config::of(&Serve::default(), Some(&text)).unwrap().settings
    };
    let usual = config(&[], None).unwrap().settings;
    assert_eq!(settings_of(&example()), usual);
    let (repeated, shown): (Vec<_>, Vec<_>) =
        settings_of(&uncommented()).into_iter().partition(|it| {
            it.table.starts_with("[[host.") || [LETTERS.head, STORE.head].contains(&it.table)
        });
    // Of what a host has several, or none, nothing is usual.
    assert_eq!(
        repeated.iter().map(|it| it.key).collect::<Vec<_>>(),
        [
            "etcd",
            "prefix",
            "ca",
            "certificate",
            "key",
            "user",
            "password-file",
            "host-key",
            "box",
            "path",
            "any",
            "listed",
            "name",
            "fingerprint",
            "path",
            "delete",
            "largest",
            "quota-bytes",
            "quota-files",
            "kinds",
            "name",
            "fingerprint",
            "anyone",
            "an-hour",
            "a-day",
            "longest",
            "path",
            "socket",
            "patience",
            "largest",
            "largest-upload"
        ]
    );
    assert_eq!(shown.len(), usual.len());
    for (shown, usual) in shown.iter().zip(&usual) {
        // An empty list of tables stands nowhere.
        let in_example =
            matches!(shown.source, ValueSource::File(..)) || shown.value.as_deref() == Some("[]");
        assert!(in_example, "{} is not in the example", shown.key);
        assert!(usual.value.is_none() || shown.value == usual.value, "{shown:?} is not {usual:?}");
    }
}

#[test]
fn every_declaration_is_asked_for() {
    let text = Text::new(Path::new("propus.toml"), uncommented());
    let in_force = Config::of(&Serve::default(), Some(&text)).unwrap().settings;
    for table in FILE.with_tables_below().into_iter().filter(|table| table.list.is_none()) {
        // What is for all hosts is in force for each.
        let head = if table.head == CONTENT.head { HOST_CONTENT.head } else { table.head };
        for key in table.settings().map(|setting| setting.facts().key) {
            // The address above all hosts is in force for one of them.
            let is_own = head.is_empty() && ["gopher", "nex", "finger"].contains(&key);
            let head = if is_own { HOST.head } else { head };
            assert!(in_force.iter().any(|it| (it.table, it.key) == (head, key)), "{head} {key}");
        }
    }
}
