//! `.propus.toml`: what an author says of one folder and what is below it. Nothing that touches
//! security can be said there, since whoever may write into a folder may not be the one who runs
//! the server.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::foreign::ForeignSettings;
use super::pattern::Pattern;
use super::rules::{FileRule, MediaOverride, charset, mime};
use crate::diagnostic::Diagnostic;
use crate::language::LanguageTags;
use crate::path::CapsulePath;

/// The name of the file.
pub(crate) const NAME: &str = ".propus.toml";
/// The largest one that is read, in bytes.
pub(crate) const LARGEST: u64 = 64 << 10;

/// In which order a listing shows what is in a folder.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// By the names in their paths.
    Name,
    /// By the names in their paths, the last first.
    NameBackwards,
    /// By title.
    Title,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// What is said of one folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct PropusToml {
    /// The language of what is in it.
    language: Option<LanguageTags>,
    /// Whether it gets a listing, when it has no page of its own.
    pub(crate) listing: Option<bool>,
    /// The order of its listing.
    pub(crate) order: Option<Order>,
    files: Vec<FileRule>,
}

/// What stands in the file.
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

/// What is said of the folders of a site, by their source paths: `""`, `notes/`, `notes/old/`. What
/// is said to other servers counts where nothing is said to propus.
#[derive(Clone, Debug, Default)]
pub struct FolderSettings {
    own: BTreeMap<String, PropusToml>,
    pub(crate) foreign: ForeignSettings,
}

impl FolderSettings {
    /// Adds what the file in a folder says; of a file with a mistake nothing counts.
    pub(crate) fn add(&mut self, folder: &str, text: &str, warnings: &mut Vec<Diagnostic>) {
        match PropusToml::parse(text) {
            Ok(local) => {
                self.own.insert(folder.to_owned(), local);
            }
            Err(diagnostic) => warnings.push(diagnostic.in_file(&format!("{folder}{NAME}"))),
        }
    }

    /// What is said of one folder itself.
    fn of_folder(&self, folder: &CapsulePath) -> Option<&PropusToml> {
        self.own.get(place_of(folder))
    }

    /// Whether a folder gets a listing, as far as anybody says.
    pub(crate) fn listing(&self, folder: &CapsulePath) -> Option<bool> {
        let own = self.of_folder(folder).and_then(|local| local.listing);
        own.or_else(|| self.foreign.listing(place_of(folder)))
    }

    /// The order of a folder's listing.
    pub(crate) fn order(&self, folder: &CapsulePath) -> Option<Order> {
        let own = self.of_folder(folder).and_then(|local| local.order);
        own.or_else(|| self.foreign.order(place_of(folder)))
    }

    /// What a folder is called.
    pub(crate) fn title(&self, folder: &CapsulePath) -> Option<&str> {
        self.foreign.title(place_of(folder))
    }

    /// What stands above a folder's listing, in gemtext.
    pub(crate) fn preamble(&self, folder: &CapsulePath) -> Option<&str> {
        self.foreign.preamble(place_of(folder))
    }

    /// What is said of a file, in its folder or one above it; the nearest counts.
    pub(crate) fn media_override(&self, source: &str) -> MediaOverride {
        let said = self.foreign.media_override(source);
        if self.own.is_empty() {
            return said;
        }
        let ends = source.match_indices('/').map(|(at, _)| at + 1);
        let own = std::iter::once(0).chain(ends).fold(MediaOverride::default(), |above, end| {
            let (folder, rest) = source.split_at_checked(end).unwrap_or((source, ""));
            match self.own.get(folder) {
                Some(local) => local.media_override(rest).or(above),
                None => above,
            }
        });
        own.or(said)
    }
}

/// The source path of a folder: without the slash that its path begins with.
fn place_of(folder: &CapsulePath) -> &str {
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

    /// What is said of a file at a source path below the folder.
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
    use crate::content::folder_settings::*;

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
        let log = folder_settings.media_override("de/deep/a.log");
        assert_eq!(
            (log.language.as_ref().map(LanguageTags::as_str), log.charset.as_deref()),
            (Some("de"), Some("latin1"))
        );
        assert_eq!(log.media.map(|it| it.mime.into_owned()).as_deref(), Some("text/x-log"));
        assert_eq!(folder_settings.media_override("a.md").language.unwrap().as_str(), "en");
        let de = folder_settings.of_folder(&CapsulePath::literal("/de/").unwrap()).unwrap();
        assert_eq!((de.listing, de.order), (Some(false), Some(Order::Oldest)));
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_nothing_of_the_file_counts() {
        for (text, told) in [
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
            assert!(warnings.len() == 1 && warnings[0].contains(told), "{warnings:?}");
            assert!(folder_settings.of_folder(&CapsulePath::literal("/x/").unwrap()).is_none());
        }
    }
}
