//! What a page may be full of: nested, unclosed, misnested, repeated, numbered, in runs that grow.

use std::fmt::Write;

use crate::ways::{
    FRONT_MATTER, GEMTEXT, GOPHERMAP, GPH, HTML, LIQUID, MARKDOWN, MENU_IN_FOLDER, SITES, SUMMARY, TO_HTML, Way,
};

/// Pages of any size, and the way that they take.
pub(crate) struct Construct {
    pub(crate) name: String,
    /// A page of about so many bytes.
    pub(crate) page: Box<dyn Fn(usize) -> String>,
    pub(crate) way: fn(&str),
}

/// How a page is made of a piece or two.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// What comes first, what is repeated, what comes last. `§` is a number, another one each time.
    Repeated(&'static str, &'static str, &'static str),
    /// All beginnings, then all ends.
    Nested(&'static str, &'static str),
    /// Half of the page one thing, half another, as references and what they refer to.
    Halves(&'static str, &'static str),
    /// Runs of a mark, each longer than the one before, with something between them.
    Growing(&'static str, &'static str),
    /// Lines that are each a step further in.
    Stairs(&'static str, &'static str),
}

use Shape::{Growing, Halves, Nested, Repeated, Stairs};

/// Steps of [`Stairs`] before they begin anew.
const STEPS: usize = 64;

impl Shape {
    pub(crate) fn page(self, size: usize) -> String {
        let mut page = String::with_capacity(size + 256);
        match self {
            Repeated(first, unit, last) => {
                page.push_str(first);
                fill(&mut page, unit, size);
                page.push_str(last);
            }
            Nested(open, close) => {
                let count = size / (open.len() + close.len()).max(1);
                (0..count).for_each(|number| push_numbered(&mut page, open, number));
                page.push('x');
                page.push_str(&close.repeat(count));
            }
            Halves(one, other) => {
                fill(&mut page, one, size / 2);
                page.push('\n');
                fill(&mut page, other, size);
            }
            Growing(mark, between) => {
                let mut length = 1;
                while page.len() < size {
                    page.push_str(&mark.repeat(length));
                    page.push_str(between);
                    length += 1;
                }
            }
            Stairs(step, line) => {
                let mut number = 0;
                while page.len() < size {
                    page.push_str(&step.repeat(number % STEPS));
                    push_numbered(&mut page, line, number);
                    page.push('\n');
                    number += 1;
                }
            }
        }
        page
    }

    fn name(self) -> String {
        match self {
            Repeated("", unit, "") => format!("{unit:?} again and again"),
            Repeated(first, unit, "") => format!("{first:?} and then {unit:?} again and again"),
            Repeated(first, unit, last) => format!("{first:?}, {unit:?} again and again, {last:?}"),
            Nested(open, close) => format!("{open:?} nested up to {close:?}"),
            Halves(one, other) => format!("{one:?} often, then {other:?} often"),
            Growing(mark, between) => format!("{mark:?} in growing runs, {between:?} between them"),
            Stairs(step, line) => format!("{line:?} behind more and more {step:?}"),
        }
    }

    pub(crate) fn on(self, (way, convert): Way) -> Construct {
        Construct { name: format!("{way}: {}", self.name()), page: Box::new(move |size| self.page(size)), way: convert }
    }
}

/// Adds a piece up to a size.
fn fill(page: &mut String, unit: &str, size: usize) {
    let mut number = 0;
    while page.len() < size {
        push_numbered(page, unit, number);
        number += 1;
    }
}

/// Adds a piece, with a number for its `§`.
fn push_numbered(page: &mut String, unit: &str, number: usize) {
    match unit.split_once('§') {
        Some((before, after)) => {
            let _infallible = write!(page, "{before}{number}{after}");
        }
        None => page.push_str(unit),
    }
}

/// Constructs of Markdown.
const IN_MARKDOWN: &[Shape] = &[
    // Quotes.
    Repeated("", "> ", "x"),
    Repeated("", "> x\n", ""),
    Repeated("> > > > > > > > > > > > > > > > > > > > > > > > x\n", "y\n", ""),
    Stairs("> ", "x"),
    Stairs(">", "- x"),
    Repeated("", "> - ", "x"),
    // Lists.
    Repeated("", "- ", "x"),
    Repeated("", "- x\n", ""),
    Repeated("", "- x\n\n", ""),
    Repeated("", "1. ", "x"),
    Repeated("", "§. x\n", ""),
    Repeated("", "* - + 1. ", "x"),
    Repeated("- x\n", "\n", "y"),
    Repeated("- x\n", "  y\n", ""),
    Repeated("- x\n", "y\n", ""),
    Repeated("", "-\n\n", ""),
    Repeated("", "- [ ] x\n", ""),
    Stairs("  ", "- x"),
    Stairs("   ", "1. x\n"),
    Stairs(" ", "- x\n\n"),
    Stairs("\t", "- x"),
    Repeated("", "- a\n\n      b\n", ""),
    // Links.
    Repeated("", "[", ""),
    Repeated("", "]", ""),
    Repeated("", "[x](", ""),
    Repeated("", "[x](<", ""),
    Repeated("", "[x](y \"", ""),
    Repeated("", "[x](y ('", ""),
    Repeated("", "[x](/§) ", ""),
    Repeated("", "[x](/y) ", ""),
    Repeated("", "[§](/y) ", ""),
    Repeated("", "[x](/§)\n\n", ""),
    Repeated("", "[x][", ""),
    Repeated("", "[x][]", ""),
    Repeated("", "] [", ""),
    Repeated("", "![", ""),
    Repeated("", "![x](/§.png) ", ""),
    Repeated("", "[![x](/§.png)](/§) ", ""),
    Nested("[", "](x)"),
    Nested("![", "](x)"),
    Nested("[x", "]"),
    Repeated("", "[](", ")"),
    Repeated("", "<a:", ""),
    Repeated("", "<https://a.b/§> ", ""),
    Repeated("", "https://a.b/§?x=(y) ", ""),
    Repeated("https://a.b/", "(", ""),
    Repeated("https://a.b/", ")", ""),
    Repeated("https://a.b/", ".", ""),
    Repeated("", "https://", ""),
    Repeated("", "a://", ""),
    Repeated("", "a@b.c ", ""),
    Repeated("", "www.", ""),
    Repeated("", "[[x§]] ", ""),
    Repeated("", "[[", ""),
    Repeated("", "[[x|", ""),
    // References.
    Halves("[x§] ", "[x§]: /§\n"),
    Halves("[x§]: /§\n", "[x§] "),
    Halves("[x] [y§] ", "[y§]: /§\n"),
    Repeated("", "[x]: /y\n", ""),
    Repeated("", "[x§]: /y\n", ""),
    Repeated("", "[x§]: /y '", ""),
    Repeated("", "[x\n", "]: /y"),
    Repeated("[x]: /", "y", "\n\n[x] [x] [x]"),
    Repeated("[", "\\", "]"),
    // Footnotes.
    Repeated("", "[^", ""),
    Repeated("", "[^1] ", "\n\n[^1]: x\n"),
    Repeated("", "[^§] ", ""),
    Repeated("", "[^§]: x\n\n", ""),
    Repeated("", "[^§]: x [^§]\n\n", ""),
    Halves("[^§] ", "[^§]: x\n\n"),
    Halves("[^§]: x\n\n", "[^§] "),
    Repeated("[^1]: x\n", "    [^2]: y\n", ""),
    Repeated("[^1]: ", "[^1] ", ""),
    Stairs("    ", "[^§]: x\n"),
    Repeated("", "*[^1](x)* ", "\n\n[^1]: x\n"),
    // Emphasis.
    Repeated("", "*a", ""),
    Repeated("", "*a_ ", ""),
    Repeated("", "**a *b ", ""),
    Repeated("", "*_", ""),
    Repeated("", "_ *", ""),
    Repeated("", "a**b", ""),
    Repeated("", "a**b*c", ""),
    Repeated("", "*a**b***c", ""),
    Repeated("", "**x **", ""),
    Repeated("", "日**本。**", ""),
    Repeated("", "~a~~b", ""),
    Repeated("", "~~a ~", ""),
    Repeated("", "*", "a"),
    Nested("*", "*"),
    Nested("**a ", "**"),
    Nested("*a _", "b_ c*"),
    Nested("~~a ", "~~"),
    Growing("*", "a"),
    Growing("_", " a "),
    Growing("~", "a "),
    Repeated("", "*a [", "](x)"),
    Repeated("", "[*a](x) ", ""),
    Repeated("", "\"a' ", ""),
    Repeated("", "\"", ""),
    Repeated("", "--", ""),
    Repeated("", "...", ""),
    // Code.
    Growing("`", "a"),
    Growing("`", " a\n"),
    Growing("`", "|"),
    Repeated("", "`a", ""),
    Repeated("", "``a` ", ""),
    Repeated("", "`a` ", ""),
    Repeated("", "`a`b", ""),
    Repeated("", "```\n", ""),
    Repeated("", "```\n~~~\n", ""),
    Repeated("", "    x\n", ""),
    Repeated("", "    x\n\n", ""),
    Repeated("    x\n", "\n", "    y\n"),
    Repeated("```\n", "x\n", ""),
    Stairs("`", "x"),
    Repeated("", "$a ", ""),
    Repeated("", "$$a$ ", ""),
    Repeated("", "${", ""),
    Repeated("$", "{", "$"),
    Growing("$", "a "),
    Repeated("", "\\(a ", ""),
    // Tables.
    Repeated("|a|b|\n|-|-|\n", "|x|y|\n", ""),
    Repeated("|a|b|\n|-|-|\n", "|[x](/§)|`y`|\n", ""),
    Repeated("|a|b|\n|-|-|\n", "|", ""),
    Repeated("|a|b|\n|-|-|\n", "x\n", ""),
    Repeated("|a|b|\n|-|-|\n", "|x|y|z|\n", ""),
    Repeated("", "|a", "|\n|-|\n|b|\n"),
    Repeated("|a|\n", "|-", "|\n|b|\n"),
    Repeated("", "|a|\n|-|\n", ""),
    Repeated("", "|a|\n|-|\n|b|\n\n", ""),
    Repeated("", "|-|\n", ""),
    Repeated("", "|a|b\n", ""),
    Halves("|a", "|-"),
    Repeated("|a|b|\n|-|-|\n", "|`|` \\| ``|\n", ""),
    Stairs("|", "|-"),
    // Headings, rules, paragraphs.
    Repeated("", "# x\n", ""),
    Repeated("", "# x #\n\n", ""),
    Repeated("", "#", " x"),
    Repeated("# x ", "#", "\n"),
    Repeated("", "# x {#a}\n", ""),
    Repeated("# ", "x {", "}"),
    Repeated("", "x\n=\n", ""),
    Repeated("", "x\n---\n", ""),
    Repeated("", "---\n", ""),
    Repeated("", "- - -\n", ""),
    Repeated("", "- ", "-"),
    Repeated("", "* ", "*\n"),
    Repeated("", "x  \n", ""),
    Repeated("", "x\\\n", ""),
    Repeated("", "x\r", ""),
    Repeated("", "\n", "x"),
    Repeated("", " ", "x"),
    Repeated("", "\t", "x"),
    Repeated("", " \n", "x"),
    Repeated("", "x", ""),
    Repeated("", "日", ""),
    Repeated("", "ภาษา", ""),
    Repeated("", "สวัสดีชาวโลก ", ""),
    Repeated("", "e\u{301}", ""),
    Repeated("e", "\u{301}", ""),
    Repeated("", "👩\u{200d}", ""),
    Repeated("", "🇩🇪", ""),
    Repeated("", "\u{200d}", ""),
    Repeated("", "סלאם ", ""),
    Repeated("", "한국어", ""),
    Repeated("", "a-", ""),
    Repeated("", "\\", ""),
    Repeated("", "\0", ""),
    // Definitions.
    Repeated("", "x\n: y\n\n", ""),
    Repeated("x\n", ": y\n", ""),
    Repeated("", "x\n", ": y\n"),
    Repeated("x\n", "\n: y\n", ""),
    Repeated("", ": ", "x"),
    Repeated("x\n", ":y\n", ""),
    // What only kramdown and its kin have.
    Repeated("", "{:.x}\n", ""),
    Repeated("", "{:toc}\n", ""),
    Repeated("", "- x\n{:toc}\n", ""),
    Repeated("", "*a*{:.x} ", ""),
    Repeated("", "{:", ""),
    Repeated("", "{::", ""),
    Repeated("", "{::comment}", ""),
    Repeated("", "{::comment}\n", ""),
    Repeated("", "{::comment}x{:/} ", ""),
    Repeated("", "{::nomarkdown}", ""),
    Repeated("", "*[x]: y\n", ""),
    Repeated("", "<<", ""),
    Repeated("", "x\n{: #x}\n\n", ""),
    Repeated("", "- {:.x} y\n", ""),
    Repeated("", ":x:", ""),
    Repeated("", ":rocket:", ""),
    Repeated("", "<div markdown=\"1\">\n", ""),
    Repeated("", "<div markdown=\"1\">x</div>\n", ""),
    Repeated("", "<div markdown=\"1\">x</div>", ""),
    Nested("<div markdown=\"1\">\n", "</div>\n"),
    Nested("<div markdown=\"1\">", "</div>"),
    Nested("<div>\n", "</div>\n"),
    Nested("<div>\n\n", "</div>\n\n"),
    Repeated("<div>", "<p markdown=1>x</p>", "</div>"),
    Repeated("<div>\n", "<pre>\n\nx</pre>\n", "</div>\n"),
    Repeated("<div>\n<pre>\n", "\n", "</pre></div>\n"),
    Repeated("<div>", "<pre>x</pre>", "</div>\n"),
    // Entities.
    Repeated("", "&", ""),
    Repeated("", "&amp;", ""),
    Repeated("", "&#", ""),
    Repeated("", "&#x41;", ""),
    Repeated("&", "a", ";"),
    Repeated("&#", "1", ";"),
    Repeated("", "&notin", ""),
];

/// Constructs of HTML, by itself and in Markdown.
const IN_HTML: &[Shape] = &[
    Repeated("", "<div>", ""),
    Repeated("", "</div>", ""),
    Nested("<div>", "</div>"),
    Nested("<b>", "</b>"),
    Nested("<b><p>", "</b></p>"),
    Nested("<b><i>", "</b></i>"),
    Nested("<a href=x>", "</a>"),
    Nested("<ul><li>", "</li></ul>"),
    Nested("<table><tr><td>", "</td></tr></table>"),
    Nested("<blockquote>", "</blockquote>"),
    Nested("<dl><dt>x<dd>", "</dl>"),
    Nested("<span>", "</span>"),
    Nested("<svg>", "</svg>"),
    Nested("<svg><desc>", "</desc></svg>"),
    Nested("<math><mi>", "</mi></math>"),
    Nested("<template>", "</template>"),
    Nested("<select>", "</select>"),
    Nested("<button>", "</button>"),
    Nested("<video>", "</video>"),
    Nested("<object data=x>", "</object>"),
    Nested("<details><summary>x</summary>", "</details>"),
    Nested("<ruby><rt>", "</ruby>"),
    Nested("<sup>", "</sup>"),
    Nested("<h1>", "</h1>"),
    Nested("<pre>", "</pre>"),
    Nested("<code>", "</code>"),
    Nested("<q>", "</q>"),
    Nested("<x§>", "</x>"),
    Nested("<figure><figcaption>x</figcaption>", "</figure>"),
    Repeated("", "<p>", ""),
    Repeated("", "<p>x", ""),
    Repeated("", "<b>x", ""),
    Repeated("", "<b id=§>x", ""),
    Repeated("", "<p><b>x", ""),
    Repeated("", "<p><b id=§>x", ""),
    Repeated("", "<i><b></i>x", ""),
    Repeated("", "<a><p>", ""),
    Repeated("", "<a href=§>x", ""),
    Repeated("", "<a href=/§>x</a> ", ""),
    Repeated("<a href=x>", "<p>y</p>", "</a>"),
    Repeated("", "<a href=\"", ""),
    Repeated("", "<a b='", ""),
    Repeated("<a ", "b§ ", ">x</a>"),
    Repeated("<a ", "b ", ">x</a>"),
    Repeated("<a ", "href=§ ", ">x</a>"),
    Repeated("<a ", "b§='c' ", ">x</a>"),
    Repeated("", "<html a§=b>", ""),
    Repeated("", "<body class=§>", ""),
    Repeated("<p class='", "a§ ", "'>x</p>"),
    Repeated("<p style='", "a:b;", "'>x</p>"),
    Repeated("<table><tr><td style='", "a:b;", "'>x</table>"),
    Repeated("<p class='", "a ", "'><b>x<p>y<p>z"),
    Repeated("", "<ul>", ""),
    Repeated("<ul>", "<li>x", ""),
    Repeated("<ul>", "<li>x<ul>", ""),
    Repeated("<ul>", "x", ""),
    Repeated("<ol>", "<li value=§>x", ""),
    Repeated("", "<li>x", ""),
    Repeated("", "<table>", ""),
    Repeated("", "<table>x", ""),
    Repeated("<table>", "x<tr>", ""),
    Repeated("<table>", "<b>x", ""),
    Repeated("<table>", "x", ""),
    Repeated("<table>", "<p>x", ""),
    Repeated("<table>", "<tr><td>x", ""),
    Repeated("<table>", "<tr><td>x<td>y", ""),
    Repeated("<table>", "<tr><th>x<td>y", ""),
    Repeated("<table><tr>", "<td>x", ""),
    Repeated("<table><tr>", "<td>x", "<tr><td>y<tr><td>z"),
    Halves("<td>x", "<tr><td>y"),
    Repeated("<table>", "<tr><td colspan=16 rowspan=16>x", ""),
    Repeated("<table>", "<tr><td colspan=9999>x<td>y", ""),
    Repeated("<table>", "<tr><td rowspan=9999>x<td>y", ""),
    Repeated("<table>", "<caption>x", ""),
    Repeated("<table>", "<tbody>", ""),
    Repeated("<table><thead>", "<tr><th>x", ""),
    Repeated("", "<dl><dt>x<dd>y", ""),
    Repeated("<dl>", "<dt>x<dd>y", ""),
    Repeated("<dl>", "<div><dt>x<dd>y</div>", ""),
    Repeated("", "<!--", ""),
    Repeated("", "<!-- x -->", ""),
    Repeated("", "<!---->", ""),
    Repeated("", "<!-- --", ""),
    Repeated("", "<!a", ""),
    Repeated("", "<?a", ""),
    Repeated("", "<![CDATA[", ""),
    Repeated("", "<![CDATA[x]]>", ""),
    Repeated("", "<svg><![CDATA[x]", ""),
    Repeated("", "<!DOCTYPE ", ""),
    Repeated("", "<", ""),
    Repeated("", "<a", ""),
    Repeated("", "<a ", ""),
    Repeated("<", "a", ">"),
    Repeated("", "</", ""),
    Repeated("", "</a", ""),
    Repeated("", "</p>", ""),
    Repeated("", "</br>", ""),
    Repeated("", "<br>", ""),
    Repeated("", "x<br>", ""),
    Repeated("", "x<br><br>", ""),
    Repeated("<h1>", "x<br>", ""),
    Repeated("", "<hr>", ""),
    Repeated("", "<img src=§>", ""),
    Repeated("", "<img alt=x src=§>", ""),
    Repeated("", "<picture><source srcset=x>", ""),
    Repeated("<picture>", "<source srcset='x 1x'>", "<img>"),
    Repeated("<picture>", "<img>", "</picture>"),
    Repeated("<video>", "<source src=§>", "</video>"),
    Repeated("<video>", "<a href=x>y</a>", "</video>"),
    Repeated("", "<video><a>", ""),
    Repeated("", "<object><picture>", ""),
    Repeated("", "<iframe src=§></iframe>", ""),
    Repeated("", "<iframe>", ""),
    Repeated("", "<title>", ""),
    Repeated("", "<title>", "</title>"),
    Repeated("", "<textarea>", ""),
    Repeated("", "<textarea>", "</textarea>"),
    Repeated("", "<script>", ""),
    Repeated("", "<script><!--", ""),
    Repeated("", "<script><!--<script>", ""),
    Repeated("", "<style>", ""),
    Repeated("", "<style></style>", ""),
    Repeated("", "<plaintext>", ""),
    Repeated("", "<noscript>x", ""),
    Repeated("", "<select><option>", ""),
    Repeated("<select>", "<option>x", ""),
    Repeated("", "<frameset><frame>", ""),
    Repeated("", "<input type=checkbox>", ""),
    Repeated("", "<form>", ""),
    Repeated("", "<nobr>", ""),
    Repeated("", "<font color=§>x", ""),
    Repeated("", "<pre>\n", ""),
    Repeated("<pre>", "<a href=/§>x</a>\n", "</pre>"),
    Repeated("<pre>", "<span>x</span>\n", "</pre>"),
    Repeated("<pre>", "\n", "</pre>"),
    Repeated("<pre>", "<table><tr><td>x", "</pre>"),
    Repeated("", "<code>x</code>", ""),
    Repeated("", "<code>x</code>y", ""),
    Repeated("", "<sup>1</sup>", ""),
    Repeated("", "x<sup><a href='#fn:1'>1</a></sup>", "<div class=footnotes><ol><li id='fn:1'>y</ol></div>"),
    Halves("<sup><a href='#fn:§'>1</a></sup>", "<li id='fn:§'>y"),
    Repeated("<div class=footnotes><ol>", "<li id='fn:§'>y", "</ol></div>"),
    Repeated("", "<div class=footnotes><ol><li id='fn:§'>y</ol></div>", ""),
    Nested("<div class=footnotes><ol><li id='fn:§'>", "</ol></div>"),
    Repeated("", "<span class=math-inline>x</span>", ""),
    Repeated("", "<math><annotation encoding='application/x-tex'>x</annotation></math>", ""),
    Repeated("", "<ruby>x<rt>y</ruby>", ""),
    Repeated("", "<svg><title>x</title></svg>", ""),
    Repeated("<svg>", "<g>", ""),
    Repeated("", "<svg><foreignObject>", ""),
    Repeated("<a href=x><svg>", "<g></g>", "</svg></a>"),
    Repeated("", "<a href='#x'>¶</a>", ""),
    Repeated("", "<details><summary>x</summary>y</details>", ""),
    Repeated("", "<summary>x</summary>", ""),
    Repeated("", "<td class=gutter>x</td>", ""),
    Repeated("", "\0", ""),
    Repeated("", "&notit;", ""),
    Repeated("", "x\r\n", ""),
    Repeated("<p>", "x ", "</p>"),
    Repeated("<p title='", "x ", "'><b title=y>z<p>w"),
];

/// Constructs of front matter, in all three languages.
const IN_FRONT_MATTER: &[Shape] = &[
    Repeated("---\n", "a§: b\n", "---\n"),
    Repeated("---\n", "a: b\n", "---\n"),
    Repeated("---\n", "a: b\n", ""),
    Repeated("---\na: ", "[", "\n---\n"),
    Repeated("---\na: ", "{a: ", "\n---\n"),
    Repeated("---\n", "- ", "\n---\n"),
    Repeated("---\na:\n", "- b\n", "---\n"),
    Repeated("---\na: [", "b, ", "]\n---\n"),
    Repeated("---\na: {", "b§: c, ", "}\n---\n"),
    Repeated("---\na: |\n", "  b\n", "---\n"),
    Repeated("---\na: >\n", "  b\n\n", "---\n"),
    Repeated("---\na: \"", "\\n", "\"\n---\n"),
    Repeated("---\na: '", "''", "'\n---\n"),
    Repeated("---\na: ", "b ", "\n---\n"),
    Repeated("---\n", "# b\n", "---\n"),
    Repeated("---\n", "&a ", "b: c\n---\n"),
    Repeated("---\na0: &a0 [x]\n", "b§: *a0\n", "---\n"),
    Repeated("---\na: &a [x, x, x, x, x, x, x, x]\n", "b§: [*a, *a]\n", "---\n"),
    Repeated("---\na: &a {x: y}\n", "b§: {<<: *a}\n", "---\n"),
    Repeated("---\n", "!!a ", "b: c\n---\n"),
    Repeated("---\n", "? a\n", "---\n"),
    Stairs(" ", "a:"),
    Repeated("---\n", "%", "\n---\n"),
    Repeated("---\n", "\n", "---\n"),
    Repeated("---\na: b: c\n", "d§: e\n", "---\n"),
    Repeated("+++\n", "a§ = 1\n", "+++\n"),
    Repeated("+++\n", "a = 1\n", "+++\n"),
    Repeated("+++\n", "[a§]\n", "+++\n"),
    Repeated("+++\n", "[[a]]\n", "+++\n"),
    Repeated("+++\n", "[[a]]\nb = 1\n", "+++\n"),
    Repeated("+++\n", "[[a.b]]\n", "+++\n"),
    Repeated("+++\na = [", "1, ", "]\n+++\n"),
    Repeated("+++\na = ", "[", "\n+++\n"),
    Repeated("+++\n", "a.", "b = 1\n+++\n"),
    Repeated("+++\n", "a.b§ = 1\n", "+++\n"),
    Repeated("+++\n[a", ".b", "]\n+++\n"),
    Repeated("+++\na = \"\"\"", "\"", "\n+++\n"),
    Repeated("+++\na = \"\"\"", "x\n", "\"\"\"\n+++\n"),
    Repeated("+++\n", "# x\n", "+++\n"),
    Repeated("{\n", "\"a§\": 1,\n", "\"b\": 1}\n"),
    Repeated("{\n\"a\": ", "[", "\n"),
    Repeated("{\n\"a\": \"", "\\u0041", "\"}\n"),
    Repeated("{\n", "{\n", ""),
];

/// Constructs of templates.
const IN_LIQUID: &[Shape] = &[
    Repeated("", "{{", ""),
    Repeated("", "{%", ""),
    Repeated("", "{{ a }}", ""),
    Repeated("", "{{- a -}} ", ""),
    Repeated("", "{% if a %}", ""),
    Nested("{% if a %}", "{% endif %}"),
    Nested("{% if site %}", "{% endif %}"),
    Nested("{% unless a %}x", "{% endunless %}"),
    Nested("{% for a in b %}", "{% endfor %}"),
    Nested("{% capture a %}", "{% endcapture %}"),
    Nested("{% comment %}", "{% endcomment %}"),
    Nested("{% raw %}", "{% endraw %}"),
    Nested("{% case a %}{% when a %}", "{% endcase %}"),
    Repeated("{% if a %}", "{% elsif b %}x", "{% endif %}"),
    Repeated("{% if a %}", "{% else %}x", "{% endif %}"),
    Repeated("{% case a %}", "{% when b %}x", "{% endcase %}"),
    Repeated("{% if ", "a and ", "b %}x{% endif %}"),
    Repeated("{% if a", " or b", " %}x{% endif %}"),
    Repeated("{{ a", " | upcase", " }}"),
    Repeated("{{ 'a'", " | append: 'b'", " }}"),
    Repeated("{{ a", ".b", " }}"),
    Repeated("{{ a", "[", ""),
    Repeated("{{ a", "[b]", " }}"),
    Repeated("{{ '", "a", "' | upcase | downcase | split: '' | join: '-' | size }}"),
    Repeated("{{ '", "a ", "' | split: ' ' | uniq | sort | reverse | join: ' ' }}"),
    Repeated("{{ '", "<b>", "' | strip_html }}"),
    Repeated("{{ '", "<", "' | strip_html }}"),
    Repeated("{{ '", "<!--", "' | strip_html }}"),
    Repeated("{{ '", "<script>", "' | strip_html }}"),
    Repeated("{{ '", "a", "' | replace: 'a', 'bb' | truncate: 5 }}"),
    Repeated("{{ '", "a b ", "' | truncatewords: 5 | slugify }}"),
    Repeated("{{ '", "a b ", "' | slugify | number_of_words }}"),
    Repeated("{{ '", "&amp;", "' | escape_once | newline_to_br }}"),
    Repeated("{{ '", "--", "' | smartify | markdownify }}"),
    Repeated("{{ '", "%20", "' | url_decode | url_encode }}"),
    Repeated("{{ '", "9", "' | plus: 1 | times: 2 }}"),
    Repeated("{{ '1.", "9", "' | round: 2 | times: 2.5 }}"),
    Repeated("{{ '2020-01-01' | date: '", "%Y", "' }}"),
    Repeated("{{ 0 | date: '%", "9", "Y' }}"),
    Repeated("{{ '", "1", "' | date: '%Y' }}"),
    Repeated("", "{% assign a§ = 1 %}", ""),
    Repeated("", "{% assign a = a | append: 'x' %}", ""),
    Repeated("", "{% capture a %}{{ a }}x{% endcapture %}", ""),
    Repeated("", "{% increment a§ %}", ""),
    Repeated("", "{% cycle 'a', 'b' %}", ""),
    Repeated("", "{% cycle a§: 'a', 'b' %}", ""),
    Repeated("{% cycle ", "'a', ", "'b' %}"),
    Repeated("", "{% include x %}", ""),
    Repeated("", "{% include x a=1 %}", ""),
    Repeated("{% include x ", "a§=1 ", "%}"),
    Repeated("", "{% unknown§ %}", ""),
    Repeated("", "{{ a | unknown§ }}", ""),
    Repeated("", "{% endfor %}", ""),
    Repeated("", "{% for a in site.posts %}{{ a.n }}{% endfor %}", ""),
    Repeated("", "{% tablerow a in site.posts %}{{ a.n }}{% endtablerow %}", ""),
    Repeated("", "{% highlight x %}y{% endhighlight %}", ""),
    Repeated("", "{% highlight x %}", ""),
    Repeated("", "{% raw %}", ""),
    Repeated("", "{% comment %}", ""),
    Repeated("", "{% liquid a %}", ""),
    Repeated("{% liquid\n", "echo 'a'\n", "%}"),
    Repeated("", "x\n", "{{ a | unknown }}"),
    Repeated("", "{% link a§ %}", ""),
    Repeated("", "{{ a ", ""),
    Repeated("", "{{ 'a ", ""),
    Repeated("{{ ", "(1..2) ", "}}"),
    Repeated("{% for a in ", "(", "%}"),
    Repeated("", "}}", ""),
    Repeated("", "{", ""),
];

const IN_GEMTEXT: &[Shape] = &[
    Repeated("", "=> /§ x\n", ""),
    Repeated("", "=>\n", ""),
    Repeated("=> /x ", "y ", ""),
    Repeated("", "* x\n", ""),
    Repeated("", "> x\n", ""),
    Repeated("", "```\n", ""),
    Repeated("", "``` x\ny\n```\n", ""),
    Repeated("", "# x\n", ""),
    Repeated("", "\n", ""),
    Repeated("", "x ", ""),
    Repeated("", "=> /§ 2020-01-01 x\n", ""),
];

const IN_GOPHERMAP: &[Shape] = &[
    Repeated("", "x\n", ""),
    Repeated("", "1x\ty§\n", ""),
    Repeated("", "1x\ty\thost\t70\n", ""),
    Repeated("", "1x\t", ""),
    Repeated("", "\t", ""),
    Repeated("", "\t\n", ""),
    Repeated("", "!x\n", ""),
    Repeated("", "=x§\n", ""),
    Repeated("", "-x§\n", ""),
    Repeated("", ":x§=1\n", ""),
    Repeated("", "#x\n", ""),
    Repeated("", "*\n", ""),
    Repeated("", "x\n===\n", ""),
    Repeated("", "=", "\n"),
    Repeated("", "hx\tURL:https://a.b/§\n", ""),
    Repeated("", "  - x\n", ""),
    Repeated("", "+---+\n", ""),
    Repeated("", "[1|x|y§|server|port]\n", ""),
    Repeated("", "[1|", ""),
    Repeated("", "[|\\|", ""),
    Repeated("", "tx\n", ""),
];

/// What only a whole site reads.
const IN_SITES: &[Shape] = &[
    Repeated("", "[[x§]] ", ""),
    Repeated("", "[[other]] ", ""),
    Repeated("", "[[", ""),
    Repeated("", "![[x§]] ", ""),
    Repeated("", "[x](y§) ", ""),
    Repeated("", "[x](y§)\n\n", ""),
    Repeated("", "[x](other#y§)\n", ""),
    Repeated("", "[x](other.md)\n", ""),
    Repeated("", "[x](", ""),
    Repeated("", "# Same\n\n", ""),
    Repeated("", "# Other §\n\n", ""),
    Repeated("", "{{< x§ >}}", ""),
    Repeated("", "{{< x >}}", ""),
    Repeated("", "{{< ", ""),
    Repeated("", "{{% x %}}", ""),
    Nested("{{< x >}}", "{{< /x >}}"),
    Nested("{{% x %}}\n", "{{% /x %}}\n"),
    Repeated("{{< x ", "a§=b ", ">}}"),
    Repeated("{{< x \"", "a", ""),
    Repeated("", "{{ x() }}", ""),
    Repeated("", "{% x() %}", ""),
    Nested("{% x() %}", "{% end %}"),
    Repeated("{{ x(", "a§=1, ", ") }}"),
    Repeated("{{ x(a=[", "1, ", "]) }}"),
    Repeated("", "{{#include x}}", ""),
    Repeated("", "{{#include ../src/page.md}}\n", ""),
    Repeated("", "{{#include other.md}}\n", ""),
    Repeated("", "{{#title x}}", ""),
    Repeated("", "{{#", ""),
    Repeated("", "<!-- more -->", ""),
    Repeated("", "<!--more-->\n", ""),
    Repeated("", "{% include x %}", ""),
    Repeated("", "{{ page.title }}", ""),
    Repeated("", "{% if x %}\n\n", ""),
    Repeated("", "{{ x | y }}\n", ""),
    Repeated("", "x\n", "[x](nowhere)"),
    Repeated("", "| [x](y§) |\n|-|\n", ""),
    Repeated("---\ntags: [", "a§, ", "]\n---\nx"),
    Repeated("---\naliases: [", "/a§, ", "]\nredirect_from: [/b]\n---\nx"),
    Repeated("---\nredirect_from: [", "/a§, ", "]\n---\nx"),
    Repeated("---\ncategories: [", "a§, ", "]\ndate: 2020-01-01\n---\nx"),
    Repeated("+++\ntags = [", "'a§', ", "]\n+++\nx"),
    Repeated("---\ntitle: ", "x ", "\n---\nx"),
    Repeated("", "x", ""),
];

const IN_SUMMARIES: &[Shape] = &[
    Repeated("", "- [x](x§.md)\n", ""),
    Repeated("", "- [x]()\n", ""),
    Repeated("", "# x\n", ""),
    Repeated("", "---\n", ""),
    Stairs("  ", "- [x](x§.md)"),
    Repeated("", "[x](page.md)\n", ""),
    Repeated("", "- [", ""),
];

/// All constructs, each on its ways.
pub(crate) fn all() -> Vec<Construct> {
    let markdown = || MARKDOWN.iter().chain([&TO_HTML]);
    let mut all: Vec<Construct> = Vec::new();
    let mut add = |shapes: &[Shape], ways: &[Way]| {
        all.extend(shapes.iter().flat_map(|shape| ways.iter().map(|way| shape.on(*way))));
    };
    let in_markdown: Vec<Way> = markdown().copied().collect();
    add(IN_MARKDOWN, &in_markdown);
    add(IN_HTML, &[HTML, MARKDOWN[0], MARKDOWN[1]]);
    add(IN_FRONT_MATTER, &[FRONT_MATTER]);
    add(IN_LIQUID, &[LIQUID]);
    add(IN_GEMTEXT, &[GEMTEXT]);
    add(IN_GOPHERMAP, &[GOPHERMAP, GPH, MENU_IN_FOLDER]);
    add(IN_SITES, SITES);
    add(IN_SUMMARIES, &[SUMMARY]);
    all
}
