//! Whom zones admit: the same on all boxes, and no more as soon as that is said.

use std::fs;
use std::thread;

use propus::access::Guest;
use propus::fingerprint::Fingerprint;
use propus::path::CapsulePath;
use propus::store::StoreError;

use crate::clients_support::server::{Server, folder_of, propus};
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, push, versions};
use crate::writer::Writer;

const TABLES: &str = "[[host.zone]]\npath = '/club/'\n[[host.upload]]\npath = '/'\n";

/// `propus id`, with further words; what it says, and whether it did it.
fn id(machine: &Machine, words: &[&str]) -> (String, bool) {
    let config = ["--config", machine.file.to_str().unwrap()];
    let output = propus(&[&["id"][..], words, &config].concat());
    let said = [output.stdout, output.stderr].concat();
    (String::from_utf8_lossy(&said).into_owned(), output.status.success())
}

fn machine(etcd: &Etcd, name: &str) -> Machine {
    let store = format!("etcd = {}\nbox = '{name}'", etcd.setting("http"));
    Machine::written_to(&store, TABLES)
}

/// Waits until somebody gets this from a box.
fn gets(who: &Writer, server: &Server, path: &str, words: &str) {
    let gets = || who.reads(server, path).contains(words).then_some(());
    assert!(wait_for(gets).is_some(), "{words}: {}{}", who.reads(server, path), server.said());
}

#[test]
#[ignore = "needs etcd"]
fn who_is_admitted_on_one_box_is_on_all_and_who_is_not_any_more_on_none() {
    let mut etcd = Etcd::start(1, &[]);
    let (attic, cellar) = (machine(&etcd, "attic"), machine(&etcd, "cellar"));
    let (anna, bert) = (Writer::new(), Writer::new());
    attic.does(&["init"]);
    push(&attic, folder_of(&[("index.md", "# Home\n"), ("club/a.md", "# Club\n")]).path());
    let servers = [attic.serve(), cellar.serve()];
    for server in &servers {
        gets(&anna, server, "/", "# Home");
        assert!(anna.reads(server, "/club/a").starts_with("61 "));
    }
    let file = fs::read_to_string(&attic.file).unwrap();
    let (said, is_done) = id(&attic, &["add", "anna", &anna.fingerprint(), "--read"]);
    assert!(is_done && said.contains("by all boxes"), "{said}");
    for server in &servers {
        gets(&anna, server, "/club/a", "# Club");
        assert!(bert.reads(server, "/club/a").starts_with("61 "));
        // To read is no right to write.
        assert!(anna.sends(server, "/new", "# New\n").starts_with("61 "));
    }
    let (said, is_done) = id(&cellar, &["add", "anna", &anna.fingerprint(), "--write"]);
    assert!(is_done, "{said}");
    for (number, server) in servers.iter().enumerate() {
        let writes = || anna.sends(server, &format!("/new{number}"), "# New\n");
        assert!(wait_for(|| writes().starts_with("30 ").then_some(())).is_some(), "{}", writes());
    }
    let (said, is_done) = id(&attic, &["add", "anna", &anna.fingerprint(), "--read"]);
    assert!(!is_done && said.contains("already"), "{said}");
    let (said, _) = id(&cellar, &["list"]);
    let line = format!("localhost  /club/  anna  {}", anna.fingerprint());
    assert!(said.contains(&line) && said.contains("(may write)"), "{said}");
    // The files know nothing of it.
    assert_eq!(fs::read_to_string(&attic.file).unwrap(), file);
    let (said, is_done) = id(&cellar, &["remove", "anna", "--read"]);
    assert!(is_done && said.contains("admitted no more to read"), "{said}");
    for server in &servers {
        gets(&anna, server, "/club/a", "61 ");
        let answer = anna.sends(server, "/newer", "# Newer\n");
        assert!(answer.starts_with("30 "), "{answer}");
    }
    let (said, is_done) = id(&cellar, &["remove", "anna"]);
    assert!(is_done && said.contains("admitted no more to write"), "{said}");
    for server in &servers {
        let is_refused =
            || anna.sends(server, "/new0", "# Newest\n").starts_with("61 ").then_some(());
        assert!(wait_for(is_refused).is_some());
    }
    let (said, is_done) = id(&cellar, &["remove", "anna"]);
    assert!(!is_done, "{said}");
    // What is known stays known while the store is away, and when the box starts anew.
    id(&attic, &["add", "bert", &bert.fingerprint(), "--read"]);
    servers.iter().for_each(|server| gets(&bert, server, "/club/a", "# Club"));
    etcd.kill(0);
    let (said, is_done) = id(&attic, &["remove", "bert"]);
    assert!(!is_done && said.contains("does not answer"), "{said}");
    let [first, second] = servers;
    drop(second);
    let second = cellar.serve();
    for server in [&first, &second] {
        assert!(bert.reads(server, "/club/a").contains("# Club"));
        assert!(anna.reads(server, "/club/a").starts_with("61 "));
    }
}

#[test]
#[ignore = "needs etcd"]
fn of_two_who_change_whom_zones_admit_both_are_heard() {
    const EACH: usize = 5;
    let etcd = Etcd::start(1, &[]);
    let add = async |name: &str, number: usize| {
        let guest = Guest {
            zone: CapsulePath::literal("/club/").unwrap(),
            writes: false,
            name: format!("{name}{number}"),
            fingerprint: Fingerprint::of(name.as_bytes()),
        };
        let versions = versions(&etcd, name);
        let push = |guests: &mut Vec<Guest>| {
            guests.push(guest.clone());
            true
        };
        loop {
            match versions.change_identities(push).await {
                Ok(changed) => break assert!(changed),
                Err(StoreError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    let names = ["a", "b", "c"];
    thread::scope(|scope| {
        for name in names {
            let add = &add;
            scope.spawn(move || (0..EACH).for_each(|number| alone(add(name, number))));
        }
    });
    let (guests, _) = alone(versions(&etcd, "reader").identities()).unwrap();
    assert_eq!(guests.len(), names.len() * EACH);
}

/// Waits for something on a thread of its own, as another box would.
fn alone<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
