//! Renders the same templates with Ruby's own Liquid and Jekyll and wants the same text.
//!
//! Needs `ruby` with the gems `liquid` 5.4 and `jekyll` 4.3 (Debian: `ruby-liquid`, `jekyll`);
//! without them it fails. Where propus differs on purpose, the template stands in a table of its
//! own, with the reason.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot run must fail")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use jiff::{Timestamp, tz::TimeZone};
use liquid_support::Nowhere;
use propus::template::liquid::{Fields, Limits, Meter, Value, render};
use serde_json::json;

#[path = "liquid_against_ruby/jekyll.rs"]
mod jekyll;
#[path = "../support/liquid/mod.rs"]
mod liquid_support;
#[path = "liquid_against_ruby/standard.rs"]
mod standard;

/// Reads `{"scope", "templates"}` and writes the texts. Jekyll's filters need a site.
const RUBY: &str = r#"
asked = JSON.parse($stdin.read)
registers = {}
if defined?(Jekyll)
  Jekyll.logger.log_level = :error
  config = Jekyll.configuration("quiet" => true, "source" => "/nonexistent", "disable_disk_cache" => true,
    "timezone" => ENV["TZ"], "url" => "https://example.org", "baseurl" => "/blog")
  registers = { site: Jekyll::Site.new(config), page: {} }
end
Liquid::Template.error_mode = :warn
texts = asked["templates"].map do |template|
  begin
    scope = JSON.parse(JSON.generate(asked["scope"]))
    Liquid::Template.parse(template).render(scope, registers: registers)
  rescue StandardError => error
    [error.class, error.message].join(": ")
  end
end
puts JSON.generate(texts)
"#;

/// The time zone of both sides.
const ZONE: &str = "Europe/Berlin";

fn scope() -> serde_json::Value {
    json!({
        "page": {"title": "A & B", "url": "/a/", "tags": ["x", "y"], "n": 3, "f": 1.5, "no": null, "yes": true},
        "list": [3, 1, 2],
        "words": ["b", "C", "a"],
        "gaps": ["b", null, "a", null],
        "people": [
            {"name": "Ann", "age": 30, "likes": ["tea"], "in": {"deep": 1}},
            {"name": "Bob", "age": 20, "likes": ["tea", "rum"], "in": {"deep": 2}},
            {"name": "Cid", "likes": [], "weight": 3},
        ],
        "map": {"k": 1, "l": 2},
        "sized": {"size": "large", "first": "one"},
        "nested": [[1, [2]], 3],
        "text": "one two three",
        "space": " \t a \n",
        "empty_text": "",
        "empty_list": [],
        "html": "<p>a<!-- b\n --><script>c</script> d<style>e</style></p><br/> 1 < 2",
        "quotes": "\"it's\" <&>",
        "lines": "a\nb\r\nc",
        "accents": "Ünï Çödé 日本語",
        "date": "2021-10-05 12:34:56 +0000",
        "day": "2021-10-05",
        "seconds": 1_152_098_955,
        "key": "title",
        "floats": [1.0, 2.25, 1e20, 1e-5, 100000.0, -0.0],
        "big": 9_007_199_254_740_993_i64,
        "numbers": ["10", "9", "1.5"],
    })
}

#[test]
#[ignore = "needs ruby-liquid"]
fn standard_liquid_renders_as_ruby_renders_it() {
    compare(&["-rliquid"], standard::SAME, standard::DIFFERENT);
}

#[test]
#[ignore = "needs ruby-liquid and jekyll"]
fn jekylls_filters_do_as_jekyll_does() {
    compare(&["-rjekyll"], jekyll::SAME, jekyll::DIFFERENT);
}

/// Renders with Ruby and here. The second table holds what propus makes of a template, and why it
/// differs.
fn compare(libraries: &[&str], same: &[&str], different: &[(&str, &str, &str)]) {
    let templates: Vec<&str> =
        same.iter().copied().chain(different.iter().map(|(template, ..)| *template)).collect();
    let ruby = by_ruby(libraries, &templates);
    assert_eq!(ruby.len(), templates.len());
    let wrong: Vec<String> = same
        .iter()
        .zip(&ruby)
        .filter_map(|(template, ruby)| {
            let ours = ours(template);
            (ours != *ruby).then(|| format!("{template:?}\n  ruby {ruby:?}\n  ours {ours:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), same.len(), wrong.join("\n"));
    for ((template, expected, reason), ruby) in different.iter().zip(ruby.iter().skip(same.len())) {
        assert_eq!(ours(template), *expected, "{template}");
        assert_ne!(
            ruby, expected,
            "{template} is the same again, no longer different because {reason}"
        );
    }
}

fn by_ruby(libraries: &[&str], templates: &[&str]) -> Vec<String> {
    let mut ruby = Command::new("ruby")
        .args(["-rjson"])
        .args(libraries)
        .args(["-e", RUBY])
        .env("TZ", ZONE)
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test needs ruby");
    let asked = json!({"scope": scope(), "templates": templates}).to_string();
    ruby.stdin.take().unwrap().write_all(asked.as_bytes()).expect("this test needs ruby's liquid");
    let output = ruby.wait_with_output().unwrap();
    assert!(output.status.success(), "this test needs ruby's liquid and jekyll");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ours(template: &str) -> String {
    let meter = Meter::new(Limits::default());
    let scope: Fields = scope()
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), Value::of_json(value, &meter)))
        .collect();
    let zone = TimeZone::get(ZONE).unwrap();
    let site = Nowhere {
        base_path: "/blog",
        time_zone: zone,
        now: Timestamp::now(),
        ..Nowhere::default()
    };
    render(template, &scope, &site, &meter).text
}
