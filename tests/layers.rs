//! How the crate is built: a file names files of its own room or of a lower one, no ring of files
//! exists anywhere, and no file outgrows its room. The rooms stand in the crate's documentation.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "support/layers/mod.rs"]
mod layers_support;

use std::collections::BTreeMap;

use layers_support::{Crate, rings};

/// The rooms, lowest first: a room names rooms of lower lines only, or of its own line where that
/// is the first, whose files the search for rings keeps in order.
const ROOMS: &[&[&str]] = &[
    &[
        "alike",
        "choice",
        "date",
        "descriptors",
        "diagnostic",
        "durable",
        "escape",
        "fingerprint",
        "form",
        "host",
        "language",
        "manual",
        "media",
        "network",
        "origin",
        "path",
        "phrases",
        "progress",
        "quantity",
        "terminal",
        "uri",
        "xdg",
    ],
    &["document"],
    &["parse"],
    &["render"],
    &["template"],
    &["exchange"],
    &["access"],
    &["counters"],
    &["search"],
    &["content"],
    &["generator"],
    &["capsule"],
    &["state"],
    &["history"],
    &["upload"],
    &["store"],
    &["letters"],
    &["protocol"],
    &["site"],
    &["sandbox"],
    &["log"],
    &["net"],
    &["reload"],
    &["settings"],
    &["cli"],
    &["config"],
    &["banner"],
    &["server"],
    &["command"],
    &["main"],
];

/// Rooms that know nothing of each other, whichever stands higher: content has no protocol, a
/// protocol no content.
const STRANGERS: &[(&str, &str)] = &[
    ("parse", "render"),
    ("protocol", "capsule"),
    ("protocol", "generator"),
    ("protocol", "content"),
    ("protocol", "site"),
    ("protocol", "upload"),
    ("template", "parse"),
    ("template", "render"),
    ("template", "document"),
    ("render", "exchange"),
    ("site", "protocol"),
];

/// Ways to write a file that may leave half of it, or half of what belongs together.
const WAYS_TO_WRITE: &[&str] = &[
    "fs::write(",
    "fs::copy(",
    "fs::rename(",
    "fs::hard_link(",
    "File::create(",
    "File::create_new(",
    ".create(true)",
    ".create_new(true)",
    ".truncate(true)",
    ".set_len(",
    ".persist(",
];

/// Files that have some of these ways, since they can't do with those of `durable`.
const OWN_WAYS: &[(&str, &[&str])] = &[
    // The files of a version get their names together, once all of them are on the disk.
    ("content/mirror/change.rs", &["fs::rename(", ".create_new(true)"]),
    // A log goes on for as long as the server runs.
    ("log/file.rs", &[".create(true)"]),
    // The database writes it, and knows how; it is made anew when it is not whole.
    ("search/index/file.rs", &[".create_new(true)"]),
    // It counts by its lock.
    ("server/pid_file.rs", &[".create(true)", ".set_len("]),
    // The files of an export get their place together.
    ("command/export/tree.rs", &["fs::write("]),
    ("command/export_target.rs", &["fs::rename(", "File::create_new("]),
    // Two files are renamed as one, by an empty third.
    ("net/certs/store.rs", &["fs::rename(", "fs::hard_link(", ".create_new(true)"]),
];

/// The most lines of a file.
const LONGEST_FILE: usize = 400;

#[test]
fn a_room_names_lower_rooms_only() {
    let faults = upward_steps(&Crate::read());
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_room_has_its_line() {
    let rooms = Crate::read().rooms();
    for room in &rooms {
        assert!(level(room).is_some(), "say in tests/layers.rs which rooms {room} may name");
    }
    for room in ROOMS.concat() {
        assert!(rooms.iter().any(|it| it == room), "there is no room {room} any more");
    }
}

#[test]
fn no_files_name_each_other_in_a_ring() {
    let rings = rings(&Crate::read());
    assert!(rings.is_empty(), "\n{}", rings.join("\n"));
}

#[test]
fn no_file_outgrows_its_room() {
    let long = |(name, lines): (String, usize)| {
        (lines > LONGEST_FILE).then(|| format!("src/{name} has {lines} lines"))
    };
    let long: Vec<String> = Crate::read().lines().into_iter().filter_map(long).collect();
    assert!(
        long.is_empty(),
        "split by topic what has more than {LONGEST_FILE}:\n{}",
        long.join("\n")
    );
}

#[test]
fn a_step_upwards_is_found_however_it_is_written() {
    for text in [
        "use crate::site::Site;",
        "use crate::{path, site::Site};",
        "pub(crate) use crate::{\n    path::CapsulePath,\n    site,\n};",
        "fn f() { crate::site::serve() }",
        "fn f(it: crate::site::Site) {}",
        "fn f() { println!(\"{}\", crate::site::NAME) }",
        "use super::super::site::Site;",
        "use propus::site;",
        "fn f() { use crate::site; }",
    ] {
        let faults = upward_steps(&with("capsule/posts.rs", text));
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    }
    for text in [
        "use crate::path::CapsulePath;",
        "use super::site;",
        "use crate::capsule::{path, site};",
        "use crate::capsule::{self, site};",
        "use super::super::path;",
        "//! See [`crate::site`].",
        "/// See [`crate::site`]. // crate::site\nfn f() {}",
        "#[cfg(test)]\nmod tests { use crate::site; }",
    ] {
        assert_eq!(upward_steps(&with("capsule/posts.rs", text)), [""; 0], "{text}");
    }
}

#[test]
fn strangers_name_each_other_in_neither_direction() {
    assert_eq!(
        upward_steps(&with("site.rs", "use crate::protocol::X;")),
        ["src/site names protocol"]
    );
    let named = upward_steps(&with("protocol.rs", "use crate::capsule::Feed;"));
    assert_eq!(named, ["src/protocol names capsule/feed"]);
}

#[test]
fn a_ring_is_found_through_what_is_named_again() {
    let ring = |text: &str| rings(&with("capsule/posts.rs", text));
    assert_eq!(ring("use super::feed;"), ["capsule/feed ↔ capsule/posts"]);
    assert_eq!(ring("use super::Feed;"), ["capsule/feed ↔ capsule/posts"]);
    assert_eq!(ring("fn f() { crate::capsule::feed::f() }"), ["capsule/feed ↔ capsule/posts"]);
    assert_eq!(ring("use super::Own;"), ["capsule ↔ capsule/feed ↔ capsule/posts"]);
    assert_eq!(ring("use crate::path::CapsulePath;"), [""; 0]);
}

/// The files that start propus itself, and the one that becomes the pager of who sits before a
/// terminal.
const STARTERS: [&str; 3] =
    ["server/master/process.rs", "server/master/upgrade.rs", "command/help/pager.rs"];

#[test]
fn nothing_but_a_test_runs_a_program() {
    for (name, text) in Crate::read().texts().filter(|(name, _)| !STARTERS.contains(name)) {
        for way in ["process::Command", "Command::new(", "posix_spawn", "execv", ".exec("] {
            assert!(
                !text.contains(way),
                "{name} names {way}: an application is asked over a socket, and never started"
            );
        }
    }
}

#[test]
fn a_file_is_written_whole_or_by_one_who_can_not() {
    for (name, text) in Crate::read().texts().filter(|(name, _)| !name.starts_with("durable/")) {
        let own = OWN_WAYS.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, ways)| ways);
        let half = ways_to_write(text).into_iter().find(|way| !own.contains(way));
        assert_eq!(half, None, "src/{name}: this leaves half a file; take durable");
    }
}

#[test]
fn whoever_writes_in_a_way_of_its_own_still_does() {
    let source = Crate::read();
    for (file, own) in OWN_WAYS {
        let (_, text) = source.texts().find(|(name, _)| name == file).unwrap();
        assert_eq!(ways_to_write(text), *own, "src/{file}");
    }
}

#[test]
fn a_way_to_write_is_found_below_what_is_for_tests() {
    let text = "#[cfg(test)]\nfn f() {}\nfn g() { fs::copy(a, b) }\n\n\
                #[cfg(test)]\nmod tests { fn h() { fs::write(a, b) } }";
    assert_eq!(ways_to_write(text), ["fs::copy("]);
}

/// The ways in which a text writes files, but for its tests.
fn ways_to_write(text: &str) -> Vec<&'static str> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    WAYS_TO_WRITE.iter().copied().filter(|way| code.contains(way)).collect()
}

/// Steps from a room to one that it must not name, one line each.
fn upward_steps(source: &Crate) -> Vec<String> {
    let mut faults = Vec::new();
    for (file, named) in source.uses() {
        let (room, other) = (room_of(&file), room_of(&named));
        if room != other && !may_name(&room, &other) {
            faults.push(format!("src/{file} names {named}"));
        }
    }
    faults
}

fn may_name(room: &str, other: &str) -> bool {
    let is_stranger = STRANGERS.iter().any(|pair| *pair == (room, other) || *pair == (other, room));
    let is_lower = match (level(room), level(other)) {
        (Some(own), Some(other)) => other < own || own == 0 && other == 0,
        (_, None) | (None, _) => false,
    };
    is_lower && !is_stranger
}

fn level(room: &str) -> Option<usize> {
    ROOMS.iter().position(|line| line.contains(&room))
}

fn room_of(module: &str) -> String {
    module.split('/').next().unwrap_or_default().to_owned()
}

/// A small crate, with a text in the place of one of its files.
fn with(name: &str, text: &str) -> Crate {
    let mut files = BTreeMap::from([
        (
            "lib.rs",
            "pub mod capsule;\npub mod document;\npub mod path;\npub mod protocol;\n\
             pub mod site;",
        ),
        ("path.rs", "pub struct CapsulePath;"),
        ("document.rs", ""),
        ("protocol.rs", ""),
        ("site.rs", "pub struct Site;\npub const NAME: &str = \"\";\npub fn serve() {}"),
        (
            "capsule/mod.rs",
            "mod feed;\nmod posts;\nmod site;\npub use feed::Feed;\npub struct Own(feed::Feed);",
        ),
        ("capsule/feed.rs", "use super::posts;\npub struct Feed;\npub fn f() {}"),
        ("capsule/site.rs", ""),
    ]);
    files.insert(name, text);
    Crate::of(files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())))
}
