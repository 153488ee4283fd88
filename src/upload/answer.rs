//! The answer to an upload that was written, once it is served.

use super::desk::{Permitted, Uploads};
use super::target::Target;
use crate::capsule::Capsule;
use crate::content::source::Stamp;
use crate::content::{Head, PageFormat, SourcePath};
use crate::counters::Upload;
use crate::exchange::Written;
use crate::form::Protocol;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// An upload that is written, and may not be served yet.
#[derive(Clone, Debug)]
pub struct Pending {
    what: What,
    source: SourcePath,
    stamp: Option<Stamp>,
    target: Target,
    asked: CapsulePath,
    /// The first fault of its front matter.
    fault: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Written,
    Merged,
    Deleted,
}

impl Pending {
    /// One of these bytes.
    pub(super) fn written(
        what: What,
        source: &SourcePath,
        bytes: &[u8],
        capsule: &Capsule,
        permitted: &Permitted,
    ) -> Self {
        Self { what, fault: fault_of(source, bytes), ..Self::deleted(source, capsule, permitted) }
    }

    /// One that deleted a file.
    pub(super) fn deleted(source: &SourcePath, capsule: &Capsule, permitted: &Permitted) -> Self {
        let stamp = capsule.folder().stamp(source);
        let (target, asked) = (permitted.target.clone(), permitted.path.clone());
        Self { what: What::Deleted, source: source.clone(), stamp, target, asked, fault: None }
    }

    /// What was done, for the log and the counters.
    #[must_use]
    pub fn outcome(&self) -> Upload {
        match self.what {
            What::Written => Upload::Written,
            What::Merged => Upload::Merged,
            What::Deleted => Upload::Deleted,
        }
    }

    /// True when a snapshot was read from the file as it was written, or as it became later.
    #[must_use]
    pub fn is_in(&self, capsule: &Capsule) -> bool {
        match (capsule.stamp(&self.source), self.stamp) {
            (None, None) => true,
            (Some(read), Some(written)) => read == written || read.changed > written.changed,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl Uploads {
    /// The answer, by the snapshot that is served now.
    #[must_use]
    pub fn answer(&self, capsule: &Capsule, pending: &Pending) -> Written {
        let Pending { what, source, asked, target, .. } = pending;
        if *what == What::Deleted {
            return Written::Served(asked.parent());
        }
        let Some(path) = capsule.path_of(source.as_str()).filter(|_| pending.is_in(capsule)) else {
            let why = "Readers do not see it: it is a draft or of a day to come, or its folder is \
                       not shown. If it should be seen, it will be in a moment.";
            return Written::Said(format!(
                "# Stored\n\nThe text is stored in {source}.\n\n{why}\n"
            ));
        };
        let url = self.origin.url_or_other(Protocol::Gemini, ItemType::Menu, path);
        if target.is_picture() {
            let line = format!("![]({})", path.encoded());
            return Written::Said(format!(
                "# Stored\n\nTo show the picture on a page, write this line there:\n\n\
                 ```\n{line}\n```\n\n=> {url} The picture\n"
            ));
        }
        if *what == What::Merged {
            return Written::Said(format!(
                "# Merged\n\nSomebody else has changed other lines of this page meanwhile. Both \
                 changes are in it now; look whether they go together.\n\n=> {url} The page\n"
            ));
        }
        match &pending.fault {
            Some(fault) => Written::Said(format!(
                "# Stored\n\nThe text is stored, but its front matter can't be read as it is meant: \
                 {fault}\n\n=> {url} The page\n"
            )),
            None => Written::Served(path.clone()),
        }
    }
}

/// The first fault of a page's front matter.
fn fault_of(source: &SourcePath, bytes: &[u8]) -> Option<String> {
    let format = PageFormat::of_name(source.as_str())?;
    let fault = Head::read(format, bytes).diagnostics.into_iter().next()?;
    Some(format!("line {}: {}", fault.line, fault.text))
}
