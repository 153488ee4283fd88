//! The names by which the pages of a Hugo site call one another: what `ref` and `relref` look up.

use std::collections::HashMap;

use super::config::HugoConfig;
use super::content_file::ContentFile;
use super::mounts::Mounts;
use crate::content::file_name;
use crate::content::format::PageFormat;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::entry::PageEntry;
use crate::generator::routed::{Routed, Served};
use crate::generator::settings::Settings;
use crate::language::LanguageTags;
use crate::path::CapsulePath;
use crate::template::shortcode::Call;

/// The pages of a site by language and by name: the source path below the content folder without
/// ending, and the last part of it.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pages: HashMap<String, CapsulePath>,
    default_language: String,
}

impl Names {
    /// The names of the pages that have been routed.
    #[must_use]
    pub(crate) fn of(routed: &[Routed<'_>], config: &HugoConfig) -> Self {
        let mut names =
            Self { pages: HashMap::new(), default_language: config.default_language.clone() };
        let pages = || routed.iter().filter(|it| matches!(it.served, Served::Page(_)));
        let sources =
            || pages().filter_map(|it| Some((ContentFile::of(it.source, config)?, &it.path)));
        for (source, path) in sources() {
            let language = source.language.as_deref().unwrap_or(&config.default_language);
            let logical = logical(&source.folder, source.stem);
            names.pages.insert(key(language, &logical), path.clone());
        }
        // Whole names come first: a last part never hides one.
        for (source, path) in sources() {
            let language = source.language.as_deref().unwrap_or(&config.default_language);
            let logical = logical(&source.folder, source.stem);
            let last = logical.rsplit('/').next().unwrap_or_default();
            names.pages.entry(key(language, last)).or_insert_with(|| path.clone());
        }
        names
    }

    /// The value of a call that only the site can answer; `None` for any other call.
    #[must_use]
    pub(crate) fn answer(
        &self,
        call: &Call,
        page: &PageEntry,
        mounts: &Mounts,
        settings: &Settings,
    ) -> Option<String> {
        match call.name.as_str() {
            "ref" | "relref" => {
                let folder = folder_of(page, mounts);
                self.reference(call, page.language.as_ref(), &folder, &settings.baseurl)
            }
            // As the theme Docsy calls it.
            "param" | "_param" => param(call.positional.first()?, &page.fields, &settings.fields),
            _ => None,
        }
    }

    /// The link that `ref` means. One that leads nowhere is left as it is written, and reported as
    /// a broken link.
    fn reference(
        &self,
        call: &Call,
        language: Option<&LanguageTags>,
        folder: &str,
        baseurl: &str,
    ) -> Option<String> {
        let written = call.argument("path", 0)?;
        let (name, fragment) =
            written.find('#').and_then(|at| written.split_at_checked(at)).unwrap_or((written, ""));
        if name.is_empty() {
            return Some(fragment.to_owned());
        }
        let language =
            call.named(&["lang"]).or(language.map(LanguageTags::as_str)).unwrap_or_default();
        let path = self
            .find(name, language, folder)
            .or_else(|| self.find(name, &self.default_language, folder));
        let Some(path) = path else { return Some(written.to_owned()) };
        // A parenthesis would end the link that the reference stands in.
        let encoded = path.encoded().replace('(', "%28").replace(')', "%29");
        Some(format!("{baseurl}{encoded}{fragment}"))
    }

    fn find(&self, name: &str, language: &str, folder: &str) -> Option<&CapsulePath> {
        let plain = without_page_ending(name);
        let near = (!plain.starts_with('/')).then(|| format!("{folder}/{plain}"));
        let whole = near.into_iter().chain([plain.to_owned()]).filter_map(|name| {
            let path = CapsulePath::literal(&format!("/{}", name.trim_matches('/'))).ok()?;
            let (folder, stem) = path.as_str().rsplit_once('/')?;
            Some(logical(folder.trim_start_matches('/'), stem))
        });
        whole.into_iter().find_map(|name| self.pages.get(&key(language, &name)))
    }
}

/// The folder of a page below the one of all pages, without slashes at its ends.
fn folder_of(page: &PageEntry, mounts: &Mounts) -> String {
    let Some((mount, inner)) = mounts.content_of(&page.source) else { return String::new() };
    let inner = inner.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{}/{inner}", mount.target).trim_matches('/').to_owned()
}

/// A page's name: its folder for the page of a folder.
fn logical(folder: &str, stem: &str) -> String {
    match (folder, stem) {
        (folder, "index" | "_index") => folder.to_owned(),
        ("", stem) => stem.to_owned(),
        (folder, stem) => format!("{folder}/{stem}"),
    }
}

fn key(language: &str, name: &str) -> String {
    format!("{language}:{}", name.to_lowercase())
}

fn without_page_ending(name: &str) -> &str {
    if PageFormat::of_name(name).is_some() { file_name::stem(name) } else { name }
}

/// A field of the page, else a parameter of the site: `a.b` is `b` in `a`.
fn param(name: &str, page: &Fields, site: &Fields) -> Option<String> {
    let name = name.to_lowercase();
    let inside = |fields: &Fields| {
        let mut parts = name.split('.');
        let first = fields.get(parts.next()?)?;
        text_of(parts.try_fold(first, |value, part| value.get(part))?)
    };
    let params = |fields: &Fields| inside(fields.get("params")?.as_object()?);
    inside(page).or_else(|| params(page)).or_else(|| params(site))
}
