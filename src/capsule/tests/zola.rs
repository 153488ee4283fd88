//! Whole Zola sites: what is served where, and where their links lead.

use crate::capsule::tests::TestSite;
use crate::generator::GeneratorName;

const CONFIG: (&str, &str) = ("config.toml", "base_url = 'https://a.org'\ntitle = 'Home'");

fn check(files: &[(&str, &str)], served: &[&str]) -> TestSite {
    let site = TestSite::new(files);
    assert_eq!(site.capsule.generator(), GeneratorName::Zola);
    assert_eq!(site.served(), served);
    site
}

#[test]
fn pages_are_at_their_slugs() {
    let site = check(
        &[
            CONFIG,
            ("content/_index.md", "+++\n+++\n"),
            ("content/About Me.md", "+++\ntitle = 'About'\n+++\n"),
            ("content/Blog/_index.md", "+++\ntitle = 'B'\naliases = ['/log', 'old.html']\n+++\n"),
            (
                "content/Blog/2021-10-05-First Post.md",
                "+++\ntitle = 'First'\n[taxonomies]\ntags = ['x']\n+++\n",
            ),
            ("content/Blog/slug.md", "+++\ntitle = 'S'\nslug = 'Öther'\ndate = 2021-01-05\n+++\n"),
            ("content/Blog/path.md", "---\ntitle: P\npath: deep/Down\n---\n"),
            ("content/Blog/draft.md", "+++\ndraft = true\n+++\n"),
            ("content/Blog/unseen.md", "+++\nrender = false\n+++\n"),
            ("content/Blog/moved/_index.md", "+++\nredirect_to = 'Blog'\n+++\n"),
            ("content/Blog/away/_index.md", "+++\nredirect_to = 'https://a.example/b'\n+++\n"),
            ("content/Blog/rooted/_index.md", "+++\nredirect_to = '/log'\n+++\n"),
            ("static/a.css", ""),
            ("templates/index.html", "x"),
            ("public/index.html", "x"),
        ],
        &[
            "/ Home",
            "/Blog/ B",
            "/Blog/away/ -> https://a.example/b",
            "/Blog/first-post/ First",
            "/Blog/moved/ -> /Blog",
            "/Blog/other/ S",
            "/Blog/rooted/ -> /log",
            "/a.css (file)",
            "/about-me/ About",
            "/deep/Down/ P",
            "/log/ -> /Blog/",
            "/old.html -> /Blog/",
        ],
    );
    let post = site.page("/Blog/first-post/");
    assert_eq!(post.date.as_ref().unwrap().date().to_string(), "2021-10-05");
    assert!(post.is_post() && post.tags == ["x"]);
    assert_eq!(site.warnings, [""; 0]);
}

#[test]
fn a_page_in_a_folder_of_its_own_has_the_files_beside_it() {
    let site = check(
        &[
            CONFIG,
            ("content/blog/_index.md", "+++\ntitle = 'Blog'\n+++\n"),
            ("content/blog/2021-10-05_Trip/index.md", "+++\ntitle = 'Trip'\n+++\n"),
            ("content/blog/2021-10-05_Trip/img/A.jpg", ""),
            ("content/blog/2021-10-05_Trip/notes.md", "x"),
            ("content/blog/deep/alone.png", ""),
            ("content/blog/beside.png", ""),
            ("content/blog/draft/index.md", "+++\ndraft = true\n+++\n"),
            ("content/blog/draft/b.jpg", ""),
        ],
        &[
            "/blog/ Blog",
            "/blog/beside.png (file)",
            "/blog/trip/ Trip",
            "/blog/trip/img/A.jpg (file)",
        ],
    );
    assert_eq!(site.page("/blog/trip/").date.as_ref().unwrap().date().to_string(), "2021-10-05");
    assert_eq!(site.link("/blog/trip/", "img/A.jpg"), "/blog/trip/img/A.jpg");
    assert!(site.warnings[0].starts_with("content/blog/2021-10-05_Trip/notes.md: it lies beside"));
}

#[test]
fn sections_list_their_pages_in_their_order() {
    let page = |title: &str, more: &str| format!("+++\ntitle = '{title}'\n{more}\n+++\n");
    let site = TestSite::new(&[
        (
            "config.toml",
            "base_url = 'https://a.org'\ngenerate_feeds = true\ntaxonomies = [{name = 'tags'}, {name = 'people'}]",
        ),
        ("content/blog/_index.md", "+++\ntitle = 'B'\nsort_by = 'title'\npaginate_by = 2\n+++\n"),
        ("content/blog/x.md", &page("X", "weight = 1")),
        ("content/blog/a.md", &page("A", "date = 2020-01-01\n[taxonomies]\npeople = ['Ann Lee']")),
        ("content/blog/2020/_index.md", "+++\ntitle = 'Year'\ntransparent = true\n+++\n"),
        ("content/blog/2020/m.md", &page("M", "")),
    ]);
    let Some(crate::document::Block::Entries(entries)) = site.section_list(site.page("/blog/"))
    else {
        panic!("no list");
    };
    let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["A", "M", "X", "Year"]);
    assert_eq!(site.link("/blog/a/", "/blog/page/2/"), "/blog/");
    assert_eq!(site.link("/blog/a/", "/atom.xml"), "/feed.xml");
    assert_eq!(site.link("/blog/a/", "/people/ann-lee/"), "/people/ann-lee/");
}

#[test]
fn links_name_files() {
    let site = TestSite::new(&[
        CONFIG,
        ("content/blog/2021-10-05-a.md", "+++\ntitle = 'A'\n+++\n"),
        ("content/blog/b.md", "+++\ntitle = 'B'\npath = 'c'\n+++\n"),
        ("content/blog/_index.md", "+++\ntitle = 'I'\n+++\n"),
    ]);
    assert_eq!(site.link("/c/", "@/blog/2021-10-05-a.md#top"), "/blog/a/");
    assert_eq!(site.link("/blog/a/", "@/blog/b.md"), "/c/");
    assert_eq!(site.link("/blog/a/", "@/blog/_index.md"), "/blog/");
    assert_eq!(site.link("/blog/a/", "@/blog/no.md"), "missing");
    assert_eq!(site.link("/blog/a/", "./b.md"), "/c/");
    assert_eq!(site.link("/blog/a/", "https://a.org/c/"), "/c/");
}

#[test]
fn languages_have_folders_and_settings_count() {
    let config = "base_url = 'https://a.org'\ndefault_language = 'en'\nignored_content = ['*.xcf', 'private/*']\n\
                  [slugify]\npaths = 'safe'\npaths_keep_dates = true\n[languages.fr]\n";
    let site = check(
        &[
            ("config.toml", config),
            ("content/_index.fr.md", "+++\ntitle = 'H'\n+++\n"),
            ("content/blog/2021-10-05-É té.fr.md", "+++\ntitle = 'F'\n+++\n"),
            ("content/blog/v1.2.md", "+++\ntitle = 'V'\n+++\n"),
            ("content/blog/a.xcf", ""),
            ("content/private/a.md", ""),
        ],
        &["/blog/v1.2/ V", "/fr/ H", "/fr/blog/2021-10-05-É_té/ F"],
    );
    assert_eq!(site.page("/fr/").language.as_ref().unwrap().as_str(), "fr");
}

#[test]
fn a_file_beside_a_page_stands_beside_its_translations_too() {
    let site = TestSite::new(&[
        ("config.toml", "base_url = 'https://a.org'\n[languages.fr]\n"),
        ("content/a/index.md", "+++\n+++\n"),
        ("content/a/index.fr.md", "+++\n+++\n"),
        ("content/a/pic.png", ""),
        ("content/b.md", "+++\n+++\n"),
    ]);
    for (reference, target) in [
        ("/fr/a/pic.png", "/a/pic.png"),
        ("pic.png", "/a/pic.png"),
        ("/fr/a/none.png", "missing"),
        ("/fr/b/", "missing"),
    ] {
        assert_eq!(site.link("/fr/a/", reference), target, "{reference}");
    }
}
