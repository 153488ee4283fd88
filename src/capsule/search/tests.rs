use std::time::Duration;

use super::*;
use crate::capsule::load;
use crate::content::Folder;
use crate::generator::Options;

fn capsule(files: &[(&str, &str)]) -> (Arc<Capsule>, Vec<String>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    for (source, text) in files {
        std::fs::write(dir.path().join(source), text).unwrap();
    }
    let folder = Arc::new(Folder::open(dir.path()).unwrap());
    let (capsule, warnings) =
        load(&folder, &Options { search: true, ..Options::default() }, None).unwrap();
    (capsule, warnings.iter().map(ToString::to_string).collect(), dir)
}

const FILES: &[(&str, &str)] = &[
    ("old.md", "---\ndate: 2020-01-01\n---\n# Old\n\nA [Needle](/new) in hay.\n"),
    ("new.md", "---\ndate: 2024-01-01\n---\n# New\n\nnEEDLEs everywhere, NADEL and ÉPINGLE too.\n"),
    ("named.md", "# Of needles\n\nNothing else.\n"),
    ("draft.md", "---\ndraft: true\n---\nneedle\n"),
    ("unlisted.md", "---\nunlisted: true\n---\nneedle\n"),
    ("left.md", "---\nsearch: false\n---\nneedle\n"),
    ("404.md", "needle\n"),
    ("menu.gph", "By hand\n[1|A needle|/new|server|port]\n"),
    ("search.md", "# The search of the web\n"),
];

fn effort() -> Effort {
    Effort { until: Instant::now() + Duration::from_secs(3600), bytes: 1 << 20 }
}

fn found(capsule: &Arc<Capsule>, typed: &str) -> Vec<String> {
    let blocks = capsule.search(typed, effort()).blocks;
    let entries = blocks
        .into_iter()
        .filter_map(|block| if let Block::Entries(entries) = block { Some(entries) } else { None });
    entries.flatten().map(|entry| entry.label).collect()
}

fn sentence(document: &Document) -> String {
    let Some(Block::Paragraph(content)) = document.blocks.first() else { panic!("no sentence") };
    crate::document::words(content)
}

#[test]
fn titles_come_first_then_the_newest() {
    let (capsule, _, _dir) = capsule(FILES);
    assert_eq!(found(&capsule, "needle"), ["Of needles", "New", "Old", "Menu"]);
    assert_eq!(found(&capsule, "  NEEDLE  hay "), ["Old"]);
    assert_eq!(found(&capsule, "épingle"), ["New"]);
    assert_eq!(found(&capsule, "old needle"), ["Old"], "a word of the title and one of the text");
    assert_eq!(found(&capsule, "nowhere"), [""; 0]);
    assert_eq!(found(&capsule, ""), [""; 0]);
}

#[test]
fn a_result_says_where_the_words_stand() {
    let (capsule, _, _dir) = capsule(FILES);
    let page = capsule.search("needle hay", effort());
    assert_eq!(page.title, "Search: needle hay");
    assert_eq!(sentence(&page), "One page holds all of these words.");
    assert_eq!(
        page.blocks.last(),
        Some(&Block::Paragraph(vec![Inline::Text("A Needle in hay.".to_owned())]))
    );
}

#[test]
fn a_search_that_ended_early_says_so() {
    let (capsule, _, _dir) = capsule(FILES);
    let partial = "No page holds all of these words. \
                   The search ended before it had seen every page, so there may be more.";
    assert_eq!(sentence(&capsule.search("zzz", Effort { bytes: 0, ..effort() })), partial);
    assert_eq!(
        sentence(&capsule.search("zzz", Effort { until: Instant::now(), ..effort() })),
        partial
    );
    assert_eq!(sentence(&capsule.search("zzz", effort())), "No page holds all of these words.");
}

#[test]
fn no_more_pages_are_shown_than_a_reader_reads() {
    let texts: Vec<String> = (0..60).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|name| (name.as_str(), "needle")).collect();
    let (capsule, _, _dir) = capsule(&files);
    assert_eq!(found(&capsule, "needle").len(), MOST_SHOWN);
    let page = capsule.search("needle", effort());
    assert!(sentence(&page).starts_with("These are the first 50 pages"), "{}", sentence(&page));
}

#[test]
fn the_search_has_its_path_alone() {
    let (_, warnings, _dir) = capsule(FILES);
    assert_eq!(warnings, ["search.md: it is not served: the search is served at /search"]);
}

#[test]
fn the_words_are_shown_from_whatever_holds_them() {
    let shown = |text: &str| {
        let (capsule, _, _dir) = capsule(&[("a.md", text)]);
        let page = capsule.search("needle", effort());
        let Some(Block::Paragraph(content)) = page.blocks.last() else { panic!("{text}") };
        crate::document::words(content)
    };
    let cases = [
        "# Hay\n\n## A needle\n\nHay.\n",
        "Hay.\n\n***\n\nA needle\n",
        "* Hay\n* A needle\n",
        "> Hay.\n>\n> A needle\n",
        "```\nHay\n    A needle\nHay\n```\n",
        "| A needle | hay |\n|---|---|\n| hay | hay |\n",
        "| hay | hay |\n|---|---|\n| hay | hay |\n| hay | A needle |\n",
        "A needle\n: Hay.\n",
        "Hay\n: Hay.\n: A needle\n",
        "Hay[^1].\n\n[^1]: A needle\n",
    ];
    for text in cases {
        assert_eq!(shown(text), "A needle", "{text}");
    }
}
