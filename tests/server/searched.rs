//! The index of a running server's search: it follows what is saved, and nothing that happens to it
//! keeps anything from being served.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use clients_support::server::{Server, folder_of};
use clients_support::wait_for;
use tempfile::TempDir;

/// Pages, enough to be written in several pieces.
const PAGES: usize = 200;

/// What happens to the bytes of a file.
type Damage = fn(&mut Vec<u8>);

/// A folder with a site of many pages, and room for a state.
fn place() -> TempDir {
    let folder = folder_of(&[("site/index.md", "# Home\n")]);
    for number in 0..PAGES {
        let text = format!("# Page {number}\n\nAll say needle, this one straw{number:03}.\n");
        fs::write(folder.path().join(format!("site/{number}.md")), text).unwrap();
    }
    folder
}

fn serve(folder: &Path) -> Server {
    let state = folder.join("state");
    Server::with(&folder.join("site"), &["--search", "--state", state.to_str().unwrap()])
}

fn index(folder: &Path) -> PathBuf {
    folder.join("state/localhost/search.sqlite")
}

fn search(server: &Server, words: &str) -> String {
    String::from_utf8(server.ask_gopher(&format!("/search\t{words}"))).unwrap()
}

/// Waits until a search gives a page with these words.
fn finds(server: &Server, words: &str, expected: &str) {
    let found = || search(server, words).contains(expected).then_some(());
    let told = || format!("{words}: {}\n{}", search(server, words), server.said());
    assert!(wait_for(found).is_some(), "{}", told());
}

fn finds_all(server: &Server) {
    finds(server, "needle", &format!("i{PAGES} pages. Page 1 of {}.", PAGES.div_ceil(10)));
    assert!(!search(server, "needle").contains("So far"));
}

#[test]
fn what_is_saved_is_found_as_it_is() {
    let folder = place();
    let server = serve(folder.path());
    finds_all(&server);
    fs::write(folder.path().join("site/7.md"), "# Seven\n\nA thimble.\n").unwrap();
    finds(&server, "thimble", "1Seven\t/7\t");
    assert!(search(&server, "straw007").contains("No page was found"));
    fs::remove_file(folder.path().join("site/7.md")).unwrap();
    finds(&server, "thimble", "No page was found");
    assert!(index(folder.path()).exists());
    assert!(!server.said().contains("WARN propus::reload"), "{}", server.said());
}

#[test]
fn an_index_that_was_killed_over_is_whole_after_the_next_start() {
    let folder = place();
    for moment in 0..12 {
        let mut server = serve(folder.path());
        // Some are killed before there is an index, some while it is written.
        sleep(Duration::from_millis(20 * moment));
        fs::write(folder.path().join("site/0.md"), format!("# Page 0\n\nneedle {moment}\n"))
            .unwrap();
        sleep(Duration::from_millis(30 * (moment % 4)));
        std::process::Command::new("kill")
            .args(["-9", &server.worker().to_string(), &server.id().to_string()])
            .status()
            .unwrap();
        server.end().unwrap();
    }
    let server = serve(folder.path());
    finds_all(&server);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let folder = place();
    finds_all(&serve(folder.path()));
    let file = index(folder.path());
    let whole = fs::read(&file).unwrap();
    let damages: [Damage; 4] = [
        |bytes| bytes.truncate(5000),
        |bytes| bytes[..100].fill(0),
        |bytes| bytes[4096..].iter_mut().step_by(7).for_each(|byte| *byte ^= 0x55),
        |bytes| bytes.clear(),
    ];
    for (number, damage) in damages.iter().enumerate() {
        let mut bytes = whole.clone();
        damage(&mut bytes);
        for more in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{more}", file.display()));
        }
        fs::write(&file, &bytes).unwrap();
        let server = serve(folder.path());
        finds_all(&server);
        finds(&server, &format!("straw01{number}"), "One page.");
        assert!(!server.said().contains("in memory"), "{}", server.said());
    }
}

#[test]
fn where_no_index_can_be_kept_it_is_in_memory() {
    let folder = place();
    // Whoever serves, nobody can make a folder there.
    fs::write(folder.path().join("state"), "").unwrap();
    let server = serve(folder.path());
    finds_all(&server);
    assert_eq!(server.said().matches("it is made in memory").count(), 1, "{}", server.said());
}

#[test]
fn another_worker_goes_on_with_the_index() {
    let folder = place();
    let file = folder.path().join("propus.toml");
    let config = |width: usize| {
        format!(
            "gemini = '127.0.0.1:0'\ngopher = '127.0.0.1:0'\nstate = 'state'\n[content]\nsearch = true\nwidth = {width}\n\
             [[host]]\nname = 'localhost'\ncapsule = 'site'\n"
        )
    };
    fs::write(&file, config(60)).unwrap();
    let server = Server::configured(&file, "localhost");
    // The first one has only begun with it.
    fs::write(&file, config(61)).unwrap();
    finds(&server, "needle", &format!("i{}\t", "_".repeat(61)));
    finds_all(&server);
    let found = search(&server, "needle");
    assert_eq!(found.matches("\r\n1Page ").count(), 10, "{found}");
    for width in 41..46 {
        fs::write(&file, config(width)).unwrap();
        let line = format!("i{}\t", "_".repeat(width));
        // Nobody sees the change.
        let is_new = || {
            let found = search(&server, "needle");
            assert!(found.contains(&format!("i{PAGES} pages.")), "{found}");
            found.contains(&line).then_some(())
        };
        assert!(wait_for(is_new).is_some(), "{}", server.said());
    }
    assert!(!server.said().contains("the index"), "{}", server.said());
}

#[test]
#[ignore = "needs root, to mount a disk"]
fn on_a_disk_that_is_only_read_the_index_is_in_memory() {
    let folder = place();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    let mount = |options: &str| {
        let mut command = std::process::Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&state).status().unwrap()
    };
    assert!(mount("size=10m,mode=0700").success(), "no disk can be mounted here");
    finds_all(&serve(folder.path()));
    // The worker may have the index open for a moment after its master.
    assert!(wait_for(|| mount("remount,ro").success().then_some(())).is_some());
    // What was kept there does not know of it.
    fs::write(folder.path().join("site/7.md"), "# Seven\n\nA needle, a thimble.\n").unwrap();
    let server = serve(folder.path());
    finds_all(&server);
    finds(&server, "thimble", "1Seven\t/7\t");
    assert_eq!(server.said().matches("it is made in memory").count(), 1, "{}", server.said());
    drop(server);
    assert!(std::process::Command::new("umount").arg("-l").arg(&state).status().unwrap().success());
}

#[test]
#[ignore = "needs root, to mount a disk"]
fn a_full_disk_keeps_nobody_from_reading_or_searching() {
    let folder = place();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=250k,mode=0700", "tmpfs"])
        .arg(&state)
        .status()
        .unwrap();
    assert!(mounted.success(), "no disk can be mounted here");
    let server = serve(folder.path());
    finds(&server, "page", "1Page ");
    fs::write(folder.path().join("site/new.md"), "# New\n\nA thimble.\n").unwrap();
    let new = || server.ask_gopher("/new").starts_with(b"iNew").then_some(());
    assert!(wait_for(new).is_some());
    finds(&server, "page", "1Page ");
    // What can't be written is said once.
    assert_eq!(server.said().matches("the index of the search").count(), 1, "{}", server.said());
    drop(server);
    assert!(std::process::Command::new("umount").arg("-l").arg(&state).status().unwrap().success());
}
