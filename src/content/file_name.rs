//! Names of files and folders: those that are never served, and the parts, the title and the
//! date it suggests.

use jiff::civil::Date;

use super::format::{self, PageFormat};
use crate::phrases::capitalized;

/// True for names that are never served: of hidden files and of those that editors leave behind.
/// `.well-known` is public by its standard (RFC 8615), and some Gopher servers have their menus in
/// `.gophermap`.
#[must_use]
pub(crate) fn is_private(name: &str) -> bool {
    (name.starts_with('.') && !matches!(name, ".well-known" | ".gophermap"))
        || is_backup(name)
        || is_secret(name)
}

/// Keys, and our own configuration, which names members of zones: where a folder is served from
/// inside of it they may lie beside its pages.
fn is_secret(name: &str) -> bool {
    matches!(name, "propus.toml" | "propus.pid" | "key.der" | "privkey.pem")
        || name.ends_with(".key.pem")
}

/// True for names that editors and version control leave behind.
fn is_backup(name: &str) -> bool {
    const ENDINGS: &[&str] = &["~", ".bak", ".swp", ".swo", ".swx", ".orig", ".rej", ".tmp"];
    (name.starts_with('#') && name.ends_with('#'))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// A file's name with its parts, which are offsets into it.
#[derive(Clone, Copy, Debug)]
pub struct FileName<'a> {
    text: &'a str,
    parts: NameParts,
}

/// The parts of a name, without the name itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameParts {
    /// The length of the stem in bytes.
    stem: usize,
    /// The rank of the extension among those of pages, and the format that it stands for.
    page: Option<(usize, PageFormat)>,
    /// The date at the beginning, and the length in bytes of it and its separator.
    date: Option<(Date, usize)>,
    is_index: bool,
    is_readme: bool,
    is_folder_menu: bool,
}

impl NameParts {
    pub(super) fn of(name: &str) -> Self {
        let stem = stem(name);
        let page = format::by_name(name);
        let is_menu = page.is_some_and(|(_, format)| format.menu().is_some());
        Self {
            stem: stem.len(),
            page,
            date: dated(stem).map(|(date, rest)| (date, stem.len() - rest.len())),
            is_index: stem.eq_ignore_ascii_case("index"),
            is_readme: stem == "README" && !is_menu,
            is_folder_menu: format::FOLDER_MENUS.contains(&name),
        }
    }
}

impl<'a> FileName<'a> {
    pub(super) fn with_parts(text: &'a str, parts: NameParts) -> Self {
        Self { text, parts }
    }

    /// The whole name.
    #[must_use]
    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// The name without its extension.
    #[must_use]
    pub(crate) fn stem(self) -> &'a str {
        self.text.get(..self.parts.stem).unwrap_or(self.text)
    }

    /// The letters behind the last dot; `None` without a dot, and for a name that only begins with
    /// one.
    #[must_use]
    pub(crate) fn extension(self) -> Option<&'a str> {
        self.dotted_extension().strip_prefix('.')
    }

    /// The extension with its dot; empty where there is none.
    #[must_use]
    pub(crate) fn dotted_extension(self) -> &'a str {
        self.text.split_at_checked(self.parts.stem).map_or("", |(_, extension)| extension)
    }

    /// The format of pages that the extension stands for.
    #[must_use]
    pub(crate) fn format(self) -> Option<PageFormat> {
        self.parts.page.map(|(_, format)| format)
    }

    /// The rank of the extension among those of pages, 0 first: of two files that would be served
    /// under one path the first is.
    #[must_use]
    pub(crate) fn rank(self) -> Option<usize> {
        self.parts.page.map(|(rank, _)| rank)
    }

    /// True for `index`, with any extension and in any case.
    #[must_use]
    pub(crate) fn is_index(self) -> bool {
        self.parts.is_index
    }

    /// True for `README` with any extension but a menu's.
    #[must_use]
    pub(crate) fn is_readme(self) -> bool {
        self.parts.is_readme
    }

    /// True for the name of a folder's Gopher menu.
    #[must_use]
    pub(crate) fn is_folder_menu(self) -> bool {
        self.parts.is_folder_menu
    }

    /// The date at its beginning, and the stem behind it.
    #[must_use]
    pub(crate) fn dated(self) -> Option<(Date, &'a str)> {
        let (date, length) = self.parts.date?;
        Some((date, self.stem().get(length..)?))
    }

    /// A title made of the stem.
    #[must_use]
    pub(crate) fn title(self) -> String {
        title(self.stem())
    }
}

/// A file's name without its ending.
#[must_use]
pub(crate) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// A date at the beginning of a name (`2026-05-04-title`, also `2026-5-4-title`), and the rest of
/// the name.
#[must_use]
pub(crate) fn dated(stem: &str) -> Option<(Date, &str)> {
    let (year, rest) = stem.split_once('-')?;
    let (month, rest) = rest.split_once('-')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, rest) = rest.split_at_checked(end)?;
    let rest = rest.strip_prefix(['-', '_', ' ']).or(rest.is_empty().then_some(rest))?;
    let number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        let all_digits =
            lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse::<i16>().ok()).flatten()
    };
    let part = |digits| number(digits, 1..=2).and_then(|it| i8::try_from(it).ok());
    let date = Date::new(number(year, 4..=4)?, part(month)?, part(day)?).ok()?;
    Some((date, rest))
}

/// What stands behind the digits of a date at the beginning of a name, be there such a day or not:
/// `title` of `2026-02-30-title`.
#[must_use]
pub(crate) fn behind_digits(stem: &str) -> Option<&str> {
    let mut parts = stem.splitn(4, '-');
    let mut is_number = |lengths: std::ops::RangeInclusive<usize>| {
        parts.next().is_some_and(|part| {
            lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let has_date = is_number(2..=4) && is_number(1..=2) && is_number(1..=2);
    if has_date { parts.next() } else { None }
}

/// A title made of a file's stem: no date, words instead of dashes, a capital first.
#[must_use]
pub(crate) fn title(stem: &str) -> String {
    let rest = match dated(stem) {
        Some((_, rest)) if !rest.is_empty() => rest,
        Some(_) | None => return words(stem),
    };
    words(rest)
}

fn words(name: &str) -> String {
    let has_letters = name.contains(char::is_alphabetic);
    let spaced: String = if has_letters { name.replace(['-', '_'], " ") } else { name.to_owned() };
    capitalized(&spaced.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_or_left_behind_is_private() {
        for name in [".git", ".env", "a.md~", "#a.md#", ".#a.md", "a.swp", "a.orig", "..."] {
            assert!(is_private(name), "{name}");
        }
        for name in ["a.md", "_posts", ".well-known", ".gophermap", "a~b", "#tag.md", "👩‍🚀.md"]
        {
            assert!(!is_private(name), "{name}");
        }
    }

    #[test]
    fn a_name_suggests_a_title() {
        let cases = [
            ("2021-10-05-moving-to-a-pi", "Moving to a pi"),
            ("2021-10-05", "2021-10-05"),
            ("2021-10-05-", "2021-10-05-"),
            ("2021-1-9-short", "Short"),
            ("chain_replication", "Chain replication"),
            ("été", "Été"),
            ("2026-99-99-x", "2026 99 99 x"),
            ("", ""),
        ];
        for (stem, expected) in cases {
            assert_eq!(title(stem), expected);
        }
    }

    #[test]
    fn a_stem_has_no_ending() {
        assert_eq!((stem("a.b.md"), stem("a"), stem(".x")), ("a.b", "a", ".x"));
    }

    #[test]
    fn digits_of_a_date_need_not_be_a_day() {
        assert_eq!(behind_digits("2026-02-30-a-b"), Some("a-b"));
        assert_eq!(behind_digits("26-2-3-a"), Some("a"));
        for name in ["2026-02-30", "2026-02-x-a", "20260-02-03-a", "2026-02-03 a", "a"] {
            assert_eq!(behind_digits(name), None, "{name}");
        }
    }
}
