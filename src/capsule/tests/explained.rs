use crate::capsule::tests::TestSite;
use crate::generator::Options;
use crate::path::CapsulePath;

/// Compares the rules that give pages their paths.
#[track_caller]
fn check_rules(files: &[(&str, &str)], expected: &[(&str, &str)]) {
    let site = TestSite::new(files);
    for (path, rule) in expected {
        let told = site.capsule.explain(&CapsulePath::literal(path).unwrap()).rule;
        assert_eq!(told.as_deref(), Some(*rule), "{path}");
    }
}

/// The rule that gives a page its path, in each generator's words.
#[test]
fn the_rule_behind_a_path_is_told_in_words() {
    let of_folder = "the page of its folder, by the file's name";
    let of_file = "the path of its file, without the extension";
    check_rules(
        &[
            ("index.md", "x"),
            ("a/README.md", "x"),
            ("b/gophermap", "iWords\n"),
            ("c.md", "x"),
            ("d.md", "---\npermalink: /here/\n---\n"),
        ],
        &[
            ("/", of_folder),
            ("/a/", of_folder),
            ("/b/", of_folder),
            ("/c", of_file),
            ("/here/", "permalink \"/here/\" in its front matter"),
        ],
    );
    check_rules(
        &[
            (
                "hugo.toml",
                "[permalinks]\nposts = '/p/:slug/'\n[permalinks.section]\nposts = '/all/'\n",
            ),
            ("content/posts/_index.md", "---\ntitle: Posts\n---\n"),
            ("content/posts/a.md", "---\ntitle: A\n---\n"),
            ("content/b.md", "---\nurl: /bee/\n---\n"),
            ("content/c.md", "---\nslug: sea\n---\n"),
            ("content/d.md", "---\ntitle: D\n---\n"),
        ],
        &[
            ("/p/a/", "permalinks.posts = \"/p/:slug/\" of the site's configuration"),
            ("/bee/", "url \"/bee/\" in its front matter"),
            ("/sea/", "slug \"sea\" in its front matter"),
            ("/d/", "the path of its file below the content folder"),
        ],
    );
}

#[test]
fn the_rules_of_zola_and_of_a_book_are_told_in_words() {
    check_rules(
        &[
            ("config.toml", "base_url = 'https://example.org'\n"),
            ("content/_index.md", "+++\n+++\n"),
            ("content/a.md", "+++\npath = 'here'\n+++\n"),
            ("content/b.md", "+++\nslug = 'bee'\n+++\n"),
            ("content/c.md", "+++\n+++\n"),
        ],
        &[
            ("/", "the section of its folder below content"),
            ("/here/", "path \"here\" in its front matter"),
            ("/bee/", "slug \"bee\" in its front matter"),
            ("/c/", "the path of its file below content, as a slug"),
        ],
    );
    check_rules(
        &[("book.toml", ""), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", "# A\n")],
        &[("/a.html", "the path of its file below src/, with .html")],
    );
}

/// What answers at a path, in a sentence.
#[test]
fn what_answers_at_a_path_is_told_in_words() {
    let site = TestSite::with_listings(&[
        ("index.md", "# Home\n"),
        ("a.md", "---\naliases: [old]\n---\n# A\n"),
        ("p.bin", "x"),
        ("notes/b.md", "# B\n"),
        ("notes/2020-01-02-c.md", "# C\n"),
        (".propus.toml", ""),
    ]);
    let told = |path: &str| site.capsule.explain(&CapsulePath::literal(path).unwrap());
    for (path, answer) in [
        ("/", "the page \"Home\" at /"),
        ("/a", "the page \"A\" at /a"),
        ("/a.md", "the page \"A\" at /a"),
        ("/p.bin", "the file at /p.bin"),
        ("/notes", "a redirection to /notes/"),
        ("/old", "a redirection to /a"),
        ("/nothing", "nothing: not found"),
    ] {
        assert_eq!(told(path).answer, answer, "{path}");
    }
    assert_eq!(told("/nothing").new_source.unwrap().as_str(), "nothing.md");
    assert_eq!(told("/a").new_source, None);
    assert_eq!(told("/nothing").tried.first().map(String::as_str), Some("/nothing"));
    assert_eq!(told("/a").source.unwrap().as_str(), "a.md");
}

/// Only a README gets out of the way of an index.
#[test]
fn of_two_pages_at_a_path_one_is_served() {
    let site = TestSite::new(&[("index.md", "# Home\n"), ("index.gmi", "# Other\n")]);
    assert_eq!(site.served(), ["/ Home"]);
    assert_eq!(site.warnings.len(), 1, "{:?}", site.warnings);
    let site = TestSite::new(&[("index.md", "# Home\n"), ("README.md", "# Read me\n")]);
    assert_eq!(site.served(), ["/ Home", "/README Read me"]);
}

/// The numbers that an operator is told.
#[test]
fn pages_and_files_are_counted() {
    let site = TestSite::new(&[
        ("index.md", "x"),
        ("a.md", "x"),
        ("b.md", "x"),
        ("p.bin", "x"),
        ("q.bin", "x"),
    ]);
    assert_eq!((site.capsule.page_count(), site.capsule.file_count()), (3, 2));
}

/// A file that is there and not served is named where it would be looked for.
#[test]
fn what_is_kept_back_is_told() {
    let site = TestSite::with(
        &Options::default(),
        &[("index.md", "x"), ("later.md", "---\ndate: 2999-01-01\n---\n"), ("now.md", "x")],
    );
    let told = |path: &str| site.capsule.explain(&CapsulePath::literal(path).unwrap());
    assert_eq!(told("/later").kept_back.unwrap().as_str(), "later.md");
    assert_eq!(told("/now").kept_back, None);
    assert_eq!(told("/none").kept_back, None);
}

/// What answers where no page and no file does.
#[test]
fn each_kind_of_answer_has_its_words() {
    let files = [
        ("index.md", "# Home\n"),
        ("notes/b.md", "# B\n"),
        ("_posts/2020-01-02-c.md", "# C\n"),
        ("large.md", &"words ".repeat(400)),
        ("away.md", "---\nredirect_to: gemini://example.com/\n---\n"),
        ("_config.yml", "title: Site\n"),
    ];
    let options = Options {
        search: true,
        largest_page: 2000,
        listings: true,
        robots: false,
        ..Options::default()
    };
    let site = TestSite::read(&options, &files);
    let told = |path: &str| site.capsule.explain(&CapsulePath::literal(path).unwrap());
    for (path, answer) in [
        ("/notes/", "the listing of a folder \"Notes\" at /notes/"),
        ("/search", "the search \"Search\" at /search"),
        ("/robots.txt", "the file that keeps crawlers away at /robots.txt"),
        ("/large.html", "the page \"Large\" at /large.html, which is too large to be shown"),
        ("/away.html", "a redirection to gemini://example.com/"),
    ] {
        assert_eq!(told(path).answer, answer, "{path}");
    }
    assert!(told("/feed.xml").answer.starts_with("a feed"), "{}", told("/feed.xml").answer);
    assert_eq!(told("/notes/").source, None);
    assert_eq!(told("/notes/").rule, None);
}

/// The names that were looked up, in their order, each once.
#[test]
fn what_was_tried_is_told_in_order() {
    let site = TestSite::new(&[("index.md", "# Home\n"), ("a.md", "# A\n"), ("p.bin", "x")]);
    let tried = |path: &str| site.capsule.explain(&CapsulePath::literal(path).unwrap()).tried;
    assert_eq!(tried("/a"), ["/a"]);
    assert_eq!(tried("/a.md"), ["/a.md", "/a.md/", "/a.md.html", "file a.md"]);
    let all = ["/none", "/none/", "/none.html", "file none", "page none.*"];
    assert_eq!(tried("/none"), all);
}
