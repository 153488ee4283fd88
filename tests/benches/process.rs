//! A server in a process of its own, and what the system tells of it: the time it took of the
//! processors, its memory. What it is asked is for `client`.

#![allow(dead_code, reason = "each benchmark and test uses a part of it")]

#[path = "../support/worker.rs"]
mod worker;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

pub(crate) use worker::worker_of;

/// A process that runs until this is dropped.
pub(crate) struct Process {
    child: Child,
    said: BufReader<ChildStdout>,
}

/// How long each thread has run, in nanoseconds, by its number.
pub(crate) struct Times(HashMap<String, u64>);

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let said = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, said }
    }

    /// The address in the next line of its output that begins with `scheme://`; always on this
    /// machine.
    pub(crate) fn address(&mut self, scheme: &str) -> SocketAddr {
        let mut line = String::new();
        while self.said.read_line(&mut line).expect("its output") > 0 {
            if let Some(rest) =
                line.trim().strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"))
            {
                let authority = rest.split('/').next().expect("an authority");
                let (_, port) = authority.rsplit_once(':').expect("a port");
                return SocketAddr::from(([127, 0, 0, 1], port.parse().expect("a number")));
            }
            line.clear();
        }
        panic!("it ended before it said where it listens");
    }

    /// How long its threads have run so far.
    pub(crate) fn times(&self) -> Times {
        let threads =
            std::fs::read_dir(format!("/proc/{}/task", worker_of(self.child.id()))).expect("/proc");
        let time = |thread: std::io::Result<std::fs::DirEntry>| {
            let thread = thread.ok()?;
            let told = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            Some((thread.file_name().into_string().ok()?, told.split(' ').next()?.parse().ok()?))
        };
        Times(threads.filter_map(time).collect())
    }

    /// The most memory that it had so far, in bytes; `None` when it has ended.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        self.each("status", "VmHWM:")
    }

    /// The memory that it has now, in bytes: of what it shares with others its share (PSS).
    pub(crate) fn memory(&self) -> Option<u64> {
        self.each("smaps_rollup", "Pss:")
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The number of the process that talks to clients.
    pub(crate) fn worker(&self) -> u32 {
        worker_of(self.child.id())
    }

    /// A size that a file of `/proc` tells of both processes, added up; `None` when it has ended.
    fn each(&self, file: &str, field: &str) -> Option<u64> {
        let (own, worker) = (self.child.id(), self.worker());
        let size = told(own, file, field)?;
        if worker == own { Some(size) } else { Some(size + told(worker, file, field)?) }
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("its state").is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Times {
    /// The time since. A thread that has ended meanwhile counts as if it had not run; those do that
    /// after idling for ten seconds.
    pub(crate) fn until(&self, later: &Self) -> Duration {
        let since = |(thread, time): (&String, &u64)| {
            time - self.0.get(thread).copied().unwrap_or_default()
        };
        Duration::from_nanos(later.0.iter().map(since).sum())
    }
}

/// A size that a file of `/proc` tells of a process, in bytes.
fn told(process: u32, file: &str, field: &str) -> Option<u64> {
    let told =
        std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join(file)).ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}
