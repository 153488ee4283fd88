//! Disks on which there is no room left: real ones, of a few pages of memory.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::sleep;

use super::clients_support::server::{Server, propus};
use super::clients_support::{is_tried_as_root, shipped};
use super::job::{HOST, JOBS, Job, everything, prepare_configuration};
use super::support::connect;

/// Bytes that are taken from such a disk at a time.
const PAGE: usize = 4096;
/// The most pages that a command needs.
const MOST_PAGES: usize = 16;

/// A disk of its own. Is gone when it is dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = ["-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(folder.path()).status().unwrap();
        assert!(mounted.success(), "no disk can be mounted here");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("all")
    }

    /// Fills it to so many pages.
    fn fill(&self, left: usize) {
        let mut filler = File::create(self.filler()).unwrap();
        while filler.write_all(&[0; PAGE]).is_ok() {}
        let size = filler.metadata().unwrap().len();
        filler.set_len(size.saturating_sub((left * PAGE) as u64)).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("filler")
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn prepared(prepare: fn(&Path)) -> Disk {
    let disk = Disk::new();
    fs::create_dir(disk.path()).unwrap();
    prepare(&disk.path());
    disk
}

/// Runs a command on a disk with so many pages. Returns whether it succeeded.
fn check(job: &Job, pages: usize) -> bool {
    let disk = prepared(job.prepare);
    let old = (job.state)(&disk.path());
    disk.fill(pages);
    let done = job.run(&disk.path());
    let said = String::from_utf8(done.stderr).unwrap();
    let at = format!("{} with {pages} pages: {said}", job.name);
    if done.status.success() {
        let left = |name: &String| [".new", ".pending", ".old"].iter().any(|it| name.ends_with(it));
        assert!(!everything(&disk.path()).keys().any(left), "{at}");
        return true;
    }
    assert_eq!(everything(&disk.path()), old, "{at}");
    // On the full disk as it is, too, a server would start with it.
    assert_eq!((job.state)(&disk.path()), old, "{at}");
    assert!(said.to_lowercase().contains("no space left"), "{at}");
    disk.make_room();
    assert!(job.run(&disk.path()).status.success(), "{at}");
    false
}

#[test]
#[ignore = "needs mount, and root"]
fn a_command_on_a_full_disk_changes_nothing_or_all() {
    if !is_tried_as_root() {
        return;
    }
    for job in JOBS {
        let done = (0..=MOST_PAGES).filter(|pages| check(job, *pages)).count();
        let refused = MOST_PAGES + 1 - done;
        eprintln!("{}: {refused} times refused, {done} times done", job.name);
        assert!(done > 0, "{}", job.name);
        assert!(refused > 0 || job.name == "id remove", "{}", job.name);
    }
}

#[test]
#[ignore = "needs mount, and root"]
fn a_new_capsule_that_found_no_room_is_begun_again() {
    if !is_tried_as_root() {
        return;
    }
    for pages in 0..=12 {
        let disk = Disk::new();
        disk.fill(pages);
        let folder = disk.folder.path().join("new");
        let init = || propus(&["init", folder.to_str().unwrap()]).status.success();
        let is_done = init();
        assert!(is_done || !folder.exists(), "{pages}");
        disk.make_room();
        assert!(is_done || init(), "{pages}");
        assert_eq!(everything(&folder).len(), 9, "{pages}");
        assert!(!init(), "{pages}");
    }
}

/// Not a disk, but a limit for the process: what is longer may not be written.
#[test]
fn a_file_that_may_not_grow_stays_as_it_was() {
    let add = JOBS.iter().find(|job| job.name == "id add").unwrap();
    for blocks in [1, 2, 7, 8] {
        let folder = tempfile::tempdir().unwrap();
        (add.prepare)(folder.path());
        let old = everything(folder.path());
        let limited = format!("ulimit -f {blocks} && exec \"$@\"");
        assert!(!add.below("sh", &["-c", &limited, "sh"], folder.path()), "{blocks}");
        // The system kills who goes on; what it has left goes with the next attempt.
        let mut left = everything(folder.path());
        left.retain(|name, _| name != ".propus.toml.new");
        assert!(left == old, "{blocks}: {:?}", left.keys());
        assert!(add.below("sh", &["-c", "exec \"$@\"", "sh"], folder.path()), "{blocks}");
        assert!(everything(folder.path()).keys().eq(old.keys()), "{blocks}");
    }
}

/// What a Gemini client without a certificate gets.
async fn ask(port: u16, path: &str) -> String {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut stream = connect(address, HOST).await.unwrap();
    stream.write_all(format!("gemini://{HOST}:{port}{path}\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
#[ignore = "needs mount, and root"]
async fn a_zone_stays_closed_while_the_disk_of_its_configuration_is_full() {
    if !is_tried_as_root() {
        return;
    }
    let disk = prepared(prepare_configuration);
    let config = disk.path().join("propus.toml");
    let server = Server::configured(&config, HOST);
    assert!(ask(server.gemini, "/club/").await.starts_with("60 "));
    let add = JOBS.iter().find(|job| job.name == "id add").unwrap();
    let old = everything(&disk.path());
    disk.fill(0);
    for _ in 0..3 {
        assert!(!add.run(&disk.path()).status.success());
        assert_eq!(everything(&disk.path()), old);
        server.signal("HUP");
        assert!(ask(server.gemini, "/club/").await.starts_with("60 "));
    }
    server.says("the configuration and the certificates were read again");
    assert!(!server.said().contains("zone"), "{}", server.said());
    // Whoever is not propus may cut the file; then it says so.
    let text = fs::read_to_string(&config).unwrap();
    let cut = text.split_once("[[host.zone]]").unwrap().0;
    fs::write(&config, cut).unwrap();
    server.says("the zone /club/ is gone");
    disk.make_room();
    fs::write(&config, &text).unwrap();
    assert!(add.run(&disk.path()).status.success());
    for _ in 0..200 {
        if ask(server.gemini, "/club/").await.starts_with("60 ") {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the zone stays open: {}", server.said());
}

#[tokio::test]
#[ignore = "needs mount, and root"]
async fn a_server_serves_while_the_disk_of_its_logs_is_full_and_says_so_once() {
    if !is_tried_as_root() {
        return;
    }
    let disk = Disk::new();
    let at = |name: &str| disk.folder.path().join(name).to_str().unwrap().to_owned();
    ["log", "run"].into_iter().for_each(|name| fs::create_dir(at(name)).unwrap());
    disk.fill(0);
    let (log, pid, socket) =
        (at("log/access"), at("run/pid"), format!("unix:{}", at("run/socket")));
    let options = ["--access-log", &log, "--pid-file", &pid, "--metrics", &socket];
    let server = Server::with(shipped(), &options);
    server.says("run/pid: the pid file can't be written");
    // More lines than are kept.
    for _ in 0..1500 {
        assert!(!server.ask_gopher("/none").is_empty());
    }
    server.says("not all lines of the access log can be written");
    let count = |words: &str| server.said().matches(words).count();
    assert_eq!(count("not all lines of the access log"), 1, "{}", server.said());
    assert_eq!(count("the pid file can't be written"), 1, "{}", server.said());
    let status = propus(&["status", "--metrics", &socket]);
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    disk.make_room();
    assert!(!server.ask_gopher("/none").is_empty());
    server.says("the lines of the access log are written again");
    assert_eq!(count("are written again"), 1, "{}", server.said());
    let written = fs::read_to_string(&log).unwrap();
    assert!(written.lines().count() > 100 && written.ends_with('\n'));
    assert!(written.lines().all(|line| line.contains("/none")), "each line is whole");
}

#[test]
fn a_disk_that_takes_nothing_is_told_on_standard_output_too() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let shown = Command::new(super::clients_support::server::PROPUS)
        .args(["config", "--example"])
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8(shown.stderr).unwrap();
    let error = io::Error::from_raw_os_error(28).to_string();
    assert!(!shown.status.success() && said.contains(&error), "{said}");
}
