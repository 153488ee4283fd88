//! The diagnostics that authors get, with line and column.

use super::{check, check_diagnostics};

#[test]
fn unknown_calls_show_what_they_say() {
    let only = "is not known; only the words and links behind its name are shown";
    check_diagnostics(
        "{% card title='T' link='/x/' text='Some *words*' %}",
        "<p><a href=\"/x/\">T</a></p>\n\n<p>Some *words*</p>\n\n",
        &[format!("1:1: Liquid tag \"card\" {only}").as_str()],
    );
    check_diagnostics(
        "a {% card image='/x.png' alt=nobody %} b",
        "a <img src=\"/x.png\" alt=\"nobody\"> b",
        &[format!("1:3: Liquid tag \"card\" {only}").as_str()],
    );
    check_diagnostics(
        "{% note title:'Mind it' %}\nx{% endnote %}",
        "<p><strong>Mind it</strong></p>\n\n\nx",
        &["1:1: Liquid tag \"note\" is not known; its content is shown"],
    );
    check_diagnostics(
        "{% mermaid %}\na_b --> *c*\n{% endmermaid %}",
        "<pre><code>a_b --&gt; *c*</code></pre>",
        &[],
    );
    let missing = "cannot be included: there is no such file that this page may show";
    check_diagnostics(
        "{% assign u = '/y.png' %}{% include none.html src=u caption='C' %}",
        "<p><img src=\"/y.png\" alt=\"C\"></p>\n\n",
        &[format!("1:26: \"none.html\" {missing}; what its parameters say is shown").as_str()],
    );
    check_diagnostics(
        "{% include none.html title='A <em>b</em>' href='/x' %}",
        "<p><strong>A <em>b</em></strong></p>\n\n<p><a href=\"/x\">/x</a></p>\n\n",
        &[format!("1:1: \"none.html\" {missing}; what its parameters say is shown").as_str()],
    );
    check_diagnostics(
        "{% include none.html video-url='//e.org/a.mp4' %}",
        "<p><video src=\"//e.org/a.mp4\"></video></p>\n\n",
        &[format!("1:1: \"none.html\" {missing}; what its parameters say is shown").as_str()],
    );
    check_diagnostics(
        "{% include none.html n=1 %}",
        "",
        &[format!("1:1: \"none.html\" {missing}").as_str()],
    );
}

#[test]
fn unknown_tags_are_reported_where_they_stand() {
    check_diagnostics(
        "a\n é{% boxes x %}b{% endboxes %}",
        "a\n éb",
        &["2:3: Liquid tag \"boxes\" is not known; its content is shown"],
    );
    check_diagnostics(
        "{% tab x Deb %}\na{% endtab %} {% details b %}c{% enddetails %}",
        "<p><strong>Deb</strong></p>\n\n\na c",
        &[],
    );
    check_diagnostics(
        "{% box title='x <b>y</b> &lt;' %}a{% endbox %}{% seo %}",
        "<p><strong>x <b>y</b> &lt;</strong></p>\n\na",
        &["1:1: Liquid tag \"box\" is not known; its content is shown"],
    );
    check_diagnostics(
        "{% gist page.no %}",
        "",
        &["1:1: This Liquid tag does not say what it shows; it is left out"],
    );
    check(
        "{% assign id = 'x1' %}{% vimeo {{ id }} %}",
        "<a href=\"https://vimeo.com/x1\">Vimeo video</a>",
    );
    check(
        "{% assign id = 'x1' %}{% vimeo id %} {% vimeo 'id' %} {% vimeo x2 %}",
        &["x1", "id", "x2"]
            .map(|id| format!("<a href=\"https://vimeo.com/{id}\">Vimeo video</a>"))
            .join(" "),
    );
    check_diagnostics("{% tab %}b", "b", &["1:1: Liquid tag \"tab\" is not known; it is left out"]);
}

#[test]
fn quotations_keep_their_words_and_whose_they_are() {
    for (source, expected) in [
        ("{% quote %}\n*a*\n{% endquote %}", "<blockquote>\n<p>\n*a*\n</p>\n</blockquote>\n"),
        (
            "{% blockquote Ann Doe, Lamps https://a.example %}{{ 1 }}{% endblockquote %}",
            "<blockquote>\n<p>1</p>\n<p>– <a href=\"https://a.example\">Ann Doe, Lamps</a></p>\n</blockquote>\n",
        ),
        (
            "{% pullquote author=\"A & B\" source=\"C\" %}x{% endpullquote %}",
            "<blockquote>\n<p>x</p>\n<p>– A &amp; B, C</p>\n</blockquote>\n",
        ),
        (
            "- a\n\n    {% quote %}\n    b\n\n    c\n    {% endquote %}",
            "- a\n\n    <blockquote>\n    <p>\n    b\n    \n    c\n    </p>\n    </blockquote>\n",
        ),
    ] {
        check_diagnostics(source, expected, &[]);
    }
    check_diagnostics(
        "{% quote %}b",
        "b",
        &["1:1: Liquid tag \"quote\" is not known; it is left out"],
    );
}

#[test]
fn broken_tags_are_reported() {
    check_diagnostics(
        "{% if a %}b",
        "b",
        &["1:1: Liquid tag \"if\" is not closed; its content is shown"],
    );
    check_diagnostics(
        "{% endif %}b",
        "b",
        &["1:1: Liquid tag \"endif\" closes nothing; it is left out"],
    );
    check_diagnostics("{% if a ~= b %}c{% else %}d{% endif %}", "d", &[]);
    check_diagnostics(
        "{% if a = b %}c{% endif %}",
        "c",
        &["1:1: Liquid tag \"if\" is not understood; its content is shown"],
    );
    check_diagnostics(
        "{% for a %}c{% endfor %}",
        "c",
        &["1:1: Liquid tag \"for\" is not understood; its content is shown"],
    );
    check_diagnostics(
        "{% else %}c",
        "c",
        &["1:1: Liquid tag \"else\" does not belong here; it is left out"],
    );
    check_diagnostics(
        "a {{ b }",
        "a ",
        &["1:3: This Liquid output is not closed by }}; it is left out"],
    );
}

#[test]
fn filters_report_what_they_cannot_do() {
    check_diagnostics(
        "{{ 'a' | foo | upcase }}",
        "A",
        &["1:10: Liquid filter \"foo\" is not known; the value is left as it is"],
    );
    check_diagnostics(
        "{{ 1 | divided_by: 0 }}",
        "",
        &["1:8: Liquid divides by zero here; the result is left out"],
    );
    check_diagnostics(
        "{{ 'x' | date_to_string }}",
        "x",
        &["1:10: \"x\" is no date; it is shown as it is"],
    );
}

#[test]
fn what_is_missing_is_reported() {
    check_diagnostics(
        "{% include no.html %}",
        "",
        &["1:1: \"no.html\" cannot be included: there is no such file that this page may show"],
    );
    check_diagnostics(
        "{% include ../x %}",
        "",
        &["1:1: \"../x\" cannot be included: there is no such file that this page may show"],
    );
    check_diagnostics(
        "{% link b.md %}",
        "",
        &["1:1: The link to \"b.md\" leads nowhere: there is no such page"],
    );
    check_diagnostics(
        " {% include wrong.html %}",
        " a\nb ",
        &["1:2: wrong.html:2:3: Liquid tag \"unheard\" is not known; it is left out"],
    );
    check_diagnostics(
        "{% for i in (1..3) %}{% link b.md %}{% endfor %}",
        "",
        &["1:22: The link to \"b.md\" leads nowhere: there is no such page"],
    );
}
