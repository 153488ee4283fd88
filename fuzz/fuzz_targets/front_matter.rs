//! Front matter in YAML, TOML and JSON: a page is split into two parts that are all of it, lines
//! are counted right, and no problem is without a place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::content::front_matter::{self, Problem};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::text_and_choices;

fuzz_target!(|data: &[u8]| check_time(|| check(data)));

fn check(data: &[u8]) {
    let (text, choices) = text_and_choices(data);
    let lines = lines(text);
    let whole = format!("---\n{text}\n---\n{text}");
    match choices % 5 {
        0 => check_split(text),
        1 => check_split(&whole),
        2 => check_split(&whole.replace("---\n", "+++\n")),
        3 => front_matter::yaml_value(text)
            .map(drop)
            .unwrap_or_else(|problem| check_problem(&problem, lines)),
        _ => front_matter::toml(text)
            .map(drop)
            .unwrap_or_else(|problem| check_problem(&problem, lines)),
    }
}

fn check_split(text: &str) {
    let split = front_matter::split(text);
    let above = text.strip_suffix(split.body).expect("the body ends the text");
    // Where nothing follows the front matter there is no line to count.
    assert!(
        split.body.is_empty() || split.body_line == above.matches('\n').count() + 1,
        "{text:?}"
    );
    assert!(split.fields.is_some() || above.is_empty() && split.diagnostics.is_empty(), "{text:?}");
    let lines = lines(text);
    assert!(
        split.diagnostics.iter().all(|remark| (1..=lines + 1).contains(&remark.line)),
        "{:?}",
        split.diagnostics
    );
    // What is read can be written: no value is without a form in JSON.
    serde_json::to_string(&split.fields).expect("fields are JSON");
}

/// At most so many lines has a text: for YAML each of these ends one.
fn lines(text: &str) -> usize {
    1 + text.matches(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count()
}

fn check_problem(problem: &Problem, lines: usize) {
    assert!((1..=lines + 1).contains(&problem.line), "{problem:?} in {lines} lines");
    assert!(!problem.what.contains('\n'), "{problem:?}");
}
