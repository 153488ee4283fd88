//! Blocks to lines of bounded width: what menus and plain text have in common. What becomes of a
//! link is for the medium to say.

mod medium;
mod preformatted;

pub(super) use self::medium::{Medium, Room};
use super::layout::{
    Frame, References, Style, Title, has_links, leading_pictures, note_mark, one_line, width, wrap,
    write,
};
use crate::document::{Block, Definition, Document, Entry, Footnote, Inline, Item, List};

/// Quotes and lists leave at least about this much of a line to the words, however deep they are.
const LEAST_ROOM: usize = 28;
/// The widest margin, so that a page of quotes in quotes does not grow with the square of its
/// depth.
const WIDEST_MARGIN: usize = 24;
/// The widest mark of an item that is shown where the margin is at its widest.
const WIDEST_MARK: usize = 6;
/// The indentation of code, tables and explanations.
const INDENT: &str = "    ";

/// Writes the blocks of one page.
pub(super) struct Writer<'a, M> {
    medium: M,
    references: References<'a>,
    /// The start of every line: `> ` in a quote, blanks in a list.
    margin: String,
    /// The start of the next line instead.
    first: Option<String>,
    /// The line, empty but for quotes, that comes before the next one.
    gap: Option<String>,
    /// In how many quotes we are. The links of a quote wait for its end.
    quotes: usize,
    /// True if the list just written had empty lines in it.
    spaced: bool,
    /// True if anything has been written.
    begun: bool,
    /// The number of levels by which headings are lower than they are written.
    lowered: u8,
}

/// Writes title and blocks of a page on a medium.
pub(super) fn write_page<'a, M: Medium<'a>>(page: &'a Document, medium: M) -> M {
    let mut writer = Writer {
        medium,
        references: References::default(),
        margin: String::new(),
        first: None,
        gap: None,
        quotes: 0,
        spaced: false,
        begun: false,
        lowered: 0,
    };
    let body = writer.title(page);
    writer.blocks(body);
    writer.end_section();
    writer.foot(page);
    writer.end_section();
    writer.medium
}

impl<'a, M: Medium<'a>> Writer<'a, M> {
    /// Writes what stands over a page; gives the rest.
    fn title(&mut self, page: &'a Document) -> &'a [Block] {
        let Frame { title, body, lowered } = Frame::of(page);
        self.lowered = lowered;
        match title {
            Title::None => {}
            Title::Given(title) => self.underlined(&one_line(title), '='),
            Title::Heading(content) => {
                let text = self.heading_words(content);
                self.underlined(&text, '=');
            }
        }
        if let Some(date) = page.date_above() {
            self.line(&date.to_string());
        }
        self.end_block();
        body
    }

    /// Writes what is known of a page besides its text.
    fn foot(&mut self, page: &'a Document) {
        self.ask_gap();
        if let Some(date) = page.date_below() {
            self.line(&date.to_string());
        }
        page.topics.iter().for_each(|topic| self.entry(topic));
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            if matches!(block, Block::Heading { .. }) && self.quotes == 0 {
                self.end_section();
            }
            self.ask_gap();
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading { level, content, .. } => self.heading(*level, content),
            Block::Paragraph(content) => self.paragraph(content),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => self.quote(blocks),
            Block::Code(code) => self.code(code),
            Block::Table(table) => self.table(table),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Rule => self.line(&"_".repeat(self.columns())),
            Block::Entries(entries) => entries.iter().for_each(|entry| self.entry(entry)),
            Block::Footnotes(notes) => self.footnotes(notes),
        }
    }

    /// The words of a heading, without marks.
    fn heading_words(&mut self, content: &'a [Inline]) -> String {
        let style = Style { emphasis: false, code: false, ..self.medium.style() };
        write(content, style, &mut self.references).text.replace('\n', " ")
    }

    fn heading(&mut self, level: u8, content: &'a [Inline]) {
        let text = self.heading_words(content);
        match level.saturating_add(self.lowered) {
            _ if text.is_empty() => {}
            0 | 1 => self.underlined(&text, '='),
            2 => self.underlined(&text, '-'),
            _ => self.inside("### ", INDENT, |writer| writer.words(&text)),
        }
        self.end_block();
    }

    /// Writes text with a line of `mark` below it, as long as the text is wide.
    fn underlined(&mut self, text: &str, mark: char) {
        let lines = wrap(text, self.columns(), M::RULER);
        lines.iter().for_each(|line| self.line(line));
        let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        self.line(&String::from(mark).repeat(widest));
    }

    fn paragraph(&mut self, content: &'a [Inline]) {
        if self.links_follow()
            && self.first.is_none()
            && let Some((pictures, words)) = leading_pictures(content)
        {
            self.paragraph(pictures);
            return self.paragraph(words);
        }
        if !self.items_alone(None, content) {
            let words = write(content, self.medium.style(), &mut self.references);
            self.words(&words.text);
            self.end_block();
        }
    }

    /// Writes text that needs no words besides its links as items. Not in quotes: their links wait.
    fn items_alone(&mut self, mark: Option<&str>, content: &'a [Inline]) -> bool {
        if !self.links_follow() || !has_links(content) {
            return false;
        }
        let mut references = References::default();
        let words = write(content, self.medium.style(), &mut references);
        let Some(items) = self.medium.as_items(mark, &words, references.list()) else {
            return false;
        };
        // No item takes the number that waits for a line, and it is not to be lost.
        if mark.is_none()
            && self.first.as_ref().is_some_and(|first| first.contains(char::is_numeric))
        {
            self.line("");
        }
        for item in items {
            self.item(item);
        }
        true
    }

    /// Writes text, broken into lines.
    fn words(&mut self, text: &str) {
        if !text.is_empty() {
            wrap(text, self.columns(), M::RULER).iter().for_each(|line| self.line(line));
        }
    }

    fn list(&mut self, list: &'a List) {
        let spaced = list
            .items
            .iter()
            .any(|item| item.blocks.iter().skip(1).any(|block| !matches!(block, Block::List(_))));
        for (index, item) in list.items.iter().enumerate() {
            if index > 0 && (spaced || self.spaced) {
                self.ask_gap();
            }
            self.spaced = false;
            let number = list.start.map(|start| start.saturating_add(index as u64));
            self.list_item(number, item, spaced);
        }
        self.spaced |= spaced;
    }

    fn list_item(&mut self, number: Option<u64>, item: &'a Item, spaced: bool) {
        let task = match item.task {
            None => "",
            Some(false) => "[ ] ",
            Some(true) => "[x] ",
        };
        let mark = number.map_or_else(|| "* ".to_owned(), |number| format!("{number}. "));
        let label_mark = number.map_or_else(|| task.to_owned(), |_| format!("{mark}{task}"));
        let hang = " ".repeat(mark.len());
        match item.blocks.split_first() {
            Some((Block::Paragraph(content), rest))
                if self.items_alone(Some(&label_mark), content) =>
            {
                self.inside(&hang, &hang, |writer| writer.item_blocks(rest, spaced));
            }
            _ => self.inside(&format!("{mark}{task}"), &hang, |writer| {
                writer.item_blocks(&item.blocks, spaced)
            }),
        }
    }

    fn item_blocks(&mut self, blocks: &'a [Block], spaced: bool) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && spaced {
                self.ask_gap();
            }
            self.block(block);
        }
    }

    fn quote(&mut self, blocks: &'a [Block]) {
        self.quotes = self.quotes.saturating_add(1);
        self.inside("> ", "> ", |writer| writer.item_blocks(blocks, true));
        self.quotes = self.quotes.saturating_sub(1);
        self.end_block();
    }

    fn definitions(&mut self, definitions: &'a [Definition]) {
        for definition in definitions {
            let words = write(&definition.term, self.medium.style(), &mut self.references);
            self.words(&words.text);
            self.end_block();
            for description in &definition.descriptions {
                self.inside(INDENT, INDENT, |writer| writer.item_blocks(description, true));
            }
        }
    }

    fn entry(&mut self, entry: &'a Entry) {
        match self.medium.entry(entry, &mut self.references) {
            Some(item) => self.item(item),
            None => self.words(&entry_label(entry)),
        }
    }

    fn footnotes(&mut self, notes: &'a [Footnote]) {
        let spaced = notes.iter().any(|note| note.blocks.len() > 1);
        for (index, note) in notes.iter().enumerate() {
            if index > 0 && spaced {
                self.ask_gap();
            }
            let mark = format!("{} ", note_mark(note.number, self.medium.style().ascii));
            let hang = " ".repeat(width(&mark));
            match note.blocks.split_first() {
                Some((Block::Paragraph(content), rest))
                    if self.items_alone(Some(&mark), content) =>
                {
                    self.inside(&hang, &hang, |writer| writer.item_blocks(rest, true));
                }
                _ => self.inside(&mark, &hang, |writer| writer.item_blocks(&note.blocks, true)),
            }
        }
    }

    /// Writes what stands behind `first` on its first line and behind `rest` on the others. Where
    /// the margin would leave too little room it grows no more.
    fn inside(&mut self, first: &str, rest: &str, content: impl FnOnce(&mut Self)) {
        let before = self.margin.len();
        let widest = self.medium.room().words.saturating_sub(LEAST_ROOM).min(WIDEST_MARGIN);
        let lead = self.first.take().unwrap_or_else(|| self.margin.clone());
        let fits = width(&self.margin).saturating_add(width(rest)) <= widest;
        // A mark is shown where the margin no longer grows, if it is not one of many.
        let shown = first != rest
            && width(&lead).saturating_add(width(first)) <= widest.saturating_add(WIDEST_MARK);
        self.first = Some(if fits || shown { lead + first } else { lead });
        if fits {
            self.margin.push_str(rest);
        }
        content(self);
        self.first = None;
        self.margin.truncate(before);
    }

    /// Number of columns that the margin leaves.
    fn columns(&self) -> usize {
        let margin = width(&self.margin).max(self.first.as_deref().map_or(0, width));
        self.medium.room().words.saturating_sub(margin)
    }

    /// Asks for one empty line before the next line, unless there is no line yet. Quotes are quoted
    /// there too.
    fn ask_gap(&mut self) {
        if self.begun {
            self.gap = Some(self.margin.trim_end().to_owned());
        }
    }

    /// Writes the empty line that was asked for.
    fn write_gap(&mut self) {
        if let Some(gap) = self.gap.take() {
            self.medium.line(&gap);
        }
        self.begun = true;
    }

    fn line(&mut self, line: &str) {
        self.write_gap();
        match self.first.take() {
            None if self.margin.is_empty() => self.medium.line(line.trim_end()),
            first => {
                let whole = first.unwrap_or_else(|| self.margin.clone()) + line;
                self.medium.line(whole.trim_end());
            }
        }
    }

    fn item(&mut self, item: M::Item) {
        self.write_gap();
        self.medium.item(item);
    }

    /// Writes the links of a finished block, unless it stands in a quote.
    fn end_block(&mut self) {
        if self.links_follow() {
            self.link_lines();
        }
    }

    /// Tests whether the links of a block follow it at once.
    fn links_follow(&self) -> bool {
        M::LINKS_AFTER_BLOCK && self.quotes == 0
    }

    /// Writes the links of a finished section.
    fn end_section(&mut self) {
        if !M::LINKS_AFTER_BLOCK {
            self.ask_gap();
            self.link_lines();
            self.gap = None;
        }
    }

    fn link_lines(&mut self) {
        for reference in self.references.take() {
            self.write_gap();
            self.medium.reference(&reference);
        }
    }
}

/// `2026-05-04  Title`: the label of a line in a listing.
pub(super) fn entry_label(entry: &Entry) -> String {
    let label = one_line(&entry.label);
    entry.date.map_or_else(|| label.clone(), |date| format!("{date}  {label}"))
}
