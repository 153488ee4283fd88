//! Filters: one table for each field.

use super::{check, check_all};

#[test]
fn texts_are_changed_by_filters() {
    check_all(&[
        ("{{ 'a' | append: 'b' | prepend: 'c' | upcase | downcase | capitalize }}", "Cab"),
        ("{{ ' a ' | strip }}|{{ ' a ' | lstrip }}|{{ ' a ' | rstrip }}", "a|a | a"),
        (
            "{{ 'aba' | replace: 'a', 'x' }}{{ 'aba' | replace_first: 'a', 'x' }}{{ 'aba' | replace_last: 'a', 'x' }}",
            "xbxxbaabx",
        ),
        (
            "{{ 'aba' | remove: 'a' }}{{ 'aba' | remove_first: 'a' }}{{ 'aba' | remove_last: 'a' }}",
            "bbaab",
        ),
        (
            "{{ text | truncate: 8 }}|{{ text | truncate: 6, '' }}|{{ text | truncate: 99 }}",
            "one t...|one tw|one two three",
        ),
        ("{{ text | truncatewords: 2 }}|{{ text | truncatewords: 1, '~' }}", "one two...|one~"),
        ("{{ text | split: ' ' | join: '-' }}{{ 'a,b,,' | split: ',' | size }}", "one-two-three2"),
        (
            "{{ text | slice: 4, 3 }}{{ text | slice: -5 }}{{ list | slice: 1, 2 | join }}",
            "twot1 2",
        ),
        ("{{ 'äöü' | size }}{{ 'äöü' | split: '' | join: '.' }}", "3ä.ö.ü"),
        (
            "{{ html | strip_html }}|{{ page.title | escape }}|{{ '&lt;&' | escape_once }}",
            "a d|A &amp; B|&lt;&amp;",
        ),
        (
            "{{ '&; &#; &#x; &a b; &a1; &#39; &Auml; <' | escape_once }}",
            "&amp;; &amp;#; &amp;#x; &amp;a b; &amp;a1; &#39; &Auml; &lt;",
        ),
        ("{{ \"it's\" | escape }}{{ \"it's <\" | xml_escape }}", "it&#39;sit&apos;s &lt;"),
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
        (
            "{{ 'a?~>' | base64_encode }} {{ 'a?~>' | base64_url_safe_encode }} {{ 'YT9-Pg==' | base64_url_safe_decode }}",
            "YT9+Pg== YT9-Pg== a?~>",
        ),
        ("{{ 'x' | markdownify }}{{ 'x' | smartify }}{{ 'x' | sassify }}", "<p>x</p>xx"),
    ]);
}

#[test]
fn numbers_are_calculated() {
    check_all(&[
        (
            "{{ 1 | plus: 2 }} {{ 0.1 | plus: 0.2 }} {{ '3' | minus: '1.5' }} {{ 2 | times: 2.0 }}",
            "3 0.3 1.5 4.0",
        ),
        (
            "{{ 7 | divided_by: 2 }} {{ 7 | divided_by: 2.0 }} {{ -7 | divided_by: 2 }} {{ 7 | modulo: 4 }}",
            "3 3.5 -4 3",
        ),
        (
            "{{ 7 | divided_by: -2 }} {{ -7 | divided_by: -2 }} {{ -7 | modulo: 2 }} {{ 7 | modulo: -2 }}",
            "-4 3 1 -1",
        ),
        (
            "{{ -5 | abs }} {{ 1.2 | ceil }} {{ 1.8 | floor }} {{ 2.5 | round }} {{ 2.345 | round: 2 }}",
            "5 2 1 3 2.35",
        ),
        (
            "{{ 4 | at_least: 5 }} {{ 4 | at_most: 3 }} {{ list | sum }} {{ people | sum: 'age' }}",
            "5 3 6 50",
        ),
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
        (
            "{{ people | map: 'likes' | join }}|{{ people | map: 'likes' | uniq | size }}",
            "tea tea rum|2",
        ),
        (
            "{{ list | push: 9 | unshift: 0 | join }} {{ list | pop | shift | join }} {{ list | pop: 2 | join }}",
            "0 3 1 2 9 1 3",
        ),
        (
            "{{ list | concat: page.tags | join }} {{ 'a,a,b' | split: ',' | uniq | join }}",
            "3 1 2 x y a b",
        ),
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
        (
            "{{ people | where: 'name', 'Bob' | map: 'age' }}{{ people | where: 'age', '30' | map: 'name' }}",
            "20Ann",
        ),
        (
            "{{ people | where: 'likes', 'tea' | size }}{{ people | where: 'age', nil | map: 'name' }}",
            "2Cid",
        ),
        ("{{ people | where: 'age' | size }}{{ text | where: 'a', 'b' }}", "2one two three"),
        (
            "{{ people | where_exp: 'p', 'p.age > 20 or p.likes contains \"rum\"' | map: 'name' | join }}",
            "Ann Bob",
        ),
        (
            "{{ people | find: 'name', 'Cid' | map: 'name' }}{% assign p = people | find_exp: 'p', 'p.age == 20' %}{{ p.name }}",
            "CidBob",
        ),
        (
            "{% assign g = people | group_by: 'age' %}{% for x in g %}{{ x.name }}:{{ x.size }}:{{ x.items[0].name }} {% endfor %}",
            "30:1:Ann 20:1:Bob :1:Cid ",
        ),
        (
            "{% assign g = people | group_by_exp: 'p', 'p.likes | size' %}{{ g | map: 'name' | join }}",
            "1 2 0",
        ),
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
        (
            "{{ date | date: '%Y/%-m/%e' }} {{ 'now' | date: '%F' }} {{ 'x' | date: '%F' }}",
            "2021/10/ 5 2024-03-09 x",
        ),
        (
            "{{ date | date_to_string }} {{ date | date_to_long_string }}",
            "05 Oct 2021 05 October 2021",
        ),
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
    let long = |times: usize| format!("{{{{ date | date: '{}' }}}}", "%Y".repeat(times));
    check(&long(2048), &"2021".repeat(2048));
    check(&long(2049), "2021-10-05 12:34:56 +0000");
    let padded = |length: usize| format!("{:length$}", "2021-10-05");
    let year = |text: &str| format!("{{{{ '{text}' | date: '%Y' }}}}");
    check(&year(&padded(256)), "2021");
    check(&year(&padded(257)), &padded(257));
}

#[test]
fn each_day_of_a_month_has_its_ending() {
    for (days, ending) in [
        (&["01", "21", "31"][..], "st"),
        (&["02", "22"], "nd"),
        (&["03", "23"], "rd"),
        (&["04", "10", "11", "12", "13", "20", "24", "30"], "th"),
    ] {
        for day in days {
            let template = format!("{{{{ '2021-10-{day}' | date_to_string: 'ordinal' }}}}");
            let expected = format!("{}{ending} Oct 2021", day.trim_start_matches('0'));
            check_all(&[(template.as_str(), expected.as_str())]);
        }
    }
}

#[test]
fn texts_that_look_like_numbers_are_in_the_order_of_numbers() {
    check_all(&[(
        "{{ years | sort: 'year' | map: 'year' | join }} {{ years | where: 'year', 9 | size }}",
        "-2 1.5 9 10 1",
    )]);
}
