//! `HtmlBlock`: whether the end of a text in the making stands in a block of HTML, in which Markdown
//! is not read. Linear: each byte is looked at once.
//!
//! Specification: <https://spec.commonmark.org/0.31.2/#html-blocks> (conditions 6 and 7).

/// The elements whose tags begin a block wherever they begin a line.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// The state at the end of a text that only grows.
#[derive(Debug)]
pub(super) struct HtmlBlock {
    /// The byte offset up to which the text is read.
    read: usize,
    /// True where a block is open.
    is_open: bool,
    /// True in a tag of it.
    in_tag: bool,
    /// True where nothing but blanks stands on the line so far.
    is_blank: bool,
    /// True below an empty line, and at the start.
    is_below_blank: bool,
}

impl Default for HtmlBlock {
    fn default() -> Self {
        Self { read: 0, is_open: false, in_tag: false, is_blank: true, is_below_blank: true }
    }
}

impl HtmlBlock {
    /// Tests whether what is written at the end of a text would stand between the tags of a block.
    pub(super) fn holds_end_of(&mut self, text: &str) -> bool {
        let begin = std::mem::replace(&mut self.read, text.len());
        for piece in text.get(begin..).unwrap_or_default().split_inclusive('\n') {
            self.piece(piece);
        }
        self.is_open && !self.in_tag
    }

    /// Reads a line, or a part of one.
    fn piece(&mut self, piece: &str) {
        let words = piece.trim_start_matches([' ', '\t']);
        if self.is_blank && !self.is_open {
            let indent = piece.len() - words.len();
            self.is_open =
                indent < 4 && (begins_block(words) || self.is_below_blank && is_lonely_tag(words));
        }
        if self.is_open
            && let Some(at) = piece.rfind(['<', '>'])
        {
            self.in_tag = piece.get(at..).is_some_and(|it| it.starts_with('<'));
        }
        self.is_blank &= words.trim_end().is_empty();
        if piece.ends_with('\n') {
            if self.is_blank {
                (self.is_open, self.in_tag) = (false, false);
            }
            self.is_below_blank = self.is_blank;
            self.is_blank = true;
        }
    }
}

/// Tests for the tag of an element that begins a block.
fn begins_block(words: &str) -> bool {
    let Some((name, rest)) = tag(words) else { return false };
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r', '>']);
    (ends || rest.starts_with("/>")) && BLOCKS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Tests for a tag that has its line for itself.
fn is_lonely_tag(words: &str) -> bool {
    let Some((_, rest)) = tag(words) else { return false };
    rest.trim_end().strip_suffix('>').is_some_and(|inside| !inside.contains(['<', '>']))
}

/// The name of the tag at the start of a text, and what is behind it.
fn tag(words: &str) -> Option<(&str, &str)> {
    let inside = words.strip_prefix('<')?;
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let is_sign = |it: char| !it.is_ascii_alphanumeric() && it != '-';
    let (name, rest) = inside.split_at(inside.find(is_sign).unwrap_or(inside.len()));
    name.starts_with(|it: char| it.is_ascii_alphabetic()).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_lasts_from_a_tag_to_an_empty_line() {
        for (text, expected) in [
            ("", false),
            ("<div>", true),
            ("a\n<div class=x>\n", true),
            ("   </TD >b", true),
            ("    <div>", false),
            ("<divx> a", false),
            ("<b>a</b>\n", false),
            ("a <div>\n", false),
            ("<br/>\n", true),
            ("\n<span class=x>\n", true),
            ("a\n<span class=x>\n", false),
            ("<span>a</span>\n", false),
            ("<hr/>\nb\n \t\n", false),
            ("<p>\n\n    <p>", false),
            ("<1>", false),
        ] {
            assert_eq!(HtmlBlock::default().holds_end_of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_tag_is_no_place_for_a_block() {
        for (text, expected) in
            [("<p><a href=\"", false), ("<p><a href=\"x\">", true), ("<p\n", false)]
        {
            assert_eq!(HtmlBlock::default().holds_end_of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_may_come_in_pieces() {
        let (mut block, mut text) = (HtmlBlock::default(), String::new());
        let steps = [("a <p", false), (">\n", false), ("<", false), ("p>", false)];
        for (piece, expected) in steps {
            text.push_str(piece);
            assert_eq!(block.holds_end_of(&text), expected, "{text:?}");
        }
        text.push_str("\n\n<p>");
        assert!(block.holds_end_of(&text));
        text.push_str(" b\n ");
        assert!(block.holds_end_of(&text));
        text.push_str("\nc");
        assert!(!block.holds_end_of(&text));
    }
}
