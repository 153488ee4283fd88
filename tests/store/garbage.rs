//! Garbage goes, and nothing else.

use std::fs;

use jiff::Timestamp;
use propus::content::mirror::Mirror;
use propus::store::{Collected, collect, pull};

use crate::clients_support::server::folder_of;
use crate::etcd::Etcd;
use crate::shared::{Machine, all, push, versions, write};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs etcd"]
async fn what_no_version_of_the_last_day_names_goes_and_nothing_else() {
    let etcd = Etcd::start(1, &[]);
    let (machine, versions) = (Machine::of(&etcd, "attic"), versions(&etcd, "collector"));
    machine.does(&["init"]);
    let author = folder_of(&[("a.md", "first"), ("b.md", "stays")]);
    push(&machine, author.path());
    let behind = tempfile::tempdir().unwrap();
    let mut behind_copy = Mirror::claim(behind.path()).unwrap();
    pull(&versions, &mut behind_copy).await.unwrap();
    drop(behind_copy);
    for text in ["second", "third"] {
        write(author.path(), "a.md", text);
        push(&machine, author.path());
    }
    let now = Timestamp::now().as_second();
    // All of it was named today.
    assert_eq!(collect(&versions, now).await.unwrap(), Collected::default());
    // A day later all changes are old, so the first two texts are named by nothing that is kept; they
    // were there at the look before.
    let later = now + 2 * DAY;
    let collected = collect(&versions, later).await.unwrap();
    assert_eq!(collected, Collected { pieces: 2, versions: 3, young: 0 });
    assert_eq!(collect(&versions, later + 2 * DAY).await.unwrap(), Collected::default());
    // One that is on its way: written, and no version names it yet.
    write(author.path(), "a.md", "fourth");
    push(&machine, author.path());
    for folder in [behind.path(), tempfile::tempdir().unwrap().path()] {
        // One that has a version from before the log begins, and one that has none.
        let mut mirror = if folder == behind.path() {
            Mirror::open(folder).unwrap()
        } else {
            Mirror::claim(folder).unwrap()
        };
        let pulled = pull(&versions, &mut mirror).await.unwrap();
        assert_eq!(pulled.seen.head.version, 4);
        assert_eq!(all(folder), all(author.path()));
        assert_eq!(fs::read_to_string(folder.join("a.md")).unwrap(), "fourth");
    }
}
