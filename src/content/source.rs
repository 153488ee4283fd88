//! The files of a site as a scan found them.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::time::SystemTime;

use cap_std::fs::{Metadata, MetadataExt};

use super::folder_settings::FolderSettings;
use super::format::PageFormat;
use super::page_head::Head;
use super::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::media::Media;

/// One regular file below the folder.
#[derive(Clone, Debug)]
pub struct Source {
    /// Names below the folder.
    pub path: SourcePath,
    /// State that it was read in.
    pub stamp: Stamp,
    /// Result of a look at its beginning.
    pub content: SourceContent,
}

/// State of a file: while it is the same, so are its bytes. Size and time of the last write alone
/// don't tell, since both can be set: by `cp -p`, by package managers that give all files one time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Time of the last write.
    pub modified: SystemTime,
    /// Seconds and nanoseconds of the last change of the file or of what is known of it.
    pub changed: (i64, i64),
    /// Device and inode.
    pub inode: (u64, u64),
}

impl Stamp {
    /// State of a file that is not there yet.
    pub(crate) const NONE: Self =
        Self { size: 0, modified: SystemTime::UNIX_EPOCH, changed: (0, 0), inode: (0, 0) };

    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map(cap_std::time::SystemTime::into_std);
        Self {
            size: metadata.len(),
            modified: modified.unwrap_or(SystemTime::UNIX_EPOCH),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: (metadata.dev(), metadata.ino()),
        }
    }

    /// The same of a file that is open.
    pub(super) fn of_opened(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            size: metadata.len(),
            modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: (metadata.dev(), metadata.ino()),
        }
    }
}

/// Sorts of files, by name and beginning.
#[derive(Clone, Debug)]
pub enum SourceContent {
    /// A text that can be shown as a page, with what its beginning says of it.
    Page(PageFormat, Arc<Head>),
    /// A text that is no page but begins with front matter: on a Jekyll site a template.
    Template(Media, Arc<Head>),
    /// Anything else.
    Other(Media),
}

/// Result of a scan of a folder.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// All files, in the order of their source paths.
    pub sources: Vec<Source>,
    /// Settings of single folders, by their authors.
    pub folder_settings: FolderSettings,
    /// Files that not every user of the machine may read.
    pub not_for_all: HashSet<SourcePath>,
    /// Files and folders that could not be read or can never be served, and mistakes in settings.
    pub diagnostics: Vec<Diagnostic>,
    /// True where no file has a say in what another one is: there are no links, no file has two
    /// names, nothing is mounted, no settings for other servers restrict anything, and all was looked at.
    pub is_straight: bool,
}
