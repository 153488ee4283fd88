//! Making what is not in the cache: pages, feeds, the results of a search.

use std::io;
use std::time::{Duration, Instant};

use super::lines::lines_of;
use super::snapshot::Snapshot;
use super::state::Site;
use crate::capsule::{Audience, Converted, Effort, Resource};
use crate::exchange::{Form, Page, Request};
use crate::path::CapsulePath;

/// The longest time that a search takes.
const LONGEST_SEARCH: Duration = Duration::from_secs(2);
/// The most bytes of pages that a search reads.
const MOST_SEARCHED: u64 = 256 << 20;

impl Site {
    pub(super) fn make(
        &self,
        snapshot: &Snapshot,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> io::Result<Page> {
        match resource {
            Resource::Feed => self.feed(snapshot, path, form),
            Resource::File(number) => snapshot.filled(*number, form),
            Resource::Page(_)
            | Resource::Folder
            | Resource::Posts
            | Resource::Search
            | Resource::Redirection(_)
            | Resource::Robots => {
                let (converted, language) = snapshot.converted(path, resource, form)?;
                Ok(Page {
                    form,
                    media: None,
                    text: self.write(&snapshot.capsule, converted, form),
                    language,
                })
            }
        }
    }

    pub(super) fn search(&self, snapshot: &Snapshot, request: &Request) -> io::Result<Page> {
        let effort = Effort { until: Instant::now() + LONGEST_SEARCH, bytes: MOST_SEARCHED };
        let words = request.query.as_deref().unwrap_or("");
        let found =
            snapshot.capsule.folder().whole(|| Ok(snapshot.capsule.search(words, effort)))?;
        let text = self.write(&snapshot.capsule, Converted::of(found), request.form);
        Ok(Page { form: request.form, media: None, text, language: None })
    }

    fn feed(&self, snapshot: &Snapshot, path: &CapsulePath, form: Form) -> io::Result<Page> {
        let audience = Audience { origin: &self.origin, protocol: form.protocol };
        let text = lines_of(form.protocol, snapshot.capsule.feed(path, audience)?);
        Ok(Page { form, media: None, text, language: None })
    }
}
