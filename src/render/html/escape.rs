//! Text and URLs as they may stand in HTML: the one file through which everything goes that an
//! author wrote.

use crate::escape::escape_html;
use crate::render::layout::Address;
use crate::uri::{UriReference, is_scheme};

/// Schemes that no link of a page may have: they run or hold something in place of leading to it, or
/// lead into the reader's own machine.
const NOT_LINKED: &[&str] = &[
    "javascript",
    "vbscript",
    "livescript",
    "data",
    "blob",
    "about",
    "file",
    "filesystem",
    "view-source",
];

/// Text between tags or in the quotation marks of an attribute. What HTML has no sign for
/// (controls, noncharacters) is left out; lines may end.
pub(super) fn text(text: &str) -> String {
    if text.contains(is_forbidden) {
        escape_html(&text.replace(is_forbidden, ""))
    } else {
        escape_html(text)
    }
}

/// Tests for a character that is a parse error wherever it stands (HTML, section 13.2.3.5).
fn is_forbidden(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\n' | '\t');
    let is_none =
        matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    is_control || is_none
}

/// Tests whether a link may lead to an absolute URL.
pub(super) fn is_linked(url: &str) -> bool {
    let Some(scheme) = UriReference::split(url).scheme else { return false };
    is_scheme(scheme) && !NOT_LINKED.iter().any(|it| scheme.eq_ignore_ascii_case(it))
}

/// Tests whether the bytes of a picture may be fetched from an absolute URL.
pub(super) fn is_fetched(url: &str) -> bool {
    Address::of(url).is_some_and(|address| address.is_web() && !address.authority.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_an_author_writes_ends_a_text_or_an_attribute() {
        assert_eq!(text("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(text("a\u{0}b\u{1b}c\u{85}d\r\n\te\u{fffe}\u{1ffff}\u{fdd0}"), "abcd\n\te");
    }

    #[test]
    fn what_runs_or_holds_something_is_no_link() {
        for url in
            ["https://a/", "gemini://a/", "gopher://a/1/", "mailto:a@b", "tel:+1", "xmpp:a@b"]
        {
            assert!(is_linked(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
            "about:blank",
            "file:///etc/passwd",
            "java%0Ascript:x",
            "//a/b",
            "a/b",
            "#a",
            "",
            ":x",
            "1a:b",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "\u{1}javascript:alert(1)",
        ] {
            assert!(!is_linked(url), "{url}");
        }
        assert!(is_fetched("https://a/b.png") && is_fetched("HTTP://a/"));
        assert!(
            !is_fetched("gemini://a/b.png") && !is_fetched("https:b.png") && !is_fetched("data:x")
        );
    }
}
