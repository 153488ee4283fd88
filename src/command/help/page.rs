//! A page of the manual, as a terminal shows it.

use super::screen::Screen;
use crate::content::front_matter::split;
use crate::document::{Document, Resolve, Target};
use crate::form::Protocol;
use crate::manual::Page;
use crate::origin::Origin;
use crate::parse::{self, Dialect};
use crate::render::{self, TextStyle};

/// The columns of a line of words: a longer one is hard to follow. Tables may be wider.
const WIDEST: usize = 100;
/// The columns of the narrowest text.
const NARROWEST: usize = 40;

/// What a link to another page says in place of an address.
const ASK_FOR: &str = "propus help ";
/// The same as an address, in which no blank may stand.
const ASK_FOR_ENCODED: &str = "propus%20help%20";

/// The text that Gopher's readers get, with addresses for who sits before a terminal, and headings
/// that stand out.
pub(super) fn shown(page: Page, screen: Screen) -> String {
    // Definition lists, as the capsule of the sources has them.
    let dialect = Dialect { definitions: true, ..Dialect::default() };
    let lines = split(page.source).body.lines();
    // In the capsule of the sources Liquid is filled in; what it is to leave alone is marked.
    let lines = lines.filter(|line| !matches!(*line, "{% raw %}" | "{% endraw %}"));
    let source = lines.collect::<Vec<_>>().join("\n");
    let blocks = parse::markdown(&source, dialect, &Topics).blocks;
    let document = Document { title: page.title().to_owned(), blocks, ..Document::default() };
    let style = TextStyle {
        width: screen.columns.clamp(NARROWEST, WIDEST),
        tables: screen.columns.max(NARROWEST),
        protocol: Protocol::Gemini,
        ascii: false,
    };
    // No link leads into a capsule, so no host is named.
    let text = render::text(&document, &Origin::new("localhost", []), style);
    let text = text.replace(ASK_FOR_ENCODED, ASK_FOR);
    if screen.colours { with_bold_headings(&text) } else { text }
}

/// The links of the manual: its pages, and addresses. What else it links to is part of the capsule
/// that it stands in.
struct Topics;

impl Resolve for Topics {
    fn resolve(&self, reference: &str) -> Target {
        let file = reference.split('#').next().unwrap_or_default();
        match file.strip_suffix(".md").and_then(Page::of_name) {
            Some(page) => Target::External(format!("{ASK_FOR}{}", page.name)),
            None if reference.contains("://") => Target::External(reference.to_owned()),
            None => Target::Nowhere,
        }
    }
}

/// The lines with the headings among them in bold: those that are underlined, and those that begin
/// with number signs. Code is indented.
fn with_bold_headings(text: &str) -> String {
    let mut bold = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_heading =
            line.starts_with("##") || lines.peek().is_some_and(|it| underlines(it, line));
        if is_heading {
            bold.extend(["\u{1b}[1m", line, "\u{1b}[0m\n"]);
        } else {
            bold.extend([line, "\n"]);
        }
    }
    bold
}

fn underlines(rule: &str, line: &str) -> bool {
    let is_of = |sign: u8| rule.bytes().all(|byte| byte == sign);
    !line.is_empty() && !line.starts_with(' ') && rule.len() > 1 && (is_of(b'=') || is_of(b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manual::PAGES;

    const SCREEN: Screen = Screen { columns: 80, rows: Some(24), colours: false };

    #[test]
    fn every_page_fits_the_screen_and_leads_to_others_by_their_names() {
        for page in PAGES {
            let text = shown(*page, SCREEN);
            for line in text.lines().filter(|line| !line.starts_with('[')) {
                let width = unicode_width::UnicodeWidthStr::width(line);
                // Code is as it was written.
                let is_code = page.source.contains(line.trim_start());
                assert!(width <= 80 || is_code, "{}: {width} columns: {line}", page.name);
            }
            assert!(!text.contains("localhost/") || page.source.contains("localhost/"), "{text}");
            let targets = text.lines().filter(|line| line.starts_with('['));
            let lost = targets.filter(|line| line.contains(".md")).collect::<Vec<_>>();
            assert!(lost.is_empty(), "{}: {lost:?}", page.name);
        }
        let page = Page { name: "x", source: "---\ntitle: X\n---\n\nSee [here](gopher.md#y).\n" };
        assert_eq!(shown(page, SCREEN), "X\n=\n\nSee here [1].\n\n[1] propus help gopher\n");
    }

    #[test]
    fn no_page_is_longer_than_six_screens_and_each_begins_with_what_to_type() {
        for page in PAGES {
            // A tall window has fifty rows; Gopher's readers get 67 columns.
            let lines = shown(*page, Screen { columns: 67, ..SCREEN }).lines().count();
            assert!(lines <= 6 * 50, "{}: {lines} lines; cut it in two", page.name);
            let (first, _) = page.source.split_once("\n## ").unwrap_or((page.source, ""));
            assert!(first.contains("\n```"), "{}: what is typed first?", page.name);
        }
    }

    #[test]
    fn headings_are_bold_where_the_terminal_shows_it() {
        let source =
            "---\ntitle: Two words\n---\n\n## Part\n\n### Small\n\n    code\n    ----\n\nx\n";
        let text = shown(Page { name: "x", source }, Screen { colours: true, ..SCREEN });
        assert_eq!(
            text,
            "\u{1b}[1mTwo words\u{1b}[0m\n=========\n\n\u{1b}[1mPart\u{1b}[0m\n----\n\n\
             \u{1b}[1m### Small\u{1b}[0m\n\n    code\n    ----\n\nx\n"
        );
    }
}
