//! A book: its chapters, where they are served, what stands before and after each, and the page
//! that lists them.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::config::BookConfig;
use super::summary::{self, Line};
use crate::content::decode;
use crate::content::file_name::FileName;
use crate::content::folder::Folder;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::Head;
use crate::content::source::Source;
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Entry, Inline};
use crate::generator::entry::PageEntry;
use crate::generator::interface::{LinkTo, Neighbours, Routing};
use crate::generator::plain;
use crate::generator::routed::{PageMetadata, Routed, Served};
use crate::generator::settings::Settings;
use crate::generator::source_class;
use crate::generator::source_class::Classified;
use crate::path::CapsulePath;

/// A book's table of contents.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Book {
    /// The folder of the chapters: empty, or ends with `/`.
    pub src: String,
    /// First characters of lines of code that are not shown, by language.
    pub hidden: HashMap<String, String>,
    items: Vec<Item>,
    /// The chapters that are served, in order, and where in that order the one at a source path
    /// stands.
    chapters: Vec<(CapsulePath, String)>,
    order: HashMap<SourcePath, usize>,
    authors: Vec<String>,
    description: Option<String>,
}

/// A line of the table of contents.
#[derive(Clone, PartialEq, Debug)]
enum Item {
    Part(String),
    Separator,
    /// A chapter with its number and name, and where it is served, if it is.
    Chapter(String, Option<CapsulePath>),
}

/// The name of the file with the table of contents.
fn summary_of(config: &BookConfig) -> String {
    format!("{}SUMMARY.md", config.src)
}

/// Reads the table of contents; one that can't be read has no lines.
pub(super) fn read_summary(
    folder: &Folder,
    config: &BookConfig,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Line> {
    let summary = summary_of(config);
    let text = folder.read(&summary).unwrap_or_else(|error| {
        diagnostics.push(
            Diagnostic::whole(format!("the table of contents can't be read: {error}"))
                .in_file(&summary),
        );
        Vec::new()
    });
    let (lines, found) = summary::read(&decode::text(&text).text);
    diagnostics.extend(found.into_iter().map(|diagnostic| diagnostic.in_file(&summary)));
    lines
}

/// Routes the files of a book. The root is its table of contents: mdBook puts a copy of the first
/// chapter there and the table beside every page; a reader of menus is better off with the table
/// itself.
#[must_use]
pub(crate) fn route<'a>(
    sources: &Classified<'a>,
    lines: Vec<Line>,
    config: &BookConfig,
    site: &mut Routing<'_>,
) -> (Vec<Routed<'a>>, Book) {
    let Routing { settings, diagnostics: warnings, .. } = site;
    let summary = summary_of(config);
    let mut binder = Binder {
        files: sources.all().map(|file| (file.path.as_str(), file)).collect(),
        config,
        warnings,
        summary: &summary,
        numbers: Vec::new(),
        routed: Vec::new(),
        book: Book {
            src: config.src.clone(),
            hidden: config.hidden.clone(),
            authors: config.authors.clone(),
            description: settings.description.clone(),
            ..Book::default()
        },
    };
    for line in lines {
        binder.line(line);
    }
    binder.rest(sources, settings);
    (binder.routed, binder.book)
}

/// A book while it is made.
struct Binder<'s, 'a> {
    files: HashMap<&'a str, &'a Source>,
    config: &'s BookConfig,
    warnings: &'s mut Vec<Diagnostic>,
    summary: &'s str,
    /// Number of chapters so far on each level.
    numbers: Vec<usize>,
    routed: Vec<Routed<'a>>,
    book: Book,
}

impl<'a> Binder<'_, 'a> {
    fn line(&mut self, line: Line) {
        let item = match line {
            Line::Part(title) => Item::Part(title),
            Line::Separator => Item::Separator,
            Line::Chapter { name, file, depth, line } => {
                let label = depth.map_or_else(|| name.clone(), |depth| self.label(&name, depth));
                let path = file.and_then(|file| self.chapter(&name, &file, line));
                Item::Chapter(label, path)
            }
        };
        self.book.items.push(item);
    }

    /// `1.2. Name`; the depth shows without numbers, too.
    fn label(&mut self, name: &str, depth: usize) -> String {
        self.numbers.truncate(depth + 1);
        self.numbers.resize(depth + 1, 0);
        if let Some(last) = self.numbers.last_mut() {
            *last += 1;
        }
        let number: String = self.numbers.iter().map(|number| format!("{number}.")).collect();
        if self.config.numbers {
            format!("{number} {name}")
        } else {
            format!("{}{name}", "– ".repeat(depth))
        }
    }

    /// Routes a chapter, and gives its path back.
    fn chapter(&mut self, name: &str, file: &str, line: usize) -> Option<CapsulePath> {
        let source = CapsulePath::literal(&format!("/{}{file}", self.config.src)).ok();
        let source = source.as_ref().map(|source| source.as_str().trim_start_matches('/'));
        let found = source.and_then(|source| self.files.get(source).copied());
        let head = found.and_then(|file| Some((file, markdown(file)?)));
        let Some((source, head)) = head else {
            let what =
                format!("chapter \"{name}\": there is no page {file}; it is listed without a link");
            self.warnings.push(Diagnostic::at_line(line, what).in_file(self.summary));
            return None;
        };
        if let Some(known) = self.book.order.get(&source.path) {
            return self.book.chapters.get(*known).map(|(path, _)| path.clone());
        }
        let path = chapter_path(folder_of_chapter(&source.path, self.config)?, source.path.name())?;
        let mut fields = Fields::new();
        if head.heading.is_none() {
            fields.insert("title".to_owned(), Value::String(name.to_owned()));
        }
        let metadata = PageMetadata { fields: Arc::new(fields), ..PageMetadata::default() };
        self.book.order.insert(source.path.clone(), self.book.chapters.len());
        self.book.chapters.push((path.clone(), name.to_owned()));
        self.routed.push(Routed {
            source,
            path: path.clone(),
            served: Served::Page(Box::new(metadata)),
        });
        Some(path)
    }

    /// Everything that is no chapter: the table of contents itself, and files that lie beside the
    /// chapters.
    fn rest(&mut self, sources: &Classified<'a>, settings: &Settings) {
        for file in sources.all() {
            let Some(folder) = folder_of_chapter(&file.path, self.config) else { continue };
            if folder.is_empty() && file.path.name().text() == "SUMMARY.md" {
                let title = settings.title.clone().unwrap_or_else(|| "Contents".to_owned());
                let fields = Fields::from_iter([("title".to_owned(), Value::String(title))]);
                let metadata = PageMetadata { fields: Arc::new(fields), ..PageMetadata::default() };
                self.routed.push(Routed {
                    source: file,
                    path: CapsulePath::root(),
                    served: Served::Page(Box::new(metadata)),
                });
            } else if markdown(file).is_none() {
                self.routed.extend(plain::route_static(file, folder));
            } else if !self.book.order.contains_key(&file.path) {
                let what = "it is not in SUMMARY.md and so no page of the book; it is not served";
                self.warnings.push(Diagnostic::whole(what).in_file(&file.path));
            }
        }
    }
}

/// Front matter and first heading of a file that may be a chapter.
fn markdown(file: &Source) -> Option<&Head> {
    match source_class::page_of(file) {
        Some((PageFormat::Markdown, head)) => Some(head),
        Some((
            PageFormat::Html | PageFormat::Gemtext | PageFormat::Text | PageFormat::Menu(_),
            _,
        ))
        | None => None,
    }
}

/// The folder of a source below that of the chapters, without slashes at its ends; `None` for one
/// that is not there.
fn folder_of_chapter<'s>(source: &'s SourcePath, config: &BookConfig) -> Option<&'s str> {
    Some(source.folder().strip_prefix(config.src.as_str())?.trim_end_matches('/'))
}

/// The path of a chapter: a README or index at its folder, any other under its name with
/// `.html`. The root is the table of contents, so what would be there has the other name that it
/// has on the web.
fn chapter_path(folder: &str, name: FileName<'_>) -> Option<CapsulePath> {
    let stem = name.stem();
    let path = match (folder, stem.eq_ignore_ascii_case("readme") || stem == "index") {
        ("", true) => "/index.html".to_owned(),
        (folder, true) => format!("/{folder}/"),
        ("", false) => format!("/{stem}.html"),
        (folder, false) => format!("/{folder}/{stem}.html"),
    };
    CapsulePath::literal(&path).ok()
}

/// The inverse of [`chapter_path`], and of the paths of other files: a name below the folder of the
/// chapters. `None` when nothing there is served at a path.
pub(super) fn inner_source(path: &CapsulePath) -> Option<String> {
    let inner = path.as_str().trim_start_matches('/');
    let name = match inner {
        "" => return Some("SUMMARY.md".to_owned()),
        "index.html" => "README.md".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}README.md"),
        file => file.strip_suffix(".html").map_or_else(|| file.to_owned(), |it| format!("{it}.md")),
    };
    let source = SourcePath::new(&name)?;
    let is_chapter = source.name().format() == Some(PageFormat::Markdown);
    let served = if is_chapter && !inner.ends_with(".md") {
        chapter_path(source.folder().trim_end_matches('/'), source.name())
    } else {
        Some(path.clone())
    };
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    if served.as_ref() == Some(path) && !hidden { Some(name) } else { None }
}

impl Book {
    /// True if a page is a chapter.
    #[must_use]
    pub(crate) fn has(&self, page: &PageEntry) -> bool {
        self.order.contains_key(&page.source)
    }

    /// The chapters before and after one.
    #[must_use]
    pub(crate) fn beside(&self, page: &PageEntry) -> Neighbours<'_> {
        let at = self.order.get(&page.source).copied();
        let chapter =
            |at: Option<usize>| self.chapters.get(at?).map(|(path, name)| (path, name.as_str()));
        Neighbours {
            previous: chapter(at.and_then(|at| at.checked_sub(1))),
            next: chapter(at.and_then(|at| at.checked_add(1))),
        }
    }

    /// The page that lists the chapters; `target` leads to one, or keeps silent
    /// about it.
    #[must_use]
    pub(crate) fn contents(&self, target: &LinkTo<'_>) -> Vec<Block> {
        let text = |text: String| Block::Paragraph(vec![Inline::Text(text)]);
        let by = (!self.authors.is_empty()).then(|| format!("By {}", self.authors.join(", ")));
        let mut blocks: Vec<Block> =
            self.description.clone().into_iter().chain(by).map(text).collect();
        for item in &self.items {
            match item {
                Item::Part(title) => {
                    blocks.push(Block::Heading {
                        level: 2,
                        id: String::new(),
                        content: vec![Inline::Text(title.clone())],
                    });
                }
                Item::Separator => blocks.push(Block::Rule),
                Item::Chapter(label, None) => blocks.push(text(label.clone())),
                Item::Chapter(label, Some(path)) => {
                    let Some(target) = target(path) else { continue };
                    let entry = Entry { target, date: None, label: label.clone() };
                    match blocks.last_mut() {
                        Some(Block::Entries(entries)) => entries.push(entry),
                        Some(_) | None => blocks.push(Block::Entries(vec![entry])),
                    }
                }
            }
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_the_file_that_it_comes_from() {
        for (path, source) in [
            ("/", Some("SUMMARY.md")),
            ("/a.html", Some("a.md")),
            ("/a/b.html", Some("a/b.md")),
            ("/a/", Some("a/README.md")),
            ("/a/index.html", None),
            ("/a.png", Some("a.png")),
            ("/a.md", Some("a.md")),
        ] {
            let found = inner_source(&CapsulePath::literal(path).unwrap());
            assert_eq!(found.as_deref(), source, "{path}");
        }
    }
}
