//! Whole Jekyll sites: what is served where, and what becomes of their templates.

use crate::capsule::Kind;
use crate::capsule::specimen::Specimen;

const CONFIG: (&str, &str) = ("_config.yml", "title: Home\nurl: https://a.org\nbaseurl: /b\n");

fn check(files: &[(&str, &str)], served: &[&str]) -> Specimen {
    let site = Specimen::new(files);
    assert_eq!(site.capsule.kind(), Kind::Jekyll);
    assert_eq!(site.served(), served);
    site
}

/// A template that is no page, filled in, and what its author is told.
fn filled(site: &Specimen, place: &str) -> (String, Vec<String>) {
    let file = site.capsule.files().iter().find(|file| &*file.place == place).unwrap();
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
        &["/all.json (file)", "/broken.txt (file)", "/notes Notes", "/plain.txt (file)", "/robots.txt (file)"],
    );
    assert_eq!(filled(&site, "robots.txt").0, "Sitemap: https://a.org/b/sitemap.xml\n");
    assert_eq!(filled(&site, "data/pages.json").0, "[\"/notes\"]");
    let told = "broken.txt:5:1: Liquid tag \"nothing\" is not known; it is left out".to_owned();
    assert_eq!(filled(&site, "broken.txt"), ("broken.txt\n\n".to_owned(), vec![told]));
    let gemtext = site.capsule.page(site.page("/notes")).unwrap().gemtext;
    assert_eq!(gemtext.as_deref(), Some("# Notes of Home\n"));
}
