//! Markdown in every dialect to gemtext, menus and plain text, and to HTML for templates.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::document::Document;
use propus::parse::{self, Dialect, Kramdown};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{Anything, chosen, text_and_choices};
use propus_fuzz::written::{check_growth, check_page};

fuzz_target!(|data: &[u8]| check_time(|| check(data)));

fn check(data: &[u8]) {
    let (text, choices) = text_and_choices(data);
    let dialect = Dialect {
        kramdown: chosen(choices, 0).then(|| Kramdown {
            gfm: !chosen(choices, 5),
            hard_wrap: chosen(choices, 6),
            parse_block_html: chosen(choices, 7),
            parse_span_html: !chosen(choices, 6),
        }),
        definitions: chosen(choices, 1),
        math: chosen(choices, 2),
        smart: chosen(choices, 3),
        emoji: chosen(choices, 4),
        attributes: !chosen(choices, 4),
    };
    let parsed = parse::markdown(text, dialect, &Anything);
    let lines = text.matches(['\n', '\r']).count() + 1;
    assert!(
        parsed.diagnostics.iter().all(|remark| remark.line <= lines),
        "{:?}",
        parsed.diagnostics
    );
    check_page(&Document { blocks: parsed.blocks, ..Document::default() }, text.len(), choices);
    check_growth(text.len(), parse::markdown_html(text, dialect).len());
}
