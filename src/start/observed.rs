//! `Observed`: what a running server knows of itself when somebody asks: the counts, and the state of things at that moment.
//! Who may ask, and how, is for `net`.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use jiff::Timestamp;

use super::keys::HeldKeys;
use crate::counters::{Counters, EXPOSITION, HostMoment, Moment};
use crate::log::{AccessLog, EventLosses};
use crate::net::{Document, Written};
use crate::site::Site;

/// What is looked at. Cheap to clone; the clones look at the same server.
#[derive(Clone)]
pub(super) struct Observed(Arc<Inner>);

struct Inner {
    counters: Arc<Counters>,
    sites: ArcSwap<Vec<Arc<Site>>>,
    /// Unset while there is no TLS.
    keys: OnceLock<HeldKeys>,
    most_open: usize,
    access_log: AccessLog,
    events: EventLosses,
}

impl Observed {
    /// A server that serves nothing yet.
    pub(super) fn new(counters: Arc<Counters>, most_open: usize, access_log: AccessLog, events: EventLosses) -> Self {
        let (sites, keys) = (ArcSwap::default(), OnceLock::new());
        Self(Arc::new(Inner { counters, sites, keys, most_open, access_log, events }))
    }

    pub(super) fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.0.counters)
    }

    pub(super) fn access_log(&self) -> AccessLog {
        self.0.access_log.clone()
    }

    /// These are served from now on.
    pub(super) fn serve(&self, sites: Vec<Arc<Site>>, keys: Option<HeldKeys>) {
        self.0.sites.store(Arc::new(sites));
        if let Some(keys) = keys {
            // There is one for as long as the server runs, whatever it holds.
            self.0.keys.get_or_init(|| keys);
        }
    }

    /// What somebody asked for.
    pub(super) fn tell(&self, document: Document) -> Written {
        let (counters, moment) = (&self.0.counters, self.moment());
        match document {
            Document::Metrics => Written { media: EXPOSITION, text: counters.exposition(&moment) },
            Document::Status => {
                // Its keys are texts and its numbers whole, so it can be written.
                let text = serde_json::to_string(&counters.status(&moment)).unwrap_or_default();
                Written { media: "application/json", text: text + "\n" }
            }
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
            pages: site.with_capsule(|capsule| capsule.pages().len() as u64),
            cached: site.cached(),
            certificate_ends: self.certificate_ends(&name),
            name,
        }
    }

    fn certificate_ends(&self, host: &str) -> Option<Timestamp> {
        self.0.keys.get()?.ends(host)
    }
}
