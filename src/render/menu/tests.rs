use super::*;
use crate::document::{Alignment, Block, Image, ImageKind, Inline, Link, Target};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::render::tests::*;

fn lines(items: &[MenuItem]) -> String {
    let line = |item: &MenuItem| {
        if item.kind == ItemType::Info {
            return format!("i{}\n", item.display);
        }
        format!("{}{}^I{}^I{}^I{}\n", item.kind, item.display, item.selector, item.host, item.port)
    };
    items.iter().map(line).collect()
}

#[track_caller]
fn check<const N: usize>(blocks: [Block; N], expected: &str) {
    let items = menu(&document(blocks), &origin(), MenuStyle { width: 67, ascii: false });
    assert_eq!(lines(&items).replace("^Iexample.org^I70", ""), expected);
}

/// The worked example of `reference/gopher.md`.
const MOVING: &str = "\
iMoving my capsule to a Pi
i=========================
i
iI moved the capsule to a Raspberry Pi last week. The steps are in
imy setup notes, and the old place is still up over on Gemini.
hRaspberry Pi (www.raspberrypi.com)^IURL:https://www.raspberrypi.com/^Iexample.org^I70
1my setup notes^I/notes/setup^Iexample.org^I70
hover on Gemini (gemini://old.example.org)^IURL:gemini://old.example.org/^Iexample.org^I70
i
iWhat runs there
i---------------
i
1Backup notes^I/notes/backup^Iexample.org^I70
i* Nothing else, really: no database, no PHP and no containers.
1database^I/notes/why-no-db^Iexample.org^I70
hcontainers (en.wikipedia.org)^IURL:https://en.wikipedia.org/wiki/OS-level_virtualization^Iexample.org^I70
i
i    Service  Port  TLS
i    -------  ----  --------
i    Gemini   1965  yes
i    Gopher     70  optional
i
i    propus serve /srv/capsule \\
i        --host example.org
i
I[image] The Pi on its shelf^I/img/pi.jpg^Iexample.org^I70
i
i> Small boxes teach you to want less, and that turns out to be most
i> of what running a server is about.
i
i2026-05-04
i
i___________________________________________________________________
1Up: Posts^I/posts/^Iexample.org^I70
1Home^I/^Iexample.org^I70
0This page as plain text^I/posts/pi.txt^Iexample.org^I70
hThis page on Gemini (example.org)^IURL:gemini://example.org/posts/pi^Iexample.org^I70
";

#[test]
fn the_worked_example_comes_out_as_written() {
    assert_eq!(lines(&menu(&moving(), &origin(), MenuStyle { width: 67, ascii: false })), MOVING);
}

#[test]
fn one_of_everything_reads_well() {
    let items = menu(&everything(), &origin(), MenuStyle { width: 67, ascii: false });
    assert_eq!(lines(&items), include_str!("../tests/everything.menu"));
}

#[test]
fn a_link_that_says_nothing_is_called_by_its_page_or_its_address() {
    check(
        [p([
            t("See "),
            to(titled("/diary/", "The diary"), "here"),
            t(", "),
            a("/notes/", "this"),
            t(", "),
            a("https://www.example.com/a/", "link"),
            t(" or "),
            a("gemini://example.com/", "gemini://example.com/"),
            t("."),
        ])],
        "iSee here, this, link or gemini://example.com/.\n1The diary^I/diary/\n1/notes/^I/notes/\n\
        hwww.example.com/a^IURL:https://www.example.com/a/\n\
        hgemini://example.com^IURL:gemini://example.com/\n",
    );
    let link = Link {
        target: target("/x/"),
        title: "All of it".to_owned(),
        fragment: String::new(),
        content: vec![t("more")],
    };
    check([p([t("See "), Inline::from(link)])], "iSee more\n1All of it^I/x/\n");
}

#[test]
fn other_holes_are_native_items() {
    check(
        [p([
            a("gopher://gopher.example/0/a%20b.txt", "Text"),
            t(" "),
            a("gopher://gopher.example:7070", "Hole"),
            t(" "),
            a("gopher://gopher.example/8/telnet", "Telnet"),
            t(" "),
            a("gopher://gopher.example/7/find%09words", "Find"),
            t(" "),
            a("telnet://bbs.example", "BBS"),
            t(" "),
            a("gopher://a!b.example/0/a", "Odd"),
        ])],
        "0Text (gopher://gopher.example)^I/a b.txt^Igopher.example^I70\n\
        1Hole (gopher://gopher.example:7070)^I^Igopher.example^I7070\n\
        hTelnet (gopher://gopher.example)^IURL:gopher://gopher.example/8/telnet\n\
        7Find [words] (gopher://gopher.example)^I/find^Igopher.example^I70\n\
        hBBS (telnet://bbs.example)^IURL:telnet://bbs.example\n\
        hOdd (gopher://a!b.example)^IURL:gopher://a!b.example/0/a\n",
    );
}

#[test]
fn what_is_not_there_is_an_item_all_the_same() {
    let missing = |to_path: &str| to(Target::Missing(path(to_path)), to_path);
    check(
        [p([
            missing("/a.md"),
            t(" "),
            missing("/b.txt"),
            t(" "),
            missing("/v1.2"),
            t(" "),
            missing("/c.png"),
        ])],
        "1/a.md^I/a.md\n0/b.txt^I/b.txt\n1/v1.2^I/v1.2\nI/c.png^I/c.png\n",
    );
}

#[test]
fn an_item_with_one_link_is_one_line() {
    check(
        [
            bullets([
                item([p([a("/a/", "Alpha"), t(", the first")])]),
                item([p([t("And "), a("/b/", "Beta")])]),
                item([p([a("/c/", "Gamma"), t(&", which has a tail".repeat(6))])]),
            ]),
            numbers(1, [item([p([a("/a/", "Alpha")])])]),
        ],
        "1Alpha, the first^I/a/\n1And Beta^I/b/\n\
        1Gamma, which has a tail, which has a tail, which has a tail,^I/c/\n\
        i  which has a tail, which has a tail, which has a tail\ni\n11. Alpha^I/a/\n",
    );
}

#[test]
fn a_label_leaves_room_for_what_the_umn_client_appends_to_it() {
    for (path, kept) in
        [("/a/", 66), ("/a.txt", 67), ("/a.bin", 61), ("/a.mp3", 64), ("/a.png", 57)]
    {
        let whole = "x".repeat(kept);
        let item = menu(
            &document([p([a(path, &whole)])]),
            &origin(),
            MenuStyle { width: 67, ascii: false },
        );
        assert_eq!(
            item.iter().map(|item| item.display.as_str()).collect::<Vec<_>>(),
            [&whole],
            "{path}"
        );
        let long = "x".repeat(kept + 1);
        let cut = menu(
            &document([p([t("See "), a(path, &long), t(" there.")])]),
            &origin(),
            MenuStyle { width: 67, ascii: false },
        );
        assert_eq!(cut.last().unwrap().display, format!("{}...", "x".repeat(kept - 3)), "{path}");
    }
}

#[test]
fn lines_of_latin_text_are_counted_in_bytes() {
    let text = "é".repeat(30) + " " + &"é".repeat(4);
    check([p([t(&text)])], &format!("i{}\ni{}\n", "é".repeat(30), "é".repeat(4)));
    let text = "м".repeat(30) + " " + &"м".repeat(36);
    check([p([t(&text)])], &format!("i{text}\n"));
}

#[test]
fn labels_of_text_are_cut_where_clients_would_cut_them() {
    let long = "word ".repeat(20);
    let text = "iSee word word word word word word word word word word word word\n\
                iword word word word word word word word\n";
    check(
        [p([t("See "), a("https://e.example/", long.trim())])],
        &format!("{text}h{}... (e.example)^IURL:https://e.example/\n", ["word"; 9].join(" ")),
    );
}

#[test]
fn an_item_that_says_more_than_a_line_goes_on_below() {
    let long = "word ".repeat(20);
    let eleven = ["word"; 11].join(" ");
    let nine = ["word"; 9].join(" ");
    check(
        [p([a("https://e.example/", &long)])],
        &format!("h{eleven}^IURL:https://e.example/\ni  {nine} (e.example)\n"),
    );
    check(
        [p([image("/a.png", &long)])],
        &format!("I[image] {}^I/a.png\ni  {}\n", ["word"; 9].join(" "), ["word"; 11].join(" ")),
    );
    check(
        [bullets([item([p([a("/a/", "Alpha"), Inline::Break, t("the first")])])])],
        "1Alpha^I/a/\ni  the first\n",
    );
}

#[test]
fn pictures_have_their_own_types() {
    check(
        [p([
            image("/a.gif", "Moving"),
            t(" "),
            image("https://e.example/b.png", "Far"),
            t(" "),
            image("/c.png", ""),
        ])],
        "g[image] Moving^I/a.gif\nh[image] Far (e.example)^IURL:https://e.example/b.png\nI[image] c.png^I/c.png\n",
    );
}

#[test]
fn a_line_of_code_is_folded_not_cut() {
    check(
        [code("", &format!("\tx\n{}\u{1b}[31m.", "0123456789".repeat(7)))],
        &format!("i            x\ni    {}0 \\\ni    123456789[31m.\n", "0123456789".repeat(6)),
    );
}

#[test]
fn a_line_of_code_that_just_fits_stays_whole() {
    let just = "x".repeat(63);
    check([code("", &just)], &format!("i    {just}\n"));
    check([code("", &format!("{just}y"))], &format!("i    {} \\\ni    xxy\n", "x".repeat(61)));
}

#[test]
fn code_keeps_its_columns_behind_the_mark_of_an_item() {
    check([bullets([item([code("", "a\n b")])])], "i*\ni      a\ni       b\n");
}

#[test]
fn a_table_that_is_too_wide_is_written_row_by_row() {
    let long = "word ".repeat(14);
    let rows: &[&[&str]] = &[&["Key", "Value"], &["a", &long], &["b", ""]];
    check(
        [Block::from(table(&[Alignment::Left], rows))],
        "iKey: Value\nia: word word word word word word word word word word word word\ni  word word\nib\n",
    );
    let rows: &[&[&str]] = &[&["Key", "Value", "No"], &["a", &long, ""], &["b", "", ""]];
    check(
        [Block::from(table(&[Alignment::Left], rows))],
        "iNo\ni\niKey: a\niValue: word word word word word word word word word word word\ni  word word word\ni\niKey: b\n",
    );
}

#[test]
fn a_table_of_one_column_is_written_line_by_line() {
    let rows: &[&[&str]] = &[&["Key"], &["a"], &["b"]];
    check([Block::from(table(&[Alignment::Left], rows))], "iKey\ni\nia\ni\nib\n");
}

#[test]
fn an_item_that_is_a_picture_or_a_link_is_one_line() {
    let picture = |alt: &str| {
        let target = Target::External("https://b.org/a.png".to_owned());
        Inline::from(Image { target, alt: alt.to_owned(), kind: ImageKind::Picture })
    };
    check(
        [bullets([item([p([picture("A heron")])]), item([p([a("/x/", "X")])])])],
        "h[image] A heron (b.org)^IURL:https://b.org/a.png\n1/x/^I/x/\n",
    );
}

#[test]
fn a_url_is_broken_only_if_it_is_too_long_for_a_line() {
    let url = "https://example.org/a-b-c/d-e-f/g?h=i-j";
    let words = "words before the address that fill the line ";
    check(
        [p([t(&format!("{words}{url} and after"))])],
        &format!("i{}\ni{url} and after\n", words.trim()),
    );
    let long = format!("https://example.org/{}", "a-b/".repeat(20));
    let (first, rest) = long.split_at(67);
    check([p([t(&format!("See {long}"))])], &format!("iSee\ni{first}\ni{rest}\n"));
}

#[test]
fn columns_are_counted_as_a_terminal_does() {
    check([h(1, "日本語 👩\u{200d}🚀 e\u{301}")], "i日本語 👩\u{200d}🚀 e\u{301}\ni===========\n");
    let astronauts = "👩\u{200d}🚀".repeat(34);
    let (first, rest) = astronauts.split_at(33 * "👩\u{200d}🚀".len());
    check([p([t(&astronauts)])], &format!("i{first}\ni{rest}\n"));
}

#[test]
fn a_lone_dot_does_not_end_the_menu() {
    check([p([t(".")])], "i. \n");
}

#[test]
fn the_start_page_has_its_text_at_index() {
    let page = Document { path: Some(CapsulePath::root()), ..document([p([t("x")])]) };
    let off = Origin::new(origin().host, [(Protocol::Gopher, 70)]);
    let items = menu(&page, &off, MenuStyle { width: 40, ascii: false });
    let rule = "_".repeat(40);
    assert_eq!(
        lines(&items),
        format!("ix\ni\ni{rule}\n0This page as plain text^I/index.txt^Iexample.org^I70\n")
    );
}

#[test]
fn the_links_of_a_table_that_is_too_wide_stand_under_their_rows() {
    let far = "far ".repeat(14).trim_end().to_owned();
    let mut wide =
        table(&[Alignment::Left; 2], &[&["Name", "What"], &["", &far], &["", &far], &["", &far]]);
    for (row, path) in wide.rows.iter_mut().zip(["/a/", "/b/", "/a/"]) {
        row[0] = vec![a(path, "x".repeat(20).as_str())];
    }
    let name = "x".repeat(20);
    let (first, rest) = far.split_at(39);
    let row = |path| format!("1{name}: {first}^I{path}\ni  {}\n", rest.trim());
    check([Block::from(wide)], &format!("iName: What\n{}{}{}", row("/a/"), row("/b/"), row("/a/")));
}

#[test]
fn stress_has_marks_but_not_inside_of_words() {
    let strong = |text: &str| Inline::Strong(vec![t(text)]);
    let stressed = |text: &str| Inline::Emphasis(vec![t(text)]);
    check([p([strong("G"), strong("o"), t(" "), strong("on"), t("!")])], "iGo *on*!\n");
    check(
        [p([t("un"), stressed("believ"), t("able ("), stressed("a"), t(")")])],
        "iunbelievable (_a_)\n",
    );
    check([p([t("中"), strong("文"), t("字")])], "i中*文*字\n");
}

#[test]
fn right_to_left_text_stays_in_the_order_in_which_it_is_read() {
    // Terminals turn it round themselves, or not at all: a server that did it too would undo it,
    // and marks that say which way it runs are shown as signs by clients that do not know them.
    let hebrew =
        "ספריית הערים הקטנות פתוחה בכל יום משמונה בבוקר עד חצות הלילה, גם בחגים ובימי חופשה";
    let page =
        document([p([t(hebrew)]), bullets([item([p([t(hebrew)])])]), quote([p([t(hebrew)])])]);
    let items = menu(&page, &origin(), MenuStyle { width: 40, ascii: false });
    let lines: Vec<&str> =
        items.iter().map(|item| item.display.trim_start_matches(['*', '>', ' '])).collect();
    assert_eq!(lines.join(" ").replace("  ", " "), [hebrew; 3].join(" "));
    assert!(
        items
            .iter()
            .all(|item| !item.display.contains(['\u{200e}', '\u{200f}', '\u{202b}', '\u{2067}']))
    );
    assert!(items.iter().any(|item| item.display.starts_with("* ס")), "{items:?}");
}
