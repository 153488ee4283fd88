//! The pages that may be found, and what is indexed of each.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::capsule::parts::{Capsule, Parts};
use crate::capsule::visible::{Reader, Visible};
use crate::capsule::{entries, memory, page};
use crate::content::source::Stamp;
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Document, Entry as Line, Part, Target, parts as parts_of, words};
use crate::generator::{PageEntry, Settings, is_below};
use crate::search::{Entry, Fact, LONGEST_TEXT};

/// The largest page that is converted while a reader waits, in bytes.
const LARGEST_AT_ONCE: u64 = 64 << 10;

/// A page that may be found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Searched<'c> {
    pub page: &'c PageEntry,
    /// The menu for readers of menus that its author wrote for the same path.
    menu: Option<&'c PageEntry>,
}

/// The pages that may be found, those in zones too.
pub(super) fn pages(capsule: &Capsule) -> impl Iterator<Item = Searched<'_>> {
    let contents = Parts::of(capsule).contents;
    let pages = Visible::of(contents, Reader::Author).pages().filter(|page| is_listed(page));
    pages.filter_map(|page| {
        let served = contents.page_at(&page.path)?;
        (served.source == page.source).then(|| searched(capsule, page))
    })
}

/// A page with all that is found by its path.
pub(super) fn searched<'c>(capsule: &'c Capsule, page: &'c PageEntry) -> Searched<'c> {
    let menu = Parts::of(capsule).contents.menu(&page.path);
    Searched { page, menu: menu.filter(|menu| menu.source != page.source) }
}

/// True for a page that its author does not keep out of lists or of the search, and that tells of
/// no error.
fn is_listed(page: &PageEntry) -> bool {
    let is = |names: &[&str], truth: bool| {
        let asked = |name: &&str| page.fields.get(*name) == Some(&Value::Bool(truth));
        names.iter().any(asked)
    };
    let unlisted = is(&["unlisted", "hidden", "search_exclude", "exclude_from_search"], true)
        || is(&["search", "in_search_index", "listed"], false);
    !unlisted && !entries::is_unlisted(page) && !entries::is_error_page(page)
}

impl Searched<'_> {
    /// The state of its files.
    pub(super) fn stamp(&self, capsule: &Capsule) -> u64 {
        let mut hasher = DefaultHasher::new();
        for page in std::iter::once(self.page).chain(self.menu) {
            page.source.as_str().hash(&mut hasher);
            if let Some(stamp) = capsule.stamp(&page.source) {
                hash_stamp(stamp, &mut hasher);
            }
        }
        // Some of it may come from elsewhere. This is done for each page after each save.
        let PageEntry { title, tags, categories, .. } = self.page;
        (title, tags, categories, self.page.text("description")).hash(&mut hasher);
        self.is_public(capsule).hash(&mut hasher);
        hasher.finish()
    }

    /// True if everyone may see it.
    pub(super) fn is_public(&self, capsule: &Capsule) -> bool {
        capsule.contents.zone_number(&self.page.path).is_none()
    }

    /// True if it may say something else when another page does.
    pub(super) fn shows_others(&self, capsule: &Capsule) -> bool {
        self.page.head.embeds || capsule.source.generator.shows_others(&self.page.head)
    }

    /// What it is ordered by, and who may see it.
    pub(super) fn fact(&self, capsule: &Capsule) -> Fact {
        let date = self.page.date.as_ref().map(jiff::Zoned::date);
        let group = capsule.contents.zone_number(&self.page.path);
        Fact {
            day: date.map(days),
            year: date.map(jiff::civil::Date::year),
            // Of a zone without a number of its own nobody finds anything.
            group: group.map_or(0, |zone| u32::try_from(zone + 1).unwrap_or(u32::MAX)),
        }
    }

    /// What is indexed of it. Of one that is too large, or can't be read any more, what is known
    /// without its text.
    ///
    /// # Errors
    /// Fails when it could not be read this time.
    pub(super) fn entry(&self, capsule: &Arc<Capsule>) -> io::Result<Entry> {
        let mut entry = heading_of(self.page);
        for page in std::iter::once(self.page).chain(self.menu) {
            let _memory = capsule.checks.take(memory::of_page(capsule, page, false));
            let convert = || capsule.folder().whole(|| page::convert(capsule, page));
            // One page must not be the end of the index.
            let converted = catch_unwind(AssertUnwindSafe(convert))
                .unwrap_or_else(|_| Err(io::ErrorKind::InvalidInput.into()));
            match converted {
                Ok(converted) => add(capsule, &converted.document, &mut entry),
                Err(error) if is_lasting(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(entry)
    }
}

/// A diagnostic of a page that is too long to be found by all that stands on it, where there is a
/// search.
pub(in crate::capsule) fn unfound(
    capsule: &Capsule,
    page: &PageEntry,
    document: &Document,
) -> Option<Diagnostic> {
    if !capsule.is_searched() || !is_listed(page) {
        return None;
    }
    let mut entry = heading_of(page);
    add(capsule, document, &mut entry);
    let what =
        format!("a search finds what stands in the first {LONGEST_TEXT} bytes of its text alone");
    entry.is_full().then(|| Diagnostic::whole(what).in_file(&page.source))
}

/// The text of a page, where the index keeps none; `None` for one that takes long, or when there is
/// no memory for it now: a reader waits.
pub(super) fn text_of(capsule: &Arc<Capsule>, page: &PageEntry) -> Option<String> {
    if capsule.source.size_of(page) > LARGEST_AT_ONCE {
        return None;
    }
    let _memory = capsule.checks.try_take(memory::of_page(capsule, page, false))?;
    let converted = page::convert(capsule, page).ok()?;
    let mut entry = heading_of(page);
    add(capsule, &converted.document, &mut entry);
    Some(entry.text)
}

/// True for an error that will be the same the next time.
fn is_lasting(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, InvalidInput, NotFound, PermissionDenied};
    matches!(error.kind(), FileTooLarge | InvalidInput | NotFound | PermissionDenied)
}

/// The state of all that pages are made from besides their own files.
pub(super) fn surroundings(capsule: &Capsule) -> u64 {
    let source = &capsule.source;
    let folders: Vec<String> =
        source.generator.surroundings().iter().map(|folder| source.of_site(folder)).collect();
    let is_around = |path: &str| folders.iter().any(|folder| is_below(path, folder));
    let around = source.known.iter().filter(|it| is_around(it.path.as_str()));
    let sum = around.fold(0_u64, |sum, file| {
        let mut hasher = DefaultHasher::new();
        file.path.as_str().hash(&mut hasher);
        hash_stamp(file.stamp, &mut hasher);
        sum.wrapping_add(hasher.finish())
    });
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    // The moment of the reading is another one each time; what it decides is in the pages.
    let settings = Settings { now: Timestamp::UNIX_EPOCH, ..(*source.settings).clone() };
    format!("{settings:?}").hash(&mut hasher);
    sum.hash(&mut hasher);
    hasher.finish()
}

/// The device is left out: it may have another number after each start of the machine.
fn hash_stamp(stamp: Stamp, hasher: &mut DefaultHasher) {
    let Stamp { size, modified, changed, inode: (_, inode) } = stamp;
    (size, modified, changed, inode).hash(hasher);
}

/// The days since 1970.
pub(super) fn days(date: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    date.since(epoch).map_or(0, |span| span.get_days())
}

fn heading_of(page: &PageEntry) -> Entry {
    let topics = page.tags.iter().chain(&page.categories);
    let topics: Vec<&str> = topics.map(String::as_str).collect();
    Entry {
        title: page.title.clone(),
        tags: topics.join("\n"),
        description: page.text("description").unwrap_or_default(),
        ..Entry::default()
    }
}

/// Adds what stands on a page.
fn add(capsule: &Capsule, document: &Document, entry: &mut Entry) {
    for block in &document.blocks {
        if let Block::Heading { content, .. } = block {
            entry.headings.push_str(&words(content));
            entry.headings.push('\n');
        }
    }
    parts_of(&document.blocks, &mut |part| {
        if entry.is_full() {
            return;
        }
        match part {
            // The title has a place of its own, where it counts for more.
            Part::Line(content) if words(content) == entry.title => {}
            Part::Line(content) => entry.add_line(&words(content)),
            Part::Code(code) => code.text.lines().for_each(|line| entry.add_line(line)),
            Part::Entry(line) if is_list(capsule, line) => {}
            Part::Entry(line) => entry.add_line(&line.label),
        }
    });
}

/// True for a line that says no more than the title of the page that it leads to, as lists do: whoever
/// looks for that page is to find it, not all lists that it is in.
fn is_list(capsule: &Capsule, line: &Line) -> bool {
    match &line.target {
        Target::Internal { path, .. } => {
            capsule.contents.page_at(path).is_some_and(|page| page.title == line.label)
        }
        Target::GeminiOnly { .. } | Target::Search { .. } => true,
        Target::Missing(_) | Target::External(_) | Target::Nowhere => false,
    }
}
