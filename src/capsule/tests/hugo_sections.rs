//! The sections of Hugo sites: which folders list pages, and where.

use crate::capsule::tests::TestSite;

const HUGO: (&str, &str) = ("hugo.toml", "title = 'T'");

#[test]
fn a_folder_without_a_page_is_no_section() {
    let site = TestSite::with_listings(&[
        HUGO,
        ("content/news/2026/08/index.md", "---\ntitle: August\ndate: 2026-08-01\n---\n"),
        ("content/news/2026/07/index.md", "---\ntitle: July\ndate: 2026-07-01\n---\n"),
        ("content/news/2025/12/index.md", "---\ntitle: December\ndate: 2025-12-01\n---\n"),
    ]);
    assert_eq!(
        site.entries("/news/"),
        [
            "2026-08-01 August -> /news/2026/08/",
            "2026-07-01 July -> /news/2026/07/",
            "2025-12-01 December -> /news/2025/12/",
        ]
    );
    assert!(!site.serves("/news/2026/"));
}

#[test]
fn a_section_keeps_its_page_whatever_the_addresses_of_its_pages() {
    let bread = ("content/post/bread.md", "---\ntitle: Bread\ndate: 2026-05-01\n---\n");
    let about = ("content/about.md", "---\ntitle: About\n---\n");
    let config = ("hugo.toml", "title = 'T'\n[permalinks]\npost = '/p/:slug/'\n");
    let site = TestSite::with_listings(&[config, bread, about]);
    assert_eq!(site.document("/post/").title, "Posts");
    assert_eq!(site.entries("/post/"), ["2026-05-01 Bread -> /p/bread/"]);
    assert!(!site.serves("/p/"));
    assert!(site.entries("/").contains(&"Posts -> /post/".to_owned()), "{:?}", site.entries("/"));

    let config = ("hugo.toml", "title = 'T'\n[permalinks.section]\npost = '/writing/'\n");
    assert!(TestSite::with_listings(&[config, bread]).serves("/writing/"));
}

#[test]
fn one_whose_page_is_kept_back_is_not_made() {
    let site = TestSite::with_listings(&[
        HUGO,
        ("content/post/_index.md", "---\ndraft: true\n---\n"),
        ("content/post/a.md", "---\ntitle: A\n---\n"),
    ]);
    assert!(!site.serves("/post/"));
}

#[test]
fn the_page_of_a_term_keeps_its_list() {
    let site = TestSite::with_listings(&[
        HUGO,
        (
            "content/post/bread.md",
            "---\ntitle: Bread\ndate: 2026-05-01\ncategories: [baking]\n---\n",
        ),
        ("content/categories/baking/_index.md", "---\ntitle: Baking\n---\nAll about ovens.\n"),
    ]);
    assert_eq!(site.entries("/categories/baking/"), ["2026-05-01 Bread -> /post/bread/"]);
}

#[test]
fn a_start_page_without_a_text_lists_pages_and_no_files() {
    let pages = [
        ("content/posts/a.md", "---\ntitle: A\ndate: 2026-05-01\n---\n"),
        ("content/about.md", "---\ntitle: About\n---\n"),
        ("static/css/a.css", ""),
        ("static/manifest.json", "{}"),
        ("static/favicon-16x16.png", ""),
    ];
    // Zola's folders come before its pages.
    let ways = ["About -> /about/", "Posts -> /posts/"];
    let expected =
        ["Posts", "2026-05-01 A -> /posts/a/", "All posts -> /posts/", "Atom feed -> /feed.xml"];
    let config = "base_url = 'https://a.org'\ntitle = 'T'\n";
    for config in [HUGO, ("config.toml", config)] {
        let site = TestSite::with_listings(&[&[config], &pages[..]].concat());
        let entries = site.entries("/");
        let (first, rest) = entries.split_at(2);
        assert!(ways.iter().all(|way| first.iter().any(|it| it == way)), "{entries:?}");
        assert_eq!(rest, expected, "{}", config.0);
        assert_eq!(site.document("/").title, "T");
    }
}

#[test]
fn what_lists_are_to_leave_out_is_in_none() {
    let site = TestSite::with_listings(&[
        HUGO,
        (
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2026-05-01\ntags: [alone]\nbuild:\n  list: never\n---\n",
        ),
        ("content/posts/b.md", "---\ntitle: B\ndate: 2026-05-02\n---\n"),
        ("content/posts/c.md", "---\ntitle: C\n_build:\n  list: never\n---\n"),
    ]);
    assert_eq!(site.entries("/posts/")[0], "2026-05-02 B -> /posts/b/");
    let lists = [site.entries("/posts/"), site.entries("/")].concat();
    assert!(lists.iter().all(|it| !it.contains("/a/") && !it.contains("/c/")), "{lists:?}");
    assert!(site.serves("/posts/a/") && site.serves("/posts/c/"));
    assert!(!site.serves("/tags/alone/"), "a list of what is in no list");
}

#[test]
fn a_section_without_a_text_lists_its_pages_once() {
    let site = TestSite::with_listings(&[
        HUGO,
        ("content/docs/_index.md", "---\ntitle: Docs\n---\n"),
        ("content/docs/a.md", "---\ntitle: A\n---\nx\n"),
    ]);
    assert_eq!(site.entries("/docs/"), ["A -> /docs/a/"]);
}
