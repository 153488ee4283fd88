//! A server that runs on this machine, as the kernel knows it: by the socket at which it listens.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use clap::Parser;
use rustix::process::Pid;

use super::sockets;
use crate::cli::{Cli, Command};
use crate::exchange::Socket;

/// The configuration of the server that is found by the socket that it opens by itself; `None` where
/// there is no server, or none with a configuration that is there.
///
/// It is asked of the kernel, not of the server: what comes out of the socket was written by the
/// process that talks to strangers, which is to name no file that is edited.
pub(super) fn running_file() -> Option<PathBuf> {
    let file_at = |socket| match socket {
        Socket::Unix(file) => {
            let process = listener(&file).ok()?;
            file_of(&Path::new("/proc").join(process.as_raw_nonzero().to_string()))
        }
        Socket::Loopback(_) => None,
    };
    sockets::usual().into_iter().find_map(file_at)
}

/// The configuration that a process was started with, by its folder in /proc.
fn file_of(process: &Path) -> Option<PathBuf> {
    let line = fs::read(process.join("cmdline")).ok()?;
    let line = line.strip_suffix(b"\0").unwrap_or(&line);
    let cli = Cli::try_parse_from(line.split(|byte| *byte == 0).map(OsStr::from_bytes)).ok()?;
    let Command::Serve(serve) = cli.command.unwrap_or(Command::Serve(cli.serve)) else {
        return None;
    };
    let file = serve.config?;
    let file = match file.is_absolute() {
        true => file,
        false => fs::read_link(process.join("cwd")).ok()?.join(file),
    };
    file.exists().then_some(file)
}

/// The process that listens at a socket, as the kernel knows it: a number that the server itself told
/// would be another one outside of its container.
///
/// # Errors
/// Fails when nobody listens there, or the socket may not be used.
pub(super) fn listener(socket: &Path) -> io::Result<Pid> {
    peer(&UnixStream::connect(socket)?)
}

#[cfg(target_os = "linux")]
fn peer(stream: &UnixStream) -> io::Result<Pid> {
    Ok(rustix::net::sockopt::socket_peercred(stream)?.pid)
}

#[cfg(not(target_os = "linux"))]
fn peer(_: &UnixStream) -> io::Result<Pid> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_of_a_process_is_the_one_that_it_was_started_with() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("propus.toml"), "").unwrap();
        std::os::unix::fs::symlink(dir.path(), at("cwd")).unwrap();
        let check = |words: &[&str], expected: Option<&str>| {
            let line: String = words.iter().map(|word| format!("{word}\0")).collect();
            fs::write(at("cmdline"), line).unwrap();
            assert_eq!(file_of(dir.path()), expected.map(at), "{words:?}");
        };
        let absolute = at("propus.toml");
        check(&["propus", "serve", "--config", absolute.to_str().unwrap()], Some("propus.toml"));
        check(&["propus", "--config=propus.toml"], Some("propus.toml"));
        check(&["propus", "serve", "site"], None);
        check(&["propus", "serve", "--config", "other.toml"], None);
        check(&["propus", "check", "--config", "propus.toml"], None);
        check(&["other", "--unknown"], None);
    }
}
