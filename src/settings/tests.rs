//! Invariants of the declarations, and the manual that is held against them.

use std::collections::HashSet;
use std::path::Path;

use super::*;

#[test]
fn every_declaration_stands_in_a_table() {
    let sources = [
        include_str!("access.rs"),
        include_str!("content.rs"),
        include_str!("host.rs"),
        include_str!("limits.rs"),
        include_str!("listen.rs"),
        include_str!("log.rs"),
        include_str!("server.rs"),
        include_str!("store.rs"),
    ];
    let declared = sources.iter().flat_map(|text| text.lines());
    let declared =
        declared.filter(|line| line.starts_with("pub static") && line.contains(": Setting<"));
    let tables = FILE.with_tables_below();
    let listed: usize =
        tables.iter().map(|table| table.settings().count() + table.obsolete.len()).sum();
    assert_eq!(declared.count(), listed, "a setting is declared and in no table");
}

#[test]
fn names_are_not_given_twice() {
    let mut flags = HashSet::new();
    for table in FILE.with_tables_below() {
        let mut keys = HashSet::new();
        for facts in table.settings().map(Declaration::facts) {
            assert!(keys.insert(facts.key), "{} has {} twice", table.head, facts.key);
            for option in facts.option.iter().chain(&facts.switch) {
                assert!(flags.insert(option.flag), "{} twice", option.flag);
            }
        }
    }
    assert!(flags.len() > 30, "{flags:?}");
}

/// Pages of the manual with tables of the file, and the headings above each.
const PAGES: [(&str, &[(&str, &Table)]); 2] = [
    (
        "configuration.md",
        &[
            ("## The server", &FILE),
            ("### [limits]", &limits::LIMITS),
            ("### [log]", &log::LOG),
            ("### [content]", &content::CONTENT),
            ("## Hosts", &host::HOST),
        ],
    ),
    ("several-boxes.md", &[("## The table", &store::STORE)]),
];

#[test]
fn the_manual_shows_the_declarations() {
    for (name, tables) in PAGES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("capsule/manual").join(name);
        let before = std::fs::read_to_string(&file).unwrap();
        let mut page = before.clone();
        for (heading, table) in tables {
            let section = page.find(&format!("\n{heading}\n")).expect(heading);
            let start = section + page.get(section..).unwrap().find("\n| ").expect(heading) + 1;
            let end = start + page.get(start..).unwrap().find("\n\n").expect(heading) + 1;
            page.replace_range(start..end, &reference(table));
        }
        if std::env::var_os("PROPUS_BLESS").is_some() {
            std::fs::write(&file, &page).unwrap();
        } else if let Some((old, new)) = before.lines().zip(page.lines()).find(|(a, b)| a != b) {
            panic!(
                "{} is not as the settings are declared:\n{old}\n{new}\n\
                 `PROPUS_BLESS=1 cargo test --lib settings` writes it anew",
                file.display()
            );
        }
    }
}

#[test]
fn the_manual_says_what_is_read_at_the_start_only() {
    let chapter = include_str!("../../capsule/manual/running.md");
    let line = chapter.lines().find(|line| line.contains("read when the server starts"));
    let line = line.unwrap();
    for table in FILE.with_tables_below() {
        for facts in table.settings().map(Declaration::facts).filter(|facts| facts.at_start) {
            let name = if table.head.is_empty() { facts.key } else { table.head };
            assert!(line.contains(&format!("`{name}`")), "the manual leaves out {name}: {line}");
        }
    }
}

#[test]
fn the_manual_names_every_option() {
    let chapter = include_str!("../../capsule/manual/command-line.md");
    for table in FILE.with_tables_below() {
        for facts in table.settings().map(Declaration::facts) {
            for option in facts.option.iter().chain(&facts.switch) {
                let rows = [format!("`{}`", option.flag), format!("`{} ", option.flag)];
                assert!(rows.iter().any(|row| chapter.contains(row)), "{}", option.flag);
            }
        }
    }
}

#[test]
fn the_example_begins_with_words() {
    let text = super::example();
    assert!(text.starts_with("# "), "{text}");
}
