//! Whole Hugo sites: what is served where, and where their links lead.

use crate::capsule::tests::TestSite;
use crate::generator::GeneratorName;

fn check(files: &[(&str, &str)], served: &[&str]) -> TestSite {
    let site = TestSite::new(files);
    assert_eq!(site.capsule.generator(), GeneratorName::Hugo);
    assert_eq!(site.served(), served);
    site
}

#[test]
fn pages_are_at_their_paths_in_lower_case() {
    let site = check(
        &[
            ("hugo.toml", "title = 'Home'"),
            ("content/_index.md", ""),
            ("content/about.md", "---\nTitle: About\ndate: 2020-01-01\n---\n"),
            ("content/posts/_index.md", "---\ntitle: Writing\n---\n"),
            ("content/posts/My First Post.md", "+++\ntitle = 'First'\ndate = 2021-01-05\n+++\n"),
            ("content/posts/slugged.md", "{\n\"title\": \"S\", \"slug\": \"Other Name\"\n}\n"),
            ("content/url.md", "---\ntitle: U\nurl: /Kept/As Is\n---\n"),
            ("content/page.html", "---\ntitle: H\n---\n<p>"),
            ("static/css/a.css", ""),
            ("static/robots.txt", ""),
            ("layouts/index.html", "x"),
            ("README.md", "x"),
        ],
        &[
            "/ Home",
            "/Kept/As Is/ U",
            "/about/ About",
            "/css/a.css (file)",
            "/page/ H",
            "/posts/ Writing",
            "/posts/my-first-post/ First",
            "/posts/other-name/ S",
            "/robots.txt (file)",
        ],
    );
    assert!(site.page("/posts/my-first-post/").is_post());
    assert!(!site.page("/about/").is_post());
    assert_eq!(site.warnings, [""; 0]);
}

#[test]
fn permalinks_are_those_of_the_section() {
    let config = "[permalinks]\nposts = '/:year/:month/:slug/'\n[permalinks.page]\ndocs = '/d/:sections[1:]/:contentbasename/'\n\
                  [permalinks.section]\nposts = '/writing/'\n";
    let site = check(
        &[
            ("hugo.toml", config),
            ("content/posts/_index.md", "---\ntitle: W\n---\n"),
            ("content/posts/a.md", "---\ntitle: A Title\ndate: 2021-01-05\n---\n"),
            ("content/docs/x/B.md", "---\ntitle: B\n---\n"),
        ],
        &["/2021/01/a-title/ A Title", "/d/x/b/ B", "/writing/ W"],
    );
    assert_eq!(site.link("/d/x/b/", "../../posts/a.md"), "/2021/01/a-title/");
    assert_eq!(site.link("/d/x/b/", "/posts/a.md#x"), "/2021/01/a-title/");
    let listed = format!("{:?}", site.section_list(site.page("/writing/")));
    assert!(listed.contains("A Title"), "{listed}");
}

#[test]
fn ugly_urls_end_in_html() {
    let files = [
        ("config.yaml", "uglyURLs: true\ndisablePathToLower: true\n"),
        ("content/A/_index.md", "---\ntitle: A\n---\n"),
        ("content/A/B.md", "---\ntitle: B\n---\n"),
    ];
    check(&files, &["/A/ A", "/A/B.html B"]);
}

#[test]
fn ugly_urls_may_be_for_some_sections_only() {
    let files = [
        ("hugo.toml", "[uglyURLs]\nnews = true"),
        ("content/news/a.md", "---\ntitle: A\n---\n"),
        ("content/docs/b.md", "---\ntitle: B\n---\n"),
    ];
    check(&files, &["/docs/b/ B", "/news/a.html A"]);
}

#[test]
fn a_section_hands_its_fields_down() {
    let deep = "---\ntitle: Guide\ncascade:\n- _target: {path: '/docs/guide/sec*'}\n  draft: true\n\
                - target: {kind: page}\n  tags: [deep]\n---\n";
    let site = check(
        &[
            ("hugo.toml", "[cascade]\ntags = ['site']\n"),
            (
                "content/docs/_index.md",
                "---\ntitle: Docs\nCascade:\n  tags: [docs]\n  author: A\n---\n",
            ),
            ("content/docs/a.md", "---\ntitle: A\n---\n"),
            ("content/docs/own.md", "---\ntitle: Own\ntags: [own]\n---\n"),
            ("content/docs/guide/_index.md", deep),
            ("content/docs/guide/first.md", "---\ntitle: First\n---\n"),
            ("content/docs/guide/secret.md", "---\ntitle: Secret\n---\n"),
            ("content/about.md", "---\ntitle: About\n---\n"),
        ],
        &[
            "/about/ About",
            "/docs/ Docs",
            "/docs/a/ A",
            "/docs/guide/ Guide",
            "/docs/guide/first/ First",
            "/docs/own/ Own",
        ],
    );
    for (path, tag) in [
        ("/about/", "site"),
        ("/docs/", "docs"),
        ("/docs/a/", "docs"),
        ("/docs/own/", "own"),
        ("/docs/guide/", "docs"),
        ("/docs/guide/first/", "deep"),
    ] {
        assert_eq!(site.page(path).tags, [tag], "{path}");
    }
    assert_eq!(site.page("/docs/guide/first/").text("author").as_deref(), Some("A"));
}

#[test]
fn feeds_and_parts_of_lists_are_found_by_their_names_on_the_web() {
    let site = check(
        &[
            ("hugo.toml", ""),
            ("content/posts/_index.md", "---\ntitle: P\n---\n"),
            ("content/posts/a.md", "---\ntitle: A\ndate: 2021-01-05\ntags: [T]\n---\n"),
        ],
        &["/posts/ P", "/posts/a/ A"],
    );
    for (name, feed) in [
        ("/index.xml", "/feed.xml"),
        ("/posts/index.xml", "/feed.xml"),
        ("/tags/t/index.xml", "/feed/by_tag/T.xml"),
    ] {
        assert_eq!(site.link("/posts/a/", name), feed);
    }
    assert_eq!(site.link("/posts/a/", "/posts/page/2/"), "/posts/");
    assert_eq!(site.link("/posts/a/", "/tags/t/page/3"), "/tags/t/");
    assert_eq!(site.link("/posts/a/", "/posts/page/x/"), "missing");
}

#[test]
fn a_bundle_holds_its_files() {
    let site = check(
        &[
            ("hugo.toml", ""),
            (
                "content/posts/Trip/index.md",
                "---\ntitle: Trip\ndate: 2021-01-05\nslug: my-trip\naliases: [/old, older/]\n---\n",
            ),
            ("content/posts/Trip/img/A.jpg", ""),
            ("content/posts/Trip/notes.md", "x"),
            ("content/posts/draft/index.md", "---\ntitle: D\ndraft: true\n---\n"),
            ("content/posts/draft/secret.jpg", ""),
            ("content/posts/loose.jpg", ""),
        ],
        &[
            "/old/ -> /posts/my-trip/",
            "/posts/loose.jpg (file)",
            "/posts/my-trip/ Trip",
            "/posts/my-trip/img/A.jpg (file)",
            "/posts/older/ -> /posts/my-trip/",
        ],
    );
    assert_eq!(site.link("/posts/my-trip/", "img/A.jpg"), "/posts/my-trip/img/A.jpg");
    assert_eq!(site.link("/posts/my-trip/", "../loose.jpg"), "/posts/loose.jpg");
    assert_eq!(site.link("/posts/my-trip/", "secret.jpg"), "missing");
    assert_eq!(site.warnings.len(), 1, "{:?}", site.warnings);
    assert!(site.warnings[0].starts_with("content/posts/Trip/notes.md: it belongs to"));
}

#[test]
fn what_is_not_published_is_not_served() {
    let page = |front: &str| format!("---\ntitle: T\n{front}\n---\n");
    let files: Vec<(String, String)> = [
        ("draft", "draft: true"),
        ("future", "date: 2999-01-01"),
        ("later", "date: 2020-01-01\npublishDate: 2999-01-01"),
        ("expired", "expiryDate: 2020-01-01"),
        ("headless", "headless: true"),
        ("unbuilt", "build: {render: never}"),
        ("out", "expiryDate: 2999-01-01\npublishDate: 2020-01-01\ndate: 2999-01-01"),
    ]
    .iter()
    .map(|(name, front)| (format!("content/{name}.md"), page(front)))
    .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(source, text)| (source.as_str(), text.as_str())).collect();
    check(&[&[("hugo.toml", ""), ("content/a.org", "x")], files.as_slice()].concat(), &["/out/ T"]);
    check(&[&[("hugo.toml", "buildFuture = true")], &files[1..2]].concat(), &["/future/ T"]);
}

#[test]
fn what_is_ignored_is_not_served_and_all_else_is() {
    check(
        &[
            ("hugo.toml", "ignoreFiles = ['/hidden', '\\.bak\\.md$']"),
            ("content/hidden.md", "---\ntitle: H\n---\n"),
            ("content/a.bak.md", "---\ntitle: B\n---\n"),
            ("content/a.md", "---\ntitle: A\n---\n"),
            ("content/not-hidden.md", "---\ntitle: N\n---\n"),
        ],
        &["/a/ A", "/not-hidden/ N"],
    );
}

#[test]
fn languages_have_folders() {
    let site = check(
        &[
            (
                "hugo.toml",
                "defaultContentLanguage = 'en'\n[languages.en]\n[languages.de]\n[languages.fr]\ndisabled = true",
            ),
            ("content/_index.en.md", "---\ntitle: H\n---\n"),
            ("content/_index.de.md", "---\ntitle: S\n---\n"),
            ("content/posts/a.md", "---\ntitle: A\n---\n[x]({{< ref \"b\" >}})"),
            (
                "content/posts/a.de.md",
                "---\ntitle: A de\n---\n[x]({{< ref \"b\" >}}) [y]({{< ref path=\"b\" lang=\"en\" >}})",
            ),
            ("content/posts/a.fr.md", "---\ntitle: A fr\n---\n"),
            ("content/posts/b.en.md", "---\ntitle: B\n---\n"),
            ("content/posts/b.de.md", "---\ntitle: B de\n---\n"),
            ("content/posts/v1.2.md", "---\ntitle: V\n---\n"),
        ],
        &[
            "/ H",
            "/de/ S",
            "/de/posts/a/ A de",
            "/de/posts/b/ B de",
            "/posts/a/ A",
            "/posts/b/ B",
            "/posts/v1.2/ V",
        ],
    );
    assert_eq!(site.page("/de/posts/a/").language.as_ref().unwrap().as_str(), "de");
    assert_eq!(site.text("/posts/a/"), "[x](/posts/b/)");
    assert_eq!(site.text("/de/posts/a/"), "[x](/de/posts/b/) [y](/posts/b/)");
}

#[test]
fn references_are_found_by_name() {
    let text = "---\ntitle: A\nsize: 3\n---\n{{< ref \"B.md#top\" >}} {{< relref \"/docs/c\" >}} {{< ref \"c.md\" >}} \
                {{< ref \"docs\" >}} {{< ref \"#here\" >}} {{< ref \"no.md\" >}} {{< param size >}} {{< param \"a.b\" >}} {{% _param size %}}";
    let site = TestSite::new(&[
        ("hugo.toml", "baseURL = 'https://a.org/sub/'\n[params.a]\nb = 'deep'"),
        ("content/posts/a.md", text),
        ("content/posts/b/index.md", "---\ntitle: B\n---\n"),
        ("content/docs/_index.md", "---\ntitle: D\n---\n"),
        ("content/docs/c (1).md", "---\ntitle: X\n---\n"),
        ("content/docs/c.md", "---\ntitle: C\nslug: \"c (2)\"\n---\n"),
    ]);
    let expected =
        "/sub/posts/b/#top /sub/docs/c-2/ /sub/docs/c-2/ /sub/docs/ #here no.md 3 deep 3";
    assert_eq!(site.text("/posts/a/"), expected);
    assert_eq!(site.link("/posts/a/", "/sub/docs/c-2/"), "/docs/c-2/");
    assert_eq!(site.link("/posts/a/", "https://a.org/sub/docs/"), "/docs/");
    assert_eq!(site.link("/posts/a/", "no.md"), "missing");
}

#[test]
fn a_weight_comes_before_a_date_and_a_name() {
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/s/_index.md", "---\ntitle: S\n---\n"),
        ("content/s/a.md", "---\ntitle: A\ndate: 2021-01-05\n---\n"),
        ("content/s/b.md", "---\ntitle: B\nweight: 2\n---\n"),
        ("content/s/c.md", "---\ntitle: C\nweight: 1\n---\n"),
        ("content/s/sub/_index.md", "---\ntitle: Sub\n---\n"),
    ]);
    let Some(crate::document::Block::Entries(entries)) = site.section_list(site.page("/s/")) else {
        panic!("no list");
    };
    let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["C", "B", "A", "Sub"]);
}

#[test]
fn the_home_page_lists_what_is_at_the_top() {
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/_index.md", "---\ntitle: H\n---\n"),
        ("content/about/index.md", "---\ntitle: About\nurl: /who/we/are/\n---\n"),
        ("content/docs/a.md", "---\ntitle: A\n---\n"),
    ]);
    let Some(crate::document::Block::Entries(entries)) = site.section_list(site.page("/")) else {
        panic!("no list");
    };
    let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["About"]);
}

#[test]
fn the_way_up_from_a_post_leads_to_its_section() {
    let site = TestSite::new(&[
        ("hugo.toml", "[permalinks]\nnotes = '/:year/:slug/'\n"),
        ("content/notes/_index.md", "---\ntitle: Notes\n---\n"),
        ("content/notes/a.md", "---\ntitle: A\ndate: 2021-01-05\n---\n"),
        ("content/log.md", "---\ntitle: Log\ndate: 2021-01-05\n---\n"),
        ("content/posts/b.md", "---\ntitle: B\ndate: 2021-01-05\n---\n"),
    ]);
    for (path, way) in [("/2021/a/", "Up: Notes -> /notes/"), ("/posts/b/", "Up: Posts -> /posts/")]
    {
        let foot = site.foot(path);
        assert!(foot.iter().any(|it| it == way), "{path} {foot:?}");
    }
}

#[test]
fn what_a_shortcode_says_by_itself_is_in_the_language_of_the_page() {
    let site = TestSite::new(&[
        ("hugo.toml", "defaultContentLanguage = 'de'\nlanguageCode = 'de'\n"),
        (
            "content/a.md",
            "---\ntitle: A\n---\n{{< youtube x1 >}} {{< video src=\"/a.mp4\" >}} {{< tweet user=\"mo\" id=\"2\" >}}",
        ),
        (
            "content/b.md",
            "---\ntitle: B\n---\n{{% details %}}x{{% /details %}}{{< myvimeo id=\"1\" >}}",
        ),
    ]);
    assert_eq!(
        site.text("/a/"),
        "[Video auf YouTube](https://www.youtube.com/watch?v=x1) [Video](/a.mp4) \
         [Beitrag von mo auf X](https://x.com/mo/status/2)"
    );
    let details = site.text("/b/");
    assert!(details.contains("**Details**") && details.contains("[Video auf Vimeo]"), "{details}");
}

#[test]
fn a_menu_swallows_nothing_of_its_folder() {
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/trip/index.gph", "[1|Somewhere|/|example.org|70]\n"),
        ("content/trip/other.md", "---\ntitle: Other\n---\n"),
    ]);
    assert!(site.serves("/trip/other/"), "{:?}", site.served());
}
