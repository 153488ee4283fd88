//! The options of `doctor`, as they are typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::ping::seconds;
use crate::settings::value::HostName;

/// Look a server over, from outside and, where it is configured, from inside.
#[derive(Args, Debug)]
pub struct Doctor {
    /// The public name of a host [default: the hosts of the configuration].
    #[arg(value_name = "HOST")]
    pub host: Option<HostName>,
    /// The server's configuration file: its capsules, keys and limits are looked at, too [default:
    /// propus/propus.toml in ~/.config or /etc, if it is there].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The Gemini port that readers use [default: that of the configuration, else 1965].
    #[arg(long, value_name = "PORT")]
    pub gemini: Option<u16>,
    /// The Gopher port that readers use [default: that of the configuration, else 70, or 7070 where
    /// 70 is not reached].
    #[arg(long, value_name = "PORT")]
    pub gopher: Option<u16>,
    /// The Spartan port that readers use [default: that of the configuration, else the host is not
    /// on Spartan].
    #[arg(long, value_name = "PORT")]
    pub spartan: Option<u16>,
    /// The Nex port that readers use [default: that of the configuration, else the host is not on
    /// Nex].
    #[arg(long, value_name = "PORT")]
    pub nex: Option<u16>,
    /// The Finger port that readers use [default: that of the configuration, else the host is not
    /// on Finger].
    #[arg(long, value_name = "PORT")]
    pub finger: Option<u16>,
    /// The host is not on Gemini.
    #[arg(long, conflicts_with = "gemini")]
    pub no_gemini: bool,
    /// The host is not on Gopher.
    #[arg(long, conflicts_with_all = ["gopher", "no_gemini"])]
    pub no_gopher: bool,
    /// The copy of the host's key that is kept elsewhere: a file, or a folder of such files.
    #[arg(long, value_name = "PATH")]
    pub key_copy: Option<PathBuf>,
    /// How long each request may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub timeout: Duration,
}
