//! Pages as Jekyll's sites write them.

use super::*;

const KRAMDOWN: Dialect = Dialect { kramdown: true, definitions: true, smart: true, ..PLAIN };

fn check_kramdown(source: &str, expected: &str) {
    check_as(source, KRAMDOWN, expected);
}

#[test]
fn attribute_lists_are_not_words() {
    check_kramdown("a\n{: .b}\nc\n\n{:.d #e key=\"f\"}\n> g\n{: .h}", "p(a) p(c) quote{p(g)}");
    check_kramdown("[a](/b){: .btn} *c*{:.d} ![e](f){: width=\"3\"}.", "p([a](/b) _c_ ![e](f).)");
    check_kramdown("# a {: .no_toc}\n## b {#c}\n### d\n{:.e}", "h1(a) h2(b) h3(d)");
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
fn an_html_element_runs_to_its_end() {
    check_kramdown("<div>\n\n    <p>a</p>\n\n</div>\nb *c*", "p(a) p(b _c_)");
    check_kramdown(
        "<table>\n<tr>\n\n<td>a</td>\n\n<td>b</td></tr>\n\n</table>\n* c",
        "table{ / a | b} ul[p(c)]",
    );
    check_kramdown("<pre>\na\n\n*b*\n</pre>\nc", "code(a⏎⏎*b*) p(c)");
    check_kramdown("<div>\n<pre>\na\n\n    *b*\n</pre></div>\n\nc", "code(a⏎⏎    *b*) p(c)");
    check_kramdown("<div>a\n\nb *c*", "p(a) p(b _c_)");
    check_kramdown("`<div>`\n\na\n\n</div>\n\nb", "p(`<div>`) p(a) p(b)");
    check_kramdown("<div>\n<!-- a\n\nb -->\n\nc</div>", "p(c)");
}

#[test]
fn markdown_in_html_is_markdown() {
    check_kramdown("<div markdown=\"1\">\n# a\n\n* b\n</div>\nc", "h1(a) ul[p(b)] p(c)");
    check_kramdown("<div markdown=\"1\">\n    a **b**\n\n    * c\n</div>", "p(a **b**) ul[p(c)]");
    check_kramdown("<div class=x markdown='block'>a *b*</div>", "p(a _b_)");
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
}

#[test]
fn headings_and_references_may_be_written_loosely() {
    check_kramdown("#a b\n\n##c\n\nd\n#e", "h1(a b) h2(c) p(d #e)");
    check_kramdown("```\n#a\n```\n#b", "code(#a) h1(b)");
    check_kramdown("#tag #other", "p(#tag #other)");
    check_kramdown("[a] [b] and [c] [d]\n\n[b]: /b", "p([a](/b) and [c] [d])");
    check_kramdown("*[HTML]: Hyper\n\na", "p(a)");
}
