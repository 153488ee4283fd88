//! The index of the search follows the snapshots of its site, on a thread of its own: pages are
//! converted for it in the background, and it is never the reason for anything else to fail.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::trouble::Trouble;
use crate::capsule::{Pace, SearchIndex};
use crate::search::{Error, Index};
use crate::site::Site;

/// Pause between two looks whether the index is damaged.
const LOOK: Duration = Duration::from_secs(2);
/// Pause before what did not work is tried again.
const PAUSE: Duration = Duration::from_secs(10);
/// The longest pause before pages that can't be read are tried again: each time it is twice as long.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Lets readers find what is in the index of a site already: that of a process whose place this one
/// is about to take, so that they don't see one that is empty. May block for as long as it takes to
/// read what is known of each page.
pub fn take_up_index(site: &Site, file: &Path) {
    // What is wrong with it is for those who keep it.
    let index = if file.exists() { SearchIndex::open(file).ok() } else { None };
    if let Some(index) = index.filter(|index| site.with_capsule(|it| index.take_up(it)).is_ok()) {
        site.search_in(Some(Arc::new(index)));
    }
}

/// Keeps the index of a site from now on, for as long as somebody has the site, until `stop`: in a
/// file, or in memory where there is none or it can't be written. Needs the runtime.
pub fn keep_index(site: &Arc<Site>, file: Option<PathBuf>, stop: CancellationToken) {
    let keeper = Keeper {
        host: site.origin().host.clone(),
        changes: site.changes(),
        site: Arc::downgrade(site),
        file,
        stop,
        trouble: Trouble::default(),
        pause: PAUSE,
    };
    let runtime = Handle::current();
    thread::spawn(move || keeper.run(&runtime));
}

struct Keeper {
    host: String,
    site: Weak<Site>,
    /// Told of each new snapshot.
    changes: watch::Receiver<bool>,
    file: Option<PathBuf>,
    stop: CancellationToken,
    /// What keeps the index from being written.
    trouble: Trouble,
    /// The pause before pages that could not be read are tried again.
    pause: Duration,
}

impl Keeper {
    fn run(mut self, runtime: &Handle) {
        let mut index = self.taken_up().or_else(|| self.open(false));
        loop {
            let Some(site) = self.site.upgrade().filter(|_| !self.stop.is_cancelled()) else {
                return;
            };
            // Another process writes from now on.
            if *self.changes.borrow_and_update() {
                return;
            }
            let again = match &index {
                Some(open) => self.follow(&site, open),
                None => Some(PAUSE),
            };
            drop(site);
            if !self.wait(runtime, index.as_deref(), again) {
                return;
            }
            let is_damaged = index.as_ref().is_some_and(|index| index.is_damaged());
            if is_damaged || index.is_none() {
                self.site.upgrade().inspect(|site| site.search_in(None));
                index = self.open(is_damaged);
            }
        }
    }

    /// Waits for the next snapshot, for damage, or until it is time to try again; false at the end.
    fn wait(
        &mut self,
        runtime: &Handle,
        index: Option<&SearchIndex>,
        again: Option<Duration>,
    ) -> bool {
        let mut left = again;
        loop {
            let pause = left.map_or(LOOK, |left| left.min(LOOK));
            let (stop, changes) = (&self.stop, &mut self.changes);
            let is_over = runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => Some(false),
                    changed = changes.changed() => Some(changed.is_ok() && !*changes.borrow()),
                    () = tokio::time::sleep(pause) => None,
                }
            });
            if let Some(goes_on) = is_over {
                return goes_on;
            }
            left = left.map(|left| left.saturating_sub(pause));
            if left == Some(Duration::ZERO) || index.is_some_and(SearchIndex::is_damaged) {
                return true;
            }
        }
    }

    /// Brings the index to the newest snapshot. Gives the pause after which to try again.
    fn follow(&mut self, site: &Site, index: &Arc<SearchIndex>) -> Option<Duration> {
        if site.search_index().is_none() {
            site.search_in(Some(Arc::clone(index)));
        }
        let capsule = site.with_capsule(Arc::clone);
        let is_newest =
            || !self.stop.is_cancelled() && matches!(self.changes.has_changed(), Ok(false));
        match index.follow(&capsule, Pace::Shared, &is_newest) {
            Ok(0) => {
                self.pause = PAUSE;
                if self.trouble.end() {
                    info!(host = self.host, "the index of the search can be written again");
                }
                None
            }
            Ok(missed) => {
                debug!(host = self.host, missed, "pages could not be read for the search");
                let pause = self.pause;
                self.pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                Some(pause)
            }
            Err(error) if error.is_busy() => Some(LOOK),
            Err(error) if error.is_damage() => {
                index.report(&error);
                None
            }
            Err(error) if error.is_full() && index.is_in_memory() => {
                if self.trouble.begin(&error.to_string()) {
                    warn!(
                        host = self.host,
                        "the index of the search has no more room in memory; pages that are not in \
                         it are not found (in a folder for the state, --state, there is room)"
                    );
                }
                None
            }
            Err(error) => {
                if self.trouble.begin(&error.to_string()) {
                    let host = self.host.as_str();
                    warn!(%error, host, "the index of the search can't be written; it stays as it was");
                }
                Some(PAUSE)
            }
        }
    }

    /// The index that readers ask already, if there is one.
    fn taken_up(&self) -> Option<Arc<SearchIndex>> {
        let index = self.site.upgrade()?.search_index()?;
        // The other process has written to it until a moment ago.
        if let Err(error) = index.look_again() {
            index.report(&error);
        }
        Some(index)
    }

    /// The index in the file, else one in memory; none while another process has it. One that is
    /// damaged is made anew, whether that is seen now or was seen before.
    fn open(&mut self, is_damaged: bool) -> Option<Arc<SearchIndex>> {
        let kept = self.file.as_deref().map(|file| {
            let opened = if is_damaged { Err(Error::Damage) } else { SearchIndex::open(file) };
            match opened {
                Err(error) if error.is_damage() => {
                    warn!(%error, host = self.host, "the index of the search is made anew");
                    Index::remove_file(file)?;
                    SearchIndex::open(file)
                }
                opened => opened,
            }
        });
        let opened = match kept {
            Some(Err(error)) if error.is_busy() => return None,
            Some(Err(error)) => {
                self.tell_of_memory(&error);
                self.file = None;
                in_memory()
            }
            Some(Ok(index)) => Ok(index),
            None => in_memory(),
        };
        let opened = opened.inspect_err(|error| {
            if self.trouble.begin(&error.to_string()) {
                warn!(%error, host = self.host, "there is no index for the search");
            }
        });
        opened.ok().map(Arc::new)
    }

    fn tell_of_memory(&self, error: &Error) {
        let file = self.file.as_deref().unwrap_or(Path::new("")).display().to_string();
        warn!(
            %error,
            file,
            "the index of the search can't be kept there; it is made in memory, at each start \
             anew (--state names another folder)"
        );
    }
}

fn in_memory() -> Result<SearchIndex, Error> {
    SearchIndex::of(Index::in_memory()?)
}
