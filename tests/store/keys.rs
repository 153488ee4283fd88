//! The keys of hosts: one for all boxes, out of the store.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use propus::net::certs::{load_or_make, read_facts, renew};

use crate::clients_support::server::{folder_of, propus};
use crate::clients_support::wait_for;
use crate::etcd::Etcd;
use crate::shared::{Machine, push};

/// What it says that does not start.
fn refused(machine: &Machine) -> String {
    let output = propus(&["serve", "--config", machine.file.to_str().unwrap()]);
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn certs(machine: &Machine) -> PathBuf {
    machine.folder.path().join("certs")
}

fn file(machine: &Machine, ending: &str) -> String {
    let file = certs(machine).join(format!("localhost.{ending}.pem"));
    fs::read_to_string(file).unwrap_or_default()
}

/// One line of the key, which may stand nowhere else.
fn secret(machine: &Machine) -> String {
    file(machine, "key").lines().nth(1).unwrap().to_owned()
}

#[test]
#[ignore = "needs etcd"]
fn a_new_box_has_the_key_of_the_others_and_a_renewal_comes_to_all() {
    let etcd = Etcd::start(1, &[]);
    let (attic, cellar) = (Machine::of(&etcd, "attic"), Machine::of(&etcd, "cellar"));
    assert!(attic.does(&["init"]).contains("no key of localhost"));
    push(&attic, folder_of(&[("index.md", "# Home\n")]).path());
    let first = attic.serve();
    let said = attic.does(&["init"]);
    assert!(said.contains("the store holds the key of localhost"), "{said}");
    let second = cellar.serve();
    assert_eq!(file(&attic, "key"), file(&cellar, "key"));
    assert_eq!(file(&attic, "cert"), file(&cellar, "cert"));
    let key = certs(&cellar).join("localhost.key.pem");
    assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    // On either box, and seen by the other.
    for (machine, other) in [(&attic, &cellar), (&cellar, &attic)] {
        let before = file(machine, "cert");
        // It has been seen that both are the same.
        std::thread::sleep(std::time::Duration::from_secs(6));
        let alias = format!("{}.example", machine.file.display().to_string().len());
        renew(&certs(machine), "localhost", &[alias]).unwrap();
        assert_ne!(file(machine, "cert"), before);
        let is_there = || (file(machine, "cert") == file(other, "cert")).then_some(());
        assert!(wait_for(is_there).is_some(), "{}{}", first.said(), second.said());
        assert_eq!(file(&attic, "key"), file(&cellar, "key"));
    }
    for server in [&first, &second] {
        server.says("has a new certificate");
        assert!(!server.said().contains(&secret(&attic)));
    }
}

#[test]
#[ignore = "needs etcd"]
fn a_box_with_another_key_is_not_started_unless_that_is_meant() {
    let etcd = Etcd::start(1, &[]);
    let (attic, barn) = (Machine::of(&etcd, "attic"), Machine::of(&etcd, "barn"));
    for machine in [&attic, &barn] {
        load_or_make(&certs(machine), "localhost", &[]).unwrap();
    }
    attic.does(&["init"]);
    push(&attic, folder_of(&[("index.md", "# Home\n")]).path());
    let (kept, said) = (file(&barn, "key"), refused(&barn));
    assert!(said.contains("is not the one that the store has"), "{said}");
    assert!(said.contains("--replace-key") && !said.contains(&secret(&barn)), "{said}");
    assert_eq!(file(&barn, "key"), kept);
    let said = barn.does(&["init"]);
    assert!(said.contains("another key of localhost") && said.contains("it stays"), "{said}");
    // Its own, by the configuration.
    let text = fs::read_to_string(&barn.file).unwrap();
    fs::write(&barn.file, text.replace("[store]\n", "[store]\nhost-key = 'local'\n")).unwrap();
    drop(barn.serve());
    assert_eq!(file(&barn, "key"), kept);
    fs::write(&barn.file, text).unwrap();
    // The store's, with its own put aside.
    for ending in ["cert", "key"] {
        let name = certs(&barn).join(format!("localhost.{ending}.pem"));
        fs::rename(&name, name.with_extension("aside")).unwrap();
    }
    drop(barn.serve());
    assert_eq!(file(&barn, "key"), file(&attic, "key"));
    // This one for all.
    for ending in ["cert", "key"] {
        let name = certs(&barn).join(format!("localhost.{ending}.pem"));
        fs::rename(name.with_extension("aside"), &name).unwrap();
    }
    let said = barn.does(&["init", "--replace-key"]);
    assert!(said.contains("the store holds the key of localhost now"), "{said}");
    assert!(refused(&attic).contains("is not the one"));
    drop(barn.serve());
}

#[test]
#[ignore = "needs etcd"]
fn without_the_store_a_box_serves_with_the_key_that_it_has_and_makes_none() {
    let mut etcd = Etcd::start(1, &[]);
    let (attic, cellar) = (Machine::of(&etcd, "attic"), Machine::of(&etcd, "cellar"));
    attic.does(&["init"]);
    push(&attic, folder_of(&[("index.md", "# Home\n")]).path());
    drop(attic.serve());
    let facts = |machine| read_facts(&certs(machine).join("localhost.cert.pem")).unwrap();
    let before = facts(&attic);
    etcd.kill(0);
    drop(attic.serve());
    assert_eq!(facts(&attic), before);
    let said = refused(&cellar);
    assert!(said.contains("there is no key here yet"), "{said}");
    assert_eq!(file(&cellar, "key"), "");
}
