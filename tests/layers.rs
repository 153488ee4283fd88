//! The layers of the crate: a module names only modules of its own layer or of a lower one, so that
//! no cycle can be written. What a layer is for stands in the crate's documentation.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first.
const LAYERS: &[&[&str]] = &[
    &[
        "path",
        "media",
        "host",
        "origin",
        "warning",
        "escape",
        "fingerprint",
        "descriptors",
        "choice",
    ],
    &["document"],
    &["parse", "render", "exchange", "access", "counters"],
    &["capsule", "protocol"],
    &["site"],
    &["net", "log", "reload", "sandbox"],
    &["banner", "command", "config", "cli", "settings", "start", "main"],
];

/// Modules of one layer that know nothing of each other all the same: content has no protocol, a
/// protocol no content.
const STRANGERS: &[(&str, &str)] = &[("capsule", "protocol"), ("parse", "render")];

#[test]
fn a_module_names_only_modules_of_its_own_layer_or_a_lower_one() {
    let faults: Vec<String> =
        sources().iter().flat_map(|file| faults(&file.module, &file.name, &file.text)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    for file in sources().iter().filter(|file| file.module != "lib") {
        assert!(
            layer(&file.module).is_some(),
            "{}: say in tests/layers.rs in which layer {} is",
            file.name,
            file.module
        );
    }
    for module in LAYERS.iter().copied().flatten() {
        assert!(
            sources().iter().any(|file| file.module == *module),
            "there is no module {module} any more"
        );
    }
}

#[test]
fn a_step_upwards_is_found_however_it_is_written() {
    for text in [
        "use crate::site::Site;",
        "use crate::{path, site::Site};",
        "pub(crate) use crate::{\n    path::CapsulePath,\n    net,\n};",
        "fn f() { crate::start::serve() }",
        "use super::super::site::Site;",
        "use propus::site;",
        "    use crate::protocol::gopher;",
    ] {
        assert_eq!(faults("capsule", "capsule/posts.rs", text).len(), 1, "{text}");
    }
    for text in [
        "use crate::path::CapsulePath;",
        "use crate::capsule::{path, site, net};",
        "use super::site;",
        "use super::super::parse;",
        "use crate::render::{self, site};",
        "//! See [`crate::site`].",
        "    /// See [`crate::site`]. // crate::site",
    ] {
        assert_eq!(faults("capsule", "capsule/posts.rs", text), [""; 0], "{text}");
    }
}

#[test]
fn nothing_but_a_test_runs_a_program() {
    // The sandbox names what it refuses.
    let spared = |name: &str| {
        name.ends_with("/tests.rs") || name.contains("/tests/") || name == "sandbox/calls.rs"
    };
    for Source { name, text, .. } in sources().into_iter().filter(|file| !spared(&file.name)) {
        for way in ["process::Command", "Command::new(", "posix_spawn", "execv", ".exec("] {
            assert!(
                !text.contains(way),
                "{name} names {way}: an application is asked over a socket, and never started"
            );
        }
    }
}

/// A file of the crate.
struct Source {
    /// Its name below `src`.
    name: String,
    /// The module of the crate that it belongs to.
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 50, "the sources are not where they were: {} files", files.len());
    files.iter().map(|file| source(&root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn source(root: &Path, file: &Path) -> Source {
    let name = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let module = name.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
    Source { name, module, text: fs::read_to_string(file).unwrap() }
}

/// What a file names that it must not.
fn faults(module: &str, name: &str, text: &str) -> Vec<String> {
    // The crate's root names all modules: it is where they are declared.
    if module == "lib" {
        return Vec::new();
    }
    let allowed = |named: &str| {
        let lower = layer(named) <= layer(module);
        let strangers =
            STRANGERS.iter().any(|pair| *pair == (module, named) || *pair == (named, module));
        lower && !strangers
    };
    let named = named_modules(name, text).into_iter().filter(|named| !allowed(named));
    named.map(|named| format!("src/{name} names {named}")).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules at the crate's root that a text names.
fn named_modules(name: &str, text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let up = "super::".repeat(depth(name));
    let mut found = Vec::new();
    for root in ["crate::", "propus::", &up] {
        for (place, _) in code.match_indices(root) {
            let inside_longer = code[..place]
                .ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before));
            if !inside_longer || root == up {
                found.extend(first_names(&code[place + root.len()..]));
            }
        }
    }
    found.retain(|module| layer(module).is_some());
    found
}

/// How many steps `super` takes from a file to the crate's root.
fn depth(name: &str) -> usize {
    let own = usize::from(!name.ends_with("/mod.rs"));
    name.matches('/').count() + own
}

/// The first names of a path, or of the paths in braces.
fn first_names(after: &str) -> Vec<String> {
    let identifier = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = after.strip_prefix('{') else { return vec![identifier(after)] };
    let (mut names, mut nesting, mut start) = (Vec::new(), 0_i32, 0);
    for (place, character) in group.char_indices() {
        match character {
            '{' => nesting += 1,
            '}' if nesting == 0 => {
                names.push(identifier(&group[start..place]));
                break;
            }
            '}' => nesting -= 1,
            ',' if nesting == 0 => {
                names.push(identifier(&group[start..place]));
                start = place + 1;
            }
            _ => {}
        }
    }
    names
}
