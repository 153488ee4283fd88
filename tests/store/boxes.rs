//! Boxes: what is pushed is shown by each, whole, and goes on being shown when the store is away.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::clients_support::server::{Server, folder_of, propus};
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, all, push, write};

fn text(server: &Server, selector: &str) -> String {
    String::from_utf8(server.ask_gopher(selector)).unwrap()
}

/// Waits until a box shows these words at a path.
fn shows(server: &Server, selector: &str, words: &str) {
    let shows = || text(server, selector).contains(words).then_some(());
    assert!(wait_for(shows).is_some(), "{selector}: {}\n{}", text(server, selector), server.said());
}

#[test]
#[ignore = "needs etcd"]
fn what_is_pushed_is_shown_by_each_box_and_pulled_as_it_was() {
    let etcd = Etcd::start(1, &[]);
    let (attic, cellar) = (Machine::of(&etcd, "attic"), Machine::of(&etcd, "cellar"));
    assert!(attic.fails(&["status"]).contains("propus store init"));
    attic.does(&["init"]);
    assert!(attic.does(&["init"]).contains("it stays"));
    let author =
        folder_of(&[("index.md", "# First\n"), ("notes/pi.md", "# Pi\n"), ("large.bin", "")]);
    let large: Vec<u8> = (0..1_300_000_u32).map(|it| (it / 7 % 251) as u8).collect();
    fs::write(author.path().join("large.bin"), &large).unwrap();
    assert!(push(&attic, author.path()).starts_with("version 1: 3 files, 1.3 MB sent"));
    assert!(push(&attic, author.path()).contains("nothing was changed"));
    // A box that comes later is told all that was before.
    let boxes = [attic.serve(), cellar.serve()];
    boxes.iter().for_each(|it| shows(it, "/index.txt", "First"));
    write(author.path(), "index.md", "# Second\n");
    fs::remove_file(author.path().join("notes/pi.md")).unwrap();
    write(author.path(), "notes/e.md", "# Euler\n");
    assert!(push(&attic, author.path()).starts_with("version 2: 3 files, 17 B sent"));
    for it in &boxes {
        shows(it, "/index.txt", "Second");
        shows(it, "/notes/e.txt", "Euler");
        assert!(!text(it, "/notes/pi.txt").contains("Pi"));
        it.says("a version came from the store");
    }
    let pulled = tempfile::tempdir().unwrap();
    let copy = pulled.path().join("new");
    assert!(
        attic.does(&["pull", copy.to_str().unwrap()]).starts_with("version 2: 3 files changed")
    );
    let original = all(author.path());
    for folder in [&copy, &attic.copy(), &cellar.copy()] {
        assert_eq!(all(folder), original, "{}", folder.display());
    }
    let status = || attic.store(&["status"]).status.success().then_some(());
    assert!(wait_for(status).is_some(), "{}", attic.fails(&["status"]));
    let status = attic.does(&["status"]);
    for line in ["version 2, 3 files", "box attic: shows it", "box cellar: shows it", "on disk"] {
        assert!(status.contains(line), "{status}");
    }
    let told = propus(&["status", "--config", cellar.file.to_str().unwrap()]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("store version 2"), "{told}");
}

#[test]
#[ignore = "needs etcd"]
fn a_box_goes_on_when_the_store_is_away_and_catches_up() {
    let mut etcd = Etcd::start(1, &[]);
    let machine = Machine::of(&etcd, "attic");
    machine.does(&["init"]);
    let author = folder_of(&[("index.md", "# First\n")]);
    push(&machine, author.path());
    let server = machine.serve();
    shows(&server, "/index.txt", "First");
    etcd.kill(0);
    server.says("the store does not answer");
    assert!(text(&server, "/index.txt").contains("First"));
    assert!(machine.fails(&["push", author.path().to_str().unwrap()]).contains("does not answer"));
    let told = || {
        let told = propus(&["status", "--config", machine.file.to_str().unwrap()]);
        String::from_utf8(told.stdout).unwrap().contains("SILENT").then_some(())
    };
    assert!(wait_for(told).is_some());
    // A box that starts meanwhile shows what it had.
    drop(server);
    let server = machine.serve();
    assert!(text(&server, "/index.txt").contains("First"));
    etcd.run(0);
    write(author.path(), "index.md", "# Second\n");
    let pushed = || {
        let pushed = machine.store(&["push", author.path().to_str().unwrap()]);
        pushed.status.success().then_some(())
    };
    assert!(wait_for(pushed).is_some());
    shows(&server, "/index.txt", "Second");
    server.says("the store answers again");
    assert_eq!(server.said().matches("the store does not answer").count(), 1, "{}", server.said());
}

#[test]
#[ignore = "needs etcd"]
fn half_a_change_is_never_shown() {
    const PAGES: usize = 40;
    const PUSHES: usize = 12;
    let etcd = Etcd::start(1, &[]);
    let machine = Machine::of(&etcd, "attic");
    machine.does(&["init"]);
    let author = tempfile::tempdir().unwrap();
    let write_all = |number: usize| {
        for page in 0..PAGES {
            write(author.path(), &format!("p{page}.md"), &format!("# N {number} N\n"));
        }
    };
    write_all(0);
    push(&machine, author.path());
    let server = Arc::new(machine.serve());
    shows(&server, "/p0.txt", "N 0 N");
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (server, done) = (Arc::clone(&server), Arc::clone(&done));
            thread::spawn(move || {
                let (mut newest, mut seen, mut asked) = (0, Vec::new(), 0_usize);
                while !done.load(Ordering::Relaxed) {
                    let answer = text(&server, &format!("/p{}.txt", asked * 7 % PAGES));
                    let number = answer.split_whitespace().nth(1);
                    let number: usize = number
                        .and_then(|it| it.parse().ok())
                        .unwrap_or_else(|| panic!("a read failed: {answer}"));
                    // Who has seen one page of a version sees no page of an earlier one.
                    assert!(number >= newest, "{number} after {newest}");
                    (newest, asked) = (number, asked + 1);
                    seen.push(number);
                }
                seen.dedup();
                (asked, seen)
            })
        })
        .collect();
    for number in 1..=PUSHES {
        write_all(number);
        push(&machine, author.path());
        // Of those that follow at once a box may pass some over.
        if number % 3 == 0 {
            shows(&server, "/p0.txt", &format!("N {number} N"));
        }
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        let (asked, seen) = reader.join().unwrap();
        assert!(asked > 100 && seen.len() > 2, "{asked}: {seen:?}");
    }
}

#[test]
#[ignore = "needs etcd"]
fn a_folder_that_holds_other_files_is_not_taken_for_a_copy() {
    let etcd = Etcd::start(1, &[]);
    let machine = Machine::of(&etcd, "attic");
    write(&machine.copy(), "work.md", "of years");
    let output = propus(&["serve", "--config", machine.file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("would be lost"), "{said}");
    assert!(machine.fails(&["pull", machine.copy().to_str().unwrap()]).contains("would be lost"));
    assert_eq!(fs::read_to_string(machine.copy().join("work.md")).unwrap(), "of years");
}

/// Runs openssl in a folder.
fn openssl(folder: &Path, words: &str) {
    let output =
        Command::new("openssl").args(words.split(' ')).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "needs etcd and openssl"]
fn members_and_boxes_know_each_other_by_their_certificates() {
    let keys = tempfile::tempdir().unwrap();
    let dir = keys.path();
    let new = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(dir, &format!("req -x509 {new} -keyout ca.key -out ca.pem -subj /CN=ca -days 2"));
    fs::write(
        dir.join("ext"),
        "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n",
    )
    .unwrap();
    for name in ["member", "box"] {
        openssl(dir, &format!("req {new} -keyout {name}.key -out {name}.csr -subj /CN={name}"));
        openssl(
            dir,
            &format!(
                "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {name}.pem -days 2 -extfile ext"
            ),
        );
    }
    let path = |name: &str| dir.join(name).display().to_string();
    let etcd = Etcd::start(
        1,
        &[
            "--client-cert-auth",
            "--trusted-ca-file",
            &path("ca.pem"),
            "--cert-file",
            &path("member.pem"),
            "--key-file",
            &path("member.key"),
        ],
    );
    let members = etcd.setting("https");
    let table = |own: &str| format!("etcd = {members}\nca = '{}'\n{own}", path("ca.pem"));
    let own = format!("certificate = '{}'\nkey = '{}'", path("box.pem"), path("box.key"));
    let (known, stranger) = (Machine::with(&table(&own)), Machine::with(&table("")));
    known.does(&["init"]);
    let author = folder_of(&[("index.md", "# Sealed\n")]);
    push(&known, author.path());
    assert!(stranger.fails(&["status"]).contains("does not answer"));
    let server = known.serve();
    shows(&server, "/index.txt", "Sealed");
}
