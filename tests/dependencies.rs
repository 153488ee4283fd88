//! What Cargo.toml says of the crates that are built in: each has a reason, so that one whose
//! reason is gone is seen.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

#[test]
fn each_dependency_has_a_reason_and_a_place() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert_eq!(faults(&manifest), Vec::<String>::new());
}

#[test]
fn a_dependency_without_a_reason_or_out_of_order_is_found() {
    for (lines, expected) in [
        ("a = \"1\" # why\nb = { version = \"1\" } # why", 0),
        ("a = \"1\"", 1),
        ("a = \"1\" #", 1),
        ("b = \"1\" # why\na = \"1\" # why", 1),
    ] {
        for table in ["[dependencies]", "[dev-dependencies]", "[target.'cfg(unix)'.dependencies]"] {
            let manifest = format!(
                "[package]\nname = \"p\"\n\n{table}\n{lines}\n\n[lints.rust]\nx = \"warn\"\n"
            );
            assert_eq!(faults(&manifest).len(), expected, "{manifest}");
        }
    }
}

fn faults(manifest: &str) -> Vec<String> {
    let (mut faults, mut last, mut inside) = (Vec::new(), "", false);
    for line in manifest.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('[') {
            (inside, last) = (line.ends_with("dependencies]"), "");
        } else if inside {
            let name = line.split(' ').next().unwrap_or(line);
            if line.split_once('#').is_none_or(|(_, reason)| reason.trim().is_empty()) {
                faults.push(format!("{name}: say behind it, after #, what it is for"));
            }
            if name < last {
                faults.push(format!("{name}: it stands before {last} in the alphabet"));
            }
            last = name;
        }
    }
    faults
}
