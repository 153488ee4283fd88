//! Templates as tokens.

use super::*;
use crate::template::liquid::filter::Filters;
use crate::template::liquid::meter::Meter;

fn check(source: &str, expected: &str) {
    let meter = Meter::for_test();
    let parts = Parts::new(&meter);
    let mut reading = Reading::of(source, Filters(&[]), &parts);
    let pieces = lex(source, &mut reading).into_iter().map(|token| match token.kind {
        TokenKind::Text(range) => format!("<{}>", source.get(range).unwrap()),
        TokenKind::Output(range) => format!("={}", source.get(range).unwrap().trim()),
        TokenKind::Tag { name, rest } => {
            format!("%{}:{}", source.get(name).unwrap(), source.get(rest).unwrap())
        }
    });
    let pieces: Vec<_> = pieces.collect();
    assert_eq!(
        format!("{} {}", pieces.join(" "), reading.into_diagnostics().len()),
        expected,
        "{source}"
    );
}

#[test]
fn a_template_is_texts_outputs_and_tags() {
    check("a {{ b }} c{% if d %}{%endif%}", "<a > =b < c> %if:d %endif: 0");
    check("{{}}{% # note %}", "= %#:note 0");
    check("{% include {{ page.x }}.html %}", "%include:{{ page.x }}.html 0");
    check("{{ '{{' }}{{ \"{% x\" }}", "='{{' =\"{% x\" 0");
}

#[test]
fn hyphens_eat_white_space() {
    check("a \n{{- b -}}\t c", "<a> =b <c> 0");
    check("a {%- if x -%} b {%- endif %} c", "<a> %if:x <b> %endif: < c> 0");
    check(" {%- raw -%} a {%- endraw -%} b", "< a > <b> 0");
    check("a {%- raw -%}{%- endraw %} b", "<a> < b> 0");
    check("a {%- liquid\n echo x\n-%} b", "<a> %echo:x <b> 0");
    check("a {%- liquid %} b {% liquid -%} c", "<a> < b > <c> 0");
    check("{{-}}{{--}}", "= = 0");
}

#[test]
fn raw_is_text() {
    check("{% raw %}{{ a }}{% if %}{% endraw %}b", "<{{ a }}{% if %}> <b> 0");
    check("{% raw %}a{{ b }}", "<a> =b 1");
}

#[test]
fn a_liquid_tag_holds_a_tag_a_line() {
    check("{% liquid\n assign a = 1\n\n echo a\n%}", "%assign:a = 1 %echo:a 0");
}

#[test]
fn what_is_not_closed_is_left_out() {
    check("a {{ b", "<a > < b> 1");
    check("a {{ b }\nc {{ d }}", "<a > <\nc > =d 1");
    check("a {% if b } c {% endif %}", "<a > < c > %endif: 1");
    check("{{ {{ a }}", "< > =a 1");
    check("{% %}b", "<b> 1");
}

#[test]
fn many_openings_take_linear_time() {
    for piece in [
        "{{",
        "{%",
        "{% raw",
        "{% raw %}",
        "{{ '",
        "{{ ' {{ \"",
        "{% \"",
        "{{ } ",
        "{% if %}",
        "{{{%",
    ] {
        for end in ["", "}}", "%}", "}", "{% endraw %}"] {
            let source = piece.repeat(200_000) + end;
            let meter = Meter::for_test();
            let parts = Parts::new(&meter);
            lex(&source, &mut Reading::of(&source, Filters(&[]), &parts));
        }
    }
}
