use super::*;
use crate::access::{Admitted, Guests, Zone, Zones};
use crate::capsule::tests::TestSite;
use crate::generator::Options;
use crate::render::{LinkStyle, gemtext};

/// The lines of a page as gemtext.
fn shown(site: &TestSite, path: &str) -> String {
    let document = site.capsule.page(site.page(path)).unwrap().document;
    gemtext(&document, LinkStyle::AfterBlock)
}

/// The lines that a text becomes beside some notes, without its title.
fn check(text: &str, expected: &str) {
    let site = TestSite::new(&[
        ("page.md", &format!("# Page\n\n{text}\n")),
        ("red/Kite.md", "---\ntitle: The kite\n---\nA *bird*, see [plan](plan.md). %%no%%\n"),
        ("red/plan.md", "## One\n\na ^a1\n\n### Sub\n\n- b ^b1\n- c\n\n## Two\n\n> d\n\n^d1\n"),
        ("loop.md", "x\n\n![[page]]\n\n![[loop]]\n"),
        ("notes.md", "e[^1] f[^2]\n\n## Part\n\ng[^2]\n\n[^1]: one\n[^2]: two\n"),
        ("draft.md", "---\ndraft: true\n---\nkept back\n"),
    ]);
    let shown = shown(&site, "/page");
    assert_eq!(shown.strip_prefix("# Page\n\n").unwrap(), format!("{expected}\n"), "{text}");
}

#[test]
fn a_note_is_shown_in_place() {
    check("a\n\n![[kite]]\n\nb", "a\n\nA bird, see plan.\n\n=> /red/plan plan\n\nb");
    check(
        "![[Kite|words]]\n![[kite]]",
        "A bird, see plan.\n\n=> /red/plan plan\n\nA bird, see plan.\n\n=> /red/plan plan",
    );
    check("in words ![[kite]]", "in words kite\n\n=> /red/Kite kite");
    check("![[nobody]]", "![[nobody]]");
    check("![[draft]]", "![[draft]]");
}

#[test]
fn a_part_of_a_note_is_shown() {
    check("![[plan#One]]", "## One\n\na\n\n### Sub\n\n* b\n* c");
    check("![[plan#One#sub]]", "### Sub\n\n* b\n* c");
    check("![[plan#^a1]]", "a");
    check("![[plan#^b1]]", "b");
    check("![[plan#^d1]]", "> d");
    check("![[plan#^no]]", "=> /red/plan plan");
    check("![[plan#Three]]", "=> /red/plan plan > Three");
}

#[test]
fn a_note_in_itself_is_a_link() {
    check("![[loop]]\n\ny", "x\n\n=> /page page\n\n=> /loop loop\n\ny");
    check("![[page]]", "=> /page page");
}

#[test]
fn footnotes_have_numbers_of_their_own() {
    check(
        "z[^1]\n\n![[notes]]\n\n[^1]: zero",
        "z¹\n\ne² f³\n\n## Part\n\ng³\n\n¹ zero\n² one\n³ two",
    );
    check("![[notes#Part]]", "## Part\n\ng¹\n\n¹ two");
}

#[test]
fn footnotes_of_what_is_not_shown_are_not_shown() {
    check("![[notes]]\n![[nobody]]", "notes ![[nobody]]\n\n=> /notes notes");
    check(
        "![[notes]]\n![[nobody]]\n\n![[notes#Part]]",
        "notes ![[nobody]]\n\n=> /notes notes\n\n## Part\n\ng¹\n\n¹ two",
    );
}

#[test]
fn names_in_footnotes_are_links() {
    let site = TestSite::new(&[
        ("page.md", "![[note]]\n"),
        ("note.md", "a[^1]\n\n[^1]: see [[plan]] and[^2] ^n1\n\n[^2]: b\n"),
        ("plan.md", "x\n"),
    ]);
    let expected = "# Page\n\na¹\n\n¹ see plan and²\n=> /plan plan\n² b\n";
    assert_eq!(shown(&site, "/page"), expected);
}

#[test]
fn a_paragraph_without_names_shows_no_note() {
    let site = TestSite::new(&[("page.md", "x\n")]);
    let page = site.page("/page");
    let embedder = Embedder {
        capsule: &site.capsule,
        path: &page.path,
        notes: Cell::new(MOST_NOTES),
        bytes: Cell::new(MOST_BYTES),
        own: 0,
        footnotes: RefCell::default(),
    };
    let links = Links::new(Parts::of(&site.capsule), &page.path, "page.md");
    for content in [vec![Inline::Break], vec![Inline::Text("\u{a0}".to_owned())]] {
        let block = Block::Paragraph(content);
        assert_eq!(embedder.embedded(&block, &links, &mut Vec::new()), None, "{block:?}");
    }
}

#[test]
fn a_note_for_some_readers_is_shown_to_no_others() {
    let path = CapsulePath::literal("/members/").unwrap();
    let members = Zone { path, admitted: Admitted::Any, guests: Guests::default(), listed: false };
    let options = Options { zones: Zones::new(vec![members]), ..Options::default() };
    let files = [
        ("page.md", "![[list]]\n"),
        ("open.md", "open\n"),
        ("members/list.md", "secret\n"),
        ("members/inner.md", "![[list]]\n\n![[open]]\n"),
    ];
    let site = TestSite::with(&options, &files);
    assert!(!shown(&site, "/page").contains("secret"));
    let inner = shown(&site, "/members/inner");
    assert!(inner.contains("secret\n\nopen\n"), "{inner}");
}

#[test]
fn notes_that_show_each_other_often_end_somewhere() {
    let files: Vec<(String, String)> = (0..6)
        .map(|at| (format!("n{at}.md"), format!("![[n{}]]\n\n", at + 1).repeat(2000)))
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let site = TestSite::new(&files);
    assert!(shown(&site, "/n0").len() < 4 << 20);
}

#[test]
fn a_note_without_room_is_not_read() {
    let site = TestSite::new(&[("page.md", "![[big]]\n"), ("big.md", &"x".repeat((1 << 20) + 1))]);
    std::fs::write(site.dir.path().join("big.md"), "small\n").unwrap();
    assert_eq!(shown(&site, "/page"), "# Page\n\n=> /big big\n");
}

#[test]
fn a_note_that_can_not_be_read_counts() {
    let text = "![[gone]]\n\n".repeat(MOST_NOTES) + "![[open]]\n";
    let site = TestSite::new(&[("page.md", &text), ("gone.md", "x\n"), ("open.md", "open\n")]);
    std::fs::remove_file(site.dir.path().join("gone.md")).unwrap();
    assert!(shown(&site, "/page").ends_with("=> /open open\n"));
}
