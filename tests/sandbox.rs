//! The sandbox from inside: what a process in it can't do, each beside the same thing done outside; and the built program
//! in it, as root starts it.
//!
//! A test of the first kind starts itself again as a child. The parent does the thing and must succeed; the child enters
//! the sandbox, does it again and must be refused.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[allow(dead_code, reason = "shared with other tests, of which each needs a part")]
mod clients_support;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::{env, thread};

use clients_support::server::{PROPUS, Server, folder_of, propus, signal};
use clients_support::wait_for;
use nix::sys::ptrace;
use nix::unistd::Pid;
use propus::sandbox::{Access, Rules, Sandbox};
use rustix::process::{Resource, getrlimit};

/// Tells a child what its parent has prepared.
const INSIDE: &str = "PROPUS_TEST_INSIDE";

/// Does something outside, where it must succeed, and in the sandbox, where it must be refused. It is given a folder that
/// holds `capsule/index.md`, which may be read inside, and `certs/`, which may be written.
fn check_refused<T>(deed: impl Fn(&Path) -> io::Result<T>) {
    check(|it| deed(it).map(drop), Err(io::ErrorKind::PermissionDenied));
}

fn check_allowed<T>(deed: impl Fn(&Path) -> io::Result<T>) {
    check(|it| deed(it).map(drop), Ok(()));
}

fn check(deed: impl Fn(&Path) -> io::Result<()>, inside: Result<(), io::ErrorKind>) {
    if let Some(folder) = env::var_os(INSIDE) {
        let folder = Path::new(&folder);
        let sandbox = Sandbox::enter(rules(folder));
        assert_eq!(sandbox.missing(), [""; 0]);
        assert_eq!(deed(folder).map_err(|error| error.kind()), inside);
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/key.pem", "key\n")]);
    deed(folder.path()).unwrap();
    let mut child = again(folder.path());
    let output = child.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "inside: {said}");
}

/// This test, to be run by a child.
fn again(folder: &Path) -> Command {
    let current = thread::current();
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", current.name().unwrap(), "--include-ignored", "--nocapture"]).env(INSIDE, folder);
    child
}

fn rules(folder: &Path) -> Rules {
    let mut rules = Rules::default();
    rules.allow(folder.join("capsule"), Access::Read);
    rules.allow(folder.join("certs"), Access::Write);
    rules
}

#[test]
fn the_capsule_can_be_read() {
    check_allowed(|folder| fs::read(folder.join("capsule/index.md")));
    check_allowed(|folder| fs::read_dir(folder.join("capsule")));
}

#[test]
fn a_certificate_can_be_made_and_take_its_place() {
    check_allowed(|folder| {
        fs::write(folder.join("certs/new"), "certificate\n")?;
        fs::rename(folder.join("certs/new"), folder.join("certs/cert.pem"))?;
        fs::remove_file(folder.join("certs/cert.pem"))
    });
}

#[test]
fn threads_can_be_started() {
    check_allowed(|_| thread::Builder::new().spawn(|| {}).map(thread::JoinHandle::join));
}

#[test]
fn a_port_can_be_listened_on() {
    check_allowed(|_| TcpListener::bind("127.0.0.1:0"));
}

#[test]
fn the_list_of_users_can_t_be_read() {
    check_refused(|_| File::open("/etc/passwd"));
}

#[test]
fn no_folder_outside_can_be_listed() {
    check_refused(|folder| fs::read_dir(folder));
    check_refused(|_| fs::read_dir("/etc"));
}

#[test]
fn a_page_can_t_be_written() {
    check_refused(|folder| OpenOptions::new().append(true).open(folder.join("capsule/index.md")));
    check_refused(|folder| fs::write(folder.join("capsule/new.md"), "# New\n"));
}

#[test]
fn a_page_can_t_be_removed_or_taken_away() {
    let in_its_place = |folder: &Path| fs::write(folder.join("capsule/index.md"), "# Home\n");
    check_refused(|folder| {
        fs::remove_file(folder.join("capsule/index.md"))?;
        in_its_place(folder)
    });
    check_refused(|folder| {
        fs::rename(folder.join("capsule/index.md"), folder.join("capsule/other.md"))?;
        in_its_place(folder)
    });
    check_refused(|folder| {
        fs::hard_link(folder.join("capsule/index.md"), folder.join("capsule/link.md"))?;
        fs::remove_file(folder.join("capsule/link.md"))
    });
}

#[test]
fn the_mode_of_a_file_can_t_be_changed() {
    check_refused(|folder| fs::set_permissions(folder.join("capsule/index.md"), fs::Permissions::from_mode(0o640)));
    check_refused(|folder| {
        File::open(folder.join("capsule/index.md"))?.set_permissions(fs::Permissions::from_mode(0o644))
    });
}

#[test]
fn no_program_can_be_run() {
    check_refused(|_| Command::new("/bin/true").status());
}

#[test]
fn no_program_can_take_the_place_of_the_process() {
    check_refused(|_| {
        // Outside it would be gone, so there another process tries.
        if env::var_os(INSIDE).is_none() {
            Command::new("/bin/true").status().map(drop)
        } else {
            Err(Command::new("/bin/true").exec())
        }
    });
}

#[test]
fn no_process_can_be_looked_into() {
    check_refused(|_| {
        if env::var_os(INSIDE).is_some() {
            return Ok(ptrace::seize(Pid::parent(), ptrace::Options::empty())?);
        }
        let mut other = Command::new("sleep").arg("60").spawn()?;
        let seized = ptrace::seize(Pid::from_raw(other.id().try_into().unwrap()), ptrace::Options::empty());
        other.kill()?;
        other.wait()?;
        Ok(seized?)
    });
}

#[test]
fn no_process_can_be_sent_a_signal() {
    // Signal 0 reaches nobody: it is asked only whether one may be sent.
    check_refused(|_| {
        rustix::process::test_kill_process(rustix::process::getppid().unwrap())?;
        Ok(())
    });
}

#[test]
fn no_limit_of_another_process_can_be_changed() {
    check_refused(|_| {
        let parent = rustix::process::getppid().unwrap();
        rustix::process::prlimit(Some(parent), Resource::Core, getrlimit(Resource::Core))?;
        Ok(())
    });
}

#[test]
fn nobody_outside_can_be_connected_to() {
    if env::var_os(INSIDE).is_some() {
        return check_refused(|folder| TcpStream::connect(fs::read_to_string(folder.join("capsule/address")).unwrap()));
    }
    let outside = TcpListener::bind("127.0.0.1:0").unwrap();
    check_refused(|folder| {
        let address = outside.local_addr()?.to_string();
        fs::write(folder.join("capsule/address"), &address)?;
        TcpStream::connect(address)
    });
}

#[test]
fn only_the_ports_of_applications_can_be_connected_to() {
    if let Some(folder) = env::var_os(INSIDE) {
        let folder = Path::new(&folder);
        let ports = fs::read_to_string(folder.join("capsule/ports")).unwrap();
        let ports: Vec<u16> = ports.lines().map(|line| line.parse().unwrap()).collect();
        let mut rules = rules(folder);
        rules.ports.insert(ports[0]);
        let sandbox = Sandbox::enter(rules);
        assert_eq!(sandbox.missing(), [""; 0]);
        TcpStream::connect(("127.0.0.1", ports[0])).unwrap();
        let refused = TcpStream::connect(("127.0.0.1", ports[1])).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        return;
    }
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = listeners.iter().map(|it| it.local_addr().unwrap().port());
    let ports: Vec<String> = ports.map(|port| port.to_string()).collect();
    let folder = folder_of(&[("capsule/ports", &ports.join("\n"))]);
    for port in &ports {
        TcpStream::connect(("127.0.0.1", port.parse().unwrap())).unwrap();
    }
    let output = again(folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn no_datagram_can_be_sent() {
    check_refused(|_| UdpSocket::bind("127.0.0.1:0"));
    check_refused(|_| UnixDatagram::pair());
}

#[test]
fn no_unix_socket_can_be_connected_to_where_none_is_needed() {
    if env::var_os(INSIDE).is_some() {
        return check_refused(|folder| UnixStream::connect(folder.join("capsule/socket")));
    }
    check_refused(|folder| {
        let socket = folder.join("capsule/socket");
        // The child finds it bound, if not listened on any more.
        fs::remove_file(&socket).ok();
        let _listener = UnixListener::bind(&socket)?;
        UnixStream::connect(socket)
    });
}

#[test]
fn no_other_user_can_be_become() {
    // Its own is what everybody may become.
    check_refused(|_| Ok(nix::unistd::seteuid(nix::unistd::geteuid())?));
}

#[test]
fn root_can_t_choose_another_root_folder() {
    if !is_root() {
        return;
    }
    check_refused(|_| Ok(rustix::process::chroot("/")?));
}

/// Whether what follows can be tried: it needs root, to become somebody else.
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[test]
fn root_is_refused_unless_it_is_told_otherwise() {
    if !is_root() {
        return;
    }
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let folder = folder.path().to_str().unwrap();
    let output = propus(&["serve", folder, "--gopher", "127.0.0.1:0", "--no-gemini"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for word in ["root", "--user NAME", "--allow-root", "allow-root = true"] {
        assert!(said.contains(word), "{said}");
    }
    let output = propus(&["serve", folder, "--no-gemini", "--user", "root"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("does not serve as root"));
    let output = propus(&["serve", folder, "--no-gemini", "--user", "no-such-user"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("--user no-such-user: there is no user of that name"));
}

/// The number of the user that nobody is, and of its group.
const NOBODY: u32 = 65534;

#[test]
fn who_is_not_root_can_t_become_another_user() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(PROPUS);
    command.arg(folder.path()).args(["--gopher", "127.0.0.1:0", "--no-gemini", "--user", "1:1"]);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--user 1:1: only root can become another user"), "{said}");
}

#[test]
fn what_the_user_can_t_read_is_named_with_its_owner() {
    if !is_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n")]);
    let (capsule, certs) = (folder.path().join("capsule"), folder.path().join("certs"));
    let start = |expected: &[&str]| {
        let mut command = Command::new(PROPUS);
        command.arg(&capsule).arg("--certs").arg(&certs).args(["--gemini", "127.0.0.1:0", "--no-gopher"]);
        let output = command.args(["--user", "65534:65534"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for words in expected {
            assert!(said.contains(words), "{said}");
        }
    };
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    start(&["capsule: 65534:65534, the user", "can't read it", "belongs to root", "chmod -R o+rX"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_dir(&certs).ok();
    fs::create_dir(&certs).unwrap();
    start(&["certs: 65534:65534", "can't write to it", "belongs to root", "chown -R 65534:65534 "]);
    assert!(propus(&["cert", "new", "localhost", "--certs", certs.to_str().unwrap()]).status.success());
    start(&["localhost.key.pem: 65534:65534", "can't read it", "chown -R 65534:65534 "]);
}

/// The program as root starts it, in a network of its own, where the usual ports are free.
struct Rooted(Child);

impl Rooted {
    fn start(arguments: &[&str]) -> (Self, String) {
        let mut command = Command::new("unshare");
        command.args(["--net", PROPUS]).args(arguments).env_remove("JOURNAL_STREAM");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.map(|line| line.trim().to_owned()).find(|line| line.starts_with("gopher://"));
        let mut rooted = Self(child);
        let Some(address) = address else { panic!("it does not serve: {}", rooted.end()) };
        (rooted, address)
    }

    /// A line of the status of each of its threads.
    fn status(&self, name: &str) -> Vec<Vec<String>> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.0.id())).unwrap();
        let status = |thread: io::Result<fs::DirEntry>| {
            let status = fs::read_to_string(thread.unwrap().path().join("status")).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap().to_owned();
            line.split_whitespace().map(str::to_owned).collect()
        };
        threads.map(status).collect()
    }

    /// Ends it; what it has said.
    fn end(&mut self) -> String {
        if self.0.try_wait().unwrap().is_none() {
            signal(&self.0, "TERM");
        }
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(self.0.wait().unwrap().success(), "{said}");
        said
    }
}

#[test]
#[ignore = "needs unshare, and the right to make a network"]
fn started_by_root_it_listens_on_port_70_and_is_somebody_else_in_all_threads() {
    if !is_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("run/other", "")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (capsule, certs, pid_file) = (at("capsule"), at("certs"), at("run/propus.pid"));
    let (mut server, address) = Rooted::start(&[
        &capsule,
        "--host",
        "localhost",
        "--certs",
        &certs,
        "--pid-file",
        &pid_file,
        "--user",
        "nobody",
    ]);
    assert_eq!(address, "gopher://localhost/", "the usual port");
    for (line, expected) in [("Uid", NOBODY), ("Gid", NOBODY)] {
        let numbers = server.status(line);
        assert!(numbers.len() > 3, "{numbers:?}");
        for number in numbers.iter().flatten() {
            assert_eq!(number, &expected.to_string(), "{line}: {numbers:?}");
        }
    }
    let groups = server.status("Groups");
    assert!(groups.iter().flatten().all(|group| *group == NOBODY.to_string()), "{groups:?}");
    for (line, expected) in [("NoNewPrivs", "1"), ("Seccomp", "2"), ("CapEff", "0000000000000000")] {
        let values = server.status(line);
        assert!(values.iter().flatten().all(|value| value == expected), "{line}: {values:?}");
    }
    let said = server.end();
    assert!(said.contains("sandbox: files and network by landlock (version"), "{said}");
    assert!(said.contains("system calls by seccomp; user nobody"), "{said}");
    assert!(Path::new(&certs).join("localhost.key.pem").exists(), "the certificate was made by the new user");
    assert_eq!(fs::read_to_string(pid_file).unwrap(), "", "its folder is root's, so it stays, without a number");
}

#[test]
fn a_folder_or_a_configuration_that_is_replaced_is_read_where_its_own_folder_holds_it() {
    let folder = folder_of(&[
        (
            "propus.toml",
            "gemini = \"127.0.0.1:0\"\ngopher = \"127.0.0.1:0\"\n[[host]]\nname = \"localhost\"\ncapsule = \"capsule\"\n",
        ),
        ("capsule/index.md", "# Old words\n"),
    ]);
    let server = Server::configured(&folder.path().join("propus.toml"), "localhost");
    let sees = |text: &str| {
        let seen = || String::from_utf8(server.ask_gopher("")).unwrap().contains(text).then_some(());
        assert!(wait_for(seen).is_some(), "{text:?} is not seen: {}", server.said());
    };
    sees("Old words");
    let at = |name: &str| folder.path().join(name);
    fs::rename(at("capsule"), at("before")).unwrap();
    fs::create_dir(at("capsule")).unwrap();
    fs::write(at("capsule/index.md"), "# New words\n").unwrap();
    sees("New words");
    let text = fs::read_to_string(at("propus.toml")).unwrap();
    fs::create_dir(at("third")).unwrap();
    fs::write(at("third/index.md"), "# Third words\n").unwrap();
    fs::write(at("new.toml"), text.replace("capsule = \"capsule\"", "capsule = \"third\"")).unwrap();
    fs::rename(at("new.toml"), at("propus.toml")).unwrap();
    server.signal("HUP");
    sees("Third words");
}

#[test]
fn what_lies_outside_is_refused_at_a_reload_and_said() {
    let folder = folder_of(&[
        (
            "propus.toml",
            "gemini = \"127.0.0.1:0\"\ngopher = \"127.0.0.1:0\"\n[[host]]\nname = \"localhost\"\ncapsule = \"capsule\"\n",
        ),
        ("capsule/index.md", "# Old words\n"),
        ("private/secret.md", "# Secret\n"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let server = Server::configured(&at("propus.toml"), "localhost");
    let text = fs::read_to_string(at("propus.toml")).unwrap();
    let says = |words: &str| {
        assert!(wait_for(|| server.said().contains(words).then_some(())).is_some(), "{words}: {}", server.said());
        assert!(String::from_utf8(server.ask_gopher("")).unwrap().contains("Old words"));
    };
    fs::write(at("propus.toml"), text.replace("capsule = \"capsule\"", "capsule = \"private\"")).unwrap();
    says("private: it is outside of the sandbox");
    fs::write(at("propus.toml"), format!("{text}[[host.scgi]]\npath = \"/app/\"\nsocket = \"127.0.0.1:4000\"\n"))
        .unwrap();
    says("without connections to port 4000");
    fs::write(at("propus.toml"), format!("{text}[[host.scgi]]\npath = \"/app/\"\nsocket = \"app.sock\"\n")).unwrap();
    says("without Unix sockets");
    fs::rename(at("capsule"), at("before")).unwrap();
    fs::create_dir(at("capsule")).unwrap();
    says("the folder can't be read; what was served before still is; it is outside of the sandbox");
    fs::write(at("new.toml"), &text).unwrap();
    fs::rename(at("new.toml"), at("propus.toml")).unwrap();
    says("propus.toml: the configuration can't be read");
}

#[test]
fn a_folder_that_is_named_is_read_besides() {
    let folder = folder_of(&[("site/capsule/index.md", "# Old words\n"), ("site/private/secret.md", "")]);
    let at = |name: &str| folder.path().join(name);
    let server = Server::with(&at("site/capsule"), &["--sandbox-read", at("site").to_str().unwrap()]);
    fs::rename(at("site/capsule"), at("site/before")).unwrap();
    fs::create_dir(at("site/capsule")).unwrap();
    fs::write(at("site/capsule/index.md"), "# New words\n").unwrap();
    let seen = || String::from_utf8(server.ask_gopher("")).unwrap().contains("New words").then_some(());
    assert!(wait_for(seen).is_some(), "{}", server.said());
}

#[test]
fn the_sandbox_can_be_turned_off_and_says_so() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let server = Server::with(folder.path(), &["--no-sandbox"]);
    assert!(wait_for(|| server.said().contains("there is no sandbox (--no-sandbox)").then_some(())).is_some());
    let usual = Server::start(folder.path());
    assert!(wait_for(|| usual.said().contains("sandbox: files").then_some(())).is_some(), "{}", usual.said());
}
