mod pictures;

use super::*;
use crate::document::{Alignment, Footnote, Item, Link, List, Table};
use crate::render::tests::*;

#[track_caller]
fn check<const N: usize>(blocks: [Block; N], expected: &str) {
    assert_eq!(gemtext(&document(blocks), LinkStyle::AfterBlock), expected);
}

#[track_caller]
fn check_numbered<const N: usize>(blocks: [Block; N], expected: &str) {
    assert_eq!(gemtext(&document(blocks), LinkStyle::Numbered), expected);
}

#[test]
fn links_stand_after_their_block_once() {
    let paragraph = || {
        p([
            t("I wrote "),
            a("http://paxos.systems/", "Paxos"),
            t(", worked on "),
            a("https://example.org/or", "OpenReplica"),
            t(" and gave "),
            a("/talks/", "talks"),
            t(" about it. See "),
            a("http://paxos.systems/", "Paxos again"),
            t(" too."),
        ])
    };
    check(
        [paragraph()],
        "I wrote Paxos, worked on OpenReplica and gave talks about it. See Paxos again too.\n\n\
        => http://paxos.systems/ Paxos\n=> https://example.org/or OpenReplica\n=> /talks/ talks\n",
    );
    check_numbered(
        [paragraph(), p([t("And "), a("/x/", "x-ray"), t(".")])],
        "I wrote Paxos[1], worked on OpenReplica[2] and gave talks[3] about it. See Paxos again[1] too.\n\n\
        => http://paxos.systems/ [1] Paxos\n=> https://example.org/or [2] OpenReplica\n=> /talks/ [3] talks\n\n\
        And x-ray[1].\n\n=> /x/ [1] x-ray\n",
    );
}

#[test]
fn words_that_say_nothing_get_a_telling_label() {
    check(
        [p([t("It is done. You can download it "), a("/f.zip", "here"), t(". Enjoy.")])],
        "It is done. You can download it here. Enjoy.\n\n=> /f.zip You can download it here.\n",
    );
    let link = Link {
        target: target("/f.zip"),
        title: "The  archive".to_owned(),
        fragment: String::new(),
        content: vec![t("[1]")],
    };
    check([p([t("See "), Inline::from(link)])], "See [1]\n\n=> /f.zip The archive\n");
    let long = "a very long sentence ".repeat(6);
    let expected = format!("{long}here\n\n=> /f/ here\n");
    check(
        [p([t(&long), a("https://e.example/f", "here")])],
        &expected.replace("/f/ here", "https://e.example/f here (e.example)"),
    );
    check([p([t(&long), a("/f/", "here")])], &expected);
    check(
        [p([t("All of e.example is "), a("https://e.example/f", "here"), t(".")])],
        "All of e.example is here.\n\n=> https://e.example/f All of e.example is here.\n",
    );
    let expected = format!("{long}here\n\n=> /f/ Files\n");
    check([p([t(&long), to(titled("/f/", "Files"), "here")])], &expected);
}

#[test]
fn a_bare_url_needs_no_label() {
    let bare = "https://example.org/auto";
    check(
        [p([t("At "), a(bare, bare), t(".")])],
        "At https://example.org/auto.\n\n=> https://example.org/auto\n",
    );
    check([p([a(bare, "example.org/auto")])], "=> https://example.org/auto\n");
}

#[test]
fn what_an_author_notes_on_a_link_stands_in_its_label() {
    let link = |title: &str| {
        let title = title.to_owned();
        Inline::from(Link {
            target: target("/s/"),
            title,
            fragment: String::new(),
            content: vec![t("The spec")],
        })
    };
    check([p([link("Where it  was said")])], "=> /s/ The spec (Where it was said)\n");
    check([p([t("See "), link("the spec"), t(".")])], "See The spec.\n\n=> /s/ The spec\n");
    check(
        [bullets([item([p([link("by many"), t(", 2026")])]), item([p([a("/b/", "Beta")])])])],
        "=> /s/ The spec, 2026 (by many)\n=> /b/ Beta\n",
    );
}

#[test]
fn where_links_lead_is_written_as_a_url() {
    let missing = to(Target::Missing(path("/gone/ü.md")), "gone");
    check(
        [p([
            t("a "),
            a("/ü b/", "umlaut"),
            t(" "),
            missing,
            t(" "),
            a("", "nowhere"),
            t(" "),
            a("https://e.org/a b", "blank"),
        ])],
        "a umlaut gone nowhere blank\n\n\
        => /%C3%BC%20b/ umlaut\n=> /gone/%C3%BC.md gone\n=> https://e.org/a%20b blank\n",
    );
}

#[test]
fn a_block_of_links_is_only_link_lines() {
    check(
        [p([a("/a/", "Alpha"), t(" | "), a("/b/", "Beta"), t(" · ")])],
        "=> /a/ Alpha\n=> /b/ Beta\n",
    );
    check_numbered(
        [p([a("/a/", "Alpha"), Inline::Break, a("/b/", "Beta")])],
        "=> /a/ Alpha\n=> /b/ Beta\n",
    );
    check([p([c("--"), t(" "), a("/b/", "Beta")])], "`--` Beta\n\n=> /b/ Beta\n");
    check([p([t("Or "), a("", "Beta")])], "Or Beta\n");
    check([p([a("/", "Home"), t(" | "), a("/", "Start")])], "Home | Start\n\n=> / Home\n");
}

#[test]
fn a_list_of_links_is_link_lines() {
    check(
        [bullets([
            item([p([t("Talk at "), a("https://o.example/", "OSDI"), t(", 2022")])]),
            item([p([a("/x/", "Slides")]), bullets([item([p([a("/y/", "Older slides")])])])]),
            item([p([t("Moved house.")])]),
        ])],
        "=> https://o.example/ Talk at OSDI, 2022\n=> /x/ Slides\n=> /y/ – Older slides\n* Moved house.\n",
    );
    check(
        [numbers(3, [item([p([a("/x/", "Third")])]), item([p([a("/y/", "Fourth")])])])],
        "=> /x/ 3. Third\n=> /y/ 4. Fourth\n",
    );
}

#[test]
fn an_item_is_followed_by_its_own_links() {
    check(
        [bullets([
            item([p([a("/a/", "One"), t(" and "), a("/b/", "two"), t(".")])]),
            item([p([t("None.")])]),
            item([p([a("/c/", "Three")])]),
        ])],
        "* One and two.\n=> /a/ One\n=> /b/ two\n* None.\n=> /c/ Three\n",
    );
}

#[test]
fn nested_items_ordered_items_and_tasks_have_their_marks() {
    let nested = |text: &str, inner: Block| bullets([item([p([t(text)]), inner])]);
    check(
        [nested("one", nested("two", nested("three", numbers(1, [item([p([t("four")])])]))))],
        "* one\n* – two\n* –– three\n      1. four\n",
    );
    check(
        [numbers(
            1,
            [item([p([t("one")]), bullets([item([p([t("sub")])])])]), item([p([t("two")])])],
        )],
        "1. one\n* sub\n2. two\n",
    );
    check(
        [numbers(9, [item([p([t("nine")]), p([t("more")])]), item([code("sh", "ls")])])],
        "9. nine\nmore\n10.\n```sh\nls\n```\n",
    );
    let task = |done, text: &str| Item { task: Some(done), blocks: vec![p([t(text)])] };
    check(
        [Block::List(List { start: None, items: vec![task(false, "todo"), task(true, "done")] })],
        "* [ ] todo\n* [x] done\n",
    );
}

#[test]
fn headings_have_three_levels_and_no_marks() {
    let heading =
        |level, content: Vec<Inline>| Block::Heading { level, id: String::new(), content };
    check([heading(5, vec![t("Use "), c("ls")]), p([t("x")])], "### Use ls\n\nx\n");
    check([heading(2, vec![a("/x/", "Linked words")])], "## Linked words\n\n=> /x/ Linked words\n");
    check([heading(2, vec![image("/logo.png", "Logo")])], "=> /logo.png Logo (image)\n");
}

#[test]
fn code_is_shown_as_it_is_and_cannot_end_itself() {
    check(
        [code("rust", "fn main() {}\n```\n\ta  b\r")],
        "```rust\nfn main() {}\n ```\n\ta  b\n```\n",
    );
    check(
        [p([t("Many "), c("struct"), t("s, one "), c("enum"), t(", 用"), c("impl"), t("写")])],
        "Many structs, one `enum`, 用`impl`写\n",
    );
    check([p([c("-D "), t("oh, "), c("x "), t(".")])], "`-D` oh, `x`.\n");
    check([p([c("long_month"), Inline::Break, t("4.0")])], "`long_month`\n4.0\n");
}

#[test]
fn tables_are_aligned_where_they_fit() {
    let alignments = [Alignment::Left, Alignment::Center, Alignment::Right, Alignment::None];
    let mut narrow =
        table(&alignments, &[&["Left", "Center", "Right", "名前"], &["a", "b", "1", "日本語"]]);
    narrow.rows[0][0] = vec![a("https://example.org/cell", "linked")];
    check(
        [Block::from(Table { caption: vec![t("Sizes")], ..narrow })],
        "```Sizes\nLeft   | Center | Right | 名前\n-------+--------+-------+-------\nlinked |   b    |     1 | 日本語\n```\n\
        => https://example.org/cell linked\n",
    );
}

#[test]
fn wide_tables_are_bullets_and_narrow_ones_paragraphs() {
    let long = "word ".repeat(20);
    let mut wide = table(&[], &[&["Key", "Value"], &["a", &long], &["b", "x"]]);
    wide.rows[1][1] = vec![a("/x/", "linked")];
    let expected = format!("Key: Value\n* a: {}\n=> /x/ b: linked\n", long.trim());
    check([Block::from(wide)], &expected);
    let mut wide = table(&[], &[&["Key", "Value"], &["a", &long], &["b", "x"], &["c", "x"]]);
    wide.rows[1][1] = vec![t("Name"), Inline::Break, t("What it is."), Inline::Break, t("More.")];
    wide.rows[2][1] = vec![c("in"), Inline::Break, c("out")];
    let expected = format!(
        "Key: Value\n* a: {}\n* b: Name – What it is. More.\n* c: `in` – `out`\n",
        long.trim()
    );
    check([Block::from(wide)], &expected);
    let rows: &[&[&str]] = &[&["Name", "", "First held", "Left"], &["SOSP", &long, "1967", ""]];
    check(
        [Block::from(table(&[], rows))],
        &format!("Name; Left\n* SOSP: {}; First held: 1967\n", long.trim()),
    );
    check([Block::from(table(&[], &[&["Only"], &["one"], &["two"]]))], "Only\n\none\n\ntwo\n");
}

#[test]
fn quotes_keep_their_words_and_let_code_out() {
    check(
        [
            quote([
                p([t("Plant a "), a("/tree/", "tree"), t("."), Inline::Break, t("Water it.")]),
                quote([p([t("Or two.")])]),
                bullets([item([p([t("oak")])])]),
                code("", "x"),
                h(2, "So"),
                p([t("Done.")]),
            ]),
            p([t("After.")]),
        ],
        "> Plant a tree.\n> Water it.\n>\n> > Or two.\n>\n> * oak\n\n```\nx\n```\n\n## So\n\n> Done.\n\n=> /tree/ tree\n\nAfter.\n",
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    let note = |number, words: &str| Footnote {
        number,
        blocks: vec![p([t("By "), a("/w/", words), t(".")])],
    };
    check(
        [
            p([t("So"), Inline::Note(1), t(" it is"), Inline::Note(2)]),
            Block::Footnotes(vec![note(1, "Wu"), note(2, "Xu")]),
        ],
        "So¹ it is²\n\n¹ By Wu.\n=> /w/ Wu\n² By Xu.\n=> /w/ Xu\n",
    );
    let picture = Footnote { number: 1, blocks: vec![p([image("/a.png", "A cat")])] };
    check([Block::Footnotes(vec![picture])], "¹\n=> /a.png A cat (image)\n");
    check([p([c("x"), Inline::Note(1), Inline::Note(23), t(" y")])], "`x`¹,²³ y\n");
}

#[test]
fn text_that_looks_like_another_line_is_guarded() {
    for text in ["=> x", "# x", "#x", "> x", "``` x", "* x", "=>x", ">x"] {
        check([p([t("a"), Inline::Break, t(text)])], &format!("a\n {text}\n"));
    }
    check(
        [p([t("*x* - x")]), quote([p([t("# x")])]), bullets([item([p([t("# x")])])])],
        "*x* - x\n\n> # x\n\n* # x\n",
    );
}

#[test]
fn emphasis_goes_and_struck_stays() {
    let marked = |mark: fn(Vec<Inline>) -> Inline, text: &str| mark(vec![t(text)]);
    check(
        [p([
            marked(Inline::Emphasis, "a"),
            marked(Inline::Strong, "b"),
            t(" "),
            marked(Inline::Struck, "c"),
            t(" \u{a0} d "),
        ])],
        "ab ~~c~~ d\n",
    );
}

#[test]
fn a_mark_clings_to_its_words_and_the_blank_stands_behind_it() {
    let struck = Inline::Struck(vec![t("a ")]);
    check([p([struck.clone(), t("b")])], "~~a~~ b\n");
    check([p([struck, t("c, "), Inline::Struck(vec![t("d")]), t("e")])], "~~a~~ c, ~~d~~e\n");
}

#[test]
fn a_page_has_title_date_and_foot() {
    let mut page = document([h(2, "A  Title"), p([t("x")])]);
    page.title = "A title".to_owned();
    page.date = "2021-10-05".parse().ok();
    page.footer = vec![footer("/old/", "Older: Spring"), footer("/", "Home")];
    page.topics =
        vec![Entry { target: target("/tags/sea/"), date: None, label: "Tag: sea".to_owned() }];
    let topic = "=> /tags/sea/ Tag: sea\n";
    let ways = "\n=> /old/ Older: Spring\n=> / Home\n";
    let below = format!("\nx\n\n2021-10-05\n{topic}{ways}");
    assert_eq!(gemtext(&page, LinkStyle::AfterBlock), format!("# A Title\n{below}"));
    page.blocks.remove(0);
    assert_eq!(gemtext(&page, LinkStyle::AfterBlock), format!("# A title\n{below}"));
    page.date_on_top = true;
    assert_eq!(
        gemtext(&page, LinkStyle::AfterBlock),
        format!("# A title\n2021-10-05\n\nx\n\n{topic}{ways}")
    );
}

#[test]
fn a_listing_can_be_subscribed_to() {
    let entry = |date: &str, label: &str| Entry {
        target: target("/p/"),
        date: date.parse().ok(),
        label: label.to_owned(),
    };
    check(
        [Block::Entries(vec![entry("2026-05-04", "Post"), entry("", "Tags")])],
        "=> /p/ 2026-05-04 Post\n=> /p/ Tags\n",
    );
}

#[test]
fn one_of_everything_reads_well() {
    assert_eq!(
        gemtext(&everything(), LinkStyle::AfterBlock),
        include_str!("../tests/everything.gmi")
    );
}

#[test]
fn a_page_has_one_heading_of_level_one() {
    let check = |title: &str, blocks: Vec<Block>, expected: &str| {
        let page = Document { title: title.to_owned(), blocks, ..Document::default() };
        assert_eq!(gemtext(&page, LinkStyle::AfterBlock), expected);
    };
    check(
        "Title",
        vec![h(1, "One"), h(2, "Part"), h(1, "Two")],
        "# Title\n\n## One\n\n### Part\n\n## Two\n",
    );
    check("One", vec![h(1, "One"), h(2, "Part"), h(1, "Two")], "# One\n\n### Part\n\n## Two\n");
    check("Title", vec![h(2, "One"), h(3, "Part")], "# Title\n\n## One\n\n### Part\n");
    check(
        "Don't “say” it - twice",
        vec![h(1, "Don’t \"say\" it – twice")],
        "# Don’t \"say\" it – twice\n",
    );
    let noted =
        || Block::Heading { level: 1, id: String::new(), content: vec![t("One"), Inline::Note(1)] };
    check("One", vec![noted()], "# One¹\n");
    check("One¹", vec![noted()], "# One¹\n");
    check("The archive", vec![h(1, "The  archive")], "# The archive\n");
}
