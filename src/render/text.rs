//! Blocks to plain text. How the words are laid out is for `layout`; here the links get numbers,
//! and addresses.

use super::layout::{
    Numbers, Pictures, Reference, References, Referent, Ruler, Style, Words, likely_kind, one_line,
    plain, push_unbound, url, wrap,
};
use super::plain::{Medium, Room, entry_label, write_page};
use crate::document::{Document, Entry, Target, query_in_url};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The style of plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextStyle {
    /// The most display columns of a line, 40 to 200. URLs and code may be longer.
    pub width: usize,
    /// The most display columns of a table; a wider one is sentences.
    pub tables: usize,
    /// The protocol of the readers, which links into the capsule lead to.
    pub protocol: Protocol,
    /// True where there is only ASCII: for the marks that are not the author's.
    pub ascii: bool,
}

/// Writes a page as plain text: lines that end in LF.
#[must_use]
pub fn text(page: &Document, origin: &Origin, style: TextStyle) -> String {
    let phrases = Phrases::of(page.language.as_ref());
    let writer = TextWriter { origin, style, phrases, text: String::new() };
    let mut written = write_page(page, writer);
    written.footer(page);
    written.text
}

/// A text as it is written.
struct TextWriter<'o> {
    origin: &'o Origin,
    style: TextStyle,
    /// The words of the page's language.
    phrases: &'static Phrases,
    text: String,
}

impl<'a> Medium<'a> for TextWriter<'_> {
    type Item = String;

    const RULER: Ruler = Ruler::Columns;
    const LINKS_AFTER_BLOCK: bool = false;

    fn room(&self) -> Room {
        Room { words: self.style.width, table: self.style.tables, code: None }
    }

    fn style(&self) -> Style {
        Style {
            emphasis: true,
            code: true,
            numbers: Numbers::Spaced,
            ascii: self.style.ascii,
            pictures: Pictures::Marked,
            link_before_picture: false,
            phrases: self.phrases,
        }
    }

    fn line(&mut self, line: &str) {
        push_unbound(&mut self.text, line);
        self.text.push('\n');
    }

    fn reference(&mut self, reference: &Reference<'a>) {
        if let Some(number) = reference.number {
            let url = self.full_url(reference.target);
            self.line(&format!(
                "[{number}] {}",
                url.as_deref().unwrap_or(self.phrases.with_certificate)
            ));
            self.note_on(reference);
        }
    }

    fn as_items(&self, _: Option<&str>, _: &Words, _: &[Reference<'a>]) -> Option<Vec<String>> {
        None
    }

    fn entry(&mut self, entry: &'a Entry, references: &mut References<'a>) -> Option<String> {
        let number = references.entry(&entry.target)?;
        Some(format!("{} [{number}]", entry_label(entry)))
    }

    fn item(&mut self, item: String) {
        wrap(&item, self.style.width, Self::RULER).iter().for_each(|line| self.line(line));
    }
}

impl TextWriter<'_> {
    /// The URL of a target, with scheme and host, so that it leads somewhere from a file on a disk
    /// too.
    fn full_url(&self, target: &Target) -> Option<String> {
        match target {
            Target::Internal { path, kind, .. } => Some(self.own_url(*kind, path)),
            Target::Search { path, query } => {
                self.origin.search_url(self.style.protocol, path, query)
            }
            Target::Missing(path) => Some(self.own_url(likely_kind(path), path)),
            Target::GeminiOnly { path, query, listed } => {
                if *listed || self.style.protocol.identities() {
                    Some(self.origin.identity_url(path)? + &query_in_url(query.as_deref()))
                } else {
                    None
                }
            }
            Target::External(_) => url(target),
            Target::Nowhere => None,
        }
    }

    /// Writes the author's note on a link below its URL, if the words do not say it.
    fn note_on(&mut self, reference: &Reference<'_>) {
        let Referent::Link { words, title, .. } = &reference.referent else { return };
        let note = one_line(title);
        if !note.is_empty() && !note.contains("://") && !words.contains(&note) {
            let lines = wrap(&note, self.style.width.saturating_sub(4), Self::RULER);
            lines.iter().for_each(|line| self.line(&format!("    {line}")));
        }
    }

    /// The URL of something of this capsule, by the protocol that is asked for if it is on.
    fn own_url(&self, kind: ItemType, path: &CapsulePath) -> String {
        self.origin.url_or_other(self.style.protocol, kind, path)
    }

    /// Writes where a reader goes from here.
    fn footer(&mut self, page: &Document) {
        let ways: Vec<String> = page
            .footer
            .iter()
            .filter_map(|link| {
                Some(format!("{} <{}>", plain(&link.content), self.full_url(&link.target)?))
            })
            .collect();
        if ways.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.line("");
        }
        self.line(&"_".repeat(self.style.width));
        ways.iter().for_each(|way| self.line(way));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Block;
    use crate::render::tests::*;

    #[track_caller]
    fn check<const N: usize>(blocks: [Block; N], protocol: Protocol, expected: &str) {
        assert_eq!(
            text(
                &document(blocks),
                &origin(),
                TextStyle { width: 40, tables: 80, protocol, ascii: false }
            ),
            expected
        );
    }

    #[test]
    fn one_of_everything_reads_well() {
        let written = text(
            &everything(),
            &origin(),
            TextStyle { width: 72, tables: 144, protocol: Protocol::Gopher, ascii: false },
        );
        assert_eq!(written, include_str!("tests/everything.txt"));
    }

    #[test]
    fn links_are_numbered_and_listed_after_their_section() {
        check(
            [
                p([
                    t("See "),
                    a("/a.txt", "one"),
                    t(", "),
                    a("https://e.example/", "two"),
                    t(", "),
                    a("/a.txt", "one"),
                ]),
                h(2, "Next"),
                p([t("A "), a("/a.txt", "file"), t(".")]),
            ],
            Protocol::Gopher,
            "See one [1], two [2], one [1]\n\n[1] gopher://example.org/0/a.txt\n[2] https://e.example/\n\n\
            Next\n----\n\nA file [3].\n\n[3] gopher://example.org/0/a.txt\n",
        );
    }

    #[test]
    fn links_lead_to_the_protocol_that_was_asked_for() {
        check(
            [p([a("/x/", "X-ray")])],
            Protocol::Gemini,
            "X-ray [1]\n\n[1] gemini://example.org/x/\n",
        );
        check(
            [p([a("/x/", "X-ray")])],
            Protocol::Gopher,
            "X-ray [1]\n\n[1] gopher://example.org/1/x/\n",
        );
    }

    #[test]
    fn pictures_stand_in_the_text() {
        check(
            [p([t("Look: "), around("/b/", image("/a.png", "A cat"))])],
            Protocol::Gemini,
            "Look: [image: A cat] [1] [2]\n\n[1] gemini://example.org/a.png\n[2] gemini://example.org/b/\n",
        );
    }

    #[test]
    fn code_is_never_folded() {
        let long = "x".repeat(99);
        check([code("", &long)], Protocol::Gopher, &format!("    {long}\n"));
    }

    #[test]
    fn a_number_stays_with_its_word() {
        let words = "words that fill the whole of line ";
        check(
            [p([t(words), a("/a/", "one")])],
            Protocol::Gemini,
            &format!("{}\none [1]\n\n[1] gemini://example.org/a/\n", words.trim()),
        );
    }
}
