//! The page of what a search has found.

use std::sync::Arc;
use std::time::Instant;

use super::indexing::SearchIndex;
use super::pages;
use super::progress::Progress;
use crate::capsule::footer::link;
use crate::capsule::languages;
use crate::capsule::parts::{Capsule, Parts};
use crate::capsule::search_link::{MOST_PAGES, results_path, search_path, to_search};
use crate::capsule::visible::{Reader, Visible};
use crate::document::{Block, Document, Entry as Line, Inline, Link, Target};
use crate::generator::PageEntry;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled, filled_all};
use crate::search::{Error, Hit, Matched, Passage, Query, Stage, beginning, passage};

/// The pages on one page of results.
pub(super) const PAGE: usize = 10;

/// A search.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The words as they were typed.
    pub typed: &'a str,
    /// The number of the page of results, from 1.
    pub page: usize,
    /// Who asks.
    pub reader: Reader<'a>,
    /// The moment at which it ends, with what there is.
    pub until: Instant,
}

/// What a search has found.
#[derive(Debug)]
pub struct SearchResults<'c> {
    /// What was asked for.
    pub query: Query,
    /// The number of this page of results, from 1: the last one for whoever asks for more.
    pub number: usize,
    /// The pages on this page of results, the best first.
    pub pages: Vec<FoundPage<'c>>,
    /// The number of all that were found.
    pub count: usize,
    /// What they hold.
    pub matched: Matched,
    /// False if there was no time to look for more.
    pub complete: bool,
    /// What may have been meant.
    pub suggestion: Option<String>,
    /// How much of what the reader may see can be found.
    pub(super) progress: Progress,
}

impl SearchResults<'_> {
    /// The number of pages that the reader may see and that are not in the index.
    #[must_use]
    pub fn unsearched(&self) -> usize {
        self.progress.all.saturating_sub(self.progress.indexed)
    }

    /// That of a search in no index.
    fn nothing(capsule: &Capsule, asked: Asked<'_>) -> Self {
        let seen = Visible::of(Parts::of(capsule).contents, asked.reader);
        let all = pages::pages(capsule).filter(|it| seen.shows(&it.page.path)).count();
        Self {
            progress: Progress { indexed: 0, all },
            query: Query::read(asked.typed),
            number: 1,
            pages: Vec::new(),
            count: 0,
            matched: Matched::All,
            complete: true,
            suggestion: None,
        }
    }
}

/// A page that was found.
#[derive(Debug)]
pub struct FoundPage<'c> {
    /// Its entry.
    pub page: &'c PageEntry,
    /// The passage that shows why, with `[ ]` around the words; empty where there is none.
    pub excerpt: String,
}

/// Looks for pages.
///
/// # Errors
/// Fails when the index can't be read.
pub(in crate::capsule) fn find<'c>(
    capsule: &'c Arc<Capsule>,
    index: &SearchIndex,
    asked: Asked<'_>,
) -> Result<SearchResults<'c>, Error> {
    let query = Query::read(asked.typed);
    let seen = Visible::of(Parts::of(capsule).contents, asked.reader);
    let groups: Vec<bool> = index.zones().iter().map(|zone| seen.shows(&zone.path)).collect();
    let sees = |group: u32| match usize::try_from(group).unwrap_or(usize::MAX).checked_sub(1) {
        None => true,
        Some(zone) => groups.get(zone).copied().unwrap_or(false),
    };
    let today = pages::days(jiff::Zoned::now().date());
    let stage = Stage { until: asked.until, today };
    let hits = index.index().find(&query, &sees, stage)?;
    let (count, matched, complete) = (hits.count(), hits.matched, hits.complete);
    let number = asked.page.clamp(1, count.div_ceil(PAGE).clamp(1, MOST_PAGES));
    let suggestion = if (count == 0 || matched == Matched::Any) && complete {
        index.index().suggestion(&query, stage)?
    } else {
        None
    };
    let mut shown = Vec::new();
    for hit in hits.best(number.saturating_sub(1).saturating_mul(PAGE), PAGE) {
        shown.extend(show(capsule, index, &query, seen, hit, asked.until)?);
    }
    let progress = index.progress(&sees);
    Ok(SearchResults {
        query,
        number,
        pages: shown,
        count,
        matched,
        complete,
        suggestion,
        progress,
    })
}

/// A page that was found, if the reader may see it, as it is by now.
fn show<'c>(
    capsule: &'c Arc<Capsule>,
    index: &SearchIndex,
    query: &Query,
    seen: Visible<'_, '_>,
    hit: Hit,
    until: Instant,
) -> Result<Option<FoundPage<'c>>, Error> {
    let Some(kept) = index.index().kept(hit.page)? else { return Ok(None) };
    let page = CapsulePath::literal(&kept.path).ok().and_then(|it| capsule.contents.page_at(&it));
    let Some(page) = page.filter(|page| seen.shows(&page.path)) else { return Ok(None) };
    // What it said before it was saved is not for readers any more.
    let is_now = pages::searched(capsule, page).stamp(capsule) == kept.stamp;
    let text = match kept.text.filter(|_| is_now) {
        _ if Instant::now() >= until => String::new(),
        Some(text) => text,
        None => pages::text_of(capsule, page).unwrap_or_default(),
    };
    let description = page.text("description").unwrap_or_default();
    let passages = [passage(&text, query), passage(&description, query)];
    // Of two that show as much the text, which says more.
    let best = passages.into_iter().flatten().rev().max_by_key(|passage| passage.found);
    let opening = if description.trim().is_empty() { &text } else { &description };
    let excerpt = best.map_or_else(|| beginning(opening), |Passage { text, .. }| text);
    Ok(Some(FoundPage { page, excerpt }))
}

/// A page of links to what was found.
///
/// # Errors
/// As [`find`].
pub(in crate::capsule) fn results(
    capsule: &Arc<Capsule>,
    index: Option<&SearchIndex>,
    asked: Asked<'_>,
) -> Result<Document, Error> {
    let parts = Parts::of(capsule);
    let from = search_path().unwrap_or_else(CapsulePath::root);
    let phrases = languages::phrases(parts, &from);
    let found = match index.filter(|index| index.is_compared()) {
        Some(index) => find(capsule, index, asked)?,
        None => SearchResults::nothing(capsule, asked),
    };
    let seen = Visible::of(parts.contents, asked.reader);
    let all = found.count.div_ceil(PAGE).clamp(1, MOST_PAGES);
    let mut blocks = vec![paragraph(told(&found, found.number, all, phrases))];
    let progress = found.progress;
    if !progress.is_complete() {
        let said = [progress.indexed, progress.all].map(|number| number.to_string());
        blocks.push(paragraph(filled_all(phrases.pages_indexed, &said)));
    }
    blocks.extend(found.suggestion.as_deref().map(|words| suggestion(words, phrases)));
    for hit in &found.pages {
        let page = hit.page;
        let target = seen.target(&page.path, ItemType::Menu, Some(page.title.clone()));
        let line = Line { target, date: page.day(), label: page.title.clone() };
        blocks.push(Block::Entries(vec![line]));
        if !hit.excerpt.is_empty() {
            blocks.push(paragraph(hit.excerpt.clone()));
        }
    }
    let typed = found.query.typed();
    let number = found.number;
    let more = [(number + 1, phrases.more_results, number < all)];
    let back = [(number.saturating_sub(1), phrases.earlier_results, number > 1)];
    let turns = more.into_iter().chain(back).filter(|(.., is_there)| *is_there);
    let turns = turns.filter_map(|(number, words, _)| {
        Some(link_to(Target::search(results_path(number)?, typed), words))
    });
    let again = search_path().map(|path| to_search(&path, phrases.search_again));
    let home = CapsulePath::root();
    let home = parts.contents.resource(&home).map(|_| link(&home, phrases.home));
    Ok(Document {
        title: format!("{}: {typed}", phrases.search),
        blocks,
        language: languages::language(parts, &from),
        footer: turns.chain(again).chain(home).collect(),
        ..Document::default()
    })
}

/// Sentences on what was found.
fn told(found: &SearchResults<'_>, page: usize, all: usize, phrases: &Phrases) -> String {
    let counted = match (found.count, found.query.has_several()) {
        (0, true) => phrases.none_found.to_owned(),
        (0, false) => phrases.word_not_found.to_owned(),
        (1, _) => phrases.one_found.to_owned(),
        (number, _) => filled(phrases.many_found, number),
    };
    let some = (found.matched == Matched::Any).then(|| phrases.only_some.to_owned());
    let place = [page, all].map(|number| number.to_string());
    let place = (all > 1).then(|| filled_all(phrases.page_of, &place));
    let early = (!found.complete).then(|| phrases.not_all_seen.to_owned());
    some.into_iter().chain([counted]).chain(place).chain(early).collect::<Vec<_>>().join(" ")
}

/// The line that leads to what may have been meant.
fn suggestion(words: &str, phrases: &Phrases) -> Block {
    let label = filled(phrases.did_you_mean, words);
    let path = search_path().unwrap_or_else(CapsulePath::root);
    Block::Entries(vec![Line { target: Target::search(path, words), date: None, label }])
}

fn link_to(target: Target, words: &str) -> Link {
    Link::new(target, vec![Inline::Text(words.to_owned())])
}

fn paragraph(text: String) -> Block {
    Block::Paragraph(vec![Inline::Text(text)])
}
