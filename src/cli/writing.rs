//! The options of the commands about what is written: the history of uploads, letters of readers,
//! and new pages.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// See what was written from clients, and undo it.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct History {
    /// What to do but list.
    #[command(subcommand)]
    pub act: Option<HistoryAct>,
    /// What to list.
    #[command(flatten)]
    pub list: HistoryList,
}

/// What to do with a version.
#[derive(Subcommand, Debug)]
pub enum HistoryAct {
    /// Write a version to standard output, as it was.
    Show(HistoryShow),
    /// Put back what was there before the last change of a file; a second time undoes that.
    Undo(HistoryUndo),
}

/// List versions.
#[derive(Args, Debug)]
pub struct HistoryList {
    /// The page or file, by its path, such as /notes/pi, or by its name in the folder, such as
    /// notes/pi.md [default: all].
    #[arg(value_name = "PATH")]
    pub path: Option<String>,
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}

/// Show a version.
#[derive(Args, Debug)]
pub struct HistoryShow {
    /// The page or file, @ and the number of the version, as the list has it.
    #[arg(value_name = "PATH@N")]
    pub version: String,
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}

/// Undo a change.
#[derive(Args, Debug)]
pub struct HistoryUndo {
    /// The page or file, as in the list.
    #[arg(value_name = "PATH")]
    pub path: String,
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}

/// The host whose history or letters are meant.
#[derive(Args, Debug, Default)]
pub struct HostPlace {
    /// The server's configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of history and letters [default: ~/.local/state/propus, for root /var/lib/propus/state].
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// The host, where there are several [default: the first].
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The capsule's folder [default: capsule].
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub capsule: Option<PathBuf>,
}

/// Read the letters of readers, and publish or drop them.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Letters {
    /// What to do but list.
    #[command(subcommand)]
    pub act: Option<LettersAct>,
    /// What to list.
    #[command(flatten)]
    pub list: LettersList,
}

/// What to do with letters.
#[derive(Subcommand, Debug)]
pub enum LettersAct {
    /// Print those that wait, the oldest first; without a word the same.
    List(LettersList),
    /// Print a letter, with all that is known of it.
    Show(LetterChosen),
    /// Write a letter into the site, where it stands below its page from then on.
    Publish(LetterChosen),
    /// Remove a letter. What it said is gone then.
    Drop(LetterChosen),
}

/// List letters.
#[derive(Args, Debug)]
pub struct LettersList {
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}

/// One letter.
#[derive(Args, Debug)]
pub struct LetterChosen {
    /// The number of the letter, as the list has it.
    #[arg(value_name = "N")]
    pub number: u64,
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}

/// Begin a page.
#[derive(Args, Debug)]
pub struct New {
    /// The title of the page.
    #[arg(value_name = "TITLE")]
    pub title: String,
    /// A tag; may be given several times.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A draft, which is not shown to readers.
    #[arg(long)]
    pub draft: bool,
    /// The server's configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The host, where there are several [default: the first].
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The capsule's folder [default: that of the configuration, else capsule].
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub capsule: Option<PathBuf>,
}
