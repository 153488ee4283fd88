//! Pages as Jekyll's sites write them.

use super::*;
use crate::parse::Kramdown;

const JEKYLL: Kramdown = Kramdown::JEKYLL;
const KRAMDOWN: Dialect =
    Dialect { kramdown: Some(JEKYLL), definitions: true, smart: true, ..PLAIN };

fn check_kramdown(source: &str, expected: &str) {
    check_as(source, KRAMDOWN, expected);
}

#[test]
fn attribute_lists_are_not_words() {
    check_kramdown("a\n{: .b}\nc\n\n{:.d #e key=\"f\"}\n> g\n{: .h}", "p(a) p(c) quote{p(g)}");
    check_kramdown("[a](/b){: .btn} *c*{:.d} ![e](f){: width=\"3\"}.", "p([a](/b) _c_ ![e](f).)");
    check_kramdown("- {:.a} b\n- c\n{:.d}\n\nterm\n: e\n{:.f}", "ul[p(b) | p(c)] dl[term : p(e)]");
    check_kramdown("a\n{: .b\n   #c key='d'}\n\ne *f*{:.g\n#h} i", "p(a) p(e _f_ i)");
    check_kramdown(
        "a\n    ![b](/c.png){:class=\"d\"}\n[e](f) {:.g} h",
        "p(a ![b](/c.png) [e](f) h)",
    );
    check_kramdown("# a {: .no_toc}\n## b {#c}\n### d\n{:.e}", "h1(a) h2(b #c) h3(d)");
    check_kramdown("`[a](/b){: .c}` and {x: 1}", "p(`[a](/b){: .c}` and {x: 1})");
    check_kramdown("> a\n> {: .b}\n\nc", "quote{p(a)} p(c)");
    check_kramdown("```\n{: .a}\n```", "code({: .a})");
    check_kramdown(
        "a {::nomarkdown}b{:/nomarkdown} {::comment}no{:/} c{::options x=\"y\" /}.",
        "p(a b c.)",
    );
    check_kramdown(
        "{::nomarkdown}\n<b>a</b>\n{:/}\n\n`{::comment}` {::Not} {::",
        "p(**a**) p(`{::comment}` {::Not} {::)",
    );
    check_kramdown(
        "{::options parse_block_html=\"true\" /}\n\na\n\n{::comment}\nno\n{:/comment}\n\nb",
        "p(a) p(b)",
    );
}

#[test]
fn a_table_of_contents_goes_with_its_list() {
    check_kramdown("* TOC\n{:toc}\n\n# a", "h1(a)");
    check_kramdown("1. Do not remove\n{:toc}\n# a", "h1(a)");
    check_kramdown("a\n{:toc}\n\nb", "p(a) p(b)");
}

#[test]
fn code() {
    check_kramdown(
        "[j]: /u\n\n- i\n\n      x << y; a[i] [j] {::b}",
        "ul[p(i) code(x << y; a[i] [j] {::b})]",
    );
    check_kramdown("    - job: x\n    <<: *base\n    {: .x}\n", "code(- job: x⏎<<: *base⏎{: .x})");
    check_kramdown("a <code>x << y -- \"z\"</code> b", "p(a `x << y -- \"z\"` b)");
    check_kramdown("a\n\n    b\n\n      c\nd\n\ne", "p(a) code(b⏎⏎  c d) p(e)");
    check_kramdown("```\n{: .a}\n~~~\n    b\n```\nc", "code({: .a}⏎~~~⏎    b) p(c)");
    check_kramdown("a\n```c title\nb\n```\nd", "p(a) code:c(b) p(d)");
    check_kramdown("a\n```**b** c.\n```\nd", "p(a) code(**b** c.) p(d)");
    check_kramdown("a\n`<If x><br />\nb\n</If>` c", "p(a `<If x><br /> b </If>` c)");
    check_kramdown("a\n`b\n</div>` c", "p(a `b </div>` c)");
    check_kramdown("1. a\n\n    ```\nb\nc\n    ```\n\n2. d", "ol1[p(a) code(b⏎c) | p(d)]");
    check_kramdown("```\nnever closed *a*", "p(``` never closed _a_)");
    check_kramdown("`` a ` b `` and ` c and \\`d", "p(`a ` b` and ` c and `d)");
    check_kramdown("    a\n{: .language-ruby}", "code:ruby(a)");
}

#[test]
fn an_html_element_runs_to_its_end() {
    check_kramdown("<div>\n\n    <p>a</p>\n\n</div>\nb *c*", "p(a) p(b _c_)");
    check_kramdown(
        "<table>\n<tr>\n\n<td>a</td>\n\n<td>b</td></tr>\n\n</table>\n* c",
        "table{ / a | b} ul[p(c)]",
    );
    check_kramdown("<pre>\na\n\n*b*\n</pre>\nc", "code(a⏎⏎*b*) p(c)");
    check_kramdown("<div>\n<pre>\na\n\n    *b*\n</pre></div>\n\nc", "code(a⏎⏎    *b*) p(c)");
    check_kramdown("<div>a\n\nb *c*", "p(a b *c*)");
    check_kramdown("a <IFRAME>-based *b*.\n\nc", "p(a <IFRAME>-based _b_.) p(c)");
    check_kramdown("a <iframe src=\"https://e.org/x\"> *b*", "p(a !frame[](https://e.org/x) _b_)");
    check_kramdown("`<div>`\n\na\n\n</div>\n\nb *c*", "p(`<div>`) p(a) p(b _c_)");
    check_kramdown("<div>\n<?b c?>\n\nd</div>", "p(d)");
    check_kramdown("<div>\n<!-- a\n\nb -->\n\nc</div>", "p(c)");
    check_kramdown("<div>`a</div>\n\nb `c`", "p(`a) p(b `c`)");
    check_kramdown("<div>a</p></section> < b</div>\n\n*c*", "p(a < b) p(_c_)");
    check_kramdown("a <b>c *d*\n\ne</b> <i>*f*</i>", "p(a **c _d_**) p(e _f_)");
    check_kramdown("a <em>b\n[c](d)\n</em> e", "p(a _b [c](d)_ e)");
}

#[test]
fn markdown_in_html_is_markdown() {
    check_kramdown("<div markdown=\"1\">\n# a\n\n* b\n</div>\nc", "h1(a) ul[p(b)] p(c)");
    check_kramdown("<div markdown=\"1\">\n    a **b**\n\n* c\n</div>", "code(a **b**) ul[p(c)]");
    check_kramdown("<div class=x markdown='block'>a *b*</div>", "p(a _b_)");
    check_kramdown("<p markdown=\"1\">a *b*\n\n- c</p>\n\nd", "p(a _b_ - c) p(d)");
    check_kramdown("<div markdown=\"0\">a *b*</div>", "p(a *b*)");
    check_kramdown("<div markdown=\"span\">- *a*</div>", "p(- _a_)");
    check_kramdown(
        "<table>\n  <tr>\n    <td markdown=\"1\">*a*</td>\n    <td markdown=\"span\">**b**</td>\n  </tr>\n</table>\nc",
        "table{ / _a_ | **b**} p(c)",
    );
    check_kramdown(
        "<div markdown=\"1\">\n<div markdown=\"1\">\n*a*\n</div>\n<p>\n*b*\n</p>\n\n*c*\n</div>",
        "p(_a_) p(*b*) p(_c_)",
    );
    check_kramdown(
        "<details markdown=\"1\">\n<summary>a</summary>\n\n```\n<div>\n```\n</details>\nb",
        "p(**a**) code(<div>) p(b)",
    );
    check_kramdown("{::options parse_block_html=\"true\" /}\n\n<div>\n*a*\n</div>", "p(_a_)");
}

#[test]
fn headings_and_references_may_be_written_loosely() {
    check_kramdown("#a b\n\n##c\n\nd\n#e", "h1(a b) h2(c) p(d #e)");
    check_kramdown("```\n#a\n```\n\n#b", "code(#a) h1(b)");
    check_kramdown("#tag #other", "p(#tag #other)");
    check_kramdown("a\n# b #\nc\n===", "p(a) h1(b) p(c ===)");
    check_kramdown("[a] [b] and [c] [d]\n\n[b]: /b", "p([a](/b) and [c] [d])");
    check_kramdown(
        "[a](/My CV.pdf) [b](c (d) 'e') [f](<g h>)",
        "p([a](/My%20CV.pdf) [b](c%20(d) e) [f](g%20h))",
    );
    check_kramdown("[a]: <b c> 'd'\n[e]: f\n  \"g\"\n\n[a] [E]", "p([a](f g))");
    check_kramdown("*[HTML]: Hyper\n\nHTML and XHTML", "p(HTML (Hyper) and XHTML)");
    check_kramdown("*[HTML]: Hyper\n\n![HTML](/a) HTML", "p(![HTML](/a) HTML (Hyper))");
    let with_emoji = Dialect { emoji: true, ..KRAMDOWN };
    check_as("*[A]:\n\n:rocket: *A* :tada:", with_emoji, "p(🚀 _A_ 🎉)");
}

#[test]
fn blocks_end_where_they_end() {
    check_kramdown("* a\n\n^\n\n* b", "ul[p(a)] ul[p(b)]");
    check_kramdown("- a\n^\n- b", "ul[p(a)] ul[p(b)]");
    check_kramdown("a\n- b\nc\n> d\ne\n\nf", "p(a) ul[p(b c) quote{p(d e)}] p(f)");
    check_kramdown("> a\nb\n> - c", "quote{p(a b) ul[p(c)]}");
    check_kramdown("1. a\n  - b\n1. c", "ol1[p(a) ul[p(b)] | p(c)]");
    check_kramdown("0. a\n1. b", "ol1[p(a) | p(b)]");
    check_kramdown("5. a\n{: start=\"5\"}", "ol5[p(a)]");
    check_kramdown("- [x] a\n- [ ] b", "ul[[x] p(a) | [ ] p(b)]");
    check_kramdown("- a\n\n  b\n- c", "ul[p(a) p(b) | p(c)]");
    check_kramdown("a\n\n: b\n\n  c\n: d\n\ne\nf\n: g", "dl[a : p(b) p(c) : p(d) | e  | f : p(g)]");
}

#[test]
fn tables_are_lines_with_bars() {
    check_kramdown("|a|b|\n|\t–|\n\n", "table{ / a | b / –}");
    check_kramdown("|\tA\t|\tB\t|\n|\t---\t|\t:-:\t|\n|\t1\t|\t2\t|", "table-^{A | B / 1 | 2}");
    check_kramdown("A|B\n-|:---:\n1|2", "table-^{A | B / 1 | 2}");
    check_kramdown("|a|b|\n|-|-|\n|c|\n|-|\n|d|\n|=|\n|e|", "table{a | b / c / d / e}");
    check_kramdown("a | b", "p(a | b)");
    check_kramdown("|a `|` \\| b|<code>|</code>|\n|c|d|", "table{ / a `|` | b | `|` / c | d}");
    check_kramdown("|a|b|\nc", "p(|a|b| c)");
    check_kramdown("- a\n\n|b|c|", "ul[p(a)] table{ / b | c}");
    check_kramdown("a\n: b\n\n|c|d|", "dl[a : p(b)] table{ / c | d}");
}

#[test]
fn formulas_are_kept_to_the_letter() {
    check_kramdown("a $$\\{x\\,|\\} \\\\ y_1 * z_2*$$ b", "p(a $\\{x\\,|\\} \\\\ y_1 * z_2*$ b)");
    check_kramdown("$$\na \\\\\nb\\_c\n$$\n{: #d}\n\ne", "code:math(a \\\\⏎b\\_c) p(e)");
    check_kramdown("costs $5 and $6, a \\$$b$$", "p(costs $5 and $6, a $$b$$)");
    let with_math = Dialect { math: true, ..KRAMDOWN };
    check_as("$\\frac a_1 * b_2*$ and $5, 6$7", with_math, "p($\\frac a_1 * b_2*$ and $5, 6$7)");
}

#[test]
fn signs_are_those_of_typographers() {
    check_kramdown("\"a\" 'b' don't -- --- ... <<c>>", "p(“a” ‘b’ don’t – — … «c»)");
    check_kramdown("the '80s, *a*'s, \"*b*\", ('c')", "p(the ’80s, _a_’s, “_b_”, (‘c’))");
    check_kramdown("\\\"a\\\" \\<<b \\-- &copy; &nope; AT&T", "p(\"a\" <<b -- © &nope; AT&T)");
    check_kramdown(
        "http://e.org/src/_mocks_/x--y.js _a_",
        "p([http://e.org/src/_mocks_/x--y.js](http://e.org/src/_mocks_/x--y.js) _a_)",
    );
    check_kramdown(
        "<http://e.org/[a]> <b@c.de>",
        "p([http://e.org/[a]](http://e.org/%5Ba%5D) [b@c.de](mailto:b@c.de))",
    );
}

#[test]
fn emphasis_ends_where_it_may() {
    check_kramdown("*a **b** c* __d__ _e_f_ g_h_i", "p(_a **b** c_ **d** _e_f_ g_h_i)");
    check_kramdown("2 * 3 * 4 and **a *b** c*", "p(2 * 3 * 4 and _*a *b** c_)");
    let indices = "`x` a[i] b[i][j] c[row][column] ".repeat(200);
    check_kramdown(&format!("{indices}*c*"), &format!("p({indices}_c_)"));
    let prices = "a $ b ".repeat(200);
    let with_math = Dialect { math: true, ..KRAMDOWN };
    check_as(&format!("{prices}*c*"), with_math, &format!("p({prices}_c_)"));
    check_kramdown("a <!-- *b* --> *c* <!-- *d*", "p(a _c_ <!– _d_)");
    check_kramdown("***a*** ~~b *c*~~ ~d~", "p(**_a_** ~~b _c_~~ ~d~)");
    check_kramdown("a  \nb\\\nc\\\\\nd<br>e", "p(a⏎b⏎c⏎d⏎e)");
}

#[test]
fn notes_come_in_the_order_of_their_references() {
    check_kramdown(
        "a[^b] c[^d] e[^f]\n\n[^d]: g\n\n    h\n\n[^b]: i[^x]\n[^no]: j\n[^x]: k",
        "p(a[^1] c[^2] e[^f]) notes[1: p(i[^3]) | 2: p(g) p(h) | 3: p(k)]",
    );
    check_kramdown("a![^1]\n\n[^1]: b", "p(a![^1]) notes[1: p(b)]");
    check_kramdown("a[^b c] d[^] e[^f", "p(a[^b c] d[^] e[^f)");
}

#[test]
fn options_of_kramdown_are_those_of_the_site_and_the_page() {
    let check = |options: Kramdown, source: &str, expected: &str| {
        check_as(source, Dialect { kramdown: Some(options), ..KRAMDOWN }, expected);
    };
    let blocks = Kramdown { parse_block_html: true, ..JEKYLL };
    let element = "<div>\n\n## a\n\n*b*\n</div>\n<p>*c*</p>\n<ul><li>*d*</li></ul>";
    check(blocks, element, "h2(a) p(_b_) p(_c_) ul[p(*d*)]");
    check(JEKYLL, element, "p(## a *b*) p(*c*) ul[p(*d*)]");
    check_kramdown("{::options parse_block_html=\"true\" /}\n\n<div>*a*</div>", "p(_a_)");
    check(blocks, "{::options parse_block_html='false' /}\n\n<div>*a*</div>", "p(*a*)");
    check_kramdown("{::options x=\"hard_wrap\" hard_wrap=\"true\" /}\n\na\nb", "p(a⏎b)");
    check_kramdown("{::options no_hard_wrap=\"true\" /}\n\na\nb", "p(a b)");
    let literal = Kramdown { parse_span_html: false, ..JEKYLL };
    check(literal, "<b>*a*</b> *c* <i markdown=\"span\">**d**</i>", "p(***a*** _c_ _**d**_)");
    check(JEKYLL, "<b>*a*</b> *c*", "p(**_a_** _c_)");
    let lines = Kramdown { hard_wrap: true, ..JEKYLL };
    check(lines, "a\n*b\nc* `d\ne`  \nf", "p(a⏎_b⏎c_ `d e`⏎f)");
    check(Kramdown { gfm: false, ..lines }, "a\nb", "p(a b)");
    let own = Kramdown { gfm: false, ..JEKYLL };
    let paragraph = "a\n# b\n1. c\n> d\n\n# e";
    check(own, paragraph, "p(a # b 1. c > d) h1(e)");
    check(JEKYLL, "a\n# b", "p(a) h1(b)");
}

#[test]
fn an_attribute_list_behind_plain_words_is_text() {
    check_kramdown("word{:.note} more", "p(word{:.note} more)");
    check_kramdown("*word*{:.note} more", "p(_word_ more)");
}

#[test]
fn a_mark_that_is_not_indented_like_its_item_is_words_in_the_list_before() {
    check_kramdown("* a\n  * b\n1. c\n", "ul[p(a) ul[p(b 1. c)]]");
    check_kramdown("1. a\n   * b\n * c\n", "ol1[p(a) ul[p(b * c)]]");
}

#[test]
fn an_end_tag_that_ends_nothing_is_nothing_unless_words_stand_before_it() {
    check_kramdown("# a\n</div>\n    b\n", "h1(a) code(b)");
    check_kramdown("a\n</div>\n    b\n", "p(a b)");
    check_kramdown("<div markdown=\"1\">\na\n</div>\n    b\n", "p(a) code(b)");
}

#[test]
fn an_extension_may_end_at_once() {
    check_kramdown(
        "a\n\n{::comment /}\n\nb\n\n{::comment}\nno\n{:/comment}\n\nc",
        "p(a) p(b) p(c)",
    );
}

#[test]
fn a_brace_in_an_attribute_list_may_be_escaped() {
    check_kramdown("*a*{: title=\"x\\}y\"} b", "p(_a_ b)");
    check_kramdown("a\n{: title=\"x\\}y\"}\n\nb", "p(a) p(b)");
}

#[test]
fn a_line_of_blanks_and_a_tab_below_code_is_a_line_of_its_own() {
    check_kramdown("\ta\n \tb\n\tc", "code(a⏎ \tb⏎c)");
    check_kramdown("\ta\n b", "code(a  b)");
}
