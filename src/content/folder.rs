//! The folder on disk: the only walk over it, and the only source path that opens files below it.
//!
//! Files are opened below the folder's own handle, so a symlink that leads out, or is swapped in
//! later, leads nowhere. Which of the files are served, and where, is for `build`.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::SystemTime;

use cap_fs_ext::OpenOptionsSyncExt;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, DirEntry, Metadata, MetadataExt, OpenOptions};

use super::folder_settings::FolderSettings;
use super::format::PageFormat;
use super::open_file::OpenFile;
use super::page_head::Head;
use super::source_path::SourcePath;
use super::{file_name, foreign};
use crate::descriptors;
use crate::diagnostic::Diagnostic;
use crate::exchange::Body;
use crate::media::Media;
use sniff::{LARGEST_KEY, holds_key, template_head};

/// The most files and folders that are read; beyond them the scan ends with a warning.
const MOST_ENTRIES: usize = 1_000_000;
/// The most folders inside one another.
const MOST_DEPTH: usize = 64;
/// The largest text that is converted, in bytes; a larger one is served as it is.
///
/// While it is converted a page takes some seventy times its size in memory.
pub(crate) const LARGEST_PAGE: u64 = 16 << 20;
/// How much of a page is read to learn its title, in bytes.
const HEAD_SIZE: u64 = 256 << 10;
/// The folder in which other servers keep the programs that they run.
const PROGRAMS: &str = "cgi-bin";
/// How much of a file is read to learn whether it is text, in bytes.
const SNIFF_SIZE: u64 = 512;

/// A folder that is open.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
    name: PathBuf,
    /// Whether readers wait for what is opened.
    is_served: AtomicBool,
    /// How often the system had no descriptor for it.
    shortages: AtomicUsize,
}

/// One regular file below the folder.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is: names separated by `/`, relative to the folder.
    pub path: SourcePath,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: SystemTime,
    /// What it is.
    pub content: SourceContent,
}

/// What a file is.
#[derive(Clone, Debug)]
pub enum SourceContent {
    /// A text that can be shown as a page, with what its beginning says of it.
    Page(PageFormat, Arc<Head>),
    /// A text that is no page but begins with front matter: on a Jekyll site a template.
    Template(Media, Arc<Head>),
    /// Anything else.
    Other(Media),
}

/// All files, in the order of their source paths, and what was passed over.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The files.
    pub sources: Vec<Source>,
    /// What authors say of single folders.
    pub folder_settings: FolderSettings,
    /// The files that not every user of the machine may read.
    pub not_for_all: HashSet<SourcePath>,
    /// What could not be read or can never be served.
    pub warnings: Vec<Diagnostic>,
}

impl Source {
    /// The format that it was read as.
    fn format(&self) -> Option<PageFormat> {
        match &self.content {
            SourceContent::Page(format, _) => Some(*format),
            // What is too large to be converted, or no page.
            SourceContent::Template(..) | SourceContent::Other(_) if self.size > LARGEST_PAGE => {
                PageFormat::of_name(&self.path)
            }
            SourceContent::Template(..) | SourceContent::Other(_) => None,
        }
    }
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// When there is no such folder, or it can't be read.
    pub fn open(name: &Path) -> io::Result<Self> {
        let dir = Dir::open_ambient_dir(name, ambient_authority())?;
        dir.entries()?;
        let (is_served, shortages) = (AtomicBool::new(false), AtomicUsize::new(0));
        Ok(Self { dir, name: name.to_owned(), is_served, shortages })
    }

    /// The name that it was opened by, for messages.
    #[must_use]
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// Whether there is a file or folder of that name at its top.
    #[must_use]
    pub fn has(&self, source: &str) -> bool {
        self.reach(|| self.dir.try_exists(source)).unwrap_or(false)
    }

    /// From now on readers wait for what is opened in it, and what the process has in reserve is
    /// for that.
    pub(crate) fn serve(&self) {
        self.is_served.store(true, Ordering::Relaxed);
    }

    /// Whether something in it was not seen, or not read, only because the system had no descriptor
    /// left.
    #[must_use]
    pub fn fell_short(&self) -> bool {
        self.shortages.load(Ordering::Relaxed) > 0
    }

    /// Reads something whole: what could not be opened for want of a descriptor is not taken for
    /// gone.
    ///
    /// # Errors
    /// Those of `read`, and [`descriptors::shortage`], also when another's reading fell short
    /// meanwhile.
    pub fn whole<T>(&self, read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let before = self.shortages.load(Ordering::Relaxed);
        let read = read()?;
        if self.shortages.load(Ordering::Relaxed) == before {
            Ok(read)
        } else {
            Err(descriptors::shortage())
        }
    }

    /// Does what takes a descriptor.
    fn reach<T>(&self, mut open: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let opened =
            if self.is_served.load(Ordering::Relaxed) { descriptors::open(open) } else { open() };
        if opened.as_ref().is_err_and(descriptors::is_short) {
            self.shortages.fetch_add(1, Ordering::Relaxed);
        }
        opened
    }

    /// Opens a regular file to be read. Never waits: a FIFO that was put where a file was is
    /// refused.
    ///
    /// # Errors
    /// When it is gone, can't be read, leads out of the folder or is no regular file.
    pub(super) fn open_file(&self, source: &str) -> io::Result<(cap_std::fs::File, Metadata)> {
        let file = self
            .reach(|| self.dir.open_with(source, OpenOptions::new().read(true).nonblock(true)))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        Ok((file, metadata))
    }

    /// Opens a regular file to be sent.
    ///
    /// # Errors
    /// As [`Folder::open_file`].
    pub fn open_body(&self, source: &str) -> io::Result<Body> {
        let (file, metadata) = self.open_file(source)?;
        Ok(Body::new(OpenFile(file.into_std()), metadata.len()))
    }

    /// Reads a whole file, when it is no larger than [`LARGEST_PAGE`].
    ///
    /// # Errors
    /// As [`Folder::open_file`], and when it is too large.
    pub fn read(&self, source: &str) -> io::Result<Vec<u8>> {
        let (file, metadata) = self.open_file(source)?;
        if metadata.len() > LARGEST_PAGE {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(LARGEST_PAGE).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Walks over the folder. `skip` says of a source path whether it is passed over without a
    /// word; what `known` holds is not read again while its size and time are the same.
    #[must_use]
    pub fn scan(&self, skip: &dyn Fn(&str) -> bool, known: &Known) -> Content {
        let mut walk = Walk {
            folder: self,
            skip,
            known,
            content: Content::default(),
            open: Vec::new(),
            entries: 0,
        };
        walk.folder(&self.dir, "");
        walk.content.sources.sort_by(|a, b| a.path.cmp(&b.path));
        walk.content
    }
}

/// What an earlier scan found, by source path.
pub(crate) type Known = HashMap<SourcePath, Source>;

/// One walk.
struct Walk<'a> {
    folder: &'a Folder,
    skip: &'a dyn Fn(&str) -> bool,
    known: &'a Known,
    content: Content,
    /// Device and inode of the folders that the walk is in: a symlink back to one of them is a
    /// loop.
    open: Vec<(u64, u64)>,
    entries: usize,
}

/// The bit of a file's mode that lets every user of the machine read it.
const READ_BY_ALL: u32 = 0o004;

impl Walk<'_> {
    fn warn(&mut self, source: &str, what: impl Into<String>) {
        self.content.warnings.push(Diagnostic::whole(what).in_file(source));
    }

    fn folder(&mut self, dir: &Dir, source: &str) {
        let identity = dir.dir_metadata().map(|metadata| (metadata.dev(), metadata.ino()));
        let entries = match (identity, self.folder.reach(|| dir.entries())) {
            (Ok(identity), _) if self.open.contains(&identity) => {
                return self.warn(
                    source,
                    "the symbolic link leads back to a folder that holds it; it is passed over",
                );
            }
            (Ok(identity), Ok(entries)) => {
                self.open.push(identity);
                entries
            }
            (Err(error), _) | (_, Err(error)) => {
                return self.warn(source, cannot_read("folder", &error));
            }
        };
        self.local(source);
        self.foreign(source);
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, source),
                Err(error) => self.warn(source, cannot_read("folder", &error)),
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, entry: &DirEntry, parent: &str) {
        self.entries += 1;
        if self.entries > MOST_ENTRIES {
            if self.entries == MOST_ENTRIES + 1 {
                self.warn(
                    parent,
                    format!(
                        "the folder holds more than {MOST_ENTRIES} files; the rest is not served"
                    ),
                );
            }
            return;
        }
        let file_name = entry.file_name();
        let Some(source) = self.place_of(&file_name, parent) else { return };
        let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if linked && self.leads_to_private(&source) {
            return self
                .warn(&source, "the symbolic link leads to a hidden file; it is not served");
        }
        // Follows symbolic links, but only inside the folder.
        match self.folder.reach(|| self.folder.dir.metadata(&source)) {
            Ok(metadata) if metadata.is_dir() => self.sub_folder(&source),
            Ok(metadata) if metadata.is_file() => {
                if let Some(path) = SourcePath::new(&source) {
                    self.file(path, &metadata);
                }
            }
            Ok(_) => self.warn(&source, "it is neither a file nor a folder; it is not served"),
            Err(error) => {
                let what = if linked { "symbolic link" } else { "file" };
                self.warn(&source, cannot_read(what, &error));
            }
        }
    }

    /// The source path of an entry that may be looked at; `None`, and a warning where one is due,
    /// for any other.
    fn place_of(&mut self, file_name: &OsStr, parent: &str) -> Option<String> {
        let Some(name) = file_name.to_str() else {
            self.warn(
                &format!("{parent}{}", file_name.to_string_lossy()),
                "the name is not UTF-8; it is not served",
            );
            return None;
        };
        if file_name::is_private(name) {
            return None;
        }
        let source = format!("{parent}{name}");
        if (self.skip)(&source) {
            return None;
        }
        if name.contains(|c: char| c.is_control() || c == '\\') {
            self.warn(
                &source,
                "the name holds a control character or a backslash; it is not served",
            );
            return None;
        }
        Some(source)
    }

    /// Whether a symbolic link ends at, or below, something that is never served under its own
    /// name.
    fn leads_to_private(&self, source: &str) -> bool {
        let is_private = |name: &Component<'_>| match name {
            Component::Normal(name) => name.to_str().is_none_or(file_name::is_private),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => false,
        };
        let private = |end: PathBuf| end.components().any(|name| is_private(&name));
        self.folder.reach(|| self.folder.dir.canonicalize(source)).is_ok_and(private)
    }

    fn sub_folder(&mut self, source: &str) {
        if self.open.len() >= MOST_DEPTH {
            return self.warn(
                source,
                format!("folders are more than {MOST_DEPTH} deep; it is not served"),
            );
        }
        if source.rsplit('/').next() == Some(PROGRAMS) {
            return self.warn(
                source,
                "propus runs no programs, and what is in this folder was never meant to be read; it is \
                                     not served",
            );
        }
        match self.folder.reach(|| self.folder.dir.open_dir(source)) {
            Ok(dir) => self.folder(&dir, &format!("{source}/")),
            Err(error) => self.warn(source, cannot_read("folder", &error)),
        }
    }

    fn file(&mut self, path: SourcePath, metadata: &Metadata) {
        if path.name().text() == foreign::Kind::Gophertag.name() {
            return;
        }
        let modified =
            metadata.modified().map_or(SystemTime::UNIX_EPOCH, cap_std::time::SystemTime::into_std);
        let size = metadata.len();
        if metadata.mode() & READ_BY_ALL == 0 {
            self.content.not_for_all.insert(path.clone());
        }
        if let Some(known) = self.known.get(&path)
            && (known.size, known.modified) == (size, modified)
            && known.format() == self.format(&path)
        {
            return self.content.sources.push(known.clone());
        }
        match self.content(&path, size) {
            Ok(None) => {}
            Ok(Some(content)) => {
                self.content.sources.push(Source { path, size, modified, content })
            }
            Err(error) => self.warn(&path, cannot_read("file", &error)),
        }
    }

    /// The format of a page, as its ending says, or what the author said of that.
    fn format(&self, source: &str) -> Option<PageFormat> {
        let foreign = &self.content.folder_settings.foreign;
        PageFormat::of_name(source)
            .or_else(|| foreign.is_gemtext(source).then_some(PageFormat::Gemtext))
    }

    /// Looks at the beginning of a file; opening it also shows that it can be opened. `None`, and a
    /// word to the author, for what must not be read: a private key, a program.
    fn content(&mut self, source: &str, size: u64) -> io::Result<Option<SourceContent>> {
        let (file, _) = self.folder.open_file(source)?;
        let format = self.format(source);
        if let Some(format) = format
            && size <= LARGEST_PAGE
        {
            let mut beginning = Vec::new();
            file.take(HEAD_SIZE).read_to_end(&mut beginning)?;
            if format.menu().is_some() && beginning.starts_with(b"#!") {
                self.warn(
                    source,
                    "it is a script, which propus does not run and nobody was meant to read; it is not served",
                );
                return Ok(None);
            }
            return Ok(Some(SourceContent::Page(format, Arc::new(Head::read(format, &beginning)))));
        }
        if format.is_none() && size <= LARGEST_KEY && holds_key(&file)? {
            self.warn(
                source,
                "it holds a private key; it is not served, and better kept elsewhere",
            );
            return Ok(None);
        }
        if format.is_some() {
            self.warn(
                source,
                format!(
                    "the page is larger than {} MiB; it is served as it is",
                    LARGEST_PAGE >> 20
                ),
            );
        }
        if let Some(media) = Media::of_name(source) {
            let may_be_template = media.is_text() && size <= LARGEST_PAGE;
            let head = if may_be_template { template_head(file)? } else { None };
            return Ok(Some(match head {
                Some(head) => SourceContent::Template(media, Arc::new(head)),
                None => SourceContent::Other(media),
            }));
        }
        let mut beginning = Vec::new();
        file.take(SNIFF_SIZE).read_to_end(&mut beginning)?;
        Ok(Some(SourceContent::Other(Media::of_bytes(&beginning))))
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

mod settings_files;
mod sniff;
#[cfg(test)]
mod tests;
