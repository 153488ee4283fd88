//! A push: the files of a folder become the next version.
//!
//! Others may have written since the folder was pushed last. What it was then is noted in the
//! folder, so that only what has changed in it is written: files that others have changed stay as
//! they are, and where both have, nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::error::StoreError;
use super::pieces::batches;
use super::versions::Versions;
use crate::content::mirror::{Digest, Edits, Entry, PassedOver, Record, Tree};
use crate::durable;

/// The file in which a folder has what it was when it was pushed last.
const NOTE: &str = ".propus-pushed";
/// How often a push begins anew that somebody was faster than.
const ATTEMPTS: usize = 8;

/// What came of a push.
#[derive(Debug)]
pub struct Pushed {
    /// The version that has what the folder has.
    pub version: u64,
    /// Files that were changed or removed by it.
    pub changed: usize,
    /// Bytes that were sent of files.
    pub sent: u64,
    /// What is in the folder, and not in the version.
    pub passed_over: Vec<PassedOver>,
    /// Paths that both have changed, which `force` has overwritten.
    pub overwritten: Vec<String>,
}

/// Makes what has changed in a folder the next version.
///
/// # Errors
/// Fails with the paths that somebody else has changed, too, unless `force` says that these are to
/// be overwritten; then nothing was written.
pub async fn push(versions: &Versions, folder: &Path, force: bool) -> Result<Pushed, StoreError> {
    let mut tree = Tree::read(folder)?;
    tree.files.remove(NOTE);
    let note = folder.join(NOTE);
    let before = noted(&note)?;
    let ours = Record::of(before.version, tree.files.clone());
    let ours = ours.ok_or_else(|| StoreError::Odd("the folder".to_owned()))?;
    let mine = before.edits_to(&ours);
    let mut current = Record::default();
    for _ in 0..ATTEMPTS {
        let seen;
        (current, seen) = versions.newest(&current).await?;
        let both = both(&before, &mine, &current);
        if !force && !both.is_empty() {
            return Err(StoreError::Files(in_words(&both)));
        }
        let edits: Edits = mine
            .iter()
            .filter(|(path, entry)| current.get(path) != entry.as_ref())
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect();
        let sent = send(versions, &tree, &edits, &current).await?;
        let changed = edits.len();
        let written = if edits.is_empty() {
            Ok(current.clone())
        } else {
            versions.write(&seen, &current, edits, "push").await
        };
        match written {
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
            Ok(next) => {
                let mut ours = ours;
                ours.version = next.version;
                let text = ours.to_text();
                durable::write(&note, text.as_bytes(), 0o644)?;
                let passed_over = tree.passed_over;
                let overwritten = both;
                return Ok(Pushed {
                    version: next.version,
                    changed,
                    sent,
                    passed_over,
                    overwritten,
                });
            }
        }
    }
    Err(StoreError::Conflict)
}

/// What the folder was when it was pushed last; nothing, if it never was.
fn noted(note: &Path) -> Result<Record, StoreError> {
    match fs::read_to_string(note) {
        Ok(text) => Record::parse(&text).ok_or_else(|| {
            StoreError::Files(format!("{}: it can't be read; remove it", note.display()))
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Record::default()),
        Err(error) => Err(error.into()),
    }
}

/// Paths that were changed here, and otherwise in the store.
fn both(before: &Record, mine: &Edits, current: &Record) -> Vec<String> {
    let changed = |path: &&String| before.get(path) != current.get(path);
    let otherwise = |path: &&String| {
        let ours = mine.get(*path).and_then(Option::as_ref);
        ours.map(|it| it.digest) != current.get(path).map(|it| it.digest)
    };
    mine.keys().filter(changed).filter(otherwise).cloned().collect()
}

/// The most paths that are named.
const NAMED: usize = 10;

fn in_words(paths: &[String]) -> String {
    let named: Vec<&str> = paths.iter().take(NAMED).map(String::as_str).collect();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "somebody else has changed what was changed here, too: {}{more}. Nothing was pushed. See \
         what they wrote with `propus store pull` into another folder; --force overwrites it",
        named.join(", ")
    )
}

/// Sends the pieces that the store does not have. Returns how many bytes that were.
async fn send(
    versions: &Versions,
    tree: &Tree,
    edits: &Edits,
    current: &Record,
) -> Result<u64, StoreError> {
    let mut known: BTreeSet<Digest> =
        current.files().flat_map(|it| it.1.pieces()).copied().collect();
    let mut missing: BTreeMap<&String, &Entry> = BTreeMap::new();
    for (path, entry) in edits {
        let Some(entry) = entry else { continue };
        if entry.pieces().iter().any(|piece| !known.contains(piece)) {
            missing.insert(path, entry);
            known.extend(entry.pieces());
        }
    }
    let mut sent = 0;
    for batch in batches(missing.into_iter().collect(), |(_, entry)| length(entry)) {
        let mut files = Vec::new();
        for (path, entry) in batch {
            files.push((tree.bytes(path, entry)?, entry));
        }
        let pieces = files.iter().flat_map(|(bytes, entry)| entry.cut(bytes));
        for batch in batches(pieces.collect(), |(_, bytes)| bytes.len()) {
            sent += batch.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
            versions.put_pieces(&batch).await?;
        }
    }
    Ok(sent)
}

/// Bytes of a file.
pub(super) fn length(entry: &Entry) -> usize {
    usize::try_from(entry.size).unwrap_or(usize::MAX)
}
