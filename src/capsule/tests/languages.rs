//! Sites in several languages: each has lists, tags, neighbours, feeds and words of its own.

use crate::capsule::tests::TestSite;
use crate::path::CapsulePath;

const HUGO: &str = "title = 'T'\ndefaultContentLanguage = 'en'\n[languages.en]\nweight = 1\n\
                    title = 'English site'\n[languages.de]\nweight = 2\ntitle = 'Deutsche Seite'\n";

fn hugo(config: &str) -> TestSite {
    TestSite::with_listings(&[
        ("hugo.toml", config),
        ("content/_index.md", "---\ntitle: Home\n---\nWelcome.\n"),
        ("content/_index.de.md", "---\ntitle: Start\n---\nWillkommen.\n"),
        ("content/posts/one.md", "---\ntitle: One\ndate: 2024-01-01\ntags: [wine]\n---\n1\n"),
        ("content/posts/two.md", "---\ntitle: Two\ndate: 2024-02-01\n---\n2\n"),
        ("content/posts/one.de.md", "---\ntitle: Eins\ndate: 2024-01-01\ntags: [wein]\n---\n1\n"),
        ("content/posts/two.de.md", "---\ntitle: Zwei\ndate: 2024-02-01\n---\n2\n"),
    ])
}

#[test]
fn lists_and_neighbours_are_of_one_language() {
    let site = hugo(HUGO);
    let english = ["2024-02-01 Two -> /posts/two/", "2024-01-01 One -> /posts/one/"];
    let german = ["2024-02-01 Zwei -> /de/posts/two/", "2024-01-01 Eins -> /de/posts/one/"];
    assert_eq!(site.entries("/posts/")[..2], english);
    assert_eq!(site.entries("/de/posts/")[..2], german);
    let lists = &site.entries("/posts/")[2..];
    assert!(lists.contains(&"wine (1) -> /tags/wine/".to_owned()), "{lists:?}");
    assert!(lists.iter().all(|line| !line.contains("/de/")), "{lists:?}");
    assert_eq!(
        site.foot("/posts/two/"),
        ["Older: One -> /posts/one/", "Up: Posts -> /posts/", "Home -> /"]
    );
    assert_eq!(
        site.foot("/de/posts/one/"),
        [
            "Schlagwort: wein -> /de/tags/wein/",
            "Neuer: Zwei -> /de/posts/two/",
            "Nach oben: Beiträge -> /de/posts/",
            "Startseite -> /de/",
        ]
    );
    for (path, is_served) in [
        ("/tags/wine/", true),
        ("/tags/wein/", false),
        ("/de/tags/wein/", true),
        ("/de/tags/", true),
    ] {
        assert_eq!(site.serves(path), is_served, "{path}");
    }
    assert_eq!(site.entries("/de/tags/"), ["wein (1) -> /de/tags/wein/"]);
}

#[test]
fn a_start_page_lists_its_own_language_and_leads_to_the_others() {
    let site = hugo(HUGO);
    assert_eq!(site.document("/").title, "English site");
    assert_eq!(site.document("/de/").title, "Deutsche Seite");
    let entries = site.entries("/");
    assert!(entries.iter().all(|entry| !entry.contains("/de/")), "{entries:?}");
    let entries = site.entries("/de/");
    assert!(entries.contains(&"2024-01-01 Eins -> /de/posts/one/".to_owned()), "{entries:?}");
    assert!(entries.iter().all(|entry| !entry.contains("-> /posts")), "{entries:?}");
    assert_eq!(site.foot("/"), ["Deutsch -> /de/"]);
    assert_eq!(site.foot("/de/"), ["English -> /"]);
}

#[test]
fn each_language_has_its_feed() {
    let site = hugo(HUGO);
    assert!(
        site.serves("/feed.xml") && site.serves("/de/feed.xml") && site.serves("/de/index.xml")
    );
    let origin = crate::origin::Origin::new("example.org", [(crate::form::Protocol::Gemini, 1965)]);
    let audience = crate::capsule::Audience {
        origin: &origin,
        form: crate::form::Form::of(crate::form::Protocol::Gemini).feed(),
    };
    let feed = site.capsule.feed(&CapsulePath::literal("/de/feed.xml").unwrap(), audience).unwrap();
    assert!(feed.contains("<title>Deutsche Seite</title>") && feed.contains("xml:lang=\"de\""));
    assert!(feed.contains("Eins") && !feed.contains("One"), "{feed}");
}

#[test]
fn the_first_language_may_have_a_folder_too() {
    let site = hugo(&format!("defaultContentLanguageInSubdir = true\n{HUGO}"));
    assert_eq!(site.foot("/en/posts/two/").last().unwrap(), "Home -> /en/");
    assert_eq!(site.foot("/en/"), ["Deutsch -> /de/"]);
    assert!(site.serves("/en/tags/wine/") && !site.serves("/tags/wine/"));
}

#[test]
fn polyglot_has_its_languages_apart_too() {
    let site = TestSite::with_listings(&[
        (
            "_config.yml",
            "title: T\nlanguages: [en, de]\ndefault_lang: en\nplugins: [jekyll-polyglot]\n",
        ),
        ("index.md", "---\n---\nHello.\n"),
        ("index.de.md", "---\nlang: de\npermalink: /\n---\nHallo.\n"),
        ("_posts/2024-01-01-a.md", "---\ntitle: A\npermalink: /a/\n---\n"),
        ("_posts/2024-01-01-b.md", "---\ntitle: Ah\nlang: de\npermalink: /a/\n---\n"),
    ]);
    assert_eq!(site.entries("/posts/")[0], "2024-01-01 A -> /a/");
    assert_eq!(site.entries("/de/posts/")[0], "2024-01-01 Ah -> /de/a/");
    assert_eq!(site.foot("/de/a/"), ["Nach oben: Beiträge -> /de/posts/", "Startseite -> /de/"]);
}

#[test]
fn templates_of_a_language_of_polyglot_see_each_page_once() {
    let list = "{{ site.active_lang }}:{% for post in site.posts %} {{ post.title }}{% endfor %};\
                {% for page in site.pages %}{% if page.title %} {{ page.title }}{% endif %}{% endfor %}";
    let site = TestSite::new(&[
        ("_config.yml", "languages: [en, de, fr]\ndefault_lang: en\nplugins: [jekyll-polyglot]\n"),
        ("index.html", &format!("---\n---\n{list}")),
        ("index.de.html", &format!("---\nlang: de\npermalink: /\n---\n{list}")),
        ("index.fr.html", &format!("---\nlang: fr\npermalink: /\n---\n{list}")),
        ("about.md", "---\ntitle: About\npermalink: /about/\n---\n"),
        ("about.de.md", "---\ntitle: Über\nlang: de\npermalink: /about/\n---\n"),
        ("imprint.md", "---\ntitle: Impressum\nlang: de\nlang-exclusive: [de]\n---\n"),
        ("law.md", "---\ntitle: Law\nlang-exclusive: [en, fr]\npermalink: /law/\n---\n"),
        ("_posts/2024-01-01-a.md", "---\ntitle: A\npermalink: /a/\n---\n"),
        ("_posts/2024-01-01-b.md", "---\ntitle: Ah\nlang: de\npermalink: /a/\n---\n"),
        ("_posts/2024-01-02-c.md", "---\ntitle: C\n---\n"),
    ]);
    assert_eq!(site.text("/"), "en: C A; About Law");
    assert_eq!(site.text("/de/"), "de: C Ah; Über Impressum");
    assert_eq!(site.text("/fr/"), "fr: C A; About Law");
    let to_law = ["/fr/law/", "/de/law/"].map(|path| site.link("/", path));
    assert_eq!(to_law, ["/law/", "missing"]);
}

#[test]
fn of_two_pages_of_one_language_that_are_one_page_templates_see_the_first() {
    let list = "{% for page in site.pages %}{{ page.title }} {% endfor %}";
    let site = TestSite::new(&[
        ("_config.yml", "languages: [en, de]\ndefault_lang: en\nplugins: [jekyll-polyglot]\n"),
        ("index.html", &format!("---\n---\n{list}")),
        ("a.md", "---\ntitle: First\npage_id: x\n---\n"),
        ("b.md", "---\ntitle: Second\npage_id: x\n---\n"),
    ]);
    assert_eq!(site.text("/").trim(), "First");
}

#[test]
fn zola_has_its_languages_apart_too() {
    let site = TestSite::with_listings(&[
        ("config.toml", "base_url = 'https://a.org'\ntitle = 'T'\n[languages.fr]\ntitle = 'F'\n"),
        ("content/_index.md", "+++\n+++\n"),
        ("content/_index.fr.md", "+++\n+++\n"),
        ("content/blog/_index.md", "+++\ntitle = 'Blog'\n+++\n"),
        ("content/blog/_index.fr.md", "+++\ntitle = 'Blogue'\n+++\n"),
        ("content/blog/a.md", "+++\ntitle = 'A'\ndate = 2024-01-01\n+++\n"),
        ("content/blog/a.fr.md", "+++\ntitle = 'Un'\ndate = 2024-01-01\n+++\n"),
        ("content/blog/b.fr.md", "+++\ntitle = 'Deux'\ndate = 2024-01-02\n+++\n"),
    ]);
    assert_eq!(site.entries("/blog/"), ["2024-01-01 A -> /blog/a/"]);
    assert_eq!(
        site.entries("/fr/blog/"),
        ["2024-01-02 Deux -> /fr/blog/b/", "2024-01-01 Un -> /fr/blog/a/"]
    );
    assert_eq!(site.document("/fr/").title, "F");
    assert_eq!(
        site.foot("/fr/blog/a/"),
        ["Plus récent: Deux -> /fr/blog/b/", "Remonter: Blogue -> /fr/blog/", "Accueil -> /fr/"]
    );
}

#[test]
fn languages_are_in_the_order_of_their_weights() {
    let page = "---\ntitle: Home\n---\nx\n";
    let site = TestSite::with_listings(&[
        (
            "hugo.toml",
            "title = 'T'\ndefaultContentLanguage = 'en'\n[languages.en]\nweight = 9\n\
             [languages.es]\nweight = 0\n[languages.de]\nweight = 2\n\
             [languages.it]\nweight = 1\nlanguageName = 'Lingua'\n",
        ),
        ("content/_index.md", page),
        ("content/_index.es.md", page),
        ("content/_index.de.md", page),
        ("content/_index.it.md", page),
    ]);
    assert_eq!(site.foot("/"), ["Lingua -> /it/", "Deutsch -> /de/", "Español -> /es/"]);
}
