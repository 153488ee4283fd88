//! The walk over a site's folder: which files there are, and which of them can never be served.
//! Looking into a file is for `inspect`; opening it for `folder`.

mod inspect;
pub(crate) mod look;
mod secret;
mod settings_files;
#[cfg(test)]
mod tests;
mod unread;

use std::ffi::OsStr;
use std::fmt::Display;
use std::sync::atomic::Ordering;
use std::{io, mem};

use cap_std::fs::{DirEntry, Metadata, MetadataExt};

use super::folder::Folder;
use super::format::PageFormat;
use super::real_path::RealPath;
use super::source::{Content, Source, SourceContent, Stamp};
use super::source_path::SourcePath;
use super::sources::Sources;
use super::{file_name, foreign};
use crate::diagnostic::Diagnostic;
use inspect::Inspected;
use unread::Unread;

/// The most files and folders that are read; beyond them the scan ends with a diagnostic.
const MOST_ENTRIES: usize = 1_000_000;
/// The most folders inside one another.
const MOST_DEPTH: usize = 64;
/// The folder in which other servers keep the programs that they run.
const PROGRAMS: &str = "cgi-bin";
/// The bit of a file's mode that lets every user of the machine read it.
const READ_BY_ALL: u32 = 0o004;

impl Folder {
    /// Walks over the folder.
    #[must_use]
    pub fn scan(&self, rules: ScanRules<'_>) -> Content {
        let mut walk = Walk {
            folder: self,
            rules,
            content: Content::default(),
            unread: Vec::new(),
            open: Vec::new(),
            entries: 0,
        };
        walk.content.is_straight = self.is_local();
        walk.folder("", None);
        walk.read_all();
        if walk.entries > MOST_ENTRIES || walk.content.folder_settings.foreign.summary().is_some() {
            walk.content.is_straight = false;
        }
        walk.content.sources.sort_by(|a, b| a.path.cmp(&b.path));
        walk.content
    }
}

/// What a walk passes over, and need not read.
#[derive(Clone, Copy)]
pub struct ScanRules<'a> {
    /// Holds for source paths that are passed over without a diagnostic.
    pub skip: &'a dyn Fn(&SourcePath) -> bool,
    /// Holds for those that no link may lead to either.
    pub keep_back: &'a dyn Fn(&SourcePath) -> bool,
    /// Files that are not read again while their stamps are the same.
    pub known: &'a Sources,
}

/// One walk.
struct Walk<'a> {
    folder: &'a Folder,
    rules: ScanRules<'a>,
    content: Content,
    /// Files that are not known as they are.
    unread: Vec<Unread>,
    /// Device and inode of the folders that the walk is in: a symlink back to one of them is a
    /// loop.
    open: Vec<(u64, u64)>,
    /// Number of entries so far.
    entries: usize,
}

impl Walk<'_> {
    fn report(&mut self, source: &(impl Display + ?Sized), text: impl Into<String>) {
        self.content.diagnostics.push(Diagnostic::whole(text).in_file(source));
    }

    /// Walks over one folder, whose path is empty or ends with `/`.
    fn folder(&mut self, path: &str, real: Option<&RealPath>) {
        let opened = self.folder.open_dir(path.trim_end_matches('/'), real);
        let read = opened.and_then(|dir| {
            let metadata = dir.dir_metadata()?;
            Ok(((metadata.dev(), metadata.ino()), self.folder.reach(|| dir.entries())?))
        });
        let entries = match read {
            Ok((identity, _)) if self.open.contains(&identity) => {
                return self.report(
                    path,
                    "the symbolic link leads back to a folder that holds it; it is passed over",
                );
            }
            Ok((identity, entries)) => {
                self.content.is_straight &= self.folder.device() == Some(identity.0);
                self.open.push(identity);
                entries
            }
            Err(error) => return self.report(path, cannot_read("folder", &error)),
        };
        settings_files::read_own(self.folder, path, &mut self.content);
        settings_files::read_foreign(self.folder, path, &mut self.content);
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, path, real),
                Err(error) => self.report(path, cannot_read("folder", &error)),
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, entry: &DirEntry, parent: &str, real_parent: Option<&RealPath>) {
        self.entries += 1;
        if self.entries > MOST_ENTRIES {
            if self.entries == MOST_ENTRIES + 1 {
                let text = format!(
                    "the folder holds more than {MOST_ENTRIES} files; the rest is not served"
                );
                self.report(parent, text);
            }
            return;
        }
        let Some(path) = self.path_of(&entry.file_name(), parent, real_parent) else { return };
        match entry.metadata() {
            Ok(metadata) if metadata.is_symlink() => self.link(&path),
            Ok(metadata) => self.found(path, &metadata),
            Err(error) => self.report(&path, cannot_read("file", &error)),
        }
    }

    /// Reads what is not known.
    fn read_all(&mut self) {
        let unread = mem::take(&mut self.unread);
        let read = unread::read_all(self.folder, &unread);
        for (Unread { path, stamp, .. }, read) in unread.into_iter().zip(read) {
            match read {
                Ok(Inspected::Accepted(content)) => {
                    self.content.sources.push(Source { path, stamp, content });
                }
                Ok(Inspected::Refused(text)) => self.report(&path, text),
                Err(error) => self.report(&path, cannot_read("file", &error)),
            }
        }
    }

    /// Goes on where a symbolic link leads to.
    fn link(&mut self, path: &SourcePath) {
        self.content.is_straight = false;
        let followed = self.folder.follow(path.as_str());
        let read = followed.and_then(|real| Ok((self.folder.metadata(&real)?, real)));
        match read {
            Ok((_, real)) if self.is_kept_back(&real) => {
                self.report(path, "the symbolic link leads to a hidden file; it is not served")
            }
            Ok((metadata, real)) => {
                if let Some(path) = SourcePath::with_real(path.as_str(), Some(real)) {
                    self.found(path, &metadata);
                }
            }
            Err(error) => self.report(path, cannot_read("symbolic link", &error)),
        }
    }

    /// True for what is never served under its own name, so that no link may lead to it.
    fn is_kept_back(&self, real: &RealPath) -> bool {
        let own = real.in_site().and_then(SourcePath::new);
        real.is_private() || own.is_some_and(|own| (self.rules.keep_back)(&own))
    }

    fn found(&mut self, path: SourcePath, metadata: &Metadata) {
        if metadata.is_dir() {
            self.sub_folder(&path);
        } else if metadata.is_file() {
            self.file(path, metadata);
        } else {
            self.report(&path, "it is neither a file nor a folder; it is not served");
        }
    }

    /// The path of an entry that may be looked at; `None` for any other, which is reported unless
    /// it is private or skipped.
    fn path_of(
        &mut self,
        file_name: &OsStr,
        parent: &str,
        real_parent: Option<&RealPath>,
    ) -> Option<SourcePath> {
        let Some(name) = file_name.to_str() else {
            let lossy = format!("{parent}{}", file_name.to_string_lossy());
            self.report(&lossy, "the name is not UTF-8; it is not served");
            return None;
        };
        if file_name::is_private(name) {
            return None;
        }
        let real = real_parent.map(|parent| parent.join(name));
        let path = SourcePath::with_real(&format!("{parent}{name}"), real)?;
        let kept_back = path.behind_links().is_some_and(|real| self.is_kept_back(real));
        if kept_back || (self.rules.skip)(&path) {
            return None;
        }
        if name.contains(|c: char| c.is_control() || c == '\\') {
            self.report(
                &path,
                "the name holds a control character or a backslash; it is not served",
            );
            return None;
        }
        Some(path)
    }

    fn sub_folder(&mut self, path: &SourcePath) {
        if self.open.len() >= MOST_DEPTH {
            let text = format!("folders are more than {MOST_DEPTH} deep; it is not served");
            return self.report(path, text);
        }
        if path.name().text() == PROGRAMS {
            return self.report(
                path,
                "propus runs no programs, and what is in this folder was never meant to be read; \
                 it is not served",
            );
        }
        self.folder(&format!("{path}/"), path.behind_links());
    }

    fn file(&mut self, path: SourcePath, metadata: &Metadata) {
        if path.name().text() == foreign::ForeignFile::Gophertag.name() {
            return;
        }
        if metadata.mode() & READ_BY_ALL == 0 {
            self.content.not_for_all.insert(path.clone());
        }
        // By another of its names it may change, and only that one is told.
        self.content.is_straight &= metadata.nlink() == 1;
        let format = self.format(&path);
        let stamp = Stamp::of(metadata);
        if let Some(known) = self.rules.known.get(path.as_str())
            && known.stamp == stamp
            && format_read_as(known) == format
        {
            // Where links lead to may have changed.
            let content = known.content.clone();
            self.folder.seen.fetch_add(1, Ordering::Relaxed);
            return self.content.sources.push(Source { path, stamp, content });
        }
        self.unread.push(Unread { path, stamp, format });
    }

    /// The format of a page, by its extension or by the author's settings.
    fn format(&self, path: &SourcePath) -> Option<PageFormat> {
        let format = path.name().format();
        if format.is_none() && self.content.folder_settings.foreign.is_gemtext(path) {
            return Some(PageFormat::Gemtext);
        }
        format
    }
}

/// The format that a file was read as, earlier.
fn format_read_as(source: &Source) -> Option<PageFormat> {
    match &source.content {
        SourceContent::Page(format, _) => Some(*format),
        SourceContent::Template(..) | SourceContent::Other(_) => None,
    }
}

/// True for the bytes of a file, which is no page, that the walk would have refused for what they
/// hold.
pub(crate) fn holds_secret(bytes: &[u8]) -> bool {
    secret::in_bytes(bytes).is_some()
}

/// A sentence on a failure. A way out of the folder is a lack of permission that no system reported.
fn cannot_read(what: &str, error: &io::Error) -> String {
    let reason = if error.kind() == io::ErrorKind::NotFound {
        "leads nowhere".to_owned()
    } else if error.kind() != io::ErrorKind::PermissionDenied {
        format!("can't be read ({error})")
    } else if error.raw_os_error().is_none() {
        "leads out of the capsule, to no folder that links-to names".to_owned()
    } else {
        "may not be read by this user".to_owned()
    };
    format!("the {what} {reason}; it is not served")
}
