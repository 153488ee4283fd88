//! Users of etcd: who has no name, or another password, gets nothing.

use std::fs;
use std::process::Command;

use crate::clients_support::server::folder_of;
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, all, push};

/// Runs etcdctl, as root if that is somebody.
fn etcdctl(etcd: &Etcd, words: &str) {
    let endpoint = format!("http://{}", etcd.addresses()[0]);
    let mut command = Command::new("etcdctl");
    command.env("ETCDCTL_API", "3").args(["--endpoints", &endpoint]).args(words.split(' '));
    let output = command.output().expect("etcdctl: is etcd-client installed?");
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "needs etcd and etcdctl"]
fn where_the_store_knows_users_a_box_is_one_of_them_or_gets_nothing() {
    let etcd = Etcd::start(1, &[]);
    for words in [
        "user add root:root-secret",
        "user grant-role root root",
        "role add propus",
        "role grant-permission propus --prefix=true readwrite /propus",
        "user add propus:box-secret",
        "user grant-role propus propus",
        "auth enable",
    ] {
        etcdctl(&etcd, words);
    }
    let with = |further: &str| {
        let machine = Machine::with(&format!("etcd = {}\n{further}", etcd.setting("http")));
        fs::write(machine.folder.path().join("right"), "box-secret\n").unwrap();
        fs::write(machine.folder.path().join("wrong"), "guess\n").unwrap();
        machine
    };
    let nobody = with("");
    let said = nobody.fails(&["init"]);
    assert!(said.contains("wants a user"), "{said}");
    let guessing = with("user = 'propus'\npassword-file = 'wrong'");
    let said = guessing.fails(&["init"]);
    assert!(said.contains("refuses") && !said.contains("guess"), "{said}");
    let known = with("user = 'propus'\npassword-file = 'right'");
    known.does(&["init"]);
    let author = folder_of(&[("index.md", "# Known\n")]);
    push(&known, author.path());
    let server = known.serve();
    let is_there = || (all(&known.copy()) == all(author.path())).then_some(());
    assert!(wait_for(is_there).is_some(), "{}", server.said());
    assert!(!server.said().contains("box-secret"));
    // What lies elsewhere is not theirs.
    let elsewhere = with("prefix = '/other'\nuser = 'propus'\npassword-file = 'right'");
    let said = elsewhere.fails(&["init"]);
    assert!(said.contains("permission denied"), "{said}");
}
