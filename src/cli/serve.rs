//! The options of `serve`, and those about content that other commands share.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

use super::typed::{Typed, add_options};
use crate::settings::content::CONTENT;
use crate::settings::host::HOST;
use crate::settings::limits::LIMITS;
use crate::settings::log::LOG;
use crate::settings::{FILE, Table};

/// Tables with options of `serve`: of two under the same heading of the help, the first goes first.
const TABLES: &[&Table] = &[&HOST, &FILE, &CONTENT, &LIMITS, &LOG];

/// Serve a folder.
#[derive(Args, Default, Debug)]
pub struct Serve {
    /// A configuration file, such as propus.toml; what is typed here wins over what it says.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Values of all settings that have an option.
    #[command(flatten)]
    pub settings: ServeSettings,
}

/// Values of all settings that have an option.
#[derive(Default, Debug)]
pub struct ServeSettings(pub Typed);

/// Values of settings about content.
#[derive(Default, Debug)]
pub struct ContentSettings(pub Typed);

impl Args for ServeSettings {
    fn augment_args(command: Command) -> Command {
        add_options(command, TABLES)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ServeSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(Typed::of(matches, TABLES)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ContentSettings {
    fn augment_args(command: Command) -> Command {
        add_options(command, &[&CONTENT])
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for ContentSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(Typed::of(matches, &[&CONTENT])))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
