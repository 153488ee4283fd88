//! The built program in its sandbox, and as root starts it: whom it becomes, what it refuses, and
//! that it goes on when what it serves is replaced. What a process in the sandbox can't do is for
//! `sandbox`.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use clients_support::server::{PROPUS, Server, folder_of, propus, signal};
use clients_support::worker::worker_of;
use clients_support::{is_tried_as_root, wait_for};
use tempfile::TempDir;

/// A folder with capsules for two hosts, and a configuration of both.
fn two_capsules() -> TempDir {
    let host = |name: &str, port: u16| {
        format!("[[host]]\nname = '{name}'\ncapsule = '{name}'\ngopher = '127.0.0.1:{port}'\n")
    };
    let text = format!("gemini = false\n{}{}", host("one.example", 0), host("two.example", 0));
    let files =
        [("one.example/a.md", "# One\n"), ("two.example/b.md", "# Two\n"), ("c.toml", &text)];
    let folder = folder_of(&files);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn root_becomes_the_owner_of_what_it_serves() {
    if !is_tried_as_root() {
        return;
    }
    let uid = |server: &Server| status(server.worker(), "Uid")[0].clone();
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let certs = tempfile::tempdir().unwrap();
    fs::set_permissions(certs.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let own = |name: &str| certs.path().join(name).to_str().unwrap().to_owned();
    let server = Server::start(folder.path());
    server.says("running as root, without any capability");
    assert!(uid(&server).iter().all(|number| number == "0"));
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    let server = Server::with(folder.path(), &["--certs", &own("nobody")]);
    server.says(&format!("running as nobody, to whom {} belongs", folder.path().display()));
    assert!(uid(&server).iter().all(|number| *number == NOBODY.to_string()));
    check_that_no_thread_has_capabilities(server.worker());
    // It may be no user that the machine knows.
    chown(folder.path(), Some(54321), Some(54322)).unwrap();
    let server = Server::with(folder.path(), &["--certs", &own("unknown")]);
    assert!(uid(&server).iter().all(|number| number == "54321"));
    assert!(status(server.worker(), "Gid")[0].iter().all(|number| number == "54322"));
    let server = Server::with(folder.path(), &["--user", "root"]);
    assert!(uid(&server).iter().all(|number| number == "0"));
}

/// Below a `/var/lib` of its own, so that no key is left on the machine.
#[test]
#[ignore = "needs unshare, and the right to mount"]
fn the_folder_of_keys_stays_when_the_configuration_is_read_again() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("index.md", "# Home\n")]);
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "sh", "-c", "mount -t tmpfs none /var/lib && exec \"$@\"", "sh", PROPUS])
        .args(["serve", "--host", "localhost", "--gemini", "127.0.0.1:0"])
        .args(["--gopher", "127.0.0.1:0"])
        .arg(folder.path())
        // It is still root's when root has become somebody else.
        .env("HOME", "/root")
        .env_remove("XDG_DATA_HOME")
        .current_dir(folder.path());
    let server = Server::run_as_it_is(command, "localhost");
    server.says("no key for localhost in /var/lib/propus/certs");
    server.signal("HUP");
    server.says("the configuration and the certificates were read again");
}

#[test]
fn root_asks_whom_to_become_when_it_serves_folders_of_several() {
    if !is_tried_as_root() {
        return;
    }
    let folder = two_capsules();
    let config = folder.path().join("c.toml");
    let second = folder.path().join("two.example");
    let arguments = ["serve", "--config", config.to_str().unwrap()];
    chown(&second, Some(NOBODY), Some(NOBODY)).unwrap();
    let output = propus(&arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let expected = "two.example to nobody: say whom propus is to become";
    assert!(said.contains("one.example belongs to root and") && said.contains(expected), "{said}");
    // What somebody else's link leads to is nothing that root meant.
    let (link, own) = (folder.path().join("link"), folder.path().join("one.example"));
    std::os::unix::fs::symlink(&own, &link).unwrap();
    std::os::unix::fs::lchown(&link, Some(NOBODY), Some(NOBODY)).unwrap();
    let output = propus(&["serve", link.to_str().unwrap(), "--gopher", "127.0.0.1:0"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("link belongs to nobody and") && said.contains("--user NAME"), "{said}");
    // Also where it is not the first of several.
    chown(&second, Some(0), Some(0)).unwrap();
    fs::rename(&second, folder.path().join("own")).unwrap();
    std::os::unix::fs::symlink("own", &second).unwrap();
    std::os::unix::fs::lchown(&second, Some(NOBODY), Some(NOBODY)).unwrap();
    let output = propus(&arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("two.example belongs to nobody and"), "{said}");
    let output = propus(&["serve", "capsule", "--no-gemini", "--user", "nobody:nogroup"]);
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("are written as numbers, as 1000:1000")
    );
    let output = propus(&["serve", "capsule", "--no-gemini", "--user", "no-such-user"]);
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("--user no-such-user: there is no user of that name")
    );
}

/// The number of the user that nobody is, and of its group.
const NOBODY: u32 = 65534;

#[test]
fn who_is_not_root_can_t_become_another_user() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for (user, expected) in [
        ("1:1", "--user 1:1: only root can become another user"),
        ("root", "--user root: propus can't become root, and need not"),
    ] {
        let mut command = Command::new(PROPUS);
        command.arg(folder.path()).args(["--gopher", "127.0.0.1:0", "--no-gemini", "--user", user]);
        if nix::unistd::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn what_the_user_can_t_read_is_named_with_its_owner() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n")]);
    let (capsule, certs) = (folder.path().join("capsule"), folder.path().join("certs"));
    let start = |expected: &[&str]| {
        let mut command = Command::new(PROPUS);
        command.arg(&capsule).arg("--certs").arg(&certs).args([
            "--gemini",
            "127.0.0.1:0",
            "--no-gopher",
        ]);
        let output = command.args(["--user", "65534:65534"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for words in expected {
            assert!(said.contains(words), "{said}");
        }
    };
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    start(&[": 65534:65534, the user", "can't enter it", "belongs to root", "chmod o+x"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&capsule, fs::Permissions::from_mode(0o700)).unwrap();
    start(&["capsule: 65534:65534, the user", "can't read it", "belongs to root", "chmod -R o+rX"]);
    fs::set_permissions(&capsule, fs::Permissions::from_mode(0o755)).unwrap();
    fs::remove_dir(&certs).ok();
    fs::create_dir(&certs).unwrap();
    start(&["certs: 65534:65534", "can't write to it", "belongs to root", "chown -R 65534:65534 "]);
    assert!(
        propus(&["cert", "new", "localhost", "--certs", certs.to_str().unwrap()]).status.success()
    );
    let give = format!("chown -R 65534:65534 {}: this keeps your key", certs.display());
    start(&["localhost.key.pem: 65534:65534", "can't read it", &give]);
    fs::set_permissions(&certs, fs::Permissions::from_mode(0o700)).unwrap();
    start(&["certs: 65534:65534", "can't enter it", "belongs to root", &give, "--certs DIR"]);
}

/// A line of the status of each thread of a process.
fn status(process: u32, name: &str) -> Vec<Vec<String>> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let status = |thread: io::Result<fs::DirEntry>| {
        // One that has ended meanwhile has no status.
        let status = fs::read_to_string(thread.unwrap().path().join("status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .unwrap()
            .to_owned();
        Some(line.split_whitespace().map(str::to_owned).collect())
    };
    threads.filter_map(status).collect()
}

/// The sets of capabilities, by the names that they have in a status.
const CAPABILITIES: [&str; 5] = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];

fn check_that_no_thread_has_capabilities(process: u32) {
    for set in CAPABILITIES {
        let values = status(process, set);
        assert!(values.len() > 3, "{values:?}");
        assert!(values.iter().flatten().all(|it| it == "0000000000000000"), "{set}: {values:?}");
    }
}

#[test]
fn no_process_of_a_server_has_huge_pages() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let server = Server::start(folder.path());
    for process in [server.id(), server.worker()] {
        assert!(status(process, "THP_enabled").iter().all(|enabled| *enabled == ["0"]));
    }
}

#[test]
fn root_that_may_stay_root_has_no_capabilities_in_any_thread() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let server = Server::start(folder.path());
    server.ask_gopher("");
    check_that_no_thread_has_capabilities(server.worker());
    assert!(status(server.worker(), "Uid").iter().flatten().all(|number| number == "0"));
    let with_all = Server::with(folder.path(), &["--no-sandbox", "--user", "root"]);
    let kept = status(with_all.worker(), "CapEff");
    assert_eq!(kept[0], status(std::process::id(), "CapEff")[0], "without a sandbox they are kept");
}

#[test]
#[ignore = "needs setpriv"]
fn a_capability_that_it_was_started_with_is_given_up_once_the_port_is_open() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/other", "")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let certs = folder.path().join("certs");
    chown(&certs, Some(NOBODY), Some(NOBODY)).unwrap();
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
        .args(["--inh-caps", "+net_bind_service", "--ambient-caps", "+net_bind_service"])
        .args([PROPUS, "serve", "--host", "localhost", "--gemini", "127.0.0.1:0"])
        // 0 would be any port; this one is nobody's, and needs the privilege.
        .args(["--gopher", "127.0.0.1:2"])
        .arg("--certs")
        .arg(&certs)
        .arg(folder.path().join("capsule"));
    let server = Server::run(command, "localhost");
    assert_eq!(server.gopher, 2, "{}", server.said());
    for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
        let values = status(server.worker(), set);
        assert!(values.iter().flatten().all(|it| it == "0000000000000000"), "{set}: {values:?}");
    }
}

#[test]
fn what_root_could_read_by_its_capabilities_only_is_named_with_its_owner() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/other", "")]);
    let (capsule, certs) = (folder.path().join("capsule"), folder.path().join("certs"));
    let start = |expected: &[&str]| {
        let mut command = Command::new(PROPUS);
        command.arg(&capsule).arg("--certs").arg(&certs);
        let output =
            command.args(["--gemini", "127.0.0.1:0", "--no-gopher", "--user", "root"]).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for words in expected {
            assert!(said.contains(words), "{said}");
        }
    };
    let give = |path: &Path| chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    give(&certs);
    start(&["certs: root, who is a user like others", "can't write to it", "chown -R root "]);
    start(&["belongs to nobody: --user nobody becomes that user; or chown -R root "]);
    give(&capsule);
    fs::set_permissions(&capsule, fs::Permissions::from_mode(0o700)).unwrap();
    start(&["capsule: root, who is a user like others", "can't read it", "belongs to nobody"]);
    let options = ["--certs", certs.to_str().unwrap(), "--no-sandbox", "--user", "root"];
    Server::with(&capsule, &options).ask_gopher("");
}

#[test]
fn root_makes_a_certificate_in_a_folder_of_somebody_else_where_all_may_write() {
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("certs/other", "")]);
    let certs = folder.path().join("certs");
    chown(&certs, Some(NOBODY), Some(NOBODY)).unwrap();
    fs::set_permissions(&certs, fs::Permissions::from_mode(0o777)).unwrap();
    Server::with(&folder.path().join("capsule"), &["--certs", certs.to_str().unwrap()]);
    assert!(certs.join("localhost.key.pem").exists());
}

#[test]
fn a_port_that_only_root_may_open_is_opened_by_a_reload_too() {
    let least = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").unwrap();
    if !is_tried_as_root() || least.trim().parse::<u16>().unwrap() < 2 {
        return;
    }
    let with = |gopher: &str| {
        format!(
            "gemini = \"127.0.0.1:0\"\ngopher = \"{gopher}\"\nuser = \"nobody\"\n[[host]]\nname = \"localhost\"\ncapsule = \"capsule\"\n"
        )
    };
    let folder =
        folder_of(&[("propus.toml", &with("127.0.0.1:0")), ("capsule/index.md", "# Home\n")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (file, certs) = (folder.path().join("propus.toml"), folder.path().join("certs"));
    fs::create_dir(&certs).unwrap();
    chown(&certs, Some(NOBODY), Some(NOBODY)).unwrap();
    let arguments = ["--config", file.to_str().unwrap(), "--certs", certs.to_str().unwrap()];
    let server = Server::started(&arguments, "localhost");
    fs::write(&file, with("127.0.0.1:1")).unwrap();
    server.says("the configuration and the certificates were read again");
    let mut stream = TcpStream::connect("127.0.0.1:1").unwrap();
    stream.write_all(b"\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("Home"), "{answer}");
    check_that_no_thread_has_capabilities(server.worker());
    // Of the master, which no stranger talks to: ports, and to become the user.
    let kept = status(server.id(), "CapEff");
    assert_eq!(kept, [["00000000000004c0"]], "net_bind_service, setuid, setgid");
}

/// The program as root starts it, in a network of its own, where the usual ports are free.
struct Rooted(Child);

impl Rooted {
    fn start(arguments: &[&str]) -> (Self, String) {
        let mut command = Command::new("unshare");
        command.args(["--net", PROPUS]).args(arguments).env_remove("JOURNAL_STREAM");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address =
            lines.map(|line| line.trim().to_owned()).find(|line| line.starts_with("gopher://"));
        let mut rooted = Self(child);
        let Some(address) = address else { panic!("it does not serve: {}", rooted.end()) };
        (rooted, address)
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
    if !is_tried_as_root() {
        return;
    }
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("run/other", "")]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (capsule, certs, pid_file) = (at("capsule"), at("new/certs"), at("run/propus.pid"));
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
        let numbers = status(worker_of(server.0.id()), line);
        assert!(numbers.len() > 3, "{numbers:?}");
        for number in numbers.iter().flatten() {
            assert_eq!(number, &expected.to_string(), "{line}: {numbers:?}");
        }
    }
    let groups = status(worker_of(server.0.id()), "Groups");
    assert!(groups.iter().flatten().all(|group| *group == NOBODY.to_string()), "{groups:?}");
    for (line, expected) in [("NoNewPrivs", "1"), ("Seccomp", "2")] {
        let values = status(worker_of(server.0.id()), line);
        assert!(values.iter().flatten().all(|value| value == expected), "{line}: {values:?}");
    }
    check_that_no_thread_has_capabilities(worker_of(server.0.id()));
    let said = server.end();
    assert!(said.contains("sandbox: files and network by landlock (version"), "{said}");
    assert!(said.contains("system calls by seccomp; running as nobody"), "{said}");
    assert!(
        Path::new(&certs).join("localhost.key.pem").exists(),
        "the certificate was made by the new user"
    );
    assert!(!Path::new(&pid_file).exists());
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
        let seen =
            || String::from_utf8(server.ask_gopher("")).unwrap().contains(text).then_some(());
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
    fs::write(at("new.toml"), text.replace("capsule = \"capsule\"", "capsule = \"third\""))
        .unwrap();
    fs::rename(at("new.toml"), at("propus.toml")).unwrap();
    server.signal("HUP");
    sees("Third words");
}

#[test]
fn whatever_a_new_configuration_needs_is_inside() {
    let folder = folder_of(&[
        (
            "propus.toml",
            "gemini = \"127.0.0.1:0\"\ngopher = \"127.0.0.1:0\"\n[[host]]\nname = \"localhost\"\ncapsule = \"capsule\"\n",
        ),
        ("capsule/index.md", "# Old words\n"),
        ("private/index.md", "# Elsewhere\n"),
        ("private/deep/index.md", "# Deep words\n"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let server = Server::configured(&at("propus.toml"), "localhost");
    let text = fs::read_to_string(at("propus.toml")).unwrap();
    let serves = |words: &str| {
        let seen =
            || String::from_utf8(server.ask_gopher("")).unwrap().contains(words).then_some(());
        assert!(wait_for(seen).is_some(), "{words}: {}", server.said());
    };
    let elsewhere = text.replace("capsule = \"capsule\"", "capsule = \"private\"");
    fs::write(at("propus.toml"), &elsewhere).unwrap();
    serves("Elsewhere");
    // As an editor, or a program that deploys, puts another one in its place.
    fs::write(at("new.toml"), &text).unwrap();
    fs::rename(at("new.toml"), at("propus.toml")).unwrap();
    serves("Old words");
    fs::rename(at("capsule"), at("before")).unwrap();
    fs::rename(at("private/deep"), at("capsule")).unwrap();
    serves("Deep words");
    // A configuration that can't be served leaves it there.
    fs::write(at("propus.toml"), text.replace("\"capsule\"", "\"none\"")).unwrap();
    server.says("none: the folder can't be served");
    server.says("what was in force before still is");
    serves("Deep words");
}

/// What a client sees of a server's certificate.
fn shown(server: &Server) -> String {
    let port = server.gemini.to_string();
    let mut command = Command::new("openssl");
    command.args([
        "s_client",
        "-servername",
        "localhost",
        "-connect",
        &format!("127.0.0.1:{port}"),
    ]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
#[ignore = "needs openssl"]
fn a_certificate_that_is_linked_from_outside_is_taken_up() {
    let folder = folder_of(&[("capsule/index.md", "# Home\n"), ("live/README", "")]);
    let at = |name: &str| folder.path().join(name);
    let certs = at("certs");
    let server = Server::with(&at("capsule"), &["--certs", certs.to_str().unwrap()]);
    let (certificate, key) = ("localhost.cert.pem", "localhost.key.pem");
    for round in ["one", "two"] {
        let made = at(round);
        let renewed = propus(&["cert", "new", "localhost", "--certs", made.to_str().unwrap()]);
        assert!(renewed.status.success());
        for file in [key, certificate] {
            let _ = fs::remove_file(certs.join(file));
            std::os::unix::fs::symlink(made.join(file), certs.join(file)).unwrap();
        }
        let read = |said: String| said.matches("were read again").count();
        let rounds = if round == "one" { 1 } else { 2 };
        let is_read = || (read(server.said()) >= rounds).then_some(());
        assert!(wait_for(is_read).is_some(), "{}", server.said());
        let pem = fs::read_to_string(made.join(certificate)).unwrap();
        let serves = || shown(&server).contains(pem.lines().nth(1).unwrap()).then_some(());
        assert!(wait_for(serves).is_some(), "{round}: {}", server.said());
    }
    assert!(!server.said().contains("can't be read"), "{}", server.said());
}

#[test]
fn a_folder_that_is_named_is_read_besides() {
    let folder =
        folder_of(&[("site/capsule/index.md", "# Old words\n"), ("site/private/secret.md", "")]);
    let at = |name: &str| folder.path().join(name);
    let server =
        Server::with(&at("site/capsule"), &["--sandbox-read", at("site").to_str().unwrap()]);
    fs::rename(at("site/capsule"), at("site/before")).unwrap();
    fs::create_dir(at("site/capsule")).unwrap();
    fs::write(at("site/capsule/index.md"), "# New words\n").unwrap();
    let seen =
        || String::from_utf8(server.ask_gopher("")).unwrap().contains("New words").then_some(());
    assert!(wait_for(seen).is_some(), "{}", server.said());
}

#[test]
fn the_sandbox_can_be_turned_off_and_says_so() {
    let folder = folder_of(&[("index.md", "# Home\n")]);
    let server = Server::with(folder.path(), &["--no-sandbox"]);
    assert!(
        wait_for(|| server.said().contains("there is no sandbox (--no-sandbox)").then_some(()))
            .is_some()
    );
    let usual = Server::start(folder.path());
    assert!(
        wait_for(|| usual.said().contains("sandbox: files").then_some(())).is_some(),
        "{}",
        usual.said()
    );
}
