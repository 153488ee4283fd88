//! Finding: from a query to the pages that it means, the best first.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::time::Instant;

use rusqlite::Row;

use super::error::Error;
use super::store::{Fact, Index};
use crate::search::query::Query;

/// What a word counts for where it stands: title, headings, tags, description, text, marks.
const WEIGHTS: &str = "5.0, 2.0, 2.0, 2.0, 1.0, 1.0";
/// What a page of today counts for more than one of long ago.
const NEWNESS: f64 = 0.1;
/// The pages with a word that are so many that nobody looks for more with longer words.
const ENOUGH: usize = 100;

/// The pages that are ranked by the words in them, which takes five times as long as to find them. Of
/// more, it is those with a word where it counts most, then the newest; all others come after these.
const MOST_RANKED: usize = 1000;

/// A page that was found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit {
    /// Its number.
    pub page: i64,
    /// 0 for one that is not ranked, which is less than any other.
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
                let (pages, _) = self.pages(&excluded, stage)?;
                let pages: HashSet<i64> = pages.into_iter().collect();
                hits.hits.retain(|hit| !pages.contains(&hit.page));
            }
            return Ok(hits);
        };
        if let Some(whole) = query.all_whole() {
            let hits = self.matching(&whole, query, &wanted, stage)?;
            if hits.count() >= ENOUGH || !hits.complete {
                return Ok(hits);
            }
        }
        let mut hits = self.matching(&all, query, &wanted, stage)?;
        let others = [(query.all_without_signs(), Matched::All), (query.any(), Matched::Any)];
        for (expression, matched) in others {
            if let Some(expression) = expression.filter(|_| hits.hits.is_empty() && hits.complete) {
                hits = Hits { matched, ..self.matching(&expression, query, &wanted, stage)? };
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

    /// The pages that an expression of a query is true of.
    fn matching(
        &self,
        expression: &str,
        query: &Query,
        wanted: &dyn Fn(&Fact) -> bool,
        stage: Stage,
    ) -> Result<Hits, Error> {
        let facts = self.facts();
        let hit = |page, rank: f64| {
            let Fact { day, .. } = Self::fact(&facts, page).filter(|fact| wanted(fact))?;
            Some(Hit { page, score: -rank * newness(day, stage.today), day })
        };
        // Where words stand behind each other takes as long to see as their rank.
        if !query.has_phrases() {
            let (pages, mut complete) = self.pages(expression, stage)?;
            if pages.len() > MOST_RANKED || !complete {
                let mut hits: Vec<Hit> =
                    pages.into_iter().filter_map(|page| hit(page, 0.0)).collect();
                complete &= self.rank_some(&mut hits, expression, query, stage, &hit)?;
                return Ok(Hits { hits, matched: Matched::All, complete });
            }
        }
        let (ranked, complete) = self.ranked("", expression, stage)?;
        let hits = ranked.into_iter().filter_map(|(page, rank)| hit(page, rank)).collect();
        Ok(Hits { hits, matched: Matched::All, complete })
    }

    /// Ranks those that readers look for most likely. False if there was no time for it.
    fn rank_some(
        &self,
        hits: &mut [Hit],
        expression: &str,
        query: &Query,
        stage: Stage,
        hit: &dyn Fn(i64, f64) -> Option<Hit>,
    ) -> Result<bool, Error> {
        let (prominent, _) = match query.prominent() {
            Some(prominent) => self.pages(&prominent, stage)?,
            None => (Vec::new(), true),
        };
        let prominent: HashSet<i64> = prominent.into_iter().collect();
        if hits.len() > MOST_RANKED {
            hits.select_nth_unstable_by_key(MOST_RANKED, |hit| {
                (!prominent.contains(&hit.page), Reverse(hit.day), hit.page)
            });
        }
        let (some, _) = hits.split_at_mut(MOST_RANKED.min(hits.len()));
        let numbers: Vec<String> = some.iter().map(|hit| hit.page.to_string()).collect();
        // The sign keeps SQLite from asking the table for one page after the other.
        let among = format!("AND +rowid IN ({})", numbers.join(", "));
        let (ranked, complete) = self.ranked(&among, expression, stage)?;
        let ranked: HashMap<i64, f64> = ranked.into_iter().collect();
        for one in some {
            let rank = ranked.get(&one.page);
            if let Some(ranked) = rank.and_then(|rank| hit(one.page, *rank)) {
                *one = ranked;
            }
        }
        Ok(complete)
    }

    /// The pages that an expression is true of, with the rank of each: the less, the better. What
    /// follows the expression chooses among them.
    fn ranked(
        &self,
        choice: &str,
        expression: &str,
        stage: Stage,
    ) -> Result<(Vec<(i64, f64)>, bool), Error> {
        let question = format!(
            "SELECT rowid, bm25(words, {WEIGHTS}) FROM words WHERE words MATCH ?1 {choice}"
        );
        self.rows(&question, expression, stage, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The pages that an expression is true of. False if there was no time for more.
    fn pages(&self, expression: &str, stage: Stage) -> Result<(Vec<i64>, bool), Error> {
        let question = "SELECT rowid FROM words WHERE words MATCH ?1";
        self.rows(question, expression, stage, |row| row.get(0))
    }

    fn rows<T>(
        &self,
        question: &str,
        expression: &str,
        stage: Stage,
        read: impl Fn(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<(Vec<T>, bool), Error> {
        let mut rows = Vec::new();
        let complete = self.asking(stage.until).each_row(question, [expression], |row| {
            rows.push(read(row)?);
            Ok(true)
        })?;
        Ok((rows, complete))
    }
}

/// What a page counts for by its age.
fn newness(day: Option<i32>, today: i32) -> f64 {
    let Some(day) = day else { return 1.0 };
    let years = f64::from(today.saturating_sub(day).max(0)) / 365.0;
    1.0 + NEWNESS / (1.0 + years)
}
