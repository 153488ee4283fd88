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
/// The same without text and marks.
const PROMINENT_WEIGHTS: &str = "5.0, 2.0, 2.0, 2.0";
/// What a page of today counts for more than one of long ago.
const NEWNESS: f64 = 0.1;
/// The pages with a word that are so many that nobody looks for more with longer words.
const ENOUGH: usize = 100;

/// The pages that are ranked by all the words in them, which takes as long for one as to find ten. Of
/// more, it is those with a word where it counts most; all others come after these.
const MOST_RANKED: usize = 1000;
/// The same for words that stand behind each other, which are looked for three times to rank pages.
const MOST_RANKED_PHRASES: usize = 100;
/// Where hardly any of more pages has a word where it counts most, those that are ranked: these and
/// the newest.
const RANKED_OF_MORE: usize = 300;

/// The tables in which words are looked for.
#[derive(Clone, Copy)]
enum Table {
    /// All words.
    Words,
    /// Those in titles, headings, tags and descriptions.
    Prominent,
}

/// What a table is asked for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    table: Table,
    expression: &'a str,
    /// The number of pages that the expression is true of.
    count: usize,
}

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
                let (pages, _) = self.pages(Table::Words, &excluded, stage)?;
                let pages: HashSet<i64> = pages.into_iter().collect();
                hits.hits.retain(|hit| !pages.contains(&hit.page));
            }
            return Ok(hits);
        };
        if let Some(whole) = query.all_whole() {
            let prominent = query.prominent_whole();
            let hits = self.matching(&whole, prominent, query, &wanted, stage)?;
            if hits.count() >= ENOUGH || !hits.complete {
                return Ok(hits);
            }
        }
        let mut hits = self.matching(&all, query.prominent(), query, &wanted, stage)?;
        let others = [(query.all_without_signs(), Matched::All), (query.any(), Matched::Any)];
        for (expression, matched) in others {
            if let Some(expression) = expression.filter(|_| hits.hits.is_empty() && hits.complete) {
                let prominent = query.prominent();
                let found = self.matching(&expression, prominent, query, &wanted, stage)?;
                hits = Hits { matched, ..found };
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

    /// The pages that an expression of a query is true of. The other expression is that of the words
    /// where they count most.
    fn matching(
        &self,
        expression: &str,
        prominent: Option<String>,
        query: &Query,
        wanted: &dyn Fn(&Fact) -> bool,
        stage: Stage,
    ) -> Result<Hits, Error> {
        let (pages, mut complete) = self.pages(Table::Words, expression, stage)?;
        let words = Asked { table: Table::Words, expression, count: pages.len() };
        let facts = self.facts();
        let hits = pages.into_iter().filter_map(|page| {
            let Fact { day, .. } = Self::fact(&facts, page).filter(|fact| wanted(fact))?;
            Some(Hit { page, score: 0.0, day })
        });
        let mut hits: Vec<Hit> = hits.collect();
        let has_phrases = query.has_phrases();
        let most = if has_phrases { MOST_RANKED_PHRASES } else { MOST_RANKED };
        if hits.len() <= most {
            complete &= self.rank(&mut hits, words, stage)?;
            return Ok(Hits { hits, matched: Matched::All, complete });
        }
        let held = match &prominent {
            Some(prominent) => self.pages(Table::Prominent, prominent, stage)?.0,
            None => Vec::new(),
        };
        let held: HashSet<i64> = held.into_iter().collect();
        let (mut first, mut others): (Vec<Hit>, Vec<Hit>) =
            hits.into_iter().partition(|hit| held.contains(&hit.page));
        complete &= match &prominent {
            // Nobody turns more pages, so that it does not matter what the texts say.
            Some(expression) if first.len() >= ENOUGH || has_phrases => {
                let asked = Asked { table: Table::Prominent, expression, count: held.len() };
                self.rank(newest(&mut first, MOST_RANKED), asked, stage)?
            }
            Some(_) | None => {
                let room = RANKED_OF_MORE.saturating_sub(first.len());
                let number = newest(&mut others, room).len();
                first.extend(others.drain(..number));
                self.rank(&mut first, words, stage)?
            }
        };
        first.append(&mut others);
        Ok(Hits { hits: first, matched: Matched::All, complete })
    }

    /// Ranks pages. False if there was no time for all.
    fn rank(&self, hits: &mut [Hit], asked: Asked<'_>, stage: Stage) -> Result<bool, Error> {
        if hits.is_empty() {
            return Ok(true);
        }
        let (name, weights) = match asked.table {
            Table::Words => ("words", WEIGHTS),
            Table::Prominent => ("prominent", PROMINENT_WEIGHTS),
        };
        let mut question =
            format!("SELECT rowid, bm25({name}, {weights}) FROM {name} WHERE {name} MATCH ?1");
        if asked.count > MOST_RANKED {
            let numbers: Vec<String> = hits.iter().map(|hit| hit.page.to_string()).collect();
            // The sign keeps SQLite from asking the table for one page after the other.
            question += &format!(" AND +rowid IN ({})", numbers.join(", "));
        }
        let rank = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (ranks, complete) = self.rows(&question, asked.expression, stage, rank)?;
        let ranks: HashMap<i64, f64> = ranks.into_iter().collect();
        for hit in hits {
            if let Some(rank) = ranks.get(&hit.page) {
                hit.score = -rank * newness(hit.day, stage.today);
            }
        }
        Ok(complete)
    }

    /// The pages that an expression is true of, in a table. False if there was no time for more.
    fn pages(
        &self,
        table: Table,
        expression: &str,
        stage: Stage,
    ) -> Result<(Vec<i64>, bool), Error> {
        let question = match table {
            Table::Words => "SELECT rowid FROM words WHERE words MATCH ?1",
            Table::Prominent => "SELECT rowid FROM prominent WHERE prominent MATCH ?1",
        };
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

/// The newest of some pages, at most so many, which are put before the others.
fn newest(hits: &mut [Hit], most: usize) -> &mut [Hit] {
    if hits.len() > most {
        hits.select_nth_unstable_by_key(most, |hit| (Reverse(hit.day), hit.page));
    }
    let (newest, _) = hits.split_at_mut(most.min(hits.len()));
    newest
}

/// What a page counts for by its age.
fn newness(day: Option<i32>, today: i32) -> f64 {
    let Some(day) = day else { return 1.0 };
    let years = f64::from(today.saturating_sub(day).max(0)) / 365.0;
    1.0 + NEWNESS / (1.0 + years)
}
