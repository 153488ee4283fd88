//! Finding: from a query to the pages that it means, the best first.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::time::Instant;

use super::error::Error;
use super::store::{Fact, Index};
use crate::search::query::Query;

/// What a word counts for where it stands: title, headings, tags, description, text, marks.
const WEIGHTS: &str = "5.0, 2.0, 2.0, 2.0, 1.0, 1.0";
/// What a page of today counts for more than one of long ago.
const NEWNESS: f64 = 0.1;
/// The pages with a word that are so many that nobody looks for more with longer words.
const ENOUGH: usize = 100;

/// A page that was found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit {
    /// Its number.
    pub page: i64,
    score: f64,
    day: Option<i32>,
}

/// The pages that were found.
#[derive(Clone, PartialEq, Debug)]
pub struct Hits {
    /// All of them, in no order until they are [chosen](Hits::best).
    hits: Vec<Hit>,
    /// What they have in common.
    pub matched: Matched,
    /// False if there was no time to look for more.
    pub complete: bool,
}

/// What the pages that were found hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matched {
    /// All words.
    All,
    /// Some of the words: none holds all.
    Any,
}

/// A moment of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stage {
    /// The moment at which it ends, with what there is.
    pub until: Instant,
    /// Today, in days since 1970.
    pub today: i32,
}

impl Hits {
    /// The number of pages.
    #[must_use]
    pub fn count(&self) -> usize {
        self.hits.len()
    }

    /// The best after the first `skipped`, at most `number`.
    #[must_use]
    pub fn best(mut self, skipped: usize, number: usize) -> Vec<Hit> {
        let order = |hit: &Hit| (Reverse(Ordered(hit.score)), Reverse(hit.day), hit.page);
        let end = skipped.saturating_add(number).min(self.hits.len());
        if end > 0 && end < self.hits.len() {
            self.hits.select_nth_unstable_by_key(end - 1, order);
        }
        self.hits.truncate(end);
        self.hits.sort_by_key(order);
        self.hits.split_off(skipped.min(end))
    }
}

/// A number in its order.
#[derive(PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Index {
    /// Finds the pages that a query means, of the groups that the reader `sees`: those that hold all
    /// words; if they are few, those too that hold longer words in the place of the last; if there is
    /// none, those that hold them whatever signs stand beside; if there is none either, those that
    /// hold any.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn find(
        &self,
        query: &Query,
        sees: &dyn Fn(u32) -> bool,
        stage: Stage,
    ) -> Result<Hits, Error> {
        let wanted = |fact: &Fact| {
            let in_years =
                query.years().is_none_or(|years| fact.year.is_some_and(|it| years.contains(&it)));
            in_years && sees(fact.group)
        };
        let Some(all) = query.all() else {
            let mut hits = self.of_years(query, &wanted);
            if let Some(excluded) = query.excluded() {
                let excluded = self.matching(&excluded, &wanted, stage)?;
                let pages: HashSet<i64> = excluded.hits.iter().map(|hit| hit.page).collect();
                hits.hits.retain(|hit| !pages.contains(&hit.page));
            }
            return Ok(hits);
        };
        if let Some(whole) = query.all_whole() {
            let hits = self.matching(&whole, &wanted, stage)?;
            if hits.count() >= ENOUGH || !hits.complete {
                return Ok(hits);
            }
        }
        let mut hits = self.matching(&all, &wanted, stage)?;
        let others = [(query.all_without_signs(), Matched::All), (query.any(), Matched::Any)];
        for (expression, matched) in others {
            if let Some(expression) = expression.filter(|_| hits.hits.is_empty() && hits.complete) {
                hits = Hits { matched, ..self.matching(&expression, &wanted, stage)? };
            }
        }
        if hits.hits.is_empty() {
            hits.matched = Matched::All;
        }
        Ok(hits)
    }

    /// All pages of the years that are asked for.
    fn of_years(&self, query: &Query, wanted: &dyn Fn(&Fact) -> bool) -> Hits {
        let facts = self.facts();
        let asked = query.years().is_some();
        let pages = facts.iter().enumerate().filter(|_| asked);
        let hits = pages.filter_map(|(number, fact)| {
            let fact = (*fact).filter(|fact| wanted(fact))?;
            Some(Hit { page: i64::try_from(number).ok()?, score: 0.0, day: fact.day })
        });
        Hits { hits: hits.collect(), matched: Matched::All, complete: true }
    }

    fn matching(
        &self,
        expression: &str,
        wanted: &dyn Fn(&Fact) -> bool,
        stage: Stage,
    ) -> Result<Hits, Error> {
        let facts = self.facts();
        let ranked =
            format!("SELECT rowid, bm25(words, {WEIGHTS}) FROM words WHERE words MATCH ?1");
        let mut hits = Vec::new();
        let complete = self.asking(stage.until).each_row(&ranked, [expression], |row| {
            let page: i64 = row.get(0)?;
            if let Some(fact) = Self::fact(&facts, page).filter(|fact| wanted(fact)) {
                let rank: f64 = row.get(1)?;
                let score = -rank * newness(fact.day, stage.today);
                hits.push(Hit { page, score, day: fact.day });
            }
            Ok(true)
        })?;
        Ok(Hits { hits, matched: Matched::All, complete })
    }
}

/// What a page counts for by its age.
fn newness(day: Option<i32>, today: i32) -> f64 {
    let Some(day) = day else { return 1.0 };
    let years = f64::from(today.saturating_sub(day).max(0)) / 365.0;
    1.0 + NEWNESS / (1.0 + years)
}
