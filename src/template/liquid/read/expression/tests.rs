//! Texts as expressions and conditions.

use super::*;
use crate::template::liquid::filters;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::read::condition_in;
use crate::template::liquid::values::show::inspected;

fn check(text: &str, expected: &str) {
    let filtered = expression_in(text, 0, filters::ALL, &Meter::for_test());
    let filters = filtered
        .filters
        .iter()
        .map(|call| format!(" |{}", call.arguments.len() + call.named.len()));
    let filters: String = filters.collect();
    assert_eq!(format!("{}{filters}", written(&filtered.base)), expected, "{text}");
}

fn written(expression: &Expression) -> String {
    match expression {
        Expression::Literal(value) => inspected(value, &Meter::for_test()),
        Expression::Blank => "blank".to_owned(),
        Expression::Empty => "empty".to_owned(),
        Expression::Range(ends) => format!("({}..{})", written(&ends.0), written(&ends.1)),
        Expression::Path(keys) => {
            let keys = keys.iter().map(|key| match key {
                Key::Name(name) => name.to_string(),
                Key::Computed(inner) => format!("[{}]", written(inner)),
            });
            keys.collect::<Vec<_>>().join(".")
        }
    }
}

#[test]
fn expressions_are_literals_paths_and_ranges() {
    check(" 'a b' ", "\"a b\"");
    check("-12", "-12");
    check("1.50", "1.5");
    check("nil", "nil");
    check("blank", "blank");
    check("a.b-c[0][\"d e\"].f?", "a.b-c.[0].[\"d e\"].f?");
    check("site.data.2020.x", "site.data.2020.x");
    check("(1..a.size)", "(1..a.size)");
    check("( 'a' .. 5 )", "(\"a\"..5)");
    check("['site']", "[\"site\"]");
    check("2nd", "2nd");
    check("größe", "größe");
}

#[test]
fn what_makes_no_sense_is_skipped() {
    check("a b | upcase c", "a |0");
    check("'a", "nil");
    check("(a", "a");
    check("a[b", "a");
    check("{{a.b}}", "a.b");
    check("{{ a }}", "nil");
    check("", "nil");
    check("| upcase", "nil |0");
    check("a | unheard_of: 1 | upcase", "a |0");
    check("a || upcase", "a |0");
}

#[test]
fn filters_have_arguments_plain_and_named() {
    check("a | replace: 'x|y', b.c | default: 1, allow_false: true", "a |2 |2");
}

#[test]
fn brackets_without_end_are_no_trouble() {
    for piece in ["[", "(", "a[", "(1..", "a.", "!", "a["] {
        let meter = Meter::for_test();
        Cursor::new(&piece.repeat(100_000), 0, &Parts::new(&meter)).expression();
    }
}

#[test]
fn a_condition_has_known_operators_only() {
    let parts = |text: &str| {
        condition_in(text, 0, &Meter::for_test()).map(|condition| condition.rest.len())
    };
    assert_eq!(parts("a == 1 and b or c contains 'x'"), Some(2));
    assert_eq!(parts("a && b"), Some(0));
    assert_eq!(parts("(a or b) and c"), Some(2));
    assert_eq!(parts("a = b"), None);
    assert_eq!(parts("not a"), None);
}
