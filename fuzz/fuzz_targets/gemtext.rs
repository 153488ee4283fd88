//! Pages written in gemtext, for Gopher and for the search; what they are written as again has the
//! same words and links.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::document::Document;
use propus::parse;
use propus::render::{self, LinkStyle};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{Anything, text_and_choices};
use propus_fuzz::written::check_page;

fuzz_target!(|data: &[u8]| check_time(|| check(data)));

fn check(data: &[u8]) {
    let (text, choices) = text_and_choices(data);
    let page = read(text);
    check_page(&page, text.len(), choices);
    let written = render::gemtext(&page, LinkStyle::AfterBlock);
    let again = render::gemtext(&read(&written), LinkStyle::AfterBlock);
    // Empty lines are the writer's affair.
    assert!(
        written.split_whitespace().eq(again.split_whitespace()),
        "{text:?}: {written:?}, {again:?}"
    );
}

fn read(text: &str) -> Document {
    Document { blocks: parse::gemtext(text, &Anything).blocks, ..Document::default() }
}
