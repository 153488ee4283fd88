//! Whole Jekyll sites: what is served where, and what becomes of their templates.

use std::sync::Arc;

use crate::capsule::Reader;
use crate::capsule::page_texts::Part;
use crate::capsule::tests::TestSite;
use crate::document::{self, Block, Inline};
use crate::generator::{GeneratorName, Options};

const CONFIG: (&str, &str) = ("_config.yml", "title: Home\nurl: https://a.org\nbaseurl: /b\n");

pub(super) fn check(files: &[(&str, &str)], served: &[&str]) -> TestSite {
    let site = TestSite::new(files);
    assert_eq!(site.capsule.generator(), GeneratorName::Jekyll);
    assert_eq!(site.served(), served);
    site
}

/// A template that is no page, filled in, and its diagnostics.
pub(super) fn filled(site: &TestSite, source: &str) -> (String, Vec<String>) {
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
fn liquid_is_text_where_a_page_or_a_default_says_so() {
    let config = "defaults:\n- scope: {path: raw}\n  values: {render_with_liquid: false}\n";
    let site = TestSite::new(&[
        ("_config.yml", config),
        ("a.md", "---\nrender_with_liquid: false\n---\n{{ page.url }} {% x %}"),
        ("raw/b.md", "---\n---\n{{ content }}"),
        ("raw/c.md", "---\nrender_with_liquid: true\n---\n{{ page.url }}"),
        ("d.md", "---\n---\n{% for p in site.pages %}{{ p.content | strip_html }};{% endfor %}"),
    ]);
    assert_eq!(site.text("/a.html"), "{{ page.url }} {% x %}");
    assert_eq!(site.text("/raw/b.html"), "{{ content }}");
    assert_eq!(site.text("/raw/c.html"), "/raw/c.html");
    assert!(site.text("/d.html").contains("{{ content }}"));
    assert_eq!(site.capsule.page(site.page("/a.html")).unwrap().warnings, []);
}

#[test]
fn drafts_are_served_where_the_site_or_the_operator_wants_them() {
    let drafts = Options { drafts: true, ..Options::default() };
    for (options, config, expected) in [
        (&Options::default(), "", false),
        (&Options::default(), "show_drafts: true\n", true),
        (&drafts, "", true),
    ] {
        let files = [("_config.yml", config), ("_drafts/a.md", "---\n---\nx\n")];
        let served = TestSite::with(options, &files).served();
        assert_eq!(served.iter().any(|it| it.contains("/a.html")), expected, "{served:?}");
    }
}

#[test]
fn bibliographies_are_lists_of_readable_lines() {
    let bib = "---\n---\n@inproceedings{doe2022,\n title={Counting {Stars}},\n author={Doe, Ann and Roe, Bob},\n \
               booktitle={Proc. of Stargazing},\n year={2022},\n url={https://stars.example/p}\n}\n\
               @article{doe2020, title={On Lamps}, author={Doe, Ann}, journal={J. Light}, year={2020}}\n";
    let text = |file: &str, body: &str| {
        let site = TestSite::new(&[
            ("_config.yml", "scholar:\n  source: /_bibliography/\n"),
            ("_bibliography/papers.bib", bib),
            (file, &format!("---\n---\n{body}")),
        ]);
        let page = site.capsule.page(site.page("/a.html")).unwrap();
        (site.text("/a.html"), page.warnings.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let stars = "Ann Doe, Bob Roe. <a href=\"https://stars.example/p\">Counting Stars</a>. Proc. of Stargazing, 2022.";
    let lamps = "Ann Doe. On Lamps. J. Light, 2020.";
    for (body, expected) in [
        ("{% bibliography %}", format!("<ul>\n<li>{stars}</li>\n<li>{lamps}</li>\n</ul>\n\n")),
        ("{% bibliography -q @article %}", format!("<ul>\n<li>{lamps}</li>\n</ul>\n\n")),
        (
            "{% bibliography --file papers -q @*[year=2022] %}",
            format!("<ul>\n<li>{stars}</li>\n</ul>\n\n"),
        ),
        ("{% cite doe2022 doe2020 %}", "(Doe &amp; Roe, 2022; Doe, 2020)".to_owned()),
        ("{% reference doe2020 %}", lamps.to_owned()),
        (
            "{% cite doe2020 %}{% bibliography --cited %}",
            format!("(Doe, 2020)<ul>\n<li>{lamps}</li>\n</ul>\n\n"),
        ),
        ("{% bibliography_count %}", "2".to_owned()),
    ] {
        assert_eq!(text("a.md", body), (expected, Vec::new()), "{body}");
    }
    let (shown, told) = text("a.md", "{% cite nobody %}{% bibliography -f other %}");
    assert_eq!(shown, "");
    assert_eq!(
        told,
        [
            "a.md:3:1: \"nobody\" is not in the bibliography",
            "a.md:3:18: There is no bibliography for this Liquid tag; it is left out"
        ]
    );
}

#[test]
fn includes_and_posts_are_named_in_every_way_that_jekyll_takes() {
    let site = TestSite::new(&[
        ("_config.yml", "permalink: /:title/\n"),
        ("_includes/dir/x.html", "X"),
        ("_posts/2016-2-29-leap.md", "---\n---\nx"),
        ("_posts/2016-03-01-next.md", "---\n---\nx"),
        ("a.md", "---\npermalink: /a\n---\n{% include /dir/x.html %}{% include dir/x.html %}"),
        (
            "b.md",
            "---\npermalink: /b\n---\n{% post_url 2016-02-29-leap %} {% post_url 2016-2-29-leap %} \
             {% post_url 2016-3-1-next %}",
        ),
    ]);
    assert_eq!(site.text("/a"), "XX");
    assert_eq!(site.text("/b"), "/leap/ /leap/ /next/");
}

#[test]
fn a_template_may_ask_for_the_first_page_of_the_posts() {
    let asked = "---\n---\n{{ paginator.page }}/{{ paginator.total_pages }}, \
                 {{ paginator.posts | map: 'title' | join: ' ' }} of {{ paginator.total_posts }}\n";
    let post = "---\n---\nText\n";
    let posts = ["_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md", "_posts/2020-01-03-c.md"];
    let site = TestSite::new(
        &[
            &[("_config.yml", "paginate: 2\n"), ("a.txt", asked)],
            posts.map(|source| (source, post)).as_slice(),
        ]
        .concat(),
    );
    assert_eq!(filled(&site, "a.txt").0, "1/2, C B of 3\n");
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
fn what_the_generator_wrote_is_not_served_beside_its_sources() {
    check(
        &[
            ("_config.yml", "destination: ./public\n"),
            ("a.md", "---\ntitle: A\n---\n"),
            ("public/a.html", "<p>old"),
            ("public/b.txt", "old"),
        ],
        &["/a.html A"],
    );
}

#[test]
fn a_site_may_lie_in_a_folder_of_its_own() {
    let site = check(
        &[
            ("_config.yml", "source: ./src\nexclude: [private]\n"),
            ("README.md", "# Read me\n"),
            (
                "src/index.md",
                "---\ntitle: Home\n---\n{% include i.html %} {{ site.data.d.x }} {% link a/b.md %}\n",
            ),
            ("src/a/b.md", "---\ntitle: B\n---\n"),
            ("src/a/c.txt", "x"),
            ("src/notes.gmi", "# Notes\n"),
            ("src/own.gmi", "---\npermalink: /src/own\n---\n# Own\n"),
            ("src/data.csv", "---\n---\nx\n"),
            ("src/private/a.md", "---\n---\n"),
            ("src/_posts/2024-01-01-po.md", "---\ntitle: P\n---\n"),
            ("src/_includes/i.html", "included"),
            ("src/_data/d.yml", "x: data"),
        ],
        &[
            "/ Home",
            "/2024/01/01/po.html P",
            "/a/b.html B",
            "/a/c.txt (file)",
            "/data.csv (file)",
            "/notes Notes",
            "/src/own Own",
        ],
    );
    assert_eq!(site.text("/"), "included data /a/b.html\n");
    assert_eq!(site.warnings, [""; 0]);
}

#[test]
fn what_is_told_names_the_line_that_was_written() {
    let page = "---\ntitle: P\ndate: someday\n---\n{% assign a = 1 %}\n{% for i in (1..3) %}\nx\n{% endfor %}\n\
                [a]({{ '/none/' | relative_url }})\n\n{% include i.html %}\n\n[b](gone.md)\n";
    let site = TestSite::new(&[
        CONFIG,
        ("p.md", page),
        ("_includes/i.html", "<p>\n\n<a href='lost.md'>x</a></p>"),
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

/// A site of pages that have long texts, and one more page.
fn site_of_long_pages(body: &str) -> TestSite {
    let text = |number: i32| {
        let line = format!("Some *words* of {number}, with [a link](https://a.org) & more.\n\n");
        format!("---\ntitle: Page {number}\n---\n{}", line.repeat(100))
    };
    let texts: Vec<(String, String)> =
        (0..20).map(|number| (format!("p{number}.md"), text(number))).collect();
    let files = texts.iter().map(|(source, text)| (source.as_str(), text.as_str()));
    let page = format!("---\n---\n\n{body}\n");
    let files: Vec<(&str, &str)> = files.chain([CONFIG, ("a.txt", &page)]).collect();
    TestSite::new(&files)
}

#[test]
fn a_page_that_shows_others_without_end_is_ended() {
    let forever = |body: &str| format!("{{% for i in (1..10000) %}}{body}{{% endfor %}}");
    for body in [
        "{% for p in site.pages %}{% assign x = p.content | upcase %}{% endfor %}",
        "{% for p in site.pages %}{% assign x = p.excerpt | append: p.content %}{% endfor %}",
        "{% assign x = site.pages | map: 'content' | join %}",
        "{% assign x = site.pages | sort: 'content' %}",
        "{% assign x = site.pages | group_by: 'content' %}",
        "{% assign x = site.pages | where: 'content', 'x' %}",
        "{% assign x = site.pages | where_exp: 'p', 'p.content contains \"xyz\"' %}",
        "{% for p in site.pages %}{{ p.content | markdownify }}{% endfor %}",
    ] {
        let site = site_of_long_pages(&forever(body));
        let (_, warnings) = filled(&site, "a.txt");
        let [warning] = &warnings[..] else { panic!("{body}: {warnings:?}") };
        assert!(warning.starts_with("a.txt:4:") && warning.ends_with("it ends here"), "{warning}");
    }
}

#[test]
fn the_content_of_a_page_is_made_once() {
    let show = "{% for p in site.pages %}{{ p.content }}{% endfor %}";
    let site = site_of_long_pages(show);
    let (first, warnings) = filled(&site, "a.txt");
    assert_eq!(warnings, [""; 0]);
    let page = site.page("/p0.html");
    let kept = |part| site.capsule.templates.texts.get(&page.source, part);
    let content = kept(Part::Content).unwrap();
    assert!(first.contains(&*content) && kept(Part::Excerpt).is_none());
    assert_eq!(filled(&site, "a.txt").0, first);
    assert!(Arc::ptr_eq(&content, &kept(Part::Content).unwrap()));
}

#[test]
fn a_page_shows_its_neighbours_but_not_itself() {
    let post =
        "---\n---\n[{{ page.content }}{{ page.previous.content }}{{ page.previous.next.title }}]";
    let site = TestSite::new(&[
        CONFIG,
        ("_posts/2020-01-01-first.html", "---\n---\n<p>1{{ page.next.content }}</p>"),
        ("_posts/2020-01-02-second.html", post),
    ]);
    let text = site.text("/2020/01/02/second.html");
    assert_eq!(text, "[<p>1</p>Second]");
}

#[test]
fn data_takes_no_more_than_its_room() {
    let rows = format!("[{}null]", "[],".repeat(1_000_000));
    let site = TestSite::new(&[
        CONFIG,
        ("_data/a.yml", "x: 1"),
        ("_data/b.json", &rows),
        ("_data/c.yml", "x: 2"),
        ("a.txt", "---\n---\n{{ site.data.a.x }}{{ site.data.b }}{{ site.data.c.x }}"),
    ]);
    assert_eq!(filled(&site, "a.txt").0, "1");
    let [warning] = &site.warnings[..] else { panic!("{:?}", site.warnings) };
    assert!(warning.starts_with("_data/b.json: the files of _data take more than"), "{warning}");
}

#[test]
fn a_description_is_read_as_a_text_is() {
    let page = "---\ndescription: It is gone.<br/>Go [home](/index.html).\n---\n";
    let site = TestSite::new(&[CONFIG, ("index.md", "Home"), ("gone.md", page)]);
    let document = site.capsule.page(site.page("/gone.html")).unwrap().document;
    let [Block::Paragraph(words)] = &document.blocks[..] else { panic!("{document:?}") };
    assert!(words.contains(&Inline::Break), "{words:?}");
    let links = document::internal_links(&document.blocks);
    assert_eq!(links.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["/"]);
}

#[test]
fn the_tag_of_a_plugin_speaks_the_language_of_the_page() {
    let site = TestSite::new(&[
        ("_config.yml", "lang: fr\n"),
        ("a.md", "---\n---\n{% vimeo 1 %} {% include video provider=\"youtube\" id=\"x\" %}"),
    ]);
    let text = site.text("/a.html");
    assert!(
        text.contains(">Vidéo sur Vimeo</a>") && text.contains(">Vidéo sur YouTube</a>"),
        "{text}"
    );
}

#[test]
fn no_more_posts_than_wanted_are_served_the_newest() {
    let files = [
        ("_posts/2020-01-01-a.md", "---\ntitle: A\n---\n"),
        ("_posts/2020-01-03-c.md", "---\ntitle: C\n---\n"),
        ("_posts/2020-01-02-b.md", "---\ntitle: B\n---\n"),
        ("_posts/2020-01-02-aa.md", "---\ntitle: AA\n---\n"),
        ("page.md", "---\ntitle: Page\ndate: 2000-01-01\n---\n"),
    ];
    let served = |most: &str| {
        let config = format!("permalink: /:title/\nlimit_posts: {most}\n");
        let site = TestSite::new(&[&files[..], &[("_config.yml", config.as_str())]].concat());
        site.served().iter().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect()
    };
    let served: [Vec<String>; 3] = ["2", "9", "0"].map(served);
    assert_eq!(served[0], ["B", "C", "Page"]);
    assert!(served[1].len() == 5 && served[2].len() == 5, "{served:?}");
}
