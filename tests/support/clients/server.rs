//! The built program, as an operator starts it. What it is asked is for the tests.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::worker::worker_of;
use super::{PATIENCE, wait_for};

/// The built program.
pub(crate) const PROPUS: &str = env!("CARGO_BIN_EXE_propus");

/// Runs the program to its end.
pub(crate) fn propus(arguments: &[&str]) -> Output {
    Command::new(PROPUS).args(arguments).env_remove("JOURNAL_STREAM").output().unwrap()
}

/// A folder of these files.
pub(crate) fn folder_of(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// A running server, on ports that were free. Ends when it is dropped.
pub(crate) struct Server {
    child: Child,
    said: Arc<Mutex<String>>,
    /// The port of Gemini.
    pub(crate) gemini: u16,
    /// The port of Gopher.
    pub(crate) gopher: u16,
    /// Where its certificate is.
    pub(crate) certs: TempDir,
}

impl Server {
    /// Serves a folder.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::with(folder, &[])
    }

    /// Serves a folder with further options.
    pub(crate) fn with(folder: &Path, options: &[&str]) -> Self {
        let usual =
            [("--host", "localhost"), ("--gemini", "127.0.0.1:0"), ("--gopher", "127.0.0.1:0")];
        let usual = usual.into_iter().filter(|(name, _)| !options.contains(name));
        let mut command = Command::new(PROPUS);
        command
            .arg("serve")
            .arg(folder)
            .args(usual.flat_map(|(name, value)| [name, value]))
            .args(options);
        Self::run(command, "localhost")
    }

    /// Serves what a configuration file says, of which this is the first host.
    pub(crate) fn configured(file: &Path, host: &str) -> Self {
        let mut command = Command::new(PROPUS);
        command.arg("serve").arg("--config").arg(file);
        Self::run(command, host)
    }

    /// Serves what these arguments say.
    pub(crate) fn started(arguments: &[&str], host: &str) -> Self {
        let mut command = Command::new(PROPUS);
        command.arg("serve").args(arguments);
        Self::run(command, host)
    }

    /// Runs a command that becomes the program, of which this is the first host.
    pub(crate) fn run(mut command: Command, host: &str) -> Self {
        let certs = tempfile::tempdir().unwrap();
        if !command.get_args().any(|argument| argument == "--certs") {
            command.arg("--certs").arg(certs.path());
        }
        let has = |option: &str| command.get_args().any(|argument| argument == option);
        if has("--search") && !has("--state") {
            // Else its index lies where the user's programs keep their state.
            command.arg("--state").arg(certs.path().join("state"));
        }
        let mut server = Self::run_as_it_is(command, host);
        server.certs = certs;
        server
    }

    /// The same, with keys where they usually are.
    pub(crate) fn run_as_it_is(mut command: Command, host: &str) -> Self {
        command.env_remove("JOURNAL_STREAM");
        let certs = tempfile::tempdir().unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        keep(&said, child.stdout.take().unwrap());
        keep(&said, child.stderr.take().unwrap());
        let mut server = Self { child, said, gemini: 0, gopher: 0, certs };
        server.gemini = server.port_of(&format!("gemini://{host}"));
        server.gopher = server.port_of(&format!("gopher://{host}"));
        server
    }

    /// What it has written so far, to standard output and standard error.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has written these words.
    pub(crate) fn says(&self, words: &str) {
        let says = || self.said().contains(words).then_some(());
        assert!(wait_for(says).is_some(), "{words}: {}", self.said());
    }

    /// The port in the address that it names at start; 0 where it names none, because it is the
    /// usual one.
    pub(crate) fn port_of(&self, start: &str) -> u16 {
        let port = || {
            let said = self.said();
            let rest = said.lines().find_map(|line| {
                line.trim().strip_prefix(start)?.strip_suffix('/').map(str::to_owned)
            })?;
            Some(rest.strip_prefix(':').map_or(0, |port| port.parse().unwrap()))
        };
        wait_for(port)
            .unwrap_or_else(|| panic!("it does not say where it serves:\n{}", self.said()))
    }

    /// Sends a Gopher request line and reads the answer to its end.
    pub(crate) fn ask_gopher(&self, selector: &str) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(format!("{selector}\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// Connects to the Gopher port.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.gopher)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The number of the process that serves.
    pub(crate) fn worker(&self) -> u32 {
        worker_of(self.child.id())
    }

    /// Sends a signal, by the name that `kill` knows.
    pub(crate) fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// How it ended; `None` when it does not.
    pub(crate) fn end(&mut self) -> Option<ExitStatus> {
        wait_for(|| self.child.try_wait().unwrap())
    }

    /// Whether it is running.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to one process, by the name that `kill` knows.
pub(crate) fn signal(child: &Child, name: &str) {
    let command = format!("kill -{name} {}", child.id());
    assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
}

/// Keeps what is written there, line by line.
fn keep(said: &Arc<Mutex<String>>, from: impl Read + Send + 'static) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    });
}
