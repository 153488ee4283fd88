//! The versions that writers were given, so that none of them replaces what it has not seen. They
//! outlive the process: who opened a page before a restart saves it after.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::host_state::{GIVEN, HostState, Turn};
use crate::durable;
use crate::fingerprint::Fingerprint;

/// The rights of a version's file.
const MODE: u32 = 0o600;
/// The longest that a version is remembered: an editor may be left open over a weekend.
const LONGEST: Duration = Duration::from_secs(4 * 24 * 60 * 60);
/// The most versions that are remembered.
const MOST: usize = 500;
/// The most bytes of all of them.
const MOST_BYTES: u64 = 64 << 20;

impl HostState {
    /// Remembers that somebody was given a version of a source.
    ///
    /// # Errors
    /// Fails when it can't be written.
    pub fn remember(
        &self,
        _turn: &Turn,
        who: &Fingerprint,
        source: &str,
        version: &[u8],
    ) -> io::Result<()> {
        durable::write(&self.given_file(who, source), version, MODE)?;
        self.forget_old()
    }

    /// The version of a source that somebody was given last.
    #[must_use]
    pub fn given(&self, who: &Fingerprint, source: &str) -> Option<Vec<u8>> {
        let file = self.given_file(who, source);
        let age = fs::metadata(&file).ok()?.modified().ok()?.elapsed().unwrap_or_default();
        if age > LONGEST { None } else { fs::read(file).ok() }
    }

    /// Forgets what somebody was given of a source: it has been used.
    pub fn forget(&self, _turn: &Turn, who: &Fingerprint, source: &str) {
        // One that can't be removed is forgotten in time.
        let _ = fs::remove_file(self.given_file(who, source));
    }

    fn given_file(&self, who: &Fingerprint, source: &str) -> PathBuf {
        // A path may be longer than a name, and hold what a name must not.
        let name = Fingerprint::of(format!("{who:x}\n{source}").as_bytes());
        self.folder().join(GIVEN).join(format!("{name:x}"))
    }

    fn forget_old(&self) -> io::Result<()> {
        let mut known = Vec::new();
        for entry in fs::read_dir(self.folder().join(GIVEN))?.flatten() {
            let is_unfinished = entry.file_name().as_encoded_bytes().starts_with(b".");
            if let (false, Ok(metadata)) = (is_unfinished, entry.metadata()) {
                let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                known.push((modified, metadata.len(), entry.path()));
            }
        }
        known.sort_by_key(|(modified, ..)| std::cmp::Reverse(*modified));
        let mut bytes: u64 = 0;
        for (place, (modified, size, file)) in known.into_iter().enumerate() {
            bytes = bytes.saturating_add(size);
            let is_old = modified.elapsed().is_ok_and(|age| age > LONGEST);
            if is_old || (place > 0 && (place >= MOST || bytes > MOST_BYTES)) {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }
}
