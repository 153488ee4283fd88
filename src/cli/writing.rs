//! The options of the commands about what is written: the history of uploads, and new pages.

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
    pub place: HistoryPlace,
}

/// Show a version.
#[derive(Args, Debug)]
pub struct HistoryShow {
    /// The page or file, @ and the number of the version, as the list has it.
    #[arg(value_name = "PATH@N")]
    pub version: String,
    /// Of which host.
    #[command(flatten)]
    pub place: HistoryPlace,
}

/// Undo a change.
#[derive(Args, Debug)]
pub struct HistoryUndo {
    /// The page or file, as in the list.
    #[arg(value_name = "PATH")]
    pub path: String,
    /// Of which host.
    #[command(flatten)]
    pub place: HistoryPlace,
}

/// The host whose history is meant.
#[derive(Args, Debug, Default)]
pub struct HistoryPlace {
    /// The server's configuration file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the history [default: ~/.local/state/propus, for root /var/lib/propus/state].
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// The host, where there are several [default: the first].
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The capsule's folder [default: capsule].
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub capsule: Option<PathBuf>,
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
    /// The capsule's folder.
    #[arg(long, value_name = "DIR", default_value = "capsule")]
    pub capsule: PathBuf,
}
