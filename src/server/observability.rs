//! `Observed`: a running server as it reports on itself: the counts, and the state of things at
//! that moment. The listener for such questions is for `net`.

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use serde::Serialize;
use tokio::time::sleep;

use super::certificates::HeldKeys;
use super::error::StartError;
use super::following::Following;
use super::privileges;
use crate::config::Config;
use crate::counters::{Counters, EXPOSITION, HostMoment, Moment};
use crate::log::{AccessFile, AccessLog, EventLog, EventLosses, LogFile, OpenLog};
use crate::net::{Document, Written};
use crate::site::Site;

/// Pause before a log that is behind with its lines is asked again.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

/// The access log, which has to be open before the sandbox is entered: inside, one in a folder that
/// is not propus' own can't be made.
///
/// # Errors
/// Fails when it can't be opened.
pub(crate) fn open_access_log(config: &Config) -> Result<Option<OpenLog>, StartError> {
    config.log.access.as_ref().map(open_log).transpose()
}

fn open_log(log: &LogFile) -> Result<OpenLog, StartError> {
    OpenLog::open(log).map_err(|source| StartError::AccessLog {
        advice: privileges::advice_on_writing(&log.file, &source),
        file: log.file.clone(),
        source,
    })
}

/// Counters and logs of a server. They need no runtime.
pub(crate) struct Observability {
    counters: Arc<Counters>,
    access_log: AccessLog,
    events: EventLosses,
}

impl Observability {
    /// Those that a configuration asks for, of a server that was started then. If requests are written into a file, it comes with what
    /// writes the last lines when it is dropped.
    ///
    /// # Errors
    /// Fails when the system gives no thread for the access log.
    pub(crate) fn of(
        config: &Config,
        events: &EventLog,
        access_log: Option<OpenLog>,
        started: Timestamp,
    ) -> Result<(Self, Option<AccessFile>), StartError> {
        let disclosed = config.log.disclosed;
        let (access_log, file) = match access_log {
            None => (AccessLog::among_events(disclosed), None),
            Some(open) => {
                let (log, file) = AccessLog::in_file(disclosed, open)?;
                (log, Some(file))
            }
        };
        let counters = Counters::since(started)
            .map_err(|error| StartError::System(io::Error::other(error)))?;
        Ok((Self { counters: Arc::new(counters), access_log, events: events.losses() }, file))
    }
}

/// A server as it is observed. Cheap to clone; the clones observe the same server.
#[derive(Clone)]
pub(crate) struct Observed(Arc<Inner>);

struct Inner {
    counters: Arc<Counters>,
    sites: ArcSwap<Vec<Arc<Site>>>,
    /// Unset while there is no TLS.
    keys: OnceLock<HeldKeys>,
    /// Unset until the store is followed.
    following: OnceLock<Following>,
    most_open: usize,
    access_log: AccessLog,
    events: EventLosses,
}

impl Observed {
    /// A server that serves nothing yet.
    pub(crate) fn new(observability: Observability, most_open: usize) -> Self {
        let Observability { counters, access_log, events } = observability;
        let (sites, keys, following) = (ArcSwap::default(), OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { counters, sites, keys, following, most_open, access_log, events }))
    }

    /// Opens the access log again, which was given another name.
    pub(super) async fn reopen_access_log(self) {
        while !self.0.access_log.reopen() {
            sleep(BETWEEN_ATTEMPTS).await;
        }
    }

    pub(crate) fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.0.counters)
    }

    pub(crate) fn access_log(&self) -> AccessLog {
        self.0.access_log.clone()
    }

    /// These are served from now on.
    pub(crate) fn serve(&self, sites: Vec<Arc<Site>>, keys: Option<HeldKeys>) {
        self.0.sites.store(Arc::new(sites));
        if let Some(keys) = keys {
            // There is one for as long as the server runs, whatever it holds.
            self.0.keys.get_or_init(|| keys);
        }
    }

    /// The store is followed from now on.
    pub(super) fn follow(&self, following: Following) {
        self.0.following.get_or_init(|| following);
    }

    /// A document that somebody asked for.
    pub(super) fn document(&self, document: Document) -> Written {
        let counters = &self.0.counters;
        match document {
            Document::Metrics => {
                Written { media: EXPOSITION, text: counters.exposition(&self.moment()) }
            }
            Document::Status => json(&counters.status(&self.moment())),
            Document::Knocks => json(&counters.knocks()),
        }
    }

    fn moment(&self) -> Moment {
        let Inner { sites, most_open, access_log, events, .. } = &*self.0;
        Moment {
            hosts: sites.load().iter().map(|site| self.host(site)).collect(),
            most_open: *most_open as u64,
            lost_lines: [("access", access_log.lost()), ("events", events.lines())],
        }
    }

    fn host(&self, site: &Site) -> HostMoment {
        let name = site.origin().host.clone();
        HostMoment {
            pages: site.with_capsule(|capsule| capsule.page_count() as u64),
            cached: site.cached(),
            certificate_ends: self.certificate_ends(&name),
            store: self.0.following.get().and_then(|it| it.standing(&name)),
            name,
        }
    }

    fn certificate_ends(&self, host: &str) -> Option<Timestamp> {
        self.0.keys.get()?.ends(host)
    }
}

/// A document whose keys are texts and whose numbers are whole, so that it can be written.
fn json(document: &impl Serialize) -> Written {
    let text = serde_json::to_string(document).unwrap_or_default();
    Written { media: "application/json", text: text + "\n" }
}
