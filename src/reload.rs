//! Changes on disk, and days that come, become a new snapshot: watch, let things settle, scan
//! again, swap. Another folder in the place of the one that is served is for `server`, and another
//! process.
//!
//! A capsule that can't be read any more leaves the old one in place, which the log reports; so does
//! for a minute one that has become empty.

mod indexing;
mod page_warnings;
mod rescan;
mod trouble;
mod vanished;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use std::{io, mem, path, thread};

use jiff::Timestamp;
use notify::{
    Config, Event, EventKindMask, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, error, info, warn};

use crate::capsule::{self, Capsule};
use crate::content::Folder;
use crate::descriptors;
use crate::diagnostic::Diagnostic;
use crate::durable::{Identity, identity};
use crate::generator::Options;
use crate::sandbox::Sandbox;
use crate::site::Site;
pub use indexing::{keep_index, take_up_index};
use page_warnings::PageWarnings;
use rescan::{Asked, Rescan, is_change};
use trouble::Trouble;
use vanished::{Holdings, Vanished, Verdict};

/// Time without a change before the folder is read again: a copy of many files is one change.
const SETTLE: Duration = Duration::from_millis(200);
/// The longest that the folder is left unread while it keeps changing.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pause between two looks at the folder where the system does not report changes, and between two
/// looks whether another folder has taken its name.
const POLL: Duration = Duration::from_secs(2);

/// The time for which what was there is served on when a folder has lost all its pages.
pub const EMPTY: Duration = vanished::PATIENCE;

/// The most warnings that are logged after a change.
const MOST_WARNINGS: usize = 20;

/// Watches a site's folder from now on, in a thread of its own, for as long as somebody has the
/// site, until `stop`. `reported` are the diagnostics of the folder that somebody has seen.
pub fn watch(
    site: &Arc<Site>,
    folder: PathBuf,
    options: Options,
    sandbox: Arc<Sandbox>,
    reported: Vec<Diagnostic>,
    stop: CancellationToken,
) {
    let (wake, changes) = mpsc::sync_channel(1);
    let rescan = Rescan::new(wake);
    let site = Arc::downgrade(site);
    let warnings = PageWarnings::new(|warning| warn!("{warning}"));
    let mut watch = Watch {
        site,
        identity: identity(&folder),
        folder,
        options,
        rescan,
        sandbox,
        warnings,
        reported,
        vanished: Vanished::default(),
        trouble: Trouble::default(),
        unwatched: Trouble::default(),
        stop,
    };
    thread::spawn(move || watch.run(&changes));
}

/// Tells that a folder has nothing in it, though something was served from there.
pub fn tell_of_emptiness(folder: &Path) {
    warn!(
        folder = %folder.display(),
        "all pages are gone from the folder; what was there is served for {} seconds more \
         (--empty-ok takes such a folder up at once)",
        EMPTY.as_secs()
    );
}

struct Watch {
    site: Weak<Site>,
    /// The folder that is served, whatever lies at its path.
    identity: Option<Identity>,
    folder: PathBuf,
    options: Options,
    rescan: Rescan,
    sandbox: Arc<Sandbox>,
    warnings: PageWarnings,
    /// Diagnostics of the folder that are in the log.
    reported: Vec<Diagnostic>,
    vanished: Vanished,
    /// What keeps the folder from being read.
    trouble: Trouble,
    /// What keeps changes from being told.
    unwatched: Trouble,
    stop: CancellationToken,
}

impl Watch {
    fn run(&mut self, changes: &Receiver<()>) {
        let mut watcher = self.watcher();
        let mut seen = self.identity;
        let (mut awaited, mut short) = (None, false);
        loop {
            let change = changes.recv_timeout(POLL);
            if self.stop.is_cancelled() {
                break;
            }
            match change {
                Ok(()) => settle(changes),
                Err(RecvTimeoutError::Timeout) if self.site.strong_count() == 0 => break,
                // Once for each moment: when the folder can't be read there is no new one.
                Err(RecvTimeoutError::Timeout) if self.next_change_now() > awaited => {
                    awaited = self.next_change_now()
                }
                // What was read for a page in a shortage, and is kept for others, may not be whole.
                Err(RecvTimeoutError::Timeout) if self.fell_short() => {}
                Err(RecvTimeoutError::Timeout) if self.vanished.is_awaited() => {}
                Err(RecvTimeoutError::Timeout) if identity(&self.folder) != seen => {
                    seen = identity(&self.folder);
                    if seen == self.identity {
                        // It was away, and what happened to it meanwhile was not told.
                        self.rescan.forget();
                        watcher = self.watcher();
                    }
                }
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.stop.is_cancelled() {
                break;
            }
            let Some(site) = self.site.upgrade() else { break };
            let before = short;
            short = self.reload(&site).is_err_and(|error| descriptors::is_short(&error));
            if before && !short {
                // The system may have reported no changes meanwhile.
                watcher = self.watcher();
            }
            if short {
                if !before {
                    warn!(
                        folder = %self.folder.display(),
                        "the system has no descriptor left to read the folder with; what was \
                         served before still is, and it will be read as soon as there is one"
                    );
                }
                thread::sleep(POLL);
                self.rescan.request();
            }
        }
        drop(watcher);
    }

    fn fell_short(&self) -> bool {
        self.site
            .upgrade()
            .is_some_and(|site| site.with_capsule(|capsule| capsule.folder().fell_short()))
    }

    /// The moment at which the site was to change by itself, if that has come.
    fn next_change_now(&self) -> Option<Timestamp> {
        let next = self.site.upgrade()?.with_capsule(|capsule| capsule.next_change());
        next.filter(|next| *next <= Timestamp::now())
    }

    /// A watcher of the system's kind, else one that looks again and again.
    fn watcher(&mut self) -> Option<Box<dyn Watcher>> {
        let watcher = self.new_watcher();
        // Of what came before it tells nothing.
        self.rescan.any();
        watcher
    }

    fn new_watcher(&mut self) -> Option<Box<dyn Watcher>> {
        // As events name it.
        let folder = path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        // Else it would be told of each file that a reader opens.
        let changes = Config::default().with_event_kinds(EventKindMask::CORE);
        let system = RecommendedWatcher::new(self.on_change(&folder), changes);
        let mut watcher = match system {
            Ok(mut watcher) => match watcher.watch(&folder, RecursiveMode::Recursive) {
                Ok(()) => {
                    self.unwatched.end();
                    return Some(Box::new(watcher));
                }
                Err(error) => self.poller(&error),
            },
            Err(error) => self.poller(&error),
        }?;
        match watcher.watch(&folder, RecursiveMode::Recursive) {
            Ok(()) => Some(watcher),
            Err(error) => {
                if self.unwatched.begin(&format!("{error}, also by looking")) {
                    warn!(
                        %error,
                        folder = %folder.display(),
                        "the folder can't be watched; send SIGHUP after a change"
                    );
                }
                None
            }
        }
    }

    fn poller(&mut self, error: &notify::Error) -> Option<Box<dyn Watcher>> {
        if self.unwatched.begin(&error.to_string()) {
            let seconds = POLL.as_secs();
            warn!(%error, "the system can't tell of changes; looking every {seconds} seconds");
        }
        let config = Config::default().with_poll_interval(POLL);
        let rescan = self.rescan.clone();
        let on_change = move |event: notify::Result<Event>| {
            if event.map_or(true, |event| is_change(event.kind)) {
                // Whoever looks at times and sizes alone does not see all.
                rescan.request();
            }
        };
        PollWatcher::new(on_change, config)
            .ok()
            .map(|watcher| Box::new(watcher) as Box<dyn Watcher>)
    }

    fn on_change(&self, folder: &Path) -> impl Fn(notify::Result<Event>) + Send + use<> {
        let (rescan, folder) = (self.rescan.clone(), folder.to_owned());
        move |event| rescan.follow(&folder, event)
    }

    /// Reads the folder again. What is bad is logged and leaves all as it was, also a request to
    /// read it anew; so does another folder in its place, which is for another process.
    ///
    /// # Errors
    /// Fails when the folder can't be read. All but a shortage of descriptors has been logged.
    fn reload(&mut self, site: &Site) -> io::Result<()> {
        if identity(&self.folder).is_some_and(|it| Some(it) != self.identity) {
            return Ok(());
        }
        let asked = self.rescan.take();
        let taken = self.read_again(site, &asked);
        if !matches!(taken, Ok(true)) {
            self.rescan.stands(&asked);
        }
        taken.map(drop)
    }

    /// The same; true when what was read is served now.
    fn read_again(&mut self, site: &Site, asked: &Asked) -> io::Result<bool> {
        let began = Instant::now();
        let folder = Folder::open_with_links_to(&self.folder, &self.options.links_to)
            .inspect_err(|error| self.report_unreadable(error))?;
        let folder = Arc::new(folder);
        let old = site.with_capsule(Arc::clone);
        let (capsule, warnings) = match asked {
            Asked::Anew => {
                let (capsule, warnings) = capsule::load(&folder, &self.options, None)?;
                (capsule, Some(warnings))
            }
            Asked::Changes(named) => capsule::load_again(&folder, &self.options, &old, named)?,
        };
        if let Some(fault) = capsule.config_fault() {
            let fault = fault.to_string();
            if self.trouble.begin(&fault) {
                error!("{fault}; what was served before still is");
            }
            return Ok(false);
        }
        if self.trouble.end() {
            info!(folder = %self.folder.display(), "the folder can be read again");
        }
        if !self.may_take(&old, &capsule) {
            return Ok(false);
        }
        let changed = capsule.pages_changed_since(&old);
        let is_news = !capsule.was_read_from_files_of(&old);
        // From here on only answers that are under way hold it.
        drop(old);
        site.replace(Arc::clone(&capsule));
        if is_news {
            info!(
                host = site.origin().host.as_str(),
                pages = capsule.page_count(),
                changed = changed.len(),
                took_ms = began.elapsed().as_millis(),
                "the folder was read again"
            );
        } else {
            debug!(host = site.origin().host.as_str(), "the folder was read again, as it was");
        }
        let unreported = warnings.map(|it| self.unreported(it)).unwrap_or_default();
        log_some(&unreported);
        let left = MOST_WARNINGS.saturating_sub(unreported.len());
        self.warnings.look_at(capsule, changed, left);
        Ok(true)
    }

    /// Those of the diagnostics of the folder that are not in the log; now they are.
    fn unreported(&mut self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let before: BTreeSet<Diagnostic> =
            mem::replace(&mut self.reported, diagnostics).into_iter().collect();
        self.reported.iter().filter(|it| !before.contains(it)).cloned().collect()
    }

    /// False for a capsule that has lost all that is served, for a while.
    fn may_take(&mut self, served: &Capsule, read: &Capsule) -> bool {
        let holdings = |it: &Capsule| Holdings { pages: it.page_count(), files: it.file_count() };
        let verdict = match self.options.empty_ok {
            true => Verdict::Take,
            false => self.vanished.judge(holdings(served), holdings(read), Instant::now()),
        };
        if verdict == (Verdict::Keep { first: true }) {
            tell_of_emptiness(&self.folder);
        }
        verdict == Verdict::Take
    }

    fn report_unreadable(&mut self, error: &io::Error) {
        let is_ours = self.sandbox.encloses(&self.folder);
        if is_ours && !descriptors::is_short(error) && self.trouble.begin(&error.to_string()) {
            warn!(
                %error,
                folder = %self.folder.display(),
                "the folder can't be read; what was served before still is"
            );
        }
    }
}

/// Logs diagnostics of a folder, or the first of them and how many more there are.
fn log_some(diagnostics: &[Diagnostic]) {
    for it in diagnostics.iter().take(MOST_WARNINGS) {
        warn!("{it}");
    }
    let more = diagnostics.len().saturating_sub(MOST_WARNINGS);
    if more > 0 {
        warn!("{more} more warnings about the folder; `propus check` shows all");
    }
}

/// Waits until nothing has changed for a while.
fn settle(changes: &Receiver<()>) {
    let began = Instant::now();
    while began.elapsed() < PATIENCE && changes.recv_timeout(SETTLE).is_ok() {}
}

#[cfg(test)]
mod tests;
