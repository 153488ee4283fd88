//! `Uploads`: the right to write to one host, and all that is decided before bytes come.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, Zoned};

use super::picture;
use super::shared::Shared;
use super::spent::Spent;
use super::target::{Target, is_posts_zone};
use super::template;
use super::zones::{Admission, Kinds, UploadZone, UploadZones};
use crate::capsule::{Capsule, Reader};
use crate::content::{Current, Folder, Lasting, SourcePath};
use crate::exchange::{Declared, Identity, NotWritten, Written};
use crate::fingerprint::Fingerprint;
use crate::history::{Bounds, History, LARGEST};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::state::HostState;

/// The rights of a new file that other boxes get, too.
const NEW: u32 = 0o644;

/// The zones of a host that may be written to, and the state of what was.
#[derive(Debug)]
pub struct Uploads {
    pub(super) zones: UploadZones,
    pub(super) state: HostState,
    pub(super) history: History,
    pub(super) bounds: Bounds,
    pub(super) origin: Origin,
    spent: Spent,
    /// Held by whoever writes in this process: its turns among the processes are for the state.
    desk: Mutex<()>,
    /// Another process writes by now, by rights that may be others.
    is_retired: AtomicBool,
    /// Where files are changed that other boxes have, too; `None` for a box of its own.
    shared: Option<Arc<dyn Shared>>,
}

/// An upload that may come.
#[derive(Debug)]
pub struct Permitted {
    pub(super) target: Target,
    pub(super) path: CapsulePath,
    pub(super) declared: Declared,
    /// The path of the zone.
    pub(super) zone: CapsulePath,
    pub(super) who: Fingerprint,
    /// The name of the writer.
    pub name: String,
}

impl Uploads {
    /// For a host of these public ports. May wait for a disk: what was written today is read.
    #[must_use]
    pub fn new(zones: UploadZones, state: HostState, bounds: Bounds, origin: Origin) -> Self {
        let history = History::of(&state);
        let (spent, desk, is_retired) =
            (Spent::of(&history), Mutex::default(), AtomicBool::new(false));
        Self { zones, state, history, bounds, origin, spent, desk, is_retired, shared: None }
    }

    /// The same, of a host whose files other boxes have, too.
    #[must_use]
    pub fn with_shared(self, shared: Option<Arc<dyn Shared>>) -> Self {
        Self { shared, ..self }
    }

    /// Writes a file, or removes it (`after`), where it is as it was read (`before`). `None` where
    /// somebody has changed it on another box meanwhile; what they wrote is here then.
    pub(super) fn change(
        &self,
        folder: &Folder,
        source: &SourcePath,
        before: Option<&Current>,
        after: Option<&[u8]>,
    ) -> io::Result<Option<Lasting>> {
        if let Some(shared) = &self.shared {
            let mode = before.map_or(NEW, |before| before.mode);
            let old = before.map(|before| &before.bytes[..]);
            let is_done = shared.change(source, old, after.map(|bytes| (bytes, mode)))?;
            return Ok(is_done.then_some(Lasting::Yes));
        }
        match (before, after) {
            (Some(before), Some(bytes)) => folder.replace(source, bytes, before.mode),
            (None, Some(bytes)) => folder.create(source, bytes),
            (_, None) => folder.remove(source),
        }
        .map(Some)
    }

    /// The state of the host.
    #[must_use]
    pub fn state(&self) -> &HostState {
        &self.state
    }

    /// True for one who may write at a path, now.
    #[must_use]
    pub fn admits(&self, path: &CapsulePath, who: Option<&Identity>) -> bool {
        self.zones.admit(path, who, Timestamp::now()).is_ok()
    }

    /// The history of the host.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Writes nothing from now on: another process serves, and knows who may write by now.
    pub fn retire(&self) {
        self.is_retired.store(true, Ordering::Release);
    }

    pub(super) fn is_retired(&self) -> bool {
        self.is_retired.load(Ordering::Acquire)
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, ()> {
        // It guards nothing that could be half done.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The source at a path, or a template for a new one. May wait for a disk. The error is for the
    /// log.
    ///
    /// # Errors
    /// The system's reason for which it can't be read or remembered.
    pub fn edit(
        &self,
        capsule: &Capsule,
        path: &CapsulePath,
        who: Option<&Identity>,
    ) -> Result<Written, io::Error> {
        let (target, admission) = match self.target(capsule, path, None, who) {
            Ok(found) => found,
            Err(refused) => return Ok(refused),
        };
        // To write is another right than to read.
        match capsule.find(path, Reader::Client(who)) {
            Ok(_) => self.source(capsule, &target, &admission),
            Err(refusal) => Ok(Written::Refused(refusal)),
        }
    }

    fn source(
        &self,
        capsule: &Capsule,
        target: &Target,
        admission: &Admission<'_>,
    ) -> Result<Written, io::Error> {
        let mime = target.media().mime.into_owned();
        if !target.is_text() {
            return Ok(Written::NotWritten(NotWritten::NoText));
        }
        let folder = capsule.folder();
        let _desk = self.desk();
        let current = match folder.current(&target.source, LARGEST) {
            Err(error) if is_no_place(&error) => {
                return Ok(Written::NotWritten(NotWritten::NoName));
            }
            current => current?,
        };
        let Some(current) = current else {
            let name = target.post.as_deref().unwrap_or_else(|| target.path.name());
            let slug = if name.is_empty() { target.source.name().stem() } else { name };
            let now = Zoned::now();
            let text = template::template(folder, &target.source, stem_of(slug), &now);
            return Ok(Written::Source { mime, text: text.into() });
        };
        if std::str::from_utf8(&current.bytes).is_err() {
            return Ok(Written::NotWritten(NotWritten::NoText));
        }
        let turn = self.state.turn()?;
        self.state.remember(&turn, &admission.who, target.source.as_str(), &current.bytes)?;
        Ok(Written::Source { mime, text: current.bytes.into() })
    }

    /// Says whether an upload may come, before its bytes do.
    ///
    /// # Errors
    /// The answer to one that may not.
    pub fn permit(
        &self,
        capsule: &Capsule,
        path: &CapsulePath,
        declared: &Declared,
        who: Option<&Identity>,
    ) -> Result<Permitted, Written> {
        let mime = declared.mime.as_deref().unwrap_or_default();
        let (target, admission) = self.target(capsule, path, picture::ending_of(mime), who)?;
        let zone = admission.zone;
        check(zone, &target, declared).map_err(Written::NotWritten)?;
        let day = Zoned::now().date();
        if !self.spent.take(admission.who, zone.quota, declared.size, day) {
            return Err(Written::NotWritten(NotWritten::Quota));
        }
        Ok(Permitted {
            target,
            path: path.clone(),
            declared: declared.clone(),
            zone: zone.path.clone(),
            who: admission.who,
            name: admission.name,
        })
    }

    /// The file that a client means and may write.
    fn target(
        &self,
        capsule: &Capsule,
        path: &CapsulePath,
        ending: Option<&str>,
        who: Option<&Identity>,
    ) -> Result<(Target, Admission<'_>), Written> {
        let now = Timestamp::now();
        let admission = self.zones.admit(path, who, now).map_err(Written::Refused)?;
        let target = Target::of(capsule, path, ending).map_err(Written::NotWritten)?;
        // What is found there may be served elsewhere, in a part that others write to. Posts have
        // paths by their dates, which no zone could name.
        let is_post = target.is_post && is_posts_zone(&admission.zone.path);
        if is_post || target.path == *path {
            return Ok((target, admission));
        }
        let admission = self.zones.admit(&target.path, who, now).map_err(Written::Refused)?;
        Ok((target, admission))
    }
}

fn check(zone: &UploadZone, target: &Target, declared: &Declared) -> Result<(), NotWritten> {
    if declared.size > zone.largest {
        return Err(NotWritten::TooLarge(zone.largest));
    }
    if declared.size == 0 {
        let mime = declared.mime.as_deref().unwrap_or_default();
        if mime == "application/octet-stream" {
            return Err(NotWritten::Nothing);
        }
        if !zone.delete {
            return Err(NotWritten::NoDeleting);
        }
    }
    match zone.kinds {
        Kinds::Pages if target.format().is_none() => Err(NotWritten::Kind("pages")),
        Kinds::Pictures if !target.is_picture() => Err(NotWritten::Kind("pictures")),
        Kinds::Pages | Kinds::Pictures | Kinds::Any => Ok(()),
    }
}

/// True of the reason for which there never is a file of that name: one stands where a folder would
/// have to, or the name is too long.
pub(super) fn is_no_place(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename)
}

/// A name without its ending.
fn stem_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
