//! Suggestions: what a reader may have meant whose words are nowhere.
//!
//! They come from the pages that everyone may see, and from what those hold alone: whoever asks hears
//! of no others.

use std::cmp::Reverse;

use strsim::osa_distance;

use super::error::Error;
use super::find::Stage;
use super::store::{Fact, Index};
use crate::search::query::Query;

/// The shortest word that others are like, in characters.
const SHORTEST: usize = 3;
/// The words, as much like one as each other, of which it is asked on how many pages they are.
const MOST_CANDIDATES: usize = 100;
/// The pages with a word that are counted.
const MOST_COUNTED: usize = 1000;

/// A word that is like another one.
struct Candidate {
    distance: usize,
    word: String,
}

/// Where a word is looked for whose first letter may be another one.
#[derive(Clone, Copy)]
enum First {
    Same,
    Other,
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
            if word.chars().count() < SHORTEST || self.public_pages(&quoted(word), 1, stage)? > 0 {
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
        let Some(all) = Query::read(&suggested).all() else { return Ok(None) };
        Ok(Some(suggested).filter(|_| self.public_pages(&all, 1, stage).is_ok_and(|it| it > 0)))
    }

    /// The number of pages that everyone may see and that an expression is true of, as far as they
    /// are counted.
    fn public_pages(&self, expression: &str, most: usize, stage: Stage) -> Result<usize, Error> {
        let facts = self.facts();
        let mut pages = 0;
        let question = "SELECT rowid FROM words WHERE words MATCH ?1";
        self.asking(stage.until).each_row(question, [expression], |row| {
            let fact = Self::fact(&facts, row.get(0)?);
            pages += usize::from(fact.is_some_and(|Fact { group, .. }| group == 0));
            Ok(pages < most)
        })?;
        Ok(pages)
    }

    /// The word of public pages that is most like one, and is on the most of them.
    fn nearest(&self, word: &str, stage: Stage) -> Result<Option<String>, Error> {
        for first in [First::Same, First::Other] {
            let mut candidates = self.candidates(word, first, stage)?;
            candidates.sort_by_key(|it| it.distance);
            for alike in candidates.chunk_by(|one, other| one.distance == other.distance) {
                let mut best: Option<(usize, Reverse<&str>)> = None;
                for Candidate { word, .. } in alike.iter().take(MOST_CANDIDATES) {
                    let pages = self.public_pages(&quoted(word), MOST_COUNTED, stage)?;
                    best = best.max(Some((pages, Reverse(word.as_str()))).filter(|_| pages > 0));
                }
                if let Some((_, Reverse(word))) = best {
                    return Ok(Some(word.to_owned()));
                }
            }
        }
        Ok(None)
    }

    /// The words that are like one, as far as there is time for them.
    fn candidates(&self, word: &str, first: First, stage: Stage) -> Result<Vec<Candidate>, Error> {
        let letters = word.chars().count();
        let most = most_slips(letters);
        let mut candidates = Vec::new();
        let is_letter = word.chars().next().unwrap_or_default();
        let behind = char::from_u32(u32::from(is_letter) + 1).unwrap_or(char::MAX);
        let [letter, behind] = [is_letter, behind].map(String::from);
        let ranges: &[_] = match first {
            First::Same => &[(letter.as_str(), behind.as_str())],
            First::Other => &[("", letter.as_str()), (behind.as_str(), "\u{10ffff}")],
        };
        let looked_for = Letters::of(word);
        let question = "SELECT term FROM terms WHERE length = ?1 AND term >= ?2 AND term < ?3";
        for length in letters.saturating_sub(most)..=letters.saturating_add(most) {
            let length = i64::try_from(length).unwrap_or(i64::MAX);
            for (from, to) in ranges {
                let asking = self.asking(stage.until);
                asking.each_row(question, rusqlite::params![length, from, to], |row| {
                    let other = row.get_ref(0)?.as_str().unwrap_or_default();
                    if looked_for.is_like(Letters::of(other), most)
                        && let Some(distance) = distance(word, other, most)
                    {
                        candidates.push(Candidate { distance, word: other.to_owned() });
                    }
                    Ok(true)
                })?;
            }
        }
        Ok(candidates)
    }
}

/// The expression for a word.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

/// The slips that people make in a word of so many letters.
fn most_slips(letters: usize) -> usize {
    if letters < 5 { 1 } else { 2 }
}

/// The number of slips between two words; `None` when there is none, or more than some.
fn distance(word: &str, other: &str, most: usize) -> Option<usize> {
    Some(osa_distance(word, other)).filter(|distance| (1..=most).contains(distance))
}

/// The letters that are in a word, as bits, so that most words are seen at once to be unlike one.
#[derive(Clone, Copy)]
struct Letters(u64);

impl Letters {
    fn of(word: &str) -> Self {
        Self(word.chars().fold(0, |bits, letter| bits | 1 << (u32::from(letter) % 64)))
    }

    /// False if there must be more than some slips between two words: one slip exchanges one letter
    /// for another.
    fn is_like(self, other: Self, most: usize) -> bool {
        (self.0 ^ other.0).count_ones() as usize <= 2 * most
    }
}
