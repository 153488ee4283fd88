use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;
use crate::tests::folder_of;

fn scan(dir: &tempfile::TempDir) -> Content {
    let folder = Folder::open(dir.path()).unwrap();
    let rules = ScanRules {
        skip: &|path: &SourcePath| path.as_str() == "skipped.md",
        keep_back: &|path: &SourcePath| path.as_str() == "draft.md",
        known: &Sources::default(),
    };
    folder.scan(rules)
}

/// The files that were found, and what was said of others, in order.
fn found(dir: &tempfile::TempDir) -> (Vec<String>, Vec<String>) {
    let content = scan(dir);
    let mut said: Vec<String> =
        content.diagnostics.iter().map(|it| format!("{} {}", it.file, it.text)).collect();
    said.sort();
    (content.sources.iter().map(|it| it.path.to_string()).collect(), said)
}

#[test]
fn links_are_followed_unless_they_lead_back_or_to_what_is_kept_back() {
    let dir = folder_of(&[
        ("a.md", ""),
        ("b/c.txt", ""),
        (".hidden", ""),
        ("draft.md", ""),
        ("skipped.md", ""),
        ("cgi-bin/x", ""),
    ]);
    for (target, name) in [
        ("a.md", "again.md"),
        ("..", "b/up"),
        ("b", "d"),
        ("none", "gone"),
        ("/", "out"),
        (".hidden", "shown"),
        ("draft.md", "published.md"),
    ] {
        symlink(target, dir.path().join(name)).unwrap();
    }
    let (files, said) = found(&dir);
    assert_eq!(files, ["a.md", "again.md", "b/c.txt", "d/c.txt", "draft.md"]);
    let expected = [
        ("b/up/", "the symbolic link leads back to a folder that holds it; it is passed over"),
        ("cgi-bin", "propus runs no programs"),
        ("d/up/", "the symbolic link leads back to a folder that holds it; it is passed over"),
        ("gone", "the symbolic link leads nowhere; it is not served"),
        ("out", "the symbolic link leads out of the capsule, to no folder that links-to names"),
        ("published.md", "the symbolic link leads to a hidden file; it is not served"),
        ("shown", "the symbolic link leads to a hidden file; it is not served"),
    ];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, (file, words)) in said.iter().zip(expected) {
        assert!(said.starts_with(&format!("{file} {words}")), "{said}");
    }
}

#[test]
fn names_that_no_address_can_have_are_told_of() {
    let dir = folder_of(&[("a\u{1}.md", ""), ("b\\c.md", ""), ("d.md", "")]);
    fs::write(dir.path().join(OsStr::from_bytes(b"e\xff.md")), "").unwrap();
    let (files, said) = found(&dir);
    assert_eq!(files, ["d.md"]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].starts_with("e\u{fffd}.md the name is not UTF-8"), "{said:?}");
}

#[test]
fn folders_are_read_up_to_a_depth() {
    let deep = |folders: usize| format!("{}a.md", "x/".repeat(folders));
    let (last, beyond) = (deep(63), deep(64));
    let (files, said) = found(&folder_of(&[(&last, ""), (&beyond, "")]));
    assert_eq!(files, [last]);
    assert_eq!(said.len(), 1);
    assert!(said[0].ends_with("folders are more than 64 deep; it is not served"), "{said:?}");
}

#[test]
fn files_that_the_machine_may_not_read_and_those_with_several_names_are_known() {
    let dir = folder_of(&[("a.md", ""), ("b.md", "")]);
    assert_eq!(scan(&dir).is_straight, Folder::open(dir.path()).unwrap().is_local());
    fs::set_permissions(dir.path().join("b.md"), fs::Permissions::from_mode(0o640)).unwrap();
    let kept: Vec<String> = scan(&dir).not_for_all.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ["b.md"]);
    fs::hard_link(dir.path().join("a.md"), dir.path().join("c.md")).unwrap();
    assert!(!scan(&dir).is_straight);
}
