//! Blocks: headings, lists, quotes, code, tables, definitions.

use super::*;

#[test]
fn headings_have_six_levels_and_words() {
    check("# a\n## b `c`\n###### d\n\ne\n===", "h1(a) h2(b `c`) h6(d) h1(e)");
    check("# a {#id .cls}\n# b {c}\n# d {{ e }}", "h1(a #id) h1(b {c}) h1(d {{ e }})");
    check_html("<h1>a<br>b</h1><h2></h2><h3><div>c</div><p>d</p></h3>", "h1(a b) h3(c d)");
    check_html("<h2>a<ul><li>b</ul></h2>", "h2(a) ul[p(b)]");
    check_html("<h1><a href=/x><img src=y></a></h1>", "p([![](y)](/x))");
}

#[test]
fn lists_nest_with_whatever_they_hold() {
    check(
        "* a\n  1. b\n     * c\n       * d\n         * e",
        "ul[p(a) ol1[p(b) ul[p(c) ul[p(d) ul[p(e)]]]]]",
    );
    check("3. a\n4. b", "ol3[p(a) | p(b)]");
    check(
        "* a\n\n  b\n\n  ```rust\n  c\n  ```\n\n  > d\n\n  ![e](f)\n* g",
        "ul[p(a) p(b) code:rust(c) quote{p(d)} p(![e](f)) | p(g)]",
    );
    check_html("<ul>x<li>a</li><ul><li>b</li></ul>y</ul>", "ul[p(x) | p(a) ul[p(b)] | p(y)]");
    check_html("<li>a</li><li>b</li>", "ul[p(a) | p(b)]");
    check_html("<ol><li value=4>a<li></ol><ul><li></ul>", "ol4[p(a) | ]");
}

#[test]
fn items_that_begin_with_headings_are_sections_if_one_holds_more_than_words() {
    check("* # a\n\n  b\n* # c\n\n  d", "ul[p(a) p(b) | p(c) p(d)]");
    check("* # a\n\n  b\n* # c\n  * d\n\ne", "h1(a) p(b) h1(c) ul[p(d)] p(e)");
    check("* # a\n  ## b\n\n  c", "h1(a) h2(b) p(c)");
    check("* a\n\n* # c\n  * d", "ul[p(a) | h1(c) ul[p(d)]]");
    check("1. # a\n   * d\n2. # b", "ol1[h1(a) ul[p(d)] | p(b)]");
}

#[test]
fn a_table_that_sets_columns_side_by_side_is_a_column_after_the_other() {
    check_html(
        "<table><tr><th><h3>a</h3><th><h3>b</h3><tr><td><p>c<p>d<td>e<td>f</table>",
        "h3(a) p(c) p(d) h3(b) p(e) p(f)",
    );
    check_html(
        "<table><tr><th><h3>a</h3><th><h3>b</h3><tr><td>c<td>d<td>e</table>",
        "h3(a) p(c) h3(b) p(d) p(e)",
    );
}

#[test]
fn tasks_are_done_or_not() {
    check("* [ ] a\n* [x] b\n* c", "ul[[ ] p(a) | [x] p(b) | p(c)]");
    check("* [x] a\n\n* [ ] b", "ul[[x] p(a) | [ ] p(b)]");
    check_html("<ul><li><label><input type=checkbox checked> a</label></ul>", "ul[[x] p(a)]");
}

#[test]
fn quotes_nest_and_alerts_say_what_they_are() {
    check("> a\n> > b\n> * c\n>\n>   d", "quote{p(a) quote{p(b)} ul[p(c) p(d)]}");
    check("> [!NOTE]\n> a", "quote{p(NOTE) p(a)}");
    check("> [!warning]\n> a\n\n> b", "quote{p(WARNING) p(a)} quote{p(b)}");
    check("> # a\n> ```\n> b\n> ```", "quote{h1(a) code(b)}");
    check(">\n\na", "p(a)");
}

#[test]
fn callouts_have_any_kind_and_a_title_of_their_own() {
    check(
        "> [!warning]- Mind the gap\n> Words\n> here.\n>\n> b",
        "quote{p(WARNING: Mind the gap) p(Words here.) p(b)}",
    );
    check("> [!my-own]\n> a", "quote{p(MY-OWN) p(a)}");
    check("> [!faq]+ Is *this* `one`?\n> Yes.", "quote{p(FAQ: Is _this_ `one`?) p(Yes.)}");
    check(
        "> [!note|wide] T  \n> a\n> > [!tip]\n> > b",
        "quote{p(NOTE: T) p(a) quote{p(TIP) p(b)}}",
    );
    check("> [!tip] Only a title", "quote{p(TIP: Only a title)}");
    check("> [!] a\n\n[!note] b", "quote{p([!] a)} p([!note] b)");
    check("> [!<b>tip</b>] T", "quote{p([!**tip**] T)}");
}

#[test]
fn code_is_kept_as_it_is() {
    check("```\n a\tb\n\n  <c> &amp; **d**\n```", "code( a\tb⏎⏎  <c> &amp; **d**)");
    check("````md\n```\na\n```\n````", "code:md(```⏎a⏎```)");
    check(
        "```{.python .numberLines}\na\n```\n\n``` rust,ignore\nb\n```",
        "code:python(a) code:rust(b)",
    );
    check("    a\n    b", "code(a⏎b)");
    check_html("<pre>\n\na<br>b <b>c</b>\n</pre>", "code(⏎a⏎b c)");
    check_html("<pre><code class='language-js x'>a</code></pre>", "code:js(a)");
    check_html("<pre><div>a</div><div>b</div>c</pre>", "code(a⏎b⏎c)");
}

#[test]
fn line_numbers_of_listings_are_dropped() {
    check_html(
        "<div class=\"language-ruby highlighter-rouge\"><div class=highlight><pre class=highlight><code>\
         <table class=rouge-table><tbody><tr><td class=\"rouge-gutter gl\"><pre class=lineno>1\n2\n</pre></td>\
         <td class=rouge-code><pre>a\nb\n</pre></td></tr></tbody></table></code></pre></div></div>",
        "code:ruby(a⏎b)",
    );
    check_html(
        "<figure class=\"highlight\"><table><tr><td class=gutter><pre>1</pre></td><td class=code><pre>a</pre></td></tr></table></figure>",
        "code(a)",
    );
    check_html("<div class='language-plaintext'><pre>a</pre></div>", "code(a)");
    check_html("<pre><span class=lineno>1 </span>a</pre>", "code(a)");
}

#[test]
fn tables_have_head_alignment_and_caption() {
    check(
        "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n| 名 | `x` | **y** |",
        "table<^>{a | b | c / 1 | 2 | 3 / 名 | `x` | **y**}",
    );
    check_html(
        "<table><caption>C</caption><tr><th>a<th>b<tr><td>c<td align=right>d<br>e</table>",
        "table->{C; a | b / c | d⏎e}",
    );
    check_html("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "table{ / a | b / c | d}");
    check_html(
        "<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>",
        "table{ / a |  | b / c | d | e /  | f | g}",
    );
    check_html(
        "<table><tr><th>a<th>b<tr><td><ul><li>c<li>d</ul><td>e</table>",
        "table{a | b / • c⏎• d | e}",
    );
    check_html(
        "<table><tr><th>a<th>b<tr><td><ul><li>c<ul><li>d</ul></ul><td>e</table>",
        "p(a) p(b) ul[p(c) ul[p(d)]] p(e)",
    );
    check_html("<table><tr><td><p>a<p>b<td><img src=c></table>", "table{ / a⏎b | ![](c)}");
}

#[test]
fn rows_of_a_table_lose_no_cells() {
    check(
        "| a | b |\n|---|---|\n| `p|q` | c |\n| d \\| e | f |",
        "table{a | b / `p|q` | c / d | e | f}",
    );
    check("a | b\n--|--\nc | d | e\n\nf", "table{a | b |  / c | d | e} p(f)");
    check("```\n| a |\n|---|\n| b | c |\n```", "code(| a |⏎|---|⏎| b | c |)");
}

#[test]
fn tables_that_only_place_things_are_blocks() {
    check_html("<table><tr><td>a<tr><td>b</table>", "p(a) p(b)");
    check_html("<table><tr><td><ul><li>a</ul><td><pre>b</pre></table>", "ul[p(a)] code(b)");
    check_html("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "table{ / a | b} p(c)");
    check_html("<table role=presentation><tr><td>a<td>b</table>", "p(a) p(b)");
    check_html("<table><tr><td> </td></tr></table>", "");
}

#[test]
fn definitions_have_terms_and_meanings() {
    let definitions = Dialect { definitions: true, ..PLAIN };
    check_as("a\n: b\n: c\n\nd\n: e", definitions, "dl[a : p(b) : p(c) | d : p(e)]");
    check_html("<dl><dt>a<dt>b<dd>c<p>d</dl>", "dl[a  | b : p(c) p(d)]");
    check_html("<dl><div><dt>a</dt><dd>b</dd></div><dd>c</dd></dl>", "dl[a : p(b) : p(c)]");
    check_html("<dl>x<dd>a</dl>", "dl[ : p(x) : p(a)]");
}

#[test]
fn html_in_markdown_in_html() {
    check("<div>\n\n*a*\n\n<div>\n\n> b\n\n</div>\n</div>\nc", "p(_a_) quote{p(b)} p(c)");
    check("<details>\n<summary>S <b>t</b></summary>\n\n* a\n\n</details>", "p(**S t**) ul[p(a)]");
    check("a <div>b</div> c", "p(a) p(b) p(c)");
    check_html("<b><p>a</p><p>b</p></b>", "p(**a**) p(**b**)");
    check_html("<del><ul><li>a</ul></del>", "ul[p(~~a~~)]");
    check_html("a<hr><hr>b", "p(a) hr p(b)");
    // The head of what a script folds; a button that only does something is nothing to read.
    check_html(
        "<ul><li><button aria-controls=x>A</button><div id=x>b</div><li><button>c</button>d</ul>",
        "ul[p(A) p(b) | p(d)]",
    );
    check_html(
        "<form>Name <input value=x><input type=submit value=Go><input type=hidden value=h><textarea>t</textarea></form>",
        "p(Name x t)",
    );
}
