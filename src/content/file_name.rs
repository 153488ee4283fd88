//! What the name of a file or folder says: whether it may be served at all, and which title and
//! date it suggests.

use jiff::civil::Date;

/// Whether a name belongs to what is never served: hidden files and what editors leave behind.
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

/// What editors and version control leave behind.
fn is_backup(name: &str) -> bool {
    const ENDINGS: &[&str] = &["~", ".bak", ".swp", ".swo", ".swx", ".orig", ".rej", ".tmp"];
    (name.starts_with('#') && name.ends_with('#'))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// A file's name without its ending.
#[must_use]
pub(crate) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// A path's last name without its ending; the folders before it stay.
#[must_use]
pub(crate) fn stem_of_path(path: &str) -> &str {
    let file_name = path.rsplit('/').next().unwrap_or_default();
    let ending = file_name.len() - stem(file_name).len();
    path.get(..path.len() - ending).unwrap_or(path)
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
    let spaced = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = spaced.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use crate::content::file_name::*;

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
        assert_eq!(
            (stem_of_path("x.y/a.md"), stem_of_path("x.y/a"), stem_of_path("a")),
            ("x.y/a", "x.y/a", "a")
        );
    }
}
