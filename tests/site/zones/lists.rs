//! Lists of every sort, made by sites of every generator: none names what an unlisted zone hides.

use propus::capsule::Reader;
use propus::exchange::{Form, Protocol, Request};
use propus::path::CapsulePath;
use propus::site::Site;

use super::{answer, ask, path, zoned};

/// The word in the title, the text and the tag of everything that is hidden, and nowhere else.
const WORD: &str = "sesame";

/// Every form that anything can be asked for.
fn forms() -> impl Iterator<Item = Form> {
    Protocol::ALL.into_iter().flat_map(|protocol| {
        [
            Form::of(protocol),
            Form::text(protocol),
            Form::of(protocol).feed(),
            Form::web(protocol),
            Form::web(protocol).feed(),
        ]
    })
}

/// Asks a site for all it has, as a stranger, and expects the word nowhere.
fn check(files: &[(&str, &str)], zones: &[&str], fewest_answers: usize) {
    let (_dir, site, _) = zoned(files, zones);
    let hidden = site.with_capsule(|capsule| {
        let pages = capsule.visible_to(Reader::Author).pages();
        pages.filter(|page| page.title.to_lowercase().contains(WORD)).count()
    });
    assert!(hidden > 0, "nothing is hidden in {files:?}");
    let mut answers = 0;
    for at in paths(&site) {
        for form in forms() {
            let Ok(text) = ask(&site, at.as_str(), form, None) else { continue };
            answers += 1;
            assert!(!text.to_lowercase().contains(WORD), "{at} as {form:?}:\n{text}");
        }
    }
    assert!(answers >= fewest_answers, "only {answers} answers of {files:?}");
    assert_search_finds_nothing(&site);
    assert_nothing_is_listed(&site);
}

fn paths(site: &Site) -> Vec<CapsulePath> {
    site.with_capsule(|capsule| {
        let all = capsule.visible_to(Reader::Author).resources();
        all.map(|(path, _)| path.clone()).collect()
    })
}

/// Searches for a word that stands in the text of what is hidden.
fn assert_search_finds_nothing(site: &Site) {
    for protocol in Protocol::ALL {
        let query = Some("hush".to_owned());
        let request = Request { paths: vec![path("/search")], form: Form::of(protocol), query };
        let found = answer(site.handle(&request, None)).unwrap();
        assert!(!found.to_lowercase().contains(WORD), "{found}");
    }
}

/// Lists what the capsule hands out, for a client without a certificate and for the start page.
fn assert_nothing_is_listed(site: &Site) {
    let root = CapsulePath::root();
    site.with_capsule(|capsule| {
        for reader in [Reader::Client(None), Reader::Page(&root)] {
            let seen = capsule.visible_to(reader);
            let titles = seen.pages().chain(seen.posts()).map(|page| page.title.to_lowercase());
            let paths = seen.resources().map(|(path, _)| path.as_str().to_lowercase());
            let files = seen.files().map(|file| file.source.to_string());
            let names: Vec<String> = titles.chain(paths).chain(files).collect();
            assert!(
                !names.is_empty() && !names.iter().any(|name| name.contains(WORD)),
                "{names:?}"
            );
        }
    });
}

#[test]
fn no_list_names_what_a_zone_hides() {
    check(
        &[
            ("index.md", "# Home\n\nOn [[plan]] and [[Other]].\n"),
            ("other.md", "# Other\n"),
            ("posts/2026-01-01-open.md", "# Open\n"),
            ("zone/plan.md", "# Sesame plan\n\nHush.\n"),
            ("zone/2026-01-02-x.md", "---\ntags: [sesame]\n---\n# Sesame post\n\nHush.\n"),
            ("zone/deep/sesame.txt", "Hush.\n"),
            ("gophermap", "!Hole\n*\n"),
        ],
        &["/zone/", "/tags/sesame/", "/feed/"],
        20,
    );
    check(
        &[
            ("_config.yml", "title: Site\ncollections: {recipes: {output: true}}\n"),
            (
                "index.md",
                "---\n---\n{% for p in site.pages %}{{ p.title }}{% endfor %}{% for p in \
                 site.posts %}{{ p.title }}{{ p.next.title }}{{ p.previous.title }}{% endfor %}\
                 {% for p in site.related_posts %}{{ p.title }}{% endfor %}\
                 {% for p in site.recipes %}{{ p.title }}{{ p.content }}{% endfor %}\
                 {% for t in site.tags %}{{ t[0] }}{% endfor %}\
                 {% for t in site.categories %}{{ t[0] }}{% endfor %}\
                 {% for p in site.documents %}{{ p.title }}{% endfor %}\
                 {% for f in site.static_files %}{{ f.path }}{% endfor %}\
                 {% for p in paginator.posts %}{{ p.title }}{{ p.excerpt }}{% endfor %}\n",
            ),
            ("_recipes/one.md", "---\ntitle: Sesame soup\npermalink: /zone/soup/\n---\nHush.\n"),
            ("_posts/2026-01-01-open.md", "---\ntitle: Open\n---\nx\n"),
            (
                "_posts/2026-01-02-x.md",
                "---\ntitle: Sesame post\npermalink: /zone/post/\ntags: [sesame]\ncategories: \
                 [sesame]\n---\nHush.\n",
            ),
            ("zone/page.md", "---\ntitle: Sesame page\n---\nHush.\n"),
            ("zone/sesame.txt", "Hush.\n"),
        ],
        &["/zone/"],
        20,
    );
    check(
        &[
            ("hugo.toml", "title = 'Site'\n[taxonomies]\nserie = 'series'\n"),
            ("content/_index.md", "# Home\n"),
            ("content/posts/_index.md", "---\ntitle: Notes\n---\n"),
            ("content/posts/a.md", "---\ntitle: Open\ndate: 2026-01-01\n---\nx\n"),
            ("content/zone/_index.md", "---\ntitle: Sesame section\n---\nHush.\n"),
            (
                "content/zone/a.md",
                "---\ntitle: Sesame page\ndate: 2026-01-02\ntags: [sesame]\nseries: [sesame]\n---\n\
                 Hush.\n",
            ),
        ],
        &["/zone/", "/tags/sesame/", "/series/sesame/"],
        15,
    );
    check(
        &[
            ("config.toml", "base_url = 'https://example.org'\ntitle = 'Site'\n"),
            ("content/_index.md", "+++\ntitle = 'Home'\n+++\n"),
            ("content/open.md", "+++\ntitle = 'Open'\ndate = 2026-01-01\n+++\nx\n"),
            ("content/zone/_index.md", "+++\ntitle = 'Sesame section'\n+++\nHush.\n"),
            ("content/zone/a.md", "+++\ntitle = 'Sesame page'\ndate = 2026-01-02\n+++\nHush.\n"),
        ],
        &["/zone/"],
        10,
    );
    check(
        &[
            ("book.toml", "[book]\ntitle = 'Book'\n"),
            (
                "src/SUMMARY.md",
                "# Summary\n\n- [One](one.md)\n- [Two](zone/two.md)\n- [Three](three.md)\n",
            ),
            ("src/one.md", "# One\n"),
            ("src/three.md", "# Three\n"),
            ("src/zone/two.md", "# Sesame chapter\n\nHush.\n"),
        ],
        &["/zone/"],
        10,
    );
}

#[test]
fn a_public_feed_names_no_posts_of_a_hidden_list() {
    let post = "---\ntitle: Sesame post\npermalink: /posts/x/\n---\nHush.\n";
    check(
        &[
            ("_config.yml", "title: Site\n"),
            ("index.md", "# Home\n"),
            ("_posts/2026-01-02-x.md", post),
        ],
        &["/posts/"],
        5,
    );
}

#[test]
fn a_public_list_names_no_hidden_list() {
    let post = "---\ntitle: Open post\ntags: [sesame]\n---\nx\n";
    let (_dir, site, _) = zoned(
        &[
            ("_config.yml", "title: Site\n"),
            ("index.md", "# Home\n"),
            ("_posts/2026-01-02-x.md", post),
        ],
        &["/tags/"],
    );
    for protocol in Protocol::ALL {
        let list = ask(&site, "/posts/", Form::of(protocol), None).unwrap();
        assert!(!list.contains("/tags/"), "{list}");
    }
}
