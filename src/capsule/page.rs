//! One page from disk to `Document`: decode, take the front matter off, fill templates in, parse,
//! resolve links, frame.

use std::io;
use std::sync::Arc;

use super::footer::{self, link};
use super::links::Links;
use super::page_lines::{Lines, below, broken, lines_in};
use super::parts::{Capsule, Parts};
use super::post_lists::List;
use super::visible::{Reader, Visible};
use super::{
    dialect, embedded_notes, expand, languages, layout_data, letters, listing, menu, post_lines,
    posts, section,
};
use crate::content::format::PageFormat;
use crate::content::{decode, front_matter};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Document, Link, MenuLine};
use crate::generator::{Neighbours, PageEntry};
use crate::parse::{self, Parsed};
use crate::phrases::Phrases;
use crate::render;

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
    if capsule.letters.hold(&page.source) {
        parsed.blocks = letters::as_quoted(parsed.blocks);
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
