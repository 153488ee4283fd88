//! What aggregators were told of a host's feeds, so that each hears of everything once.
//!
//! One file for each host, `announced/feeds` in the folder of its state: a line of JSON for each
//! aggregator and feed.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::error::{CommandError, at};
use crate::command::feed::Entry;
use crate::command::small_file;
use crate::durable;
use crate::fingerprint::Fingerprint;
use crate::state::HostState;

/// The name of the file.
const FILE: &str = "feeds";
/// The rights of the file.
const MODE: u32 = 0o600;
/// The rights of its folder.
const FOLDER: u32 = 0o700;
/// The largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;
/// The most entries that are remembered of a feed, besides those that are in it.
const MOST_ENTRIES: usize = 1000;

/// What aggregators were told of a host's feeds.
pub(super) struct Memory {
    file: PathBuf,
    told: Vec<Told>,
    /// Locked until it is closed, so that no two processes tell the same.
    _turn: Option<File>,
}

/// What an aggregator was told of a feed.
#[derive(Clone, Serialize, Deserialize)]
struct Told {
    aggregator: String,
    feed: String,
    /// The last time, as RFC 3339 has it.
    time: String,
    /// Marks of the entries that it has heard of, those of the last time first.
    entries: Vec<String>,
}

impl Memory {
    /// Reads it, and makes its folder where there is none. Another process that has it is waited
    /// for. What root makes is given to whom the folder above belongs, or the capsule.
    ///
    /// # Errors
    /// Fails when the folder can't be made, or what is in it can't be read.
    pub(super) fn open(state: &HostState, capsule: Option<&Path>) -> Result<Self, CommandError> {
        let folder = state.announced();
        durable::make_folders(&folder, FOLDER, capsule).map_err(at(&folder))?;
        let turn = File::open(&folder).and_then(|turn| {
            durable::wait_for_lock(|| turn.try_lock())?;
            Ok(turn)
        });
        let turn = turn.map_err(at(&folder))?;
        Ok(Self { _turn: Some(turn), ..Self::look(state)? })
    }

    /// Reads it, to look at.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub(super) fn look(state: &HostState) -> Result<Self, CommandError> {
        let file = state.announced().join(FILE);
        let text = small_file::read(&file, LARGEST).map_err(at(&file))?;
        let line = |(number, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|_| {
                let what = format!("line {} is not understood; remove it", number + 1);
                at(&file)(io::Error::new(io::ErrorKind::InvalidData, what))
            })
        };
        let told: Result<Vec<Told>, CommandError> = text.lines().enumerate().map(line).collect();
        Ok(Self { told: told?, file, _turn: None })
    }

    /// The time at which an aggregator was told of a feed, when it has heard of all its entries.
    pub(super) fn of_all(&self, aggregator: &str, feed: &str, entries: &[Entry]) -> Option<&str> {
        let told = self.told.iter().find(|told| told.is_of(aggregator, feed))?;
        let is_known = |entry: &Entry| told.entries.contains(&mark(entry));
        entries.iter().all(is_known).then_some(&*told.time)
    }

    /// Remembers that an aggregator was told of a feed with these entries.
    ///
    /// # Errors
    /// Fails when it can't be written.
    pub(super) fn remember(
        &mut self,
        aggregator: &str,
        feed: &str,
        entries: &[Entry],
        time: Timestamp,
    ) -> Result<(), CommandError> {
        let before = self.told.iter().find(|told| told.is_of(aggregator, feed));
        let mut marks: Vec<String> = entries.iter().map(mark).collect();
        // An entry that comes back when others were deleted is no news.
        let earlier = before.iter().flat_map(|told| &told.entries);
        let earlier = earlier.filter(|it| !marks.contains(it)).take(MOST_ENTRIES);
        let earlier: Vec<String> = earlier.cloned().collect();
        marks.extend(earlier);
        self.told.retain(|told| !told.is_of(aggregator, feed));
        let (aggregator, feed) = (aggregator.to_owned(), feed.to_owned());
        let time = time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        self.told.push(Told { aggregator, feed, time, entries: marks });
        self.write().map_err(at(&self.file))
    }

    fn write(&self) -> io::Result<()> {
        let mut text = String::new();
        for told in &self.told {
            text += &serde_json::to_string(told).map_err(io::Error::other)?;
            text.push('\n');
        }
        durable::write(&self.file, text.as_bytes(), MODE)
    }
}

impl Told {
    fn is_of(&self, aggregator: &str, feed: &str) -> bool {
        self.aggregator == aggregator && self.feed == feed
    }
}

/// A mark of an entry as it is now: an entry that has changed is news again.
fn mark(entry: &Entry) -> String {
    let updated = entry.updated.map(|it| it.to_string()).unwrap_or_default();
    format!("{:x}", Fingerprint::of(format!("{updated} {}", entry.id).as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, lchown};

    use super::*;
    use crate::command::feed;

    const TO: &str = "gemini://b.org/submit";
    const FEED: &str = "gemini://a.org/";

    fn entries(page: &str) -> Vec<Entry> {
        feed::of_page(page.as_bytes(), &FEED.parse().unwrap())
    }

    fn opened(state: &Path) -> Memory {
        Memory::open(&HostState::of(state, "a.org"), None).unwrap()
    }

    #[test]
    fn what_was_told_once_is_remembered_and_what_is_new_or_changed_is_news() {
        let state = tempfile::tempdir().unwrap();
        let told = entries("=> /a 2026-01-02 A\n=> /b 2026-01-03 B\n");
        let mut memory = opened(state.path());
        assert_eq!(memory.of_all(TO, FEED, &told), None);
        memory.remember(TO, FEED, &told, Timestamp::UNIX_EPOCH).unwrap();
        drop(memory);
        let memory = opened(state.path());
        let is_known = |entries: &[Entry]| memory.of_all(TO, FEED, entries).is_some();
        assert!(is_known(&told) && is_known(&told[1..]) && is_known(&[]));
        assert!(!is_known(&entries("=> /a 2026-01-02 A\n=> /c 2026-01-02 C\n")));
        assert!(!is_known(&entries("=> /a 2026-01-04 A\n")), "it has changed");
        assert!(is_known(&entries("=> /a 2026-01-02 Another title\n")));
        assert_eq!(memory.of_all("gemini://c.org/submit", FEED, &told), None);
        assert_eq!(memory.of_all(TO, "gemini://a.org/feed.xml", &told), None);
    }

    #[test]
    fn an_entry_that_comes_back_is_no_news() {
        let state = tempfile::tempdir().unwrap();
        let (old, new) = (entries("=> /a 2026-01-02 A\n"), entries("=> /b 2026-01-03 B\n"));
        let mut memory = opened(state.path());
        memory.remember(TO, FEED, &old, Timestamp::UNIX_EPOCH).unwrap();
        let later = Timestamp::from_second(1).unwrap();
        memory.remember(TO, FEED, &new, later).unwrap();
        assert_eq!(memory.of_all(TO, FEED, &old), Some("1970-01-01T00:00:01Z"));
    }

    #[test]
    fn to_look_makes_no_folder() {
        let state = tempfile::tempdir().unwrap();
        let memory = Memory::look(&HostState::of(state.path(), "a.org")).unwrap();
        assert_eq!(memory.of_all(TO, FEED, &[]), None);
        assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_root_makes_belongs_to_whom_the_folder_above_belongs_or_the_capsule() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let owned = |owner: u32| {
            let folder = tempfile::tempdir().unwrap();
            lchown(&folder, Some(owner), Some(owner)).unwrap();
            folder
        };
        let owner = |above: u32, capsule: u32| {
            let (above, capsule) = (owned(above), owned(capsule));
            let state = HostState::of(&above.path().join("state"), "a.org");
            let mut memory = Memory::open(&state, Some(capsule.path())).unwrap();
            memory.remember(TO, FEED, &[], Timestamp::UNIX_EPOCH).unwrap();
            let made = [&memory.file, &state.announced(), &above.path().join("state")];
            made.map(|it| fs::metadata(it).unwrap().uid())
        };
        assert_eq!(owner(7, 8), [7; 3]);
        assert_eq!(owner(0, 8), [8; 3]);
        assert_eq!(owner(0, 0), [0; 3]);
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let state = tempfile::tempdir().unwrap();
        drop(opened(state.path()));
        let folder = HostState::of(state.path(), "a.org").announced();
        fs::write(folder.join(FILE), "x\n").unwrap();
        let error = Memory::look(&HostState::of(state.path(), "a.org")).err().unwrap();
        let error = error.to_string();
        assert!(error.ends_with("announced/feeds: line 1 is not understood; remove it"), "{error}");
    }
}
