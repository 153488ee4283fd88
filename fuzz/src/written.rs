//! What is true of everything that propus writes: gemtext, menus, plain text, paths, and how long
//! they are.

use percent_encoding::percent_decode_str;
use propus::document::Document;
use propus::exchange::Request;
use propus::form::Protocol;
use propus::path::CapsulePath;
use propus::protocol::gopher::{self, Asked};
use propus::render::{self, LinkStyle, MenuStyle, TextStyle};
use unicode_width::UnicodeWidthStr;

use crate::input::{HOST, chosen, origin};

/// How often longer a page may be in any form than its source: each line of a menu has its host and
/// port, and its margin.
const MOST_GROWTH: usize = 192;
/// What stands on a page besides what its author wrote.
const FRAME: usize = 16 * 1024;

/// Writes a page in all forms and checks each.
pub fn check_page(page: &Document, source_length: usize, choices: u8) {
    let width = if chosen(choices, 7) { 40 } else { 67 };
    let links = if chosen(choices, 6) { LinkStyle::Numbered } else { LinkStyle::AfterBlock };
    let gemtext = render::gemtext(page, links);
    check_gemtext(&gemtext);
    check_growth(source_length, gemtext.len());
    let menu =
        render::wire_menu::write(&render::menu(page, &origin(), MenuStyle { width, ascii: false }));
    check_menu(&menu, Some(width));
    check_growth(source_length, menu.len());
    let protocol = if chosen(choices, 5) { Protocol::Gopher } else { Protocol::Gemini };
    let text = render::text(
        page,
        &origin(),
        TextStyle { width, tables: 2 * width, protocol, ascii: false },
    );
    check_text(&text);
    check_growth(source_length, text.len());
}

/// A page takes no more room than some times that of its source.
pub fn check_growth(source: usize, written: usize) {
    assert!(written <= FRAME + source * MOST_GROWTH, "{written} bytes were made of {source}");
}

/// Every line is of one of gemtext's kinds, links have a URL, preformatted text comes to its end,
/// nothing controls a terminal.
pub fn check_gemtext(text: &str) {
    let mut preformatted = false;
    for line in text.split_terminator('\n') {
        assert!(!line.contains(|it: char| it.is_control() && it != '\t'), "{line:?}");
        if line.starts_with("```") {
            preformatted = !preformatted;
        } else if let Some(link) = line.strip_prefix("=>").filter(|_| !preformatted) {
            let url = link.split_ascii_whitespace().next().unwrap_or_default();
            assert!(!url.is_empty() && !url.contains(char::is_whitespace), "{line:?}");
            assert!(url.len() == url.trim().len() && link.starts_with([' ', '\t']), "{line:?}");
        }
    }
    assert!(!preformatted, "preformatted text without an end: {text:?}");
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
}

/// Every line has four fields, no control character, and is no wider than it may be; own selectors
/// lead back to paths.
pub fn check_menu(bytes: &[u8], width: Option<usize>) {
    let text = std::str::from_utf8(bytes).expect("menus are UTF-8");
    assert!(text.is_empty() || text.ends_with("\r\n"), "{text:?}");
    for line in text.split_terminator("\r\n") {
        let fields: Vec<&str> = line.split('\t').collect();
        let [first, selector, host, port] = fields[..] else { panic!("not four fields: {line:?}") };
        assert!(!line.contains(|it: char| it.is_control() && it != '\t'), "{line:?}");
        let mut display = first.chars();
        let kind = display.next().expect("a type");
        assert!(kind.is_ascii_graphic(), "{line:?}");
        assert!(width.is_none_or(|width| display.as_str().width() <= width), "{line:?}");
        assert!(display.as_str() != ".", "{line:?}");
        assert!(!host.is_empty() && port.parse::<u16>().is_ok(), "{line:?}");
        if width.is_some() && host == HOST && !selector.starts_with("URL:") && !"i3".contains(kind)
        {
            check_selector(selector);
        }
    }
}

/// A selector that was written is one of the paths that it is taken for, as it is and decoded by a
/// client.
pub fn check_selector(selector: &str) {
    assert!(selector.is_ascii() && selector.len() == selector.trim().len(), "{selector:?}");
    let decoded = percent_decode_str(selector).decode_utf8().expect("own selectors are UTF-8");
    let named = if selector.is_empty() { "/" } else { selector };
    let path = CapsulePath::decode(named).expect("own selectors are paths").path;
    for asked in [selector, &decoded] {
        let Ok(Asked::Item(Request { paths, .. })) = gopher::parse(asked.as_bytes()) else {
            panic!("{asked:?} asks for no item");
        };
        assert!(paths.contains(&path), "{asked:?} is taken for {paths:?}");
    }
}

/// Nothing controls a terminal.
pub fn check_text(text: &str) {
    assert!(!text.contains(|it: char| it.is_control() && !matches!(it, '\n' | '\t')), "{text:?}");
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
}

/// A path has one form: inside of the capsule, and the same again however it is written.
pub fn check_path(path: &CapsulePath) {
    let text = path.as_str();
    assert!(
        text.starts_with('/') && !text.contains(['\\', '\0']) && !text.contains(char::is_control),
        "{path:?}"
    );
    let mut segments = text[1..].split('/').peekable();
    while let Some(segment) = segments.next() {
        let hidden = segment.starts_with('.') && segment != ".well-known";
        assert!(!hidden && (!segment.is_empty() || segments.peek().is_none()), "{path:?}");
    }
    assert_eq!(CapsulePath::literal(text).as_ref(), Ok(path));
    let encoded = path.encoded();
    assert!(
        encoded.bytes().all(|it| it.is_ascii_graphic() && !b"?#;".contains(&it)),
        "{encoded:?}"
    );
    let again = CapsulePath::decode(&encoded).expect("a path that was encoded is one");
    assert!(again.path == *path && !again.had_dots, "{path:?}");
}
