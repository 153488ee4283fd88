//! What was typed of what the process is permitted to do.

use std::path::PathBuf;

use clap::Args;

/// What the process is permitted to do.
#[derive(Args, Default, Debug)]
pub struct ProcessArgs {
    /// The user that a server started by root becomes once it listens: a name, or UID:GID.
    #[arg(long, value_name = "NAME", help_heading = "Process")]
    pub user: Option<String>,
    /// Serve as root, which is refused otherwise.
    #[arg(long, help_heading = "Process")]
    pub allow_root: bool,
    /// Do without the sandbox, in which the server gets at nothing but its own files.
    #[arg(long, help_heading = "Process")]
    pub no_sandbox: bool,
    /// A folder that may be read in the sandbox besides those of the capsules; may be given several
    /// times.
    #[arg(long, value_name = "DIR", conflicts_with = "no_sandbox", help_heading = "Process")]
    pub sandbox_read: Vec<PathBuf>,
}
