//! The command line as it was typed. Only this room names `clap`, which reads it.
//!
//! Left to others: `settings` declares the options of settings, `config` says what they mean,
//! `command` and `server` do what was asked for.
//!
//! Invariants:
//! - The description of the command line is consistent, and wrong usage is refused
//!   (`cli::program::tests::the_command_line_is_consistent`,
//!   `cli::program::tests::wrong_usage_is_refused`).
//! - Every command has a manual page with its options
//!   (`cli::pages::tests::every_command_has_a_page_with_its_options`).

mod alone;
mod announce;
mod doctor;
mod examples;
mod help;
mod keys;
mod pages;
mod ping;
mod ping_url;
mod program;
mod read;
mod search;
mod serve;
mod short_help;
mod store;
mod tasks;
mod typed;
mod writing;

pub use announce::Announce;
pub use clap_complete::Shell;
pub use doctor::Doctor;
pub use help::{commands, help_of, topics};
pub use keys::{
    Cert, CertImport, CertNew, CertRenew, CertShow, CertsFolder, Id, IdAdd, IdList, IdPending,
    IdRemove, Rights, ZoneArgs,
};
pub use pages::{ManualPage, completions, manual_pages};
pub use ping::{KnownHosts, Ping};
pub use ping_url::{PingUrl, Scheme};
pub use program::{Cli, Command};
pub use read::read;
pub use search::Search;
pub use serve::{ContentSettings, Serve, ServeSettings};
pub use store::{Store, StoreInit, StorePlace, StorePull, StorePush};
pub use tasks::{
    Check, Completions, Export, ExportAs, Help, Hook, Init, Man, Reload, Render, RenderAs,
    ShowConfig, Status,
};
pub use typed::Typed;
pub use writing::{
    History, HistoryAct, HistoryList, HistoryShow, HistoryUndo, HostPlace, LetterChosen, Letters,
    LettersAct, LettersList, New,
};
