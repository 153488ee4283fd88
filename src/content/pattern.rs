//! `Pattern`: which paths a rule is about, `/old`, `/blog/*/*` or `/files/**`. What follows from it
//! is for `rules`.

use std::fmt;

use regex::{Captures, Regex, RegexBuilder};

use crate::path::CapsulePath;
use crate::uri::escape_path;

/// The largest compiled pattern, in bytes.
const LARGEST: usize = 1 << 20;

/// A set of paths: one that is written out, or all that fit. `*` stands for any part of a
/// name, `**` for any part of a path.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: Box<str>,
    /// `None` when the pattern has no stars.
    fits: Option<Regex>,
}

impl Pattern {
    /// Reads a pattern of paths.
    ///
    /// # Errors
    /// Says what to write.
    pub fn new(text: &str) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err("a path begins with /".to_owned());
        }
        if !text.contains('*') {
            let path = CapsulePath::decode(text).map_err(|error| error.to_string())?;
            return Ok(Self { text: path.path.as_str().into(), fits: None });
        }
        Self::matching(text, &format!("^{}$", translated(text)))
    }

    /// Reads a pattern of files: without a `/` it is about names, in any folder; with one about
    /// source paths in the site.
    ///
    /// # Errors
    /// Says what to write.
    pub fn of_files(glob: &str) -> Result<Self, String> {
        if glob.is_empty() {
            return Err("write which files are meant, such as *.log or notes/*.txt".to_owned());
        }
        let folders = if glob.contains('/') { "" } else { "(?:.*/)?" };
        Self::matching(glob, &format!("^/{folders}{}$", translated(glob.trim_start_matches('/'))))
    }

    fn matching(text: &str, regex: &str) -> Result<Self, String> {
        let built = RegexBuilder::new(regex).size_limit(LARGEST).build();
        built
            .map(|fits| Self { text: text.into(), fits: Some(fits) })
            .map_err(|_| "the pattern is too long".to_owned())
    }

    /// The path that is meant, when there is but one.
    #[must_use]
    pub fn exact(&self) -> Option<CapsulePath> {
        if self.fits.is_some() { None } else { CapsulePath::literal(&self.text).ok() }
    }

    /// Number of stars, by which a target can name what they stand for.
    #[must_use]
    pub fn stars(&self) -> usize {
        self.fits.as_ref().map_or(0, |fits| fits.captures_len().saturating_sub(1))
    }

    /// True for a path of the set.
    #[must_use]
    pub fn fits(&self, path: &str) -> bool {
        match &self.fits {
            Some(fits) => fits.is_match(path),
            None => *self.text == *path,
        }
    }

    /// A target in which `$1` to `$9` stand for what the stars do; `None` when the path is not
    /// meant. What is put in is percent-encoded: it comes from strangers.
    #[must_use]
    pub fn expand(&self, path: &str, target: &str) -> Option<String> {
        match &self.fits {
            Some(fits) => Some(fill_in(target, &fits.captures(path)?)),
            None => self.fits(path).then(|| target.to_owned()),
        }
    }
}

/// A pattern as a regular expression, with a group for each star.
fn translated(pattern: &str) -> String {
    let name = "([^/]*)";
    let names = pattern.split('*').map(regex::escape).collect::<Vec<_>>().join(name);
    // Two stars side by side.
    names.replace("([^/]*)([^/]*)", "(.*)")
}

fn fill_in(target: &str, captures: &Captures<'_>) -> String {
    let mut filled = String::with_capacity(target.len() + 32);
    let mut parts = target.split('$');
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digit = part.chars().next().and_then(|first| first.to_digit(10));
        match digit.and_then(|digit| captures.get(usize::try_from(digit).ok()?)) {
            Some(captured) => {
                filled.push_str(&escape_path(captured.as_str()));
                filled.push_str(part.get(1..).unwrap_or_default());
            }
            None => filled.extend(["$", part]),
        }
    }
    filled
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(pattern: &str, path: &str, target: &str) -> Option<String> {
        Pattern::new(pattern).unwrap().expand(path, target)
    }

    #[test]
    fn stars_stand_for_parts_of_names_and_paths() {
        let fits = |pattern: &str, path: &str| Pattern::new(pattern).unwrap().fits(path);
        assert!(fits("/old", "/old") && !fits("/old", "/old/") && !fits("/old", "/older"));
        assert!(fits("/a%20b", "/a b"));
        assert!(
            fits("/blog/*", "/blog/x")
                && fits("/blog/*", "/blog/")
                && !fits("/blog/*", "/blog/x/y")
        );
        assert!(fits("/blog/**", "/blog/x/y") && !fits("/blog/**", "/blogs"));
        assert!(fits("/*.p?p", "/x.p?p") && !fits("/*.p?p", "/x.php"), "there are no other signs");
        assert!(!fits("/a.c*", "/abc"));
        assert!(Pattern::new("blog/*").is_err() && Pattern::new("/a/../..").is_err());
    }

    #[test]
    fn a_target_takes_what_the_stars_stood_for() {
        let check = |pattern, path, target, expected: &str| {
            assert_eq!(
                expanded(pattern, path, target).as_deref(),
                Some(expected),
                "{pattern} {path} {target}"
            );
        };
        check("/old", "/old", "/new", "/new");
        check("/blog/*/*", "/blog/2026/x", "/posts/$1-$2", "/posts/2026-x");
        check("/**", "/a/b c\u{e9}", "https://example.org/$1", "https://example.org/a/b%20c%C3%A9");
        check("/*", "/x", "/$2$1$", "/$2x$");
        assert_eq!(expanded("/blog/*", "/other", "/$1"), None);
    }

    #[test]
    fn a_pattern_of_files_is_about_names_or_about_places() {
        let fits =
            |glob: &str, source: &str| Pattern::of_files(glob).unwrap().fits(&format!("/{source}"));
        assert!(fits("*.log", "a.log") && fits("*.log", "x/y/a.log") && !fits("*.log", "a.logs"));
        assert!(
            fits("LICENSE", "LICENSE")
                && fits("LICENSE", "x/LICENSE")
                && !fits("LICENSE", "x/MY-LICENSE")
        );
        assert!(
            fits("x/*.log", "x/a.log") && !fits("x/*.log", "y/x/a.log") && fits("/x/**", "x/y/z")
        );
        assert!(Pattern::of_files("").is_err());
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = Pattern::new(&format!("/{}b", "*a".repeat(50))).unwrap();
        assert!(!pattern.fits(&format!("/{}", "a".repeat(20_000))));
    }

    #[test]
    fn a_pattern_is_known_and_shown_by_its_text() {
        let pattern = |text: &str| Pattern::new(text).unwrap();
        assert!(pattern("/a/*") == pattern("/a/*") && pattern("/a/*") != pattern("/a/**"));
        assert_eq!(pattern("/a/*").to_string(), "/a/*");
    }
}
