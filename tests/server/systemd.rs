//! The built program under a service manager: listeners that were open before it, restarts on them,
//! what it tells, and the units that come with it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "systemd/calls.rs"]
mod calls;
#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use clients_support::server::{PROPUS, Server, folder_of};
use clients_support::wait_for;
use command_fds::{CommandFdExt, FdMapping};
use support::connect;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The units that come with the sources.
const UNITS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/systemd");

/// What systemd would listen with, by the names of its socket units.
struct Sockets(Vec<(&'static str, OwnedFd)>);

impl Sockets {
    /// TCP listeners on these addresses, and where they are.
    fn listen<const N: usize>(wanted: [(&'static str, &str); N]) -> (Self, [SocketAddr; N]) {
        let listeners = wanted.map(|(name, address)| (name, TcpListener::bind(address).unwrap()));
        let addresses = std::array::from_fn(|index| listeners[index].1.local_addr().unwrap());
        (
            Self(listeners.into_iter().map(|(name, listener)| (name, listener.into())).collect()),
            addresses,
        )
    }

    /// The program with these arguments, and with the sockets as systemd passes them: from
    /// descriptor 3 on, for the process of this number alone.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "LISTEN_PID=$$ exec \"$0\" \"$@\"", PROPUS, "serve"]).args(arguments);
        let names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        command.env("LISTEN_FDS", names.len().to_string()).env("LISTEN_FDNAMES", names.join(":"));
        let passed = self.0.iter().zip(3..);
        let passed = passed
            .map(|((_, fd), child_fd)| FdMapping { parent_fd: fd.try_clone().unwrap(), child_fd });
        command.fd_mappings(passed.collect()).unwrap();
        command
    }

    fn serve(&self, arguments: &[&str]) -> Server {
        Server::run(self.command(arguments), "localhost")
    }
}

/// The answer to a line, of a protocol that has no more than that.
async fn ask_plain(address: SocketAddr, line: &str) -> std::io::Result<String> {
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// An error also where the answer breaks off.
async fn ask_gemini(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = connect(address, "localhost").await?;
    stream.write_all(format!("gemini://localhost:{}{path}\r\n", address.port()).as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// How often the server is started again while clients ask.
const RESTARTS: usize = 6;
/// How many answers come over each protocol from each start to the next.
const ANSWERS: usize = 40;

/// Clients of both protocols that ask all the time.
#[derive(Default)]
struct Clients {
    gemini: AtomicUsize,
    gopher: AtomicUsize,
    faults: Mutex<Vec<String>>,
    enough: AtomicBool,
}

impl Clients {
    /// Three of each, who ask for a text.
    fn start(self: &Arc<Self>, gemini: SocketAddr, gopher: SocketAddr, text: &str) {
        let on_gemini: Arc<str> = format!("20 text/plain; charset=utf-8\r\n{text}").into();
        let on_gopher: Arc<str> = text.replace('\n', "\r\n").into();
        for _ in 0..3 {
            let (clients, expected) = (Arc::clone(self), Arc::clone(&on_gemini));
            tokio::spawn(async move {
                while !clients.enough.load(Ordering::Relaxed) {
                    clients.note(&clients.gemini, ask_gemini(gemini, "/long.txt").await, &expected);
                }
            });
            let (clients, expected) = (Arc::clone(self), Arc::clone(&on_gopher));
            tokio::spawn(async move {
                while !clients.enough.load(Ordering::Relaxed) {
                    clients.note(&clients.gopher, ask_plain(gopher, "/long.txt").await, &expected);
                }
            });
        }
    }

    fn note(&self, count: &AtomicUsize, answer: std::io::Result<String>, expected: &str) {
        match answer {
            Ok(answer) if answer == expected => drop(count.fetch_add(1, Ordering::Relaxed)),
            Ok(answer) => {
                self.faults.lock().unwrap().push(format!("{} bytes: {:.60?}", answer.len(), answer))
            }
            Err(error) => self.faults.lock().unwrap().push(error.to_string()),
        }
    }

    fn answers(&self) -> [usize; 2] {
        [self.gemini.load(Ordering::Relaxed), self.gopher.load(Ordering::Relaxed)]
    }

    /// Waits until there are more answers on both.
    fn wait_for_more(&self) {
        let before = self.answers();
        let more =
            || self.answers().iter().zip(before).all(|(now, before)| *now >= before + ANSWERS);
        assert!(
            wait_for(|| more().then_some(())).is_some(),
            "{before:?}, {:?}",
            self.faults.lock().unwrap()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_on_sockets_of_systemd_loses_no_connection() {
    let text = "A line that is one of many.\n".repeat(8000);
    let folder = folder_of(&[("index.md", "# Home\n"), ("long.txt", &text)]);
    let certs = tempfile::tempdir().unwrap();
    let (sockets, [gemini, gopher]) =
        Sockets::listen([("gemini", "127.0.0.1:0"), ("gopher", "127.0.0.1:0")]);
    let arguments = [
        folder.path().to_str().unwrap(),
        "--host",
        "localhost",
        "--certs",
        certs.path().to_str().unwrap(),
    ];
    let mut server = sockets.serve(&arguments);
    assert_eq!(
        (server.gemini, server.gopher),
        (gemini.port(), gopher.port()),
        "no ports of its own"
    );
    let clients = Arc::new(Clients::default());
    clients.start(gemini, gopher, &text);
    for _ in 0..RESTARTS {
        tokio::task::block_in_place(|| clients.wait_for_more());
        server.signal("TERM");
        let end = tokio::task::block_in_place(|| server.end());
        assert_eq!(end.and_then(|status| status.code()), Some(0), "{}", server.said());
        server = tokio::task::block_in_place(|| sockets.serve(&arguments));
    }
    tokio::task::block_in_place(|| clients.wait_for_more());
    clients.enough.store(true, Ordering::Relaxed);
    assert_eq!(*clients.faults.lock().unwrap(), [""; 0], "of {:?} answers", clients.answers());
}

#[tokio::test]
async fn who_comes_before_the_server_waits_for_it() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let (sockets, [gopher]) = Sockets::listen([("gopher", "127.0.0.1:0")]);
    let early = tokio::spawn(async move { ask_plain(gopher, "").await });
    let server = sockets.serve(&[
        folder.path().to_str().unwrap(),
        "--host",
        "localhost",
        "--gemini",
        "127.0.0.1:0",
    ]);
    assert!(early.await.unwrap().unwrap().contains("Home"));
    // What systemd does not hold the server opens by itself.
    let gemini = SocketAddr::from(([127, 0, 0, 1], server.gemini));
    assert!(ask_gemini(gemini, "/").await.unwrap().starts_with("20 text/gemini"));
}

#[tokio::test]
async fn each_host_gets_the_socket_of_its_address() {
    let folder = folder_of(&[("a/index.md", "# Page of A\n"), ("b/index.md", "# Page of B\n")]);
    let names = [("gopher", "127.0.0.1:0"), ("gopher", "127.0.0.1:0"), ("unknown", "127.0.0.1:0")];
    let (sockets, [b, a, gemini]) = Sockets::listen(names);
    let file = folder.path().join("propus.toml");
    let config = format!(
        "gemini = '{gemini}'\n[[host]]\nname = 'localhost'\ncapsule = 'a'\ngopher = '{a}'\n\
         [[host]]\nname = 'b.example'\ncapsule = 'b'\ngopher = '{b}'\n"
    );
    fs::write(&file, config).unwrap();
    let server = sockets.serve(&["--config", file.to_str().unwrap()]);
    assert!(ask_plain(a, "").await.unwrap().contains("Page of A"));
    assert!(ask_plain(b, "").await.unwrap().contains("Page of B"));
    assert!(ask_gemini(gemini, "/").await.unwrap().contains("Page of A"));
    assert!(!server.said().contains("serves nothing there"), "{}", server.said());
}

#[tokio::test]
async fn an_address_that_a_reload_drops_can_be_taken_up_again() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let (sockets, [gopher]) = Sockets::listen([("gopher", "127.0.0.1:0")]);
    let file = folder.path().join("propus.toml");
    let configure = |address: &str| {
        fs::write(&file, format!("gemini = '127.0.0.1:0'\ngopher = '{address}'\n")).unwrap();
    };
    let capsule = folder.path().to_str().unwrap();
    configure(&gopher.to_string());
    let server =
        sockets.serve(&[capsule, "--host", "localhost", "--config", file.to_str().unwrap()]);
    assert!(ask_plain(gopher, "").await.unwrap().contains("Home"));
    for _ in 0..2 {
        let told =
            || server.said().matches(&format!("systemd listens on {gopher} (gopher)")).count();
        let before = told();
        configure("127.0.0.1:0");
        assert!(wait_for(|| (told() > before).then_some(())).is_some(), "{}", server.said());
        let waiting = tokio::spawn(async move { ask_plain(gopher, "").await });
        configure(&gopher.to_string());
        assert!(
            waiting.await.unwrap().unwrap().contains("Home"),
            "who came meanwhile is served, too"
        );
    }
}

#[tokio::test]
async fn one_protocol_may_have_a_socket_for_each_family() {
    let Ok(v6) = TcpListener::bind("[::1]:0") else { return };
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let (mut sockets, [v4]) = Sockets::listen([("gopher", "127.0.0.1:0")]);
    let v6_address = v6.local_addr().unwrap();
    sockets.0.push(("gopher", v6.into()));
    let _server = sockets.serve(&[
        folder.path().to_str().unwrap(),
        "--host",
        "localhost",
        "--gemini",
        "127.0.0.1:0",
    ]);
    for address in [v4, v6_address] {
        assert!(ask_plain(address, "").await.unwrap().contains("Home"), "{address}");
    }
}

#[tokio::test]
async fn protocols_that_are_off_unless_asked_for_take_their_sockets() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let (sockets, [spartan, nex, finger]) = Sockets::listen([
        ("spartan", "127.0.0.1:0"),
        ("nex", "127.0.0.1:0"),
        ("finger", "127.0.0.1:0"),
    ]);
    let capsule = folder.path().to_str().unwrap();
    let usual = ["--host", "localhost", "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"];
    let asked_for = ["--spartan", "--nex", "--finger"];
    let server = sockets.serve(&[&[capsule], &usual[..], &asked_for].concat());
    let answer = ask_plain(spartan, "localhost / 0").await.unwrap();
    assert!(answer.starts_with("2 text/gemini"), "{answer}");
    for address in [nex, finger] {
        let answer = ask_plain(address, "").await.unwrap();
        assert!(answer.contains("Home"), "{address}: {answer}");
    }
    assert!(!server.said().contains("serves nothing there"), "{}", server.said());
}

/// What the program says of a socket that it can't serve on.
fn check_refused(socket: OwnedFd, said: &str) {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let sockets = Sockets(vec![("gopher", socket)]);
    let arguments = ["--allow-root", folder.path().to_str().unwrap(), "--gemini", "127.0.0.1:0"];
    let output = sockets.command(&arguments).current_dir(folder.path()).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("LISTEN_FDS: descriptor 3 (gopher)") && stderr.contains(said),
        "{said}: {stderr}"
    );
}

#[test]
fn what_is_no_tcp_listener_is_refused_by_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, datagram) = (folder.path().join("listener"), folder.path().join("datagram"));
    check_refused(UdpSocket::bind("127.0.0.1:0").unwrap().into(), "a UDP socket");
    check_refused(UnixListener::bind(listener).unwrap().into(), "a Unix socket");
    check_refused(UnixDatagram::bind(datagram).unwrap().into(), "a Unix datagram socket");
    check_refused(File::open("/dev/null").unwrap().into(), "no socket");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let accepted = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    check_refused(accepted.into(), "Accept=no");
}

#[test]
fn an_address_that_systemd_holds_otherwise_is_explained() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let (sockets, [gopher]) = Sockets::listen([("gopher", "127.0.0.1:0")]);
    let all = format!("0.0.0.0:{}", gopher.port());
    let arguments =
        ["--allow-root", folder.path().to_str().unwrap(), "--no-gemini", "--gopher", &all];
    let output = sockets.command(&arguments).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains(&format!("--gopher {all}")) && stderr.contains("systemd holds this port"),
        "{stderr}"
    );
}

/// Listens as systemd does to what services tell.
struct Heard {
    folder: TempDir,
    messages: Arc<Mutex<Vec<String>>>,
}

impl Heard {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&messages);
        thread::spawn(move || {
            let mut buffer = [0; 1 << 16];
            while let Ok(length) = socket.recv(&mut buffer) {
                kept.lock().unwrap().push(String::from_utf8_lossy(&buffer[..length]).into_owned());
            }
        });
        Self { folder, messages }
    }

    fn socket(&self) -> String {
        self.folder.path().join("notify").to_str().unwrap().to_owned()
    }

    /// Waits for a message that says all of this, and takes it away with all before it.
    fn wait_for(&self, parts: &[&str]) -> Vec<String> {
        let found = || {
            let mut messages = self.messages.lock().unwrap();
            let place = messages
                .iter()
                .position(|message| parts.iter().all(|part| message.contains(part)))?;
            Some(messages.drain(..=place).collect())
        };
        wait_for(found).unwrap_or_else(|| {
            panic!("{parts:?} does not come after {:?}", self.messages.lock().unwrap())
        })
    }
}

/// The first words of messages, without signs of life and news of connections.
fn steps(messages: &[String]) -> Vec<&str> {
    let first = messages.iter().filter_map(|message| message.lines().next()?.split_once('='));
    first.map(|(what, _)| what).filter(|what| *what != "WATCHDOG").collect()
}

#[tokio::test]
async fn systemd_is_told_of_each_step() {
    let folder = folder_of(&[("index.md", "# Home\n"), ("certs.txt", "x\n")]);
    let file = folder.path().join("propus.toml");
    let config = "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = 'localhost'\ncapsule = '.'\n";
    fs::write(&file, config).unwrap();
    let heard = Heard::start();
    let mut command = Command::new(PROPUS);
    command.args(["serve", "--config", file.to_str().unwrap()]);
    command.env("NOTIFY_SOCKET", heard.socket()).env("WATCHDOG_USEC", "200000");
    let mut server = Server::run(command, "localhost");

    let started = heard.wait_for(&["READY=1\nSTATUS=serving localhost: 1 page, 0 connections\n"]);
    assert_eq!(steps(&started), ["STATUS", "READY"]);
    assert!(
        ask_plain(SocketAddr::from(([127, 0, 0, 1], server.gopher)), "")
            .await
            .unwrap()
            .contains("Home")
    );
    for _ in 0..3 {
        heard.wait_for(&["WATCHDOG=1"]);
    }

    server.signal("HUP");
    let reloaded = heard.wait_for(&["READY=1\nSTATUS=serving"]);
    assert_eq!(steps(&reloaded), ["RELOADING", "READY"]);
    let reloading = reloaded.iter().find(|message| message.starts_with("RELOADING")).unwrap();
    let time = reloading.trim_end().strip_prefix("RELOADING=1\nMONOTONIC_USEC=").unwrap();
    assert!(time.parse::<u64>().unwrap() > 0);

    fs::write(&file, "gemini = 'nowhere'\n").unwrap();
    let refused =
        heard.wait_for(&["READY=1\nSTATUS=serving localhost", "not in force", "propus.toml:1:"]);
    assert_eq!(steps(&refused), ["RELOADING", "READY"]);
    fs::write(&file, config).unwrap();
    let accepted = heard.wait_for(&["READY=1\nSTATUS=serving"]);
    assert!(!accepted.last().unwrap().contains("not in force"), "{accepted:?}");

    heard.wait_for(&["WATCHDOG=1"]);
    server.signal("TERM");
    heard.wait_for(&["STOPPING=1\nSTATUS=stopping\n"]);
    assert_eq!(server.end().and_then(|status| status.code()), Some(0));
}

#[test]
fn a_service_manager_that_is_gone_is_no_reason_not_to_start() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let mut command = Command::new(PROPUS);
    command.arg("serve").arg(folder.path()).args([
        "--gemini",
        "127.0.0.1:0",
        "--gopher",
        "127.0.0.1:0",
    ]);
    let server = Server::run(
        {
            command.env("NOTIFY_SOCKET", "/no/such/socket");
            command
        },
        "localhost",
    );
    assert!(server.said().contains("NOTIFY_SOCKET=/no/such/socket"), "{}", server.said());
}

#[tokio::test]
#[ignore = "needs systemd-socket-activate"]
async fn systemds_own_program_passes_sockets_that_are_understood() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = Command::new("systemd-socket-activate");
    command
        .args(["--listen", &free.to_string(), "--fdname=gopher", PROPUS, "serve"])
        .arg(folder.path());
    command.args(["--host", "localhost", "--gemini", "127.0.0.1:0"]);
    // It starts the server when the first client comes, and not before.
    let first = tokio::spawn(async move {
        loop {
            if let Ok(answer) = ask_plain(free, "").await {
                return answer;
            }
        }
    });
    let server =
        tokio::task::spawn_blocking(move || Server::run(command, "localhost")).await.unwrap();
    assert_eq!(server.gopher, free.port());
    assert!(first.await.unwrap().contains("Home"));
}

/// Runs `systemd-analyze`, which has nothing to say if all is well.
fn analyze(arguments: &[&str], units: &[&Path]) {
    let runtime = tempfile::tempdir().unwrap();
    let mut command = Command::new("systemd-analyze");
    let output = command
        .args(arguments)
        .args(units)
        .env("XDG_RUNTIME_DIR", runtime.path())
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{arguments:?}: {said}");
    assert!(arguments.contains(&"security") || said.is_empty(), "{arguments:?}: {said}");
}

#[test]
#[ignore = "needs systemd-analyze"]
fn systemd_understands_the_units() {
    let folder = tempfile::tempdir().unwrap();
    let copied = |name: &str| {
        let unit = fs::read_to_string(Path::new(UNITS).join(name)).unwrap();
        let copy = folder.path().join(name);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::write(&copy, unit.replace("/usr/bin/propus", PROPUS)).unwrap();
        copy
    };
    let service = copied("propus.service");
    let sockets = ["propus-gemini.socket", "propus-gopher.socket"].map(copied);
    analyze(&["verify", "--man=no"], &[&service, &sockets[0], &sockets[1]]);
    let announcement = copied("propus-announce.service");
    analyze(&["verify", "--man=no"], &[&announcement, &copied("propus-announce.timer")]);
    analyze(&["--user", "verify", "--man=no"], &[&copied("user/propus.service")]);
    // The exposure that the unit's own comment and the manual name, times ten.
    analyze(&["security", "--offline=true", "--threshold=11"], &[&service]);
    analyze(&["security", "--offline=true", "--threshold=11"], &[&announcement]);
}
