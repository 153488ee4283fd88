//! Blocks to gemtext (specification 0.24.1): the lines of each block, and its links. Which lines
//! are valid is for `lines` to know.

mod lines;
mod list;
mod table;
#[cfg(test)]
mod tests;

use super::layout::{
    Address, Frame, Numbers, Reference, References, Referent, Style, Title, host_of_nameless,
    image_name, is_the_address, kind_name, kind_title, leading_pictures, note_mark, one_line,
    plain, says_nothing, url, with_note, write,
};
use super::link_style::LinkStyle;
use crate::document::{Block, Code, Document, Entry, Footnote, Inline, Target};
use crate::phrases::Phrases;
use lines::Lines;

/// Writes a page as gemtext: lines that end in LF, always valid.
#[must_use]
pub fn gemtext(page: &Document, links: LinkStyle) -> String {
    let mut writer = Writer::new(links, Phrases::of(page.language.as_ref()));
    let body = writer.title(page);
    writer.blocks(body);
    writer.foot(page);
    writer.footer(page);
    writer.out.finish()
}

/// Writes the blocks of one page.
struct Writer<'a> {
    out: Lines,
    /// The style of running text.
    prose: Style,
    /// References of the block at hand.
    references: References<'a>,
    /// In how many quotes we are. The links of a quote wait for its end.
    quotes: usize,
    /// In how many lists and notes we are: no empty lines there.
    tight: usize,
    /// In how many lists we are.
    lists: usize,
    /// In how many of them that have bullets.
    bullets: usize,
    /// The number of levels by which headings are lower than they are written.
    lowered: u8,
}

impl<'a> Writer<'a> {
    fn new(links: LinkStyle, phrases: &'static Phrases) -> Self {
        let numbers = match links {
            LinkStyle::AfterBlock => Numbers::None,
            LinkStyle::Numbered => Numbers::Glued,
        };
        let prose = Style { code: true, numbers, phrases, ..Style::PLAIN };
        Self {
            out: Lines::default(),
            prose,
            references: References::default(),
            quotes: 0,
            tight: 0,
            lists: 0,
            bullets: 0,
            lowered: 0,
        }
    }

    /// Writes what stands over a page; gives the rest.
    fn title(&mut self, page: &'a Document) -> &'a [Block] {
        let Frame { title, body, lowered } = Frame::of(page);
        self.lowered = lowered;
        match title {
            Title::None => {}
            Title::Given(title) => self.out.heading(1, &one_line(title)),
            Title::Heading(content) => {
                let words = write(content, self.unmarked(), &mut self.references);
                self.out.heading(1, &words.text.replace('\n', " "));
            }
        }
        if let Some(date) = page.date_above() {
            self.out.text(0, &date.to_string());
        }
        self.end_block();
        self.gap();
        body
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.gap();
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading { level, content, .. } => self.heading(*level, content),
            Block::Paragraph(content) => self.paragraph("", content),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => self.quote(blocks),
            Block::Code(code) => self.code(code),
            Block::Table(table) => self.table(table),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Rule => self.out.text(self.quotes, "---"),
            Block::Entries(entries) => entries.iter().for_each(|entry| self.entry(entry)),
            Block::Footnotes(notes) => notes.iter().for_each(|note| self.footnote(note)),
        }
    }

    /// Running text without marks and numbers: headings, labels, cells.
    fn unmarked(&self) -> Style {
        Style { code: false, numbers: Numbers::None, ..self.prose }
    }

    fn heading(&mut self, level: u8, content: &'a [Inline]) {
        let words = write(content, self.unmarked(), &mut self.references);
        if !words.text.is_empty() {
            let level = level.saturating_add(self.lowered);
            self.out.heading(level, &words.text.replace('\n', " "));
        }
        self.end_block();
    }

    /// Writes running text behind a mark, and its links. A paragraph of nothing but links is only
    /// link lines.
    fn paragraph(&mut self, mark: &str, content: &'a [Inline]) {
        if mark.is_empty()
            && self.quotes == 0
            && let Some((pictures, words)) = leading_pictures(content)
        {
            self.paragraph("", pictures);
            self.gap();
            return self.paragraph("", words);
        }
        let words = write(content, self.prose, &mut self.references);
        if words.only_links && self.quotes == 0 && mark.is_empty() {
            self.references.forget_numbers();
        } else if words.text.is_empty() && is_number(mark) {
            self.lines("", mark);
        } else {
            self.lines(mark, &words.text);
        }
        self.end_block();
    }

    /// Writes lines of text, the first behind a mark.
    fn lines(&mut self, mark: &str, text: &str) {
        for (index, line) in text.split('\n').filter(|line| !line.trim().is_empty()).enumerate() {
            if index == 0 && !mark.is_empty() {
                self.out.marked(self.quotes, mark, line);
            } else {
                self.out.text(self.quotes, line);
            }
        }
    }

    fn quote(&mut self, blocks: &'a [Block]) {
        let tight = std::mem::take(&mut self.tight);
        self.out.end_quote(self.quotes);
        self.quotes = self.quotes.saturating_add(1);
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.gap();
            }
            self.block(block);
        }
        self.quotes = self.quotes.saturating_sub(1);
        self.tight = tight;
        self.end_block();
    }

    fn code(&mut self, code: &Code) {
        let language = one_line(&code.language);
        self.out.preformatted(
            language.split_once(' ').map_or(&*language, |(word, _)| word),
            &code.text,
        );
    }

    fn entry(&mut self, entry: &Entry) {
        let date = entry.date.map_or_else(String::new, |date| format!("{date} "));
        let label = one_line(&format!("{date}{}", entry.label));
        match url(&entry.target) {
            Some(url) => self.out.link(&url, &label),
            None => self.lines("", &label),
        }
    }

    fn footnote(&mut self, note: &'a Footnote) {
        let mark = format!("{} ", note_mark(note.number, self.prose.ascii));
        // A list has marks of its own, so the number stands alone above it.
        let begins_with_list = matches!(note.blocks.first(), Some(Block::List(_)));
        if begins_with_list {
            self.lines("", mark.trim_end());
        }
        self.item(if begins_with_list { "" } else { &mark }, &note.blocks);
    }

    /// Writes the links of a finished block, unless it stands in a quote.
    fn end_block(&mut self) {
        if self.quotes > 0 || self.references.list().is_empty() {
            return;
        }
        self.gap();
        self.link_lines();
    }

    /// Writes the links so far.
    fn link_lines(&mut self) {
        let references = std::mem::take(&mut self.references);
        for reference in references.list() {
            if let Some(url) = url(reference.target) {
                self.out.link(&url, &label(reference, &url, self.prose.phrases));
            }
        }
    }

    /// Parts two blocks by an empty line, except in lists.
    fn gap(&mut self) {
        if self.tight == 0 {
            self.out.gap();
        }
    }

    /// Writes what is known of a page besides its text: clients show the first line of it large,
    /// so it comes last.
    fn foot(&mut self, page: &Document) {
        self.out.gap();
        if let Some(date) = page.date_below() {
            self.out.text(0, &date.to_string());
        }
        page.topics.iter().for_each(|topic| self.entry(topic));
    }

    /// Writes where a reader goes from here.
    fn footer(&mut self, page: &Document) {
        self.out.gap();
        for link in &page.footer {
            if let Some(url) = url(&link.target) {
                self.out.link(&url, &plain(&link.content));
            }
        }
    }
}

/// Tests whether a mark is worth a line of its own: a number is, a bullet before nothing is not.
fn is_number(mark: &str) -> bool {
    mark.contains(char::is_numeric)
}

/// The label of a link line.
fn label(reference: &Reference<'_>, url: &str, phrases: &Phrases) -> String {
    let number = reference.number.map_or_else(String::new, |number| format!("[{number}] "));
    let target = reference.target;
    let name = match &reference.referent {
        Referent::Image { alt, kind } => match host_of_nameless(alt, *kind, target) {
            Some(host) => format!("{} ({host})", kind_title(*kind, phrases)),
            None => {
                format!("{} ({})", image_name(alt, *kind, target), kind_name(*kind, phrases))
            }
        },
        Referent::Link { words, title, .. } if is_the_address(words, url) => {
            if is_the_address(title, url) { String::new() } else { one_line(title) }
        }
        Referent::Link { words, title, .. } if words.contains("://") => {
            with_note(own_title(target).unwrap_or(words), title)
        }
        Referent::Link { words, title, sentence } if says_nothing(words) => {
            // A number already ties the link to its sentence.
            let sentence = if reference.number.is_none() { sentence.as_deref() } else { None };
            better_words(words, &one_line(title), sentence, target)
        }
        Referent::Link { words, title, .. } => with_note(words, title),
    };
    one_line(&format!("{number}{name}"))
}

/// The name of a link whose words say nothing. If its author does not say where it leads either, its
/// host does.
fn better_words(words: &str, title: &str, sentence: Option<&str>, target: &Target) -> String {
    if !title.is_empty() {
        return title.to_owned();
    }
    let name = sentence.or(own_title(target)).unwrap_or(words);
    match target {
        Target::External(url) => match Address::of(url).map(|address| address.host()) {
            Some(host) if !host.is_empty() && !name.contains(&host) => format!("{name} ({host})"),
            Some(_) | None => name.to_owned(),
        },
        Target::Internal { .. }
        | Target::GeminiOnly { .. }
        | Target::Search { .. }
        | Target::Missing(_)
        | Target::Nowhere => name.to_owned(),
    }
}

/// The title of a page of this capsule.
fn own_title(target: &Target) -> Option<&str> {
    match target {
        Target::Internal { title, .. } => title.as_deref(),
        Target::GeminiOnly { .. }
        | Target::Search { .. }
        | Target::Missing(_)
        | Target::External(_)
        | Target::Nowhere => None,
    }
}
