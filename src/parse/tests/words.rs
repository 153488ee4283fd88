//! Running text: words, marks, white space.

use super::*;

#[test]
fn letters_in_elements_join_without_space() {
    check(
        "at <font face=\"f\"><font color=\"#1\">G</font><font color=\"#2\">o</font></font>.",
        "p(at Go.)",
    );
    check_html("<b>a</b><i>b</i>c", "p(**a**_b_c)");
}

#[test]
fn white_space_is_squeezed_across_elements() {
    check_html("<p> a <b> b </b> c\n\t d&nbsp;&nbsp;e </p>", "p(a **b** c d e)");
    check_html("a<b> b</b><i> </i>c", "p(a **b** c)");
    check_html("<p>&nbsp;</p><p> </p>a", "p(a)");
    check_html("soft&shy;hy&#xfeff;phen<wbr>s\u{1}\u{8}", "p(softhyphens)");
    check_html("a\u{200f}ب\u{2067}c\u{2069}", "p(a\u{200f}ب\u{2067}c\u{2069})");
}

#[test]
fn a_soft_break_is_a_space_but_not_in_chinese() {
    check("one\ntwo  \nthree\\\nfour", "p(one two⏎three⏎four)");
    check("一行，\n二行\nabc\n三行", "p(一行，二行 abc 三行)");
    check("한국어\n문장", "p(한국어 문장)");
    check("مرحبا\nبكم", "p(مرحبا بكم)");
    check("👩‍🚀 👨‍👩‍👧", "p(👩‍🚀 👨‍👩‍👧)");
}

#[test]
fn line_ends_are_kept_and_two_end_a_paragraph() {
    check_html("a<br>b<br/>c", "p(a⏎b⏎c)");
    check_html("a<br><br>b <br> <br> <br> c<br>", "p(a) p(b) p(c)");
    check_html("<b>a<br><br>b</b>", "p(**a**) p(**b**)");
    check("one\r\ntwo\r\n\r\n# three\r\n", "p(one two) h1(three)");
}

#[test]
fn struck_text_needs_two_tildes_or_an_element() {
    check("~~a~~ <del>b</del> <s>c</s> <strike>d</strike>", "p(~~a~~ ~~b~~ ~~c~~ ~~d~~)");
    check("3~5 and 6~7, ~a~", "p(3~5 and 6~7, ~a~)");
}

#[test]
fn marks_beside_chinese_punctuation_go_in_pairs() {
    check("他**「重要」**的", "p(他「重要」的)");
    check("中**文。**字 **好**", "p(中文。字 **好**)");
    check("2\\*\\*3 是 4\\*\\*5", "p(2**3 是 4**5)");
    check("这**「[a](/b)」**的", "p(这「[a](/b)」的)");
    check("`中**文。**字`", "p(`中**文。**字`)");
    check_html("<p>他**「重要」**的", "p(他**「重要」**的)");
}

#[test]
fn code_keeps_its_marks_unless_glued_to_a_word() {
    check("a `b` c", "p(a `b` c)");
    check("`struct`s and un`safe`", "p(structs and unsafe)");
    check("使用`foo`函数", "p(使用`foo`函数)");
    check("`` a`b ``, `<b>`", "p(`a`b`, `<b>`)");
    check_html("<code>a<br>b <em>c</em></code> <kbd>Ctrl</kbd> <tt>t</tt>", "p(`a b c` Ctrl `t`)");
    check_html("<code>Vec&lt;<a href=/t>T</a>&gt;</code>", "p(Vec<[T](/t)>)");
}

#[test]
fn powers_get_a_sign_and_ordinals_do_not() {
    check_html("x<sup>2</sup>, 10<sup>-3</sup>, H<sub>2</sub>O", "p(x^2, 10^-3, H2O)");
    check_html(
        "1<sup>st</sup> 2<sup>nd</sup> Foo<sup>TM</sup> a <sup>b</sup> e<sup>ix</sup>",
        "p(1st 2nd FooTM a b e^ix)",
    );
    check_html("2<sup>n - 1</sup> - 1, e<sup>-x</sup>", "p(2^(n - 1) - 1, e^(-x))");
    check_html(
        "(a+b)<sup>2</sup>, 2<sup>(n)</sup>, x<sup>2<i>n</i></sup>",
        "p((a+b)^2, 2^(n), x^2_n_)",
    );
}

#[test]
fn an_index_is_a_number_behind_its_letter_or_gets_a_sign() {
    check_html("H<sub>2</sub>O, C<sub>60</sub>, a<sub>i</sub>", "p(H2O, C60, a_i)");
    check_html(
        "x<sub>i+1</sub>, V<sub>max</sub> <sub>small print</sub>",
        "p(x_(i+1), V_max small print)",
    );
}

#[test]
fn an_abbreviation_is_explained_once() {
    check_html(
        "<h2><abbr title='Small Net'>SN</abbr></h2><p><abbr title='Small Net'>SN</abbr> and \
         <abbr title='small net'>SN</abbr>, <abbr title='Small Net'>SN</abbr>",
        "h2(SN) p(SN (Small Net) and SN (small net), SN)",
    );
    check_html("<abbr title=2026-05-04>May</abbr> <abbr title=html>HTML</abbr>", "p(May HTML)");
}

#[test]
fn small_elements_read_well() {
    check_html(
        "<q>a</q> <abbr>HTML</abbr> <mark>m</mark> <small>s</small> <ins>i</ins>",
        "p(“a” HTML m s i)",
    );
    check_html("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "p(漢(kan))");
    check("&lt;b&gt; &amp;amp; &copy; \\*no\\*", "p(<b> &amp; © *no*)");
}

#[test]
fn hidden_things_are_dropped_with_what_they_hold() {
    check("a <!-- no --> b\n\n<!-- no\n\nnot this -->\n\nc", "p(a b) p(c)");
    check_html(
        "<style>a</style><script>b</script><template>c</template><svg><text>d</text></svg>\
         <button>f</button><select><option>g</select>h",
        "p(h)",
    );
    check_html(
        "<!doctype html><html><head><title>t</title><meta a=b></head><body>b</body></html>",
        "p(b)",
    );
}

#[test]
fn what_is_shown_where_no_script_runs_is_shown() {
    check_html(
        "a<script>b</script><noscript>c <a href='/d'>e</a><img src='/f.png' alt='g'></noscript>",
        "p(ac [e](/d)![g](/f.png))",
    );
    let twice = "<img data-src='/a.png' alt='a'><noscript class='b'><img src='/a.png' alt='a'>";
    check_html(&format!("{twice}</noscript>"), "p(![a](/a.png))");
    check_html(
        &format!("{twice}<img src='/b.png' alt='b'></noscript>"),
        "p(![a](/a.png)![b](/b.png))",
    );
    check_html(
        "<img src='/a.png' alt='a'><img src='/a.png' alt='a'>",
        "p(![a](/a.png)![a](/a.png))",
    );
    check_html(
        "<iframe data-src='https://e.org/f'></iframe><noscript><iframe src='https://e.org/f'>\
         </iframe></noscript>",
        "p(!frame[](https://e.org/f))",
    );
    check("a\n\n<noscript><p>b</p>\n<ul><li>c</ul></noscript>", "p(a) p(b) ul[p(c)]");
    check_html(
        "a<noscript><img height='1' width='1' src='/count'/>\
         <iframe src='https://e.org/ns.html' height='0' width='0'></iframe></noscript>",
        "p(a)",
    );
}

#[test]
fn a_stray_tag_swallows_nothing() {
    check("the <title> tag, <textarea> and <plaintext> too\n\nb", "p(the tag, and too) p(b)");
    check("a <b>c\n\nd</i> e</p> f", "p(a **c**) p(**d e**) p(**f**)");
    check("<div>a\n\n<p>b", "p(a) p(b)");
}

#[test]
fn formulas_stay_as_written_unless_they_read_as_text() {
    let math = Dialect { math: true, ..PLAIN };
    check_as(
        "a $x_1*y*\\frac z2$ b $$E=mc^2$$ c",
        math,
        "p(a $x_1*y*\\frac z2$ b) code:math(E=mc^2) p(c)",
    );
    check_as(
        "of $\\alpha$ and $n \\to \\infty$, $\\{a\\,b\\}$",
        math,
        "p(of α and n → ∞, $\\{a\\,b\\}$)",
    );
    check("costs $5 [a](/b) US$6", "p(costs $5 [a](/b) US$6)");
    check_html("<script type=\"math/tex\">\\sqrt a<b</script>", "p($\\sqrt a<b$)");
    check_html(
        "x<script type=\"math/tex; mode=display\">% <![CDATA[\na %]]></script>",
        "p(x) code:math(a %]]>)",
    );
    check_html(
        "<span class=katex><math><mi>x</mi><annotation encoding=\"application/x-tex\">x^2</annotation></math></span>\
         <span class=katex-html>x2</span>",
        "p(x^2)",
    );
}

#[test]
fn smart_punctuation_leaves_urls_alone() {
    let smart = Dialect { smart: true, ..PLAIN };
    check_as("\"a\" -- b... it's", smart, "p(“a” – b… it’s)");
    check_as(
        "see https://a.org/b--c...d--e -- f",
        smart,
        "p(see [https://a.org/b--c...d--e](https://a.org/b--c...d--e) – f)",
    );
    check("\"a\" -- b", "p(\"a\" -- b)");
}

#[test]
fn emoji_names_only_where_asked_for() {
    let emoji = Dialect { emoji: true, ..PLAIN };
    check_as(
        ":rocket: `:rocket:` :slightly_smiling_face:\n\n    :tada:",
        emoji,
        "p(🚀 `:rocket:` 🙂) code(:tada:)",
    );
    check_as("*a* :rocket:\n\n```\n:a:\n```\n:tada:", emoji, "p(_a_ 🚀) code(:a:) p(🎉)");
    check(":rocket:", "p(:rocket:)");
}

#[test]
fn an_emoji_behind_a_term_is_no_meaning_of_it() {
    let dialect = Dialect { definitions: true, ..PLAIN };
    check_as("Term\n:smile: x", dialect, "p(Term :smile: x)");
    check_as("Term\n   :smile: x", dialect, "p(Term :smile: x)");
    check_as(":smile: x", dialect, "p(:smile: x)");
    check_as("Term\n: meaning", dialect, "dl[Term : p(meaning)]");
    check_as("```\nTerm\n:smile: x\n```", dialect, "code(Term⏎:smile: x)");
}
