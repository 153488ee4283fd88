//! Templates and what becomes of them.

mod diagnostics;
mod filters;
mod hostile;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;

/// A site in Berlin, on the ninth of March 2024, below `/blog`.
struct Site;

impl Host for Site {
    fn include(&self, name: &str) -> Option<Arc<str>> {
        let text = match name {
            "hello.html" => "Hello {{ include.name | default: 'you' }}!",
            "sub/deep.html" => "{% assign seen = include.n %}<{{ include.n }}>",
            "outer.html" => "[{% include hello.html %}]",
            "self.html" => "x{% include self.html %}",
            "twice.html" => "{% for i in (1..9) %}{% include twice.html %}{% endfor %}",
            "wrong.html" => "a\nb {% unheard %}",
            "sees.html" => "{{ outside }}{{ name }}",
            _ => return None,
        };
        Some(Arc::from(text))
    }

    fn include_relative(&self, name: &str) -> Option<Arc<str>> {
        (name == "near.md").then(|| Arc::from("near"))
    }

    fn link(&self, file: &str) -> Option<String> {
        (file == "_docs/x.md").then(|| "/docs/x/".to_owned())
    }

    fn post(&self, name: &str) -> Option<String> {
        (name == "2020-01-31-a").then(|| "/2020/a.html".to_owned())
    }

    fn base_path(&self) -> &'static str {
        "/blog"
    }

    fn base_url(&self) -> &'static str {
        "https://example.org"
    }

    fn markdown(&self, text: &str) -> String {
        format!("<p>{text}</p>")
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn now(&self) -> Timestamp {
        "2024-03-09T08:07:06Z".parse().unwrap()
    }
}

fn scope() -> Fields {
    let json = serde_json::json!({
        "page": {"title": "A & B", "url": "/a/", "tags": ["x", "y"], "n": 3, "f": 1.5, "no": null, "file": "hello"},
        "list": [3, 1, 2],
        "names": ["b", "C", "a", null],
        "people": [
            {"name": "Ann", "age": 30, "likes": ["tea"]},
            {"name": "Bob", "age": 20, "likes": ["tea", "rum"]},
            {"name": "Cid", "likes": []},
        ],
        "years": [{"year": "10"}, {"year": "-2"}, {"year": "9"}, {"year": "1.5"}],
        "map": {"k": 1, "l": 2},
        "nested": [[1, [2]], 3],
        "text": "one two three",
        "date": "2021-10-05 12:34:56 +0000",
        "html": "<p>a<!-- b --><script>c</script> d</p>",
    });
    json.as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), Value::of_json(value, &Meter::for_test())))
        .collect()
}

fn rendered(source: &str) -> Rendered {
    render(source, &scope(), &Site, &Meter::for_test())
}

/// Renders, whatever the diagnostics.
fn check(source: &str, expected: &str) {
    assert_eq!(rendered(source).text, expected, "{source}");
}

fn check_all(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        check(source, expected);
    }
}

/// Renders, and wants these diagnostics, each as `line:column: text`.
fn check_diagnostics(source: &str, text: &str, expected: &[&str]) {
    let rendered = rendered(source);
    let diagnostics: Vec<_> = rendered
        .diagnostics
        .iter()
        .map(|it| format!("{}:{}: {}", it.line, it.column, it.text))
        .collect();
    assert_eq!(
        (rendered.text.as_str(), diagnostics),
        (text, expected.iter().map(|it| (*it).to_owned()).collect())
    );
}

#[test]
fn text_passes_through_byte_for_byte() {
    check_all(&[("", ""), ("a\r\n\tü }} %} {\n", "a\r\n\tü }} %} {\n"), ("{ { % }", "{ { % }")]);
}

#[test]
fn outputs_show_values() {
    check_all(&[
        ("{{ page.title }}{{ page.none.at.all }}{{ nothing }}", "A & B"),
        ("{{ list }}|{{ map }}|{{ nested }}", r#"312|{"k"=>1, "l"=>2}|123"#),
        ("{{ list[0] }}{{ list[-1] }}{{ list.first }}{{ list.last }}{{ list.size }}", "32323"),
        (r#"{{ page["title"] }} {{ page['n'] }} {{ ["page"].n }}"#, "A & B 3 3"),
        ("{{ 1.50 }} {{ -2 }} {{ true }} {{ nil }} {{ (1..3) }}", "1.5 -2 true  1..3"),
        ("{{ map.size }} {{ map.first }} {{ text.size }}", "2 k1 13"),
    ]);
}

#[test]
fn conditions_are_right_associative() {
    check_all(&[
        ("{% if false and false or true %}y{% else %}n{% endif %}", "n"),
        ("{% if true or false and false %}y{% endif %}", "y"),
        ("{% if page.n > 2 and page.tags contains 'x' %}y{% endif %}", "y"),
        ("{% if page.no == blank %}b{% endif %}{% if page.no == empty %}e{% endif %}", "b"),
        ("{% if page.no < 1 or page.title > 1 %}y{% else %}n{% endif %}", "n"),
        (
            "{% if page.n <> 4 %}a{% endif %}{% if page.n != 3 %}b{% elsif page.n >= 3 %}c{% endif %}",
            "ac",
        ),
        (
            "{% unless page.no %}u{% else %}e{% endunless %}{% unless true %}{% elsif true %}f{% endunless %}",
            "uf",
        ),
        ("{% case page.n %} x {% when 1, 2 %}a{% when 4 or 3 %}b{% else %}c{% endcase %}", "b"),
        ("{% case 9 %}{% when 1 %}a{% else %}c{% endcase %}", "c"),
    ]);
}

#[test]
fn loops_go_through_arrays_ranges_and_objects() {
    check_all(&[
        ("{% for i in list %}{{ i }}{% endfor %}", "312"),
        ("{% for i in list reversed limit:2 offset:1 %}{{ i }}{% endfor %}", "21"),
        ("{% for i in (1..page.n) %}{{ i }}{% endfor %}", "123"),
        ("{% for i in none %}{{ i }}{% else %}nothing{% endfor %}", "nothing"),
        ("{% for p in map %}{{ p[0] }}={{ p[1] }};{% endfor %}", "k=1;l=2;"),
        ("{% for i in list %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "32"),
        ("{% for i in list %}{% if i == 1 %}{% break %}{% endif %}{{ i }}{% endfor %}.", "3."),
        (
            "{% for i in list %}{{ forloop.index }}/{{ forloop.length }}{% unless forloop.last %},{% endunless %}{% endfor %}",
            "1/3,2/3,3/3",
        ),
        (
            "{% for i in list %}{{ forloop.index0 }}{{ forloop.rindex }}{{ forloop.rindex0 }}{{ forloop.first }} {% endfor %}",
            "032true 121false 210false ",
        ),
        ("{% for i in list limit:1 %}{{ forloop.name }}{% endfor %}", "i-list"),
        (
            "{% for i in list limit:1 %}{{ i }}{% endfor %}{% for i in list offset:continue %}{{ i }}{% endfor %}",
            "312",
        ),
        (
            "{% for a in (1..2) %}{% for b in (1..2) %}{{ forloop.parentloop.index }}{{ b }} {% endfor %}{% endfor %}",
            "11 12 21 22 ",
        ),
        (
            "{% tablerow i in list cols:2 %}{{ i }}{% endtablerow %}",
            "<tr class=\"row1\">\n<td class=\"col1\">3</td><td class=\"col2\">1</td></tr>\n<tr class=\"row2\"><td class=\"col1\">2</td></tr>\n",
        ),
        ("{% for i in text %}{{ i }}{% endfor %}", "one two three"),
    ]);
}

#[test]
fn variables_are_assigned_captured_and_counted() {
    check_all(&[
        ("{% assign a = list | first %}{{ a }}", "3"),
        ("{% capture a %}<{{ page.n }}>{% endcapture %}{{ a }}", "<3>"),
        ("{% increment c %}{% increment c %}{% decrement c %}{{ c }}", "0111"),
        ("{% for i in list %}{% assign last = i %}{% endfor %}{{ last }}{{ i }}", "2"),
        ("{% for i in (1..3) %}{% cycle 'a', 'b' %}{% cycle 'g': 1, 2, 3 %}{% endfor %}", "a1b2a3"),
        (
            "{% for i in (1..3) %}{% ifchanged %}{{ i | divided_by: 2 }}{% endifchanged %}{% endfor %}",
            "01",
        ),
        ("{% liquid assign x = 1\n if x == 1\n echo 'yes'\n endif %}", "yes"),
        ("{% echo page.n | plus: 1 %}", "4"),
    ]);
}

#[test]
fn raw_comment_and_highlight_keep_what_they_hold() {
    check_all(&[
        ("{% raw %}{{ a }}{% if %}{% endraw %}", "{{ a }}{% if %}"),
        (
            "a{% comment %}{% if %}{% comment %}x{% endcomment %}{{ y }}{% endcomment %}b{% # no %}",
            "ab",
        ),
        (
            "{% highlight ruby linenos %}\nputs '<a>'\n\n{{ page.n }}\n{% endhighlight %}",
            "<pre><code class=\"language-ruby\">puts &#39;&lt;a&gt;&#39;\n\n3</code></pre>",
        ),
        ("{% highlight %}x{% endhighlight %}", "<pre><code>x</code></pre>"),
    ]);
}

#[test]
fn white_space_goes_where_it_is_asked_to() {
    check_all(&[
        ("a\n {%- if true -%} \n b {%- endif -%} \n c", "abc"),
        ("a {{- page.n -}} b", "a3b"),
        ("{% if true %}  {% assign a = 1 %}\n{% endif %}|", "|"),
        ("{% if true %} {{ none }} {% endif %}|", "  |"),
    ]);
}

#[test]
fn files_are_included() {
    check_all(&[
        ("{% include hello.html %}", "Hello you!"),
        ("{% include hello.html name=page.title %}{{ include.name }}", "Hello A & B!"),
        ("{% include {{ page.file }}.html name=\"a \\\"b\\\"\" %}", "Hello a \"b\"!"),
        ("{% include sub/deep.html n=2 %}{{ seen }}", "<2>2"),
        ("{% include outer.html %}", "[Hello you!]"),
        ("{% include_relative near.md %}", "near"),
        ("{% include_cached sub/deep.html n=3 %}", "<3>"),
        (
            "{% assign outside = 1 %}{% render 'sees.html', name: 'n' %}{% include sees.html name=2 %}",
            "n1",
        ),
    ]);
}

#[test]
fn links_lead_below_the_base_path() {
    check("{% link _docs/x.md %} {% post_url 2020-01-31-a %}", "/blog/docs/x/ /blog/2020/a.html");
    check("{% assign n = 'x' %}{% link _docs/{{ n }}.md %}", "/blog/docs/x/");
}

#[test]
fn objects_are_equal_that_have_equal_fields() {
    check_all(&[
        (
            "{% if people[0] == people[1] %}a{% endif %}{% if people[0] != people[2] %}b{% endif %}",
            "b",
        ),
        (
            "{% assign one = people | where: 'name', 'Ann' %}{% if one[0] == people[0] %}a{% endif %}\
             {% if one == people %}b{% endif %}{% if map == people[0] %}c{% endif %}",
            "a",
        ),
    ]);
}
