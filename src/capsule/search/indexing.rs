//! `SearchIndex`: the index of one capsule, which follows its snapshots.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Zoned;

use super::pages::{self, Searched};
use super::progress::{Progress, Progresses};
use super::rounds::Rounds;
use crate::access::Zones;
use crate::capsule::parts::Capsule;
use crate::search::{Entry, Error, Fact, Index, Known, Written, key};

/// The most pages, and bytes of their texts, that are written together: readers without a
/// connection of their own wait for them, and what a broken-off transaction loses is made again.
const MOST_PAGES: usize = 64;
const MOST_BYTES: usize = 1 << 20;

/// The longest that a page waits for others to be written with.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// The part of one processor that indexing takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Half of it, in turns with who serves.
    Shared,
    /// All.
    Whole,
}

/// The index of a capsule, and how far it has come.
#[derive(Debug)]
pub struct SearchIndex {
    index: Index,
    /// By the keys of their paths.
    known: Mutex<HashMap<u64, Known>>,
    rounds: Mutex<Rounds>,
    /// `None` before it has been compared with a snapshot.
    state: Mutex<Option<State>>,
    /// True once it has been found to be damaged.
    is_damaged: AtomicBool,
    /// True once somebody has been told of an error.
    is_told: AtomicBool,
}

/// What readers go by: it is of one snapshot.
#[derive(Clone, Debug, Default)]
struct State {
    progress: Progresses,
    /// The zones that the groups of pages are numbered by.
    zones: Zones,
}

/// A page that is to be looked at.
#[derive(Clone, Copy)]
struct Task<'c> {
    page: Searched<'c>,
    /// The key of its path.
    key: u64,
    before: Option<Known>,
    stamp: u64,
}

impl Task<'_> {
    /// True for a page whose files are as they were.
    fn is_doubtful(&self) -> bool {
        self.before.is_some_and(|before| before.stamp == self.stamp)
    }
}

/// What is to be done for a snapshot.
#[derive(Default)]
struct Work<'c> {
    /// Pages that are not known, or not as they are.
    changed: Vec<Task<'c>>,
    /// Pages that may say something else, though their files are as they were.
    doubtful: Vec<Task<'c>>,
    /// The state of what pages are made from besides their files.
    around: u64,
}

/// Pages that are to be written together.
#[derive(Default)]
struct Batch<'c> {
    pages: Vec<(Searched<'c>, Written<'c>)>,
    /// Pages that are as they were.
    confirmed: Vec<(Searched<'c>, Known)>,
    bytes: usize,
}

impl SearchIndex {
    /// Takes up the index in a file, which is made if it is missing. Nothing is found before the
    /// first call of [`SearchIndex::follow`].
    ///
    /// # Errors
    /// Fails when the file can't be read or written; when it is damaged, or of another version.
    pub fn open(file: &Path) -> Result<Self, Error> {
        Index::open(file).and_then(Self::of)
    }

    /// Takes an index up. Nothing is found before the first call of [`SearchIndex::follow`].
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub fn of(index: Index) -> Result<Self, Error> {
        let known = index.known()?.into_iter().collect();
        Ok(Self {
            index,
            known: Mutex::new(known),
            rounds: Mutex::default(),
            state: Mutex::default(),
            is_damaged: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
        })
    }

    /// Reads again what is in it: another process may have written to it.
    ///
    /// # Errors
    /// Fails when it can't be read.
    pub fn look_again(&self) -> Result<(), Error> {
        let known = self.index.known()?.into_iter().collect();
        *locked(&self.known) = known;
        Ok(())
    }

    /// Compares it with a snapshot: from now on those of its pages are found that are as they were,
    /// and what is gone goes. May block, but converts nothing.
    ///
    /// # Errors
    /// As [`SearchIndex::follow`].
    pub fn take_up(&self, capsule: &Arc<Capsule>) -> Result<(), Error> {
        self.compare(capsule, &mut locked(&self.known)).map(drop)
    }

    /// Brings it to a snapshot: what is gone goes, what is new or has changed is converted and
    /// written, and what is not known to be as it was is not found meanwhile. `go_on` is asked after
    /// each page; false leaves the rest for the next call. Gives the number of pages that could not
    /// be read this time: another call for the same snapshot looks at those. May block.
    ///
    /// # Errors
    /// Fails when the disk is full, or the memory that it may take, or the index is damaged.
    pub fn follow(
        &self,
        capsule: &Arc<Capsule>,
        pace: Pace,
        go_on: &dyn Fn() -> bool,
    ) -> Result<usize, Error> {
        let mut rounds = locked(&self.rounds);
        rounds.begin(capsule);
        let followed = self.bring_to(capsule, pace, go_on, &mut rounds);
        if followed.is_err() {
            rounds.interrupt();
        }
        followed
    }

    fn bring_to(
        &self,
        capsule: &Arc<Capsule>,
        pace: Pace,
        go_on: &dyn Fn() -> bool,
        rounds: &mut Rounds,
    ) -> Result<usize, Error> {
        let mut known = locked(&self.known);
        let mut work = self.compare(capsule, &mut known)?;
        // Where snapshots come fast, each looks at some, and in the end all have had their turn.
        work.doubtful.retain(|task| !rounds.has_seen(task.key));
        work.doubtful.sort_by_key(|task| rounds.last(task.key));
        rounds.keep(|key| known.contains_key(&key));
        let few = work.changed.len() <= MOST_PAGES;
        let changed = work.changed.iter().map(|task| (task, if few { Pace::Whole } else { pace }));
        let doubtful = work.doubtful.iter().map(|task| (task, pace));
        let (mut batch, mut missed) = (Batch::default(), 0);
        let mut written = Instant::now();
        for (task, pace) in changed.chain(doubtful) {
            if !go_on() {
                break;
            }
            let began = Instant::now();
            match task.page.entry(capsule) {
                Ok(entry) => {
                    if task.is_doubtful() || task.page.shows_others(capsule) {
                        rounds.see(task.key);
                    }
                    batch.add(capsule, task, entry, work.around);
                }
                Err(_) => missed += 1,
            }
            if batch.is_full() || written.elapsed() > LONGEST_WAIT {
                self.write(capsule, std::mem::take(&mut batch), &mut known)?;
                written = Instant::now();
            }
            if pace == Pace::Shared {
                thread::sleep(began.elapsed());
            }
        }
        self.write(capsule, batch, &mut known)?;
        Ok(missed)
    }

    /// Compares what is known with a snapshot. From here on only those of its pages are found that
    /// are as they were.
    fn compare<'c>(
        &self,
        capsule: &'c Arc<Capsule>,
        known: &mut HashMap<u64, Known>,
    ) -> Result<Work<'c>, Error> {
        let around = pages::surroundings(capsule);
        let mut work = Work { around, ..Work::default() };
        let (mut seen, mut facts) = (HashMap::with_capacity(known.len()), Vec::new());
        let mut progress = Progresses::default();
        for page in pages::pages(capsule) {
            let key = key(page.page.path.as_str());
            let task = Task { page, key, before: known.remove(&key), stamp: page.stamp(capsule) };
            let fact = page.fact(capsule);
            seen.extend(task.before.map(|before| (key, before)));
            match task.before.filter(|before| before.stamp == task.stamp) {
                None => {
                    progress.add(fact.group, false);
                    work.changed.push(task);
                }
                Some(before) => {
                    progress.add(fact.group, true);
                    facts.push((before.id, fact));
                    if before.around != around || page.shows_others(capsule) {
                        work.doubtful.push(task);
                    }
                }
            }
        }
        let gone: Vec<(u64, Known)> = std::mem::replace(known, seen).into_iter().collect();
        *locked(&self.state) = Some(State { progress, zones: capsule.contents.zones().clone() });
        self.index.set_facts(&facts);
        // The newest first: those are what most look for.
        work.changed
            .sort_by_key(|task| Reverse(task.page.page.date.as_ref().map(Zoned::timestamp)));
        let removed = gone.chunks(MOST_PAGES).try_for_each(|gone| {
            self.index.remove(&gone.iter().map(|(_, it)| it.id).collect::<Vec<_>>())
        });
        // What is there still is to go the next time.
        if removed.is_err() {
            known.extend(gone);
        }
        removed.map(|()| work)
    }

    /// Writes what was gathered, and says that it is found from now on.
    fn write(
        &self,
        capsule: &Capsule,
        batch: Batch<'_>,
        known: &mut HashMap<u64, Known>,
    ) -> Result<(), Error> {
        let Batch { pages, confirmed, .. } = batch;
        let (searched, written): (Vec<Searched<'_>>, Vec<Written<'_>>) = pages.into_iter().unzip();
        let now = self.index.write(&written)?;
        let facts: Vec<(i64, Fact)> =
            now.iter().zip(&searched).map(|(it, page)| (it.id, page.fact(capsule))).collect();
        self.index.add_facts(&facts);
        if let Some(state) = locked(&self.state).as_mut() {
            for (it, (_, fact)) in written.iter().zip(&facts) {
                if it.before.is_none_or(|before| before.stamp != it.stamp) {
                    state.progress.index(fact.group);
                }
            }
        }
        known.extend(searched.iter().zip(now).map(|(it, now)| (key(it.page.path.as_str()), now)));
        let is_news = |(page, now): &(Searched<'_>, Known)| {
            known.get(&key(page.page.path.as_str())) != Some(now)
        };
        let news: Vec<(Searched<'_>, Known)> = confirmed.into_iter().filter(is_news).collect();
        self.index.confirm(&news.iter().map(|(_, now)| *now).collect::<Vec<_>>())?;
        known.extend(news.iter().map(|(page, now)| (key(page.page.path.as_str()), *now)));
        Ok(())
    }

    /// Takes note of an error that somebody met; true for the first.
    pub fn report(&self, error: &Error) -> bool {
        if error.is_damage() {
            self.is_damaged.store(true, Ordering::Release);
        }
        !self.is_told.swap(true, Ordering::AcqRel)
    }

    /// True once it has been found to be damaged: it is to be thrown away.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Acquire)
    }

    /// True for one that nobody keeps, and that is full at some time.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        self.index.is_in_memory()
    }

    /// False before it has been compared with a snapshot: nothing can be said of any page.
    pub(super) fn is_compared(&self) -> bool {
        locked(&self.state).is_some()
    }

    /// The index itself.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// How far it has come with the groups of pages that a reader sees.
    pub(super) fn progress(&self, sees: &dyn Fn(u32) -> bool) -> Progress {
        locked(&self.state).as_ref().map_or_else(Progress::default, |it| it.progress.seen(sees))
    }

    /// The zones that its groups of pages are numbered by, from 1.
    pub(super) fn zones(&self) -> Zones {
        locked(&self.state).as_ref().map_or_else(Zones::default, |it| it.zones.clone())
    }
}

impl<'c> Batch<'c> {
    fn add(&mut self, capsule: &Capsule, task: &Task<'c>, entry: Entry, around: u64) {
        let Task { page, before, stamp, .. } = *task;
        if let Some(before) = before.filter(|before| before.digest == entry.digest()) {
            // Written all the same where it is not found yet.
            if before.stamp == stamp {
                self.confirmed.push((page, Known { around, ..before }));
                return;
            }
        }
        self.bytes = self.bytes.saturating_add(entry.text.len());
        let path = page.page.path.as_str();
        let is_public = page.is_public(capsule);
        self.pages.push((page, Written { path, before, stamp, around, is_public, entry }));
    }

    fn is_full(&self) -> bool {
        self.pages.len().max(self.confirmed.len()) >= MOST_PAGES || self.bytes >= MOST_BYTES
    }
}

/// It is whole after each step, so a panic elsewhere doesn't make it useless.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
