//! Menus written by hand, in both dialects: every line that a client gets is whole, and the page
//! that they make for everyone else is sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::document::{Document, Entry, Resolve, Target};
use propus::media::ItemType;
use propus::parse::{self, Included, MenuDialect, Surroundings};
use propus::path::CapsulePath;
use propus::render::{self, MenuStyle};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{Anything, chosen, origin, text_and_choices};
use propus_fuzz::written::{check_growth, check_menu, check_page};

fuzz_target!(|data: &[u8]| check_time(|| check(data)));

fn check(data: &[u8]) {
    let (text, choices) = text_and_choices(data);
    let dialect = if chosen(choices, 0) { MenuDialect::Gph } else { MenuDialect::Gophermap };
    let menu = parse::gophermap(text, dialect, &Folder(text));
    let lines = text.matches(['\n', '\r']).count() + 1;
    assert!(menu.diagnostics.iter().all(|remark| remark.line <= lines), "{:?}", menu.diagnostics);
    let written = render::wire_menu::write(&render::menu_by_hand(
        &menu.lines,
        &origin(),
        MenuStyle { width: 67, ascii: false },
    ));
    check_menu(&written, None);
    // A menu that includes itself is there once; the listing is longer than the star that stands
    // for it.
    check_growth(2 * text.len(), written.len());
    check_page(&Document { blocks: menu.blocks, ..Document::default() }, 2 * text.len(), choices);
    if let Some(title) = parse::gophermap_title(text, dialect) {
        assert!(!title.contains('\n'), "{title:?}");
    }
}

/// A folder with two pages, and the menu itself to be included, as text and as a menu.
struct Folder<'a>(&'a str);

impl Resolve for Folder<'_> {
    fn resolve(&self, reference: &str) -> Target {
        Anything.resolve(reference)
    }
}

impl Surroundings for Folder<'_> {
    fn named(&self, selector: &str) -> Target {
        Anything.resolve(selector)
    }

    fn include(&self, name: &str) -> Result<Included, String> {
        let dialect = match name {
            "a" => MenuDialect::Gophermap,
            "b.gph" => MenuDialect::Gph,
            _ => return Err("there is no such file".to_owned()),
        };
        Ok(Included { source: name.to_owned(), dialect, text: self.0.to_owned() })
    }

    fn listing(&self) -> Vec<Entry> {
        let entry = |name: &str| {
            let path = CapsulePath::literal(name).expect("a path");
            Entry {
                target: Target::Internal { path, kind: ItemType::Text, title: None },
                date: None,
                label: name.into(),
            }
        };
        vec![entry("/f/x.txt"), entry("/f/y z.txt")]
    }
}
