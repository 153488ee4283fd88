//! A pull: a folder gets the newest version.

use super::error::StoreError;
use super::pieces::batches;
use super::push::length;
use super::versions::{Seen, Versions};
use crate::content::mirror::{Digest, Edits, Entry, Mirror, PIECE, Record};

/// What came of a pull.
#[derive(Debug)]
pub struct Pulled {
    /// The head, as the folder has it now.
    pub seen: Seen,
    /// Files that were changed or removed.
    pub changed: usize,
    /// Bytes that were fetched.
    pub fetched: u64,
}

/// Brings a folder to the newest version.
///
/// # Errors
/// Fails when the store does not answer, or the folder can't be written; then it has the version
/// that it had.
pub async fn pull(versions: &Versions, mirror: &mut Mirror) -> Result<Pulled, StoreError> {
    let (record, seen) = versions.newest(mirror.record()).await?;
    let (changed, fetched) = bring(versions, mirror, record).await?;
    Ok(Pulled { seen, changed, fetched })
}

/// Brings a folder to a version. Returns how many files that changes, and how many bytes were fetched.
pub(super) async fn bring(
    versions: &Versions,
    mirror: &mut Mirror,
    record: Record,
) -> Result<(usize, u64), StoreError> {
    let edits = mirror.edits_to(&record);
    let changed = edits.len();
    if edits.is_empty() && record.version == mirror.record().version {
        return Ok((changed, 0));
    }
    let fetched = fetch(versions, mirror, &edits).await?;
    mirror.bring(record)?;
    Ok((changed, fetched))
}

/// Writes all files of a change beside their places. Returns how many bytes were fetched for them.
async fn fetch(versions: &Versions, mirror: &Mirror, edits: &Edits) -> Result<u64, StoreError> {
    let mut missing: Vec<(&String, &Entry)> = Vec::new();
    for (path, entry) in edits.iter().filter_map(|(path, it)| Some((path, it.as_ref()?))) {
        // A pull before this one may not have come to its end.
        if mirror.is_staged(path, entry) {
            continue;
        }
        // Another time or other rights are no other bytes.
        let here = mirror.record().get(path).filter(|it| it.digest == entry.digest);
        match here.and_then(|_| mirror.bytes(path, entry)) {
            Some(bytes) => mirror.stage(path, entry, &bytes)?,
            None => missing.push((path, entry)),
        }
    }
    let mut fetched = 0;
    for batch in batches(missing, |(_, entry)| length(entry)) {
        let pieces: Vec<Digest> = batch.iter().flat_map(|(_, it)| it.pieces()).copied().collect();
        let mut bytes = Vec::new();
        for few in batches(pieces, |_| if batch.len() > 1 { 0 } else { PIECE }) {
            bytes.extend(versions.pieces(&few).await?);
        }
        let mut bytes = bytes.into_iter();
        for (path, entry) in batch {
            let file = bytes.by_ref().take(entry.pieces().len()).collect::<Vec<_>>().concat();
            fetched += file.len() as u64;
            mirror.stage(path, entry, &file)?;
        }
    }
    Ok(fetched)
}
