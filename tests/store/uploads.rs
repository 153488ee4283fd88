//! Uploads: on any box, shown by all, and there for good once that is said.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::clients_support::server::{Server, folder_of};
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, all, push};
use crate::writer::{Writer, machine};

/// Waits until a copy has a file with these words.
fn has(folder: &Path, name: &str, words: &str) {
    let read = || std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    assert!(wait_for(|| read().contains(words).then_some(())).is_some(), "{name}: {}", read());
}

#[test]
#[ignore = "needs etcd"]
fn what_is_written_on_one_box_is_on_the_other_and_two_who_write_lose_nothing() {
    let mut etcd = Etcd::start(1, &[]);
    let anna = Writer::new();
    let (attic, cellar) = (machine(&etcd, &anna, "attic"), machine(&etcd, &anna, "cellar"));
    attic.does(&["init"]);
    let author =
        folder_of(&[("index.md", "# Home\n"), ("both.md", "one\n\ntwo\n\nthree\n\nfour\n")]);
    push(&attic, author.path());
    let (first, second) = (attic.serve(), cellar.serve());
    has(&attic.copy(), "both.md", "four");
    has(&cellar.copy(), "both.md", "four");
    let answer = anna.sends(&first, "/new", "# New\n");
    assert!(answer.starts_with("30 "), "{answer}\n{}", first.said());
    // It was shown here when that was said, and is there for good.
    assert!(String::from_utf8(first.ask_gopher("/new.txt")).unwrap().contains("New"));
    has(&cellar.copy(), "new.md", "# New");
    // Two change other lines of one page, each on a box of its own.
    let shows = |server: &Server, words: &str| {
        let text = || String::from_utf8(server.ask_gopher("/both.txt")).unwrap();
        assert!(wait_for(|| text().contains(words).then_some(())).is_some(), "{}", text());
    };
    shows(&first, "four");
    shows(&second, "four");
    let (one, other) = (anna.opens(&first, "/both"), anna.opens(&second, "/both"));
    assert_eq!(one, other);
    let answer = anna.sends(&first, "/both", &one.replace("one", "ONE"));
    assert!(answer.starts_with("30 "), "{answer}");
    let answer = anna.sends(&second, "/both", &other.replace("four", "FOUR"));
    assert!(answer.contains("Merged"), "{answer}");
    for copy in [attic.copy(), cellar.copy()] {
        has(&copy, "both.md", "ONE\n\ntwo\n\nthree\n\nFOUR");
    }
    let answer = anna.asks(&second, "/new;size=0", b"");
    assert!(answer.starts_with("30 "), "{answer}");
    let gone = || (!attic.copy().join("new.md").exists()).then_some(());
    assert!(wait_for(gone).is_some());
    assert_eq!(all(&attic.copy()), all(&cellar.copy()));
    // Without the store nothing is written, and that is said; readers see no difference.
    etcd.kill(0);
    first.says("the store does not answer");
    let answer = anna.sends(&first, "/late", "# Late\n");
    assert!(answer.starts_with("40 "), "{answer}");
    assert!(!attic.copy().join("late.md").exists());
    shows(&first, "FOUR");
}

#[test]
#[ignore = "needs etcd"]
fn nothing_that_was_acknowledged_is_lost_when_members_are_killed_and_frozen() {
    const WRITERS: usize = 2;
    let mut etcd = Etcd::start(3, &[]);
    let anna = Arc::new(Writer::new());
    let machines: Vec<Machine> =
        (0..WRITERS).map(|it| machine(&etcd, &anna, &format!("box{it}"))).collect();
    let begun = || machines[0].store(&["init"]).status.success().then_some(());
    assert!(wait_for(begun).is_some());
    let author = folder_of(&[("index.md", "# Home\n")]);
    push(&machines[0], author.path());
    let servers: Vec<Arc<Server>> = machines.iter().map(|it| Arc::new(it.serve())).collect();
    machines.iter().for_each(|it| has(&it.copy(), "index.md", "Home"));
    let done = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = servers
        .iter()
        .enumerate()
        .map(|(number, server)| {
            let (server, anna, done) = (Arc::clone(server), Arc::clone(&anna), Arc::clone(&done));
            thread::spawn(move || {
                let (mut acknowledged, mut refused, mut upload) = (BTreeMap::new(), 0, 0);
                while !done.load(Ordering::Relaxed) {
                    upload += 1;
                    let (name, text) = (format!("w{number}-{upload}"), format!("# {upload}\n"));
                    let answer = anna.sends(&server, &format!("/{name}"), &text);
                    match answer.starts_with("30 ") || answer.starts_with("20 ") {
                        true => drop(acknowledged.insert(format!("{name}.md"), text)),
                        false => refused += 1,
                    }
                    assert!(
                        String::from_utf8(server.ask_gopher("/index.txt"))
                            .unwrap()
                            .contains("Home")
                    );
                }
                (acknowledged, refused)
            })
        })
        .collect();
    for round in 0..3 {
        thread::sleep(Duration::from_secs(3));
        if round % 2 == 0 {
            etcd.kill(round);
            thread::sleep(Duration::from_secs(4));
            etcd.run(round);
        } else {
            etcd.freeze(round);
            thread::sleep(Duration::from_secs(4));
            etcd.thaw(round);
        }
    }
    thread::sleep(Duration::from_secs(5));
    done.store(true, Ordering::Relaxed);
    let mut acknowledged = BTreeMap::new();
    for writer in writers {
        let (written, refused) = writer.join().unwrap();
        eprintln!("{} acknowledged, {refused} refused", written.len());
        assert!(written.len() > 5, "only {} were acknowledged", written.len());
        acknowledged.extend(written);
    }
    let is_whole = |folder: &Path| {
        let files = all(folder);
        acknowledged
            .iter()
            .all(|(name, text)| files.get(name).is_some_and(|it| it.0 == text.as_bytes()))
    };
    for machine in &machines {
        assert!(
            wait_for(|| is_whole(&machine.copy()).then_some(())).is_some(),
            "an upload is lost"
        );
    }
    let alike = || (all(&machines[0].copy()) == all(&machines[1].copy())).then_some(());
    assert!(wait_for(alike).is_some());
}
