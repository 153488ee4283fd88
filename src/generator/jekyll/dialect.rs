//! The Markdown that `_config.yml` asks for: kramdown with its options, or `CommonMark`.

use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of, truth_of};
use crate::generator::fields::{is_true, text};
use crate::parse::{Dialect, Kramdown};

/// The dialect of a site with these plugins.
pub(super) fn of(fields: &Fields, plugins: &[String]) -> Dialect {
    let math = ["math", "mathjax", "katex"].iter().any(|name| is_true(fields, name));
    let emoji = plugins.iter().any(|plugin| plugin == "jemoji");
    if is_common_mark(fields) {
        let smart = smart_common_mark(fields);
        return Dialect { math, smart, emoji, ..Dialect::default() };
    }
    let kramdown = Some(kramdown(fields.get("kramdown")));
    Dialect { kramdown, definitions: true, math, smart: true, emoji, attributes: false }
}

/// True for the converters of `jekyll-commonmark` and of GitHub Pages.
fn is_common_mark(fields: &Fields) -> bool {
    text(fields, "markdown").is_some_and(|it| it.to_ascii_lowercase().starts_with("commonmark"))
}

/// True if `commonmark: options` has `SMART`.
fn smart_common_mark(fields: &Fields) -> bool {
    let options = fields.get("commonmark").and_then(|it| it.get("options"));
    options.is_some_and(|it| list_of(it).iter().any(|name| name.eq_ignore_ascii_case("smart")))
}

/// The options below `kramdown`.
fn kramdown(settings: Option<&Value>) -> Kramdown {
    let usual = Kramdown::default();
    let value = |name: &str| settings.and_then(|it| it.get(name));
    let is_on = |name: &str, usual: bool| value(name).and_then(truth_of).unwrap_or(usual);
    let input = value("input").and_then(text_of);
    Kramdown {
        gfm: input.map_or(usual.gfm, |it| !it.eq_ignore_ascii_case("kramdown")),
        hard_wrap: is_on("hard_wrap", usual.hard_wrap),
        parse_block_html: is_on("parse_block_html", usual.parse_block_html),
        parse_span_html: is_on("parse_span_html", usual.parse_span_html),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    fn dialect(text: &str) -> Dialect {
        of(&front_matter::yaml(text).expect("a configuration"), &[])
    }

    #[test]
    fn options_of_kramdown_are_taken_up() {
        let check = |text: &str, expected: Kramdown| {
            assert_eq!(dialect(text).kramdown, Some(expected), "{text}");
        };
        let usual = Kramdown::default();
        check("title: a", usual);
        check("kramdown: {input: GFM, hard_wrap: false, auto_ids: false}", usual);
        check("kramdown:\n  parse_block_html: true", Kramdown { parse_block_html: true, ..usual });
        check("kramdown: {parse_span_html: false}", Kramdown { parse_span_html: false, ..usual });
        check(
            "markdown: kramdown\nkramdown: {input: Kramdown, hard_wrap: true}",
            Kramdown { gfm: false, hard_wrap: true, ..usual },
        );
    }

    #[test]
    fn commonmark_is_no_kramdown() {
        for name in ["CommonMark", "CommonMarkGhPages", "commonmark"] {
            assert_eq!(dialect(&format!("markdown: {name}")), Dialect::default(), "{name}");
        }
        let smart = dialect("markdown: CommonMark\ncommonmark: {options: [SMART, FOOTNOTES]}");
        assert_eq!(smart, Dialect { smart: true, ..Dialect::default() });
    }
}
