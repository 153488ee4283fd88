//! The languages of a site made with jekyll-polyglot: of the pages with one permalink that of each
//! language is served below a folder of its name, that of the default language at the permalink.

use super::permalink::slug;
use super::plugins::plugins;
use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::edition::Edition;
use crate::generator::fields::{is_true, list, text};
use crate::path::CapsulePath;
use crate::phrases::Phrases;

/// The languages of a site; none of a site in one language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Languages {
    /// All but the default one.
    others: Vec<String>,
    /// True if a folder of a language's name says in which one its files are (`lang_from_path`).
    by_folder: bool,
}

impl Languages {
    pub(super) fn of(fields: &Fields) -> Self {
        let is_polyglot = plugins(fields).iter().any(|plugin| plugin == "jekyll-polyglot")
            || fields.contains_key("default_lang");
        if !is_polyglot {
            return Self::default();
        }
        let default = default_of(fields);
        let named = list(fields, "languages").into_iter();
        // Others could be no names of folders.
        let others = named.filter(|it| *it != default && slug(it) == it.to_lowercase());
        Self { others: others.collect(), by_folder: is_true(fields, "lang_from_path") }
    }

    /// The languages, if there are several; the default one by its code.
    pub(super) fn editions(&self, fields: &Fields) -> Vec<Edition> {
        if self.others.is_empty() {
            return Vec::new();
        }
        let default = default_of(fields);
        let edition = |code: &str, home: Option<&str>| Edition {
            code: code.to_owned(),
            home: Edition::home_of(home),
            language: code.parse().ok(),
            name: Phrases::name_of(code),
            title: None,
            description: None,
        };
        let others = self.others.iter().map(|code| edition(code, Some(code)));
        std::iter::once(edition(&default, None)).chain(others).collect()
    }

    /// The path of a page in its language, by its front matter or the folder of its source.
    #[must_use]
    pub(super) fn place(&self, path: CapsulePath, fields: &Fields, source: &str) -> CapsulePath {
        let own = fields.get("lang").and_then(text_of);
        let folder = || {
            let (first, rest) = source.split_once('/')?;
            let inner = rest.split_once('/').map_or(first, |(inner, _)| inner);
            let named = if first.starts_with('_') { inner } else { first };
            self.by_folder.then(|| named.to_owned())
        };
        match own.or_else(folder).filter(|own| self.others.contains(own)) {
            Some(own) => below(&own, &path).unwrap_or(path),
            None => path,
        }
    }

    /// The path of the page in the default language that stands in for one that is not translated.
    #[must_use]
    pub(super) fn fallback(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let (_, rest) = self.split(path)?;
        CapsulePath::literal(if rest.is_empty() { "/" } else { rest }).ok()
    }

    /// The path that a link on a page means first: on a page in another language than the default
    /// one that of the translation.
    #[must_use]
    pub(super) fn translated(&self, from: &CapsulePath, to: &CapsulePath) -> Option<CapsulePath> {
        let (own, _) = self.split(from)?;
        if self.split(to).is_some() { None } else { below(own, to) }
    }

    /// The language that a path is in, unless it is the default one, and the rest of the path.
    fn split<'p>(&self, path: &'p CapsulePath) -> Option<(&'p str, &'p str)> {
        let inner = path.as_str().strip_prefix('/')?;
        let end = inner.find('/').unwrap_or(inner.len());
        let (first, rest) = inner.split_at_checked(end)?;
        self.others.iter().any(|it| it == first).then_some((first, rest))
    }
}

/// The language of pages that name none.
fn default_of(fields: &Fields) -> String {
    text(fields, "default_lang").unwrap_or_else(|| "en".to_owned())
}

/// A path below the folder of a language, unless it is there already.
fn below(language: &str, path: &CapsulePath) -> Option<CapsulePath> {
    let folder = CapsulePath::literal(&format!("/{language}/")).ok()?;
    if path.is_below(&folder) {
        return Some(path.clone());
    }
    CapsulePath::literal(&format!("/{language}{path}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    fn languages(text: &str) -> Languages {
        Languages::of(&front_matter::yaml(text).unwrap())
    }

    fn path(text: &str) -> CapsulePath {
        CapsulePath::literal(text).unwrap()
    }

    #[test]
    fn each_language_but_the_default_one_has_a_folder() {
        let known = languages("languages: [en, de, zh-CN, ../x]\ndefault_lang: en");
        let check = |lang: &str, at: &str, expected: &str| {
            let fields = front_matter::yaml(&format!("lang: {lang}")).unwrap();
            assert_eq!(known.place(path(at), &fields, "a.md"), path(expected), "{lang} {at}");
        };
        let by_folder = languages("languages: [de]\ndefault_lang: en\nlang_from_path: true");
        for source in ["_posts/de/2024-01-01-a.md", "de/a.md"] {
            assert_eq!(by_folder.place(path("/a"), &Fields::new(), source), path("/de/a"));
        }
        for source in ["_posts/2024-01-01-a.md", "x/de/a.md"] {
            assert_eq!(by_folder.place(path("/a"), &Fields::new(), source), path("/a"));
        }
        check("en", "/about/", "/about/");
        check("de", "/about/", "/de/about/");
        check("de", "/de/about/", "/de/about/");
        check("zh-CN", "/", "/zh-CN/");
        check("fr", "/about/", "/about/");
        assert_eq!(known.fallback(&path("/de/only/")), Some(path("/only/")));
        assert_eq!(known.fallback(&path("/de")), Some(path("/")));
        assert_eq!(known.fallback(&path("/den/")), None);
        assert_eq!(known.translated(&path("/de/a"), &path("/b/")), Some(path("/de/b/")));
        assert_eq!(known.translated(&path("/de/a"), &path("/zh-CN/b/")), None);
        assert_eq!(known.translated(&path("/a"), &path("/b/")), None);
    }

    #[test]
    fn a_list_of_languages_alone_makes_no_folders() {
        assert_eq!(languages("languages: [ruby, rust]"), Languages::default());
        assert_ne!(
            languages("languages: [en, de]\nplugins: [jekyll-polyglot]"),
            Languages::default()
        );
    }
}
