//! `propus reload`: a running server is told to read its configuration again.

use std::io::Write;
use std::path::PathBuf;

use rustix::process::{Pid, Signal, kill_process};

use super::error::{CommandError, at};
use crate::cli::{Reload, Serve, ServeSettings, Typed};
use crate::config::Config;
use crate::server::PidFile;
use crate::settings::server::PID_FILE;

/// Sends the signal to the server that holds the pid file.
///
/// # Errors
/// Fails when the configuration is wrong, or no server runs.
pub fn reload(arguments: &Reload, out: &mut dyn Write) -> Result<(), CommandError> {
    let file = pid_file(arguments)?;
    let holder = PidFile::holder(&file).map_err(at(&file))?;
    let pid = holder.and_then(|number| Pid::from_raw(i32::try_from(number).ok()?));
    let pid = pid.ok_or_else(|| CommandError::NoServer(file.clone()))?;
    kill_process(pid, Signal::HUP).map_err(|error| at(&file)(error.into()))?;
    writeln!(
        out,
        "process {pid} reads its configuration again; its log says what came of it",
        pid = pid.as_raw_nonzero()
    )
    .map_err(CommandError::Output)
}

/// The pid file: the one that was typed, else the one that the configuration names, which must be
/// faultless.
fn pid_file(arguments: &Reload) -> Result<PathBuf, CommandError> {
    let mut typed = Typed::default();
    if arguments.pid_file.is_some() {
        typed = typed.with(&PID_FILE, arguments.pid_file.clone());
    }
    let serve = Serve { config: arguments.config.clone(), settings: ServeSettings(typed) };
    Config::new(&serve)?.pid_file.ok_or(CommandError::NoPidFile)
}
