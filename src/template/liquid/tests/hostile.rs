//! Templates that try to take too much, to nest too deep or to make no sense.

use super::*;

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
        assert_ne!(rendered.diagnostics, [], "{source}");
    }
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
        let limits = Limits { steps: 20_000, output: 1 << 20, ..Limits::default() };
        let rendered = render(&pieces.concat(), &scope(), &Site, &limits);
        proptest::prop_assert!(rendered.text.len() <= limits.output);
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
