use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::document::{Entry, Resolve, Target, notation};
use crate::media::ItemType;
use crate::path::CapsulePath;

/// A folder `/f/` with a page, a file and a few files to include.
struct Folder;

const INCLUDED: &[(&str, &str)] = &[
    ("head", "The head\n1Posts\tposts\n.\nnot seen"),
    ("loop", "in\n=loop\nout"),
    ("deep1", "=deep2"),
    ("deep2", "=deep3"),
    ("deep3", "=deep4"),
    ("deep4", "=deep5"),
    ("deep5", "too deep"),
    ("star", "star\n*\nnot seen"),
    ("x.gph", "[1|In gph|posts|server|port]"),
];

impl Resolve for Folder {
    fn resolve(&self, reference: &str) -> Target {
        Target::External(reference.to_owned())
    }
}

impl Surroundings for Folder {
    fn named(&self, selector: &str) -> Target {
        let absolute =
            if selector.starts_with('/') { selector.to_owned() } else { format!("/f/{selector}") };
        let Ok(path) = CapsulePath::literal(&absolute) else { return Target::Nowhere };
        let kind = match path.as_str() {
            "/f/posts" | "/f/a page" | "/" => ItemType::Menu,
            "/f/a.txt" | "/f/b.png" => ItemType::Text,
            _ => return Target::Missing(path),
        };
        Target::Internal { path, kind, title: None }
    }

    fn include(&self, name: &str) -> Result<Included, String> {
        let (source, text) =
            INCLUDED.iter().find(|(source, _)| *source == name).ok_or("there is no such file")?;
        let dialect =
            if name.ends_with(".gph") { MenuDialect::Gph } else { MenuDialect::Gophermap };
        Ok(Included { source: (*source).to_owned(), dialect, text: (*text).to_owned() })
    }

    fn listing(&self) -> Vec<Entry> {
        ["posts", "a page", "a.txt", "b.png"]
            .map(|name| Entry { target: self.named(name), date: None, label: name.to_owned() })
            .into()
    }
}

/// A line as it would be sent, with `|` between the fields and `-` for what is filled in.
fn shown(line: &MenuLine) -> String {
    match line {
        MenuLine::Info(text) => format!("i{text}"),
        MenuLine::Entry(Entry { target: Target::Internal { path, kind, .. }, label, .. }) => {
            format!("*{kind}{label}|{}", path.encoded())
        }
        MenuLine::Entry(_) => panic!("a listing has only what is there"),
        MenuLine::Item { kind, display, selector, host, port } => {
            let port = port.map_or("-".to_owned(), |port| port.to_string());
            format!("{kind}{display}|{selector}|{}|{port}", host.as_deref().unwrap_or("-"))
        }
    }
}

#[track_caller]
fn check_as(dialect: MenuDialect, source: &str, lines: &[&str], diagnostics: &[&str]) {
    let menu = gophermap(source, dialect, &Folder);
    assert_eq!(menu.lines.iter().map(shown).collect::<Vec<_>>(), lines, "{source:?}");
    let reported: Vec<String> =
        menu.diagnostics.iter().map(|it| format!("{}: {}", it.line, it.text)).collect();
    assert_eq!(reported, diagnostics, "{source:?}");
}

#[track_caller]
fn check(source: &str, lines: &[&str]) {
    check_as(MenuDialect::Gophermap, source, lines, &[]);
}

#[track_caller]
fn warned(source: &str, lines: &[&str], diagnostics: &[&str]) {
    check_as(MenuDialect::Gophermap, source, lines, diagnostics);
}

#[track_caller]
fn gph(source: &str, lines: &[&str]) {
    check_as(MenuDialect::Gph, source, lines, &[]);
}

#[track_caller]
fn blocks(source: &str, expected: &str) {
    assert_eq!(
        notation(&gophermap(source, MenuDialect::Gophermap, &Folder).blocks),
        expected,
        "{source:?}"
    );
}

#[test]
fn a_line_without_a_tab_is_to_be_read() {
    check(
        "Hello\n\n  spaced  out\r\niInfo\t\tnull.host\t1\n",
        &["iHello", "i", "i  spaced  out", "iInfo"],
    );
    check("1 is no link\n", &["i1 is no link"]);
    check("a\x1b[31mb\n", &["ia[31mb"]);
}

#[test]
fn missing_fields_are_filled_in() {
    check("1posts\t", &["1posts|/f/posts|-|-"]);
    check("1Posts\tposts", &["1Posts|/f/posts|-|-"]);
    check("0A page\ta page", &["0A page|/f/a%20page.txt|-|-"]);
    check("1Root\t/\t\t", &["1Root|/|-|-"]);
    check("1Root of another\t\texample.net", &["1Root of another||example.net|70"]);
    check("1Other\t/x\texample.net\t7070", &["1Other|/x|example.net|7070"]);
}

#[test]
fn links_keep_their_types() {
    check("8Telnet\tguest\texample.net\t23", &["8Telnet|guest|example.net|23"]);
    check(";Film\t/f.avi\texample.net", &[";Film|/f.avi|example.net|70"]);
    check("9Text as bytes\ta.txt", &["9Text as bytes|/f/a.txt|-|-"]);
    check("hSite\tURL:https://example.com/", &["hSite|URL:https://example.com/|-|-"]);
    check("hSite\thttps://example.com/", &["hSite|URL:https://example.com/|-|-"]);
    check("3Broken\t\t\t", &["3Broken|Broken|-|-"]);
}

#[test]
fn special_lines_do_what_they_say() {
    check("# nothing\n!My title\ntext", &["iMy title", "itext"]);
    check("a\n.\nb", &["ia"]);
    check("=head\nb", &["iThe head", "1Posts|/f/posts|-|-", "ib"]);
    check("=x.gph", &["1In gph|/f/posts|-|-"]);
    check("=star\nb", &["istar", "ib"]);
    check(
        "-a.txt\n:png=g\n1P\tposts\n*\nb",
        &["1P|/f/posts|-|-", "*1a page|/f/a%20page", "*gb.png|/f/b.png"],
    );
}

#[test]
fn a_menu_has_so_many_lines_and_no_more() {
    let shown = |source: &str| {
        let menu = gophermap(source, MenuDialect::Gophermap, &Folder);
        let said = menu.diagnostics.last().map(|it| it.text.clone()).unwrap_or_default();
        (menu.lines.len(), said)
    };
    let full = "the menu has more than 20000 lines; the rest is not shown".to_owned();
    assert_eq!(shown(&("#\n".repeat(19_999) + "a")), (1, String::new()));
    assert_eq!(shown(&"a\n".repeat(20_000)), (20_000, String::new()));
    assert_eq!(shown(&("#\n".repeat(20_000) + "a")), (0, full.clone()), "what is read counts");
    assert_eq!(shown(&("a\n".repeat(19_996) + "*")), (20_000, String::new()));
    assert_eq!(
        shown(&("-posts\n".to_owned() + &"a\n".repeat(19_997) + "*")),
        (20_000, String::new())
    );
    assert_eq!(shown(&("a\n".repeat(19_998) + "*")), (20_000, full.clone()), "and what is shown");
    assert_eq!(shown(&"a\n".repeat(20_001)), (20_000, full));
    let including = |number: usize| shown(&"=x.gph\n".repeat(number));
    assert_eq!(including(64), (64, String::new()));
    assert_eq!(including(65), (64, "=x.gph: too much is included; it is left out".to_owned()));
}

#[test]
fn what_only_looks_special_is_text() {
    let lines = [
        "-----", "=====", "= 1 =", "- item", "* item", "...", "~~ ~", "%~", "::", ":a b=c", "!",
        "-J. Doe", "=\tx",
    ];
    let expected: Vec<String> = lines.iter().take(12).map(|line| format!("i{line}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&lines[..12].join("\n"), &expected);
    warned(lines[12], &["=|/f/x|-|-"], &["1: link to x: nothing is served there"]);
}

#[test]
fn what_cannot_be_done_is_reported_with_its_line() {
    warned(
        "\n1Gone\tgone\n~\n%\n=/usr/bin/uptime\n",
        &["i", "1Gone|/f/gone|-|-"],
        &[
            "2: link to gone: nothing is served there",
            "3: `~` lists the users of the machine on other servers; propus doesn't",
            "4: `%` lists the virtual hosts on other servers; propus doesn't",
            "5: =/usr/bin/uptime: there is no such file",
        ],
    );
    warned("=loop", &["iin", "iout"], &["1: =loop: it includes itself; it is left out"]);
    warned("=deep1", &[], &["1: =deep5: too much is included; it is left out"]);
    warned(
        "#!/bin/sh\necho",
        &["iecho"],
        &["1: it is a script; propus runs no programs and shows what is written in it"],
    );
    warned(
        "#!/bin/sh\n1a\t/x\\y",
        &["1a|/x\\y|-|-"],
        &[
            "1: it is a script; propus runs no programs and shows what is written in it",
            "2: link to /x\\y: nothing can be served there",
        ],
    );
    warned("1a\tposts\t\tx", &["1a|/f/posts|-|-"], &["1: \"x\" is no port"]);
    warned("1a\t/x\\y", &["1a|/x\\y|-|-"], &["1: link to /x\\y: nothing can be served there"]);
    let menu = gophermap(&"=head\n".repeat(10_000), MenuDialect::Gophermap, &Folder);
    assert!(menu.lines.len() < 1000 && menu.diagnostics.len() == 100);
    let menu = gophermap(&"\n".repeat(1_000_000), MenuDialect::Gophermap, &Folder);
    assert!(menu.lines.len() < 100_000 && menu.diagnostics.len() == 1);
}

#[test]
fn the_files_of_geomyidae_are_read() {
    gph("Words\n[1|Posts|posts|server|port]\n", &["iWords", "1Posts|/f/posts|-|-"]);
    gph("[h|Site|URL:https://example.com|server|port]", &["hSite|URL:https://example.com|-|-"]);
    gph("[1|Far|/a\\|b|example.net|7070]", &["1Far|/a|b|example.net|7070"]);
    gph("[0|a \\| b|a.txt||]", &["0a | b|/f/a.txt|-|-"]);
    gph("[i||Err||]\n[i|Info|Err||]", &["i", "iInfo"]);
    gph(
        "[|[a bracket]\nttwo\n[1|few]\n[1|a|b|c|d|e]",
        &["i[a bracket]", "itwo", "i[1|few]", "i[1|a|b|c|d|e]"],
    );
    gph("[7|Search|/v2/vs|example.net|70] tail", &["7Search|/v2/vs|example.net|70"]);
    gph(
        "[h|phd asks for less|URL:https://example.com]",
        &["hphd asks for less|URL:https://example.com|-|-"],
    );
    gph("[1|The [best] posts|posts|server|port]", &["1The [best] posts|/f/posts|-|-"]);
    gph("[1|Root||server|port]", &["1Root|/|-|-"]);
    gph("1By TAB\tposts", &["1By TAB|/f/posts|-|-"]);
    gph("-----\n.\n*\n=x", &["i-----", "i.", "i*", "i=x"]);
}

#[test]
fn links_that_stand_together_are_one_list() {
    blocks(
        "Text\n1A\tposts\n02026-05-04 B\ta.txt\n\nhC\tURL:gemini://x/\n7D\t/q r\texample.net\n8E\tme\thost\n",
        "p(Text) entries[A => internal:/f/posts | 2026-05-04 B => internal:/f/a.txt] \
         entries[C => gemini://x/ | D => gopher://example.net/7/q%20r | E => telnet://me@host]",
    );
    blocks(
        "hOld\tGET /x\texample.com\t80\n1Home\t\texample.net\n3No\t\t\t",
        "entries[Old => http://example.com/x | Home => gopher://example.net/ | No => -]",
    );
}

#[test]
fn full_lines_are_joined_and_short_ones_stay() {
    blocks(
        "The quick brown fox jumps over the lazy dog,\nand he does it all day long, which makes the\ndog tired.\n",
        "p(The quick brown fox jumps over the lazy dog, and he does it all day long, which makes the dog tired.)",
    );
    blocks("Roses are red\nViolets are blue\n", "p(Roses are red⏎Violets are blue)");
    blocks("  Both are\n  moved in\n", "p(Both are⏎moved in)");
}

#[test]
fn drawings_stay_as_they_are() {
    blocks(" /\\_/\\\n( o.o )\n\n > ^ <\nText", "code( /\\_/\\⏎( o.o )⏎⏎ > ^ <⏎Text)");
    blocks("Name    Port\nGopher  70", "code(Name    Port⏎Gopher  70)");
}

#[test]
fn underlined_words_are_headings() {
    blocks(
        "My hole\n=======\n\nText\n\nPart\n----\n\n-----\n!First\n!Second\n",
        "h1(My hole) p(Text) h2(Part) hr h2(Second)",
    );
}

#[test]
fn a_beginning_holds_the_title() {
    let title = |text: &str| gophermap_title(text, MenuDialect::Gophermap);
    assert_eq!(title("/\\_/\\\n!My  hole\n").as_deref(), Some("My hole"));
    assert_eq!(title("x\n\nMy hole\n=======\n").as_deref(), Some("My hole"));
    assert_eq!(title("/\\_/\\\n=====\nText\n"), None);
    assert_eq!(
        gophermap_title("[1|a|b|server|port]\nA hole\n---\n", MenuDialect::Gph).as_deref(),
        Some("A hole")
    );
}

/// Pieces of lines.
const PIECES: &[&str] = &[
    "\t",
    "\n",
    "\r",
    "[",
    "]",
    "|",
    "\\|",
    "server",
    "port",
    "URL:",
    "://",
    "!",
    "#",
    "*",
    ".",
    "-",
    "=",
    "~",
    "%",
    ":a=b",
    "posts",
    "a.txt",
    "/",
    "..",
    "1",
    "7",
    "8",
    "h",
    "i",
    "3",
    "é",
    "日本",
    "\u{1b}[31m",
    "\0",
    "  ",
    "head",
    "example.net",
    "70",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: RngSeed::Fixed(70), ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_becomes_lines_without_control_characters(
        pieces in prop::collection::vec(prop_oneof![9 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>()], 0..40),
        by_tabs: bool,
    ) {
        let dialect = if by_tabs { MenuDialect::Gophermap } else { MenuDialect::Gph };
        let menu = gophermap(&pieces.concat(), dialect, &Folder);
        for line in &menu.lines {
            assert!(!shown(line).contains(char::is_control), "{line:?}");
        }
        let title = gophermap_title(&pieces.concat(), dialect).unwrap_or_default();
        assert!(!title.contains(char::is_control), "{title:?}");
    }
}
