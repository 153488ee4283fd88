//! The inverse of routing: a file written to the source of a path is served at that path.

use crate::capsule::parts::Parts;
use crate::capsule::tests::TestSite;
use crate::capsule::{Capsule, Lookup, Resource, lookup};
use crate::path::CapsulePath;

/// The files of a site without a page.
type Config = &'static [(&'static str, &'static str)];

const PLAIN: Config = &[];
const JEKYLL: Config = &[("_config.yml", "collections: {docs: {output: true}}")];
const PRETTY: Config = &[("_config.yml", "permalink: pretty")];
const HUGO: Config =
    &[("content/.keep", ""), ("hugo.toml", "languages.en.weight = 1\nlanguages.fr.weight = 2")];
const ZOLA: Config = &[("content/.keep", ""), ("config.toml", "base_url = 'x'\n[languages.fr]\n")];
const BOOK: Config = &[("book.toml", ""), ("src/SUMMARY.md", "[A](a.md)\n[B](b/README.md)\n")];

/// The source that is served at a path, of a page or a file.
fn served_from(capsule: &Capsule, path: &CapsulePath) -> Option<String> {
    let found = match lookup::look_up(Parts::of(capsule), path) {
        Lookup::Found(found) => found,
        Lookup::Slashless(path) => return served_from(capsule, path),
        Lookup::Nothing => return None,
    };
    match found.resource {
        Resource::Page(number) => Some(capsule.page_entry(*number)?.source.to_string()),
        Resource::File(number) => Some(capsule.file_entry(*number)?.source.to_string()),
        Resource::Folder
        | Resource::Posts
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => None,
    }
}

/// Asks for the source of a path at which nothing is, and writes it.
fn round_trip(config: Config, path: &str) -> Option<String> {
    let path = CapsulePath::literal(path).ok()?;
    let source = TestSite::new(config).capsule.source_for(&path)?.to_string();
    let site = TestSite::new(&[config, &[(&source, "Text.")]].concat());
    assert_eq!(
        served_from(&site.capsule, &path).as_deref(),
        Some(&*source),
        "{path} of {config:?}"
    );
    Some(source)
}

fn check(config: Config, cases: &[(&str, &str)]) {
    for (path, expected) in cases {
        let found = round_trip(config, path);
        assert_eq!(found.as_deref().unwrap_or("none"), *expected, "{path} of {config:?}");
    }
}

#[test]
fn a_new_page_of_a_plain_folder_lies_at_its_path() {
    check(
        PLAIN,
        &[
            ("/", "index.md"),
            ("/about", "about.md"),
            ("/a/b/", "a/b/index.md"),
            ("/a/v1.2", "a/v1.2.md"),
            ("/log.gmi", "log.gmi"),
            ("/a/b.md", "a/b.md"),
            ("/pic.png", "pic.png"),
            ("/_hidden", "none"),
            ("/a/.hidden", "none"),
        ],
    );
}

#[test]
fn a_new_page_of_jekyll_is_a_post_where_its_path_has_a_date() {
    check(
        JEKYLL,
        &[
            ("/", "index.md"),
            ("/about", "about.md"),
            ("/about.html", "about.md"),
            ("/2026/11/29/title.html", "_posts/2026-11-29-title.md"),
            ("/news/2026/11/29/a-b.html", "news/_posts/2026-11-29-a-b.md"),
            ("/2026/13/29/title.html", "2026/13/29/title.md"),
            ("/pic.png", "pic.png"),
            ("/_site/a.html", "none"),
        ],
    );
    check(PRETTY, &[("/2026/11/29/title/", "_posts/2026-11-29-title.md"), ("/about/", "about.md")]);
}

#[test]
fn a_new_page_of_hugo_is_below_the_content_folder() {
    check(
        HUGO,
        &[
            ("/", "content/_index.md"),
            ("/about/", "content/about.md"),
            ("/about", "content/about.md"),
            ("/posts/first/", "content/posts/first.md"),
            ("/fr/posts/first/", "content/posts/first.fr.md"),
            ("/fr/", "content/_index.fr.md"),
            ("/img/pic.png", "static/img/pic.png"),
        ],
    );
}

#[test]
fn a_new_page_of_zola_is_below_the_content_folder() {
    check(
        ZOLA,
        &[
            ("/", "content/_index.md"),
            ("/about/", "content/about.md"),
            ("/blog/first/", "content/blog/first.md"),
            ("/fr/blog/first/", "content/blog/first.fr.md"),
            ("/img/pic.png", "static/img/pic.png"),
        ],
    );
}

#[test]
fn a_new_chapter_is_in_the_folder_of_the_book() {
    check(BOOK, &[("/a.html", "src/a.md"), ("/b/", "src/b/README.md"), ("/p.png", "src/p.png")]);
}

#[test]
fn what_no_file_can_serve_has_no_source() {
    let site = TestSite::new(&[("2026-01-02-a.md", "---\nredirect_from: /old\n---\n")]);
    for path in ["/posts/", "/feed.xml", "/old"] {
        assert_eq!(site.capsule.source_for(&CapsulePath::literal(path).unwrap()), None, "{path}");
    }
}

#[test]
fn whatever_the_path_a_new_file_is_served_there() {
    let names = ["v1.2", "b.html", "Ü b", "README", "c.md", "_d"];
    for config in [PLAIN, JEKYLL, PRETTY, HUGO, ZOLA] {
        let mut some = 0;
        for (first, last) in names.iter().flat_map(|it| names.iter().map(move |last| (it, last))) {
            for end in ["", "/"] {
                some += usize::from(round_trip(config, &format!("/{first}/{last}{end}")).is_some());
            }
        }
        assert!(some >= 30, "{some} of {config:?}");
    }
}
