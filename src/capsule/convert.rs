//! One page from disk to `Document`: decode, take the front matter off, fill templates in, parse, resolve links, frame.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::entry::PageEntry;
use super::links::Links;
use super::page::PageFormat;
use super::posts::List;
use super::{Capsule, decode, front_matter};
use crate::document::{Block, Document, Inline, Link, MenuLine, Target};
use crate::media::ItemType;
use crate::parse::{self, Dialect, Parsed};
use crate::path::CapsulePath;
use crate::warning::{Remark, Warning};

/// Layouts that fill an empty page with the site's posts.
const LIST_LAYOUTS: &[&str] = &["archive", "archives", "blog", "news", "posts"];

/// A page, converted.
#[derive(Clone, PartialEq, Debug)]
pub struct Converted {
    /// What stands on it.
    pub document: Document,
    /// Its own text, when it is written in gemtext: on Gemini it is served as its author wrote it.
    pub gemtext: Option<String>,
    /// Its own lines, when it is a menu: on Gopher it is served as its author wrote it.
    pub menu: Option<Vec<MenuLine>>,
    /// What its author should know.
    pub warnings: Vec<Warning>,
}

impl Converted {
    /// A page that was made, not read.
    #[must_use]
    pub fn of(document: Document) -> Self {
        Self { document, gemtext: None, menu: None, warnings: Vec::new() }
    }
}

impl Capsule {
    /// Reads and converts a page.
    ///
    /// # Errors
    /// When its file is gone or can no longer be read.
    pub fn page(self: &Arc<Self>, page: &PageEntry) -> io::Result<Converted> {
        let bytes = self.folder.read(&page.place)?;
        let decoded = decode::text(&bytes);
        let mut remarks = Vec::new();
        if decoded.lossy {
            remarks.push(Remark::whole("it is not UTF-8; what can't be read is shown as \u{fffd}"));
        }
        let links = Links::new(self, &page.path, &page.place);
        if let Some(dialect) = page.format.menu() {
            let menu = self.menu(&decoded.text, dialect, &links);
            remarks.extend(menu.remarks);
            remarks.extend(broken(&decoded.text, &links.into_broken()));
            let document = self.frame(page, menu.blocks);
            let warnings = remarks.into_iter().map(|remark| remark.about(&page.place)).collect();
            return Ok(Converted { document, gemtext: None, menu: Some(menu.lines), warnings });
        }
        let split = front_matter::split(&decoded.text);
        let expanded = self.expand(page, split.body);
        let parsed = self.parse(page, &expanded.text, &links);
        // Where the text has more or fewer lines now, a remark can't name one.
        let moved = expanded.text.matches('\n').count() != split.body.matches('\n').count();
        let parsed_remarks = parsed.remarks.into_iter().map(|it| if moved { Remark::whole(it.what) } else { it });
        let found = expanded.remarks.into_iter().chain(parsed_remarks);
        remarks.extend(found.map(|remark| below(remark, split.body_line)));
        remarks.extend(broken(&decoded.text, &links.into_broken()));
        let document = self.frame(page, parsed.blocks);
        let gemtext = (page.format == PageFormat::Gemtext).then(|| split.body.replace("\r\n", "\n"));
        let warnings = remarks.into_iter().map(|remark| remark.about(&page.place)).collect();
        Ok(Converted { document, gemtext, menu: None, warnings })
    }

    fn parse(&self, page: &PageEntry, body: &str, links: &Links<'_>) -> Parsed {
        if let Some(blocks) = self.made(page) {
            return Parsed { blocks, remarks: Vec::new() };
        }
        match page.format {
            PageFormat::Markdown => parse::markdown(body, self.dialect(page), links),
            PageFormat::Html => parse::html(body, links),
            PageFormat::Gemtext => parse::gemtext(body, links),
            PageFormat::Menu(_) => Parsed::default(),
        }
    }

    /// Which Markdown a page is written in.
    pub(super) fn dialect(&self, page: &PageEntry) -> Dialect {
        let asks = |name: &&str| page.fields.get(*name) == Some(&serde_json::Value::Bool(true));
        let dialect = self.settings.dialect;
        Dialect { math: dialect.math || ["math", "mathjax", "katex"].iter().any(asks), ..dialect }
    }

    /// Puts title, date and ways onward around what stands on a page.
    fn frame(&self, page: &PageEntry, mut blocks: Vec<Block>) -> Document {
        let written = page.format.menu().is_none();
        if blocks.is_empty() && written {
            blocks = self.instead_of_nothing(page);
        }
        if page.section {
            blocks.extend(self.section_list(page));
        }
        if page.path.is_root() && written {
            blocks.extend(self.below_index(&blocks));
        }
        Document {
            title: page.title.clone(),
            date: page.day(),
            path: Some(page.path.clone()),
            blocks,
            foot: self.neighbour_links(page).into_iter().chain(self.foot(&page.path)).collect(),
        }
    }

    /// What a page without a text shows: what it says of itself, and what is below it.
    fn instead_of_nothing(&self, page: &PageEntry) -> Vec<Block> {
        let description = page.text("description").map(|text| Block::Paragraph(vec![Inline::Text(text)]));
        let layout = page.text("layout").unwrap_or_default();
        let below = if LIST_LAYOUTS.contains(&layout.as_str()) {
            List::All.path().map(|path| self.post_list(&path).blocks).unwrap_or_default()
        } else if page.path.is_folder() && !page.section {
            self.listing(&page.path).blocks
        } else {
            Vec::new()
        };
        let with_entries = |block: &Block| !matches!(block, Block::Entries(entries) if entries.is_empty());
        description.into_iter().chain(below).filter(with_entries).collect()
    }

    /// What a path is part of: of a post all posts, whatever folders its date makes; else the folder it stands in.
    fn section(&self, path: &CapsulePath) -> CapsulePath {
        let post = self.page_at_path(path).is_some_and(PageEntry::is_post);
        List::All.path().filter(|_| post).unwrap_or_else(|| path.parent())
    }

    /// Of a post or a chapter: the ones before and after it.
    fn neighbour_links(&self, page: &PageEntry) -> Vec<Link> {
        let beside = self.beside(page);
        if !beside.is_empty() {
            return beside.into_iter().map(|(path, words)| link(path, &words)).collect();
        }
        let (older, newer) = self.neighbours(page);
        let links = [("Older", older), ("Newer", newer)];
        links
            .into_iter()
            .filter_map(|(word, page)| page.map(|it| link(&it.path, &format!("{word}: {}", it.title))))
            .collect()
    }

    /// Where a reader goes from a path: to the search from what lists others, up to its section, and home.
    #[must_use]
    pub fn foot(&self, path: &CapsulePath) -> Vec<Link> {
        let mut foot: Vec<Link> = self.search_link(path).into_iter().collect();
        if path.is_root() {
            return foot;
        }
        let up = self.section(path);
        if !up.is_root()
            && up != *path
            && let Some(resource) = self.resources.get(&up)
            && let Some(title) = self.title(&up, resource)
        {
            foot.push(link(&up, &format!("Up: {title}")));
        }
        if self.resources.contains_key(&CapsulePath::root()) {
            foot.push(link(&CapsulePath::root(), "Home"));
        }
        foot
    }
}

/// A link to a page.
pub(super) fn link(path: &CapsulePath, words: &str) -> Link {
    let target = Target::Internal { path: path.clone(), kind: ItemType::Menu, title: None };
    Link { target, title: String::new(), content: vec![Inline::Text(words.to_owned())] }
}

/// A remark on a line of the body, as a remark on the line of the file.
fn below(remark: Remark, body_line: usize) -> Remark {
    if remark.line == 0 { remark } else { Remark { line: remark.line + body_line - 1, ..remark } }
}

/// Remarks on links that lead nowhere. A link's line is found by its target, which stands in the text as it was
/// written, or was made by a template: then its line is not known.
fn broken(text: &str, broken: &[String]) -> Vec<Remark> {
    // A reference that a template made is looked for in vain, through the whole text.
    const MOST_IN_VAIN: usize = 64;
    let line_ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let (mut last, mut in_vain, mut remarks) = (0, 0, Vec::new());
    for reference in broken {
        let find = |from: usize| text.get(from..).and_then(|rest| rest.find(reference.as_str())).map(|at| from + at);
        let known = seen.get(reference.as_str()).copied();
        // Links come in reading order, so most stand behind the one before.
        let mut found = if in_vain < MOST_IN_VAIN { find(known.unwrap_or(last)) } else { None };
        if found.is_none() && known.is_none() && in_vain < MOST_IN_VAIN {
            in_vain += 1;
            found = find(0);
        }
        if known.is_some_and(|from| from > 0) && found.is_none() {
            in_vain += 1;
            continue;
        }
        let line = found.map_or(0, |at| line_ends.partition_point(|end| *end < at) + 1);
        last = found.unwrap_or(last);
        seen.insert(reference, found.map_or(1, |at| at + reference.len()));
        remarks.push(Remark::at_line(line, format!("link to {reference}: nothing is served there")));
    }
    remarks
}
