//! Folders of many files, whose lists are asked for.

use std::fs;

use propus::generator::GeneratorName;

use super::{Construct, Work};
use crate::ways::Served;

/// As many bytes as a file counts for; so the largest folder has more than its list shows.
const OF_FILE: usize = 8;

/// Folders of files, and of folders with a file each.
pub(super) fn all() -> Vec<Construct> {
    vec![
        listing("files", |number| format!("{number}.txt")),
        listing("folders", |number| format!("{number}/a.txt")),
    ]
}

fn listing(of_what: &str, name: fn(usize) -> String) -> Construct {
    Construct {
        name: format!("in a plain folder: the list of many {of_what}"),
        prepare: Box::new(move |size| {
            let count = size / OF_FILE;
            let served = folder(count, name);
            Work { length: count * OF_FILE, run: Box::new(move || served.ask("/")) }
        }),
    }
}

fn folder(count: usize, name: fn(usize) -> String) -> Served {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..count {
        let file = folder.path().join(name(number));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, "").expect("a file");
    }
    Served::new(folder, GeneratorName::Plain)
}
