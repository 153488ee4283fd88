//! `Dispatcher`: whose turn it is to do what may block. There is one for a server, whatever speaks
//! to its clients, so that its bounds hold for all of them together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tracing::error;

use super::lanes::{Lanes, Load};
use crate::exchange::{Refusal, Response};
use crate::net::own_thread::on_own_thread;
use crate::site::{Conversion, Opening, PageFlight, Readiness, Search};

/// The longest that a client waits for its answer to begin: then most have given up.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The most files that are being opened at a time.
const OPENINGS: usize = 8;
/// The most searches at a time, of whatever sites.
const SEARCHES: usize = 4;

/// Threads and permits for all conversations of a server.
#[derive(Debug)]
pub struct Dispatcher {
    lanes: Lanes,
    openings: Arc<Semaphore>,
    searches: Arc<Semaphore>,
}

impl Dispatcher {
    /// One for a machine of so many processors.
    #[must_use]
    pub fn new(processors: usize) -> Self {
        Self {
            lanes: Lanes::new(processors),
            openings: Arc::new(Semaphore::new(OPENINGS)),
            searches: Arc::new(Semaphore::new(SEARCHES)),
        }
    }

    /// The most of the runtime's threads that it keeps busy at a time.
    #[must_use]
    pub fn threads(processors: usize) -> usize {
        Lanes::most(processors).saturating_add(OPENINGS)
    }

    /// Waits for an answer, but not for long.
    pub(super) async fn answer(self: &Arc<Self>, readiness: Readiness) -> Response {
        let answer = async {
            match readiness {
                Readiness::Ready(response) => response,
                Readiness::Convert(conversion) => self.convert(conversion).await,
                Readiness::Open(opening) => self.open(opening).await,
                Readiness::Search(search) => self.search(search).await,
            }
        };
        timeout(LONGEST_WAIT, answer).await.unwrap_or(Response::Refused(Refusal::Overloaded))
    }

    /// Waits for a page, which is converted once for all who wait for it.
    async fn convert(self: &Arc<Self>, conversion: Conversion) -> Response {
        let (awaited, flight) = conversion.join();
        if let Some(flight) = flight {
            // On its own: who asked first may go before the others.
            tokio::spawn(Arc::clone(self).fly(flight));
        }
        awaited.response().await
    }

    async fn fly(self: Arc<Self>, mut flight: PageFlight) {
        let load = Load { memory: flight.memory(), slow: flight.is_slow() };
        let permit = self.lanes.permit(load).await;
        if !flight.is_wanted() {
            return;
        }
        let converted = spawn_blocking(move || {
            flight.run();
            drop(permit);
        });
        if let Err(failed) = converted.await {
            error!(%failed, "a page could not be converted");
        }
    }

    async fn open(&self, opening: Opening) -> Response {
        let permit = Arc::clone(&self.openings).acquire_owned().await;
        let opened = spawn_blocking(move || {
            let response = opening.run();
            drop(permit);
            response
        });
        opened.await.unwrap_or_else(|failed| {
            error!(%failed, "a file could not be opened");
            Response::Refused(Refusal::Failed)
        })
    }

    async fn search(&self, search: Search) -> Response {
        let Some(of_site) = search.permit().await else {
            return Response::Refused(Refusal::Overloaded);
        };
        let permit = Arc::clone(&self.searches).acquire_owned().await;
        let found = on_own_thread("search", move || {
            let response = search.run();
            drop((permit, of_site));
            response
        });
        found.await.unwrap_or_else(|failed| {
            error!(%failed, "a search broke off");
            Response::Refused(Refusal::Failed)
        })
    }
}
