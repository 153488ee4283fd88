//! Where files come to lie, and where they are served.

use super::{Tried, served, zone};
use crate::exchange::{NotWritten, Refusal, Written};

#[test]
fn a_new_page_comes_to_lie_where_its_path_says() {
    let tried = Tried::new(zone("/", false), &[]);
    assert_eq!(tried.save("/notes/new", "# New\n", "anna"), served("/notes/new"));
    assert_eq!(tried.file("notes/new.md"), "# New\n");
    let picture = tried.upload("/img/x", b"\xff\xd8\xff\xe0", "anna", "image/jpeg", "");
    assert!(matches!(&picture, Written::Said(text) if text.contains("\n![](/img/x.jpg)\n")));
    assert!(tried.has("img/x.jpg"));
    let faulty = tried.save("/faulty", "---\ntitle: [\n---\nText\n", "anna");
    assert!(matches!(&faulty, Written::Said(text) if text.contains("can't be read")), "{faulty:?}");
}

#[test]
fn a_new_post_of_jekyll_gets_its_date_from_its_text() {
    let tried = Tried::new(zone("/posts/", false), &[("_config.yml", "title: T\n")]);
    let text = "---\ntitle: First\ndate: 2026-05-04\n---\nLight.\n";
    assert_eq!(tried.save("/posts/first", text, "anna"), served("/2026/05/04/first.html"));
    assert_eq!(tried.save("/posts/first", text, "bert"), served("/2026/05/04/first-2.html"));
    assert!(tried.has("_posts/2026-05-04-first.md") && tried.has("_posts/2026-05-04-first-2.md"));
    let draft = tried.save("/posts/later", "---\ndraft: true\n---\nNot yet.\n", "anna");
    assert!(
        matches!(&draft, Written::Said(text) if text.contains("_drafts/later.md")),
        "{draft:?}"
    );
}

#[test]
fn front_matter_leads_to_no_other_part() {
    let tried = Tried::new(
        zone("/notes/", false),
        &[
            ("_config.yml", "title: T\n"),
            ("index.md", "---\n---\n# Home\n"),
            ("notes/a.md", "---\n---\nA\n"),
        ],
    );
    tried.opened("/notes/a", "anna");
    for text in ["---\npermalink: /\n---\nMine\n", "---\nredirect_from: /about\n---\nMine\n"] {
        for path in ["/notes/a", "/notes/b"] {
            let refused = tried.save(path, text, "anna");
            assert!(
                matches!(refused, Written::NotWritten(NotWritten::Elsewhere(_))),
                "{path}: {refused:?}"
            );
        }
    }
    assert_eq!(tried.file("notes/a.md"), "---\n---\nA\n");
    assert!(!tried.has("notes/b.md"));
    for path in ["/", "/index", "/about"] {
        assert_eq!(tried.save(path, "Mine", "anna"), Written::Refused(Refusal::NotFound), "{path}");
    }
}

#[test]
fn a_post_takes_nobodys_address() {
    let files = &[
        ("_config.yml", ""),
        ("_posts/2026-01-02-own.md", "---\npermalink: /own/\n---\nmine\n"),
        ("bert/a.md", "---\n---\n# A\n"),
    ];
    let tried = Tried::new(zone("/posts/", false), files);
    let refused = |text: &str| {
        let answer = tried.save("/posts/new", text, "anna");
        assert!(matches!(answer, Written::NotWritten(NotWritten::Elsewhere(_))), "{answer:?}");
    };
    for address in ["/bert/a.html", "/free/", "/", "/own/"] {
        refused(&format!("---\npermalink: {address}\n---\nx\n"));
    }
    for text in ["---\ntitle: T\n---\nx\n", "---\ncategories: [a, b]\n---\nx\n"] {
        let answer = tried.save("/posts/new", text, "anna");
        assert!(matches!(answer, Written::Served(_)), "{answer:?}");
    }
}

/// A page may be asked for by its file's name, and be served elsewhere.
#[test]
fn a_file_of_ones_own_part_that_is_served_elsewhere_is_somebody_elses() {
    let page = "---\npermalink: /about/\n---\n# About\n";
    let files = |name| [("_config.yml", "title: T\n"), (name, page)];
    for (part, name) in [("/posts/", "posts/a.md"), ("/notes/", "notes/_posts/2026-01-02-a.md")] {
        let tried = Tried::new(zone(part, false), &files(name));
        let asked = format!("/{name}");
        assert_eq!(tried.edit(&asked, "anna"), Written::Refused(Refusal::NotFound), "{name}");
        assert_eq!(tried.save(&asked, "Mine", "anna"), Written::Refused(Refusal::NotFound));
        assert_eq!(tried.file(name), page);
    }
}
