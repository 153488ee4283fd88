//! The walk over a site's folder: which files there are, and which of them can never be served.
//! Looking into a file is for `inspect`; opening it for `folder`.

mod inspect;
mod settings_files;

use std::ffi::OsStr;
use std::fmt::Display;
use std::io;
use std::path::{Component, PathBuf};
use std::time::SystemTime;

use cap_std::fs::{Dir, DirEntry, Metadata, MetadataExt};

use super::folder::Folder;
use super::format::PageFormat;
use super::source::{Content, Known, Source, SourceContent};
use super::source_path::SourcePath;
use super::{file_name, foreign};
use crate::diagnostic::Diagnostic;
use inspect::{Inspected, inspect};

/// The most files and folders that are read; beyond them the scan ends with a diagnostic.
const MOST_ENTRIES: usize = 1_000_000;
/// The most folders inside one another.
const MOST_DEPTH: usize = 64;
/// The folder in which other servers keep the programs that they run.
const PROGRAMS: &str = "cgi-bin";
/// The bit of a file's mode that lets every user of the machine read it.
const READ_BY_ALL: u32 = 0o004;

impl Folder {
    /// Walks over the folder. Source paths that `skip` holds for are passed over without a
    /// diagnostic; files in `known` are not read again while their size and time are the same.
    #[must_use]
    pub fn scan(&self, skip: &dyn Fn(&SourcePath) -> bool, known: &Known) -> Content {
        let mut walk = Walk {
            folder: self,
            skip,
            known,
            content: Content::default(),
            open: Vec::new(),
            entries: 0,
        };
        walk.folder(self.dir(), "");
        walk.content.sources.sort_by(|a, b| a.path.cmp(&b.path));
        walk.content
    }
}

/// One walk.
struct Walk<'a> {
    folder: &'a Folder,
    skip: &'a dyn Fn(&SourcePath) -> bool,
    known: &'a Known,
    content: Content,
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
    fn folder(&mut self, dir: &Dir, path: &str) {
        let identity = dir.dir_metadata().map(|metadata| (metadata.dev(), metadata.ino()));
        let entries = match (identity, self.folder.reach(|| dir.entries())) {
            (Ok(identity), _) if self.open.contains(&identity) => {
                return self.report(
                    path,
                    "the symbolic link leads back to a folder that holds it; it is passed over",
                );
            }
            (Ok(identity), Ok(entries)) => {
                self.open.push(identity);
                entries
            }
            (Err(error), _) | (_, Err(error)) => {
                return self.report(path, cannot_read("folder", &error));
            }
        };
        settings_files::read_own(self.folder, path, &mut self.content);
        settings_files::read_foreign(self.folder, path, &mut self.content);
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, path),
                Err(error) => self.report(path, cannot_read("folder", &error)),
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, entry: &DirEntry, parent: &str) {
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
        let Some(path) = self.path_of(&entry.file_name(), parent) else { return };
        let linked = entry.file_type().is_ok_and(|file_type| file_type.is_symlink());
        if linked && self.leads_to_private(&path) {
            return self
                .report(&path, "the symbolic link leads to a hidden file; it is not served");
        }
        // Follows symbolic links, but only inside the folder.
        match self.folder.reach(|| self.folder.dir().metadata(path.as_str())) {
            Ok(metadata) if metadata.is_dir() => self.sub_folder(&path),
            Ok(metadata) if metadata.is_file() => self.file(path, &metadata),
            Ok(_) => self.report(&path, "it is neither a file nor a folder; it is not served"),
            Err(error) => {
                let what = if linked { "symbolic link" } else { "file" };
                self.report(&path, cannot_read(what, &error));
            }
        }
    }

    /// The path of an entry that may be looked at; `None` for any other, which is reported unless
    /// it is private or skipped.
    fn path_of(&mut self, file_name: &OsStr, parent: &str) -> Option<SourcePath> {
        let Some(name) = file_name.to_str() else {
            let lossy = format!("{parent}{}", file_name.to_string_lossy());
            self.report(&lossy, "the name is not UTF-8; it is not served");
            return None;
        };
        if file_name::is_private(name) {
            return None;
        }
        let path = SourcePath::new(&format!("{parent}{name}"))?;
        if (self.skip)(&path) {
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

    /// True for a symbolic link that ends at, or below, something that is never served under its
    /// own name.
    fn leads_to_private(&self, path: &SourcePath) -> bool {
        let end = self.folder.reach(|| self.folder.dir().canonicalize(path.as_str()));
        end.is_ok_and(|end: PathBuf| end.components().any(|name| is_private(&name)))
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
        match self.folder.reach(|| self.folder.dir().open_dir(path.as_str())) {
            Ok(dir) => self.folder(&dir, &format!("{path}/")),
            Err(error) => self.report(path, cannot_read("folder", &error)),
        }
    }

    fn file(&mut self, path: SourcePath, metadata: &Metadata) {
        if path.name().text() == foreign::ForeignFile::Gophertag.name() {
            return;
        }
        if metadata.mode() & READ_BY_ALL == 0 {
            self.content.not_for_all.insert(path.clone());
        }
        let format = self.format(&path);
        let size = metadata.len();
        let modified =
            metadata.modified().map_or(SystemTime::UNIX_EPOCH, cap_std::time::SystemTime::into_std);
        if let Some(known) = self.known.get(&path)
            && (known.size, known.modified) == (size, modified)
            && format_read_as(known) == format
        {
            return self.content.sources.push(known.clone());
        }
        match inspect(self.folder, &path, size, format) {
            Ok(Inspected::Refused(text)) => self.report(&path, text),
            Ok(Inspected::Accepted(content)) => {
                self.content.sources.push(Source { path, size, modified, content });
            }
            Err(error) => self.report(&path, cannot_read("file", &error)),
        }
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

fn is_private(name: &Component<'_>) -> bool {
    match name {
        Component::Normal(name) => name.to_str().is_none_or(file_name::is_private),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            false
        }
    }
}

/// The format that a file was read as, earlier.
fn format_read_as(source: &Source) -> Option<PageFormat> {
    match &source.content {
        SourceContent::Page(format, _) => Some(*format),
        SourceContent::Template(..) | SourceContent::Other(_) => None,
    }
}

/// A sentence on a failure. `cap-std` reports a way out of the folder as a lack of permission.
fn cannot_read(what: &str, error: &io::Error) -> String {
    let reason = if error.kind() == io::ErrorKind::NotFound {
        "leads nowhere".to_owned()
    } else if error.kind() != io::ErrorKind::PermissionDenied {
        format!("can't be read ({error})")
    } else if error.raw_os_error().is_none() {
        "leads out of the capsule".to_owned()
    } else {
        "may not be read by this user".to_owned()
    };
    format!("the {what} {reason}; it is not served")
}
