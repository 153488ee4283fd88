//! Plain folders: what front matter says of a page.

use crate::capsule::Audience;
use crate::capsule::tests::TestSite;
use crate::form::{Form, Protocol};
use crate::generator::Options;
use crate::origin::Origin;
use crate::path::CapsulePath;

#[test]
fn a_page_that_is_kept_back_is_served_only_when_drafts_are() {
    let files = [
        ("a.md", "# A\n"),
        ("draft.md", "---\ndraft: true\n---\n# D\n"),
        ("no-draft.md", "---\ndraft: false\npublished: true\npublish: true\n---\n# N\n"),
        ("unpublished.md", "---\npublished: false\n---\n# U\n"),
        ("note.md", "---\npublish: false\n---\n# O\n"),
        ("_hidden/b.md", "# B\n"),
        ("c/_d.md", "# D\n"),
        ("c/_d.bin", "x"),
        ("future.md", "---\ndate: 2999-01-01\n---\n# F\n"),
    ];
    let usual = Options::default;
    assert_eq!(TestSite::new(&files).served(), ["/a A", "/no-draft N"]);
    assert_eq!(
        TestSite::with(&Options { drafts: true, ..usual() }, &files).served(),
        ["/a A", "/draft D", "/no-draft N", "/note O", "/unpublished U"]
    );
    assert_eq!(
        TestSite::with(&Options { future: true, ..usual() }, &files).served(),
        ["/a A", "/future F", "/no-draft N"]
    );
}

#[test]
fn tags_and_categories_are_read_in_the_singular_and_in_the_plural() {
    for (front, tags, categories) in [
        ("tags: [a, b, a]", &["a", "b"][..], &[][..]),
        ("tags: a b", &["a", "b"], &[]),
        ("tag: a b", &["a b"], &[]),
        ("tag: ' a '", &["a"], &[]),
        ("tag: [a, b]", &["a", "b"], &[]),
        ("tag: ''\ntags: [c]", &[], &[]),
        ("tag:\ntags: [c]", &["c"], &[]),
        ("tag: d\ntags: [c]", &["d"], &[]),
        ("tag: 7", &["7"], &[]),
        ("categories: [x, y]\ncategory: z x", &[], &["x", "y", "z x"]),
        ("category: z", &[], &["z"]),
    ] {
        let text = format!("---\n{front}\n---\n# A\n");
        let site = TestSite::new(&[("a.md", &text)]);
        let page = site.page("/a");
        assert_eq!(
            (page.tags.as_slice(), page.categories.as_slice()),
            (
                &tags.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..],
                &categories.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()[..],
            ),
            "{front}"
        );
    }
}

#[test]
fn a_page_may_have_a_path_of_its_own_and_others_that_lead_there() {
    let site = TestSite::new(&[
        ("a.md", "---\npermalink: x/y\nredirect_from: [old, /older/]\naliases: oldest\n---\n# A\n"),
        ("b.md", "---\npermalink: /b/index.html\n---\n# B\n"),
        ("c.md", "---\npermalink: /%zz\nredirect_from: 7\n---\n# C\n"),
        ("d.md", "---\nredirect_to: [gemini://a.example/, gemini://b.example/]\n---\n# D\n"),
        ("e.md", "---\nredirect_to: /c\n---\n# E\n"),
        ("f.md", "---\nredirect_to: []\n---\n# F\n"),
    ]);
    assert_eq!(
        site.served(),
        [
            "/7 -> /c",
            "/b/ B",
            "/c C",
            "/d -> gemini://a.example/",
            "/e -> /c",
            "/f F",
            "/old -> /x/y",
            "/older/ -> /x/y",
            "/oldest -> /x/y",
            "/x/y A",
        ]
    );
    assert_eq!(site.warnings.len(), 1, "{:?}", site.warnings);
    let begin = "c.md: front matter: permalink \"/%zz\" can't be served: ";
    assert!(site.warnings[0].starts_with(begin), "{:?}", site.warnings);
}

#[test]
fn a_date_comes_from_front_matter_or_from_the_name() {
    let site = TestSite::new(&[
        ("2020-01-02-a.md", "# A\n"),
        ("2020-01-02-b.md", "---\ndate: 2021-03-04\n---\n# B\n"),
        ("2020-01-02-c.md", "---\ndate: soon\n---\n# C\n"),
        ("d.md", "---\ndate: soon\n---\n# D\n"),
    ]);
    let dated = |path: &str| {
        let page = site.page(path);
        (page.day().map(|day| day.to_string()).unwrap_or_default(), page.is_post())
    };
    assert_eq!(dated("/2020-01-02-a"), ("2020-01-02".to_owned(), true));
    assert_eq!(dated("/2020-01-02-b"), ("2021-03-04".to_owned(), true));
    assert_eq!(dated("/2020-01-02-c"), ("2020-01-02".to_owned(), true));
    assert_eq!(dated("/d"), (String::new(), false));
    assert_eq!(
        site.warnings,
        [
            "2020-01-02-c.md:2: front matter: \"soon\" is no date",
            "d.md:2: front matter: \"soon\" is no date",
        ]
    );
}

#[test]
fn of_two_pages_at_a_path_the_order_of_their_files_counts_and_not_who_has_chosen_it() {
    let site =
        TestSite::new(&[("docs.md", "# Docs\n"), ("xx.md", "---\npermalink: /docs\n---\n# X\n")]);
    assert_eq!(site.served(), ["/docs Docs"]);
    let site =
        TestSite::new(&[("README.md", "# Read me\n"), ("xx.md", "---\npermalink: /\n---\n# X\n")]);
    assert_eq!(site.served(), ["/ X", "/README Read me"]);
}

#[test]
fn what_no_reader_could_open_leads_nowhere() {
    let site = TestSite::new(&[("a.md", "# A\n")]);
    for reference in [
        "javascript:x",
        "JavaScript:x",
        "data:,x",
        "vbscript:x",
        "about:blank",
        "blob:x",
        "#x",
        " ",
    ] {
        assert_eq!(site.link("/a", reference), "missing", "{reference}");
    }
    for (reference, url) in [
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://b.example/ c", "https://b.example/%20c"),
        ("//b.example/c", "https://b.example/c"),
        ("a\n", "/a"),
    ] {
        assert_eq!(site.link("/a", reference), url, "{reference}");
    }
    let long = |length: usize| format!("gemini://b.example/{}", "x".repeat(length - 19));
    assert_eq!(site.link("/a", &long(8192)), long(8192));
    assert_eq!(site.link("/a", &long(8193)), "missing");
}

#[test]
fn a_file_is_found_by_its_name_wherever_it_lies() {
    let site = TestSite::new(&[
        ("a/note.md", "# A\n"),
        ("b/other.md", "# B\n"),
        ("pictures/great heron.png", "x"),
    ]);
    for (reference, target) in [
        ("other.md", "/b/other"),
        ("great%20heron.png", "/pictures/great heron.png"),
        ("./other.md", "missing"),
        ("/other.md", "missing"),
        ("other", "missing"),
    ] {
        assert_eq!(site.link("/a/note", reference), target, "{reference}");
    }
}

#[test]
fn redirects_by_pattern_win_over_what_is_served_but_lead_nowhere_in_a_circle() {
    let molly = "[TempRedirects]\n'^/a\\.gmi$' = '/b'\n'^/b$' = '/b.gmi'\n'^/c' = '/c'\n";
    let files = [(".molly", molly), ("a.gmi", "# A\n"), ("b.gmi", "# B\n"), ("c.gmi", "# C\n")];
    assert_eq!(TestSite::new(&files).served(), ["/a -> /b", "/b B", "/c C"]);
}

#[test]
fn an_entry_of_a_feed_has_topics_a_day_and_words() {
    let post = "---\ntags: [wine, beer]\ndescription: In short\n---\n# A post\n\nAt length.\n";
    let site = TestSite::with_listings(&[("2024-05-01-a.md", post)]);
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
    let audience = Audience { origin: &origin, form: Form::of(Protocol::Gemini).feed() };
    let path = CapsulePath::literal("/feed.xml").unwrap();
    let feed = site.capsule.feed(&path, audience).unwrap();
    for part in [
        "<title>A post</title>",
        "<category term=\"wine\"/><category term=\"beer\"/>",
        "<link href=\"gemini://example.org/2024-05-01-a\"",
        "<published>2024-05-01T00:00:00",
        "<summary>In short</summary>",
        "At length.",
    ] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
}

#[test]
fn an_answer_instead_of_a_file_is_given_at_its_name_and_at_that_of_its_page() {
    let meta = "a.gmi: 31 /c\nb.gmi: 52 It is gone\nno.txt: 51 Not here\n";
    let files =
        [(".meta", meta), ("a.gmi", "# A\n"), ("b.gmi", "# B\n"), ("c.gmi", ""), ("no.txt", "")];
    assert_eq!(
        TestSite::new(&files).served(),
        [
            "/a -> /c",
            "/a.gmi -> /c",
            "/b 52 It is gone",
            "/b.gmi 52 It is gone",
            "/c C",
            "/no.txt 51 Not here",
        ]
    );
}
