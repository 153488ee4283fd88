//! What of a Hugo site is published, and when.

use crate::capsule::tests::TestSite;
use crate::generator::Options;

/// The paths of the pages among these that are served, `(name, front matter)`.
fn served(config: &str, options: &Options, pages: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(String, String)> = pages
        .iter()
        .map(|(name, front)| (format!("content/{name}"), format!("---\ntitle: T\n{front}\n---\n")))
        .collect();
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let files: Vec<(&str, &str)> = files.chain([("hugo.toml", config)]).collect();
    let lines = TestSite::with(options, &files).served();
    lines.iter().map(|line| line.trim_end_matches(" T").to_owned()).collect()
}

const PAGES: &[(&str, &str)] = &[
    ("a.md", ""),
    ("draft.md", "draft: true"),
    ("no-draft.md", "draft: false"),
    ("unpublished.md", "published: false"),
    ("published.md", "published: true"),
    ("future.md", "date: 2999-01-01"),
    ("published-later.md", "date: 2020-01-01\npublishDate: 2999-01-01"),
    ("expired.md", "expiryDate: 2020-01-01"),
    ("expires.md", "expiryDate: 2999-01-01"),
];

#[test]
fn drafts_future_and_expired_pages_are_served_when_that_is_wanted() {
    let always = ["/a/", "/expires/", "/no-draft/", "/published/"];
    let with = |more: &[&str]| {
        let mut all: Vec<String> = always.iter().chain(more).map(|it| (*it).to_owned()).collect();
        all.sort();
        all
    };
    let usual = Options::default;
    let drafts = with(&["/draft/", "/unpublished/"]);
    let future = with(&["/future/", "/published-later/"]);
    assert_eq!(served("", &usual(), PAGES), with(&[]));
    assert_eq!(served("buildDrafts = true", &usual(), PAGES), drafts);
    assert_eq!(served("", &Options { drafts: true, ..usual() }, PAGES), drafts);
    assert_eq!(served("buildFuture = true", &usual(), PAGES), future);
    assert_eq!(served("", &Options { future: true, ..usual() }, PAGES), future);
    assert_eq!(served("buildExpired = true", &usual(), PAGES), with(&["/expired/"]));
}

#[test]
fn a_page_has_the_first_date_that_can_be_read() {
    let site = TestSite::new(&[
        ("hugo.toml", "[frontmatter]\ndate = ['day', 'date', ':filename']\n"),
        ("content/posts/a.md", "---\ntitle: A\nday: 2020-01-02\ndate: 2021-01-02\n---\n"),
        ("content/posts/b.md", "---\ntitle: B\nday: soon\ndate: 2021-01-02\n---\n"),
        ("content/posts/c.md", "---\ntitle: C\nday: soon\ndate: later\n---\n"),
        ("content/posts/d.md", "---\ntitle: D\nday: true\ndate: false\n---\n"),
        ("content/posts/2022-01-02-e.md", "---\ntitle: E\n---\n"),
        ("content/posts/2022-01-02.md", "---\ntitle: F\n---\n"),
    ]);
    let dates = [
        ("/posts/a/", Some("2020-01-02")),
        ("/posts/b/", Some("2021-01-02")),
        ("/posts/c/", None),
        ("/posts/d/", None),
        ("/posts/e/", Some("2022-01-02")),
    ];
    for (path, date) in dates {
        let day = site.page(path).day().map(|day| day.to_string());
        assert_eq!(day.as_deref(), date, "{path}");
    }
    assert_eq!(
        site.warnings,
        ["content/posts/c.md:4: front matter: \"soon\" is no date"],
        "the first that can't be read is told, and no word on drafts"
    );
    let plain = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/posts/2022-01-02-e.md", "---\ntitle: E\n---\n"),
    ]);
    assert_eq!(plain.page("/posts/2022-01-02-e/").day(), None, "names have no dates by themselves");
}

#[test]
fn posts_are_the_dated_pages_of_the_main_sections() {
    let files = |config| {
        [
            ("hugo.toml", config),
            ("content/about.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/top/index.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/blog/_index.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/blog/a.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/blog/b/index.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/docs/c.md", "---\ntitle: T\ndate: 2020-01-01\n---\n"),
            ("content/docs/undated.md", "---\ntitle: T\n---\n"),
            (
                "content/blog/alone.md",
                "---\ntitle: T\ndate: 2020-01-01\nbuild: {list: never}\n---\n",
            ),
        ]
    };
    let posts = |config| {
        let site = TestSite::new(&files(config));
        let paths = site.served().into_iter().map(|line| line.trim_end_matches(" T").to_owned());
        paths.filter(|path| site.page(path).is_post()).collect::<Vec<_>>()
    };
    assert_eq!(posts(""), ["/blog/a/", "/blog/b/", "/docs/c/"]);
    assert_eq!(posts("[params]\nmainSections = ['blog']"), ["/blog/a/", "/blog/b/"]);
    assert_eq!(posts("[params]\nmainSections = ['docs']"), ["/docs/c/"]);
}

#[test]
fn other_paths_lead_to_a_page_from_the_root_or_from_beside_it() {
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/docs/a.md", "---\ntitle: A\naliases: [old, /older/, 'with space']\n---\n"),
        ("content/docs/b.md", "---\ntitle: B\naliases: /one\n---\n"),
    ]);
    assert_eq!(
        site.served(),
        [
            "/docs/a/ A",
            "/docs/b/ B",
            "/docs/old/ -> /docs/a/",
            "/docs/with space/ -> /docs/a/",
            "/older/ -> /docs/a/",
            "/one/ -> /docs/b/",
        ]
    );
}

#[test]
fn what_can_not_be_served_is_told_of() {
    let site = TestSite::new(&[
        ("hugo.toml", "[permalinks]\nposts = '/:nothing/'\n"),
        ("content/posts/a.md", "---\ntitle: A\n---\n"),
        ("content/posts/b.org", "x"),
        ("content/posts/c.gotmpl", "x"),
        ("content/posts/d.bin", "x"),
        ("content/posts/_index.md", "---\ntitle: P\n---\n"),
    ]);
    assert_eq!(site.served(), ["/posts/ P", "/posts/a/ A", "/posts/d.bin (file)"]);
    assert_eq!(
        site.warnings,
        [
            "content/posts/a.md: permalink \"/:nothing/\" has an unknown word; the page is served by \
             its source path",
            "content/posts/b.org: pages in the form of \".org\" files can't be read; it is not served",
        ]
    );
}

#[test]
fn the_pages_of_a_language_that_is_off_are_not_served() {
    let pages = [("a.md", ""), ("a.de.md", ""), ("b.de.md", "")];
    let languages = "[languages.en]\n[languages.de]\n";
    assert_eq!(served(languages, &Options::default(), &pages), ["/a/", "/de/a/", "/de/b/"]);
    let without = format!("disableLanguages = ['de']\n{languages}");
    assert_eq!(served(&without, &Options::default(), &pages), ["/a/"]);
}
