//! `Dispatcher`: whose turn it is to do what may block. There is one for a server, whatever speaks
//! to its clients, so that its bounds hold for all of them together.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tracing::error;

use super::lanes::{Lanes, Load};
use crate::exchange::{NotTaken, Refusal, Response};
use crate::net::own_thread::on_own_thread;
use crate::site::{Conversion, Delivery, Opening, PageFlight, Readiness, Search};

/// The longest that a client waits for its answer to begin: then most have given up.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// The most files that are being opened at a time.
const OPENINGS: usize = 8;
/// The most searches at a time, of whatever sites: each has a thread of its own.
const SEARCHES: usize = 2;

/// The most uploads and letters that are being written at a time.
const WRITES: usize = 4;

/// Threads and permits for all conversations of a server.
#[derive(Debug)]
pub struct Dispatcher {
    lanes: Lanes,
    openings: Arc<Semaphore>,
    searches: Arc<Semaphore>,
    writes: Arc<Semaphore>,
}

impl Dispatcher {
    /// One for a machine of so many processors.
    #[must_use]
    pub fn new(processors: usize) -> Self {
        Self {
            lanes: Lanes::new(processors),
            openings: Arc::new(Semaphore::new(OPENINGS)),
            searches: Arc::new(Semaphore::new(SEARCHES)),
            writes: Arc::new(Semaphore::new(WRITES)),
        }
    }

    /// The most of the runtime's threads that it keeps busy at a time.
    #[must_use]
    pub fn threads(processors: usize) -> usize {
        Lanes::most(processors).saturating_add(OPENINGS)
    }

    /// Waits for an answer, but not for long.
    pub(super) async fn answer(self: &Arc<Self>, readiness: Readiness) -> Response {
        let answer = match readiness {
            Readiness::Ready(response) => return response,
            Readiness::Convert(conversion) => timeout(LONGEST_WAIT, self.convert(conversion)).await,
            Readiness::Open(opening) => match opening.at_once() {
                Some(response) => return response,
                None => timeout(LONGEST_WAIT, self.open(opening)).await,
            },
            Readiness::Search(search) => timeout(LONGEST_WAIT, self.search(search)).await,
            Readiness::Letter(letter) => timeout(LONGEST_WAIT, self.keep(letter)).await,
        };
        answer.unwrap_or(Response::Refused(Refusal::Overloaded))
    }

    /// Does what writes to a disk, on a thread of its own. It goes on when nobody waits for it any
    /// more. `None` when it broke off.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let permit = Arc::clone(&self.writes).acquire_owned().await;
        let written = on_own_thread("write", move || {
            let outcome = work();
            drop(permit);
            outcome
        });
        written.await.inspect_err(|failed| error!(%failed, "what a client wrote broke off")).ok()
    }

    async fn keep(&self, letter: Delivery) -> Response {
        let kept = self.write(|| letter.run()).await;
        kept.unwrap_or(Response::Refused(Refusal::Letter(NotTaken::Failed)))
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
        let mut turn = pin!(self.lanes.permit(load));
        let permit = loop {
            let permit = tokio::select! {
                permit = &mut turn => permit,
                () = flight.deserted() => None,
            };
            if !flight.is_wanted() {
                return;
            }
            if permit.is_some() {
                break permit;
            }
        };
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

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::task::Poll;

    use tokio::task::yield_now;
    use tokio::time::Instant;

    use super::*;
    use crate::capsule;
    use crate::content::Folder;
    use crate::exchange::{Form, Protocol, Request};
    use crate::generator::Options;
    use crate::origin::Origin;
    use crate::path::CapsulePath;
    use crate::site::{Site, Style};

    const SLOW: Load = Load { memory: 1, slow: true };
    const QUICK: Load = Load { memory: 1, slow: false };

    /// A dispatcher, a site with two pages and a file, and the folder that it is in.
    struct Served {
        dispatcher: Arc<Dispatcher>,
        site: Arc<Site>,
        _folder: tempfile::TempDir,
    }

    impl Served {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let files = [
                ("index.md", "# Home\n".to_owned()),
                ("large.md", "word ".repeat(200_000)),
                ("file.txt", "text\n".to_owned()),
            ];
            for (name, text) in files {
                std::fs::write(folder.path().join(name), text).unwrap();
            }
            let opened = Arc::new(Folder::open(folder.path()).unwrap());
            let options = Options { search: true, ..Options::default() };
            let (capsule, _) = capsule::load(&opened, &options, None).unwrap();
            let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
            let site = Arc::new(Site::new(capsule, origin, Style::default()));
            Self { dispatcher: Arc::new(Dispatcher::new(2)), site, _folder: folder }
        }

        /// The work for a path.
        fn look(&self, path: &str) -> Readiness {
            self.look_in(path, Form::of(Protocol::Gemini))
        }

        fn look_in(&self, path: &str, form: Form) -> Readiness {
            let paths = vec![CapsulePath::literal(path).unwrap()];
            let query = Some("word".to_owned());
            self.site.look(&Request { paths, form, query }, None)
        }

        /// The answer to one who asks, to be waited for.
        fn ask(&self, path: &str) -> Pin<Box<impl Future<Output = Response> + use<>>> {
            let (dispatcher, work) = (Arc::clone(&self.dispatcher), self.look(path));
            Box::pin(async move { dispatcher.answer(work).await })
        }

        /// All permits for conversions of a kind.
        async fn all(&self, load: Load) -> Vec<super::super::lanes::LanePermit> {
            let mut all = Vec::new();
            loop {
                let mut permit = Box::pin(self.dispatcher.lanes.permit(load));
                match now(&mut permit).await {
                    Some(permit) => all.extend(permit),
                    None => return all,
                }
            }
        }
    }

    /// The outcome of a future that is asked once.
    async fn now<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        poll_fn(|context| match Pin::new(&mut *future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn is_page(response: &Response) -> bool {
        matches!(response, Response::Page(_))
    }

    #[tokio::test]
    async fn while_slow_pages_are_converted_other_pages_and_files_are_answered() {
        let served = Served::new();
        let held = served.all(SLOW).await;
        let mut crowd: Vec<_> = (0..500).map(|_| served.ask("/large")).collect();
        for waiting in &mut crowd {
            assert!(now(waiting).await.is_none());
        }
        assert!(is_page(&served.ask("/").await));
        assert!(matches!(served.ask("/file.txt").await, Response::Stream(_)));
        drop(held);
        for waiting in crowd {
            assert!(is_page(&waiting.await));
        }
        assert!(matches!(served.look("/large"), Readiness::Ready(_)), "it is kept");
    }

    #[tokio::test]
    async fn files_searches_and_what_is_kept_are_answered_though_no_page_is_converted() {
        let served = Served::new();
        assert!(is_page(&served.ask("/").await));
        let _held = (served.all(SLOW).await, served.all(QUICK).await);
        assert!(now(&mut served.ask("/large")).await.is_none());
        assert!(now(&mut served.ask("/")).await.is_some());
        assert!(is_page(&served.ask("/search").await));
        assert!(matches!(served.ask("/file.txt").await, Response::Stream(_)));
    }

    #[tokio::test]
    async fn the_others_get_the_page_when_the_first_who_asked_has_gone() {
        let served = Served::new();
        let held = served.all(QUICK).await;
        let (mut first, mut second) = (served.ask("/"), served.ask("/"));
        assert!(now(&mut first).await.is_none() && now(&mut second).await.is_none());
        drop((first, held));
        assert!(is_page(&second.await));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_converted() {
        let served = Served::new();
        let held = served.all(QUICK).await;
        let mut gone = served.ask("/");
        assert!(now(&mut gone).await.is_none());
        drop(gone);
        yield_now().await;
        // Its place in the queue is free before its turn comes.
        let (_, next) = match served.look("/") {
            Readiness::Convert(conversion) => conversion.join(),
            Readiness::Ready(_)
            | Readiness::Open(_)
            | Readiness::Search(_)
            | Readiness::Letter(_) => panic!(),
        };
        assert!(next.is_some());
        drop((next, held));
        yield_now().await;
        assert_eq!(served.all(QUICK).await.len(), 4);
        assert!(matches!(served.look("/"), Readiness::Convert(_)), "it was converted");
        assert!(is_page(&served.ask("/").await));
    }

    #[tokio::test]
    async fn a_page_is_under_way_in_the_quick_lane_in_one_form_only() {
        let served = Served::new();
        let join = |form| {
            let Readiness::Convert(conversion) = served.look_in("/", form) else { panic!() };
            conversion.join().1.unwrap()
        };
        let as_page = join(Form::of(Protocol::Gemini));
        let as_text = join(Form::text(Protocol::Gemini));
        assert!(!as_page.is_slow() && as_text.is_slow());
        as_page.run();
        assert!(!join(Form::of(Protocol::Gopher)).is_slow(), "it was not slow");
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends() {
        let served = Served::new();
        let _held = served.all(QUICK).await;
        let began = Instant::now();
        assert!(matches!(served.ask("/").await, Response::Refused(Refusal::Overloaded)));
        assert_eq!(began.elapsed(), LONGEST_WAIT);
    }
}
