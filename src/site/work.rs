//! The work that an answer may take: to convert a page, to open a file, to search. Whoever holds it
//! may do it, where blocking is allowed; whose turn it is, is for `net`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cache::PageKey;
use super::flights::{Awaited, Flight};
use super::make::refusal;
use super::searches::SearchPermit;
use super::snapshot::Snapshot;
use super::state::Site;
use crate::capsule::Resource;
use crate::exchange::{Form, Page, Refusal, Request, Response};
use crate::path::CapsulePath;

/// The work that an answer takes.
#[derive(Debug)]
pub enum Readiness {
    /// None more: here it is.
    Ready(Response),
    /// Converting a page.
    Convert(Conversion),
    /// Opening a file.
    Open(Opening),
    /// Reading the whole capsule.
    Search(Search),
}

/// A page that is not in the cache.
#[derive(Debug)]
pub struct Conversion {
    pub(super) site: Arc<Site>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) path: CapsulePath,
    pub(super) resource: Resource,
    pub(super) form: Form,
}

/// The duty to convert a page, for all who wait for it. When it is dropped they hear that it failed.
#[derive(Debug)]
pub struct PageFlight {
    conversion: Conversion,
    flight: Flight<PageKey, Result<Page, Refusal>>,
    slow: bool,
}

/// A page that is being converted, to be waited for.
#[derive(Debug)]
pub struct AwaitedPage {
    awaited: Awaited<Result<Page, Refusal>>,
    site: Arc<Site>,
    path: CapsulePath,
    resource: Resource,
    /// True for the request that began it.
    first: bool,
}

/// A file that is sent as it is.
#[derive(Debug)]
pub struct Opening {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) file: usize,
}

/// A search for the words of a request.
#[derive(Debug)]
pub struct Search {
    pub(super) site: Arc<Site>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) request: Request,
}

impl Conversion {
    /// Joins those who wait for the same page in the same form. The first gets the duty to convert
    /// it, too.
    #[must_use]
    pub fn join(self) -> (AwaitedPage, Option<PageFlight>) {
        let (awaited, flight) = self.snapshot.flights.join((self.path.clone(), self.form));
        let awaited = AwaitedPage {
            awaited,
            site: Arc::clone(&self.site),
            path: self.path.clone(),
            resource: self.resource.clone(),
            first: flight.is_some(),
        };
        let flight = flight.map(|flight| {
            let slow = self.site.slow_pages.begin(&self.path);
            PageFlight { conversion: self, flight, slow }
        });
        (awaited, flight)
    }
}

impl PageFlight {
    /// The most bytes of memory that it takes.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let Conversion { snapshot, path, resource, form, .. } = &self.conversion;
        snapshot.capsule.memory(path, resource, form.view, self.slow)
    }

    /// True when the last conversion of the page took long, or one in another form is under way.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.slow
    }

    /// Waits until all who waited have gone; others may have come since.
    pub async fn deserted(&self) {
        self.flight.deserted().await;
    }

    /// False when all who waited have gone: then it has ended.
    pub fn is_wanted(&mut self) -> bool {
        let wanted = self.flight.is_wanted();
        if !wanted && !self.slow {
            self.conversion.site.slow_pages.end(&self.conversion.path, Duration::ZERO);
        }
        wanted
    }

    /// Converts the page, keeps it and gives it to all who wait. May block.
    pub fn run(self) {
        let Conversion { site, snapshot, path, resource, form } = &self.conversion;
        let began = Instant::now();
        let converted = site.rendered(snapshot, path, resource, *form);
        site.slow_pages.end(path, began.elapsed());
        self.flight.land(converted);
    }
}

impl AwaitedPage {
    /// The answer, once there is one.
    pub async fn response(self) -> Response {
        match self.awaited.outcome().await {
            Some(Ok(page)) => {
                self.site.count(&self.path, &self.resource, !self.first);
                Response::Page(page)
            }
            Some(Err(refusal)) => Response::Refused(refusal),
            None => Response::Refused(Refusal::Failed),
        }
    }
}

impl Opening {
    /// Opens the file. May block.
    #[must_use]
    pub fn run(self) -> Response {
        match self.snapshot.open(self.file) {
            Ok(stream) => Response::Stream(stream),
            Err(error) => Response::Refused(refusal(&error)),
        }
    }
}

impl Search {
    /// Waits for the permit to search this site; `None` when too many wait already.
    pub async fn permit(&self) -> Option<SearchPermit> {
        self.site.searches.permit().await
    }

    /// Searches. May block, for two seconds.
    #[must_use]
    pub fn run(self) -> Response {
        let found = self.site.found(&self.snapshot, &self.request);
        found.map_or_else(Response::Refused, Response::Page)
    }
}
