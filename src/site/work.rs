//! The work that an answer may take: to convert a page, to open a file, to search. Whoever holds it
//! may do it, where blocking is allowed; whose turn it is, is for `net`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::cache::PageKey;
use super::delivery::Delivery;
use super::flights::{Awaited, Flight};
use super::make::refusal;
use super::searches::SearchPermit;
use super::snapshot::Snapshot;
use super::state::Site;
use crate::capsule::Resource;
use crate::exchange::{Form, Identity, Page, Refusal, Request, Response};
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
    /// Asking the index.
    Search(Search),
    /// Keeping a letter.
    Letter(Delivery),
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
    /// The page of what is found, from 1.
    pub(super) page: usize,
    pub(super) who: Option<Identity>,
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
    /// Opens the file if that waits for no disk; `None` also when it fails.
    #[must_use]
    pub fn at_once(&self) -> Option<Response> {
        self.snapshot.open_at_once(self.file).map(Response::Stream)
    }

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

    /// Searches. May block, for a quarter of a second.
    #[must_use]
    pub fn run(self) -> Response {
        let found = self.site.found(&self.snapshot, &self.request, self.page, self.who.as_ref());
        found.map_or_else(Response::Refused, Response::Page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule;
    use crate::content::Folder;
    use crate::form::Protocol;
    use crate::generator::Options;
    use crate::origin::Origin;
    use crate::site::{Charset, Style};

    /// A site of one page, and its folder.
    fn site() -> (tempfile::TempDir, Arc<Site>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), "# A\n").unwrap();
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&opened, &Options::default(), None).unwrap();
        let origin = Origin::new("h", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
        (folder, Arc::new(Site::new(capsule, origin, Style::default())))
    }

    fn look(site: &Arc<Site>, protocol: Protocol) -> Readiness {
        let paths = vec![CapsulePath::literal("/a").unwrap()];
        site.look(&Request { paths, form: Form::of(protocol), query: None }, None)
    }

    fn join(site: &Arc<Site>, protocol: Protocol) -> (AwaitedPage, Option<PageFlight>) {
        let Readiness::Convert(conversion) = look(site, protocol) else { panic!("it is ready") };
        conversion.join()
    }

    #[test]
    fn a_page_that_nobody_waits_for_is_not_slow_for_the_next() {
        let (_folder, site) = site();
        let (awaited, flight) = join(&site, Protocol::Gemini);
        let mut flight = flight.unwrap();
        assert!(!flight.is_slow() && flight.is_wanted());
        let (_menu, menu_flight) = join(&site, Protocol::Gopher);
        let mut menu_flight = menu_flight.unwrap();
        assert!(menu_flight.is_slow(), "the page is under way in another form");
        drop(awaited);
        assert!(!flight.is_wanted());
        assert!(menu_flight.is_wanted(), "of another form");
        let (_again, flight) = join(&site, Protocol::Gemini);
        assert!(!flight.unwrap().is_slow(), "nothing is known of it");
    }

    #[test]
    fn a_slow_page_that_nobody_waits_for_stays_slow() {
        let (_folder, site) = site();
        let (_page, _flight) = join(&site, Protocol::Gemini);
        let (menu, flight) = join(&site, Protocol::Gopher);
        drop(menu);
        assert!(!flight.unwrap().is_wanted());
        let (_menu, flight) = join(&site, Protocol::Gopher);
        assert!(flight.unwrap().is_slow());
    }

    #[tokio::test]
    async fn all_who_wait_get_the_page_that_one_converts_and_keeps() {
        let (_folder, site) = site();
        let (first, flight) = join(&site, Protocol::Gemini);
        let (second, none) = join(&site, Protocol::Gemini);
        assert!(none.is_none() && flight.as_ref().is_some_and(|it| it.memory() > 0));
        flight.unwrap().run();
        for awaited in [first, second] {
            let Response::Page(page) = awaited.response().await else { panic!("no page") };
            assert!(page.text.starts_with(b"# A\n"));
        }
        assert!(matches!(look(&site, Protocol::Gemini), Readiness::Ready(Response::Page(_))));
        let (_menu, flight) = join(&site, Protocol::Gopher);
        assert!(!flight.unwrap().is_slow(), "it took no time");
    }

    #[tokio::test]
    async fn who_waits_for_what_is_given_up_hears_that_it_failed() {
        let (_folder, site) = site();
        let (awaited, flight) = join(&site, Protocol::Gemini);
        drop(flight);
        assert!(matches!(awaited.response().await, Response::Refused(Refusal::Failed)));
    }

    /// A page as it is shown in a form.
    fn shown(page: &str, form: Form, style: Style) -> String {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), page).unwrap();
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&opened, &Options::default(), None).unwrap();
        let origin = Origin::new("h", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
        let paths = vec![CapsulePath::literal("/a").unwrap()];
        let request = Request { paths, form, query: None };
        let response = Site::new(capsule, origin, style).handle(&request, None);
        let Response::Page(page) = response else { panic!("{response:?}") };
        String::from_utf8(page.text.to_vec()).unwrap()
    }

    #[test]
    fn a_menu_has_the_marks_of_its_characters() {
        for (charset, mark) in [(Charset::Utf8, "x¹"), (Charset::Ascii, "x(1)")] {
            for form in [Form::of(Protocol::Gopher), Form::text(Protocol::Gopher)] {
                let style = Style { charset, ..Style::default() };
                let text = shown("# A\n\nx[^1]\n\n[^1]: N\n", form, style);
                assert!(text.contains(mark), "{mark}: {text}");
            }
        }
    }

    #[test]
    fn a_text_has_room_for_a_table_of_twice_the_width_of_its_lines() {
        let is_table = |form, cells: &str| {
            let page = format!("| one | two |\n|---|---|\n| {cells} | b |\n");
            shown(&page, form, Style { width: 40, ..Style::default() }).contains("  ---")
        };
        let (menu, text) = (Form::of(Protocol::Gopher), Form::text(Protocol::Gopher));
        assert!(is_table(menu, "a") && is_table(text, "a"));
        let (wide, wider) = ("word ".repeat(12), "word ".repeat(20));
        assert!(!is_table(menu, &wide) && is_table(text, &wide));
        assert!(!is_table(text, &wider));
    }
}
