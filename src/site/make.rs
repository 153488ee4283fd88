//! Making what is not in the cache: pages, feeds, the results of a search.

use std::io;
use std::time::{Duration, Instant};

use tracing::error;

use super::lines::lines_of;
use super::snapshot::Snapshot;
use super::state::Site;
use crate::capsule::{Asked, Audience, Converted, Reader, Resource};
use crate::descriptors;
use crate::exchange::{Form, Identity, Page, Refusal, Request};
use crate::path::CapsulePath;

/// The longest time that a search takes.
const LONGEST_SEARCH: Duration = Duration::from_millis(250);

impl Site {
    /// A page in a form, from the cache if it is there by now.
    pub(super) fn rendered(
        &self,
        snapshot: &Snapshot,
        path: &CapsulePath,
        resource: &Resource,
        form: Form,
    ) -> Result<Page, Refusal> {
        let key = (path.clone(), form);
        if let Some(page) = snapshot.rendered.get(&key) {
            return Ok(page);
        }
        // What is not whole is not kept.
        let folder = snapshot.capsule.folder();
        let page = folder
            .whole(|| self.make(snapshot, path, resource, form))
            .map_err(|error| refusal(&error))?;
        snapshot.rendered.insert(key, page.clone());
        Ok(page)
    }

    fn make(
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
                let mut converted = snapshot.converted(path, resource, form)?;
                if matches!(resource, Resource::Page(_)) {
                    self.add_letters(snapshot, path, form, &mut converted.document);
                }
                let language = converted.document.language.clone();
                Ok(Page {
                    form,
                    media: None,
                    text: self.write(&snapshot.capsule, converted, form),
                    language,
                })
            }
        }
    }

    /// A page of what a search finds for the words of a request.
    pub(super) fn found(
        &self,
        snapshot: &Snapshot,
        request: &Request,
        page: usize,
        who: Option<&Identity>,
    ) -> Result<Page, Refusal> {
        let until = Instant::now() + LONGEST_SEARCH;
        let typed = request.query.as_deref().unwrap_or("");
        let asked = Asked { typed, page, reader: Reader::Client(who), until };
        let index = self.search_index();
        let found = snapshot.capsule.search(index.as_deref(), asked).map_err(|fault| {
            // The index hears of it, and it is made anew.
            if index.is_some_and(|index| index.report(&fault)) {
                error!(%fault, host = self.origin.host.as_str(), "the search failed");
            }
            Refusal::Failed
        })?;
        let language = found.language.clone();
        let text = self.write(&snapshot.capsule, Converted::of(found), request.form);
        Ok(Page { form: request.form, media: None, text, language })
    }

    fn feed(&self, snapshot: &Snapshot, path: &CapsulePath, form: Form) -> io::Result<Page> {
        let audience = Audience { origin: &self.origin, form };
        let text = lines_of(form.protocol, snapshot.capsule.feed(path, audience)?);
        Ok(Page { form, media: None, text, language: None })
    }
}

/// The refusal for a file that can't be read: it is gone, or it did not work this time.
pub(super) fn refusal(error: &io::Error) -> Refusal {
    let gone =
        [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied, io::ErrorKind::InvalidInput];
    if descriptors::is_short(error) {
        return Refusal::Overloaded;
    }
    if error.kind() == io::ErrorKind::FileTooLarge {
        return Refusal::TooLarge;
    }
    if gone.contains(&error.kind()) { Refusal::NotFound } else { Refusal::Failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_hears_what_kept_a_file_from_being_read() {
        let heard = |kind: io::ErrorKind| refusal(&kind.into());
        assert_eq!(heard(io::ErrorKind::FileTooLarge), Refusal::TooLarge);
        assert_eq!(heard(io::ErrorKind::NotFound), Refusal::NotFound);
        assert_eq!(heard(io::ErrorKind::PermissionDenied), Refusal::NotFound);
        assert_eq!(heard(io::ErrorKind::TimedOut), Refusal::Failed);
        assert_eq!(refusal(&descriptors::shortage()), Refusal::Overloaded);
    }
}
