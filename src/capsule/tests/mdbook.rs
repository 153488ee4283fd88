//! Whole books: what is served where, what is included, and where links lead.

use crate::capsule::tests::TestSite;
use crate::document::{self, Block};
use crate::generator::GeneratorName;

const SUMMARY: &str = "# Summary\n[Intro](README.md)\n# Part\n- [One](one.md)\n  - [Two](deep/two.md)\n  - [Later]()\n\
                       - [Gone](gone.md)\n- [Deep](deep/README.md)\n---\n[End](end.md)\n";

fn book(config: &str, summary: &str, more: &[(&str, &str)]) -> TestSite {
    let site =
        TestSite::new(&[&[("book.toml", config), ("src/SUMMARY.md", summary)], more].concat());
    assert_eq!(site.capsule.generator(), GeneratorName::Mdbook);
    site
}

fn whole() -> TestSite {
    let config = "[book]\ntitle = 'The Book'\nauthors = ['A', 'B']\ndescription = 'D'\n[output.html]\nsite-url = '/b/'\n\
                  [output.html.redirect]\n'/old.html' = 'deep/two.html#x'\n";
    let chapters = [
        ("src/README.md", "intro"),
        ("src/one.md", "x"),
        ("src/deep/two.md", "y"),
        ("src/deep/README.md", "z"),
        ("src/end.md", "e"),
        ("src/unlisted.md", "u"),
        ("src/img/a.png", ""),
        ("theme/index.hbs", "t"),
        ("book/index.html", "b"),
    ];
    book(config, SUMMARY, &chapters)
}

#[test]
fn chapters_are_pages_and_the_root_lists_them() {
    let site = whole();
    let served = [
        "/ The Book",
        "/deep/ Deep",
        "/deep/two.html Two",
        "/end.html End",
        "/img/a.png (file)",
        "/index.html Intro",
        "/old.html -> /deep/two.html",
        "/one.html One",
    ];
    assert_eq!(site.served(), served);
    let found = [
        "src/SUMMARY.md:7: chapter \"Gone\": there is no page gone.md; it is listed without a link",
        "src/unlisted.md: it is not in SUMMARY.md and so no page of the book; it is not served",
    ];
    assert_eq!(site.warnings, found);
}

#[test]
fn the_table_of_contents_is_told_in_lines() {
    let site = whole();
    let lines: Vec<String> = site
        .capsule
        .page(site.page("/"))
        .unwrap()
        .document
        .blocks
        .into_iter()
        .flat_map(|block| match block {
            Block::Paragraph(words) => vec![document::words(&words)],
            Block::Heading { content, .. } => vec![format!("# {}", document::words(&content))],
            Block::Entries(entries) => {
                entries.into_iter().map(|entry| format!("=> {}", entry.label)).collect()
            }
            Block::Rule => vec!["Rule".to_owned()],
            Block::List(_) | Block::Quote(_) | Block::Code(_) | Block::Table(_) => unreachable!(),
            Block::Definitions(_) | Block::Footnotes(_) => unreachable!(),
        })
        .collect();
    let expected = [
        "D",
        "By A, B",
        "=> Intro",
        "# Part",
        "=> 1. One",
        "=> 1.1. Two",
        "1.2. Later",
        "2. Gone",
        "=> 3. Deep",
        "Rule",
        "=> End",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_chapter_leads_to_the_one_before_and_after() {
    let site = whole();
    let footer = |path: &str| -> Vec<String> {
        let document = site.capsule.page(site.page(path)).unwrap().document;
        document.footer.iter().map(|link| document::words(&link.content)).collect()
    };
    assert_eq!(footer("/deep/two.html"), ["Previous: One", "Next: Deep", "Up: Deep", "Home"]);
    assert_eq!(footer("/index.html"), ["Next: One", "Home"]);
    assert_eq!(footer("/end.html"), ["Previous: Deep", "Home"]);
    assert_eq!(footer("/"), [""; 0]);
}

#[test]
fn links_lead_to_chapters() {
    let site = whole();
    for (page, reference, expected) in [
        ("/deep/two.html", "../one.md#x", "/one.html"),
        ("/deep/two.html", "../one.html", "/one.html"),
        ("/deep/two.html", "../README.md", "/index.html"),
        ("/deep/two.html", "README.md", "/deep/"),
        ("/deep/two.html", "../img/a.png", "/img/a.png"),
        ("/one.html", "/b/end.html", "/end.html"),
        ("/one.html", "unlisted.md", "missing"),
    ] {
        assert_eq!(site.link(page, reference), expected, "{reference}");
    }
}

/// The text of a chapter of a book with some files to include.
fn check(text: &str, expected: &str, diagnostics: &[&str]) {
    let files = [
        ("src/sub/one.md", text),
        ("src/sub/a.rs", "// ANCHOR: x\nfn a() {}\n// ANCHOR_END: x\n# hidden\n"),
        ("src/b.md", "B {{#include sub/c.md}}\n"),
        ("src/sub/c.md", "C"),
        ("src/loop.md", "{{#include loop.md}}"),
        ("listings/d.txt", "1\n2\n3\n"),
        (".secret", "s"),
    ];
    let site = book("", "- [One](sub/one.md)", &files);
    assert_eq!(site.text("/sub/one.html"), expected, "{text:?}");
    let warnings = site.capsule.page(site.page("/sub/one.html")).unwrap().warnings;
    let found: Vec<String> =
        warnings.iter().map(|warning| format!("{}: {}", warning.line, warning.text)).collect();
    assert_eq!(found, diagnostics, "{text:?}");
}

#[test]
fn files_are_included() {
    check("a {{#include ../b.md}} d", "a B C d", &[]);
    check("```rust\n{{#rustdoc_include a.rs:x}}\n```", "```rust\nfn a() {}\n```", &[]);
    check("```rust\n{{#include a.rs:4}}\n# b\nc\n```", "```rust\nc\n```", &[]);
    check(
        "{{#playground a.rs editable}}",
        "```rust,editable\n// ANCHOR: x\nfn a() {}\n// ANCHOR_END: x\n```",
        &[],
    );
    check("{{#include ../../listings/d.txt:2:}}", "2\n3", &[]);
    check("{{#title Other}}x\\{{#include b.md}} {{#", "x{{#include b.md}} {{#", &[]);
}

/// mdBook leaves what it does not know to other tools and to readers.
#[test]
fn lines_that_a_book_hides_are_left_out() {
    let config = "[output.html.code.hidelines]\npython = '~'\n";
    let text = "```python\n~import a\nb()\n```\n\n```text\n~c\n```";
    let site = book(config, "- [One](one.md)", &[("src/one.md", text)]);
    let mut codes = Vec::new();
    document::parts(&site.document("/one.html").blocks, &mut |part| {
        if let document::Part::Code(code) = part {
            codes.push(code.text.clone());
        }
    });
    assert_eq!(codes, ["b()", "~c"]);
}

#[test]
fn other_braces_stay_as_they_are_written() {
    for text in [
        "{{#quiz x}}",
        "Use `{{#if x}}`yes`{{/if}}` and {{/toc}}, {{ title }}",
        "{{#include}} {{include x}} {{#include a } b}}",
        "```hbs\n{{#each chapters}}\n{{/each}}\n```",
    ] {
        check(text, text, &[]);
    }
    check("{{ #include ../b.md }}", "B C", &[]);
}

#[test]
fn addresses_of_the_configuration_lead_to_folders_and_to_other_sites() {
    let config = "[output.html]\nsite-url = '/b/'\n[output.html.redirect]\n\
                  '/f/config.html' = 'conf/'\n'/f/old.html' = '/b/f/conf/index.html'\n\
                  '/h.html' = 'https://e.org/y'\n'/g.html' = 'gone.html'\n'/one.html' = 'f/conf/'\n\
                  '/one.html#a' = '/f/conf/#a'\n";
    let chapters = [("src/one.md", "x"), ("src/f/conf/README.md", "y")];
    let site = book(config, "[One](one.md)\n[Conf](f/conf/README.md)", &chapters);
    let served = [
        "/ Contents",
        "/f/conf/ Conf",
        "/f/config.html -> /f/conf/",
        "/f/old.html -> /f/conf/",
        "/h.html -> https://e.org/y",
        "/one.html One",
    ];
    assert_eq!(site.served(), served);
    let told = "book.toml: the redirect of /g.html: nothing is served at /gone.html";
    assert_eq!(site.warnings, [told]);
}

#[test]
fn what_can_not_be_included_is_told() {
    let no = |file: &str, why: &str| format!("2: {file} can't be included: {why}");
    check(
        "\n{{#include ../../.secret}}",
        "\n",
        &[&no("../../.secret", "the name begins with a dot")],
    );
    check("\n{{#include ../../../x}}", "\n", &[&no("../../../x", "the path leaves the root")]);
    let deep = "1: files include one another more than 10 deep; loop.md is left out";
    check("{{#include ../loop.md}}", "", &[deep]);
}

#[test]
fn a_page_that_includes_much_has_an_end() {
    let many = "{{#include many.md}}\n".repeat(500);
    let site = book("", "- [One](many.md)", &[("src/many.md", &many)]);
    let converted = site.capsule.page(site.page("/many.html")).unwrap();
    let found = converted
        .warnings
        .iter()
        .filter(|it| it.text.starts_with("more than 1000 directives"))
        .count();
    assert_eq!(found, 1);
}

#[test]
fn a_page_may_have_a_thousand_directives() {
    let converted = |directives: usize| {
        let many = "{{#include ../a.txt}}".repeat(directives);
        let site = book("", "- [One](many.md)", &[("src/many.md", &many), ("a.txt", "a")]);
        let converted = site.capsule.page(site.page("/many.html")).unwrap();
        let text = crate::document::notation(&converted.document.blocks);
        (text.matches('a').count(), converted.warnings.len())
    };
    assert_eq!(converted(1000), (1000, 0));
    assert_eq!(converted(1002), (1000, 1));
}

#[test]
fn nothing_is_read_once_too_much_is_included() {
    let big = format!("x\n{}", " ".repeat(9 << 20));
    let text = "{{#include ../big.txt:1}}\n".repeat(2) + "{{#include ../gone.txt}}\n";
    let site = book("", "- [One](one.md)", &[("src/one.md", &text), ("big.txt", &big)]);
    let warnings = site.capsule.page(site.page("/one.html")).unwrap().warnings;
    let found: Vec<_> = warnings.iter().map(|it| (it.line, it.text.as_str())).collect();
    let expected = [
        (2, "more than 16 MiB are included; ../big.txt is left out"),
        (3, "more than 16 MiB are included; ../gone.txt is left out"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_book_without_a_table_is_told() {
    let site = TestSite::new(&[("book.toml", ""), ("src/a.md", "x")]);
    assert_eq!(site.served(), [""; 0]);
    assert!(site.warnings[0].starts_with("src/SUMMARY.md: the table of contents can't be read"));
}
