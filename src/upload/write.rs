//! Putting bytes that came into their place: against what is there by now, and what their writer
//! had seen.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;

use super::answer::{Pending, What};
use super::desk::{Permitted, Uploads, is_no_place};
use super::picture;
use super::target::{Target, is_posts_zone};
use super::text::{merged, with_line_ends_of, without_addresses};
use super::zones::UploadZone;
use crate::capsule::Capsule;
use crate::content::{Current, Head, Lasting, PageFormat, SourcePath};
use crate::date;
use crate::exchange::{NotWritten, Refusal, Written};
use crate::form::Protocol;
use crate::generator::namesakes;
use crate::history::{Facts, Kind, LARGEST};
use crate::path::CapsulePath;
use crate::state::Turn;

/// The end of an upload.
#[derive(Debug)]
pub enum Outcome {
    /// It is written, and will be served in a moment.
    Done(Pending),
    /// Nothing was written.
    Refused(Written),
}

impl From<NotWritten> for Outcome {
    fn from(why: NotWritten) -> Self {
        Self::Refused(Written::NotWritten(why))
    }
}

impl Uploads {
    /// Writes what came. May wait for a disk.
    ///
    /// # Errors
    /// The system's reason for which it can't be written; then all is as it was.
    pub fn write(
        &self,
        capsule: &Capsule,
        permitted: &Permitted,
        bytes: Vec<u8>,
    ) -> io::Result<Outcome> {
        let target = &permitted.target;
        if bytes.is_empty() {
            return self.delete(capsule, permitted);
        }
        let job = Job::new(self, capsule, permitted);
        // Of two posts of one name and day the second one sees the first.
        let _desk = self.desk();
        if target.is_picture() && !picture::begins_as(&target.media().mime, &bytes) {
            return job.turn_away(bytes, NotWritten::NotThatPicture);
        }
        if target.is_text() && std::str::from_utf8(&bytes).is_err() {
            return job.turn_away(bytes, NotWritten::NotUtf8);
        }
        let source = match &target.post {
            Some(slug) => job.source_of_post(slug, &bytes)?,
            None => target.source.clone(),
        };
        job.put(&source, bytes)
    }

    fn delete(&self, capsule: &Capsule, permitted: &Permitted) -> io::Result<Outcome> {
        let _desk = self.desk();
        let (folder, source) = (capsule.folder(), &permitted.target.source);
        let turn = self.state.turn()?;
        if self.is_retired() {
            return Ok(NotWritten::OtherRules { kept: None }.into());
        }
        let Some(current) = folder.current(source, LARGEST)? else {
            return Ok(Outcome::Refused(Written::Refused(Refusal::NotFound)));
        };
        let job = Job::new(self, capsule, permitted);
        let kept = job.keep(&turn, source, Kind::Deleted, &current)?;
        let removed = self.change(folder, source, Some(&current), None);
        let Ok(Some(removed)) = removed else {
            self.history.take_back(&turn, kept);
            return removed.and_then(|_| Err(overtaken()));
        };
        self.state.forget(&turn, &permitted.who, source.as_str());
        Ok(Outcome::Done(Pending::deleted(source, removed, capsule, permitted)))
    }
}

/// How often an upload is tried that somebody was faster than, on another box.
const ATTEMPTS: usize = 4;

/// The error of an upload that somebody was faster than again and again.
fn overtaken() -> io::Error {
    io::Error::other("others change the same file all the time, on other boxes")
}

/// One upload on its way to its place.
struct Job<'a> {
    uploads: &'a Uploads,
    capsule: &'a Capsule,
    permitted: &'a Permitted,
}

impl<'a> Job<'a> {
    fn new(uploads: &'a Uploads, capsule: &'a Capsule, permitted: &'a Permitted) -> Self {
        Self { uploads, capsule, permitted }
    }

    /// Puts bytes into a file, by what is there once nobody else is faster.
    fn put(&self, source: &SourcePath, bytes: Vec<u8>) -> io::Result<Outcome> {
        for _ in 0..ATTEMPTS {
            if let Some(outcome) = self.try_put(source, bytes.clone())? {
                return Ok(outcome);
            }
        }
        let turn = self.uploads.state.turn()?;
        self.fail(&turn, source, bytes, overtaken())
    }

    /// The same; `None` where somebody was, on another box.
    fn try_put(&self, source: &SourcePath, bytes: Vec<u8>) -> io::Result<Option<Outcome>> {
        let (folder, state) = (self.capsule.folder(), &self.uploads.state);
        let turn = state.turn()?;
        // It may have been long on its way, and its writer be none any more.
        if self.uploads.is_retired() {
            let why = |_, kept| NotWritten::OtherRules { kept: Some(kept) };
            return self.refuse(&turn, source, bytes, why).map(Some);
        }
        let current = match folder.current(source, LARGEST) {
            Ok(current) => current,
            Err(error) => return self.fail(&turn, source, bytes, error).map(Some),
        };
        let Some(current) = current else {
            if !self.stays_in_zone(source, &bytes) {
                let why = |_, kept| NotWritten::Elsewhere(kept);
                return self.refuse(&turn, source, bytes, why).map(Some);
            }
            return self.create(&turn, source, bytes);
        };
        let (bytes, what) = match self.replacement(source, &current.bytes, bytes) {
            Replacement::Text(bytes, what) => (bytes, what),
            Replacement::Conflict(bytes) => {
                let why = |edit, kept| NotWritten::Conflict { edit, kept };
                return self.refuse(&turn, source, bytes, why).map(Some);
            }
            Replacement::Blind(bytes) => {
                let why = |edit, kept| NotWritten::Blind { edit, kept };
                return self.refuse(&turn, source, bytes, why).map(Some);
            }
        };
        if !self.stays_in_zone(source, &bytes) {
            let why = |_, kept| NotWritten::Elsewhere(kept);
            return self.refuse(&turn, source, bytes, why).map(Some);
        }
        let mut lasting = Lasting::Yes;
        if bytes != current.bytes {
            let kept = self.keep(&turn, source, Kind::Replaced, &current);
            let replaced = kept.and_then(|kept| {
                let replaced = self.uploads.change(folder, source, Some(&current), Some(&bytes));
                if !matches!(replaced, Ok(Some(_))) {
                    self.uploads.history.take_back(&turn, kept);
                }
                replaced
            });
            lasting = match replaced {
                Ok(Some(lasting)) => lasting,
                Ok(None) => return Ok(None),
                Err(error) => return self.fail(&turn, source, bytes, error).map(Some),
            };
        }
        // It has been used: what its writer sees next is the page, not its source.
        state.forget(&turn, &self.permitted.who, source.as_str());
        Ok(Some(self.done(what, source, &bytes, lasting)))
    }

    /// Makes the file, which is not there; `None` where it is by now, from another box.
    fn create(
        &self,
        turn: &Turn,
        source: &SourcePath,
        bytes: Vec<u8>,
    ) -> io::Result<Option<Outcome>> {
        let folder = self.capsule.folder();
        let nothing = Current { bytes: Vec::new(), mode: 0 };
        let created = self.uploads.change(folder, source, None, Some(&bytes)).and_then(|lasting| {
            let Some(lasting) = lasting else { return Ok(None) };
            let kept = self.keep(turn, source, Kind::Created, &nothing).inspect_err(|_| {
                // Without its entry it is not done. What can't be removed either is no old text.
                let made = Current { bytes: bytes.clone(), mode: 0 };
                let _ = self.uploads.change(folder, source, Some(&made), None);
            });
            kept.map(|_| Some(lasting))
        });
        match created {
            Ok(Some(lasting)) => Ok(Some(self.done(What::Written, source, &bytes, lasting))),
            Ok(None) => Ok(None),
            Err(error) => self.fail(turn, source, bytes, error).map(Some),
        }
    }

    /// What is to stand in the place of a file.
    fn replacement(&self, source: &SourcePath, current: &[u8], bytes: Vec<u8>) -> Replacement {
        let Permitted { target, who, declared, .. } = self.permitted;
        if declared.replaces() || !target.is_text() {
            return Replacement::Text(bytes, What::Written);
        }
        // A file that has become something else than text is nobody's version.
        let Ok(theirs) = std::str::from_utf8(current) else { return Replacement::Blind(bytes) };
        let ours = match String::from_utf8(bytes) {
            Ok(ours) => ours,
            Err(error) => return Replacement::Blind(error.into_bytes()),
        };
        let ours = with_line_ends_of(ours, theirs);
        let given = self.uploads.state.given(who, source.as_str());
        match given {
            Some(given) if given == current => Replacement::Text(ours.into_bytes(), What::Written),
            Some(given) => {
                let base = String::from_utf8(given).unwrap_or_default();
                match merged(&base, &ours, theirs) {
                    Some(both) => Replacement::Text(both.into_bytes(), What::Merged),
                    None => Replacement::Conflict(ours.into_bytes()),
                }
            }
            None if ours == theirs => Replacement::Text(ours.into_bytes(), What::Written),
            None if target.is_converted() => Replacement::Blind(ours.into_bytes()),
            None => Replacement::Text(ours.into_bytes(), What::Written),
        }
    }

    /// Keeps what is not written, and says where it is.
    fn refuse(
        &self,
        turn: &Turn,
        source: &SourcePath,
        bytes: Vec<u8>,
        why: impl FnOnce(String, u64) -> NotWritten,
    ) -> io::Result<Outcome> {
        let kept = self.keep(turn, source, Kind::Unwritten, &Current { bytes, mode: 0 })?;
        let base = self.uploads.origin.url_base(Protocol::Gemini);
        let host = base.strip_prefix("gemini").unwrap_or(&base);
        let edit = format!("titan{host}{};edit", self.permitted.target.path.encoded());
        Ok(why(edit, kept).into())
    }

    /// Keeps what can't be taken for what it should be.
    fn turn_away(&self, bytes: Vec<u8>, why: NotWritten) -> io::Result<Outcome> {
        let turn = self.uploads.state.turn()?;
        self.refuse(&turn, &self.permitted.target.source, bytes, |_, _| why)
    }

    /// Keeps what the system did not write, if there is room for it.
    fn fail(
        &self,
        turn: &Turn,
        source: &SourcePath,
        bytes: Vec<u8>,
        error: io::Error,
    ) -> io::Result<Outcome> {
        if is_no_place(&error) {
            return self.refuse(turn, source, bytes, |_, _| NotWritten::NoName);
        }
        // The first error says more than one on the way out.
        let _ = self.keep(turn, source, Kind::Unwritten, &Current { bytes, mode: 0 });
        Err(error)
    }

    fn keep(
        &self,
        turn: &Turn,
        source: &SourcePath,
        kind: Kind,
        current: &Current,
    ) -> io::Result<u64> {
        let facts = Facts {
            source: source.to_string(),
            path: self.permitted.path.to_string(),
            time: Timestamp::now().to_string(),
            who: self.permitted.name.clone(),
            kind,
            mode: current.mode,
            writer: Some(self.permitted.who),
            came: self.permitted.declared.size,
        };
        self.uploads.history.keep(turn, &facts, &current.bytes, self.uploads.bounds)
    }

    fn done(&self, what: What, source: &SourcePath, bytes: &[u8], lasting: Lasting) -> Outcome {
        let done = Pending::deleted(source, lasting, self.capsule, self.permitted);
        Outcome::Done(done.written(what, bytes))
    }

    /// True when a text says of no path outside of the zone that it is served there.
    fn stays_in_zone(&self, source: &SourcePath, bytes: &[u8]) -> bool {
        let Permitted { zone, target, .. } = self.permitted;
        let is_post = target.is_post || target.post.is_some();
        let inside = |path: &CapsulePath| {
            let is_own = |it: &UploadZone| it.path.as_file() == zone.as_file();
            let innermost = self.uploads.zones.iter().find(|it| path.is_below(&it.path));
            innermost.is_some_and(is_own)
        };
        let paths = self.capsule.paths_of_unwritten(source, bytes);
        if !is_post || !is_posts_zone(zone) {
            return paths.iter().all(inside);
        }
        // A post is served outside of the zone, where its date says; its text may say so no more than
        // others may.
        let usual = self.capsule.paths_of_unwritten(source, &without_addresses(bytes));
        paths.iter().all(|path| match self.capsule.source_at(path) {
            Some(there) => there == source,
            None => usual.contains(path) || inside(path),
        })
    }

    /// The source of a new post: by the date that its text has, else by today's, and by its name.
    fn source_of_post(&self, slug: &str, text: &[u8]) -> io::Result<SourcePath> {
        let Target { source, .. } = &self.permitted.target;
        let format = self.permitted.target.format().unwrap_or(PageFormat::Markdown);
        let head = Head::read(format, text);
        let zone = jiff::tz::TimeZone::system();
        let written = head.text("date").and_then(|written| date::parse(&written, &zone));
        let day: Date = written.map_or_else(|| jiff::Zoned::now().date(), |it| it.date());
        let draft = head.is("draft") || head.is_not("published");
        for slug in namesakes(slug) {
            let Some(post) = self.capsule.post_source(&slug, day, draft) else { break };
            if self.capsule.folder().current(&post, LARGEST)?.is_none() {
                return Ok(post);
            }
        }
        Ok(source.clone())
    }
}

/// What becomes of a text for a file that is there.
enum Replacement {
    /// The bytes that are to stand there.
    Text(Vec<u8>, What),
    /// Somebody else has changed the same lines.
    Conflict(Vec<u8>),
    /// Its writer has not seen what stands there.
    Blind(Vec<u8>),
}
