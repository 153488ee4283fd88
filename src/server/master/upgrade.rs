//! Another program in the place of this one: the same process, with the same listeners, while the
//! worker of the program before goes on until one of the new program is ready.
//!
//! To execute a program can't be undone. So the new one is tried first: it reads the configuration
//! and says which language it speaks. What the master holds goes with messages into a pair of
//! sockets, whose other end is the standard input of the new program.

use std::ffi::{CString, OsString};
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::sd_notify;
use super::step::Id;
use crate::cli::Serve;
use crate::config::{Config, ConfigError};
use crate::server::link::Link;
use crate::server::sockets::ListenerFacts;
use crate::server::worker::WORKER;

/// The variable that asks a program whether it could take the place of another one.
pub const TRIAL: &str = "PROPUS_TRIAL";
/// The variable that tells a program that it has taken the place of another one.
pub const HEIR: &str = "PROPUS_HEIR";
/// The answer of a program that could: the version of the messages that it understands.
const ANSWER: &str = "propus takes over, language 1\n";
/// The time that a program has for that.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes that are read of what it says.
const LONGEST: u64 = 4096;

/// Answers the program that wants to know whether this one could take its place: it can, if it
/// understands the configuration, whose text it is asked with.
///
/// # Errors
/// Fails when it does not.
pub fn answer_trial(
    serve: &Serve,
    asked: &mut dyn Read,
    out: &mut dyn Write,
) -> Result<(), ConfigError> {
    let mut text = String::new();
    // What can't be read is no configuration, which is said then.
    let _ = asked.read_to_string(&mut text);
    Config::of_text(serve, serve.config.as_ref().map(|_| text))?;
    // Who does not hear the answer takes it for a no.
    let _ = out.write_all(ANSWER.as_bytes());
    Ok(())
}

/// A program that is being tried.
#[derive(Debug)]
pub(super) struct Trial {
    pub(super) id: Id,
    said: ChildStdout,
    complaint: ChildStderr,
    pub(super) until: Instant,
}

impl Trial {
    /// Tries a program, with the arguments of this process and a configuration of this text.
    ///
    /// # Errors
    /// Fails when it can't be started.
    pub(super) fn start(program: &Path, text: Option<String>, now: Instant) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1)).env(TRIAL, "1").env_remove(HEIR);
        for name in sd_notify::VARIABLES {
            command.env_remove(name);
        }
        let text = file_of(&text.unwrap_or_default())?;
        command.stdin(Stdio::from(text)).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (Some(said), Some(complaint)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // Of a process that has left them to others there may never be an end.
        for pipe in [said.as_fd(), complaint.as_fd()] {
            rustix::io::ioctl_fionbio(pipe, true)?;
        }
        Ok(Self { id: child.id(), said, complaint, until: now + PATIENCE })
    }

    /// The outcome, now that it has ended.
    ///
    /// # Errors
    /// A sentence on why it can't take over.
    pub(super) fn outcome(mut self, how: &str) -> Result<(), String> {
        if all_of(&mut self.said) == ANSWER {
            return Ok(());
        }
        let complaint = all_of(&mut self.complaint);
        let complaint = complaint.trim().trim_start_matches("propus: ");
        if complaint.is_empty() {
            return Err(format!("the new program {how}, and does not say that it could take over"));
        }
        Err(format!("the new program could not take over: {complaint}"))
    }
}

/// A text in a file that has no name, to be read from its beginning.
///
/// # Errors
/// Fails when the system has no room for it.
pub(super) fn file_of(text: &str) -> io::Result<File> {
    #[cfg(target_os = "linux")]
    let mut file = File::from(rustix::fs::memfd_create("propus", rustix::fs::MemfdFlags::CLOEXEC)?);
    #[cfg(not(target_os = "linux"))]
    let mut file = tempfile::tempfile()?;
    file.write_all(text.as_bytes())?;
    file.rewind()?;
    Ok(file)
}

fn text_of(descriptor: OwnedFd) -> io::Result<String> {
    let mut text = String::new();
    File::from(descriptor).read_to_string(&mut text)?;
    Ok(text)
}

fn all_of(pipe: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    // What is there is there, also where no end is.
    let _ = pipe.take(LONGEST).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A message to the program that takes over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum ToHeir {
    /// A listener, which comes with it.
    Listener(ListenerFacts),
    /// The listener for the metrics, which comes with it.
    Metrics,
    /// The pid file, which comes with it, locked.
    PidFile,
    /// Text of the configuration that is in force, in a file without a name: it may be too long for
    /// a message that nobody reads yet.
    Text,
    /// Somebody who waits for the outcome, who comes with it.
    Client,
    /// A worker; the master's end of the line to it comes with it.
    Worker(Id),
    /// The rest. Nothing follows.
    Rest(Rest),
}

/// What the program that takes over needs besides descriptors.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Rest {
    /// The user that workers become.
    pub(super) user: Option<String>,
    /// The folder of certificates, if nobody has named one.
    pub(super) certs: Option<PathBuf>,
    /// Time at which the server was started, in seconds of Unix time.
    pub(super) started: i64,
    /// The worker that serves.
    pub(super) serving: Option<Id>,
    /// Version of the program before.
    pub(super) version: String,
}

/// The line to the program that takes over.
pub(super) struct Testament {
    link: Link,
    theirs: UnixStream,
}

impl Testament {
    /// An empty one.
    ///
    /// # Errors
    /// Fails when the system has no descriptor left.
    pub(super) fn new() -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        Ok(Self { link: Link::new(ours)?, theirs })
    }

    /// Adds a message.
    ///
    /// # Errors
    /// Fails when there is no room for it: nobody reads yet.
    pub(super) fn add(&self, message: &ToHeir, descriptor: Option<impl AsFd>) -> io::Result<()> {
        self.link.send(message, descriptor.as_ref().map(AsFd::as_fd))
    }

    /// Executes a program in the place of this one, which gets what was added.
    ///
    /// # Errors
    /// Always, if it returns: then everything is as it was.
    pub(super) fn execute(self, program: &Path) -> io::Result<std::convert::Infallible> {
        let stdin = rustix::stdio::stdin().try_clone_to_owned().ok();
        rustix::stdio::dup2_stdin(&self.theirs)?;
        let failed = execute(program);
        if let Some(stdin) = stdin {
            rustix::stdio::dup2_stdin(&stdin)?;
        }
        failed
    }
}

fn execute(program: &Path) -> io::Result<std::convert::Infallible> {
    let c_string = |text: OsString| CString::new(text.into_vec()).map_err(io::Error::from);
    let path = c_string(program.as_os_str().to_owned())?;
    let arguments = std::env::args_os().map(c_string).collect::<io::Result<Vec<_>>>()?;
    let ours = [HEIR, WORKER, TRIAL];
    let others = std::env::vars_os().filter(|(name, _)| !ours.iter().any(|it| name == it));
    let environment = others.chain([(HEIR.into(), "1".into())]).map(|(mut name, value)| {
        name.push("=");
        name.push(value);
        c_string(name)
    });
    let environment = environment.collect::<io::Result<Vec<_>>>()?;
    Ok(nix::unistd::execve(&path, &arguments, &environment)?)
}

/// Words on what has come of an upgrade from a program of this version.
pub(super) fn taken(before: &str) -> String {
    format!("propus {} has taken the place of {before}", env!("CARGO_PKG_VERSION"))
}

/// What a program before this one has left to it.
#[derive(Debug, Default)]
pub(super) struct Inheritance {
    pub(super) listeners: Vec<(ListenerFacts, OwnedFd)>,
    pub(super) text: Option<String>,
    pub(super) metrics: Option<OwnedFd>,
    pub(super) pid_file: Option<OwnedFd>,
    pub(super) workers: Vec<(Id, UnixStream)>,
    pub(super) clients: Vec<UnixStream>,
}

impl Inheritance {
    /// All of it, from the standard input, which is empty from then on.
    ///
    /// # Errors
    /// Fails when nothing was left there.
    pub(super) fn receive() -> io::Result<(Self, Rest)> {
        let stdin = UnixStream::from(rustix::stdio::stdin().try_clone_to_owned()?);
        stdin.peer_addr()?;
        let received = Self::receive_from(Link::new(stdin)?)?;
        rustix::stdio::dup2_stdin(std::fs::File::open("/dev/null")?)?;
        Ok(received)
    }

    fn receive_from(mut link: Link) -> io::Result<(Self, Rest)> {
        let mut all = Self::default();
        while let Some(message) = link.receive()? {
            if let ToHeir::Rest(rest) = message {
                return Ok((all, rest));
            }
            let descriptor = link.take_descriptor();
            let descriptor = descriptor.ok_or_else(|| io::Error::other("a descriptor is lost"))?;
            match message {
                ToHeir::Listener(facts) => all.listeners.push((facts, descriptor)),
                ToHeir::Metrics => all.metrics = Some(descriptor),
                ToHeir::PidFile => all.pid_file = Some(descriptor),
                ToHeir::Text => all.text = Some(text_of(descriptor)?),
                ToHeir::Client => all.clients.push(descriptor.into()),
                ToHeir::Worker(id) => all.workers.push((id, descriptor.into())),
                ToHeir::Rest(_) => {}
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_left_to_a_program_comes_whole() {
        let testament = Testament::new().unwrap();
        let (one, other) = UnixStream::pair().unwrap();
        let file = tempfile::tempfile().unwrap();
        testament.add(&ToHeir::Worker(7), Some(&one)).unwrap();
        testament.add(&ToHeir::PidFile, Some(&file)).unwrap();
        testament.add(&ToHeir::Metrics, Some(&other)).unwrap();
        let rest = Rest {
            user: Some("anna".to_owned()),
            certs: None,
            started: 5,
            serving: Some(7),
            version: "0.1".to_owned(),
        };
        let long = "#".repeat(1 << 20);
        testament.add(&ToHeir::Text, Some(file_of(&long).unwrap())).unwrap();
        testament.add(&ToHeir::Rest(rest.clone()), None::<&UnixStream>).unwrap();
        let (all, got) = Inheritance::receive_from(Link::new(testament.theirs).unwrap()).unwrap();
        assert_eq!(got, rest);
        assert_eq!((all.workers[0].0, all.text), (7, Some(long)));
        assert!(all.pid_file.is_some() && all.metrics.is_some() && all.listeners.is_empty());
        let cut = Testament::new().unwrap();
        cut.add(&ToHeir::Worker(7), Some(&one)).unwrap();
        drop(cut.link);
        assert!(Inheritance::receive_from(Link::new(cut.theirs).unwrap()).is_err());
    }

    /// The outcome of a trial of a script.
    fn tried(script: &str) -> Result<(), String> {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("program");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let trial = Trial::start(&program, None, Instant::now()).unwrap();
        let pid = rustix::process::Pid::from_raw(i32::try_from(trial.id).unwrap());
        rustix::process::waitpid(pid, rustix::process::WaitOptions::empty()).unwrap();
        trial.outcome("ended with exit code 1")
    }

    #[test]
    fn a_program_that_understands_the_configuration_says_so() {
        let serve = Serve { config: Some("/etc/propus/propus.toml".into()), ..Serve::default() };
        let answered = |text: &str| {
            let mut said = Vec::new();
            let answer = answer_trial(&serve, &mut text.as_bytes(), &mut said);
            answer.map(|()| String::from_utf8(said).unwrap())
        };
        assert_eq!(answered("certs = 'keys'\n").unwrap(), ANSWER);
        assert!(answered("of_a_later_version = 1\n").is_err());
    }

    #[test]
    fn only_a_program_that_says_so_could_take_over() {
        assert_eq!(tried(&format!("printf '{ANSWER}'")), Ok(()));
        let silent =
            "the new program ended with exit code 1, and does not say that it could take over";
        assert_eq!(tried("echo hello").unwrap_err(), silent);
        let faulty = "the new program could not take over: a fault";
        assert_eq!(tried("echo 'propus: a fault' >&2").unwrap_err(), faulty);
        assert_eq!(tried("sleep 600 & echo hello").unwrap_err(), silent, "it does not wait");
        assert!(Trial::start(Path::new("/no/such/program"), None, Instant::now()).is_err());
    }

    #[test]
    fn a_program_that_can_not_be_executed_changes_nothing() {
        let error = Testament::new().unwrap().execute(Path::new("/no/such/program")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
