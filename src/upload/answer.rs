//! The answer to an upload that was written, once it is served.

use super::desk::{Permitted, Uploads};
use super::target::Target;
use crate::capsule::Capsule;
use crate::content::source::Stamp;
use crate::content::{Head, Lasting, PageFormat, SourcePath};
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
    /// The reason for which it may not outlive a machine that loses its power.
    doubt: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Written,
    Merged,
    Deleted,
}

impl Pending {
    /// One that deleted a file.
    pub(super) fn deleted(
        source: &SourcePath,
        lasting: Lasting,
        capsule: &Capsule,
        permitted: &Permitted,
    ) -> Self {
        let stamp = capsule.folder().stamp(source);
        let (target, asked) = (permitted.target.clone(), permitted.path.clone());
        let doubt = lasting.confirmed().err().map(|error| error.to_string());
        let (what, source, fault) = (What::Deleted, source.clone(), None);
        Self { what, source, stamp, target, asked, fault, doubt }
    }

    /// The same of one that wrote these bytes.
    pub(super) fn written(self, what: What, bytes: &[u8]) -> Self {
        Self { what, fault: fault_of(&self.source, bytes), ..self }
    }

    /// The reason for which it may not outlive a machine that loses its power, for the log.
    #[must_use]
    pub fn doubt(&self) -> Option<&str> {
        self.doubt.as_deref()
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
        if pending.doubt.is_some() {
            return Written::Said(
                "# Done, but perhaps not for good\n\nThe disk of the server does not confirm it: \
                 after a power failure all may be as it was before. Its owner should look at the \
                 log.\n"
                    .to_owned(),
            );
        }
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

    /// The answer where another process serves before this one has read the folder again.
    #[must_use]
    pub fn answer_of_last(&self, pending: &Pending) -> Written {
        let Pending { what, source, asked, .. } = pending;
        match what {
            What::Deleted => Written::Served(asked.parent()),
            What::Written | What::Merged => Written::Said(format!(
                "# Stored\n\nThe text is stored in {source}. The server is being started anew; \
                 readers will see it in a moment.\n"
            )),
        }
    }
}

/// The first fault of a page's front matter.
fn fault_of(source: &SourcePath, bytes: &[u8]) -> Option<String> {
    let format = PageFormat::of_name(source.as_str())?;
    let fault = Head::read(format, bytes).diagnostics.into_iter().next()?;
    Some(format!("line {}: {}", fault.line, fault.text))
}
