//! Settings that authors made for another server: agate's `.meta` and
//! `.directory-listing-ok`, Molly Brown's `.molly` and `.mollyhead`, the `gophertag` of
//! gophernicus. They are read, never written and never served.
//!
//! Reading each is for `agate` and `molly_brown`; that `.propus.toml` wins over them is for
//! `folder_settings`.

mod agate;
mod file;
mod media_type;
mod molly_brown;

pub(crate) use file::ForeignFile;

use std::collections::BTreeMap;

use super::format::PageFormat;
use super::listing_order::Order;
use super::location::Location;
use super::rules::MediaOverride;
use super::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::path::CapsulePath;
use agate::Meta;
use molly_brown::Molly;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: u64 = 256 << 10;

/// Settings of the folders of a site, by their paths: `""`, `notes/`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForeignSettings {
    folders: BTreeMap<String, ForeignFolder>,
    files: Vec<ForeignFile>,
}

/// Settings of one folder.
#[derive(Clone, Debug, Default)]
struct ForeignFolder {
    meta: Option<Meta>,
    molly: Option<Molly>,
    /// The text above its listing, in gemtext.
    preamble: Option<String>,
    /// True when it may be listed.
    listed: bool,
    title: Option<String>,
}

impl ForeignSettings {
    /// Adds the file of a folder.
    pub(crate) fn add(
        &mut self,
        file: ForeignFile,
        folder: &str,
        text: String,
        warnings: &mut Vec<Diagnostic>,
    ) {
        let (about, mut diagnostics) = (format!("{folder}{}", file.name()), Vec::new());
        let settings = self.entry(file, folder);
        match file {
            ForeignFile::Meta => settings.meta = Some(Meta::read(&text, &mut diagnostics)),
            ForeignFile::Molly => settings.molly = Some(Molly::read(&text, &mut diagnostics)),
            ForeignFile::ListingOk => {
                settings.listed = true;
                settings.preamble = Some(text);
            }
            ForeignFile::MollyHead => settings.preamble = Some(text),
            ForeignFile::Gophertag => {
                settings.title = text
                    .lines()
                    .next()
                    .map(|line| line.trim().to_owned())
                    .filter(|it| !it.is_empty());
            }
        }
        warnings.extend(diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(&about)));
    }

    /// Adds a file that can't be read. If it may have restricted something, all of its folder is
    /// restricted.
    pub(crate) fn add_unreadable(
        &mut self,
        file: ForeignFile,
        folder: &str,
        why: &str,
        warnings: &mut Vec<Diagnostic>,
    ) {
        let settings = self.entry(file, folder);
        let what = if file == ForeignFile::Molly {
            settings.molly = Some(Molly::restricted());
            format!(
                "it {why}; it may close what is in this folder to some readers, so nothing of that is served"
            )
        } else {
            format!("nothing of this file counts: it {why}")
        };
        warnings.push(Diagnostic::whole(what).in_file(&format!("{folder}{}", file.name())));
    }

    fn entry(&mut self, file: ForeignFile, folder: &str) -> &mut ForeignFolder {
        if !self.files.contains(&file) {
            self.files.push(file);
            self.files.sort();
        }
        self.folders.entry(folder.to_owned()).or_default()
    }

    /// The files that there are, by server: `.meta files for agate`. `None` when there are none.
    pub(crate) fn summary(&self) -> Option<String> {
        if self.files.is_empty() {
            return None;
        }
        let servers = self.files.chunk_by(|a, b| a.server() == b.server());
        Some(servers.map(summary_of).collect::<Vec<_>>().join(", "))
    }

    /// The server that the site was made for, if it serves only files that every user of the
    /// machine may read.
    pub(crate) fn serves_only_what_all_may_read(&self) -> Option<&'static str> {
        let strict = |file: &&ForeignFile| {
            matches!(file, ForeignFile::Molly | ForeignFile::MollyHead | ForeignFile::Gophertag)
        };
        self.files.iter().find(strict).map(|file| file.server())
    }

    /// The folders above a source path, each with the rest of the source path, the outermost first.
    fn above<'s, 'p>(
        &'s self,
        source: &'p str,
    ) -> impl Iterator<Item = (&'s ForeignFolder, &'p str)> {
        let ends = source.match_indices('/').map(|(at, _)| at + 1);
        let found = move |end| {
            let (folder, rest) = source.split_at_checked(end)?;
            Some((self.folders.get(folder)?, rest))
        };
        std::iter::once(0).chain(ends).filter(|_| !self.folders.is_empty()).filter_map(found)
    }

    /// The settings of a file; the nearest folder counts.
    pub(crate) fn media_override(&self, source: &SourcePath) -> MediaOverride {
        let gemtext = source.name().format().is_some() || self.is_gemtext(source);
        self.overrides(source.as_str(), gemtext)
    }

    /// The settings for a folder's path, as if it were a file's.
    pub(super) fn folder_override(&self, folder: &str) -> MediaOverride {
        let gemtext = PageFormat::of_name(folder).is_some() || self.ends_as_gemtext(folder);
        self.overrides(folder, gemtext)
    }

    fn overrides(&self, source: &str, gemtext: bool) -> MediaOverride {
        self.above(source).fold(MediaOverride::default(), |above, (settings, rest)| {
            let meta = settings
                .meta
                .as_ref()
                .and_then(|meta| meta.media_override(rest))
                .unwrap_or_default();
            let molly = settings
                .molly
                .as_ref()
                .map(|molly| molly.media_override(source, gemtext))
                .unwrap_or_default();
            meta.or(molly).or(above)
        })
    }

    /// The answer instead of a file; the nearest folder with a setting for it counts.
    pub(crate) fn redirection_of_file(&self, source: &SourcePath) -> Option<&Redirection> {
        let line = self
            .above(source.as_str())
            .filter_map(|(settings, rest)| settings.meta.as_ref()?.line_for(rest))
            .last()?;
        line.redirection()
    }

    /// The paths at which something is answered though no file need be there.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (CapsulePath, &Redirection)> {
        self.folders.iter().flat_map(|(folder, settings)| {
            let headers = settings.meta.iter().flat_map(Meta::headers);
            headers.filter_map(move |(name, redirection)| {
                Some((CapsulePath::literal(&format!("/{folder}{name}")).ok()?, redirection))
            })
        })
    }

    /// True when pages with this source path's ending are gemtext, though their ending does not say
    /// so.
    pub(crate) fn is_gemtext(&self, source: &SourcePath) -> bool {
        self.ends_as_gemtext(source.as_str())
    }

    fn ends_as_gemtext(&self, source: &str) -> bool {
        let ending = source.rsplit_once('.').map(|(_, ending)| ending);
        let named = self
            .above(source)
            .filter_map(|(settings, _)| settings.molly.as_ref()?.gemini_ending())
            .last();
        named.is_some_and(|named| Some(named) == ending)
    }

    /// The line of the `.molly` file that restricts a file to some readers.
    pub(crate) fn restriction_of(&self, source: &str) -> Option<Location> {
        folders_above(source).find_map(|folder| {
            let line = self.folders.get(folder)?.molly.as_ref()?.restriction_of(source)?;
            Some(Location { file: format!("{folder}{}", ForeignFile::Molly.name()), line })
        })
    }

    /// The redirection of a path by a folder above it.
    pub(crate) fn redirection(&self, path: &CapsulePath) -> Option<Redirection> {
        let source = path.as_str().trim_start_matches('/');
        self.above(source)
            .filter_map(|(settings, _)| settings.molly.as_ref()?.redirect(path))
            .last()
    }

    /// True when any path is redirected.
    pub(crate) fn has_redirects(&self) -> bool {
        self.folders
            .values()
            .any(|settings| settings.molly.as_ref().is_some_and(Molly::has_redirects))
    }

    /// True for a folder that is listed; `None` where nothing is set. For agate one is only where a
    /// file allows it.
    pub(crate) fn listing(&self, folder: &str) -> Option<bool> {
        let agate = self.files.iter().any(|file| file.server() == ForeignFile::Meta.server());
        let listed = || self.folders.get(folder).is_some_and(|settings| settings.listed);
        agate.then(listed)
    }

    /// The order of a folder's listing, as the nearest file says.
    pub(crate) fn order(&self, folder: &str) -> Option<Order> {
        self.above(folder).filter_map(|(settings, _)| settings.molly.as_ref()?.order()).last()
    }

    /// The text above a folder's listing.
    pub(crate) fn preamble(&self, folder: &str) -> Option<&str> {
        self.folders.get(folder)?.preamble.as_deref()
    }

    /// The title of a folder.
    pub(crate) fn title(&self, folder: &str) -> Option<&str> {
        self.folders.get(folder)?.title.as_deref()
    }
}

/// The files for one server.
fn summary_of(files: &[ForeignFile]) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name()).collect();
    let server = files.first().map_or("", |file| file.server());
    format!("{} files for {server}", names.join(" and "))
}

/// The folders above a file, each empty or with its final `/`, the outermost first.
fn folders_above(source: &str) -> impl Iterator<Item = &str> {
    let ends = source.match_indices('/').map(|(slash, _)| slash + 1);
    std::iter::once(0).chain(ends).filter_map(|end| source.get(..end))
}
