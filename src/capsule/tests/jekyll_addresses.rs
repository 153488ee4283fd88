//! Addresses of Jekyll sites: which file has which, and where old and foreign ones lead.

use crate::capsule::tests::TestSite;

const PAGE: &str = "---\n---\nx\n";

#[track_caller]
fn check(files: &[(&str, &str)], served: &[&str]) -> TestSite {
    let site = TestSite::new(files);
    assert_eq!(site.served(), served);
    assert_eq!(site.warnings, [""; 0]);
    site
}

#[test]
fn a_page_that_chose_the_home_page_wins_over_a_readme() {
    let site = check(
        &[
            ("_config.yml", "include: [_pages]\n"),
            ("README.md", "# How to build this\n"),
            (
                "_pages/about.md",
                "---\npermalink: /\ntitle: Ann\nredirect_from:\n  - /about/\n  - /about.html\n---\nI look at stars.\n",
            ),
            ("docs/README.md", "# Documents\n"),
        ],
        &[
            "/ Ann",
            "/README How to build this",
            "/about.html -> /",
            "/about/ -> /",
            "/docs/ Documents",
        ],
    );
    let home = site.capsule.page(site.page("/")).unwrap().document.notation();
    assert!(!home.contains("README"), "{home}");
}

#[test]
fn files_for_the_repository_are_in_no_menu() {
    let site = TestSite::new(&[
        ("_config.yml", ""),
        ("index.md", "---\ntitle: Home\n---\n"),
        ("about.md", "---\ntitle: About\n---\n"),
        ("CHANGELOG.md", "# Changes\n"),
        ("LICENSE.md", "# Licence\n"),
        ("code-of-conduct.md", "# Conduct\n"),
        ("contributing.md", "---\ntitle: Join us\n---\n"),
    ]);
    let home = site.capsule.page(site.page("/")).unwrap().document;
    let expected =
        "entries[About => internal:/about.html | Join us => internal:/contributing.html]";
    assert_eq!(crate::document::notation(&home.blocks), expected);
    assert_eq!(site.page("/CHANGELOG.html").title, "Changes");
}

#[test]
fn the_index_of_a_folder_is_its_page_however_it_is_called() {
    let site = check(
        &[
            (
                "_config.yml",
                "collections:\n  glossary: {output: true, permalink: '/:collection/:path.html'}\n",
            ),
            ("home.md", "---\npermalink: /index.html\ntitle: Home\n---\n"),
            ("_glossary/index.md", "---\ntitle: Glossary\n---\n"),
            ("_glossary/a.md", "---\ntitle: A\n---\n"),
            ("docs/start.md", "---\npermalink: /docs/index.html\ntitle: Docs\n---\n"),
        ],
        &["/ Home", "/docs/ Docs", "/glossary/ Glossary", "/glossary/a.html A"],
    );
    assert_eq!(site.link("/", "/docs/index.html"), "/docs/");
}

#[test]
fn old_addresses_are_those_that_the_plugin_writes() {
    let page = "---\ntitle: N\nredirect_from: [old/place, /older/, oldest.html]\n---\n";
    check(
        &[("_config.yml", ""), ("new.md", page)],
        &[
            "/new.html N",
            "/old/place -> /new.html",
            "/old/place.html -> /new.html",
            "/older/ -> /new.html",
            "/oldest.html -> /new.html",
        ],
    );
}

#[test]
fn words_that_jekyll_does_not_know_are_front_matter_or_the_name() {
    check(
        &[
            (
                "_config.yml",
                "collections: {docs: {output: true, permalink: '/d/:section/:name/'}, \
                 notes: {output: true, permalink: '/n/:part_of/'}}\n",
            ),
            ("_docs/a.md", "---\nsection: First Part\n---\n"),
            ("_docs/b.md", PAGE),
            ("_notes/c.md", PAGE),
            ("_notes/d.md", PAGE),
        ],
        &["/d/First-Part/a/ A", "/d/b/b/ B", "/n/c/ C", "/n/d/ D"],
    );
}

#[test]
fn the_path_of_a_page_is_its_folder() {
    check(
        &[
            ("_config.yml", ""),
            ("a/index.md", "---\npermalink: /:path/\ntitle: A\n---\n"),
            ("a/c.md", "---\npermalink: /x/:path/:basename:output_ext\ntitle: C\n---\n"),
            ("top.md", "---\npermalink: /q/:path/:basename/\ntitle: T\n---\n"),
        ],
        &["/a/ A", "/q/top/ T", "/x/a/c.html C"],
    );
}

#[test]
fn one_tag_is_one_whatever_blanks_it_has() {
    let post = |front: &str| format!("---\n{front}\n---\n");
    let (one, many) = (post("category: Red Wine\ntag: a b\ntags: c"), post("categories: Red Wine"));
    let site = TestSite::new(&[
        ("_config.yml", "permalink: /:title/\n"),
        ("_posts/2024-01-01-one.md", &one),
        ("_posts/2024-01-02-many.md", &many),
    ]);
    assert_eq!(site.page("/one/").categories, ["Red Wine"]);
    assert_eq!(site.page("/one/").tags, ["a b"]);
    assert_eq!(site.page("/many/").categories, ["Red", "Wine"]);
}

#[test]
fn lists_are_found_where_jekyll_archives_has_them() {
    let config = "plugins: [jekyll-archives, jekyll-feed]\npermalink: /:title/\n\
        feed: {path: blog/feed.atom, tags: {path: by/}}\n\
        jekyll-archives:\n  enabled: [tags, categories, month]\n  \
        permalinks: {tag: '/blog/tag/:name/', category: '/blog/category/:name/', month: '/:year/:month/'}\n";
    let post = "---\ntags: [ps.py, Red & Blue]\ncategory: Tools\n---\n";
    let site = check(
        &[("_config.yml", config), ("_posts/2024-01-01-a.md", post)],
        &[
            "/2024/01/ -> /posts/2024/",
            "/a/ A",
            "/blog/category/tools/ -> /categories/tools/",
            "/blog/tag/ps-py/ -> /tags/ps.py/",
            "/blog/tag/red-blue/ -> /tags/Red & Blue/",
        ],
    );
    assert_eq!(site.link("/a/", "/blog/tag/ps-py/"), "/tags/ps.py/");
    assert_eq!(site.link("/a/", "/blog/feed.atom"), "/feed.xml");
}

#[test]
fn years_of_another_language_have_no_address() {
    let site = TestSite::new(&[
        (
            "_config.yml",
            "plugins: [jekyll-archives, jekyll-polyglot]\nlanguages: [en, de]\n\
             default_lang: en\njekyll-archives: {enabled: [year]}\n",
        ),
        ("_posts/2023-01-01-nur.md", "---\nlang: de\n---\nx\n"),
        ("_posts/2024-01-01-a.md", "---\nlang: en\n---\nx\n"),
    ]);
    let served = site.served();
    let moved: Vec<&String> = served.iter().filter(|line| line.contains(" -> ")).collect();
    assert_eq!(moved, ["/2024/ -> /posts/2024/"]);
}

#[test]
fn each_language_has_its_address_and_the_usual_one_stands_in() {
    let page = |lang: &str, title: &str| {
        format!("---\nlang: {lang}\ntitle: {title}\npermalink: /about/\n---\nx\n")
    };
    let (german, english) = (page("de", "Ueber"), page("en", "About"));
    let site = check(
        &[
            ("_config.yml", "languages: [en, de]\ndefault_lang: en\nplugins: [jekyll-polyglot]\n"),
            ("about.de.md", &german),
            ("about.en.md", &english),
            ("index.md", "---\nlang: en\ntitle: Home\n---\n"),
            ("only.md", "---\nlang: en\npermalink: /only/\ntitle: Only\n---\n"),
            ("a.png", ""),
        ],
        &["/ Home", "/a.png (file)", "/about/ About", "/de/about/ Ueber", "/only/ Only"],
    );
    assert_eq!(site.link("/", "/about/"), "/about/");
    assert_eq!(site.link("/", "/de/about/"), "/de/about/");
    assert_eq!(site.link("/", "/de/only"), "/only/");
    assert_eq!(site.link("/", "/de/"), "/");
    assert_eq!(site.link("/", "/de/a.png"), "/a.png");
    // As the plugin has it, a page leads to its like in its language.
    assert_eq!(site.link("/de/about/", "/about/"), "/de/about/");
    assert_eq!(site.link("/de/about/", "/only/"), "/only/");
}

#[test]
fn links_to_the_own_host_stay_here_if_something_is_served() {
    let site = TestSite::new(&[
        ("_config.yml", "url: https://a.org\nbaseurl: /b\n"),
        ("a.md", PAGE),
        ("c.gmi", "# C\n"),
    ]);
    let link = |reference: &str| site.link("/a.html", reference);
    assert_eq!(link("https://a.org/b/a.html#x"), "/a.html");
    assert_eq!(link("https://a.org/b/none.zip"), "https://a.org/b/none.zip");
    assert_eq!(link("https://a.org/a.html"), "https://a.org/a.html", "another site on that host");
    assert_eq!(link("//a.org/b/c"), "/c");
    assert_eq!(link("//b.org/c"), "https://b.org/c");
    assert_eq!(site.link("/c", "//b.org/c"), "gemini://b.org/c");
}

#[test]
fn queries_are_kept_where_propus_does_not_answer() {
    let site = TestSite::new(&[("_config.yml", ""), ("a.md", PAGE)]);
    let link = |reference: &str| site.link("/a.html", reference);
    assert_eq!(link("foo?bar=1 2#x"), "/foo?bar=1%202");
    assert_eq!(link("i.png?v=2"), "/i.png?v=2");
    assert_eq!(link("a.html?v=2"), "/a.html");
    assert_eq!(link("foo?"), "missing");
    assert_eq!(link("www.b.org?a=b"), "https://www.b.org?a=b");
    assert_eq!(link("https://b.org/100%/x%20y"), "https://b.org/100%25/x%20y");
}

#[test]
fn a_post_whose_name_has_no_such_day_takes_its_own_date() {
    let site = TestSite::new(&[
        ("_config.yml", "permalink: /:year/:month/:day/:title/"),
        ("_posts/2025-03-00-x.md", "---\ntitle: X\ndate: 2025-03-01\n---\nx\n"),
        ("_posts/2022-21-25-y.md", "---\ntitle: Y\ndate: 2022-12-25T11:17:00.000Z\n---\ny\n"),
        ("_posts/2022-21-25-z.md", "---\ntitle: Z\n---\nz\n"),
    ]);
    assert_eq!(site.served(), ["/2022/12/25/y/ Y", "/2025/03/01/x/ X"]);
    assert_eq!(site.warnings.len(), 1, "{:?}", site.warnings);
}

#[test]
fn a_date_without_offset_is_in_utc_where_it_has_seconds() {
    check(
        &[
            ("_config.yml", "permalink: /:year/:month/:day/:title/\ntimezone: America/New_York"),
            ("_posts/2013-05-21-a.md", "---\ntitle: A\ndate: 2013-05-21 03:02:39\n---\nx\n"),
            ("_posts/2013-05-21-b.md", "---\ntitle: B\ndate: 2013-05-21 03:02\n---\nx\n"),
            ("_posts/2013-05-21-c.md", "---\ntitle: C\n---\nx\n"),
        ],
        &["/2013/05/20/a/ A", "/2013/05/21/b/ B", "/2013/05/21/c/ C"],
    );
}
