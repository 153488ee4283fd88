//! Whole Jekyll sites: what is served where, and what becomes of their templates.

use crate::capsule::Reader;
use crate::capsule::tests::TestSite;
use crate::generator::GeneratorName;

const CONFIG: (&str, &str) = ("_config.yml", "title: Home\nurl: https://a.org\nbaseurl: /b\n");

fn check(files: &[(&str, &str)], served: &[&str]) -> TestSite {
    let site = TestSite::new(files);
    assert_eq!(site.capsule.generator(), GeneratorName::Jekyll);
    assert_eq!(site.served(), served);
    site
}

/// A template that is no page, filled in, and its diagnostics.
fn filled(site: &TestSite, source: &str) -> (String, Vec<String>) {
    let file = site
        .capsule
        .visible_to(Reader::Author)
        .files()
        .find(|file| file.source.as_str() == source)
        .unwrap();
    let (text, warnings) = site.capsule.fill(file.template.as_ref().unwrap()).unwrap();
    (text, warnings.iter().map(ToString::to_string).collect())
}

#[test]
fn text_files_with_front_matter_are_filled_in() {
    let site = check(
        &[
            CONFIG,
            ("robots.txt", "---\n---\n\nSitemap: {{ '/sitemap.xml' | absolute_url }}\n"),
            (
                "data/pages.json",
                "---\npermalink: /all.json\n---\n[{% for p in site.html_pages %}\"{{ p.url }}\"{% endfor %}]",
            ),
            ("draft.csv", "---\npublished: false\n---\na,b\n"),
            ("notes.gmi", "---\ntitle: Notes\n---\n# {{ page.title }} of {{ site.title }}\n"),
            ("broken.txt", "---\nname: N\n---\n{{ page.name }}\n{% nothing %}\n"),
            ("plain.txt", "{{ site.title }}\n"),
            ("main.css", "---\n---\nbody {}\n"),
            ("sitemap.xml", "---\n---\n<x/>\n"),
            ("_things/list.txt", "---\n---\n{{ site.title }}"),
        ],
        &[
            "/all.json (file)",
            "/broken.txt (file)",
            "/notes Notes",
            "/plain.txt (file)",
            "/robots.txt (file)",
        ],
    );
    assert_eq!(filled(&site, "robots.txt").0, "Sitemap: https://a.org/b/sitemap.xml\n");
    assert_eq!(filled(&site, "data/pages.json").0, "[\"/notes\"]");
    let found = "broken.txt:5:1: Liquid tag \"nothing\" is not known; it is left out".to_owned();
    assert_eq!(filled(&site, "broken.txt"), ("broken.txt\n\n".to_owned(), vec![found]));
    let gemtext = site.capsule.page(site.page("/notes")).unwrap().gemtext;
    assert_eq!(gemtext.as_deref(), Some("# Notes of Home\n"));
}

#[test]
fn what_is_told_names_the_line_that_was_written() {
    let page = "---\ntitle: P\ndate: someday\n---\n{% assign a = 1 %}\n{% for i in (1..3) %}\nx\n{% endfor %}\n\
                [a]({{ '/none/' | relative_url }})\n\n{% include i.html %}\n\n[b](gone.md)\n";
    let site = TestSite::new(&[
        CONFIG,
        ("p.md", page),
        ("_includes/i.html", "<p>\n\n<a href='lost.md'>x</a>"),
    ]);
    assert_eq!(site.warnings, ["p.md:3: front matter: \"someday\" is no date"]);
    let found = site.capsule.page(site.page("/p.html")).unwrap().warnings;
    let lines: Vec<String> = found.iter().map(|it| format!("{}: {}", it.line, it.text)).collect();
    let leads_nowhere =
        |line: usize, to: &str| format!("{line}: link to {to}: nothing is served there");
    assert_eq!(
        lines,
        [leads_nowhere(9, "/b/none/"), leads_nowhere(11, "lost.md"), leads_nowhere(13, "gone.md")]
    );
}

#[test]
fn pages_that_show_each_other_end() {
    let show = |own: &str, other: &str| {
        let shown = format!("{{% if p.name == '{other}' %}}{{{{ p.content }}}}{{% endif %}}");
        format!("---\n---\n{own}: {{% for p in site.pages %}}{shown}{{% endfor %}}\n")
    };
    let (first, second) = (show("a.txt", "b.html"), show("b.html", "b.html"));
    let site = TestSite::new(&[CONFIG, ("a.txt", &first), ("b.html", &second)]);
    assert_eq!(filled(&site, "a.txt").0, "a.txt: b.html: \n\n");
}
