//! Several who write, and several members.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use propus::content::mirror::{Entry, Record};
use propus::store::{StoreError, Terms, Versions};

use crate::clients_support::server::folder_of;
use crate::etcd::Etcd;
use crate::shared::{Machine, push, versions, write};

fn entry() -> Entry {
    Entry::of(b"", 0o644, 7)
}

/// Waits for something on a thread of its own, as another box would.
fn alone<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Writes so many versions, each with a file of its own. Returns how often another one was first.
async fn write_many(versions: &Versions, name: &str, number: usize) -> usize {
    let (mut record, mut conflicts) = (Record::default(), 0);
    for number in 0..number {
        let path = format!("{name}/{number}");
        loop {
            let (newest, seen) = versions.newest(&record).await.unwrap();
            let edits = BTreeMap::from([(path.clone(), Some(entry()))]);
            match versions.write(&seen, &newest, edits, "test").await {
                Ok(next) => break record = next,
                Err(StoreError::Conflict) => conflicts += 1,
                Err(error) => panic!("{error}"),
            }
        }
    }
    conflicts
}

#[test]
#[ignore = "needs etcd"]
fn of_two_who_write_one_after_the_other_both_are_there() {
    const WRITERS: usize = 4;
    const EACH: usize = 10;
    let etcd = Etcd::start(1, &[]);
    assert!(alone(versions(&etcd, "first").begin()).unwrap());
    let conflicts: usize = std::thread::scope(|scope| {
        let writer = |writer: usize| {
            let name = format!("box{writer}");
            let versions = versions(&etcd, &name);
            scope.spawn(move || alone(write_many(&versions, &name, EACH)))
        };
        let writers: Vec<_> = (0..WRITERS).map(writer).collect();
        writers.into_iter().map(|it| it.join().unwrap()).sum()
    });
    let reader = versions(&etcd, "reader");
    let (record, seen) = alone(reader.newest(&Record::default())).unwrap();
    assert_eq!(record.len(), WRITERS * EACH);
    assert_eq!(seen.head.version, (WRITERS * EACH) as u64, "one version each");
    assert!(conflicts > 0, "nobody was in another's way");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs etcd"]
async fn a_member_that_is_frozen_is_passed_over() {
    let mut etcd = Etcd::start(3, &[]);
    let versions = versions(&etcd, "box");
    let begun = async || {
        // They may be electing still.
        for _ in 0..20 {
            if versions.begin().await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        false
    };
    assert!(begun().await);
    let mut record = Record::default();
    for number in 0..3 {
        etcd.freeze(number);
        let path = format!("frozen{number}");
        // The rest elects a leader, if that was the one; meanwhile an answer may be lost.
        let mut written = false;
        for _ in 0..10 {
            let attempt = async {
                let (newest, seen) = versions.newest(&record).await?;
                let edits = BTreeMap::from([(path.clone(), Some(entry()))]);
                versions.write(&seen, &newest, edits, "test").await
            };
            match attempt.await {
                Ok(next) => {
                    (record, written) = (next, true);
                    break;
                }
                Err(StoreError::Away(_) | StoreError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert!(written, "{path}");
        etcd.thaw(number);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let (newest, _) = versions.newest(&Record::default()).await.unwrap();
    assert_eq!(newest, record);
    // Without a majority nothing is written, and that is said within the time of the calls.
    etcd.kill(0);
    etcd.kill(1);
    let began = tokio::time::Instant::now();
    let error = versions.head().await.unwrap_err();
    assert!(matches!(error, StoreError::Away(_)), "{error}");
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[test]
#[ignore = "needs etcd"]
fn one_whose_files_others_have_changed_is_told_and_overwrites_nothing() {
    let etcd = Etcd::start(1, &[]);
    let machine = Machine::of(&etcd, "attic");
    machine.does(&["init"]);
    let files = [("a.md", "1"), ("b.md", "2")];
    let (anna, ben) = (folder_of(&files), folder_of(&[]));
    push(&machine, anna.path());
    // Ben has none of Anna's files, and adds one: hers stay.
    write(ben.path(), "c.md", "3");
    assert!(push(&machine, ben.path()).starts_with("version 2: 1 file,"));
    // Both change one that the other does not: both are there.
    write(anna.path(), "a.md", "one");
    write(ben.path(), "c.md", "three");
    push(&machine, anna.path());
    push(&machine, ben.path());
    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path().join("x");
    machine.does(&["pull", copy.to_str().unwrap()]);
    let read = |name: &str| std::fs::read_to_string(copy.join(name)).unwrap();
    assert_eq!(
        (read("a.md"), read("b.md"), read("c.md")),
        ("one".into(), "2".into(), "three".into())
    );
    // Both change the same.
    write(anna.path(), "c.md", "Anna's");
    let said = machine.fails(&["push", anna.path().to_str().unwrap()]);
    assert!(said.contains("c.md") && said.contains("Nothing was pushed"), "{said}");
    let said = machine.does(&["push", "--force", anna.path().to_str().unwrap()]);
    assert!(said.contains("version 5"), "{said}");
    machine.does(&["pull", copy.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(copy.join("c.md")).unwrap(), "Anna's");
}

/// A way to a member on which answers can be lost: what is sent arrives all the same.
fn lossy_way(to: SocketAddr) -> (SocketAddr, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, is_lossy) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
    let loses = Arc::clone(&is_lossy);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(to).unwrap();
            pass(client.try_clone().unwrap(), server.try_clone().unwrap(), None);
            pass(server, client, Some(Arc::clone(&loses)));
        }
    });
    (address, is_lossy)
}

fn pass(mut from: TcpStream, mut to: TcpStream, loses: Option<Arc<AtomicBool>>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 1 << 14];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            let is_lost = loses.as_ref().is_some_and(|loses| loses.load(Ordering::Relaxed));
            if !is_lost && to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
    });
}

#[test]
#[ignore = "needs etcd"]
fn an_answer_that_was_lost_is_no_failure_and_nothing_is_written_twice() {
    let etcd = Etcd::start(1, &[]);
    let (way, is_lossy) = lossy_way(etcd.addresses()[0]);
    let members = vec![way, etcd.addresses()[0]];
    let terms =
        Terms { members, tls: None, user: None, prefix: "/propus".into(), name: "box".into() };
    let versions = Versions::new(terms, "localhost");
    let written = alone(async {
        versions.begin().await.unwrap();
        let (newest, seen) = versions.newest(&Record::default()).await.unwrap();
        is_lossy.store(true, Ordering::Relaxed);
        let edits = BTreeMap::from([("a".to_owned(), Some(entry()))]);
        versions.write(&seen, &newest, edits, "test").await.unwrap()
    });
    assert_eq!(written.version, 1);
    let reader = self::versions(&etcd, "reader");
    assert_eq!(alone(reader.newest(&Record::default())).unwrap().0, written);
}
