//! `propus reload` and `propus upgrade`: a running server is told to read its configuration again, or
//! to let another program take its place.

use std::io::{self, Write};
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use super::error::{CommandError, at};
use super::{running, sockets};
use crate::cli::{Reload, Serve, ServeSettings, Typed};
use crate::config::{Config, Metrics, usual_sockets_in_words};
use crate::exchange::Socket;
use crate::server::{NoAnswer, PidFile, Wish, ask_server, server_on};
use crate::settings::server::PID_FILE;
use crate::settings::value::written_socket;

/// Lets the server that holds the pid file, or listens where its metrics are, read its configuration
/// again, and says what came of it.
///
/// # Errors
/// Fails when the configuration is wrong, no server runs, or what was in force before still is.
pub fn reload(arguments: &Reload, out: &mut dyn Write) -> Result<(), CommandError> {
    tell(arguments, Wish::Reload, out)
}

/// Lets the program that lies where a server was started from take its place, and says what came of
/// it.
///
/// # Errors
/// Fails when the configuration is wrong, no server runs, or the one that runs goes on.
pub fn upgrade(arguments: &Reload, out: &mut dyn Write) -> Result<(), CommandError> {
    tell(arguments, Wish::Upgrade, out)
}

fn tell(arguments: &Reload, wish: Wish, out: &mut dyn Write) -> Result<(), CommandError> {
    let config = config(arguments)?;
    let pid = match &config.pid_file {
        Some(file) => holder(file)?,
        None => listener(&config, wish)?,
    };
    let process = pid.as_raw_nonzero().get();
    let asked = match u32::try_from(process) {
        Ok(number) => ask_server(number, wish),
        Err(_) => Err(NoAnswer::Nobody),
    };
    let said = match asked {
        Ok(done) => format!("process {process}: {done}"),
        Err(NoAnswer::Refused(why)) => return Err(CommandError::Refused { process, why }),
        Err(NoAnswer::Silent) => return Err(CommandError::Silent(process)),
        Err(NoAnswer::Nobody) => by_signal(pid, wish)?,
    };
    writeln!(out, "{said}").map_err(CommandError::Output)
}

/// Tells a server that can't be asked, as one in a network of its own.
fn by_signal(pid: Pid, wish: Wish) -> Result<String, CommandError> {
    let process = pid.as_raw_nonzero().get();
    let does = match wish {
        Wish::Reload => "reads its configuration again",
        Wish::Upgrade => "lets another program take its place",
    };
    kill_process(pid, signal_of(wish).0)
        .map_err(|error| CommandError::NotTold { process, source: error.into() })?;
    Ok(format!("process {process} {does}; its log says what came of it"))
}

/// The signal that says the same as a wish, and its name.
fn signal_of(wish: Wish) -> (Signal, &'static str) {
    match wish {
        Wish::Reload => (Signal::HUP, "SIGHUP"),
        Wish::Upgrade => (Signal::USR2, "SIGUSR2"),
    }
}

/// The configuration, which must be faultless: the one that is named, else the one that is found,
/// unless a pid file says all that is needed.
fn config(arguments: &Reload) -> Result<Config, CommandError> {
    let Reload { config, pid_file } = arguments;
    if pid_file.is_none() {
        return sockets::configuration(config.as_deref());
    }
    let typed = Typed::default().with(&PID_FILE, pid_file.clone());
    Ok(Config::new(&Serve { config: config.clone(), settings: ServeSettings(typed) })?)
}

/// The process that holds a pid file.
fn holder(file: &Path) -> Result<Pid, CommandError> {
    let holder = PidFile::holder(file).map_err(at(file))?;
    holder.and_then(pid_of).ok_or_else(|| CommandError::NoServer(file.to_owned()))
}

fn pid_of(number: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(number).ok()?)
}

/// The process that listens at the status socket, or on the port of the metrics.
fn listener(config: &Config, wish: Wish) -> Result<Pid, CommandError> {
    let (mut refused, signal) = (None, signal_of(wish).1);
    for socket in sockets::of(config) {
        let file = match socket {
            Socket::Unix(file) => file,
            Socket::Loopback(address) => {
                let pid = server_on(address.port()).and_then(pid_of);
                let address = address.to_string();
                return pid.ok_or(CommandError::NotSeen { address, signal });
            }
        };
        match running::listener(&file) {
            Ok(pid) => return Ok(pid),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                refused = Some(CommandError::Denied { socket: file, source: error });
            }
            // Whoever listened there is gone.
            Err(_) => {}
        }
    }
    Err(refused.unwrap_or_else(|| CommandError::NoneFound {
        signal,
        sockets: match &config.metrics {
            Metrics::At(socket) => written_socket(socket),
            Metrics::Usual(_) | Metrics::Off => usual_sockets_in_words(),
        },
    }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn where_nobody_listens_there_is_no_server() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("propus.toml");
        let socket = dir.path().join("metrics.sock");
        fs::create_dir(dir.path().join("capsule")).unwrap();
        let metrics = format!("metrics = 'unix:{}'\n", socket.display());
        fs::write(&file, metrics + "[[host]]\nname = 'example.org'\n").unwrap();
        let arguments = Reload { config: Some(file), pid_file: None };
        for _ in 0..2 {
            let error = reload(&arguments, &mut Vec::new()).unwrap_err();
            assert!(matches!(error, CommandError::NoneFound { .. }), "{error}");
            // The next time what is there is no socket.
            fs::write(&socket, "").unwrap();
        }
    }
}
