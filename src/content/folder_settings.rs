//! `.propus.toml`: an author's settings for one folder and all that is below it. Nothing that
//! touches security can be set there, since whoever may write into a folder may not be the one who
//! runs the server.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::foreign::ForeignSettings;
use super::listing_order::Order;
use super::pattern::Pattern;
use super::rules::{FileRule, MediaOverride, charset, mime};
use super::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::language::LanguageTags;
use crate::path::CapsulePath;

/// The name of the file.
pub(crate) const NAME: &str = ".propus.toml";
/// The largest one that is read, in bytes.
pub(crate) const LARGEST: u64 = 64 << 10;

/// Settings of one folder, parsed.
#[derive(Clone, Debug, Default)]
pub(crate) struct PropusToml {
    /// Language of the pages and files in it.
    language: Option<LanguageTags>,
    /// False for a folder that gets no listing, though it has no page of its own.
    pub(crate) listing: Option<bool>,
    /// The order of its listing.
    pub(crate) order: Option<Order>,
    files: Vec<FileRule>,
}

/// The file as it is written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    language: Option<String>,
    listing: Option<bool>,
    order: Option<Order>,
    media: Vec<Media>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Media {
    glob: String,
    r#type: Option<String>,
    charset: Option<String>,
    language: Option<String>,
}

/// Settings of the folders of a site, by their paths: `""`, `notes/`, `notes/old/`. Those for other
/// servers count where those for propus are silent.
#[derive(Clone, Debug, Default)]
pub struct FolderSettings {
    own: BTreeMap<String, PropusToml>,
    pub(crate) foreign: ForeignSettings,
}

impl FolderSettings {
    /// Adds the file of a folder; of one with a mistake nothing counts.
    pub(crate) fn add(&mut self, folder: &str, text: &str, warnings: &mut Vec<Diagnostic>) {
        match PropusToml::parse(text) {
            Ok(local) => {
                self.own.insert(folder.to_owned(), local);
            }
            Err(diagnostic) => warnings.push(diagnostic.in_file(&format!("{folder}{NAME}"))),
        }
    }

    /// The settings of one folder itself.
    fn of_folder(&self, folder: &CapsulePath) -> Option<&PropusToml> {
        self.own.get(folder_path(folder))
    }

    /// True for a folder that gets a listing; `None` where nothing is set.
    pub(crate) fn listing(&self, folder: &CapsulePath) -> Option<bool> {
        let own = self.of_folder(folder).and_then(|local| local.listing);
        own.or_else(|| self.foreign.listing(folder_path(folder)))
    }

    /// The order of a folder's listing.
    pub(crate) fn order(&self, folder: &CapsulePath) -> Option<Order> {
        let own = self.of_folder(folder).and_then(|local| local.order);
        own.or_else(|| self.foreign.order(folder_path(folder)))
    }

    /// The title of a folder (gophernicus).
    pub(crate) fn title(&self, folder: &CapsulePath) -> Option<&str> {
        self.foreign.title(folder_path(folder))
    }

    /// The text above a folder's listing, in gemtext.
    pub(crate) fn preamble(&self, folder: &CapsulePath) -> Option<&str> {
        self.foreign.preamble(folder_path(folder))
    }

    /// The settings of a file, by its folder or one above it; the nearest counts.
    pub(crate) fn media_override(&self, source: &SourcePath) -> MediaOverride {
        self.own_over(self.foreign.media_override(source), source.as_str())
    }

    /// The language of the texts in a folder.
    pub(crate) fn language(&self, folder: &CapsulePath) -> Option<LanguageTags> {
        let text = folder_path(folder);
        self.own_over(self.foreign.folder_override(text), text).language
    }

    /// The settings of propus for a path below the folder, and for what they leave open others.
    fn own_over(&self, foreign: MediaOverride, source: &str) -> MediaOverride {
        if self.own.is_empty() {
            return foreign;
        }
        let ends = source.match_indices('/').map(|(at, _)| at + 1);
        let own = std::iter::once(0).chain(ends).fold(MediaOverride::default(), |above, end| {
            let (folder, rest) = source.split_at_checked(end).unwrap_or((source, ""));
            match self.own.get(folder) {
                Some(local) => local.media_override(rest).or(above),
                None => above,
            }
        });
        own.or(foreign)
    }
}

/// The path of a folder below the site's: without the slash that its path begins with.
fn folder_path(folder: &CapsulePath) -> &str {
    folder.as_str().trim_start_matches('/')
}

impl PropusToml {
    fn parse(text: &str) -> Result<Self, Diagnostic> {
        let file: File = toml::from_str(text).map_err(|error| {
            let before = text.get(..error.span().unwrap_or_default().start).unwrap_or_default();
            let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            Diagnostic::at_line(
                before.matches('\n').count() + 1,
                format!("nothing of this file counts: {what}"),
            )
        })?;
        let checked = |result: Result<_, String>| {
            result.map_err(|what| Diagnostic::whole(format!("nothing of this file counts: {what}")))
        };
        let File { language: tag, listing, order, media } = file;
        let language = checked(tag.as_deref().map(str::parse).transpose())?;
        let files =
            media.into_iter().map(|media| media.rule().map_err(|what| format!("[[media]] {what}")));
        let files = files.collect::<Result<Vec<_>, _>>();
        let files = files
            .map_err(|what| Diagnostic::whole(format!("nothing of this file counts: {what}")))?;
        Ok(Self { language, listing, order, files })
    }

    /// The settings of a file, by its path below the folder.
    fn media_override(&self, source: &str) -> MediaOverride {
        let own = MediaOverride { language: self.language.clone(), ..MediaOverride::default() };
        let path = format!("/{source}");
        let rules = self.files.iter().filter(|rule| rule.files.fits(&path));
        rules.fold(own, |found, rule| rule.overrides.clone().or(found))
    }
}

impl Media {
    fn rule(self) -> Result<FileRule, String> {
        let overrides = MediaOverride {
            media: self.r#type.as_deref().map(mime).transpose()?,
            charset: self.charset.as_deref().map(charset).transpose()?,
            language: self.language.as_deref().map(str::parse).transpose()?,
        };
        Ok(FileRule { files: Pattern::of_files(&self.glob)?, overrides })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_settings(files: &[(&str, &str)]) -> (FolderSettings, Vec<String>) {
        let (mut folder_settings, mut warnings) = (FolderSettings::default(), Vec::new());
        for (folder, text) in files {
            folder_settings.add(folder, text, &mut warnings);
        }
        (folder_settings, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_nearest_folder_counts() {
        let (folder_settings, warnings) = folder_settings(&[
            (
                "",
                "language = 'en'\n[[media]]\nglob = '*.log'\ntype = 'text/x-log'\ncharset = 'latin1'",
            ),
            ("de/", "language = 'de'\nlisting = false\norder = 'oldest'"),
        ]);
        assert_eq!(warnings, [""; 0]);
        let log = folder_settings.media_override(&SourcePath::new("de/deep/a.log").unwrap());
        assert_eq!(
            (log.language.as_ref().map(LanguageTags::as_str), log.charset.as_deref()),
            (Some("de"), Some("latin1"))
        );
        assert_eq!(log.media.map(|it| it.mime.into_owned()).as_deref(), Some("text/x-log"));
        assert_eq!(
            folder_settings
                .media_override(&SourcePath::new("a.md").unwrap())
                .language
                .unwrap()
                .as_str(),
            "en"
        );
        let de = folder_settings.of_folder(&CapsulePath::literal("/de/").unwrap()).unwrap();
        assert_eq!((de.listing, de.order), (Some(false), Some(Order::Oldest)));
    }

    #[test]
    fn a_mistake_is_reported_with_its_line_and_nothing_of_the_file_counts() {
        for (text, expected) in [
            (
                "language = 'en'\ndrafts = true\n",
                "x/.propus.toml:2: nothing of this file counts: unknown field `drafts`",
            ),
            (
                "order = 'random'\n",
                "x/.propus.toml:1: nothing of this file counts: unknown variant `random`",
            ),
            ("language = 'e n'\n", "nothing of this file counts: this is no language tag"),
            ("[[media]]\nglob = '*'\ntype = 'text'\n", "this is no MIME type"),
        ] {
            let (folder_settings, warnings) = folder_settings(&[("x/", text)]);
            assert!(warnings.len() == 1 && warnings[0].contains(expected), "{warnings:?}");
            assert!(folder_settings.of_folder(&CapsulePath::literal("/x/").unwrap()).is_none());
        }
    }
}
