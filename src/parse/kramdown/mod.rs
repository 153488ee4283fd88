//! The Markdown of Jekyll (kramdown) to one that `CommonMark` can read: attribute lists
//! go, HTML elements are kept whole, `markdown="1"` opens them for Markdown.
//!
//! It works on lines and knows nothing of what they become. Fenced code is left alone.

mod line;
mod table;
mod tags;

pub(super) use self::tags::code_span;

use std::collections::HashSet;
use std::ops::Range;

use self::tags::{Tag, tags};
use super::fence::Fence;

/// The same page in Markdown that `CommonMark` reads as kramdown would.
pub(super) fn to_common_mark(source: &str) -> String {
    let mut shim = Shim {
        source,
        tags: tags(source),
        next_tag: 0,
        names: line::defined(source),
        has_marks: line::may_change(source),
        open: Vec::new(),
        fence: Fence::default(),
        in_list: false,
        listing_end: 0,
        in_comment: false,
        rows: 0,
        out: String::with_capacity(source.len() + source.len() / 8),
    };
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        shim.line(start, start + line.trim_end_matches('\n').len());
        start += line.len();
    }
    shim.out
}

struct Shim<'a> {
    source: &'a str,
    tags: Vec<Tag>,
    /// The first tag that is not yet passed.
    next_tag: usize,
    /// The references that are defined.
    names: HashSet<String>,
    /// True if any line of text may have to be changed: to ask once is cheaper than at each line.
    has_marks: bool,
    /// The HTML elements around the line, the outermost first.
    open: Vec<Element>,
    fence: Fence,
    in_list: bool,
    /// Offset of the end of the `<pre>` that was seen last in HTML.
    listing_end: usize,
    /// Inside of `{::comment}`.
    in_comment: bool,
    /// Number of rows of a table right before the line.
    rows: usize,
    out: String,
}

/// An HTML element around a line.
enum Element {
    /// Its content is HTML: a blank line in it would end it for `CommonMark`.
    Raw { end: usize },
    /// Its content is Markdown, up to its end tag; so many blanks stand before each line.
    Markdown { end: Range<usize>, indent: Option<usize> },
}

/// A start tag whose element has an end.
struct Opening {
    tag: Range<usize>,
    end: Range<usize>,
    is_markdown: bool,
}

impl Opening {
    fn of(tag: &Tag) -> Option<Self> {
        let end = tag.end.clone()?;
        Some(Self { tag: tag.range.clone(), end, is_markdown: tag.is_markdown })
    }
}

impl<'a> Shim<'a> {
    /// Reads the line between two offsets, piece by piece.
    fn line(&mut self, start: usize, end: usize) {
        let mut at = Some(start);
        while let Some(from) = at {
            at = match self.open.last() {
                Some(Element::Raw { end: until }) => self.raw(from, end, *until),
                Some(Element::Markdown { end: tag, .. }) if tag.start <= end => {
                    self.close(tag.clone(), from, end)
                }
                Some(Element::Markdown { .. }) | None => self.markdown(from, end),
            };
        }
    }

    /// A piece of HTML: up to the end of its element, up to a tag that opens it for Markdown, or
    /// the whole line.
    fn raw(&mut self, from: usize, end: usize, until: usize) -> Option<usize> {
        if let Some(opening) = self.markdown_tag(from, end.min(until)) {
            self.push(from, opening.tag.end);
            self.blank();
            self.open.push(Element::Markdown { end: opening.end, indent: None });
            return Some(opening.tag.end);
        }
        if until <= end {
            self.push(from, until);
            self.open.pop();
            let rest_is_blank = self.written(until, end).trim().is_empty();
            if rest_is_blank {
                self.blank();
            }
            return if rest_is_blank { None } else { Some(until) };
        }
        let line = self.written(from, end);
        self.note_listing(from, end);
        match (line.trim().is_empty(), from < self.listing_end) {
            // A blank line in a listing counts, but must not be blank for `CommonMark`.
            (true, true) => self.out.push_str("<!---->\n"),
            (true, false) => {}
            (false, _) => self.push_line(from, end),
        }
        None
    }

    /// Notes where the last `<pre>` ends that begins in a line.
    fn note_listing(&mut self, from: usize, end: usize) {
        if self.tag_from(from).is_some() {
            let here = self.tags.iter().skip(self.next_tag);
            let here = here.take_while(|tag| tag.range.start < end);
            let listing =
                here.filter(|tag| tag.name == "pre").filter_map(|tag| tag.end.clone()).last();
            self.listing_end = listing.map_or(self.listing_end, |it| it.start);
        }
    }

    /// The end tag of an element with Markdown in it stands on a line of its own.
    fn close(&mut self, tag: Range<usize>, from: usize, end: usize) -> Option<usize> {
        if !self.written(from, tag.start).trim().is_empty() {
            self.markdown_line(from, tag.start);
        }
        self.blank();
        self.open.pop();
        if matches!(self.open.last(), Some(Element::Raw { .. })) {
            return Some(tag.start);
        }
        self.push(tag.start, tag.end);
        self.blank();
        let rest_is_blank = self.written(tag.end, end).trim().is_empty();
        if rest_is_blank { None } else { Some(tag.end) }
    }

    /// A line of Markdown, or one that begins with an HTML element.
    fn markdown(&mut self, from: usize, end: usize) -> Option<usize> {
        match self.element_at(from, end) {
            Some(Opening { tag, end, is_markdown: true }) => {
                self.blank();
                self.push(tag.start, tag.end);
                self.blank();
                self.open.push(Element::Markdown { end, indent: None });
                Some(tag.end)
            }
            Some(Opening { end, is_markdown: false, .. }) => {
                self.open.push(Element::Raw { end: end.end });
                Some(from)
            }
            None => {
                self.markdown_line(from, end);
                None
            }
        }
    }

    /// The HTML element that a line begins with, if it has an end. An indented one is code, unless
    /// in a list.
    fn element_at(&mut self, from: usize, end: usize) -> Option<Opening> {
        let line = self.source.get(from..end)?;
        let indent = line.len() - line.trim_start().len();
        if self.in_comment || indent > 3 + self.indent() && !self.in_list {
            return None;
        }
        let tag = self.tag_from(from + indent)?;
        if tag.range.start == from + indent { Opening::of(tag) } else { None }
    }

    /// The next tag that opens its element for Markdown, before `end`.
    fn markdown_tag(&mut self, from: usize, end: usize) -> Option<Opening> {
        self.tag_from(from)?;
        let here = self.tags.iter().skip(self.next_tag);
        let mut here = here.take_while(|tag| tag.range.start < end);
        let tag = here.find(|tag| tag.is_markdown && tag.end.is_some())?;
        Opening::of(tag)
    }

    /// The first tag at or after an offset. Offsets only grow.
    fn tag_from(&mut self, from: usize) -> Option<&Tag> {
        while self.tags.get(self.next_tag).is_some_and(|tag| tag.range.start < from) {
            self.next_tag += 1;
        }
        self.tags.get(self.next_tag)
    }

    fn markdown_line(&mut self, from: usize, end: usize) {
        let line = self.dedented(self.written(from, end));
        if self.fence.holds(line) {
            self.out.push_str(line);
            self.out.push('\n');
            return;
        }
        let (prefix, words) = line::split_prefix(line);
        if self.is_dropped(prefix, words) || self.is_dropped_rule(prefix, words, end) {
            return;
        }
        if words.starts_with(": ") && prefix.is_empty() {
            self.part_terms();
        }
        if line::is_item(line) {
            self.in_list = true;
        } else if !words.is_empty() && prefix.is_empty() && self.out.ends_with("\n\n") {
            self.in_list = false;
        }
        let heading =
            if prefix.len() < 4 && self.is_block_start() { line::heading(words) } else { None };
        self.out.push_str(prefix);
        match heading {
            Some((marks, title)) => {
                self.out.extend([marks, " "]);
                self.text(title);
            }
            // Indented code is not text.
            None if prefix.len() > 3 && !self.in_list => self.out.push_str(words),
            None => self.text(words),
        }
        self.out.push('\n');
    }

    fn text(&mut self, words: &str) {
        if self.has_marks {
            self.out.push_str(&line::text(&line::without_item_attributes(words), &self.names));
        } else {
            self.out.push_str(words);
        }
    }

    fn is_block_start(&self) -> bool {
        self.out.is_empty() || ["\n\n", "```\n", "~~~\n"].iter().any(|end| self.out.ends_with(end))
    }

    /// Tests whether a line is a rule in a table that `CommonMark` does not know. Before the first
    /// row of a table without a head it writes an empty one.
    fn is_dropped_rule(&mut self, prefix: &str, words: &str, end: usize) -> bool {
        if !table::is_row(words) || prefix.len() > 3 {
            self.rows = 0;
            return false;
        }
        let begins = self.rows == 0 && self.is_block_start();
        if table::is_rule(words) && (begins || self.rows > 1) {
            return true;
        }
        if begins && self.next_line_is_row(end) {
            self.out.push_str(&table::empty_head(words, prefix));
            self.rows = 2;
        }
        self.rows += 1;
        false
    }

    /// Tests whether the line after the one that ends there is a row, but no rule.
    fn next_line_is_row(&self, end: usize) -> bool {
        let rest = self.source.get(end + 1..);
        let Some(next) = rest.and_then(|rest| rest.lines().next()) else { return false };
        let (_, words) = line::split_prefix(next);
        table::is_row(words) && !table::is_rule(words)
    }

    /// Ends the lines before a definition, because each of them is a term.
    fn part_terms(&mut self) {
        const MOST: usize = 8;
        let Some(before) = self.out.strip_suffix('\n') else { return };
        let terms = before.rsplit('\n').take(MOST).take_while(|line| line::is_term(line));
        let terms: Vec<String> = terms.map(str::to_owned).collect();
        if !(2..MOST).contains(&terms.len())
            || line::is_item(terms.last().map_or("", String::as_str))
        {
            return;
        }
        let length: usize = terms.iter().map(|line| line.len() + 1).sum();
        self.out.truncate(self.out.len() - length);
        for term in terms.iter().rev() {
            self.out.push_str(term.trim_end());
            self.out.push_str("  \n");
        }
    }

    /// Tests whether a line is for kramdown alone. It ends a paragraph, as a blank line does.
    fn is_dropped(&mut self, prefix: &str, words: &str) -> bool {
        if self.in_comment {
            self.in_comment = !words.contains("{:/");
            return true;
        }
        if words.starts_with("{::comment}") {
            self.in_comment = !words.contains("{:/");
            return true;
        }
        let for_kramdown = line::is_attributes(words) || line::is_abbreviation(words);
        if line::is_contents(words) {
            self.drop_item();
        }
        if for_kramdown {
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
        for_kramdown
    }

    /// Takes the last line back if it is an item: the list that a table of contents stands for.
    fn drop_item(&mut self) {
        // Each such line leaves a line end behind: to pass over all of them each time would take
        // quadratic time.
        let mut before = self.out.as_str();
        for _ in 0..2 {
            before = before.strip_suffix('\n').unwrap_or(before);
        }
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        if before.get(start..).is_some_and(line::is_item) {
            self.out.truncate(start);
        }
    }

    /// A line without the blanks that stand before each line of its element.
    fn dedented<'l>(&mut self, line: &'l str) -> &'l str {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let Some(Element::Markdown { indent, .. }) = self.open.last_mut() else { return line };
        if blanks == line.len() {
            return "";
        }
        let indent = *indent.get_or_insert(blanks);
        line.get(indent.min(blanks)..).unwrap_or(line)
    }

    fn indent(&self) -> usize {
        match self.open.last() {
            Some(Element::Markdown { indent, .. }) => indent.unwrap_or(usize::MAX / 2),
            Some(Element::Raw { .. }) | None => 0,
        }
    }

    /// The source between two offsets; empty when the second lies before the first, as behind an
    /// end tag that stands inside of another element.
    fn written(&self, from: usize, end: usize) -> &'a str {
        self.source.get(from..end).unwrap_or("")
    }

    fn push(&mut self, from: usize, end: usize) {
        self.out.push_str(self.written(from, end));
    }

    fn push_line(&mut self, from: usize, end: usize) {
        self.push(from, end);
        self.out.push('\n');
    }

    /// Writes a blank line, if there is none.
    fn blank(&mut self) {
        if self.out.is_empty() || self.out.ends_with("\n\n") {
            return;
        }
        self.out.push_str(if self.out.ends_with('\n') { "\n" } else { "\n\n" });
    }
}
