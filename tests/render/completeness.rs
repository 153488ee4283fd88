//! Nothing of a page is lost: all words in order, all links and pictures, all headings, items and
//! lines of code are in the gemtext, the menu, the text and the HTML that it becomes; no line is
//! invalid and no markup leaks.
//!
//! What a page holds is read from HTML that others made of it: `corpus_html/make.sh` for the
//! corpus, the specification itself for the examples of CommonMark. propus' own parser has no part
//! in it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "a test may fail by panicking"
)]

#[path = "../support/completeness/mod.rs"]
mod completeness_support;
#[path = "../support/corpus/mod.rs"]
mod corpus_support;

use std::fs;
use std::path::Path;

use completeness_support::compare::losses;
use completeness_support::reference::Reference;
use completeness_support::shown::Shown;
use corpus_support::{Forms, Served, corpus};
use propus::generator::GeneratorName;

/// Pages whose words others show as TeX, and propus as they are read: what they become stands
/// beside them, line by line.
const FORMULAS: &[&str] = &["mathematics.md"];

/// How much was looked at.
#[derive(Default, Debug)]
#[allow(dead_code, reason = "it is printed")]
struct Measured {
    pages: usize,
    words: usize,
    links: usize,
    images: usize,
    headings: usize,
    items: usize,
    code_lines: usize,
}

impl Measured {
    fn add(&mut self, page: &Reference) {
        self.pages += 1;
        self.words += page.count();
        self.links += page.links.len();
        self.images += page.images.len();
        self.headings += page.headings.len();
        self.items += page.items.len();
        self.code_lines += page.code.len();
    }
}

/// What is lost of a page in each of its forms.
fn check(page: &Reference, forms: &Forms, place: (&str, &str)) -> Vec<String> {
    let file = match place.0 {
        html if html.ends_with(".html") => html.to_owned(),
        page => format!("{}/index.html", page.trim_end_matches('/')),
    };
    let shown = [
        Shown::gemtext(&forms.gemtext),
        Shown::menu(&forms.menu),
        Shown::text(&forms.text),
        Shown::web(&forms.web, &file),
    ];
    let lost = forms.each().into_iter().zip(shown).flat_map(|((form, _), shown)| {
        losses(page, &shown, place).into_iter().map(move |loss| format!("{form}: {loss}"))
    });
    lost.collect()
}

fn check_site(folder: &Path, html: &Path, generator: GeneratorName) {
    let served = Served::folder(folder, generator);
    let (mut measured, mut lost) = (Measured::default(), Vec::new());
    for place in served.places().into_iter().filter(|place| !FORMULAS.contains(&place.as_str())) {
        let html = html.join(&place).with_extension("html");
        let html =
            fs::read_to_string(&html).unwrap_or_else(|_| panic!("{}: run make.sh", html.display()));
        let page = Reference::of(&html);
        measured.add(&page);
        let base = served.path(&place);
        lost.extend(
            check(&page, &served.convert(&place), (base.as_str(), &format!("/{place}")))
                .into_iter()
                .map(|it| format!("{place}: {it}")),
        );
    }
    println!("{measured:?}");
    assert!(lost.is_empty(), "{} losses:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn plain_pages_lose_nothing() {
    check_site(&corpus(), &corpus().with_file_name("corpus_html"), GeneratorName::Plain);
}

#[test]
fn pages_of_jekyll_lose_nothing() {
    check_site(
        &corpus().join("jekyll"),
        &corpus().with_file_name("corpus_html").join("jekyll"),
        GeneratorName::Jekyll,
    );
}

#[test]
fn the_examples_of_common_mark_lose_nothing() {
    let spec = fs::read_to_string(corpus().with_file_name("commonmark").join("spec.json")).unwrap();
    let spec: Vec<(String, String)> = serde_json::from_str(&spec).unwrap();
    assert_eq!(spec.len(), 652);
    // A line before it: some begin like front matter.
    let pages: Vec<(String, String)> = spec
        .iter()
        .zip(1..)
        .map(|((markdown, _), number)| {
            (format!("example-{number:03}.md"), format!("\n{}", markdown.replace('→', "\t")))
        })
        .collect();
    let served = Served::pages(
        pages.iter().map(|(name, text)| (name.as_str(), text.as_bytes())),
        GeneratorName::Plain,
    );
    let (mut measured, mut lost) = (Measured::default(), Vec::new());
    for ((name, _), (_, html)) in pages.iter().zip(&spec) {
        let page = Reference::of(&html.replace('→', "\t"));
        measured.add(&page);
        let base = served.path(name);
        lost.extend(
            check(&page, &served.convert(name), (base.as_str(), base.as_str()))
                .into_iter()
                .map(|it| format!("{name}: {it}")),
        );
    }
    println!("{measured:?}");
    assert!(lost.is_empty(), "{} losses:\n{}", lost.len(), lost.join("\n"));
}

/// A page with one of everything, and what it becomes.
const PAGE: &str = "\n# Title\n\nSome words with [a link](https://example.com/a) & 5 %.\n\n## Section\n\n- first item\n- second \
    item\n\n```sh\nls -l\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![A cat](/cat.png)\n\n> quoted words\n";
const HTML: &str = "<h1>Title</h1><p>Some words with <a href='https://example.com/a'>a link</a> &amp; 5 %.</p><h2>Section\
    </h2><ul><li>first item</li><li>second item</li></ul><pre><code>ls -l\n</code></pre><table><tr><th>a</th><th>b</th>\
    </tr><tr><td>1</td><td>2</td></tr></table><p><img src='/cat.png' alt='A cat'></p><blockquote><p>quoted words</p>\
    </blockquote>";

/// Whether the checker sees what is wrong with one form, after `from` in it has become `to`.
fn check_damage(ending: &str, from: &str, to: &str, expected: &str) {
    let served = Served::pages([("page.md", PAGE.as_bytes())], GeneratorName::Plain);
    let page = Reference::of(HTML);
    let mut forms = served.convert("page.md");
    assert_eq!(check(&page, &forms, ("/page", "/page.md")), [""; 0]);
    let form = match ending {
        "gmi" => &mut forms.gemtext,
        "menu" => &mut forms.menu,
        "web" => &mut forms.web,
        _ => &mut forms.text,
    };
    assert!(form.contains(from), "{from:?} is not in {form}");
    *form = form.replacen(from, to, 1);
    let lost = check(&page, &forms, ("/page", "/page.md"));
    assert!(
        lost.iter().any(|loss| loss.starts_with(&format!("{ending}: {expected}"))),
        "{from:?} to {to:?}: {lost:?}"
    );
}

#[test]
fn the_checker_sees_what_is_lost() {
    for ending in ["gmi", "menu", "txt"] {
        check_damage(ending, "Some words", "Some", "word \"words\"");
        check_damage(ending, "Some words", "Somewords", "word \"Some\"");
        check_damage(ending, "Some words", "words Some", "word \"words\"");
        check_damage(ending, "5 %", "5", "word \"%\"");
        check_damage(ending, "example.com/a", "example.com/b", "target");
        check_damage(ending, "ls -l", "ls-l", "line of code");
        check_damage(ending, "/cat.png", "/dog.png", "target");
        check_damage(ending, "A cat", "A dog", "what a picture shows");
        check_damage(ending, "* second", "second", "item");
        check_damage(ending, "Some words", "Some <b>words", "leaked");
        check_damage(ending, "Some words", "Some {: .lead} words", "leaked");
        check_damage(ending, "Some words", "Some &amp;lt; words", "leaked");
        check_damage(ending, "Some words", "Some\u{1b} words", "invalid");
    }
}

#[test]
fn the_checker_sees_what_is_wrong_with_a_web_page() {
    check_damage("web", "Some words", "Some", "word \"words\"");
    check_damage("web", "example.com/a", "example.com/b", "target");
    check_damage("web", "ls -l", "ls-l", "line of code");
    check_damage("web", "A cat", "A dog", "what a picture shows");
    check_damage("web", "<h2 id=\"section\">Section</h2>", "<p>Section</p>", "heading");
    check_damage("web", "<h2 id=\"section\">Section</h2>", "<h3>Section</h3>", "heading");
    check_damage("web", "<li>second item</li>", "second item", "item");
    check_damage("web", "<blockquote>", "<blockquote></b>", "invalid");
    check_damage("web", "Some words", "Some &lt;b&gt;words", "leaked");
}

#[test]
fn the_checker_sees_lines_that_are_not_what_they_were() {
    check_damage("gmi", "## Section", "Section", "heading");
    check_damage("gmi", "## Section", "### Section", "heading");
    check_damage("gmi", "## Section", "##Section", "invalid");
    check_damage("gmi", "* first", "- first", "item");
    check_damage("gmi", "```sh", "sh", "line of code");
    check_damage("gmi", "```\n\n```", "\n\n```", "");
    check_damage("gmi", "=> https", "=>https", "invalid");
    check_damage("gmi", "=> /cat.png", "=> /c at.png", "target");
    check_damage("gmi", "> quoted words", "> quoted", "word \"words\"");
    check_damage(
        "gmi",
        "=> https://example.com/a",
        "=> https://example.com/x\n=> https://example.com/a",
        "target",
    );
    check_damage("menu", "-------", "", "heading");
    check_damage("txt", "-------", "", "heading");
    check_damage("menu", "\texample.org\t70", "", "invalid");
}
