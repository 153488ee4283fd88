//! A Jekyll site keeps its URLs: what Jekyll itself builds of a site and what propus serves of it
//! are at the same paths.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use propus::capsule::{self, Reader};
use propus::content::Folder;
use propus::generator::Options;

/// Builds the site with Jekyll and compares the paths of all its pages.
fn check(config: &str, files: &[(&str, &str)]) {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    write(&site, "_config.yml", config);
    for (place, text) in files {
        write(&site, place, text);
    }
    let built = dir.path().join("built");
    let output = Command::new("jekyll")
        .args(["build", "--quiet", "--disable-disk-cache", "--source"])
        .arg(&site)
        .arg("--destination")
        .arg(&built)
        .current_dir(dir.path())
        .output()
        .expect("jekyll must be installed (Debian package jekyll)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut expected = BTreeSet::new();
    collect(&built, &built, &mut expected);
    assert!(!expected.is_empty());
    let folder = Arc::new(Folder::open(&site).unwrap());
    let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
    let found: BTreeSet<String> = capsule
        .visible_to(Reader::Author)
        .pages()
        .map(|page| file_of(page.path.as_str()))
        .collect();
    assert_eq!(found, expected, "with {config}");
}

/// The URL that a page's file on the web has: a web server finds `/a.html` when it is asked for
/// `/a`.
fn file_of(path: &str) -> String {
    let has_ending = path.ends_with('/') || path.ends_with(".html");
    if has_ending { path.to_owned() } else { format!("{path}.html") }
}

fn write(site: &Path, place: &str, text: &str) {
    let file = site.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The URLs of the HTML files below a folder: `/a/index.html` is `/a/`.
fn collect(folder: &Path, root: &Path, urls: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, urls);
        } else if path.extension().is_some_and(|it| it == "html") {
            let url = format!("/{}", path.strip_prefix(root).unwrap().to_str().unwrap());
            urls.insert(url.strip_suffix("index.html").map(str::to_owned).unwrap_or(url));
        }
    }
}

/// Pages of every kind that Jekyll places by its own rules.
const FILES: &[(&str, &str)] = &[
    ("index.md", "---\ntitle: Home\n---\nHello\n"),
    ("about.md", "---\n---\n# About\n"),
    ("docs/index.html", "---\n---\n<p>Docs</p>\n"),
    ("docs/setup.markdown", "---\n---\nSet up\n"),
    ("docs/deep/er/page.md", "---\n---\nDeep\n"),
    ("own.md", "---\npermalink: /somewhere/else/\n---\nx\n"),
    ("own-file.md", "---\npermalink: /file.html\n---\nx\n"),
    ("own-index.md", "---\npermalink: /index/of/its/own/index.html\n---\nx\n"),
    ("no-slash.md", "---\npermalink: relative/path/\n---\nx\n"),
    ("hidden.md", "---\npublished: false\n---\nx\n"),
    ("page.html", "---\n---\n<p>x</p>\n"),
    ("_posts/2021-10-05-a-title.md", "---\n---\nx\n"),
    ("_posts/2021-01-02-with-category.md", "---\ncategories: [one, Two words]\n---\nx\n"),
    ("_posts/2021-01-03-one-category.md", "---\ncategory: solo\n---\nx\n"),
    ("_posts/2021-01-04-string-categories.md", "---\ncategories: a b\n---\nx\n"),
    ("_posts/2021-01-05-other-date.md", "---\ndate: 2020-12-31 10:00:00\n---\nx\n"),
    ("_posts/2021-01-06-slugged.md", "---\nslug: another-slug\n---\nx\n"),
    ("_posts/2021-01-07-permalinked.md", "---\npermalink: /:year/p/:title\n---\nx\n"),
    ("_posts/sub/2021-01-08-in-a-folder.md", "---\n---\nx\n"),
    ("_posts/2021-1-9-short-date.md", "---\n---\nx\n"),
    ("_posts/2099-01-01-future.md", "---\n---\nx\n"),
    ("_posts/no-date.md", "---\n---\nx\n"),
    ("_posts/2021-01-10-Capital Letters & more.md", "---\n---\nx\n"),
    ("_posts/2021-01-11-über.md", "---\n---\nx\n"),
    ("_posts/2021-01-12-singular.md", "---\ncategory: Red wine\n---\nx\n"),
    ("_posts/2021-01-13-both.md", "---\ncategory: Red wine\ncategories: [one, two]\n---\nx\n"),
    ("news/_posts/2021-02-01-in-news.md", "---\n---\nx\n"),
    ("news/local/_posts/2021-02-02-in-local.md", "---\ncategory: extra\n---\nx\n"),
    ("_drafts/draft.md", "---\n---\nx\n"),
    ("_recipes/soup.md", "---\ntitle: Soup\n---\nx\n"),
    ("_recipes/sweet/cake.md", "---\n---\nx\n"),
    ("_recipes/index.md", "---\n---\nx\n"),
    ("_recipes/My Dish.md", "---\n---\nx\n"),
    ("_recipes/own.md", "---\npermalink: /cake/\n---\nx\n"),
    ("_quiet/silent.md", "---\n---\nx\n"),
    ("excluded/page.md", "---\n---\nx\n"),
    ("_pages/included.md", "---\n---\nx\n"),
];

const COLLECTIONS: &str = "collections:\n  recipes:\n    output: true\n  quiet:\n    output: false\nexclude: [excluded]\n";

#[test]
#[ignore = "needs jekyll"]
fn urls_are_those_of_jekyll_in_every_style() {
    for style in [
        "",
        "permalink: date\n",
        "permalink: pretty\n",
        "permalink: none\n",
        "permalink: ordinal\n",
    ] {
        check(&format!("{style}{COLLECTIONS}"), FILES);
    }
    for template in [
        "/blog/:year/:month/:day/:title/",
        "/:categories/:title:output_ext",
        "/p/:title",
        "/:year/:title.html",
    ] {
        check(&format!("permalink: \"{template}\"\n{COLLECTIONS}"), FILES);
    }
}

#[test]
#[ignore = "needs jekyll"]
fn urls_are_those_of_jekyll_with_other_settings() {
    check(
        &format!("future: true\ninclude: [_pages]\ntimezone: Europe/Berlin\n{COLLECTIONS}"),
        FILES,
    );
    let own = "collections:\n  recipes:\n    output: true\n    permalink: /food/:name/\n";
    check(&format!("{own}exclude: ['*.html', docs/deep]\n"), FILES);
    check(
        "permalink: pretty\ncollections: {posts: {output: true, permalink: '/news/:year/:title/'}}\n",
        FILES,
    );
    let defaults = "defaults:\n- scope: {path: '', type: posts}\n  values: {permalink: '/writing/:title/', category: all}\n\
                    - scope: {path: docs}\n  values: {published: false}\n";
    check(&format!("{defaults}{COLLECTIONS}"), FILES);
}
