//! Shortcodes as their pages show them.

use super::TestSite;
use crate::render::{LinkStyle, gemtext};

/// A Hugo page as gemtext, without its title and what stands below it.
fn check(body: &str, expected: &str) {
    let page = format!("---\ntitle: A\n---\n{body}\n\n***\n");
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/a.md", &page),
        ("static/a.png", ""),
        ("static/b.png", ""),
    ]);
    let shown = gemtext(&site.document("/a/"), LinkStyle::AfterBlock);
    let (body, _) = shown.strip_prefix("# A\n\n").unwrap().split_once("---").unwrap();
    assert_eq!(body.trim_end(), expected, "{shown}");
}

#[test]
fn in_html_they_are_what_they_are_elsewhere() {
    let captioned = "{{< figure src=\"/a.png\" title=\"Cap\" alt=\"Alt\" >}}";
    check(captioned, "=> /a.png Alt (image)\n\nCap");
    check(
        "<div class=\"grid\">\n    {{< figure src=\"/a.png\" title=\"Cap\" alt=\"Alt\" >}}\n    </div>\nx *y*",
        "=> /a.png Alt (image)\n\nCap\n\nx *y*",
    );
    check(
        "<center>{{< youtube x1 >}}</center>",
        "=> https://www.youtube.com/watch?v=x1 YouTube video",
    );
    check(
        "<table>\n  <tr>\n    <td>\n      {{< figure src=\"/a.png\" alt=\"A\" >}}\n    </td>\n    \
         <td>{{< figure src=\"/b.png\" alt=\"B\" >}}</td>\n  </tr>\n</table>\n\n*z*",
        "```table\nA | B\n```\n=> /a.png A (image)\n=> /b.png B (image)\n\nz",
    );
    check(
        "<ol>\n<li>one {{< figure src=\"/a.png\" alt=\"A\" >}}\n<li>two\n</ol>",
        "1. one\n=> /a.png A (image)\n2. two",
    );
    check("<p><a href=\"{{< ref \"a\" >}}\">here</a></p>", "=> /a/ here");
}

#[test]
fn on_a_page_of_html_they_are_html() {
    let page = "---\ntitle: A\n---\n<p>x</p>{{< figure src=\"/a.png\" alt=\"A\" >}}\n<p>{{< link \"/b\" >}}";
    let site = TestSite::new(&[
        ("hugo.toml", ""),
        ("content/a.html", page),
        ("content/b.md", "# B\n"),
        ("static/a.png", ""),
    ]);
    let shown = gemtext(&site.document("/a/"), LinkStyle::AfterBlock);
    assert!(shown.starts_with("# A\n\nx\n\n=> /a.png A (image)\n\n=> /b/\n"), "{shown}");
}
