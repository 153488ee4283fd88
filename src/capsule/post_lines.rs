//! Lists of posts that a page makes by itself, out of dates, titles and excerpts, as the themes of
//! the web have them: each post becomes a line of the form that Gemini clients subscribe to.

use super::visible::Contents;
use crate::document::{self, Block, Entry, Inline, Link, Target, words};
use crate::generator::PageEntry;
use crate::path::CapsulePath;

/// The fewest posts that make a list on another page than the home page: what leads to one or two
/// is a text about them.
const FEWEST: usize = 3;

/// The longest text that is looked at as a date, in bytes.
const LONGEST_DATE: usize = 60;
/// The most words in one, such as "Posted on Monday, 10 November".
const MOST_WORDS: usize = 4;

/// Marks between a date and a title.
const SEPARATORS: &[char] = &['»', '›', ':', '–', '—', '-', '|', '•', '·', '→'];

/// The words of links that lead on to the whole post, in small letters.
const READ_ON: &[&str] = &[
    "continue",
    "continue reading",
    "full post",
    "keep reading",
    "more",
    "permalink",
    "read",
    "read more",
    "read on",
    "read post",
    "read the post",
    "read this post",
];

/// The blocks of a page with its lists of posts as entries, each with the day of the post; what
/// else is said of a post stands below it.
pub(super) fn as_entries(contents: &Contents, page: &PageEntry, blocks: Vec<Block>) -> Vec<Block> {
    if page.is_post() {
        return blocks;
    }
    let lines = Lines { contents };
    let fewest = if page.path == page.home { 1 } else { FEWEST };
    let led_to = document::internal_links(&blocks).into_iter().filter(|path| lines.is_post(path));
    if led_to.take(fewest).count() < fewest {
        return blocks;
    }
    let listed = lines.listed(&blocks, true);
    if listed.entries < fewest { blocks } else { with_few_rules(listed.blocks) }
}

/// Posts by the links to them.
struct Lines<'c> {
    contents: &'c Contents,
}

/// A line that leads to a post, and what else stands on it.
struct Line<'c> {
    post: &'c PageEntry,
    entry: Entry,
    rest: Vec<Inline>,
}

/// Blocks as they are gathered.
#[derive(Default)]
struct Listed<'c> {
    blocks: Vec<Block>,
    /// Number of entries that were made.
    entries: usize,
    /// The post of the entry that was made last, if nothing but its date stands behind it.
    last: Option<&'c PageEntry>,
    /// Number of blocks up to the entries that were made last, these included.
    made: usize,
}

impl<'c> Lines<'c> {
    fn is_post(&self, path: &CapsulePath) -> bool {
        self.contents.page_at(path).is_some_and(PageEntry::is_post)
    }

    /// Blocks with entries for posts; `deep` if those in the items of lists are looked at, too.
    fn listed(&self, blocks: &[Block], deep: bool) -> Listed<'c> {
        let mut listed = Listed::default();
        for block in blocks {
            match block {
                Block::Paragraph(content) => self.paragraph(content, block, &mut listed),
                Block::Heading { content, .. } => match self.line(content) {
                    Some(line) => listed.line(line),
                    None if listed.is_titled_again(content) => {}
                    None => listed.other(block),
                },
                Block::List(list) if deep => match self.items(list) {
                    Some(inner) => {
                        listed.append(inner);
                        // What stands behind a list is not said of the last post in it.
                        listed.last = None;
                    }
                    None => listed.other(block),
                },
                Block::List(_)
                | Block::Quote(_)
                | Block::Code(_)
                | Block::Table(_)
                | Block::Definitions(_)
                | Block::Rule
                | Block::Entries(_)
                | Block::Footnotes(_) => listed.other(block),
            }
        }
        listed
    }

    /// The items of a list, if each begins with a post.
    fn items(&self, list: &document::List) -> Option<Listed<'c>> {
        let mut all = Listed::default();
        for item in &list.items {
            let listed = self.listed(&item.blocks, false);
            if !matches!(listed.blocks.first(), Some(Block::Entries(_))) {
                return None;
            }
            all.append(listed);
        }
        Some(all)
    }

    /// A paragraph: a post, several on a line each, or the date or the end of the one above.
    fn paragraph(&self, content: &[Inline], block: &Block, listed: &mut Listed<'c>) {
        if let Some(post) = listed.last
            && (is_date_alone(content, post)
                || is_title_alone(content, post)
                || self.leads_on_to(content, post))
        {
            return;
        }
        let rows = content.split(|inline| *inline == Inline::Break);
        let rows = rows.filter(|row| !row.is_empty());
        let posts: Option<Vec<Line<'_>>> =
            rows.map(|row| self.line(row).filter(|line| line.rest.is_empty())).collect();
        let posts = posts.or_else(|| Some(vec![self.line(content)?]));
        match posts {
            Some(posts) if !posts.is_empty() => posts.into_iter().for_each(|it| listed.line(it)),
            Some(_) | None => listed.other(block),
        }
    }

    /// True for a line with nothing but a link that leads on to the whole of a post.
    fn leads_on_to(&self, content: &[Inline], post: &PageEntry) -> bool {
        let link = content.iter().find_map(|inline| self.link(inline));
        link.is_some_and(|(link, it)| {
            it.path == post.path
                && !has_picture(content)
                && leads_on(&words(&link.content))
                && is_same(&words(content), &words(&link.content))
        })
    }

    /// A line that is a title that leads to a post, with its date before or behind it.
    fn line(&self, content: &[Inline]) -> Option<Line<'c>> {
        let found = content.iter().enumerate().find_map(|(at, inline)| {
            let (link, post) = self.link(inline)?;
            let label = title_of(&words(&link.content), post);
            // A card around date and title: its first words are the date.
            let label = if is_date(&label, post) { post.title.clone() } else { label };
            let is_title = !leads_on(&label) && !has_picture(&link.content);
            is_title.then_some((at, link, post, label))
        });
        let (at, link, post, label) = found?;
        let (before, after) = content.split_at_checked(at)?;
        let after = after.get(1..)?;
        let plain = !has_link(before) && !has_picture(before);
        let is_nothing = |text: &str| !is_worded(text) || is_date(text, post);
        if !plain || !is_nothing(&words(before)) {
            return None;
        }
        let says_no_more = |text: &str| is_nothing(text) || is_same(text.trim(), &label);
        let is_over = says_no_more(&words(after)) && !has_picture(after) && !has_link(after);
        let rest = if is_over { Vec::new() } else { behind(after)? };
        let entry = Entry { target: link.target.clone(), date: post.day(), label };
        Some(Line { post, entry, rest })
    }

    /// A link to a post, and the post.
    fn link<'i>(&self, inline: &'i Inline) -> Option<(&'i Link, &'c PageEntry)> {
        let mut inline = inline;
        loop {
            match inline {
                Inline::Link(link) => {
                    let Target::Internal { path, .. } = &link.target else { return None };
                    let post = self.contents.page_at(path).filter(|page| page.is_post())?;
                    return Some((link, post));
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) => match inner.as_slice() {
                    [only] => inline = only,
                    _ => return None,
                },
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Struck(_)
                | Inline::Image(_)
                | Inline::Note(_)
                | Inline::Break => return None,
            }
        }
    }
}

impl<'c> Listed<'c> {
    /// Adds a post. A line above it with nothing but its date is no more needed.
    fn line(&mut self, line: Line<'c>) {
        let is_dated = |block: &Block| matches!(block, Block::Paragraph(content) if is_date_alone(content, line.post));
        if self.last.is_none() && self.blocks.last().is_some_and(is_dated) {
            self.blocks.pop();
        }
        self.entry(vec![line.entry]);
        self.entries += 1;
        self.last = Some(line.post);
        if !line.rest.is_empty() {
            self.blocks.push(Block::Paragraph(line.rest));
        }
    }

    /// True for the words of a heading directly behind the entry of a post, whose title they are.
    fn is_titled_again(&self, content: &[Inline]) -> bool {
        self.made == self.blocks.len() && self.last.is_some_and(|it| is_title_alone(content, it))
    }

    /// Adds entries, to those before them if nothing stands between.
    fn entry(&mut self, more: Vec<Entry>) {
        let is_next = self.made == self.blocks.len();
        match self.blocks.last_mut() {
            Some(Block::Entries(entries)) if is_next => entries.extend(more),
            Some(_) | None => self.blocks.push(Block::Entries(more)),
        }
        self.made = self.blocks.len();
    }

    /// Adds a block as it is.
    fn other(&mut self, block: &Block) {
        self.blocks.push(block.clone());
        self.last = None;
    }

    /// Adds the blocks of an item, which begin with entries.
    fn append(&mut self, item: Self) {
        let mut blocks = item.blocks.into_iter();
        if let Some(Block::Entries(first)) = blocks.next() {
            self.entry(first);
        }
        self.made += item.made.saturating_sub(1);
        self.blocks.extend(blocks);
        self.entries += item.entries;
        self.last = item.last;
    }
}

/// Blocks without what is left of the rules that stood between posts: two in a row, and the last.
fn with_few_rules(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.dedup_by(|next, block| *next == Block::Rule && *block == Block::Rule);
    blocks.pop_if(|last| *last == Block::Rule);
    blocks
}

fn is_worded(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// True for a line that is nothing but the date of a post.
fn is_date_alone(content: &[Inline], post: &PageEntry) -> bool {
    is_date(&words(content), post) && !has_link(content) && !has_picture(content)
}

/// True for a line that is nothing but the title of a post.
fn is_title_alone(content: &[Inline], post: &PageEntry) -> bool {
    is_same(&words(content), &post.title) && !has_link(content) && !has_picture(content)
}

/// True for a text that says no more than the date of a post, in whatever form and language: its
/// day with month or year, month and year, or the year alone.
fn is_date(text: &str, post: &PageEntry) -> bool {
    let Some(date) = post.date.as_ref().filter(|_| text.len() <= LONGEST_DATE) else {
        return false;
    };
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let numbers: Vec<i16> = numbers.filter_map(|number| number.parse().ok()).collect();
    let has = |number: i16| numbers.contains(&number);
    let [has_day, has_year] = [has(i16::from(date.day())), has(date.year())];
    let named = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let named: Vec<String> = named.map(str::to_lowercase).collect();
    let month = date.strftime("%b").to_string().to_lowercase();
    let has_month = named.iter().any(|word| word.starts_with(&month));
    let is_whole = match (has_day, has_month, has_year) {
        (true, true, _) | (true, _, true) => true,
        // Another number would be another day.
        (false, true, true) => numbers.len() == 1,
        (false, false, true) => named.is_empty(),
        (_, _, false) => false,
    };
    is_whole && named.len() <= MOST_WORDS
}

/// The title in the words of a link, which may hold the date, too.
fn title_of(words: &str, post: &PageEntry) -> String {
    let dated = words.split_once(SEPARATORS.get(..2).unwrap_or_default());
    let dated = dated.or_else(|| words.split_once(" - ")).or_else(|| words.split_once(": "));
    match dated {
        Some((date, title)) if is_date(date, post) && is_worded(title) => title.trim().to_owned(),
        Some(_) | None => words.to_owned(),
    }
}

/// True for words that lead on to the whole of a post.
fn leads_on(words: &str) -> bool {
    let words = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    words.is_empty() || READ_ON.contains(&words.as_str())
}

/// True if two texts differ in signs only.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    plain(one) == plain(other)
}

fn has_link(content: &[Inline]) -> bool {
    document::inlines(content).any(|inline| matches!(inline, Inline::Link(_)))
}

fn has_picture(content: &[Inline]) -> bool {
    document::inlines(content).any(|inline| matches!(inline, Inline::Image(_) | Inline::Note(_)))
}

/// What stands behind a title, if a mark or the end of a line stands between: an excerpt. Else the
/// title is the beginning of a sentence.
fn behind(after: &[Inline]) -> Option<Vec<Inline>> {
    let is_blank = |inline: &Inline| matches!(inline, Inline::Text(text) if text.trim().is_empty());
    let begin = after.iter().position(|inline| !is_blank(inline))?;
    let (first, rest) = after.get(begin..)?.split_first()?;
    match first {
        Inline::Break => Some(rest.to_vec()),
        Inline::Text(text) => {
            let trimmed = text.trim_start();
            let inner = trimmed.trim_start_matches(SEPARATORS);
            if inner.len() == trimmed.len() && !trimmed.starts_with('(') {
                return None;
            }
            let begin = Inline::Text(inner.trim_start().to_owned());
            Some(std::iter::once(begin).chain(rest.iter().cloned()).collect())
        }
        Inline::Code(_)
        | Inline::Emphasis(_)
        | Inline::Strong(_)
        | Inline::Struck(_)
        | Inline::Link(_)
        | Inline::Image(_)
        | Inline::Note(_) => None,
    }
}

#[cfg(test)]
mod tests;
