//! What somebody whose pages or configuration root serves can't get by replacing them while it runs.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;

use clients_support::server::{PROPUS, Server, folder_of};
use clients_support::{is_tried_as_root, wait_for};
use tempfile::TempDir;

/// The owner of the pages, and somebody else.
const ANNA: u32 = 65534;
const BOB: u32 = 65533;

fn give(path: &Path, owner: u32) {
    chown(path, Some(owner), Some(owner)).unwrap();
}

fn restrict(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A place where anybody may pass, with anna's folder `home`, a secret of root's and one of bob's.
fn place() -> TempDir {
    let place = folder_of(&[
        ("home/site/index.md", "# Home\n"),
        ("home/run/other", ""),
        ("root/index.md", "# Secret of root\n"),
        ("bob/index.md", "# Secret of bob\n"),
    ]);
    restrict(place.path(), 0o755);
    let at = |name: &str| place.path().join(name);
    for path in ["home", "home/site", "home/site/index.md", "home/run", "home/run/other"] {
        give(&at(path), ANNA);
    }
    give(&at("bob"), BOB);
    give(&at("bob/index.md"), BOB);
    for path in ["root/index.md", "bob/index.md"] {
        restrict(&at(path), 0o600);
    }
    place
}

fn kill(process: u32, signal: &str) {
    let status = Command::new("kill").args(["-s", signal, &process.to_string()]).status();
    assert!(status.unwrap().success());
}

fn uid(process: u32) -> String {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    line.unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned()
}

/// Waits for another worker than this one, and looks as whom it serves.
fn check_next(server: &Server, before: u32) -> u32 {
    let next = || {
        let worker = server.worker();
        (worker != before && worker != server.id() && uid(worker) != "0").then_some(worker)
    };
    let next = wait_for(next).unwrap_or_else(|| panic!("{}", server.said()));
    assert_eq!(uid(next), ANNA.to_string(), "{}", server.said());
    next
}

#[test]
fn whose_pages_are_served_stays_who_serves() {
    if !is_tried_as_root() {
        return;
    }
    let place = place();
    let at = |name: &str| place.path().join(name);
    let text = "gemini = false\ngopher = '127.0.0.1:0'\n[[host]]\nname = 'localhost'\ncapsule = 'home/site'\n";
    fs::write(at("propus.toml"), text).unwrap();
    give(&at("propus.toml"), ANNA);
    let log = at("log");
    let mut child = Command::new(PROPUS)
        .args(["serve", "--config", at("propus.toml").to_str().unwrap()])
        .stdout(std::process::Stdio::null())
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let worker = || clients_support::worker::worker_of(child.id());
    let serves_as_anna = |before: u32| {
        let next = || {
            let worker = worker();
            (worker != before && worker != child.id() && uid(worker) == ANNA.to_string())
                .then_some(worker)
        };
        let said = || fs::read_to_string(&log).unwrap();
        wait_for(next).unwrap_or_else(|| panic!("{}", said()))
    };
    let mut before = serves_as_anna(0);
    // Her folder can't be seen while another program takes over.
    restrict(&at("home"), 0o700);
    kill(child.id(), "USR2");
    before = serves_as_anna(before);
    // Nor does she become somebody else by what she writes.
    for user in ["user = 'root'\nsandbox = false\n", "user = '65533:65533'\n"] {
        fs::write(at("propus.toml"), format!("{user}{text}")).unwrap();
        before = serves_as_anna(before);
        kill(child.id(), "USR2");
        before = serves_as_anna(before);
    }
    fs::write(at("propus.toml"), text).unwrap();
    before = serves_as_anna(before);
    // What her link leads to she could read herself, or not at all.
    restrict(&at("home"), 0o755);
    fs::rename(at("home/site"), at("home/old")).unwrap();
    symlink(at("root"), at("home/site")).unwrap();
    kill(before, "KILL");
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_ne!(uid(worker()), "0", "{}", fs::read_to_string(&log).unwrap());
    kill(child.id(), "TERM");
    assert!(wait_for(|| child.try_wait().unwrap()).is_some());
}

#[test]
fn root_removes_its_own_files_and_nothing_behind_a_link() {
    if !is_tried_as_root() {
        return;
    }
    let place = place();
    let at = |name: &str| place.path().join(name);
    let with = |more: &str| {
        format!(
            "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n{more}[[host]]\nname = 'localhost'\ncapsule = 'home/site'\n"
        )
    };
    let both = "pid-file = 'home/run/p.pid'\nmetrics = 'unix:home/run/m.sock'\n";
    fs::write(at("propus.toml"), with(both)).unwrap();
    give(&at("propus.toml"), ANNA);
    let certs = at("certs");
    fs::create_dir(&certs).unwrap();
    give(&certs, ANNA);
    let arguments =
        ["--config", at("propus.toml").to_str().unwrap(), "--certs", certs.to_str().unwrap()]
            .map(str::to_owned);
    let arguments = arguments.each_ref().map(String::as_str);
    let mut server = Server::started(&arguments, "localhost");
    assert!(at("home/run/p.pid").exists() && at("home/run/m.sock").exists());
    // Files of the same names in a folder of root's, behind her link.
    fs::write(at("root/p.pid"), "dear").unwrap();
    fs::write(at("root/m.sock"), "dear").unwrap();
    fs::rename(at("home/run"), at("home/away")).unwrap();
    symlink(at("root"), at("home/run")).unwrap();
    fs::write(at("propus.toml"), with("")).unwrap();
    server.says("were read again");
    for file in ["root/p.pid", "root/m.sock"] {
        assert_eq!(fs::read_to_string(at(file)).unwrap(), "dear");
    }
    server.signal("TERM");
    assert!(server.end().unwrap().success());
    // What was made in a folder of hers is not left there.
    fs::remove_file(at("home/run")).unwrap();
    fs::create_dir(at("home/run")).unwrap();
    give(&at("home/run"), ANNA);
    fs::write(at("propus.toml"), with(both)).unwrap();
    let mut server = Server::started(&arguments, "localhost");
    server.signal("TERM");
    assert!(server.end().unwrap().success(), "{}", server.said());
    assert_eq!(fs::read_dir(at("home/run")).unwrap().count(), 0);
    // Nor does root write where her link leads.
    symlink(at("root/p.pid"), at("home/run/p.pid")).unwrap();
    let mut command = Command::new(PROPUS);
    let output = command.arg("serve").args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("home/run/p.pid"), "{said}");
    assert_eq!(fs::read_to_string(at("root/p.pid")).unwrap(), "dear");
}

#[test]
fn root_serves_no_folder_that_is_not_there_yet() {
    if !is_tried_as_root() {
        return;
    }
    let place = place();
    let mut command = Command::new(PROPUS);
    command.arg(place.path().join("home/none")).args(["--gopher", "127.0.0.1:0", "--no-gemini"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("home/none: the folder can't be served: No such file"), "{said}");
}

#[test]
fn a_pipe_in_the_place_of_the_configuration_keeps_nobody_waiting() {
    let folder = folder_of(&[
        (
            "propus.toml",
            "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\n[[host]]\nname = 'localhost'\ncapsule = 'site'\n",
        ),
        ("site/index.md", "# Home\n"),
    ]);
    let file = folder.path().join("propus.toml");
    let mut server = Server::configured(&file, "localhost");
    fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
    server.says("propus.toml: the configuration can't be read: it is no file");
    server.ask_gopher("");
    server.signal("TERM");
    assert!(server.end().unwrap().success());
}

#[test]
fn a_folder_that_could_not_be_read_at_first_is_tried_again() {
    if !is_tried_as_root() {
        return;
    }
    let place = place();
    let at = |name: &str| place.path().join(name);
    let certs = at("certs");
    fs::create_dir(&certs).unwrap();
    give(&certs, ANNA);
    let site = at("home/site");
    let server = Server::with(&site, &["--certs", certs.to_str().unwrap()]);
    let worker = server.worker();
    fs::rename(&site, at("home/old")).unwrap();
    fs::create_dir(at("home/new")).unwrap();
    fs::write(at("home/new/index.md"), "# Other\n").unwrap();
    give(&at("home/new"), ANNA);
    restrict(&at("home/new"), 0);
    fs::rename(at("home/new"), &site).unwrap();
    server.says("what was in force before still is");
    restrict(&site, 0o755);
    check_next(&server, worker);
    let other =
        || String::from_utf8(server.ask_gopher("")).unwrap().contains("Other").then_some(());
    assert!(wait_for(other).is_some(), "{}", server.said());
    let said = server.said();
    assert_eq!(said.matches("what was in force before still is").count(), 1, "{said}");
}
