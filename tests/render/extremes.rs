//! The largest, the smallest and the deepest pages go through the whole of propus: folder, capsule,
//! site, all forms.

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

#[path = "../support/corpus/mod.rs"]
mod corpus_support;

use corpus_support::Served;
use propus::exchange::{Form, Protocol};
use propus::generator::GeneratorName;

/// Serves one page in all forms, on a stack as small as those of the threads that do so.
fn check(page: &str, contains: &str) -> String {
    let page = page.to_owned();
    let work = move || {
        let served = Served::pages([("page.md", page.as_bytes())], GeneratorName::Plain);
        let path = served.path("page.md");
        let menus = [Form::of(Protocol::Gopher), Form::text(Protocol::Gopher)];
        let others = [Protocol::Spartan, Protocol::Nex].map(Form::of);
        let forms = [Form::of(Protocol::Gemini)].into_iter().chain(menus).chain(others);
        forms.map(|form| served.answer(&path, form)).collect::<Vec<_>>()
    };
    let forms =
        std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
    for form in &forms {
        assert!(form.contains(contains), "{contains:?} is not in {} bytes", form.len());
    }
    forms.into_iter().next().unwrap()
}

#[test]
fn an_empty_page_converts() {
    check("", "Page");
    check("\u{feff}\r\n\r\n", "Page");
    check("---\n---\n", "Page");
}

#[test]
fn a_long_page_converts() {
    let mut page = "# Title\n\n".to_owned();
    let mut sections = 0;
    while page.len() < 250_000 {
        sections += 1;
        page.push_str(&format!(
            "## Section {sections}\n\nWords with [a link](https://example.com/{sections}), `code` and *stress*, again and \
             again.\n\n- item\n- [another](/{sections})\n\n| a | b |\n|---|---|\n| {sections} | 2 |\n\n```\ncode\n```\n\n"
        ));
    }
    let gemtext = check(&format!("{page}The end.\n"), "The end.");
    assert_eq!(gemtext.matches("## Section").count(), sections);
    assert_eq!(gemtext.matches("\n=> https://example.com/").count(), sections);
}

#[test]
fn one_line_of_four_megabytes_converts() {
    check(&format!("{}end", "word ".repeat(800_000)), "word");
    check(&"x".repeat(4 << 20), "xxx");
}

#[test]
fn a_hundred_thousand_levels_convert() {
    let deep = 100_000;
    for (open, close) in [
        ("> ", ""),
        ("<div>", "</div>"),
        ("<b>", ""),
        ("<table><tr><td>", ""),
        ("<ul><li>", ""),
        ("*", ""),
        ("[", "](x)"),
    ] {
        check(&format!("{}deepest{}\n\nlast\n", open.repeat(deep), close.repeat(deep)), "deepest");
    }
    check(&format!("{}deepest", "- ".repeat(deep)), "deepest");
}

#[test]
fn deep_lists_convert() {
    let list: String =
        (0..2000).map(|level| format!("{}- level {level}\n", "  ".repeat(level))).collect();
    check(&list, "level 100");
}
