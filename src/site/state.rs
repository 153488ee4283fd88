//! What a site is: a name, wishes on how pages are written, and the capsule that it serves now.

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio::sync::watch;

use super::searches::Searches;
use super::slow_pages::SlowPages;
use super::snapshot::Snapshot;
use super::style::{Charset, Style};
use crate::capsule::{Capsule, Lookup, Reader, Resource, SearchIndex};
use crate::counters::Counters;
use crate::exchange::About;
use crate::letters::Letters;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::render;
use crate::upload::Uploads;

/// One capsule under one name.
#[derive(Debug)]
pub struct Site {
    pub(super) origin: Origin,
    pub(super) style: Style,
    pub(super) snapshot: ArcSwap<Snapshot>,
    pub(super) searches: Searches,
    search_index: ArcSwapOption<SearchIndex>,
    pub(super) slow_pages: SlowPages,
    counters: Option<Arc<Counters>>,
    uploads: Option<Arc<Uploads>>,
    letters: Option<Arc<Letters>>,
    /// Told when the capsule is another one; true when it is the last one.
    replaced: watch::Sender<bool>,
}

impl AsRef<Origin> for Site {
    fn as_ref(&self) -> &Origin {
        &self.origin
    }
}

impl Site {
    /// Serves a capsule under a name.
    #[must_use]
    pub fn new(capsule: Arc<Capsule>, origin: Origin, style: Style) -> Self {
        let snapshot = ArcSwap::from_pointee(Snapshot::new(capsule, style));
        let (searches, slow_pages) = (Searches::default(), SlowPages::default());
        let replaced = watch::Sender::new(false);
        Self {
            origin,
            style,
            snapshot,
            searches,
            search_index: ArcSwapOption::empty(),
            slow_pages,
            counters: None,
            uploads: None,
            letters: None,
            replaced,
        }
    }

    /// Counts what is asked for from now on.
    #[must_use]
    pub fn with_counters(self, counters: Arc<Counters>) -> Self {
        counters.folder_read(&self.origin.host);
        Self { counters: Some(counters), ..self }
    }

    /// May be written to from now on, if there is a right to.
    #[must_use]
    pub fn with_uploads(self, uploads: Option<Arc<Uploads>>) -> Self {
        Self { uploads, ..self }
    }

    /// The right to write to it; `None` where nobody may.
    #[must_use]
    pub fn uploads(&self) -> Option<&Arc<Uploads>> {
        self.uploads.as_ref()
    }

    /// Takes letters to its author from now on, if there is anyone who does.
    #[must_use]
    pub fn with_letters(self, letters: Option<Arc<Letters>>) -> Self {
        Self { letters, ..self }
    }

    /// The letters to its author; `None` where none are taken.
    #[must_use]
    pub fn letters(&self) -> Option<&Arc<Letters>> {
        self.letters.as_ref()
    }

    /// Says that the folder is not read again by this process, which comes to its end.
    pub fn end(&self) {
        self.replaced.send_replace(true);
    }

    /// Says that another process serves from now on, by a configuration that may be another one.
    pub fn hand_over(&self) {
        if let Some(uploads) = &self.uploads {
            uploads.retire();
        }
        self.end();
    }

    /// True when the capsule is the last one that this process serves.
    #[must_use]
    pub fn is_last(&self) -> bool {
        *self.replaced.borrow()
    }

    /// Waits until the capsule is one that something is true of, or the last one.
    pub async fn becomes(&self, is_so: impl Fn(&Capsule) -> bool) {
        let mut replaced = self.replaced.subscribe();
        while !self.with_capsule(|capsule| is_so(capsule)) && !*replaced.borrow_and_update() {
            // Its sender is this site's.
            if replaced.changed().await.is_err() {
                return;
            }
        }
    }

    /// Searches in an index from now on; in none, with which nothing is found.
    pub fn search_in(&self, index: Option<Arc<SearchIndex>>) {
        self.search_index.store(index);
    }

    /// The index that is searched; `None` where there is none yet.
    #[must_use]
    pub fn search_index(&self) -> Option<Arc<SearchIndex>> {
        self.search_index.load_full()
    }

    /// Tells of each new capsule, and whether another process has taken the site over.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<bool> {
        self.replaced.subscribe()
    }

    /// The bytes of rendered pages that are kept.
    #[must_use]
    pub fn cached(&self) -> u64 {
        self.snapshot.load().rendered.weight()
    }

    /// The name and the ports under which it is reached.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Replaces the capsule by a new one. Answers under way keep the one that they
    /// began with.
    pub fn replace(&self, capsule: Arc<Capsule>) {
        self.slow_pages.retain(|path| is_served(&capsule, path));
        self.snapshot.store(Arc::new(Snapshot::new(capsule, self.style)));
        self.replaced.send_modify(|_| ());
        if let Some(counters) = &self.counters {
            counters.folder_read(&self.origin.host);
        }
    }

    /// Does something with the capsule that is served now.
    pub fn with_capsule<T>(&self, work: impl FnOnce(&Arc<Capsule>) -> T) -> T {
        work(&self.snapshot.load().capsule)
    }

    /// The facts of the capsule besides its pages, as far as its authors give them.
    #[must_use]
    pub fn about(&self) -> About {
        let snapshot = self.snapshot.load();
        let settings = snapshot.capsule.settings();
        let description = settings.description.clone().or_else(|| settings.title.clone());
        About {
            admin: settings.admin().map(|text| self.spelled(text)),
            description: description.map(|text| self.spelled(text)),
            ascii: self.style.charset == Charset::Ascii,
        }
    }

    /// A text of one line in the characters that the operator chose.
    fn spelled(&self, text: String) -> String {
        match self.style.charset {
            Charset::Ascii => render::ascii(&text),
            Charset::Utf8 => text,
        }
    }

    /// Counts an answer; as read what people read, not feeds and files.
    pub(super) fn count(&self, path: &CapsulePath, resource: &Resource, ready: bool) {
        let Some(counters) = &self.counters else { return };
        counters.cached(&self.origin.host, ready);
        if matches!(resource, Resource::Page(_) | Resource::Folder | Resource::Posts) {
            counters.page(&self.origin.host, path);
        }
    }
}

/// True for a path of a capsule at which something is served.
fn is_served(capsule: &Capsule, path: &CapsulePath) -> bool {
    matches!(capsule.find(path, Reader::Author), Ok(Lookup::Found(found)) if found.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capsule;
    use crate::content::Folder;
    use crate::form::Protocol;
    use crate::generator::Options;

    #[test]
    fn the_facts_of_a_capsule_are_spelled_as_the_operator_chose() {
        let about = |config: &str, charset| {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("_config.yml"), config).unwrap();
            let opened = Arc::new(Folder::open(folder.path()).unwrap());
            let (capsule, _) = capsule::load(&opened, &Options::default(), None).unwrap();
            let origin = Origin::new("h", [(Protocol::Gemini, 1965)]);
            Site::new(capsule, origin, Style { charset, ..Style::default() }).about()
        };
        let facts = |admin: Option<&str>, description: Option<&str>, ascii| About {
            admin: admin.map(str::to_owned),
            description: description.map(str::to_owned),
            ascii,
        };
        assert_eq!(about("", Charset::Utf8), facts(None, None, false));
        assert_eq!(about("title: É", Charset::Utf8), facts(None, Some("É"), false));
        let config = "title: T\ndescription: Café\nauthor: Zoë\nemail: o@a.org\n";
        assert_eq!(about(config, Charset::Utf8), facts(Some("Zoë <o@a.org>"), Some("Café"), false));
        assert_eq!(about(config, Charset::Ascii), facts(Some("Zoe <o@a.org>"), Some("Cafe"), true));
    }

    #[tokio::test]
    async fn nobody_waits_for_a_capsule_that_does_not_come_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&opened, &Options::default(), None).unwrap();
        let origin = Origin::new("h", [(Protocol::Gemini, 1965)]);
        let site = Arc::new(Site::new(Arc::clone(&capsule), origin, Style::default()));
        let waiting = tokio::spawn({
            let site = Arc::clone(&site);
            async move { site.becomes(|_| false).await }
        });
        tokio::task::yield_now().await;
        site.replace(capsule);
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished() && !site.is_last());
        site.hand_over();
        waiting.await.unwrap();
        assert!(site.is_last());
        site.becomes(|_| false).await;
    }
}
