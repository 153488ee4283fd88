//! Pairs that are put in place: whole, or not at all.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{HOST, made};
use crate::durable::Draft;
use crate::durable::tests::names;
use crate::net::certs::files::{Files, certificates};
use crate::net::certs::store::FOR_OWNER;
use crate::net::certs::{
    CertError, HostCertificate, load_or_make, make_new, read_facts_in_force, recover, renew,
};

/// The steps in which a pair is put in place, after each of which a process may be killed.
const STEPS: [&str; 5] = ["key written", "both written", "counts", "key placed", "both placed"];

/// A folder in which that was interrupted after a step, where there may have been an old pair.
fn interrupted(step: usize, old: bool, new: &HostCertificate) -> (TempDir, Files) {
    let folder = if old { made().0 } else { tempfile::tempdir().unwrap() };
    let files = Files::of_host(folder.path(), HOST);
    let [certificate, key] = files.unfinished();
    if old && step > 2 {
        fs::rename(&files.key, files.old_key()).unwrap();
    }
    fs::copy(&new.files.key, if step > 2 { &files.key } else { &key }).unwrap();
    if step > 0 {
        let to = if step > 3 { &files.certificate } else { &certificate };
        fs::copy(&new.files.certificate, to).unwrap();
    }
    if step > 1 {
        fs::write(files.pending(), "").unwrap();
    }
    (folder, files)
}

fn inode(file: &Path) -> u64 {
    fs::metadata(file).unwrap().ino()
}

/// What is in a folder with a pair.
const PAIR: [&str; 3] = [".gitignore", "example.org.cert.pem", "example.org.key.pem"];

#[test]
fn after_a_crash_there_is_the_old_pair_or_the_new_one_and_nothing_is_left() {
    let (_other, new) = made();
    for (step, name) in STEPS.iter().enumerate() {
        for old in [true, false] {
            let (folder, files) = interrupted(step, old, &new);
            let old = old.then(|| read_facts_in_force(&files.certificate));
            let loaded = load_or_make(folder.path(), HOST, &[]).unwrap();
            assert_eq!(loaded.facts == new.facts, step > 1, "{name}");
            if let (Some(old), 0..2) = (old, step) {
                assert_eq!(loaded.facts, old.unwrap(), "{name}");
            }
            assert_eq!(names(folder.path()), PAIR, "{name}");
        }
    }
}

#[test]
fn a_pair_that_counts_is_shown_and_renewed_before_it_is_in_its_place() {
    let (_other, new) = made();
    for (step, name) in STEPS.iter().enumerate().skip(2) {
        for old in [true, false] {
            let (folder, files) = interrupted(step, old, &new);
            let listed: Vec<PathBuf> = certificates(folder.path()).unwrap();
            assert_eq!(listed, std::slice::from_ref(&files.certificate), "{name}");
            assert_eq!(read_facts_in_force(&files.certificate).unwrap(), new.facts);
            let renewed = renew(folder.path(), HOST, &[]).unwrap().facts;
            assert_eq!(renewed.public_key, new.facts.public_key, "{name}");
            assert_eq!(names(folder.path()), PAIR, "{name}");
        }
    }
}

#[test]
fn a_folder_is_left_alone_in_which_nothing_was_interrupted() {
    let (folder, certificate) = made();
    let before = fs::metadata(folder.path()).unwrap().modified().unwrap();
    recover(&certificate.files).unwrap();
    assert_eq!(fs::metadata(folder.path()).unwrap().modified().unwrap(), before);
}

/// The certificate's place is taken by a folder, so what is done ends half-way. The old key is not
/// written again, for which there may be no room.
#[test]
fn a_pair_that_can_not_be_put_in_place_does_not_count_later() {
    let (folder, old) = made();
    let identity = || (fs::read(&old.files.key).unwrap(), inode(&old.files.key));
    let key = identity();
    fs::rename(&old.files.certificate, folder.path().join("kept")).unwrap();
    fs::create_dir(&old.files.certificate).unwrap();
    assert!(matches!(make_new(folder.path(), HOST, &[]), Err(CertError::Folder { .. })));
    fs::remove_dir(&old.files.certificate).unwrap();
    fs::rename(folder.path().join("kept"), &old.files.certificate).unwrap();
    assert_eq!(names(folder.path()), PAIR);
    assert_eq!(identity(), key);
    assert_eq!(load_or_make(folder.path(), HOST, &[]).unwrap().facts, old.facts);
}

#[test]
fn a_way_back_to_the_old_pair_is_gone_to_its_end() {
    let (_other, new) = made();
    for (is_replaced, what) in [(true, "the new key is there"), (false, "the old key is there")] {
        let (folder, old) = made();
        fs::hard_link(&old.files.key, old.files.old_key()).unwrap();
        if is_replaced {
            fs::remove_file(&old.files.key).unwrap();
            fs::copy(&new.files.key, &old.files.key).unwrap();
        }
        assert_eq!(load_or_make(folder.path(), HOST, &[]).unwrap().facts, old.facts, "{what}");
        assert_eq!(names(folder.path()), PAIR, "{what}");
    }
}

#[test]
fn a_key_is_hidden_while_it_is_put_in_place() {
    let (_other, new) = made();
    let (folder, files) = interrupted(0, true, &new);
    let [_, unfinished] = files.unfinished();
    // Left over by whoever it was.
    fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o644)).unwrap();
    let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    let draft = Draft::write(&files.key, b"key", FOR_OWNER).unwrap();
    assert_eq!(mode(&unfinished), 0o600);
    drop(draft);
    make_new(folder.path(), HOST, &[]).unwrap();
    assert_eq!(mode(&files.key), 0o600);
}

#[test]
fn a_pair_that_counts_and_can_not_be_put_in_place_is_an_error() {
    let (_other, new) = made();
    let (_folder, files) = interrupted(2, false, &new);
    fs::create_dir(&files.certificate).unwrap();
    let error = recover(&files).unwrap_err();
    assert!(matches!(&error, CertError::Folder { .. }), "{error}");
    assert!(error.to_string().contains("example.org.cert.pem"), "{error}");
    fs::remove_dir(&files.certificate).unwrap();
    recover(&files).unwrap();
    assert_eq!(read_facts_in_force(&files.certificate).unwrap(), new.facts);
}
