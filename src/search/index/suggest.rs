//! Suggestions: what a reader may have meant whose words are nowhere.

use std::time::Instant;

use rusqlite::Connection;
use strsim::osa_distance;

use super::error::Error;
use super::find::{Matched, Stage};
use super::store::{Fact, Index};
use crate::search::query::Query;

/// The shortest word that others are like, in characters.
const SHORTEST: usize = 3;
/// The candidates for one word that are looked at.
const MOST_CANDIDATES: usize = 8;
/// The words that are read between two looks at the clock.
const STRIDE: usize = 1024;

/// A word of the index that is like another one.
struct Candidate {
    distance: usize,
    pages: i64,
    word: String,
}

impl Index {
    /// The query with words in the place of those that no page of group 0 holds, if some page holds
    /// all of them then.
    ///
    /// # Errors
    /// Fails when the index can't be read.
    pub fn suggestion(&self, query: &Query, stage: Stage) -> Result<Option<String>, Error> {
        let mut others: Vec<(&str, String)> = Vec::new();
        for word in query.plain_words() {
            if word.chars().count() < SHORTEST || self.is_public(word, stage)? {
                continue;
            }
            if let Some(other) = self.nearest(word, stage)? {
                others.push((word, other));
            }
        }
        let exchange = |word: &str| {
            others.iter().find(|(known, _)| *known == word).map(|(_, other)| other.clone())
        };
        let Some(suggested) = query.with_words(exchange) else { return Ok(None) };
        let found = self.find(&Query::read(&suggested), &|group| group == 0, stage)?;
        let holds_all = found.matched == Matched::All && found.count() > 0;
        Ok(holds_all.then_some(suggested))
    }

    /// True for a word of a page that everyone may see.
    fn is_public(&self, word: &str, stage: Stage) -> Result<bool, Error> {
        let facts = self.facts();
        let reader = self.reader();
        let mut statement = reader.prepare("SELECT rowid FROM words WHERE words MATCH ?1")?;
        let mut rows = statement.query([format!("\"{word}\"")])?;
        while let Some(row) = rows.next()? {
            let page: i64 = row.get(0)?;
            if Self::fact(&facts, page).is_some_and(|Fact { group, .. }| group == 0) {
                return Ok(true);
            }
            if Instant::now() >= stage.until {
                break;
            }
        }
        Ok(false)
    }

    /// The word of public pages that is most like one, and is on the most of them.
    fn nearest(&self, word: &str, stage: Stage) -> Result<Option<String>, Error> {
        let mut candidates = {
            let reader = self.reader();
            candidates(&reader, word, stage)?
        };
        candidates.sort_by(|one, other| {
            (one.distance, -one.pages, &one.word).cmp(&(other.distance, -other.pages, &other.word))
        });
        for candidate in candidates.into_iter().take(MOST_CANDIDATES) {
            if self.is_public(&candidate.word, stage)? {
                return Ok(Some(candidate.word));
            }
        }
        Ok(None)
    }
}

/// The words that are like one: those that begin with the same letter, then, while there is time,
/// the others.
fn candidates(reader: &Connection, word: &str, stage: Stage) -> Result<Vec<Candidate>, Error> {
    let first: String = word.chars().take(1).collect();
    let behind = first.chars().next().and_then(|it| char::from_u32(u32::from(it) + 1));
    let behind = behind.map_or_else(String::new, String::from);
    let mut candidates = Vec::new();
    let ranges =
        [(first.as_str(), behind.as_str()), ("", first.as_str()), (behind.as_str(), "\u{10ffff}")];
    for (from, to) in ranges {
        let mut statement = reader
            .prepare("SELECT term, doc FROM temp.vocabulary WHERE term >= ?1 AND term < ?2")?;
        let mut rows = statement.query([from, to])?;
        for number in 0_usize.. {
            if number.is_multiple_of(STRIDE) && Instant::now() >= stage.until {
                return Ok(candidates);
            }
            let Some(row) = rows.next()? else { break };
            let other = row.get_ref(0)?.as_str().unwrap_or_default();
            if let Some(distance) = distance(word, other) {
                candidates.push(Candidate { distance, pages: row.get(1)?, word: other.to_owned() });
            }
        }
        if !candidates.is_empty() {
            break;
        }
    }
    Ok(candidates)
}

/// The number of slips between two words; `None` when there are more than people make in a word of
/// that length.
fn distance(word: &str, other: &str) -> Option<usize> {
    let letters = word.chars().count();
    let most = if letters < 5 { 1 } else { 2 };
    if other.chars().count().abs_diff(letters) > most || !other.chars().all(char::is_alphanumeric) {
        return None;
    }
    Some(osa_distance(word, other)).filter(|distance| (1..=most).contains(distance))
}
