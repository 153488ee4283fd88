//! What is replaced under a running server: its configuration, however it is written, its folders,
//! its certificates, its workers, the program itself. No reader notices.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use clients_support::server::{PROPUS, Server, folder_of};
use clients_support::wait_for;
use support::connect;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A configuration of one host, with this title of its menu's width.
fn config(more: &str) -> String {
    format!(
        "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n{more}\n[[host]]\nname = 'localhost'\ncapsule = 'site'\n"
    )
}

/// A folder of a configuration and a site.
fn place() -> TempDir {
    folder_of(&[
        ("propus.toml", &config("")),
        ("site/index.md", "# Home\n"),
        ("site/long.txt", &"All that there is to say.\n".repeat(20_000)),
    ])
}

fn ask(port: u16, selector: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(format!("{selector}\r\n").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// How often the configuration has been taken up.
fn reloads(server: &Server) -> usize {
    server.said().matches("were read again").count()
}

#[test]
#[ignore = "needs vim, nano and rsync"]
fn a_configuration_is_taken_up_whatever_writes_it() {
    let folder = place();
    let file = folder.path().join("propus.toml");
    let server = Server::configured(&file, "localhost");
    let run = |script: &str| {
        let mut command = Command::new("sh");
        command.args(["-ec", script]).arg(&file).current_dir(folder.path());
        command.env("TERM", "xterm").env("HOME", folder.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let shows = |width: usize| {
        let rule = |answer: String| answer.contains(&format!("i{}\t", "_".repeat(width)));
        let seen = || ask(server.gopher, "").is_ok_and(rule).then_some(());
        let told = || ask(server.gopher, "").unwrap();
        assert!(wait_for(seen).is_some(), "{width}: {}", told());
    };
    fs::write(&file, config("[content]\nwidth = 40\n")).unwrap();
    shows(40);
    for (width, script) in [
        (
            41,
            "vim -es -u NONE -c 'set backupcopy=no' -c '%s/width = 40/width = 41/' -c 'wq' \"$0\"",
        ),
        (42, "sed -i 's/width = 41/width = 42/' \"$0\""),
        (
            43,
            "mkdir new; sed 's/width = 42/width = 43/' \"$0\" > new/propus.toml; rsync -aI new/propus.toml \"$0\"",
        ),
        (44, "sed 's/width = 43/width = 44/' \"$0\" > other; mv other \"$0\""),
        (
            45,
            // Replace: all, save, leave.
            "keys='\\034width = 44\\rwidth = 45\\rA\\017\\r\\030'; \
             (for key in start \"$keys\"; do sleep 1; [ \"$key\" = start ] || printf \"$key\"; done; sleep 2) | \
             script -qec \"nano --rcfile=/dev/null $0\" /dev/null > /dev/null",
        ),
    ] {
        run(script);
        shows(width);
    }
    assert!(!server.said().contains("what was in force before still is"), "{}", server.said());
}

#[test]
fn another_folder_in_the_place_of_the_one_is_served_when_it_is_whole() {
    let folder = place();
    let at = |name: &str| folder.path().join(name);
    let server = Server::configured(&at("propus.toml"), "localhost");
    fs::rename(at("site"), at("old")).unwrap();
    assert!(ask(server.gopher, "/long.txt").unwrap().len() > 500_000, "its files are open still");
    fs::create_dir(at("site")).unwrap();
    for number in 0..20 {
        fs::write(at("site").join(format!("page{number}.md")), format!("# Page {number}\n"))
            .unwrap();
        thread::sleep(Duration::from_millis(30));
    }
    fs::write(at("site/index.md"), "# Other home\n").unwrap();
    let is_whole = || {
        let home = ask(server.gopher, "").unwrap();
        assert!(home.contains("Home") || home.contains("Other home"), "{home}");
        home.contains("Other home").then(|| ask(server.gopher, "/page19").unwrap())
    };
    let last = wait_for(is_whole).unwrap();
    assert!(last.contains("Page 19"), "{last}");
    let said = server.said();
    assert!(!said.contains("WARN") && !said.contains("ERROR"), "{said}");
}

#[test]
fn an_empty_folder_in_the_place_of_a_full_one_is_not_taken_up_at_once() {
    let folder = place();
    let at = |name: &str| folder.path().join(name);
    let server = Server::configured(&at("propus.toml"), "localhost");
    fs::rename(at("site"), at("old")).unwrap();
    fs::create_dir(at("site")).unwrap();
    server.says("all pages are gone from the folder; what was there is served for 60 seconds more");
    assert!(ask(server.gopher, "").unwrap().contains("Home"));
    // As a disk that is mounted at last.
    fs::remove_dir(at("site")).unwrap();
    fs::rename(at("old"), at("site")).unwrap();
    thread::sleep(Duration::from_secs(1));
    assert!(ask(server.gopher, "").unwrap().contains("Home"));
    assert_eq!(server.said().matches("all pages are gone").count(), 1, "{}", server.said());
}

#[test]
fn a_worker_that_is_killed_has_a_successor_that_goes_on_counting() {
    let folder = place();
    let metrics = format!("unix:{}", folder.path().join("metrics.sock").display());
    let site = folder.path().join("site");
    let mut server = Server::with(&site, &["--metrics", &metrics]);
    ask(server.gopher, "").unwrap();
    let first = server.worker();
    kill(first, "KILL");
    let next = || (server.worker() != first && server.worker() != server.id()).then_some(());
    assert!(wait_for(next).is_some());
    assert!(ask(server.gopher, "").unwrap().contains("Home"));
    assert!(server.said().contains("the worker was killed by signal 9; another one is started"));
    // What is handed over is not lost.
    server.signal("HUP");
    assert!(wait_for(|| (reloads(&server) > 0).then_some(())).is_some());
    let output = clients_support::server::propus(&["status", "--json", "--metrics", &metrics]);
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["protocols"][0]["requests"], 1, "{status}");
    server.signal("TERM");
    assert_eq!(server.end().and_then(|status| status.code()), Some(0), "{}", server.said());
}

#[test]
fn a_worker_does_not_outlive_its_master() {
    let folder = place();
    let server = Server::start(&folder.path().join("site"));
    let worker = server.worker();
    assert_ne!(worker, server.id());
    kill(server.id(), "KILL");
    let is_gone = || (!Path::new(&format!("/proc/{worker}/stat")).exists()).then_some(());
    assert!(wait_for(is_gone).is_some());
}

/// Whether a process has one thread.
#[test]
fn the_master_has_one_thread() {
    let folder = place();
    let server = Server::configured(&folder.path().join("propus.toml"), "localhost");
    server.signal("HUP");
    assert!(wait_for(|| (reloads(&server) > 0).then_some(())).is_some());
    let threads = fs::read_dir(format!("/proc/{}/task", server.id())).unwrap().count();
    assert_eq!(threads, 1);
}

fn kill(process: u32, signal: &str) {
    let status = Command::new("kill").args(["-s", signal, &process.to_string()]).status();
    assert!(status.unwrap().success());
}

/// The built program under a name of its own, to be replaced.
struct Program {
    path: PathBuf,
    content: Vec<u8>,
}

impl Program {
    fn in_folder(folder: &Path) -> Self {
        let program = Self { path: folder.join("propus"), content: fs::read(PROPUS).unwrap() };
        program.put(&program.content);
        program
    }

    /// Puts another one in its place, as a package does.
    fn put(&self, content: &[u8]) {
        use std::os::unix::fs::PermissionsExt;
        let new = self.path.with_extension("new");
        fs::write(&new, content).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(&new, &self.path).unwrap();
    }

    /// The same program of another version: its number stands in it as a text.
    fn of_version(&self, version: &str) -> Vec<u8> {
        let own = env!("CARGO_PKG_VERSION").as_bytes();
        assert_eq!(own.len(), version.len());
        let mut content = self.content.clone();
        let places: Vec<usize> = content
            .windows(own.len())
            .enumerate()
            .filter(|(_, window)| *window == own)
            .map(|(place, _)| place)
            .collect();
        assert!(!places.is_empty());
        for place in places {
            content[place..place + own.len()].copy_from_slice(version.as_bytes());
        }
        content
    }

    fn serve(&self, config: &Path) -> Server {
        let mut command = Command::new(&self.path);
        command.arg("serve").arg("--config").arg(config);
        Server::run(command, "localhost")
    }
}

#[test]
fn another_program_takes_over_in_the_same_process() {
    let folder = place();
    let pid_file = folder.path().join("propus.pid");
    let file = folder.path().join("propus.toml");
    fs::write(&file, config("pid-file = 'propus.pid'")).unwrap();
    let program = Program::in_folder(folder.path());
    let mut server = program.serve(&file);
    let id = server.id();
    // A program that is none changes nothing.
    program.put(b"#!/bin/sh\necho 'propus: out of order' >&2\nexit 1\n");
    let upgrade = |code: i32, words: &str| {
        let pid_file = pid_file.to_str().unwrap();
        let output = clients_support::server::propus(&["upgrade", "--pid-file", pid_file]);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.code() == Some(code) && said.contains(words), "{said}");
    };
    upgrade(1, &format!("process {id}: the new program could not take over: out of order"));
    server.says("no other program takes over: the new program could not take over: out of order; this one goes on");
    assert!(ask(server.gopher, "").unwrap().contains("Home"));
    // Nor does one that does not understand the configuration.
    let wrong = config("widht = 3");
    let right = fs::read_to_string(&file).unwrap();
    fs::write(&file, wrong).unwrap();
    server.says("what was in force before still is");
    program.put(&program.of_version("9.9.9"));
    server.signal("USR2");
    server.says(&format!(
        "the new program could not take over: {}:3:1: option widht",
        file.display()
    ));
    fs::write(&file, &right).unwrap();
    let worker = server.worker();
    let taken = format!("propus 9.9.9 has taken the place of {}", env!("CARGO_PKG_VERSION"));
    upgrade(0, &format!("process {id}: {taken}"));
    server.says(&taken);
    assert!(wait_for(|| (server.worker() != worker).then_some(())).is_some());
    // Where the number is copied from may be an instruction, which was not changed: this one is a text.
    let version = || {
        let caps = ask(server.gopher, "caps.txt").unwrap();
        caps.contains("ServerSoftwareVersion=9.9.9").then_some(())
    };
    assert!(wait_for(version).is_some(), "{}", server.said());
    assert!(ask(server.gopher, "").unwrap().contains("Home"));
    assert_eq!(fs::read_to_string(&pid_file).unwrap().trim(), id.to_string());
    server.signal("TERM");
    assert_eq!(server.end().and_then(|status| status.code()), Some(0), "{}", server.said());
    assert!(!pid_file.exists());
}

/// Clients that ask all the time.
#[derive(Default)]
struct Clients {
    answers: AtomicUsize,
    faults: Mutex<Vec<String>>,
    enough: AtomicBool,
}

impl Clients {
    async fn ask_gemini(address: SocketAddr) -> std::io::Result<bool> {
        let mut stream = connect(address, "localhost").await?;
        let line = format!("gemini://localhost:{}/long.txt\r\n", address.port());
        stream.write_all(line.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer.starts_with("20 ") && answer.len() > 500_000)
    }

    async fn ask_gopher(address: SocketAddr) -> std::io::Result<bool> {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        stream.write_all(b"/\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer.contains("ome") && answer.ends_with(".\r\n"))
    }

    /// Three of each protocol, until it is enough.
    fn start(self: &Arc<Self>, gemini: SocketAddr, gopher: SocketAddr) {
        for number in 0..6 {
            let clients = Arc::clone(self);
            tokio::spawn(async move {
                while !clients.enough.load(Ordering::Relaxed) {
                    let asked = if number % 2 == 0 {
                        Self::ask_gemini(gemini).await
                    } else {
                        Self::ask_gopher(gopher).await
                    };
                    match asked {
                        Ok(true) => drop(clients.answers.fetch_add(1, Ordering::Relaxed)),
                        Ok(false) => clients.note("half an answer".to_owned()),
                        Err(error) => clients.note(error.to_string()),
                    }
                }
            });
        }
    }

    fn note(&self, fault: String) {
        self.faults.lock().unwrap().push(fault);
    }

    fn faults(&self) -> usize {
        self.faults.lock().unwrap().len()
    }
}

/// How often each is tried under load.
const RELOADS: usize = 200;
const OTHERS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute or two"]
async fn no_reader_notices_what_is_replaced() {
    let folder = place();
    let file = folder.path().join("propus.toml");
    fs::write(&file, config("")).unwrap();
    let program = Program::in_folder(folder.path());
    let server = program.serve(&file);
    let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let clients = Arc::new(Clients::default());
    clients.start(local(server.gemini), local(server.gopher));
    let check = |what: &str| {
        let faults = clients.faults.lock().unwrap();
        assert_eq!(*faults, [""; 0], "{what}: {}", server.said());
    };
    let until = async |what: &str, done: &dyn Fn() -> bool| {
        for _ in 0..1200 {
            if done() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("not in thirty seconds: {what}: {}", server.said());
    };
    for round in 1..=RELOADS {
        server.signal("HUP");
        until("a reload", &|| reloads(&server) >= round).await;
    }
    check("reloads");
    for round in 0..OTHERS {
        let (old, new) = (folder.path().join(format!("old{round}")), folder.path().join("new"));
        assert!(
            Command::new("cp")
                .arg("-r")
                .arg(folder.path().join("site"))
                .arg(&new)
                .status()
                .unwrap()
                .success()
        );
        let before = reloads(&server);
        fs::rename(folder.path().join("site"), &old).unwrap();
        fs::rename(&new, folder.path().join("site")).unwrap();
        until("a folder", &|| reloads(&server) > before).await;
    }
    check("folders");
    for round in 0..OTHERS {
        let version = if round % 2 == 0 { "9.9.9" } else { env!("CARGO_PKG_VERSION") };
        program.put(&program.of_version(version));
        let before = reloads(&server);
        server.signal("USR2");
        until("a program", &|| reloads(&server) > before).await;
    }
    check("programs");
    assert_eq!(server.said().matches("has taken the place of").count(), OTHERS);
    for _ in 0..OTHERS {
        let worker = server.worker();
        let faults = clients.faults();
        kill(worker, "KILL");
        until("a worker", &|| server.worker() != worker && server.worker() != server.id()).await;
        let answers = clients.answers.load(Ordering::Relaxed);
        until("answers", &|| clients.answers.load(Ordering::Relaxed) > answers + 12).await;
        // Six clients ask, so it was answering six at most.
        assert!(clients.faults() <= faults + 6, "{:?}", clients.faults.lock().unwrap());
    }
    clients.enough.store(true, Ordering::Relaxed);
    let answers = clients.answers.load(Ordering::Relaxed);
    assert!(answers > RELOADS, "{answers}");
}
