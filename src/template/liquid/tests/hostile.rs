//! Templates that try to take too much, to nest too deep or to make no sense.

use std::time::Duration;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::template::liquid::limits::MAX_PARTS;
use crate::template::liquid::meter::End;

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
        let rendered = render(source, &scope(), &Site, &Meter::new(limits.clone()));
        assert!(rendered.text.len() <= limits.output, "{source}");
        assert_ne!(rendered.diagnostics, [], "{source}");
    }
}

#[test]
fn a_name_that_is_too_long_for_any_is_none() {
    let included = |length: usize| {
        let source = format!("{{% include {} %}}", "x".repeat(length));
        let rendered = render(&source, &scope(), &Site, &Meter::for_test());
        rendered.diagnostics.first().is_some_and(|it| it.text.starts_with("\"x"))
    };
    assert!(included(16 << 10) && !included((16 << 10) + 1));
}

#[test]
fn what_is_written_to_the_page_and_what_is_kept_aside_have_bounds_of_their_own() {
    let limits = Limits { output: 1000, ..Limits::default() };
    let rendered = |source: &str| render(source, &scope(), &Site, &Meter::new(limits.clone()));
    let much = "{% for i in (1..1000) %}0123456789{% endfor %}";
    let page = rendered(much);
    assert!((990..=1000).contains(&page.text.len()), "{}", page.text.len());
    assert_ne!(page.diagnostics, []);
    let aside = rendered(&format!("{{% capture t %}}{much}{{% endcapture %}}{{{{ t | size }}}}"));
    assert_eq!((aside.text.as_str(), aside.diagnostics), ("10000", Vec::new()));
}

#[test]
fn a_tag_or_an_output_that_is_too_long_is_left_out() {
    let rendered = |source: &str| {
        let rendered = render(source, &scope(), &Site, &Meter::for_test());
        let said: Vec<String> = rendered.diagnostics.into_iter().map(|it| it.text).collect();
        (rendered.text.len(), said)
    };
    let output = |length: usize| rendered(&format!("{{{{\"{}\"}}}}", "a".repeat(length - 2)));
    let tag =
        |length: usize| rendered(&format!("{{%comment{:1$}%}}b{{%endcomment%}}c", "", length - 7));
    let most = 64 << 10;
    assert_eq!(output(most), (most - 2, vec![]));
    let told = "This Liquid output is too long; it is left out";
    assert_eq!(output(most + 1), (0, vec![told.to_owned()]));
    assert_eq!(tag(most), (1, vec![]));
    assert_eq!(tag(most + 1).1[0], "This Liquid tag is too long; it is left out");
}

/// Small limits, and a time that is only reached when something is not counted.
fn small() -> Limits {
    let time = Duration::from_secs(60);
    Limits { steps: 30_000, memory: 4 << 20, output: 1 << 20, time, ..Limits::default() }
}

/// Runs a template that would never end, or nearly so, and wants it to be ended because of the work
/// that it makes, with one diagnostic that has a line.
fn check_end(source: &str) {
    let meter = Meter::new(small());
    let rendered = render(source, &scope(), &Site, &meter);
    assert!(meter.is_spent(), "{source}: {:?}", rendered.diagnostics);
    assert_ne!(meter.end(), Some(End::Time), "{source}");
    let told: Vec<_> =
        rendered.diagnostics.iter().filter(|it| it.text.ends_with("it ends here")).collect();
    assert!(matches!(told[..], [Diagnostic { line: 1.., .. }]), "{source}: {told:?}");
}

#[test]
fn whatever_a_loop_does_is_paid_for() {
    let letters = "{% capture t %}{% for i in (1..4000) %}ab {% endfor %}{% endcapture %}";
    let words = format!("{letters}{{% assign w = t | split: ' ' %}}");
    for done in [
        "{% quote a b %}{{ t }}{% endquote %}",
        "{% assign x = w | group_by: 'size' %}",
        "{% assign x = w | group_by_exp: 'x', 'x | append: x' %}",
        "{% assign x = w | where: 'size', 2 %}",
        "{% assign x = w | where_exp: 'x', 'x contains t' %}",
        "{% assign x = w | map: 'size' %}",
        "{% assign x = w | sort %}",
        "{% assign x = w | sort_natural | uniq | reverse | compact %}",
        "{% assign x = w | join: t %}",
        "{% assign x = w | concat: w %}",
        "{% assign x = w | push: w | shift | unshift: x %}",
        "{% assign x = w | jsonify | size %}",
        "{% assign x = w | inspect | size %}",
        "{% assign x = w | array_to_sentence_string | size %}",
        "{% assign x = w | sum %}",
        "{% assign x = w | slice: 0, 3000 %}",
        "{% assign x = t | markdownify %}",
        "{% assign x = t | escape | upcase | strip_html | slugify %}",
        "{% assign x = t | replace: 'a', 'bc' %}",
        "{% assign x = t | split: '' %}",
        "{% assign x = t | truncatewords: 3000 | number_of_words %}",
        "{% assign x = t | date_to_string %}",
        "{% assign x = 'now' | date: t %}",
        "{% assign x = t | base64_encode | base64_decode %}",
        "{% assign x = t | size %}",
        "{% if t contains 'abc' or w contains 'x' or t == t or w == x %}{% endif %}",
        "{% for x in w %}{% endfor %}",
        "{% tablerow x in w %}{% endtablerow %}",
        "{% capture x %}{{ t }}{{ w }}{% endcapture %}",
        "{% ifchanged %}{{ t }}{% endifchanged %}",
        "{% highlight c %}{{ t }}{% endhighlight %}",
        "{% include {{ t }} %}",
        "{% include {{ i }} %}",
        "{% include hello.html name=t %}",
        "{% cycle t: 1, 2 %}",
        "{% cycle i: 1, 2 %}",
        "{% link {{ t }} %}",
        "{% gist {{ t }} %}",
        "{{ people | jsonify }}{{ people }}{{ page.tags | join: t }}",
    ] {
        check_end(&format!("{words}{{% for i in (1..99999) %}}{done}{{% endfor %}}"));
    }
}

#[test]
fn what_grows_by_itself_is_paid_for() {
    for (first, step) in [
        ("'ab'", "a | append: a"),
        ("'ab'", "a | prepend: a"),
        ("'ab'", "a | replace: 'a', 'aa'"),
        ("'ab'", "a | replace: '', a"),
        ("'a&b'", "a | escape | url_encode | jsonify"),
        ("'a b'", "a | split: ' ' | join: a"),
        ("'a' | split: ','", "a | concat: a"),
        ("'a' | split: ','", "a | push: a | push: a | concat: a"),
    ] {
        check_end(&format!(
            "{{% assign a = {first} %}}{{% for i in (1..9999) %}}{{% assign a = {step} %}}{{% endfor %}}"
        ));
    }
}

#[test]
fn an_array_of_nothing_many_times_over_is_paid_for() {
    let nested = "{% assign a = '' | split: 'x' %}{% for i in (1..60) %}\
                  {% assign a = a | push: a | push: a %}{% endfor %}";
    for look in [
        "{{ a }}",
        "{{ a | join }}",
        "{{ a | jsonify }}",
        "{{ a | uniq }}",
        "{{ a | sort }}",
        "{{ a | group_by: 'x' }}{{ a | compact }}",
    ] {
        check_end(&format!("{nested}{look}"));
    }
}

#[test]
fn what_an_expression_holds_is_paid_for() {
    let many = |piece: &str| piece.repeat(9_000);
    for done in [
        format!("{{% cycle {} 'z' %}}", many("'a', ")),
        format!("{{% case 1 %}}{{% when {} 3 %}}{{% endcase %}}", many("2, ")),
        format!("{{% if {} false %}}{{% endif %}}", many("nil or ")),
        format!("{{{{ x{} }}}}", many(".y")),
        format!("{{{{ {} }}}}", many("long")),
        format!("{{% include hello.html {} %}}", many("a=1 ")),
        format!("{{{{ 1 {} }}}}", many("| abs ")),
    ] {
        check_end(&format!("{{% for i in (1..99999) %}}{done}{{% endfor %}}"));
    }
}

#[test]
fn a_template_that_takes_too_long_is_ended() {
    let source = "a\n{% for i in (1..99) %}{% for i in (1..99) %}b{% endfor %}{% endfor %}c";
    let meter = Meter::new(Limits { time: Duration::ZERO, ..Limits::default() });
    let Rendered { text, diagnostics, .. } = render(source, &scope(), &Site, &meter);
    assert!(text.starts_with("a\nbb") && !text.ends_with('c'), "{text}");
    let told = "This page's Liquid takes too long; it ends here";
    assert!(matches!(&diagnostics[..], [Diagnostic { line: 2, text, .. }] if text == told));
}

#[test]
fn renderings_that_share_a_meter_end_together() {
    let meter = Meter::new(small());
    let source = "{% for i in (1..99999) %}{% endfor %}";
    let first = render(source, &scope(), &Site, &meter);
    let second = render("x", &scope(), &Site, &meter);
    assert_eq!((first.diagnostics.len(), second.text.as_str()), (1, ""));
    assert_eq!(second.diagnostics.len(), 1);
}

#[test]
fn a_template_has_so_many_parts_and_no_more() {
    let count = MAX_PARTS + 10;
    for source in [
        "{{a}}".repeat(count),
        // Texts are parts, too.
        "x{{a}}".repeat(MAX_PARTS / 10 * 3),
        "{%if a%}x{%endif%}".repeat(count),
        "{{a.b}}".repeat(count / 2),
        format!("x{{{{ a | replace: {} }}}}", "1,".repeat(30_000)).repeat(20),
        format!("{{% if a {} %}}x{{% endif %}}", " or a".repeat(10_000)).repeat(40),
        format!("{{{{ a{} }}}}", ".b".repeat(30_000)).repeat(20),
        format!("{{% include x {} %}}", " a=1".repeat(15_000)).repeat(20),
    ] {
        let found = rendered(&format!("{source}\nlast")).diagnostics;
        let told =
            found.iter().filter(|it| it.text.starts_with("There is too much Liquid; from here"));
        assert_eq!(told.map(|it| it.line).collect::<Vec<_>>(), [1], "{found:?}");
    }
    let long = format!("{{{{ '{}' }}}}x", "a".repeat(100_000));
    check_diagnostics(&long, "x", &["1:1: This Liquid output is too long; it is left out"]);
}

#[test]
fn a_small_stack_is_enough() {
    let source = "{% for i in (1..1) %}{% if true %}{% unless false %}".repeat(70)
        + "{% include self.html %}"
        + &"{% endunless %}{% endif %}{% endfor %}".repeat(70);
    let run = move || assert!(rendered(&source).text.starts_with("xxxx"));
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
    let run =
        || rendered(&("{% for i in (1..1) %}".repeat(300) + "x" + &"{% endfor %}".repeat(300)));
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

proptest::proptest! {
    #[test]
    fn any_template_renders(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        let meter = Meter::new(small());
        let rendered = render(&pieces.concat(), &scope(), &Site, &meter);
        // Nothing is so cheap for the meter that it takes long.
        proptest::prop_assert_ne!(meter.end(), Some(End::Time));
        proptest::prop_assert!(rendered.text.len() <= small().output);
    }
}

#[test]
fn a_block_keeps_no_more_than_a_value_aside() {
    let limits = Limits { value: 1000, ..small() };
    let left_out = "This Liquid block makes too large a text; it is left out";
    for (source, length) in [
        ("{% capture x %}\n{% for i in (1..2000) %}<{% endfor %}{% endcapture %}{{ x }}", 0),
        ("{% ifchanged %}\n{% for i in (1..2000) %}<{% endfor %}{% endifchanged %}", 0),
        (
            "{% highlight c %}\n{% for i in (1..2000) %}<{% endfor %}{% endhighlight %}",
            "<pre><code class=\"language-c\"></code></pre>".len(),
        ),
    ] {
        let rendered = render(source, &scope(), &Site, &Meter::new(limits.clone()));
        let found: Vec<_> =
            rendered.diagnostics.iter().map(|it| (it.line, it.text.as_str())).collect();
        assert_eq!(found, [(1, left_out)], "{source}");
        assert_eq!(rendered.text.len(), length, "{source}");
    }
}

#[test]
fn a_text_is_not_escaped_when_there_might_be_no_room_for_it() {
    // With room for it five times over, but not for the escaped one besides.
    let made =
        "{% assign t = 'x' %}{% for i in (1..18) %}{% assign t = t | append: t %}{% endfor %}";
    let limits = Limits { memory: 2 << 20, output: 4 << 20, ..small() };
    for done in [
        "{% highlight c %}{{ t }}{% endhighlight %}",
        "{% assign x = t | escape %}",
        "{% assign x = t | url_encode %}",
        "{% assign x = t | jsonify %}",
        "{% assign x = t | inspect %}",
    ] {
        let meter = Meter::new(limits.clone());
        let rendered = render(&format!("{made}{done}"), &scope(), &Site, &meter);
        assert_eq!(meter.end(), Some(End::Memory), "{done}");
        assert_eq!(rendered.text, "", "{done}");
    }
}

/// Pieces of templates, and of nonsense.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "-",
    " ",
    "\n",
    "{% if ",
    "{% endif %}",
    "{% else %}",
    "{% for i in ",
    "{% endfor %}",
    "{% case ",
    "{% when ",
    "{% endcase %}",
    "{% raw %}",
    "{% endraw %}",
    "{% comment %}",
    "{% endcomment %}",
    "{% liquid ",
    "{% include ",
    "{% cycle ",
    "{% capture ",
    "{% assign a = ",
    "page",
    "list",
    ".",
    "[",
    "]",
    "(",
    ")",
    "..",
    "|",
    ":",
    ",",
    "'",
    "\"",
    "==",
    "contains",
    " and ",
    "ü",
    "日",
    "\0",
    "0",
    "-1",
    "99999999999999999999",
    "1.5",
    "date: '%s%9999N%-Q'",
    "slice: -9, 9",
    "truncate: -1",
    "split: ''",
    "where: 'name'",
    "sort: 'age'",
    "divided_by: 0",
    "round: 99",
    "modulo: 1.5",
    "slugify",
    "size",
    "first",
    "plus: ",
    "times: ",
    "page.date",
    "group_by_exp: 'x', 'x | size'",
    "where_exp: 'x', 'x.a == '",
    "strip_html",
    "number_of_words: 'auto'",
    " (1..9999) ",
    "{% for j in list %}",
    "{{ text | append: text | split: ' ' | join: text }}",
    "{% assign list = list | concat: list | push: list %}",
    "{% capture text %}{{ text }}{{ list }}",
    "{% endcapture %}",
    "| map: 'likes' | uniq | sort",
    "| group_by: 'age' | jsonify",
    "| markdownify",
    "| replace: '', text",
];

#[test]
fn deep_nesting_is_no_trouble() {
    for block in ["if true", "for i in (1..1)", "capture x", "unless false", "ifchanged"] {
        let name = block.split(' ').next().unwrap();
        for depth in [200, 300, 100_000] {
            let begin = format!("{{% {block} %}}").repeat(depth);
            let end = format!("{{% end{name} %}}").repeat(depth);
            let rendered = rendered(&format!("{begin}x{end}"));
            assert_eq!(rendered.diagnostics.is_empty(), depth < 256, "{block} {depth}");
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
