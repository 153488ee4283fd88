//! Garbage: pieces that no version of the last day names, and the log of older ones.
//!
//! A piece that nobody names may be on its way: written, and the version that will name it not yet.
//! So only those go that were there when somebody looked for garbage a day ago or earlier, and have
//! not been written again since; that is asked for in the same transaction that removes them.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds::{DAY, KEYS};
use super::error::StoreError;
use super::head::{Base, Long, Mark, read, written};
use super::message::{DeleteRangeRequest, RequestOp, Step};
use super::versions::{Versions, followed, put};
use crate::content::mirror::{Digest, Entry};

/// Steps of a transaction; an engine takes 128.
const STEPS: usize = 64;
/// The most looks that are remembered.
const MARKS: usize = 64;
/// Looks that are closer to the one before are not remembered, in seconds.
const BETWEEN: i64 = 60 * 60;

/// What came of a look for garbage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Collected {
    /// Pieces that went.
    pub pieces: usize,
    /// Versions whose changes went from the log; the tree that they led to is kept as a whole.
    pub versions: u64,
    /// Pieces that nobody names, and that may be on their way.
    pub young: usize,
}

/// Removes garbage, as it is at this second of the Unix clock.
///
/// # Errors
/// Fails when the store does not answer; what was removed until then was garbage.
pub async fn collect(versions: &Versions, time: i64) -> Result<Collected, StoreError> {
    let mut collected =
        Collected { versions: shorten(versions, time).await?, ..Collected::default() };
    let (pieces, revision) = written_pieces(versions).await?;
    let marks = mark(versions, revision, time).await?;
    let old = marks.iter().filter(|mark| mark.when <= time - DAY).map(|mark| mark.revision).max();
    // After the list: what was named meanwhile counts.
    let named = named(versions).await?;
    let unnamed = pieces.into_iter().filter(|(digest, _)| !named.contains(digest));
    let (old, young): (Vec<_>, Vec<_>) =
        unnamed.partition(|(_, revision)| old.is_some_and(|old| *revision <= old));
    collected.young = young.len();
    for batch in old.chunks(STEPS) {
        let keys: Vec<_> = batch
            .iter()
            .map(|(digest, revision)| (versions.places.piece(*digest), *revision))
            .collect();
        let as_it_was: Vec<(&[u8], i64)> = keys.iter().map(|it| (&it.0[..], it.1)).collect();
        let steps = keys.iter().map(|(key, _)| delete(key.clone())).collect();
        if versions.write_if(&as_it_was, steps).await? {
            collected.pieces += batch.len();
        }
    }
    Ok(collected)
}

fn delete(key: Vec<u8>) -> RequestOp {
    RequestOp { step: Some(Step::Delete(DeleteRangeRequest { key })) }
}

/// Puts a tree as a whole in the place of the changes that are older than a day. Returns how many
/// went.
async fn shorten(versions: &Versions, time: i64) -> Result<u64, StoreError> {
    let key = versions.places.base();
    let revision = versions.get(key.clone()).await?.map_or(0, |it| it.mod_revision);
    let before = versions.base().await?;
    let newest = versions.head().await?.head.version;
    let mut base = before.clone();
    'log: while base.version < newest {
        let changes = versions.changes(base.version + 1, newest).await?;
        if changes.is_empty() {
            break;
        }
        for (version, change) in changes {
            if version != base.version + 1 || change.when > time - DAY {
                break 'log;
            }
            base = followed(base, version, &versions.edits(change.edits).await?)?;
        }
    }
    let gone = base.version - before.version;
    if gone == 0 {
        return Ok(0);
    }
    let record = versions.write_long(base.to_text().as_bytes()).await?;
    let written = put(key.clone(), written(&Base { version: base.version, record }));
    if !versions.write_if(&[(&key, revision)], vec![written]).await? {
        return Err(StoreError::Conflict);
    }
    let changes: Vec<u64> = (before.version + 1..=base.version).collect();
    for batch in changes.chunks(STEPS) {
        let steps = batch.iter().map(|version| delete(versions.places.change(*version)));
        versions.write_if(&[], steps.collect()).await?;
    }
    Ok(gone)
}

/// All pieces with the revisions at which they were written, and that of the store when the list was
/// begun.
async fn written_pieces(versions: &Versions) -> Result<(BTreeMap<Digest, i64>, i64), StoreError> {
    let mut pieces = BTreeMap::new();
    let (mut range, mut first) = (versions.places.pieces(), None);
    loop {
        let (found, revision) = versions.range(&range, KEYS, true).await?;
        let first = *first.get_or_insert(revision);
        let Some(last) = found.last() else { return Ok((pieces, first)) };
        range = range.after(&last.key);
        let known = found
            .iter()
            .filter_map(|it| Some((versions.places.piece_at(&it.key)?, it.mod_revision)));
        pieces.extend(known);
    }
}

/// Remembers that somebody has looked. Returns all looks.
async fn mark(versions: &Versions, revision: i64, time: i64) -> Result<Vec<Mark>, StoreError> {
    let key = versions.places.marks();
    let found = versions.get(key.clone()).await?;
    let mut marks: Vec<Mark> = found.as_ref().map_or(Ok(Vec::new()), |it| read(&it.value))?;
    if marks.last().is_none_or(|last| last.when <= time - BETWEEN) {
        marks.push(Mark { when: time, revision });
        let excess = marks.len().saturating_sub(MARKS);
        marks.drain(..excess);
        let before = found.map_or(0, |it| it.mod_revision);
        // Somebody who was faster has looked, too.
        versions.write_if(&[(&key, before)], vec![put(key.clone(), written(&marks))]).await?;
    }
    Ok(marks)
}

/// The pieces that any version names which is in the log, or the base.
async fn named(versions: &Versions) -> Result<BTreeSet<Digest>, StoreError> {
    let mut named = BTreeSet::new();
    if let Some(found) = versions.get(versions.places.base()).await? {
        named.extend(read::<Base>(&found.value)?.record);
    }
    let base = versions.base().await?;
    named.extend(base.files().flat_map(|it| it.1.pieces()));
    let newest = versions.head().await?.head.version;
    let mut next = base.version + 1;
    while next <= newest {
        let changes = versions.changes(next, newest).await?;
        let Some((last, _)) = changes.last_key_value() else {
            return Err(StoreError::Odd("the log has a gap".to_owned()));
        };
        next = last + 1;
        for change in changes.into_values() {
            if let Long::Pieces(pieces) = &change.edits {
                named.extend(pieces);
            }
            let edits = versions.edits(change.edits).await?;
            named.extend(edits.values().flatten().flat_map(Entry::pieces));
        }
    }
    Ok(named)
}
