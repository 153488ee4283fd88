//! Templates and what becomes of them.

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
        "map": {"k": 1, "l": 2},
        "nested": [[1, [2]], 3],
        "text": "one two three",
        "date": "2021-10-05 12:34:56 +0000",
        "html": "<p>a<!-- b --><script>c</script> d</p>",
    });
    json.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), Value::from(value))).collect()
}

fn rendered(source: &str) -> Rendered {
    render(source, &scope(), &Site, &Limits::default())
}

/// Renders, and says nothing about the remarks.
fn check(source: &str, expected: &str) {
    assert_eq!(rendered(source).text, expected, "{source}");
}

fn check_all(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        check(source, expected);
    }
}

/// Renders, and wants these remarks, each as `line:column: what`.
fn check_remarks(source: &str, text: &str, expected: &[&str]) {
    let rendered = rendered(source);
    let remarks: Vec<_> = rendered.remarks.iter().map(|it| format!("{}:{}: {}", it.line, it.column, it.what)).collect();
    assert_eq!((rendered.text.as_str(), remarks), (text, expected.iter().map(|it| (*it).to_owned()).collect()));
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
        ("{% if page.n <> 4 %}a{% endif %}{% if page.n != 3 %}b{% elsif page.n >= 3 %}c{% endif %}", "ac"),
        ("{% unless page.no %}u{% else %}e{% endunless %}{% unless true %}{% elsif true %}f{% endunless %}", "uf"),
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
        ("{% for i in list limit:1 %}{{ i }}{% endfor %}{% for i in list offset:continue %}{{ i }}{% endfor %}", "312"),
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
        ("{% for i in (1..3) %}{% ifchanged %}{{ i | divided_by: 2 }}{% endifchanged %}{% endfor %}", "01"),
        ("{% liquid assign x = 1\n if x == 1\n echo 'yes'\n endif %}", "yes"),
        ("{% echo page.n | plus: 1 %}", "4"),
    ]);
}

#[test]
fn raw_comment_and_highlight_keep_what_they_hold() {
    check_all(&[
        ("{% raw %}{{ a }}{% if %}{% endraw %}", "{{ a }}{% if %}"),
        ("a{% comment %}{% if %}{% comment %}x{% endcomment %}{{ y }}{% endcomment %}b{% # no %}", "ab"),
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
        ("{% assign outside = 1 %}{% render 'sees.html', name: 'n' %}{% include sees.html name=2 %}", "n1"),
    ]);
}

#[test]
fn links_lead_below_the_base_path() {
    check("{% link _docs/x.md %} {% post_url 2020-01-31-a %}", "/blog/docs/x/ /blog/2020/a.html");
    check("{% assign n = 'x' %}{% link _docs/{{ n }}.md %}", "/blog/docs/x/");
}

#[test]
fn the_author_is_told_what_is_wrong_and_where() {
    check_remarks(
        "a\n é{% tabs x %}b{% endtabs %}",
        "a\n éb",
        &["2:3: Liquid tag \"tabs\" is not known; its content is shown"],
    );
    check_remarks("{% tab %}b", "b", &["1:1: Liquid tag \"tab\" is not known; it is left out"]);
    check_remarks(
        "{{ 'a' | foo | upcase }}",
        "A",
        &["1:10: Liquid filter \"foo\" is not known; the value is left as it is"],
    );
    check_remarks("{% if a %}b", "b", &["1:1: Liquid tag \"if\" is not closed; its content is shown"]);
    check_remarks("{% endif %}b", "b", &["1:1: Liquid tag \"endif\" closes nothing; it is left out"]);
    check_remarks("{% if a ~= b %}c{% else %}d{% endif %}", "d", &[]);
    check_remarks(
        "{% if a = b %}c{% endif %}",
        "c",
        &["1:1: Liquid tag \"if\" is not understood; its content is shown"],
    );
    check_remarks(
        "{% for a %}c{% endfor %}",
        "c",
        &["1:1: Liquid tag \"for\" is not understood; its content is shown"],
    );
    check_remarks("{% else %}c", "c", &["1:1: Liquid tag \"else\" does not belong here; it is left out"]);
    check_remarks("a {{ b }", "a ", &["1:3: This Liquid output is not closed by }}; it is left out"]);
    check_remarks("{{ 1 | divided_by: 0 }}", "", &["1:8: Liquid divides by zero here; the result is left out"]);
    check_remarks("{{ 'x' | date_to_string }}", "x", &["1:10: \"x\" is no date; it is shown as it is"]);
}

#[test]
fn what_is_missing_is_told() {
    check_remarks("{% include no.html %}", "", &["1:1: \"no.html\" cannot be included: there is no such file"]);
    check_remarks("{% include ../x %}", "", &["1:1: \"../x\" cannot be included: there is no such file"]);
    check_remarks("{% link b.md %}", "", &["1:1: The link to \"b.md\" leads nowhere: there is no such page"]);
    check_remarks(
        " {% include wrong.html %}",
        " a\nb ",
        &["1:2: wrong.html:2:3: Liquid tag \"unheard\" is not known; it is left out"],
    );
    check_remarks(
        "{% for i in (1..3) %}{% link b.md %}{% endfor %}",
        "",
        &["1:22: The link to \"b.md\" leads nowhere: there is no such page"],
    );
}

#[test]
fn a_template_comes_to_an_end() {
    let limits = Limits { steps: 10_000, output: 1000, ..Limits::default() };
    for source in [
        "{% for i in (1..99999) %}{% for j in (1..99999) %}{% endfor %}{% endfor %}",
        "{% for i in (1..99999) %}{{ page.title }}{% endfor %}",
        "{% include self.html %}",
        "{% include twice.html %}",
        "{% for i in (1..9223372036854775807) %}{% endfor %}",
        "{% assign a = 'x' %}{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}",
        "{% assign a = 'x' %}{% for i in (1..99) %}{% assign a = a | replace: 'x', 'xx' %}{% endfor %}",
        "{% assign a = list %}{% for i in (1..99) %}{% assign a = a | concat: a %}{% endfor %}",
        "{% assign a = list %}{% for i in (1..99) %}{% assign a = a | push: a | push: a %}{% endfor %}{{ a }}{{ a | jsonify }}",
        "{{ (1..99999) | join: 'xxxxxxxxxxxxxxxx' | split: '' | size }}",
    ] {
        let rendered = render(source, &scope(), &Site, &limits);
        assert!(rendered.text.len() <= limits.output, "{source}");
        assert_ne!(rendered.remarks, [], "{source}");
    }
}

#[test]
fn deep_nesting_is_no_trouble() {
    for block in ["if true", "for i in (1..1)", "capture x", "unless false", "ifchanged"] {
        let name = block.split(' ').next().unwrap();
        for depth in [200, 300, 100_000] {
            let begin = format!("{{% {block} %}}").repeat(depth);
            let end = format!("{{% end{name} %}}").repeat(depth);
            let rendered = rendered(&format!("{begin}x{end}"));
            assert_eq!(rendered.remarks.is_empty(), depth < 256, "{block} {depth}");
        }
    }
    rendered(&("{% highlight c %}".repeat(300) + "x" + &"{% endhighlight %}".repeat(300)));
    for piece in [
        "{% if true %}x",
        "{% if %}x",
        "{% else %}",
        "{% endif %}",
        "{% tabs %}",
        "{% comment %}",
        "{% case 1 %}{% when 1 %}",
    ] {
        rendered(&piece.repeat(100_000));
    }
}

#[test]
fn texts_are_changed_by_filters() {
    check_all(&[
        ("{{ 'a' | append: 'b' | prepend: 'c' | upcase | downcase | capitalize }}", "Cab"),
        ("{{ ' a ' | strip }}|{{ ' a ' | lstrip }}|{{ ' a ' | rstrip }}", "a|a | a"),
        (
            "{{ 'aba' | replace: 'a', 'x' }}{{ 'aba' | replace_first: 'a', 'x' }}{{ 'aba' | replace_last: 'a', 'x' }}",
            "xbxxbaabx",
        ),
        ("{{ 'aba' | remove: 'a' }}{{ 'aba' | remove_first: 'a' }}{{ 'aba' | remove_last: 'a' }}", "bbaab"),
        (
            "{{ text | truncate: 8 }}|{{ text | truncate: 6, '' }}|{{ text | truncate: 99 }}",
            "one t...|one tw|one two three",
        ),
        ("{{ text | truncatewords: 2 }}|{{ text | truncatewords: 1, '~' }}", "one two...|one~"),
        ("{{ text | split: ' ' | join: '-' }}{{ 'a,b,,' | split: ',' | size }}", "one-two-three2"),
        ("{{ text | slice: 4, 3 }}{{ text | slice: -5 }}{{ list | slice: 1, 2 | join }}", "twot1 2"),
        ("{{ 'äöü' | size }}{{ 'äöü' | split: '' | join: '.' }}", "3ä.ö.ü"),
        ("{{ html | strip_html }}|{{ page.title | escape }}|{{ '&lt;&' | escape_once }}", "a d|A &amp; B|&lt;&amp;"),
        ("{{ \"it's\" | escape }}{{ \"it's <\" | xml_escape }}", "it&#39;sit's &lt;"),
        (
            "{{ 'a b/ü?' | url_encode }} {{ 'a+b%20c' | url_decode }} {{ 'a b&ü' | cgi_escape }}",
            "a+b%2F%C3%BC%3F a b c a+b%26%C3%BC",
        ),
        ("{{ 'http://x/a b?ü=%20' | uri_escape }}", "http://x/a%20b?%C3%BC=%20"),
        (
            "{{ ' a  b\n c ' | normalize_whitespace }}|{{ 'a\nb' | newline_to_br }}|{{ 'a\r\nb' | strip_newlines }}",
            "a b c|a<br />\nb|ab",
        ),
        ("{{ 'hello' | base64_encode }} {{ 'aGVsbG8=' | base64_decode }}", "aGVsbG8= hello"),
        ("{{ 'x' | markdownify }}{{ 'x' | smartify }}{{ 'x' | sassify }}", "<p>x</p>xx"),
    ]);
}

#[test]
fn numbers_are_calculated() {
    check_all(&[
        ("{{ 1 | plus: 2 }} {{ 0.1 | plus: 0.2 }} {{ '3' | minus: '1.5' }} {{ 2 | times: 2.0 }}", "3 0.3 1.5 4.0"),
        (
            "{{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | divided_by: 2 }} {{ 7 | modulo: 4 }}",
            "3 3.5 -4 3",
        ),
        ("{{ -5 | abs }} {{ 1.2 | ceil }} {{ 1.8 | floor }} {{ 2.5 | round }} {{ 2.345 | round: 2 }}", "5 2 1 3 2.35"),
        ("{{ 4 | at_least: 5 }} {{ 4 | at_most: 3 }} {{ list | sum }} {{ people | sum: 'age' }}", "5 3 6 50"),
        ("{{ true | to_integer }} {{ '12a' | to_integer }} {{ 3.9 | to_integer }}", "1 12 3"),
        ("{{ page.f | times: 2 }} {{ 'x' | plus: 1 }} {{ nil | plus: 1 }}", "3.0 1 1"),
    ]);
}

#[test]
fn arrays_are_rearranged() {
    check_all(&[
        (
            "{{ list | sort | join }} {{ list | reverse | join }} {{ list | first }}{{ list | last }}{{ list | size }}",
            "1 2 3 2 1 3 323",
        ),
        (
            "{{ names | sort_natural | join: ',' }} {{ names | sort | join: ',' }} {{ names | compact | size }}",
            "a,b,C, ,C,a,b 3",
        ),
        (
            "{{ people | sort: 'age' | map: 'name' | join }} {{ people | sort: 'age', 'last' | map: 'name' | join }}",
            "Cid Bob Ann Bob Ann Cid",
        ),
        ("{{ people | map: 'likes' | join }}|{{ people | map: 'likes' | uniq | size }}", "tea tea rum|2"),
        (
            "{{ list | push: 9 | unshift: 0 | join }} {{ list | pop | shift | join }} {{ list | pop: 2 | join }}",
            "0 3 1 2 9 1 3",
        ),
        ("{{ list | concat: page.tags | join }} {{ 'a,a,b' | split: ',' | uniq | join }}", "3 1 2 x y a b"),
        (
            "{{ list | array_to_sentence_string }} {{ page.tags | array_to_sentence_string: 'or' }} {{ list | sample }}",
            "3, 1, and 2 x or y 3",
        ),
        ("{{ nested | join }} {{ (1..3) | reverse | join }}", "1 2 3 3 2 1"),
    ]);
}

#[test]
fn items_are_chosen_and_grouped() {
    check_all(&[
        ("{{ people | where: 'name', 'Bob' | map: 'age' }}{{ people | where: 'age', '30' | map: 'name' }}", "20Ann"),
        ("{{ people | where: 'likes', 'tea' | size }}{{ people | where: 'age', nil | map: 'name' }}", "2Cid"),
        ("{{ people | where: 'age' | size }}{{ text | where: 'a', 'b' }}", "2one two three"),
        ("{{ people | where_exp: 'p', 'p.age > 20 or p.likes contains \"rum\"' | map: 'name' | join }}", "Ann Bob"),
        (
            "{{ people | find: 'name', 'Cid' | map: 'name' }}{% assign p = people | find_exp: 'p', 'p.age == 20' %}{{ p.name }}",
            "CidBob",
        ),
        (
            "{% assign g = people | group_by: 'age' %}{% for x in g %}{{ x.name }}:{{ x.size }}:{{ x.items[0].name }} {% endfor %}",
            "30:1:Ann 20:1:Bob :1:Cid ",
        ),
        ("{% assign g = people | group_by_exp: 'p', 'p.likes | size' %}{{ g | map: 'name' | join }}", "1 2 0"),
        (
            "{{ nil | default: 'a' }}{{ '' | default: 'b' }}{{ false | default: 'c' }}{{ false | default: 'd', allow_false: true }}{{ 0 | default: 1 }}",
            "abcfalse0",
        ),
    ]);
}

#[test]
fn values_are_written_in_other_notations() {
    check_all(&[
        (
            r#"{{ page | jsonify }}"#,
            r#"{"title":"A & B","url":"/a/","tags":["x","y"],"n":3,"f":1.5,"no":null,"file":"hello"}"#,
        ),
        (
            r#"{{ list | inspect }}{{ map | inspect }}{{ nil | jsonify }}"#,
            "[3, 1, 2]{&quot;k&quot;=&gt;1, &quot;l&quot;=&gt;2}null",
        ),
        ("{{ page.tags | inspect }}", "[&quot;x&quot;, &quot;y&quot;]"),
        (
            "{{ 'The _config.yml Größe' | slugify }} {{ 'The _config.yml' | slugify: 'pretty' }}",
            "the-config-yml-größe the-_config.yml",
        ),
        (
            "{{ 'A b_c Ü' | slugify: 'raw' }} {{ 'A b_c Ü' | slugify: 'ascii' }} {{ 'A Üé' | slugify: 'latin' }} {{ 'A b' | slugify: 'none' }}",
            "a-b_c-ü a-b-c a-ue a b",
        ),
        (
            "{{ 'a b 你好' | number_of_words }} {{ 'a b 你好' | number_of_words: 'cjk' }} {{ 'a b' | number_of_words: 'auto' }}",
            "3 4 2",
        ),
    ]);
}

#[test]
fn urls_are_made_for_the_site() {
    check_all(&[
        (
            "{{ '/a/' | relative_url }} {{ 'a' | relative_url }} {{ 'https://x/y' | relative_url }}",
            "/blog/a/ /blog/a https://x/y",
        ),
        (
            "{{ '/a b' | absolute_url }} {{ page | relative_url }} {{ '/x/index.html' | strip_index }}",
            "https://example.org/blog/a%20b /blog/a/ /x/",
        ),
    ]);
}

#[test]
fn dates_are_formatted() {
    check_all(&[
        ("{{ date | date: '%Y/%-m/%e' }} {{ 'now' | date: '%F' }} {{ 'x' | date: '%F' }}", "2021/10/ 5 2024-03-09 x"),
        ("{{ date | date_to_string }} {{ date | date_to_long_string }}", "05 Oct 2021 05 October 2021"),
        (
            "{{ date | date_to_string: 'ordinal' }} {{ date | date_to_long_string: 'ordinal', 'US' }}",
            "5th Oct 2021 October 5th, 2021",
        ),
        (
            "{{ date | date_to_xmlschema }} {{ date | date_to_rfc822 }}",
            "2021-10-05T14:34:56+02:00 Tue, 05 Oct 2021 14:34:56 +0200",
        ),
        ("{{ nil | date_to_string }}{{ date | date: '' }}", "2021-10-05 12:34:56 +0000"),
    ]);
}
