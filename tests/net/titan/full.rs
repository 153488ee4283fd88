//! A disk without any room left, and a folder that can't be written to.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::killed::{leaves_nothing, text};
use super::random::Random;
use super::writer::Program;
use super::{PI, begins};

/// Rounds of uploads to a disk that is nearly full.
const ROUNDS: usize = 30;
/// Uploads of a round.
const AT_ONCE: usize = 8;

/// A disk of its own, of two megabytes of memory.
struct Disk(PathBuf);

impl Disk {
    fn new() -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let options = ["-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs"];
        let mounted = Command::new("mount").args(options).arg(folder.path()).status().unwrap();
        assert!(mounted.success(), "no disk can be mounted here");
        (Self(folder.path().to_owned()), folder)
    }

    /// Leaves so much room on it.
    fn fill(&self, left: u64) {
        let mut filler = File::create(self.filler()).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
        let size = filler.metadata().unwrap().len();
        filler.set_len(size.saturating_sub(left)).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    fn make_room(&self) {
        fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test]
#[ignore = "mounts a disk, as root may"]
async fn on_a_full_disk_an_upload_leaves_all_as_it_was() {
    let (disk, folder) = Disk::new();
    let program = Program::in_folder(folder, &[("index.md", "# Home\n"), ("pi.md", PI)], true);
    let (anna, port) = (program.anna(), program.port());
    disk.fill(0);
    for size in [200_000, 5000] {
        let text = "x".repeat(size);
        for (path, name) in [("/pi", "pi.md"), ("/new", "new.md")] {
            let line = format!("titan://example.org:{port}{path};size={size};token=replace");
            begins(&anna.send(&line, text.as_bytes()).await, "40 ");
            assert_eq!(
                if program.has(name) { program.file(name) } else { String::new() },
                match name {
                    "pi.md" => PI,
                    _ => "",
                }
            );
        }
    }
    let names = fs::read_dir(program.site()).unwrap().count();
    assert_eq!(names, 2, "something was left over");
    disk.make_room();
    let line = format!("titan://example.org:{port}/pi;size=5;token=replace");
    begins(&anna.send(&line, b"Four\n").await, "30 ");
    drop(program);
}

#[tokio::test]
#[ignore = "mounts a disk, as root may"]
async fn what_was_answered_is_whole_though_the_disk_fills_and_the_server_is_killed() {
    let (disk, folder) = Disk::new();
    let files = [("index.md", "# Home\n")];
    let zone = "[[host.upload]]\npath = '/'\nquota-files = 10000\n\
         [[host.upload.identity]]\nname = 'anna'\nfingerprint = 'ANNA'\n";
    let mut program = Program::configured_in(folder, &files, "history-size = '200 kB'", zone);
    let mut random = Random(5);
    let (mut stored, mut refused, mut number) = (0, 0, 0);
    let mut known: [Option<String>; AT_ONCE] = Default::default();
    for _ in 0..ROUNDS {
        disk.fill(random.below(120_000) as u64);
        let mut under_way = Vec::new();
        for page in 0..AT_ONCE {
            number += 1;
            let text = text(number, [20, 500, 5000, 20_000, 70_000][random.below(5)]);
            let (anna, size, port) = (program.anna(), text.len(), program.port());
            let line = format!("titan://example.org:{port}/p{page};size={size};token=replace");
            let sent = text.clone();
            let sending = async move { anna.try_send(&line, sent.as_bytes()).await };
            under_way.push((text, tokio::spawn(timeout(Duration::from_secs(20), sending))));
        }
        let is_killed = random.below(3) == 0;
        if is_killed {
            sleep(Duration::from_millis(random.below(1000) as u64)).await;
            program.kill();
        }
        for (page, (text, sending)) in under_way.into_iter().enumerate() {
            let name = format!("p{page}.md");
            let answer = sending.await.unwrap();
            let found = program.has(&name).then(|| program.file(&name));
            match answer {
                Ok(Ok(answer)) if answer.starts_with("30 ") || answer.starts_with("20 ") => {
                    assert_eq!(found.as_ref(), Some(&text), "{name}: {answer}");
                    stored += 1;
                }
                Ok(Ok(answer)) if answer.starts_with("40 ") => {
                    assert_eq!(found, known[page], "{name}: {answer}");
                    refused += 1;
                }
                other => {
                    assert!(is_killed, "{name}: {other:?}");
                    let is_new = found.as_ref() == Some(&text);
                    assert!(is_new || found == known[page], "{name} is neither old nor new");
                }
            }
            known[page] = found;
        }
        disk.make_room();
        if is_killed {
            program.restart();
        }
    }
    assert!(stored > 30 && refused > 10, "{stored} stored, {refused} refused");
    leaves_nothing(&program).await;
    drop(program);
}

#[tokio::test]
#[ignore = "needs strace"]
async fn what_the_disk_does_not_confirm_is_not_said_to_be_for_good() {
    // Of one upload: the old text and its name in the history, the new text and its name.
    let disturbances = [
        ("inject=fsync:error=EIO:when=1", "40 ", PI),
        ("inject=fsync:error=EIO:when=2", "40 ", PI),
        ("inject=fsync:error=EIO:when=3", "40 ", PI),
        ("inject=fsync:error=EIO:when=4", "20 ", "Four\n"),
    ];
    for (disturbance, expected, text) in disturbances {
        // It has its certificate before.
        let mut program = Program::start(&[("index.md", "# Home\n"), ("pi.md", PI)]);
        program.disturb(disturbance);
        let line = format!("titan://example.org:{}/pi;size=5;token=replace", program.port());
        let answer = program.anna().send(&line, b"Four\n").await;
        assert!(answer.starts_with(expected), "{disturbance}: {answer}");
        assert_eq!(answer.contains("# Done, but perhaps not for good"), expected == "20 ");
        assert_eq!(program.file("pi.md"), text, "{disturbance}");
    }
}
