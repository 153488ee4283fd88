//! Links, bare URLs, pictures, sounds, films, footnotes.

use super::*;

#[test]
fn links_keep_words_title_and_marks() {
    check("[a *b* `c`](/d \"e f\")", "p([a _b_ `c`](/d e f))");
    check(
        "<https://a.org> <me@a.org>",
        "p([https://a.org](https://a.org) [me@a.org](mailto:me@a.org))",
    );
    check("[a][r] [r] [none]\n\n[r]: /x (T)", "p([a](/x T) [r](/x T) [none])");
    check_html("<a>a</a> <a name=x>b</a> <a href=' /c '> c </a>d", "p(a b [c](/c) d)");
    check("[a](#b)", "p([a](-#b))");
    check_html("<h2 id=there>a</h2><a href=\"#th%C3%A9\">b</a>", "h2(a #there) p([b](-#thé))");
}

#[test]
fn links_are_kept_wherever_they_stand() {
    check("# a [b](/c)", "h1(a [b](/c))");
    check("> a [b](/c)", "quote{p(a [b](/c))}");
    check("| a |  b |\n|---|---|\n| [c](/d) | e |", "table{a | b / [c](/d) | e}");
    check("* [a](/b)\n  * [c](/d)", "ul[p([a](/b)) ul[p([c](/d))]]");
    check_html(
        "<pre>a <a href=/b>c</a> <a href=/d>e</a> <img src=f></pre>",
        "code(a c e ) p([c](/b) [e](/d) ![](f))",
    );
    check_html("<map><area href=/a alt=b></map>", "p([b](/a))");
}

#[test]
fn a_link_without_words_is_named_by_what_is_said_of_it() {
    check_html("<a href=/a><i class=icon></i></a>", "p([](/a))");
    check_html("<a href=/a aria-label='My  a'><svg></svg></a>", "p([My a](/a))");
    check_html("<a href=/a><svg><title>T</title><path/></svg></a>", "p([T](/a))");
    check_html("<a href=/a><button>Go</button></a>", "p([Go](/a))");
    check_html("<a href=/a><img src=b alt=c></a>", "p([![c](b)](/a))");
    check_html("<a href='#x'></a>", "");
    check_html("<h2>a <a href='#a'>¶</a></h2>", "h2(a)");
}

#[test]
fn a_link_around_blocks_is_its_first_words() {
    check_html("<a href=/a><img src=i><h3>T</h3><p>d</p></a>", "p(![](i)) h3([T](/a)) p(d)");
    check_html("<a href=/a><div><img src=i></div></a>", "p([![](i)](/a))");
    check_html("<h2><a href=/a>T</a></h2>", "h2([T](/a))");
    check_html("<a href=/a><ul><li>x<li>y</ul></a>", "ul[p([x](/a)) | p(y)]");
    check_html("<a href=/a><pre>x</pre></a>", "code(x) p([](/a))");
}

#[test]
fn bare_urls_are_links() {
    check(
        "see https://a.org/b_c_d, or gopher://x.org.",
        "p(see [https://a.org/b_c_d](https://a.org/b_c_d), or [gopher://x.org](gopher://x.org).)",
    );
    check("**http://a.org**", "p(**[http://a.org](http://a.org)**)");
    check("`https://a.org` [https://b.org](/c)", "p(`https://a.org` [https://b.org](/c))");
    check("(https://a.org/?q=1&amp;r=2)", "p(([https://a.org/?q=1&r=2](https://a.org/?q=1&r=2)))");
    check_html("<h1>https://a.org</h1>", "h1([https://a.org](https://a.org))");
}

#[test]
fn pictures_stand_anywhere() {
    check("![a *b*](c.png) d", "p(![a b](c.png) d)");
    check("[![a](b)](c)", "p([![a](b)](c))");
    check("# ![logo](l.png)", "p(![logo](l.png))");
    check("# [![logo](l.png)](/)", "p([![logo](l.png)](/))");
    check(
        "![a](b 'A'), ![c](d 'More on C'), ![e](f 'G')",
        "p(![a](b), ![More on C](d), ![e: G](f))",
    );
    check("* ![a](b)\n\n> ![c](d)", "ul[p(![a](b))] quote{p(![c](d))}");
    check_html("<img src=''><img alt=x><img src=a title=T>", "p(![T](a))");
    check_html("<img src='data:x' data-src=b><img srcset='c 1x, d 2x'>", "p(![](b)![](c))");
    check_html("<picture><source srcset=a.webp><img src=b.png alt=c></picture>", "p(![c](b.png))");
    check_html(
        "<figure><img src=a><figcaption>b <a href=c>d</a></figcaption></figure>",
        "p(![](a)) p(b [d](c))",
    );
}

#[test]
fn sounds_films_and_frames_are_pictures_of_a_kind() {
    check_html("<video src=a><track src=t.vtt></video>", "p(!video[](a)!video[](t.vtt))");
    check_html(
        "<audio><source src=a.ogg><source src=a.mp3>old <a href=c>b</a></audio>",
        "p(!audio[](a.ogg)!audio[](a.mp3) [b](c))",
    );
    check_html("<iframe src=a title=b>no</iframe><embed src=c>", "p(!frame[b](a)!frame[](c))");
    check_html(
        "<iframe src=//www.youtube.com/embed/x></iframe><iframe src=https://e.org/a.mp3></iframe>",
        "p(!video[](//www.youtube.com/embed/x)!audio[](https://e.org/a.mp3))",
    );
    check_html(
        "<embed src=https://peertube.tv:8443/w/x>",
        "p(!video[](https://peertube.tv:8443/w/x))",
    );
    check_html("<object data=a type=image/svg+xml><img src=b></object>", "p(![](a)![](b))");
    check_html("<video controls><source src=a><source src=a></video>", "p(!video[](a))");
}

#[test]
fn footnotes_are_numbered_by_first_use() {
    check(
        "a[^b] c[^a] d[^b]\n\n[^a]: A [l](/m)\n[^b]: B\n[^c]: C\n\n    more",
        "p(a[^1] c[^2] d[^1]) notes[1: p(B) | 2: p(A [l](/m)) | 3: p(C) p(more)]",
    );
    check("a[^1]\n\n[^1]: b[^2]\n[^2]: c[^1]", "p(a[^1]) notes[1: p(b[^2]) | 2: p(c[^1])]");
    check("a[^none]", "p(a[^none])");
    check("> a[^1]\n\n[^1]: b\n\n    > c", "quote{p(a[^1])} notes[1: p(b) quote{p(c)}]");
}

#[test]
fn footnotes_of_other_tools_are_known() {
    check_html(
        "<p>a<sup id=\"fnref:1\"><a href=\"#fn:1\" class=\"footnote\">1</a></sup></p><div class=\"footnotes\"><hr><ol>\
         <li id=\"fn:1\"><p>b&nbsp;<a href=\"#fnref:1\" class=\"reversefootnote\">&#8617;</a></p></li></ol></div>",
        "p(a[^1]) notes[1: p(b)]",
    );
    check_html(
        "a<a href=\"#fn1\" class=\"footnote-ref\"><sup>1</sup></a><section id=footnotes role=doc-endnotes><hr><ol>\
         <li id=fn1>b<a href=\"#fnref1\" role=doc-backlink>↩︎</a></li></ol></section>",
        "p(a[^1]) notes[1: p(b)]",
    );
    let beside = "<ul><li id=x>c</ul><div>d<hr>e</div>";
    check_html(
        &format!("a<a href=#n>1</a><a href=#x>2</a>{beside}<ol role=doc-endnotes><li id=n>b</ol>"),
        "p(a[^1][2](-#x)) ul[p(c)] p(d) hr p(e) notes[1: p(b)]",
    );
}

#[test]
fn the_way_back_from_a_note_is_no_word_of_it() {
    for back in [
        "role=doc-backlink",
        "class=reversefootnote",
        "class=footnote-backref",
        "class=footnote-return",
        "class='x footnote-back'",
        "class=data-footnote-backref",
    ] {
        check_html(
            &format!(
                "a<a href=\"#n\" class=\"footnote-ref\">1</a><section role=doc-endnotes><ol>\
                 <li id=n>b <a href=\"#r\" {back}>back up</a></li></ol></section>"
            ),
            "p(a[^1]) notes[1: p(b)]",
        );
    }
}

#[test]
fn a_bare_url_is_whole_whatever_marks_are_in_it() {
    let whole = |url: &str| check(&format!("a {url} b"), &format!("p(a [{url}]({url}) b)"));
    whole("http://e.org/src/_mocks_/x.js");
    whole("http://e.org/*/**b**/_c_/~~d~~/e");
    whole("http://e.org/?q=[x]&r[]=1");
    whole("http://e.org/_a_/__b");
    check("http://e.org/[x]/y z\n\n[x]: /u", "p([http://e.org/[x]/y](http://e.org/[x]/y) z)");
    check("http://e.org/_a and b_ *c*", "p([http://e.org/_a](http://e.org/_a) and b_ _c_)");
    check("http://e.org/~a and b~ *c*", "p([http://e.org/~a](http://e.org/~a) and b~ _c_)");
    check("*see http://e.org/a_b_* c", "p(_see [http://e.org/a_b](http://e.org/a_b)__ c)");
    check(
        "http://e.org/?a=_b_&amp;c=*d* e",
        "p([http://e.org/?a=_b_&c=*d](http://e.org/?a=_b_&c=*d)* e)",
    );
    check(
        "http://e.org/_a_/b http://e.org/_c_/d",
        "p([http://e.org/_a_/b](http://e.org/_a_/b) [http://e.org/_c_/d](http://e.org/_c_/d))",
    );
    check(
        "[http://e.org/a_b_](/c) `http://e.org/_d_`",
        "p([http://e.org/a_b_](/c) `http://e.org/_d_`)",
    );
    check("[http://e.org/a](http://e.org/a)", "p([http://e.org/a](http://e.org/a))");
    check("[*http://e.org/_a_*](http://e.org/_a_)!", "p([_http://e.org/_a__](http://e.org/_a_)!)");
    check("![http://e.org/a](b)", "p(![http://e.org/a](b))");
    check(
        "    code\n\nhttp://e.org/_a_/b",
        "code(code) p([http://e.org/_a_/b](http://e.org/_a_/b))",
    );
    check("http://e.org/[a](/b)", "p([http://e.org/](http://e.org/)[a](/b))");
}

#[test]
fn words_deep_in_a_link_within_the_page_stay() {
    let deep = "<a href=\"#\">\n        <i></i>\n        <b>a</b>\n        <div><p>b</div></a>";
    check_html(deep, "p([**a**](-)) p(b)");
    check_html("a <a href=\"#x\">\n        ¶\n</a>", "p(a)");
}
