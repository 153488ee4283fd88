//! `HostState`: the folder of one host's state, and the turns of those who write there.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::durable;

/// Entries of the history.
const HISTORY: &str = "history";
/// Letters to the author.
const LETTERS: &str = "letters";
/// Versions that writers were given.
pub(super) const GIVEN: &str = "given";
/// Texts that arrive.
const ARRIVING: &str = "arriving";
/// What was announced.
const ANNOUNCED: &str = "announced";
/// The index of the search.
const SEARCH_INDEX: &str = "search.sqlite";

/// The state of one host.
#[derive(Clone, Debug)]
pub struct HostState {
    folder: PathBuf,
}

/// The turn of one who writes: no other one writes to the host's files, or to its state, until it
/// is dropped.
#[derive(Debug)]
pub struct Turn(#[expect(dead_code, reason = "its lock is held as long as it is open")] File);

impl HostState {
    /// The state of a host in the folder of all.
    #[must_use]
    pub fn of(state: &Path, host: &str) -> Self {
        Self { folder: state.join(host) }
    }

    /// Makes its folders, those that are missing, and removes what a process left there that was
    /// killed while it wrote.
    ///
    /// # Errors
    /// Fails when one can't be made.
    pub fn make(&self) -> io::Result<()> {
        [HISTORY, GIVEN, ARRIVING].iter().try_for_each(|name| {
            let folder = self.folder.join(name);
            if folder.is_dir() { Ok(()) } else { durable::make_folder(&folder) }
        })?;
        durable::sweep(&self.folder, durable::UNFINISHED);
        Ok(())
    }

    /// True once something may have been kept: the folder may be there for other things alone.
    #[must_use]
    pub fn has_history(&self) -> bool {
        self.history().is_dir()
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the history.
    #[must_use]
    pub fn history(&self) -> PathBuf {
        self.folder.join(HISTORY)
    }

    /// The folder of letters, which `make` has no part in.
    #[must_use]
    pub fn letters(&self) -> PathBuf {
        self.folder.join(LETTERS)
    }

    /// The folder for what arrives and has no name.
    #[must_use]
    pub fn arriving(&self) -> PathBuf {
        self.folder.join(ARRIVING)
    }

    /// The file of the index that its search asks, which `make` has no part in.
    #[must_use]
    pub fn search_index(&self) -> PathBuf {
        self.folder.join(SEARCH_INDEX)
    }

    /// The folder of what aggregators were told, which `make` has no part in.
    #[must_use]
    pub fn announced(&self) -> PathBuf {
        self.folder.join(ANNOUNCED)
    }

    /// Waits for its turn.
    ///
    /// # Errors
    /// Fails when the folder is not there, or somebody else writes for too long.
    pub fn turn(&self) -> io::Result<Turn> {
        let folder = File::open(&self.folder)?;
        durable::wait_for_lock(|| folder.try_lock())?;
        Ok(Turn(folder))
    }
}
