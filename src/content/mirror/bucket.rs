//! `Bucket`: a share of a tree's files. Two trees share the buckets that
//! are alike, and of one that changes only those are hashed anew in which something has.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::OnceLock;

use super::digest::Digest;
use super::entry::Entry;

/// Number of buckets: with 10,000 files one has about forty.
pub(super) const BUCKETS: usize = 256;

/// A share of the files, and of the folders, each by its own path.
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    pub(super) files: BTreeMap<String, Entry>,
    /// Folders, with the numbers of files below them.
    pub(super) folders: BTreeMap<String, usize>,
    /// Of the files; once somebody has asked for it.
    digest: OnceLock<Digest>,
    /// Sum of the sizes.
    pub(super) bytes: u64,
}

impl PartialEq for Bucket {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Eq for Bucket {}

impl Bucket {
    /// Says what it holds by now.
    pub(super) fn seal(&mut self) {
        self.bytes = self.files.values().map(|entry| entry.size).sum();
        self.digest = OnceLock::new();
    }

    /// Digest of the files.
    pub(super) fn digest(&self) -> &Digest {
        self.digest.get_or_init(|| Digest::of(self.lines().as_bytes()))
    }

    /// The files, each on a line.
    pub(super) fn lines(&self) -> String {
        let mut lines = String::new();
        for file in &self.files {
            // A text as a key and numbers can be written.
            let line = serde_json::to_string(&file).unwrap_or_default();
            // A string takes all that it is given.
            let _ = writeln!(lines, "{line}");
        }
        lines
    }

    /// Counts a file below a folder that has come or gone.
    pub(super) fn count(&mut self, folder: &str, has_come: bool) {
        let files = self.folders.entry(folder.to_owned()).or_default();
        *files = if has_come { files.saturating_add(1) } else { files.saturating_sub(1) };
        if *files == 0 {
            self.folders.remove(folder);
        }
    }
}

/// Number of the bucket of a path: FNV-1a, which is the same on all machines.
pub(super) fn bucket_of(path: &str) -> usize {
    let hash = path
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 16)) as usize % BUCKETS
}
