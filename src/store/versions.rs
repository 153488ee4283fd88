//! `Versions`: the line of versions of one host's tree. Each is there whole or not at all.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::bounds::{LONGEST_VALUE, MOST_BYTES, MOST_FILES};
use super::error::StoreError;
use super::head::{Base, Change, Head, Long, read, written};
use super::members::{Members, Terms};
use super::message::{
    Compare, KeyValue, PutRequest, RangeRequest, RequestOp, Step, TxnRequest, WatchCreateRequest,
    WatchRequest, WatchResponse,
};
use super::nonce::nonce;
use super::places::{Places, Range};
use crate::content::mirror::{Digest, Edits, PIECE, Record};

/// Changes that are asked for at a time.
const CHANGES: i64 = 32;
/// How often a reading begins anew that was overtaken by a shortening of the log.
const ATTEMPTS: usize = 3;

/// The versions of one host.
#[derive(Debug)]
pub struct Versions {
    pub(super) members: Members,
    pub(super) places: Places,
}

/// The head as it was when it was read: what is written after it has to follow it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The newest version.
    pub head: Head,
    revision: i64,
}

impl Versions {
    /// Those of a host; nothing is asked yet.
    #[must_use]
    pub fn new(terms: Terms, host: &str) -> Self {
        let places = Places::of(&terms.prefix, host);
        Self { members: Members::new(terms), places }
    }

    /// Begins the line, with an empty tree. False where there is one.
    ///
    /// # Errors
    /// Fails when the store does not answer.
    pub async fn begin(&self) -> Result<bool, StoreError> {
        let key = self.places.head();
        let head = written(&Head::of(&Record::default(), now()));
        self.write_if(&[(&key, 0)], vec![put(key.clone(), head)]).await
    }

    /// The newest version.
    ///
    /// # Errors
    /// Fails with [`StoreError::Empty`] when there is no line, and when the store does not answer.
    pub async fn head(&self) -> Result<Seen, StoreError> {
        let found = self.get(self.places.head()).await?.ok_or(StoreError::Empty)?;
        Ok(Seen { head: read(&found.value)?, revision: found.mod_revision })
    }

    /// The newest version of the tree, by what has changed since another one.
    ///
    /// # Errors
    /// As [`Versions::head`], and when what is there is not what was written.
    pub async fn newest(&self, known: &Record) -> Result<(Record, Seen), StoreError> {
        let mut odd = StoreError::Odd("the log is shortened faster than it is read".to_owned());
        // One that is known and leads to another tree is of a store that was made anew.
        for from in [Some(known.clone()), None, None].into_iter().take(ATTEMPTS) {
            let seen = self.head().await?;
            let from = match from.filter(|it| it.version <= seen.head.version) {
                Some(known) => known,
                None => self.base().await?,
            };
            let Some(record) = self.follow_log(from, seen.head.version).await? else { continue };
            if record.digest() == seen.head.digest {
                return Ok((record, seen));
            }
            odd = StoreError::Odd(format!("the tree of version {}", seen.head.version));
        }
        Err(odd)
    }

    /// The tree from which the log leads on.
    pub(super) async fn base(&self) -> Result<Record, StoreError> {
        let Some(found) = self.get(self.places.base()).await? else { return Ok(Record::default()) };
        let base: Base = read(&found.value)?;
        let text = self.read_long(&base.record).await?;
        let record = String::from_utf8(text).ok().and_then(|text| Record::parse(&text));
        record.ok_or_else(|| StoreError::Odd("the base".to_owned()))
    }

    /// The tree at a version, by the changes after another; `None` where the log begins later.
    async fn follow_log(&self, from: Record, to: u64) -> Result<Option<Record>, StoreError> {
        let mut record = from;
        while record.version < to {
            let changes = self.changes(record.version + 1, to).await?;
            if changes.is_empty() {
                return Ok(None);
            }
            for (version, change) in changes {
                if version != record.version + 1 {
                    return Ok(None);
                }
                record = followed(record, version, &self.edits(change.edits).await?)?;
                check_size(&record)?;
            }
        }
        Ok(Some(record))
    }

    /// Some changes from one version on.
    pub(super) async fn changes(
        &self,
        from: u64,
        to: u64,
    ) -> Result<BTreeMap<u64, Change>, StoreError> {
        let end = self.places.change(to.saturating_add(1));
        let range = Range { from: self.places.change(from), to: end };
        let (found, _) = self.range(&range, CHANGES, false).await?;
        let version = |key: &[u8]| {
            let digits = key.get(key.len().saturating_sub(20)..).unwrap_or_default();
            std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok())
        };
        let odd = || StoreError::Odd("the log".to_owned());
        let change = |it: KeyValue| Ok((version(&it.key).ok_or_else(odd)?, read(&it.value)?));
        found.into_iter().map(change).collect()
    }

    /// Edits, wherever they lie.
    pub(super) async fn edits(&self, edits: Long<Edits>) -> Result<Edits, StoreError> {
        match edits {
            Long::Here(edits) => Ok(edits),
            Long::Pieces(pieces) => read(&self.read_long(&pieces).await?),
        }
    }

    async fn read_long(&self, pieces: &[Digest]) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        for piece in pieces {
            bytes.extend(self.piece(*piece).await?);
        }
        Ok(bytes)
    }

    /// Writes something that may be too long for its key into pieces.
    pub(super) async fn write_long(&self, bytes: &[u8]) -> Result<Vec<Digest>, StoreError> {
        let mut digests = Vec::new();
        for piece in bytes.chunks(PIECE) {
            let digest = Digest::of(piece);
            self.put_pieces(&[(digest, piece)]).await?;
            digests.push(digest);
        }
        Ok(digests)
    }

    /// Writes the version after the one that was seen. The pieces of its files must be there.
    ///
    /// # Errors
    /// Fails with [`StoreError::Conflict`] when another one was written meanwhile, and when it would
    /// be too much.
    pub async fn write(
        &self,
        seen: &Seen,
        before: &Record,
        edits: Edits,
        by: &str,
    ) -> Result<Record, StoreError> {
        let version = seen.head.version + 1;
        let next = followed(before.clone(), version, &edits)?;
        check_size(&next)?;
        let (nonce, when) = (nonce(), now());
        let by = format!("{}: {by}", self.members.terms().name);
        let mut change = Change { nonce: nonce.clone(), by, when, edits: Long::Here(edits) };
        if let Long::Here(edits) = &change.edits {
            let long = written(edits);
            if long.len() > LONGEST_VALUE {
                change.edits = Long::Pieces(self.write_long(&long).await?);
            }
        }
        let (log, head) = (self.places.change(version), self.places.head());
        let puts = vec![
            put(log.clone(), written(&change)),
            put(head.clone(), written(&Head::of(&next, when))),
        ];
        let done = self.write_if(&[(&head, seen.revision)], puts).await;
        match done {
            Ok(true) => return Ok(next),
            Ok(false) | Err(StoreError::Away(_)) => {}
            Err(error) => return Err(error),
        }
        // The answer to an attempt that was made may have been lost.
        let is_ours = |it: &KeyValue| read::<Change>(&it.value).is_ok_and(|it| it.nonce == nonce);
        match self.get(log).await? {
            Some(found) if is_ours(&found) => Ok(next),
            Some(_) | None => Err(done.err().unwrap_or(StoreError::Conflict)),
        }
    }

    /// Tells of each new version, and of some other things, from now on.
    pub(super) async fn watch(
        &self,
    ) -> Result<super::connection::Answers<WatchResponse>, StoreError> {
        self.watch_key(self.places.head()).await
    }

    /// The same of one key.
    pub(super) async fn watch_key(
        &self,
        key: Vec<u8>,
    ) -> Result<super::connection::Answers<WatchResponse>, StoreError> {
        let create = WatchCreateRequest { key };
        self.members.open_call(&WatchRequest { create: Some(create) }).await
    }

    pub(super) async fn get(&self, key: Vec<u8>) -> Result<Option<KeyValue>, StoreError> {
        let request = RangeRequest { key, ..RangeRequest::default() };
        Ok(self.members.call(&request).await?.kvs.into_iter().next())
    }

    /// Keys of a range, and the revision of the store as they were read.
    pub(super) async fn range(
        &self,
        range: &Range,
        limit: i64,
        keys_only: bool,
    ) -> Result<(Vec<KeyValue>, i64), StoreError> {
        let Range { from: key, to: range_end } = range.clone();
        let answer = self.members.call(&RangeRequest { key, range_end, limit, keys_only }).await?;
        Ok((answer.kvs, answer.header.map_or(0, |header| header.revision)))
    }

    /// Does all steps if the last changes of some keys are those of these revisions; false if not.
    pub(super) async fn write_if(
        &self,
        if_last: &[(&[u8], i64)],
        success: Vec<RequestOp>,
    ) -> Result<bool, StoreError> {
        let compare = |(key, revision): &(&[u8], i64)| Compare {
            result: 0,
            target: Compare::MODIFIED,
            key: key.to_vec(),
            mod_revision: Some(*revision),
        };
        let compare = if_last.iter().map(compare).collect();
        Ok(self.members.call(&TxnRequest { compare, success }).await?.succeeded)
    }
}

/// A step that writes a key.
pub(super) fn put(key: Vec<u8>, value: Vec<u8>) -> RequestOp {
    RequestOp { step: Some(Step::Put(PutRequest { key, value })) }
}

/// Seconds of the Unix clock.
pub(super) fn now() -> i64 {
    Timestamp::now().as_second()
}

/// The tree that some edits make of another one.
pub(super) fn followed(before: Record, version: u64, edits: &Edits) -> Result<Record, StoreError> {
    let odd = || StoreError::Odd("a file would lie where a folder has to".to_owned());
    before.with(version, edits).ok_or_else(odd)
}

fn check_size(record: &Record) -> Result<(), StoreError> {
    let (files, bytes) = (record.len(), record.bytes());
    if bytes > MOST_BYTES {
        return Err(StoreError::TooMuch(format!(
            "the files have {} MB, and the store is for {} MB at most, since it has all of it in \
             memory; large files are better kept outside of it",
            bytes >> 20,
            MOST_BYTES >> 20
        )));
    }
    if files > MOST_FILES {
        return Err(StoreError::TooMuch(format!(
            "there are {files} files, and the store is for {MOST_FILES} at most"
        )));
    }
    Ok(())
}
