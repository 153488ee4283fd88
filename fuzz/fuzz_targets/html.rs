//! HTML pages to gemtext, menus and plain text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::document::Document;
use propus::parse;
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{Anything, text_and_choices};
use propus_fuzz::written::check_page;

fuzz_target!(|data: &[u8]| check_time(|| check(data)));

fn check(data: &[u8]) {
    let (text, choices) = text_and_choices(data);
    let parsed = parse::html(text, &Anything);
    check_page(&Document { blocks: parsed.blocks, ..Document::default() }, text.len(), choices);
}
