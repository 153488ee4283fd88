//! What authors said of their folders in files for another server: agate's `.meta` and
//! `.directory-listing-ok`, Molly Brown's `.molly` and `.mollyhead`, the `gophertag` of
//! gophernicus. They are read, never written and never served.
//!
//! How a file of each kind is read stands in `meta` and `molly`; that `.propus.toml` wins over them
//! is for `local`.

mod agate;
mod molly_brown;

use std::collections::BTreeMap;

use super::folder_settings::Order;
use super::format::PageFormat;
use super::location::Location;
use super::rules::MediaOverride;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::path::CapsulePath;
use agate::Meta;
use molly_brown::Molly;

/// The largest file that is read, in bytes.
pub(crate) const LARGEST: u64 = 256 << 10;

/// Which file it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// agate: types, parameters and whole headers of files.
    Meta,
    /// agate: this folder may be listed; its text stands above.
    ListingOk,
    /// Molly Brown: settings of a folder and what is below it.
    Molly,
    /// Molly Brown: what stands above the listing.
    MollyHead,
    /// gophernicus: what the folder is called.
    Gophertag,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Meta, Self::ListingOk, Self::Molly, Self::MollyHead, Self::Gophertag];

    /// The name of the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Meta => ".meta",
            Self::ListingOk => ".directory-listing-ok",
            Self::Molly => ".molly",
            Self::MollyHead => ".mollyhead",
            Self::Gophertag => "gophertag",
        }
    }

    /// The server that it is for.
    fn server(self) -> &'static str {
        match self {
            Self::Meta | Self::ListingOk => "agate",
            Self::Molly | Self::MollyHead => "Molly Brown",
            Self::Gophertag => "gophernicus",
        }
    }
}

/// What is said of the folders of a site, by their source paths: `""`, `notes/`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForeignSettings {
    folders: BTreeMap<String, ForeignFolder>,
    kinds: Vec<Kind>,
}

/// What is said of one folder.
#[derive(Clone, Debug, Default)]
struct ForeignFolder {
    meta: Option<Meta>,
    molly: Option<Molly>,
    /// The text above its listing, in gemtext.
    preamble: Option<String>,
    /// Whether it may be listed.
    listed: bool,
    title: Option<String>,
}

impl ForeignSettings {
    /// Adds what a file in a folder says.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        folder: &str,
        text: String,
        warnings: &mut Vec<Diagnostic>,
    ) {
        let (about, mut diagnostics) = (format!("{folder}{}", kind.name()), Vec::new());
        let settings = self.entry(kind, folder);
        match kind {
            Kind::Meta => settings.meta = Some(Meta::read(&text, &mut diagnostics)),
            Kind::Molly => settings.molly = Some(Molly::read(&text, &mut diagnostics)),
            Kind::ListingOk => {
                settings.listed = true;
                settings.preamble = Some(text);
            }
            Kind::MollyHead => settings.preamble = Some(text),
            Kind::Gophertag => {
                settings.title = text
                    .lines()
                    .next()
                    .map(|line| line.trim().to_owned())
                    .filter(|it| !it.is_empty());
            }
        }
        warnings.extend(diagnostics.into_iter().map(|diagnostic| diagnostic.in_file(&about)));
    }

    /// Notes a file that can't be read. If it may have closed something, all of its folder is
    /// closed.
    pub(crate) fn add_unreadable(
        &mut self,
        kind: Kind,
        folder: &str,
        why: &str,
        warnings: &mut Vec<Diagnostic>,
    ) {
        let settings = self.entry(kind, folder);
        let what = if kind == Kind::Molly {
            settings.molly = Some(Molly::restricted());
            format!(
                "it {why}; it may close what is in this folder to some readers, so nothing of that is served"
            )
        } else {
            format!("nothing of this file counts: it {why}")
        };
        warnings.push(Diagnostic::whole(what).in_file(&format!("{folder}{}", kind.name())));
    }

    fn entry(&mut self, kind: Kind, folder: &str) -> &mut ForeignFolder {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
            self.kinds.sort();
        }
        self.folders.entry(folder.to_owned()).or_default()
    }

    /// Which of them there are, and for whom: `.meta files for agate`. Nothing when there are none.
    pub(crate) fn told(&self) -> Option<String> {
        let servers = self.kinds.chunk_by(|a, b| a.server() == b.server());
        let one = |kinds: &[Kind]| {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            let server = kinds.first().map_or("", |kind| kind.server());
            format!("{} files for {server}", names.join(" and "))
        };
        let told: Vec<String> = servers.map(one).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// The server that the site was made for, if it serves only files that every user of the
    /// machine may read.
    pub(crate) fn serves_only_what_all_may_read(&self) -> Option<&'static str> {
        let strict = |kind: &&Kind| matches!(kind, Kind::Molly | Kind::MollyHead | Kind::Gophertag);
        self.kinds.iter().find(strict).map(|kind| kind.server())
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

    /// What is said of a file; the nearest folder counts.
    pub(crate) fn media_override(&self, source: &str) -> MediaOverride {
        if self.folders.is_empty() {
            return MediaOverride::default();
        }
        let gemtext = PageFormat::of_name(source).is_some() || self.is_gemtext(source);
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

    /// What is answered instead of a file; the nearest folder that says anything of it counts.
    pub(crate) fn instead(&self, source: &str) -> Option<&Redirection> {
        let said = self
            .above(source)
            .filter_map(|(settings, rest)| settings.meta.as_ref()?.said(rest))
            .last()?;
        said.instead()
    }

    /// The paths at which something is answered though no file need be there.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (CapsulePath, &Redirection)> {
        self.folders.iter().flat_map(|(folder, settings)| {
            let headers = settings.meta.iter().flat_map(Meta::headers);
            headers.filter_map(move |(name, said)| {
                Some((CapsulePath::literal(&format!("/{folder}{name}")).ok()?, said))
            })
        })
    }

    /// Whether pages with this source path's ending are gemtext, though their ending does not say
    /// so.
    pub(crate) fn is_gemtext(&self, source: &str) -> bool {
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
            Some(Location { file: format!("{folder}{}", Kind::Molly.name()), line })
        })
    }

    /// Where a path leads by the redirects of a folder above it.
    pub(crate) fn redirection(&self, path: &CapsulePath) -> Option<Redirection> {
        let source = path.as_str().trim_start_matches('/');
        self.above(source)
            .filter_map(|(settings, _)| settings.molly.as_ref()?.redirect(path))
            .last()
    }

    /// Whether any path leads elsewhere.
    pub(crate) fn has_redirects(&self) -> bool {
        self.folders
            .values()
            .any(|settings| settings.molly.as_ref().is_some_and(Molly::has_redirects))
    }

    /// Whether a folder is listed; nothing when these files don't say. For agate one is only where
    /// a file allows it.
    pub(crate) fn listing(&self, folder: &str) -> Option<bool> {
        let agate = self.kinds.iter().any(|kind| kind.server() == Kind::Meta.server());
        let listed = || self.folders.get(folder).is_some_and(|settings| settings.listed);
        agate.then(listed)
    }

    /// The order of a folder's listing, as the nearest file says.
    pub(crate) fn order(&self, folder: &str) -> Option<Order> {
        self.above(folder).filter_map(|(settings, _)| settings.molly.as_ref()?.order()).last()
    }

    /// What stands above a folder's listing.
    pub(crate) fn preamble(&self, folder: &str) -> Option<&str> {
        self.folders.get(folder)?.preamble.as_deref()
    }

    /// What a folder is called.
    pub(crate) fn title(&self, folder: &str) -> Option<&str> {
        self.folders.get(folder)?.title.as_deref()
    }
}

/// The folders above a file, each empty or with its final `/`, the outermost first.
fn folders_above(source: &str) -> impl Iterator<Item = &str> {
    let ends = source.match_indices('/').map(|(slash, _)| slash + 1);
    std::iter::once(0).chain(ends).filter_map(|end| source.get(..end))
}

/// Reads a MIME type with its parameters, or the parameters alone (`;lang=de`). What is not
/// understood is told.
fn media_type(text: &str, told: &mut Vec<String>) -> MediaOverride {
    let mut parts = text.split(';').map(str::trim);
    let mut overrides = MediaOverride::default();
    let mut keep = |result: Result<_, String>| result.map_err(|what| told.push(what)).ok();
    if let Some(mime) = parts.next().filter(|mime| !mime.is_empty()) {
        overrides.media =
            keep(super::rules::mime(mime).map_err(|what| format!("{mime:?}: {what}")));
    }
    for parameter in parts.filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "charset" => match super::rules::charset(value) {
                Ok(charset) => overrides.charset = Some(charset),
                Err(what) => told.push(format!("{parameter:?}: {what}")),
            },
            "lang" => match value.parse() {
                Ok(language) => overrides.language = Some(language),
                Err(what) => told.push(format!("{parameter:?}: {what}")),
            },
            _ => told.push(format!(
                "{parameter:?} is not sent: of parameters propus knows charset and lang"
            )),
        }
    }
    overrides
}
