//! Each block and inline as HTML, byte for byte.

mod blocks;
mod hostile;
mod properties;

use super::{Sheet, WebFrame, html, html_content};
use crate::document::{
    Alignment, Block, Definition, Document, Entry, Footnote, Image, ImageKind, Inline, Item, Link,
    List, Table, Target,
};
use crate::form::Protocol;
use crate::render::tests::*;

/// What stands around the pages of these tests.
fn around() -> WebFrame {
    WebFrame { sheet: Sheet::File(path("/propus.css")), ..WebFrame::default() }
}

/// A page at `/a/b`.
fn page<const N: usize>(blocks: [Block; N]) -> Document {
    Document { path: Some(path("/a/b")), ..document(blocks) }
}

/// The content of a page as it is written.
fn content(page: &Document) -> String {
    let written = html(page, &around());
    let (_, inner) = written.split_once("<article>\n").unwrap();
    let (inner, _) = inner.split_once("</article>\n").unwrap();
    inner.to_owned()
}

#[track_caller]
fn check<const N: usize>(blocks: [Block; N], expected: &str) {
    assert_eq!(content(&page(blocks)), expected);
}

fn linked(fragment: &str, to: Target, words: &str) -> Inline {
    let (title, fragment) = (String::new(), fragment.to_owned());
    Inline::from(Link { target: to, title, fragment, content: vec![t(words)] })
}

#[test]
fn a_page_is_semantic_and_leads_to_what_belongs_to_it() {
    let mut page = page([h(2, "The title"), p([t("Words.")]), h(2, "More")]);
    page.title = "The title".to_owned();
    page.language = "de-CH".parse().ok();
    page.date = "2026-05-04".parse().ok();
    page.topics = vec![Entry {
        target: target("/tags/sea/"),
        date: None,
        label: "Schlagwort: See".to_owned(),
    }];
    page.footer = vec![footer("/a/", "Hoch: A"), footer("", "Suche"), footer("/", "Start")];
    let around = WebFrame {
        site: Some(("Anna's log".to_owned(), path("/"))),
        description: "What it \"says\"".to_owned(),
        feeds: vec![(path("/feed.xml"), "Posts".to_owned())],
        canonical: Some("https://example.org/a/b/".to_owned()),
        elsewhere: vec![
            (Protocol::Gemini, "gemini://example.org/a/b".to_owned()),
            (Protocol::Gopher, "gopher://example.org/1/a/b".to_owned()),
        ],
        ..around()
    };
    let expected = r##"<!DOCTYPE html>
<html lang="de-CH">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The title – Anna&#39;s log</title>
<meta name="description" content="What it &quot;says&quot;">
<link rel="stylesheet" href="../../propus.css">
<link rel="canonical" href="https://example.org/a/b/">
<link rel="alternate" type="application/atom+xml" title="Posts" href="../../feed.xml">
<link rel="alternate" type="text/gemini" title="Gemini" href="gemini://example.org/a/b">
<link rel="alternate" title="Gopher" href="gopher://example.org/1/a/b">
</head>
<body>
<header class="site">
<a rel="home" href="../../index.html">Anna&#39;s log</a>
</header>
<main>
<article>
<header>
<h1 id="the-title">The title</h1>
</header>
<p>Words.</p>
<h2 id="more">More</h2>
<footer>
<p><time datetime="2026-05-04">2026-05-04</time></p>
<ul>
<li><a href="../../tags/sea/index.html">Schlagwort: See</a></li>
</ul>
</footer>
</article>
</main>
<footer class="site">
<nav>
<ul>
<li><a href="../index.html">Hoch: A</a></li>
<li><a href="../../index.html">Start</a></li>
</ul>
</nav>
<p>Diese Seite über Gemini: <a dir="ltr" href="gemini://example.org/a/b">gemini://example.org/a/b</a></p>
<p>Diese Seite über Gopher: <a dir="ltr" href="gopher://example.org/1/a/b">gopher://example.org/1/a/b</a></p>
</footer>
</body>
</html>
"##;
    assert_eq!(html(&page, &around), expected);
}

#[test]
fn a_start_page_has_no_way_to_itself_and_one_that_moved_leads_on() {
    let home = Document { path: Some(path("/")), ..document([p([t("x")])]) };
    let named = WebFrame { site: Some(("Site".to_owned(), path("/"))), ..around() };
    let written = html(&home, &named);
    assert!(
        written.contains("<title>Site</title>") && !written.contains("rel=\"home\""),
        "{written}"
    );
    assert!(!written.contains("<footer"), "{written}");
    let refresh = |to: Target| {
        let written = html(&home, &WebFrame { moved_to: Some(to), ..around() });
        written.lines().find(|it| it.contains("refresh")).map(str::to_owned)
    };
    let meta = |to| Some(format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">"));
    assert_eq!(refresh(target("/new")), meta("new/index.html"));
    assert_eq!(refresh(target("https://example.com/?a&b")), meta("https://example.com/?a&amp;b"));
    assert_eq!(refresh(target("gemini://example.com/")), None);
    assert_eq!(refresh(target("javascript:x")), None);
}

#[test]
fn a_style_sheet_may_stand_in_the_page() {
    let written = html(&page([]), &WebFrame::default());
    assert!(written.contains("<style>\n/* Pages of propus") && !written.contains("stylesheet"));
    assert!(written.contains("<title>/a/b</title>"), "{written}");
}

#[test]
fn a_date_may_stand_on_top_and_a_page_may_run_from_the_right() {
    let page = Document {
        title: "سلام".to_owned(),
        date: "2026-05-04".parse().ok(),
        date_on_top: true,
        ..page([])
    };
    let written = html(&page, &around());
    assert!(written.contains("<html dir=\"rtl\">"), "{written}");
    assert_eq!(
        content(&page),
        "<header>\n<h1 id=\"سلام\">سلام</h1>\n\
        <p><time datetime=\"2026-05-04\">2026-05-04</time></p>\n</header>\n"
    );
}

#[test]
fn running_text_keeps_its_marks() {
    let marked = |mark: fn(Vec<Inline>) -> Inline, text: &str| mark(vec![t(text)]);
    check(
        [p([
            t("a & b "),
            marked(Inline::Emphasis, "em"),
            marked(Inline::Strong, "strong"),
            marked(Inline::Struck, "gone"),
            c("x < y"),
            Inline::Break,
            t("end"),
        ])],
        "<p>a &amp; b <em>em</em><strong>strong</strong><s>gone</s><code>x &lt; y</code><br>\nend</p>\n",
    );
    check([p([]), p([t(" ")])], "");
}

#[test]
fn links_are_relative_to_the_file_of_the_page() {
    check(
        [p([
            a("/", "home"),
            a("/a/", "up"),
            a("/a/b", "here"),
            a("/a/c.html", "html"),
            a("/f/x y.pdf", "file"),
            a("https://example.org/?a&b", "web"),
            a("gemini://example.org/", "gemini"),
        ])],
        "<p><a href=\"../../index.html\">home</a><a href=\"../index.html\">up</a>\
        <a href=\"index.html\">here</a><a href=\"../c.html\">html</a>\
        <a href=\"../../f/x%20y.pdf\">file</a><a href=\"https://example.org/?a&amp;b\">web</a>\
        <a href=\"gemini://example.org/\">gemini</a></p>\n",
    );
    let titled = Link {
        target: target("/"),
        title: "A \"note\"".to_owned(),
        fragment: String::new(),
        content: vec![],
    };
    check(
        [p([Inline::from(titled)])],
        "<p><a href=\"../../index.html\" title=\"A &quot;note&quot;\">/</a></p>\n",
    );
    check(
        [p([a("https://example.org/x/", "")])],
        "<p><a href=\"https://example.org/x/\">example.org/x</a></p>\n",
    );
}

#[test]
fn of_what_is_not_on_the_web_the_words_stay() {
    let gemini_only = |listed| Target::GeminiOnly { path: path("/zone/"), query: None, listed };
    check(
        [p([
            to(Target::Missing(path("/gone")), "gone"),
            a("", "nowhere"),
            to(gemini_only(true), "zone"),
            to(gemini_only(false), "hidden"),
        ])],
        "<p>gonenowherezonehidden</p>\n",
    );
}

#[test]
fn links_lead_to_places_on_pages() {
    check(
        [
            p([
                linked("some-words", Target::Nowhere, "below"),
                linked("nothing", Target::Nowhere, "no"),
                linked("own", target("/a/b"), "own"),
                linked("nothing", target("/a/b"), "top"),
                linked("there é", target("/c"), "there"),
                linked("page=3", target("/d.pdf"), "part"),
            ]),
            h(2, "Some words"),
            Block::Heading { level: 3, id: "own".to_owned(), content: vec![t("Named")] },
        ],
        "<p><a href=\"#some-words\">below</a>no<a href=\"#own\">own</a><a href=\"index.html\">top</a>\
        <a href=\"../../c/index.html#there%20%C3%A9\">there</a><a href=\"../../d.pdf#page=3\">part</a></p>\n\
        <h2 id=\"some-words\">Some words</h2>\n<h3 id=\"own\">Named</h3>\n",
    );
}

#[test]
fn a_link_in_a_link_is_its_words() {
    let outer = around_all("/x/", vec![t("a "), a("/y/", "b"), Inline::Note(1)]);
    check([p([outer])], "<p><a href=\"../../x/index.html\">a b<sup>1</sup></a></p>\n");
}

fn around_all(reference: &str, content: Vec<Inline>) -> Inline {
    Inline::from(Link::new(target(reference), content))
}

#[test]
fn the_entry_of_a_feed_leads_to_the_web_from_wherever_it_is_read() {
    let page = page([
        h(1, "Title"),
        p([a("/x", "x"), image("/a.png", ""), linked("title", Target::Nowhere, "up")]),
    ]);
    assert_eq!(
        html_content(&page, "https://example.org/log"),
        "<h1 id=\"title\">Title</h1>\n<p><a href=\"https://example.org/log/x/\">x</a>\
        <img src=\"https://example.org/log/a.png\" alt=\"\">\
        <a href=\"https://example.org/log/a/b/#title\">up</a></p>\n"
    );
}
