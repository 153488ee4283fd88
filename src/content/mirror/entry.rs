//! `Entry`: one file of a tree, and the changes between two trees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::names;
use crate::content::source_path::SourcePath;

/// The largest file in bytes.
pub const LARGEST_FILE: u64 = 16 << 20;
/// Bytes of a piece, but for the last one of a file: an engine takes values of 1.4 MiB at most.
pub const PIECE: usize = 512 << 10;

/// The longest path in bytes.
const LONGEST_PATH: usize = 1024;
/// The longest of its names: beside a file lie others that are called after it.
const LONGEST_NAME: usize = 200;

/// A file, whatever its path.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Size in bytes.
    #[serde(rename = "s")]
    pub size: u64,
    /// Digest of all its bytes.
    #[serde(rename = "h")]
    pub digest: Digest,
    /// Digests of its pieces, in their order; none where it is one piece.
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pub several: Vec<Digest>,
    /// The bits of its rights, of nine.
    #[serde(rename = "m")]
    pub mode: u32,
    /// Second of its last change, of the Unix clock.
    #[serde(rename = "t")]
    pub modified: i64,
}

/// What a path becomes: a file, or `None` for one that is gone.
pub type Edits = BTreeMap<String, Option<Entry>>;

impl Entry {
    /// The entry of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8], mode: u32, modified: i64) -> Self {
        let several = if bytes.len() > PIECE {
            bytes.chunks(PIECE).map(Digest::of).collect()
        } else {
            Vec::new()
        };
        Self {
            size: bytes.len() as u64,
            digest: Digest::of(bytes),
            several,
            mode: mode & 0o777,
            modified,
        }
    }

    /// Digests of its pieces, in their order.
    #[must_use]
    pub fn pieces(&self) -> &[Digest] {
        if self.several.is_empty() { std::slice::from_ref(&self.digest) } else { &self.several }
    }

    /// Its bytes, in its pieces.
    pub fn cut<'b>(&self, bytes: &'b [u8]) -> impl Iterator<Item = (Digest, &'b [u8])> {
        let chunks = bytes.chunks(PIECE).chain(bytes.is_empty().then_some(bytes));
        self.pieces().iter().copied().zip(chunks)
    }

    /// True for one that can be: it is no larger than it may be, and has as many pieces as that takes.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let pieces = self.size.div_ceil(PIECE as u64).max(1);
        self.size <= LARGEST_FILE && self.mode <= 0o777 && self.pieces().len() as u64 == pieces
    }
}

/// True for a path that a file of a tree may have: it stays below the folder, and is not kept there
/// for the folder itself.
#[must_use]
pub fn is_fit(path: &str) -> bool {
    let is_long =
        path.len() > LONGEST_PATH || path.split('/').any(|name| name.len() > LONGEST_NAME);
    let is_ours = path.split('/').any(names::is_own);
    !is_long && !is_ours && !path.contains(['\0', '\n']) && SourcePath::new(path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_folder() {
        let name = "x".repeat(LONGEST_NAME);
        let whole = format!("{}{}", format!("{name}/").repeat(5), "x".repeat(LONGEST_PATH - 1005));
        for path in ["index.md", "a/b/c", ".molly", "a b/ü.md", &name, &whole] {
            assert!(is_fit(path), "{path}");
        }
        let (long, longer) = (format!("{name}x/a"), format!("{whole}x"));
        for path in [
            "",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\nb",
            "a\0b",
            &longer,
            ".propus-store/record",
            "x/.a.md.propus-next",
            &long,
        ] {
            assert!(!is_fit(path), "{path}");
        }
    }

    #[test]
    fn a_large_file_has_pieces() {
        let bytes = vec![7; PIECE + 1];
        let entry = Entry::of(&bytes, 0o100_644, 5);
        assert_eq!(entry.pieces(), [Digest::of(&bytes[..PIECE]), Digest::of(&[7])]);
        assert!(entry.is_sound() && entry.mode == 0o644);
        let cut = [(Digest::of(&bytes[..PIECE]), &bytes[..PIECE]), (Digest::of(&[7]), &[7][..])];
        assert!(entry.cut(&bytes).eq(cut));
        let small = Entry::of(b"", 0o644, 5);
        assert_eq!(small.pieces(), [Digest::of(b"")]);
        assert!(small.cut(b"").eq([(Digest::of(b""), &b""[..])]));
        assert!(small.is_sound());
        for unsound in [
            Entry { size: LARGEST_FILE + 1, ..entry.clone() },
            Entry { size: 1, ..entry.clone() },
            Entry { several: Vec::new(), ..entry },
        ] {
            assert!(!unsound.is_sound(), "{unsound:?}");
        }
    }
}
