//! Each block and inline as HTML, byte for byte.

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
    let (title, fragment) = (String::new(), String::new());
    Inline::from(Link { target: target(reference), title, fragment, content })
}

#[test]
fn pictures_are_figures_where_they_stand_alone() {
    let picture = "<img src=\"../../cat.png\" alt=\"A cat\">";
    let cat = || image("/cat.png", "A cat");
    check([p([t("So: "), cat(), t(" nice")])], &format!("<p>So: {picture} nice</p>\n"));
    check([p([cat()])], &format!("<figure>\n{picture}\n</figure>\n"));
    let linked = format!("<a href=\"../../big.png\">{picture}</a>");
    check(
        [p([crate::render::tests::around("/big.png", cat()), Inline::Break, cat()])],
        &format!("<figure>\n{linked}\n{picture}\n</figure>\n"),
    );
    let caption = Inline::Emphasis(vec![t("In the sun")]);
    check(
        [p([cat(), t(" "), caption])],
        &format!("<figure>\n{picture}\n<figcaption>In the sun</figcaption>\n</figure>\n"),
    );
    check(
        [p([crate::render::tests::around("/big.png", image("/small.png", ""))])],
        "<figure>\n<a href=\"../../big.png\"><img src=\"../../small.png\" alt=\"small.png\"></a>\n</figure>\n",
    );
    check([p([image("", "Lost")])], "<figure>\nLost\n</figure>\n");
    check(
        [p([image("gemini://example.org/a.png", "Far")])],
        "<figure>\n<a href=\"gemini://example.org/a.png\">Far (image)</a>\n</figure>\n",
    );
}

#[test]
fn films_and_sounds_are_played_and_frames_are_led_to() {
    let of = |kind, reference: &str, alt: &str| {
        Inline::from(Image { target: target(reference), alt: alt.to_owned(), kind })
    };
    check(
        [p([of(ImageKind::Video, "/a.mp4", "A film")])],
        "<figure>\n<video controls preload=\"metadata\" src=\"../../a.mp4\" title=\"A film\">\
        <a href=\"../../a.mp4\">A film (video)</a></video>\n</figure>\n",
    );
    check(
        [p([t("Hear "), of(ImageKind::Audio, "https://example.org/a.ogg", "")])],
        "<p>Hear <audio controls preload=\"metadata\" src=\"https://example.org/a.ogg\">\
        <a href=\"https://example.org/a.ogg\">a.ogg (audio)</a></audio></p>\n",
    );
    check(
        [p([of(ImageKind::Frame, "https://example.org/embed/1", "A map")])],
        "<figure>\n<a href=\"https://example.org/embed/1\">A map (embedded)</a>\n</figure>\n",
    );
    check(
        [p([of(ImageKind::Video, "https://example.org/watch", "Talk")])],
        "<figure>\n<a href=\"https://example.org/watch\">Talk (video)</a>\n</figure>\n",
    );
}

#[test]
fn lists_are_lists() {
    let task = |done, text: &str| Item { task: Some(done), blocks: vec![p([t(text)])] };
    check(
        [
            bullets([item([p([t("one")]), numbers(3, [item([p([t("inner")])])])]), item([])]),
            Block::List(List {
                start: Some(1),
                items: vec![task(true, "done"), task(false, "to do")],
            }),
            bullets([item([p([t("a")]), p([t("b")])]), item([code("", "x")])]),
            bullets([]),
        ],
        "<ul>\n<li>one\n<ol start=\"3\">\n<li>inner</li>\n</ol>\n</li>\n<li></li>\n</ul>\n\
        <ol>\n<li><span class=\"task\">☑</span> done</li>\n<li><span class=\"task\">☐</span> to do</li>\n</ol>\n\
        <ul>\n<li><p>a</p>\n<p>b</p>\n</li>\n<li><pre><code>x</code></pre>\n</li>\n</ul>\n",
    );
}

#[test]
fn code_keeps_its_lines_and_names_its_language() {
    check(
        [code("rust ignore", "\nfn a() {\n\tb::<c>();\u{0}\n}"), code("", "</code>")],
        "<pre><code class=\"language-rust\">\nfn a() {\n\tb::&lt;c&gt;();\n}</code></pre>\n\
        <pre><code>&lt;/code&gt;</code></pre>\n",
    );
}

#[test]
fn tables_are_tables() {
    let alignments = [Alignment::Left, Alignment::Center, Alignment::Right];
    let mut own = table(
        &alignments,
        &[&["a", "b", "c", "d"], &["1"], &["1", "2", "3", "4"], &["1", "2", "3"]],
    );
    own.caption = vec![t("Numbers")];
    check(
        [Block::from(own)],
        "<div class=\"table\">\n<table>\n<caption>Numbers</caption>\n<thead>\n<tr>\n\
        <th scope=\"col\" class=\"left\">a</th>\n<th scope=\"col\" class=\"center\">b</th>\n\
        <th scope=\"col\" class=\"right\">c</th>\n<th scope=\"col\">d</th>\n</tr>\n</thead>\n<tbody>\n\
        <tr>\n<td class=\"left\">1</td>\n<td colspan=\"3\"></td>\n</tr>\n\
        <tr>\n<td class=\"left\">1</td>\n<td class=\"center\">2</td>\n<td class=\"right\">3</td>\n<td>4</td>\n</tr>\n\
        <tr>\n<td class=\"left\">1</td>\n<td class=\"center\">2</td>\n<td class=\"right\">3</td>\n<td></td>\n</tr>\n\
        </tbody>\n</table>\n</div>\n",
    );
    let rows = vec![vec![vec![t("x")]]];
    let headless = Table { caption: vec![], alignments: vec![], head: vec![], rows };
    check(
        [Block::from(headless)],
        "<div class=\"table\">\n<table>\n<tbody>\n<tr>\n<td>x</td>\n</tr>\n</tbody>\n</table>\n</div>\n",
    );
}

#[test]
fn quotes_rules_and_definitions_have_their_elements() {
    let definition = |term: &str, descriptions| Definition { term: vec![t(term)], descriptions };
    check(
        [
            quote([p([t("said")]), quote([p([t("before")])])]),
            Block::Rule,
            Block::Definitions(vec![
                definition("term", vec![vec![p([t("one")])], vec![p([t("two")]), p([t("more")])]]),
                definition("alone", vec![]),
            ]),
        ],
        "<blockquote>\n<p>said</p>\n<blockquote>\n<p>before</p>\n</blockquote>\n</blockquote>\n<hr>\n\
        <dl>\n<dt id=\"term\">term</dt>\n<dd>one</dd>\n<dd><p>two</p>\n<p>more</p>\n</dd>\n<dt id=\"alone\">alone</dt>\n<dd></dd>\n</dl>\n",
    );
}

#[test]
fn entries_are_a_list_with_their_dates() {
    let entry = |reference: &str, date: &str, label: &str| Entry {
        target: target(reference),
        date: date.parse().ok(),
        label: label.to_owned(),
    };
    check(
        [
            Block::Entries(vec![entry("/p/", "2026-05-04", "Post"), entry("", "", "7 more")]),
            Block::Entries(vec![entry("/img/a.png", "", "")]),
            Block::Entries(vec![]),
        ],
        "<ul class=\"entries dated\">\n\
        <li><time datetime=\"2026-05-04\">2026-05-04</time> <a href=\"../../p/index.html\">Post</a></li>\n\
        <li>7 more</li>\n</ul>\n\
        <ul class=\"entries\">\n<li><a href=\"../../img/a.png\">../../img/a.png</a></li>\n</ul>\n",
    );
}

#[test]
fn notes_lead_there_and_back() {
    let note = |number, blocks| Footnote { number, blocks };
    check(
        [
            p([t("So"), Inline::Note(1), t(" it"), Inline::Note(1), t(" is"), Inline::Note(7)]),
            Block::Footnotes(vec![
                note(1, vec![p([t("By Wu.")])]),
                note(2, vec![code("", "x")]),
                note(1, vec![p([t("Again.")])]),
            ]),
        ],
        "<p>So<sup><a role=\"doc-noteref\" id=\"fnref:1\" href=\"#fn:1\">1</a></sup> it\
        <sup><a role=\"doc-noteref\" id=\"fnref:1:2\" href=\"#fn:1\">1</a></sup> is<sup>7</sup></p>\n\
        <div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n\
        <li value=\"1\" id=\"fn:1\"><p>By Wu. <a href=\"#fnref:1\" role=\"doc-backlink\">↩\u{fe0e}</a> \
        <a href=\"#fnref:1:2\" role=\"doc-backlink\">↩\u{fe0e}<sup>2</sup></a></p></li>\n\
        <li value=\"2\" id=\"fn:2\"><pre><code>x</code></pre>\n</li>\n\
        <li value=\"1\"><p>Again.</p></li>\n</ol>\n</div>\n",
    );
}

#[test]
fn headings_move_down_under_a_title_and_end_at_six() {
    let mut page = page([h(1, "One"), h(6, "Six"), h(2, ""), h(0, "Zero")]);
    page.title = "Title".to_owned();
    assert_eq!(
        content(&page),
        "<header>\n<h1 id=\"title\">Title</h1>\n</header>\n<h2 id=\"one\">One</h2>\n\
        <h6 id=\"six\">Six</h6>\n<h1 id=\"zero\">Zero</h1>\n"
    );
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
