//! The layout of a menu as plain text in which a link is a line, `=> url label`: for Nex. Its
//! clients take a line for a link that begins with exactly that.

use super::item::{ItemMaker, is_text_of, picture};
use super::style::MenuStyle;
use crate::document::{Document, Entry, Target, query_in_url};
use crate::form::Protocol;
use crate::origin::Origin;
use crate::phrases::Phrases;
use crate::render::layout::{
    Numbers, Pictures, Reference, References, Ruler, Style, Words, likely_kind, one_line, plain,
    url,
};
use crate::render::plain::{Medium, Room, entry_label, write_page};

/// The mark of a link.
const MARK: &str = "=> ";

/// Writes a page as a text with link lines, for the readers of a protocol: lines that end in LF.
#[must_use]
pub fn link_lines(
    page: &Document,
    origin: &Origin,
    protocol: Protocol,
    style: MenuStyle,
) -> String {
    let phrases = Phrases::of(page.language.as_ref());
    let maker = ItemMaker { origin, width: style.width, phrases };
    let lines = LinkLines { maker, protocol, ascii: style.ascii, text: String::new() };
    let mut written = write_page(page, lines);
    written.footer(page);
    written.text
}

/// A text as it is written.
struct LinkLines<'o> {
    maker: ItemMaker<'o>,
    protocol: Protocol,
    ascii: bool,
    text: String,
}

/// A line that is a link.
struct LinkLine {
    url: String,
    label: String,
}

impl LinkLines<'_> {
    /// The line that leads to a target; `None` when it leads nowhere.
    fn link(&self, target: &Target, label: &str) -> Option<LinkLine> {
        Some(LinkLine { url: self.address(target)?, label: one_line(label) })
    }

    /// The line of a link or a picture, with these words.
    fn reference_line(&self, reference: &Reference<'_>, words: &str) -> Option<LinkLine> {
        let label = self.maker.label(words, picture(reference));
        self.link(reference.target, &label)
    }

    /// The address of a target: a path if it is here, else a URL.
    fn address(&self, target: &Target) -> Option<String> {
        let origin = self.maker.origin;
        match target {
            Target::Internal { path, kind, .. } if self.protocol.carries(*kind) => {
                Some(self.protocol.locator(*kind, path))
            }
            Target::Internal { path, kind, .. } => {
                Some(origin.url_or_other(self.protocol, *kind, path))
            }
            Target::Search { path, query } => origin.search_url(self.protocol, path, query),
            Target::Missing(path) => Some(self.protocol.locator(likely_kind(path), path)),
            Target::GeminiOnly { path, query, listed: true } => {
                Some(origin.identity_url(path)? + &query_in_url(query.as_deref()))
            }
            Target::GeminiOnly { listed: false, .. } => None,
            Target::External(_) => url(target),
            Target::Nowhere => None,
        }
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }

    /// Writes where a reader goes from here.
    fn footer(&mut self, page: &Document) {
        let ways: Vec<LinkLine> = page
            .footer
            .iter()
            .filter_map(|link| self.link(&link.target, &plain(&link.content)))
            .collect();
        if ways.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.push("");
        }
        self.push(&"_".repeat(self.maker.width));
        ways.into_iter().for_each(|way| self.item(way));
    }
}

impl<'a> Medium<'a> for LinkLines<'_> {
    type Item = LinkLine;

    const RULER: Ruler = Ruler::Columns;
    const LINKS_AFTER_BLOCK: bool = true;

    fn room(&self) -> Room {
        let width = self.maker.width;
        // A text can be scrolled, so a table may be wider than its words.
        Room { words: width, table: 2 * width, code: None }
    }

    fn style(&self) -> Style {
        Style {
            emphasis: true,
            code: true,
            numbers: Numbers::None,
            ascii: self.ascii,
            pictures: Pictures::InSentences,
            link_before_picture: false,
            phrases: self.maker.phrases,
        }
    }

    fn line(&mut self, line: &str) {
        let guard = if line.starts_with(MARK) { " " } else { "" };
        self.push(&format!("{guard}{line}"));
    }

    fn reference(&mut self, reference: &Reference<'a>) {
        if let Some(line) = self.reference_line(reference, &self.maker.words(reference)) {
            self.item(line);
        }
    }

    fn as_items(
        &self,
        mark: Option<&str>,
        words: &Words,
        references: &[Reference<'a>],
    ) -> Option<Vec<LinkLine>> {
        match (mark, references) {
            (Some(mark), [reference]) if words.only_links => {
                let words = format!("{mark}{}", self.maker.words(reference));
                Some(vec![self.reference_line(reference, &words)?])
            }
            (Some(mark), [reference]) if is_text_of(reference) => {
                let words = format!("{mark}{}", reference.with_note(&words.text));
                Some(vec![self.reference_line(reference, &words)?])
            }
            (None, [_, ..]) if words.only_links => {
                let items = references.iter();
                items.map(|it| self.reference_line(it, &self.maker.words(it))).collect()
            }
            _ => None,
        }
    }

    fn entry(&mut self, entry: &'a Entry, _: &mut References<'a>) -> Option<LinkLine> {
        self.link(&entry.target, &entry_label(entry))
    }

    fn item(&mut self, item: LinkLine) {
        let LinkLine { url, label } = item;
        let blank = if label.is_empty() { "" } else { " " };
        self.push(&format!("{MARK}{url}{blank}{label}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Block;
    use crate::render::tests::*;

    const STYLE: MenuStyle = MenuStyle { width: 40, ascii: false };

    #[track_caller]
    fn check<const N: usize>(blocks: [Block; N], expected: &str) {
        let written = link_lines(&document(blocks), &origin(), Protocol::Nex, STYLE);
        assert_eq!(written, expected);
    }

    #[test]
    fn one_of_everything_reads_well() {
        let style = MenuStyle { width: 67, ascii: false };
        let written = link_lines(&everything(), &origin(), Protocol::Nex, style);
        assert_eq!(written, include_str!("../tests/everything.nex"));
    }

    #[test]
    fn a_link_is_a_line_behind_its_block_and_a_page_has_a_slash() {
        check(
            [p([t("See "), a("/a", "one"), t(", "), a("https://e.example/", "two"), t(".")])],
            "See one, two.\n=> /a/ one\n=> https://e.example/ two\n",
        );
    }

    #[test]
    fn no_text_is_taken_for_a_link() {
        check([p([t("=> /x is how a link is written")])], " => /x is how a link is written\n");
        check([code("", "=> /x")], "    => /x\n");
    }
}
