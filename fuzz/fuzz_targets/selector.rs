//! Gopher's selector line: paths that are read are canonical, a refusal is a well-formed menu, no
//! URL breaks out of the page that leads to it, and every selector that a menu writes is found
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::document::{Block, Document, Entry, Target};
use propus::exchange::Request;
use propus::media::ItemType;
use propus::path::CapsulePath;
use propus::protocol::gopher::{self, Asked, Rejected};
use propus::protocol::{Reply, ReplyBody};
use propus::render::{self, MenuStyle};
use propus_fuzz::input::{origin, valid};
use propus_fuzz::written::{check_menu, check_path};

fuzz_target!(|line: &[u8]| {
    match gopher::parse(line) {
        Ok(Asked::Item(request) | Asked::Information(request) | Asked::Listing(request)) => {
            check_request(&request)
        }
        Ok(Asked::Link(url)) => check_link_page(&url),
        Ok(Asked::Web) => {}
        Err(Rejected { refusal, selector }) => {
            let refused = whole(gopher::refuse(refusal, &selector, &origin()));
            check_menu(refused.strip_suffix(render::wire_menu::END).expect("a menu ends"), None);
        }
    }
    if let Ok(path) = CapsulePath::literal(&format!("/{}", valid(line))) {
        check_path(&path);
        check_written(path);
    }
});

fn check_request(request: &Request) {
    assert!(!request.paths.is_empty() && request.paths.len() <= 16, "{request:?}");
    request.paths.iter().for_each(check_path);
    assert!(
        !request.query.as_ref().is_some_and(|it| it.is_empty() || it.contains('\t')),
        "{request:?}"
    );
}

fn check_link_page(url: &str) {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    assert!(!matches!(&*scheme, "javascript" | "data" | "vbscript" | "file"), "{url:?}");
    let page = whole(gopher::link_page(url));
    let count = |of: u8| page.iter().filter(|it| **it == of).count();
    let plain = whole(gopher::link_page("https://example.org/"));
    for mark in *b"<>\"'" {
        assert_eq!(count(mark), plain.iter().filter(|it| **it == mark).count(), "{url:?}");
    }
}

/// A menu that leads to the path, in the charset of modern and of old machines.
fn check_written(path: CapsulePath) {
    // `check_menu` asks for the selector, which is a link's when it begins so.
    if path.as_str().to_ascii_lowercase().starts_with("/url:") {
        return;
    }
    let label = path.name().to_owned();
    let target = Target::Internal { path, kind: ItemType::Text, title: None };
    let page = Document {
        blocks: vec![Block::Entries(vec![Entry { target, date: None, label }])],
        ..Document::default()
    };
    let menu = render::wire_menu::write(&render::menu(
        &page,
        &origin(),
        MenuStyle { width: 67, ascii: false },
    ));
    assert_eq!(menu.iter().filter(|it| **it == b'\n').count(), 1, "an item is one line");
    check_menu(&menu, Some(67));
}

fn whole(reply: Reply) -> Vec<u8> {
    let ReplyBody::Whole(body) = reply.body else { panic!("no file was asked for") };
    [&reply.head, &body, reply.tail].concat()
}
