//! The collections of Jekyll sites: what templates see of their documents, and how these are named.

use super::jekyll::{check, filled};
use crate::capsule::tests::TestSite;

/// A site with collections of all kinds, and a template that is filled in.
fn collected(template: &str) -> String {
    const CONFIG: &str = "collections:
  people: {title: The team}
  docs: {output: true, sort_by: order}
  steps: {output: true, order: [b.md, sub/a.md]}
  empty: {output: true}
";
    let template = format!("---\n---\n{template}");
    let site = TestSite::new(&[
        ("_config.yml", CONFIG),
        ("_posts/2020-01-02-one.md", "---\ntitle: One\ntags: [zeta, alpha]\n---\n1\n"),
        ("_posts/2019-05-06-two-words-here.md", "---\ntags: beta alpha\n---\n2\n"),
        ("_posts/2019-05-07-away.md", "---\nredirect_to: https://e.org\n---\n"),
        ("_people/3-zoe.md", "---\nname: Zoe\n---\nZoe *writes*.\n"),
        ("_people/2021-01-01-abe.md", "---\nname: Abe\n---\nAbe reads.\n"),
        ("_people/none.txt", "no document"),
        ("_people/read-me.md", "no front matter"),
        ("_docs/b.md", "---\ntitle: B\norder: 10\n---\nB.\n"),
        ("_docs/a-VERY-nice.md", "---\norder: 9\n---\nA.\n"),
        ("_docs/sub/c.md", "---\ndate: 2001-01-01\n---\nC.\n"),
        ("_steps/sub/a.md", "---\npermalink: /same/\n---\n"),
        ("_steps/b.md", "---\npermalink: /same/\n---\n"),
        ("_steps/c.md", "---\n---\n"),
        ("b/about.md", "---\ntags: a b\n---\n"),
        ("a/zed.md", "---\ntitle: Zed\n---\n"),
        ("a/notes.md", "no front matter"),
        ("all.txt", &template),
    ]);
    filled(&site, "all.txt").0
}

#[test]
fn collections_without_output_are_shown_by_other_pages_and_have_no_address() {
    let people = collected(
        "{% for p in site.people %}{{ p.name }} {{ p.title }} {{ p.slug }}: {{ p.content }}{% endfor %}",
    );
    assert_eq!(
        people.split_whitespace().collect::<Vec<_>>().join(" "),
        "Abe Abe abe: <p>Abe reads.</p> Zoe 3 Zoe 3-zoe: <p>Zoe <em>writes</em>.</p>"
    );
    let site = TestSite::new(&[
        ("_config.yml", "collections: [people]"),
        ("_people/zoe.md", "---\nname: Zoe\n---\nZoe.\n"),
        ("index.md", "---\n---\n{{ site.people.first.name }}"),
    ]);
    assert_eq!(site.served(), ["/ Home"]);
    assert_eq!(site.text("/"), "Zoe");
}

#[test]
fn documents_stand_in_the_order_of_their_collection() {
    let titles =
        |name: &str| collected(&format!("{{% for d in {name} %}}{{{{ d.title }}}},{{% endfor %}}"));
    assert_eq!(titles("site.docs"), "A Very Nice,B,C,");
    // Two that share an address are both listed.
    assert_eq!(titles("site.steps"), "B,A,C,");
    // One that leads elsewhere is listed, too.
    assert_eq!(titles("site.posts"), "One,Away,Two Words Here,");
    assert_eq!(
        titles("site.documents"),
        "Two Words Here,Away,One,Abe,3 Zoe,A Very Nice,B,C,B,A,C,"
    );
}

#[test]
fn collections_are_listed_by_name_with_what_the_configuration_says_of_them() {
    assert_eq!(
        collected(
            "{% for c in site.collections %}{{ c.label }} {{ c.output }} {{ c.docs.size }} {{ c.title }};{% endfor %}"
        ),
        "docs true 3 ;empty true 0 ;people false 2 The team;posts true 3 ;steps true 3 ;"
    );
}

#[test]
fn pages_are_listed_by_file_name_and_are_no_documents() {
    assert_eq!(
        collected(
            "{% for p in site.pages %}{{ p.path }}[{{ p.id }}{{ p.slug }}{{ p.excerpt }}{{ p.tags }}]{% endfor %}"
        ),
        "b/about.md[a b]a/zed.md[]"
    );
}

#[test]
fn a_collection_named_pages_stands_for_the_list_of_pages() {
    for config in ["collections:\n  pages: {output: true}\n", "collections: [pages]\n"] {
        let site = TestSite::new(&[
            ("_config.yml", config),
            ("_pages/one.md", "---\ntitle: One\n---\n1\n"),
            ("two.md", "---\ntitle: Two\n---\n2\n"),
            ("all.txt", "---\n---\n{% for p in site.pages %}{{ p.title }};{% endfor %}"),
        ]);
        assert_eq!(filled(&site, "all.txt").0, "One;", "{config}");
    }
}

#[test]
fn tags_are_listed_as_the_oldest_posts_name_them() {
    assert_eq!(
        collected(
            "{% for t in site.tags %}{{ t[0] }} {{ t[1] | map: 'title' | join: '+' }};{% endfor %}"
        ),
        "beta Two Words Here;alpha One+Two Words Here;zeta One;"
    );
}

#[test]
fn documents_have_neighbours_in_their_collection() {
    assert_eq!(
        collected("{% for d in site.docs %}{{ d.previous.title }}<{{ d.next.title }};{% endfor %}"),
        "<B;A Very Nice<C;B<;"
    );
}

#[test]
fn dated_documents_are_named_by_what_follows_their_date() {
    check(
        &[
            ("_config.yml", "collections: {news: {output: true, permalink: '/:year/:title/'}}"),
            ("_news/2019-08-12-first-things.md", "---\n---\n"),
            ("_news/2019-08-13-second.md", "---\nslug: own\n---\n"),
            ("_news/third.md", "---\ndate: 2020-01-01\n---\n"),
        ],
        &["/2019/first-things/ First things", "/2019/own/ Second", "/2020/third/ Third"],
    );
}

#[test]
fn a_document_that_is_text_is_a_page_where_its_address_is_a_folder() {
    let site = TestSite::new(&[
        (
            "_config.yml",
            "permalink: pretty\ncollections:\n  licenses: {output: true}\n  data: {}\n",
        ),
        ("_licenses/mit.txt", "---\ntitle: MIT License\n---\n\n# MIT\n\nOf {{ page.title }}\n"),
        ("_licenses/own.txt", "---\npermalink: /own.txt\n---\nOwn.\n"),
        ("_licenses/style.css", "---\n---\nb {}\n"),
        ("_licenses/bare.txt", "Bare.\n"),
        ("index.md", "---\n---\n{% for l in site.licenses %}{{ l.title }};{% endfor %}\n"),
    ]);
    let served = site.served();
    assert!(served.contains(&"/licenses/mit/ MIT License".to_owned()), "{served:?}");
    let text = site.text("/licenses/mit/");
    assert!(text.contains("# MIT\n\nOf MIT License"), "{text}");
    assert!(site.text("/").starts_with("MIT License;"), "{}", site.text("/"));
    assert_eq!(filled(&site, "_licenses/own.txt").0, "Own.\n");
}

#[test]
fn objects_are_listed_by_the_names_of_their_fields() {
    let names = |object: &str| {
        collected(&format!("{{% for f in {object} %}}{{{{ f[0] }}}} {{% endfor %}}"))
    };
    assert_eq!(names("site"), "collections ");
    assert_eq!(names("site.collections.first"), "label docs relative_directory output ");
    assert_eq!(names("site.docs.first"), "categories date order path tags title url ");
    assert_eq!(names("site.posts.first"), "categories date path tags title url ");
    assert_eq!(names("paginator"), "page per_page posts total_posts total_pages ");
    assert_eq!(collected("{{ site.collections.first.relative_directory }}"), "_docs");
}

#[test]
fn the_first_page_of_posts_is_the_one_that_is_made() {
    const SHOWN: &str = "{{ paginator.page }} {{ paginator.per_page }} \
        {{ paginator.posts | map: 'title' | join: '+' }} \
        {{ paginator.total_posts }} {{ paginator.total_pages }}{{ paginator.next_page }}";
    assert_eq!(collected(SHOWN), "1 3 One+Away+Two Words Here 3 1");
    let template = format!("---\n---\n{SHOWN}");
    let site = TestSite::new(&[
        ("_config.yml", "paginate: 2"),
        ("_posts/2020-01-01-a.md", "---\n---\n"),
        ("_posts/2020-01-02-b.md", "---\n---\n"),
        ("_posts/2020-01-03-c.md", "---\n---\n"),
        ("all.txt", &template),
    ]);
    assert_eq!(filled(&site, "all.txt").0, "1 2 C+B 3 2");
}

#[test]
fn a_page_is_the_same_wherever_it_is_named() {
    let mark = "---\n---\n{% for p in site.pages %}\
        {{ p.name }}{% if p == page %}!{% endif %};{% endfor %}";
    let site = TestSite::new(&[("_config.yml", ""), ("a.md", mark), ("b.md", mark)]);
    assert_eq!(site.text("/a.html"), "a.md!;b.md;");
    assert_eq!(site.text("/b.html"), "a.md;b.md!;");
}

#[test]
fn files_that_are_no_pages_are_listed_with_their_names() {
    let template = "---\n---\n{% for f in site.static_files %}\
        {{ f.path }} {{ f.name }} {{ f.basename }} {{ f.extname }};{% endfor %}";
    let site = TestSite::new(&[
        ("_config.yml", ""),
        ("assets/a.min.css", "b {}"),
        ("made.css", "---\n---\nb {}"),
        ("all.txt", template),
    ]);
    assert_eq!(filled(&site, "all.txt").0, "/assets/a.min.css a.min.css a.min .css;");
}

#[test]
fn data_is_read_from_tables_and_folders() {
    let template = "---\n---\n\
        {% for p in site.data.people %}{{ p.name }}: {{ p.role }};{% endfor %} \
        {% for f in site.data.people[1] %}{{ f[0] }}{% endfor %} \
        {{ site.data.tabs[0].b }} {{ site.data.deep.er.x }} {{ site.data.both.x }} \
        [{{ site.data.both.in.y }}{{ site.data.text }}{{ site.data.bad }}]";
    let site = TestSite::new(&[
        ("_config.yml", ""),
        ("_data/people.csv", "name,role\nZoe,\"writes, reads\"\nAbe\n"),
        ("_data/tabs.tsv", "a\tb\n1\t2, 3\n"),
        ("_data/deep/er.json", "{\"x\": 3}"),
        ("_data/both.yml", "x: file"),
        ("_data/both/in.yml", "y: folder"),
        ("_data/text.txt", "text"),
        ("_data/bad.json", "{\n\"x\": }"),
        ("all.txt", template),
    ]);
    assert_eq!(filled(&site, "all.txt").0, "Zoe: writes, reads;Abe: ; name 2, 3 3 file []");
    assert_eq!(site.warnings, ["_data/bad.json:2: expected value at line 2 column 6"]);
}
