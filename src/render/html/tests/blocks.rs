//! Pictures, lists, tables and the other blocks, byte for byte.

use super::*;

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
