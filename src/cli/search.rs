//! The options of `propus search`.

use std::path::PathBuf;

use clap::Args;

use super::writing::HostPlace;

/// Search a capsule as its readers can.
#[derive(Args, Debug)]
pub struct Search {
    /// The words, as readers type them; several in quotes.
    #[arg(value_name = "WORDS")]
    pub words: String,
    /// The capsule's folder [default: that of the configuration, else capsule].
    #[arg(value_name = "DIR", conflicts_with_all = ["config", "capsule"])]
    pub folder: Option<PathBuf>,
    /// The page of results, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub page: u16,
    /// Write one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Of which host.
    #[command(flatten)]
    pub place: HostPlace,
}
