//! One page from disk to `Document`: decode, take the front matter off, fill templates in, parse,
//! resolve links, frame.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::footer::{self, link};
use super::links::{Broken, Fault, Links};
use super::parts::{Capsule, Parts};
use super::post_lists::List;
use super::visible::{Reader, Visible};
use super::{
    dialect, embedded_notes, expand, languages, layout_data, listing, menu, post_lines, posts,
    section,
};
use crate::content::format::PageFormat;
use crate::content::{decode, front_matter};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Document, Link, MenuLine};
use crate::generator::{Neighbours, PageEntry};
use crate::parse::{self, Parsed};
use crate::phrases::Phrases;
use crate::render;
use crate::template::shortcode::Expanded;
use crate::template::source_map::Origins;

/// Layouts that fill an empty page with the site's posts.
const LIST_LAYOUTS: &[&str] = &["archive", "archives", "blog", "news", "posts"];

/// A page, converted.
#[derive(Clone, PartialEq, Debug)]
pub struct Converted {
    /// Its content, framed by title, date and ways onward.
    pub document: Document,
    /// Its own text, when it is written in gemtext: on Gemini it is served as its author wrote it.
    pub gemtext: Option<String>,
    /// Its own lines, when it is a menu: on Gopher it is served as its author wrote it.
    pub menu: Option<Vec<MenuLine>>,
    /// Diagnostics for its author.
    pub warnings: Vec<Diagnostic>,
}

impl Converted {
    /// A page that was made, not read.
    #[must_use]
    pub fn of(document: Document) -> Self {
        Self { document, gemtext: None, menu: None, warnings: Vec::new() }
    }
}

/// Reads and converts a page.
///
/// # Errors
/// As `SourceFolder::read`.
pub(super) fn convert(capsule: &Arc<Capsule>, page: &PageEntry) -> io::Result<Converted> {
    let parts = Parts::of(capsule);
    let bytes = parts.source.read(page)?;
    let decoded = decode::text(&bytes);
    let mut diagnostics = Vec::new();
    if decoded.lossy {
        diagnostics
            .push(Diagnostic::whole("it is not UTF-8; what can't be read is shown as \u{fffd}"));
    }
    let links = Links::new(parts, &page.path, page.source.as_str());
    if let Some(dialect) = page.format.menu() {
        let menu = menu::menu(parts, &decoded.text, dialect, &links);
        diagnostics.extend(menu.diagnostics);
        diagnostics.extend(links.shortage());
        diagnostics.extend(broken(&Lines::as_written(&decoded.text), &links.into_broken()));
        let document = frame(parts, page, menu.blocks);
        let warnings =
            diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(&page.source)).collect();
        return Ok(Converted { document, gemtext: None, menu: Some(menu.lines), warnings });
    }
    let split = front_matter::split(&decoded.text);
    let expanded = expand::expand(capsule, page, split.body);
    let mut parsed = parse(parts, page, &expanded.text, &links);
    if page.format != PageFormat::Gemtext {
        embedded_notes::show(capsule, page, &expanded.text, &mut parsed.blocks, &links);
    }
    let data = match parsed.blocks.as_slice() {
        [] => layout_data::blocks(capsule, page, &links),
        _ => Vec::new(),
    };
    let lines = Lines::new(&split, &expanded);
    diagnostics.extend(
        expanded.diagnostics.iter().map(|diagnostic| below(diagnostic.clone(), split.body_line)),
    );
    diagnostics.extend(
        parsed.diagnostics.into_iter().map(|it| Diagnostic { line: lines.of_line(it.line), ..it }),
    );
    diagnostics.extend(links.shortage());
    diagnostics.extend(broken(&lines, &links.into_broken()));
    let mut document = frame(parts, page, parsed.blocks);
    if document.blocks.is_empty() {
        document.blocks = data;
    }
    diagnostics.extend(emptiness(page, &document));
    let gemtext = (page.format == PageFormat::Gemtext).then(|| expanded.text.replace("\r\n", "\n"));
    let warnings =
        diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(&page.source)).collect();
    Ok(Converted { document, gemtext, menu: None, warnings })
}

/// A diagnostic of a page on which there is nothing but its title.
fn emptiness(page: &PageEntry, document: &Document) -> Option<Diagnostic> {
    let what = "it has no text of its own, only its layout fills it on the web: readers see nothing \
                but its title";
    let is_empty = document.blocks.is_empty() && page.text("layout").is_some();
    is_empty.then(|| Diagnostic::whole(what))
}

/// Reads a template that is no page and fills it in; gives what its author should know beside
/// it.
///
/// # Errors
/// As `SourceFolder::read`.
pub(super) fn fill(
    capsule: &Arc<Capsule>,
    template: &PageEntry,
) -> io::Result<(String, Vec<Diagnostic>)> {
    let bytes = capsule.source.read(template)?;
    let decoded = decode::text(&bytes);
    let split = front_matter::split(&decoded.text);
    let body = split.body.trim_start_matches(['\n', '\r']);
    let body_line =
        split.body_line + split.body.get(..split.body.len() - body.len()).map_or(0, lines_in);
    let expanded = expand::expand(capsule, template, body);
    let told = expanded
        .diagnostics
        .into_iter()
        .map(|diagnostic| below(diagnostic, body_line).in_file(&template.source));
    Ok((expanded.text.into_owned(), told.collect()))
}

fn parse(parts: Parts<'_>, page: &PageEntry, body: &str, links: &Links<'_>) -> Parsed {
    if let Some(blocks) = expand::made(parts, page) {
        return Parsed { blocks, diagnostics: Vec::new() };
    }
    match page.format {
        PageFormat::Markdown => {
            parse::markdown(body, dialect::of(&parts.source.settings, page), links)
        }
        PageFormat::Html => parse::html(body, links),
        PageFormat::Gemtext => parse::gemtext(body, links),
        PageFormat::Text => parse::plain_text(body),
        PageFormat::Menu(_) => Parsed::default(),
    }
}

/// Puts title, date and ways onward around what stands on a page.
fn frame(parts: Parts<'_>, page: &PageEntry, mut blocks: Vec<Block>) -> Document {
    let written = page.format.menu().is_none();
    let is_index = page.path == page.home && written;
    if written && page.format != PageFormat::Gemtext {
        blocks = post_lines::as_entries(parts.contents, page, blocks);
    }
    let shows_posts = if blocks.is_empty() {
        is_list_of_posts(page)
    } else {
        is_index && posts::lists_posts(parts.contents, &blocks)
    };
    if blocks.is_empty() && written {
        blocks = instead_of_nothing(parts, page);
    }
    if page.section {
        let posts = posts::of_term(parts, &page.path);
        blocks.extend(posts.or_else(|| section::section_list(parts, page)));
    }
    let title = parts.source.settings.title_at(&page.home).filter(|_| page.path == page.home);
    let mut document = Document {
        // In a client that subscribes to many, each start page would be called "Home".
        title: title.unwrap_or(&page.title).to_owned(),
        date: page.day(),
        topics: posts::topics(parts, page),
        language: page.language.clone(),
        path: Some(page.path.clone()),
        blocks,
        footer: neighbour_links(parts, page)
            .into_iter()
            .chain(footer::footer(parts, &page.path))
            .collect(),
        ..Document::default()
    };
    if written {
        add_lists(parts, page, &mut document, is_index.then_some(shows_posts));
    }
    document
}

/// Adds what the layouts of the web show around a page's own text: pages below it, and on an index
/// page posts, if it does not show some itself.
fn add_lists(
    parts: Parts<'_>,
    page: &PageEntry,
    document: &mut Document,
    shows_posts: Option<bool>,
) {
    // Those of the highest level in the text are of the same, however it is written.
    let level = if render::lowers_headings(document) { 1 } else { 2 };
    let blocks = &mut document.blocks;
    let pages = section::pages_below(parts, page, blocks, level);
    // Behind hundreds of posts nobody would come to it.
    let at = shows_posts.and_then(|_| posts::long_list(parts.contents, blocks));
    let behind = blocks.split_off(at.unwrap_or(blocks.len()).min(blocks.len()));
    let is_headed = matches!(behind.first(), None | Some(Block::Heading { .. }));
    if !is_headed && !pages.is_empty() {
        let phrases = languages::phrases(parts, &page.path);
        blocks.extend(pages);
        blocks.push(posts::heading_of_posts(phrases, level));
    } else {
        blocks.extend(pages);
    }
    blocks.extend(behind);
    if let Some(shows_posts) = shows_posts {
        blocks.extend(posts::below_index(parts, &page.home, shows_posts, level));
    }
}

/// The content of a page without a text: what it says of itself, and what is below it.
fn instead_of_nothing(parts: Parts<'_>, page: &PageEntry) -> Vec<Block> {
    // What Jekyll's layouts show of a site is listed below its start page in any case.
    let listed_below =
        page.section || (page.path == page.home && parts.source.generator.layouts_list_pages());
    let below = if is_list_of_posts(page) {
        List::all(&page.home)
            .path()
            .map(|path| posts::post_list(parts, &path).blocks)
            .unwrap_or_default()
    } else if page.path.is_folder() && !listed_below {
        listing::blocks(parts, &page.path)
    } else {
        Vec::new()
    };
    let with_entries =
        |block: &Block| !matches!(block, Block::Entries(entries) if entries.is_empty());
    description(parts, page).into_iter().chain(below).filter(with_entries).collect()
}

/// What a page says of itself, read as its text would be: there may be links and line breaks in it.
fn description(parts: Parts<'_>, page: &PageEntry) -> Vec<Block> {
    let site = parts.source.settings.description_at(&page.home);
    let site = site.filter(|_| page.path == page.home).map(str::to_owned);
    let Some(text) = page.text("description").or(site) else { return Vec::new() };
    let links = Links::new(parts, &page.path, page.source.as_str());
    parse::markdown(&text, dialect::of(&parts.source.settings, page), &links).blocks
}

/// Of a post or a chapter: the ones before and after it.
fn neighbour_links(parts: Parts<'_>, page: &PageEntry) -> Vec<Link> {
    let seen = Visible::of(parts.contents, Reader::Page(&page.path));
    let phrases = Phrases::of(page.language.as_ref());
    let Neighbours { previous, next } = parts.source.generator.neighbours(page);
    let chapters = [(phrases.previous, previous), (phrases.next, next)];
    let chapters = chapters.into_iter().filter_map(|(word, it)| Some((word, it?)));
    let chapters: Vec<Link> = chapters
        .filter(|(_, (path, _))| seen.names(path))
        .map(|(word, (path, name))| link(path, &format!("{word}: {name}")))
        .collect();
    if !chapters.is_empty() {
        return chapters;
    }
    let (older, newer) = seen.neighbours(page);
    let links = [(phrases.older, older), (phrases.newer, newer)];
    links
        .into_iter()
        .filter_map(|(word, page)| page.map(|it| link(&it.path, &format!("{word}: {}", it.title))))
        .collect()
}

/// True for a page whose layout fills it with the site's posts; of Zola's sections, whose templates
/// list their own pages as "blog", an archive.
fn is_list_of_posts(page: &PageEntry) -> bool {
    let is_archive = |template: &str| matches!(template, "archive.html" | "archives.html");
    page.text("layout").is_some_and(|layout| LIST_LAYOUTS.contains(&layout.as_str()))
        || page.text("template").is_some_and(|template| is_archive(&template))
}

/// The number of lines that end in a text.
fn lines_in(text: &str) -> usize {
    text.matches('\n').count()
}

/// A diagnostic on a line of the body, as a diagnostic on the line of the file.
fn below(diagnostic: Diagnostic, body_line: usize) -> Diagnostic {
    if diagnostic.line == 0 {
        diagnostic
    } else {
        Diagnostic { line: diagnostic.line + body_line - 1, ..diagnostic }
    }
}

/// The lines of a page's file that its filled text comes from. They are counted when they are asked
/// for: few diagnostics do, and a list of lines may be as large as the page.
struct Lines<'a> {
    /// The text, filled in, and as its author wrote it.
    text: &'a str,
    written: &'a str,
    /// The origins of what was filled in: `None` when nothing was.
    origins: Option<&'a Origins>,
    /// The line of the file that the author's text begins on.
    first: usize,
}

impl<'a> Lines<'a> {
    fn new(split: &front_matter::Split<'a>, expanded: &'a Expanded<'_>) -> Self {
        Self {
            text: &expanded.text,
            written: split.body,
            origins: matches!(expanded.text, Cow::Owned(_)).then_some(&expanded.origins),
            first: split.body_line,
        }
    }

    /// Of a text in which nothing was filled in.
    fn as_written(text: &'a str) -> Self {
        Self { text, written: text, origins: None, first: 1 }
    }

    /// The line of the file, from 1, for a source path in the text; 0 when it is not known.
    fn of_name(&self, at: usize) -> usize {
        let written = self.origins.map_or(Some(at), |origins| origins.source_of(at));
        let before = |at| self.written.as_bytes().get(..at).unwrap_or(self.written.as_bytes());
        written.map_or(0, |at| self.first + before(at).iter().filter(|it| **it == b'\n').count())
    }

    /// The line of the file for a line of the text; both from 1, or 0 when not known.
    fn of_line(&self, line: usize) -> usize {
        let mut ends = self.text.match_indices('\n');
        let before = line.checked_sub(2).and_then(|before| ends.nth(before));
        if line == 0 { 0 } else { self.of_name(before.map_or(0, |(end, _)| end + 1)) }
    }
}

/// The most links that lead nowhere that the author of a page is told of: each is looked for in the
/// text.
const MOST_BROKEN: usize = 100;

/// Remarks on links that lead nowhere. A link's line is found by its target, which stands in the
/// text as it was written.
fn broken(lines: &Lines<'_>, broken: &[Broken]) -> Vec<Diagnostic> {
    // A reference that is written otherwise, with entities, is looked for in vain, through the
    // whole text.
    const MOST_IN_VAIN: usize = 64;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let (mut last, mut in_vain, mut diagnostics) = (0, 0, Vec::new());
    for (index, Broken { reference, is_image, fault }) in broken.iter().enumerate() {
        if diagnostics.len() == MOST_BROKEN {
            let more = broken.len() - index;
            diagnostics.push(Diagnostic::whole(format!("{more} more links lead to nothing")));
            break;
        }
        let find = |from: usize| {
            lines
                .text
                .get(from..)
                .and_then(|rest| rest.find(reference.as_str()))
                .map(|at| from + at)
        };
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
        let line = found.map_or(0, |at| lines.of_name(at));
        last = found.unwrap_or(last);
        seen.insert(reference, found.map_or(1, |at| at + reference.len()));
        let what = if *is_image { "image" } else { "link to" };
        let text = match fault {
            Fault::Missing => format!("{what} {reference}: nothing is served there"),
            Fault::Hidden => format!(
                "{what} {reference}: it leads into a zone that is hidden, and all readers on \
                 Gemini see where"
            ),
            // The same words for all, so that there is one line of them.
            Fault::Beside => "a link leads out of the site, to what lies beside it on the web: \
                              only its words are shown"
                .to_owned(),
        };
        diagnostics.push(Diagnostic::at_line(line, text));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_text_is_one_of_the_file() {
        let text = "a\n\nb\nc";
        let lines = Lines { text, written: text, origins: None, first: 4 };
        for (line, of_file) in [(0, 0), (1, 4), (2, 5), (3, 6), (4, 7)] {
            assert_eq!(lines.of_line(line), of_file, "{line}");
        }
        let below = |line| below(Diagnostic::at_line(line, "x"), 4).line;
        assert_eq!([0, 1, 3].map(below), [0, 4, 6]);
    }
}
