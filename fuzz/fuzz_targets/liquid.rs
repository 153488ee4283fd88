//! Templates: whatever they ask for, they come to an end within their limits and within a second, and
//! their diagnostics have a line.
#![no_main]

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use propus::parse::{self, Dialect};
use propus::template::liquid::{self, Fields, Host, Limits, Meter, Value};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::valid;

fuzz_target!(|data: &[u8]| {
    let template = valid(data);
    let post = |number: i64| {
        let date = Value::text(format!("2026-0{number}-11 10:00:00 +0000"));
        Value::object([
            ("title", Value::text(format!("Post {number}"))),
            ("date", date),
            ("n", Value::Int(number)),
            ("content", Value::text("A *word*, & <b>more</b>.\n\n".repeat(1000))),
        ])
    };
    let site =
        Value::object([("posts", Value::array((1..6).map(post))), ("title", Value::text("A & B"))]);
    let page = Value::object([
        ("title", Value::text("ü")),
        ("n", Value::Int(-7)),
        ("x", Value::text("<b>1</b> 2.5")),
    ]);
    let scope: Fields = [("site", site), ("page", page)].into_iter().collect();
    let limits = Limits::default();
    let most = limits.output;
    let rendered =
        check_time(|| liquid::render(template, &scope, &Includes(template), &Meter::new(limits)));
    assert!(rendered.text.len() <= most, "{} bytes", rendered.text.len());
    let lines = template.matches('\n').count() + 1;
    assert!(
        rendered.diagnostics.iter().all(|diagnostic| diagnostic.line <= lines),
        "{:?}",
        rendered.diagnostics
    );
});

/// A site whose only include is the template itself.
struct Includes<'a>(&'a str);

impl Host for Includes<'_> {
    fn include(&self, name: &str) -> Option<Arc<str>> {
        (name == "x").then(|| self.0.into())
    }

    fn include_relative(&self, name: &str) -> Option<Arc<str>> {
        self.include(name)
    }

    fn link(&self, file: &str) -> Option<String> {
        (file == "a.md").then(|| "/a".to_owned())
    }

    fn post(&self, name: &str) -> Option<String> {
        self.link(name)
    }

    fn base_path(&self) -> &str {
        "/blog"
    }

    fn base_url(&self) -> &str {
        "https://example.org"
    }

    fn markdown(&self, text: &str) -> String {
        parse::markdown_html(text, Dialect::default())
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}
