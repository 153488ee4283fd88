//! `Rules`: settings of an operator for the paths and files of a site: redirections, paths that
//! are gone, types and languages of files. Paths that rules name outright become part of the
//! snapshot; the others are tried where nothing is found.

use std::borrow::Cow;

use super::location::Location;
use super::pattern::Pattern;
use super::source_path::SourcePath;
use crate::exchange::Redirection;
use crate::language::LanguageTags;
use crate::media::Media;
use crate::path::CapsulePath;

/// Settings of an operator for the paths and files of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    /// Redirections, in the order in which they are tried.
    pub redirects: Vec<Redirect>,
    /// Paths at which something was once.
    pub gone: Vec<Gone>,
    /// Types and languages of files; of several rules the last counts.
    pub files: Vec<FileRule>,
}

/// Something that has moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirect {
    /// Paths that lead there.
    pub from: Pattern,
    /// Its new address: a path or an absolute URL, percent-encoded, with `$1` for what the first
    /// star of `from` stands for.
    pub to: String,
    /// True when it stays there.
    pub permanent: bool,
    /// Line that sets it.
    pub location: Location,
}

/// Something that was there once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gone {
    /// Paths at which it was.
    pub from: Pattern,
    /// Line that sets it.
    pub location: Location,
}

/// Type and language of some files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileRule {
    /// The files, by their path below the folder, which begins with `/` here.
    pub files: Pattern,
    /// Their settings.
    pub overrides: MediaOverride,
}

/// Settings of a file that come before its name and its site's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MediaOverride {
    /// Its MIME type.
    pub media: Option<Media>,
    /// Its character set.
    pub charset: Option<String>,
    /// Its language; empty when it is to have none, whatever is said elsewhere.
    pub language: Option<LanguageTags>,
}

impl Rules {
    /// The redirection of a path at which nothing is served; the first rule about it counts.
    #[must_use]
    pub fn redirection(&self, path: &CapsulePath) -> Option<Redirection> {
        let moved = self.redirects.iter().find_map(|redirect| redirect.of(path));
        moved.or_else(|| {
            self.gone.iter().any(|gone| gone.from.fits(path.as_str())).then_some(Redirection::Gone)
        })
    }

    /// The settings of a file; of several rules the last counts.
    #[must_use]
    pub fn media_override(&self, source: &SourcePath) -> MediaOverride {
        let mut found = MediaOverride::default();
        if self.files.is_empty() {
            return found;
        }
        let path = format!("/{source}");
        for rule in self.files.iter().filter(|rule| rule.files.fits(&path)) {
            found = rule.overrides.clone().or(found);
        }
        found
    }
}

impl Redirect {
    fn of(&self, path: &CapsulePath) -> Option<Redirection> {
        let to = self.from.expand(path.as_str(), &self.to)?;
        if !to.starts_with('/') {
            return Some(Redirection::Url { to: to.into(), permanent: self.permanent });
        }
        // What strangers put in for a star need not make a path.
        let to = CapsulePath::decode(&to).ok()?.path;
        // Else a client would go in circles.
        (to != *path).then_some(Redirection::Path { to, permanent: self.permanent })
    }
}

impl MediaOverride {
    /// These settings, and for those that are not set here, the other's.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            media: self.media.or(other.media),
            charset: self.charset.or(other.charset),
            language: self.language.or(other.language),
        }
    }
}

/// A MIME type that was written by a person.
///
/// # Errors
/// Says what to write.
pub fn mime(text: &str) -> Result<Media, String> {
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match text.split_once('/') {
        Some((kind, rest)) if token(kind) && token(rest) => Ok(Media { mime: Cow::Owned(text.to_ascii_lowercase()) }),
        Some(_) | None => {
            Err("this is no MIME type; write one such as text/plain; the character set has an option of its own".into())
        }
    }
}

/// A character set that was written by a person.
///
/// # Errors
/// Says what to write.
pub fn charset(text: &str) -> Result<String, String> {
    // The look-up overlooks white space around a name; the header that the name goes into does not.
    let known = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()));
    known
        .and_then(|text| encoding_rs::Encoding::for_label(text.as_bytes()))
        .map(|_| text.to_ascii_lowercase())
        .ok_or_else(|| "no such character set is known; write one such as utf-8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location() -> Location {
        Location { file: "propus.toml".to_owned(), line: 1 }
    }

    fn redirect(from: &str, to: &str) -> Redirect {
        let location = location();
        Redirect { from: Pattern::new(from).unwrap(), to: to.to_owned(), permanent: true, location }
    }

    #[test]
    fn the_first_rule_that_is_about_a_path_counts() {
        let gone = Gone { from: Pattern::new("/blog/**").unwrap(), location: location() };
        let redirects = vec![
            redirect("/blog/*/*", "/posts/$1/$2"),
            redirect("/blog/*", "https://example.org/$1"),
        ];
        let rules = Rules { redirects, gone: vec![gone], ..Rules::default() };
        let redirection = |path: &str| rules.redirection(&CapsulePath::literal(path).unwrap());
        let posts = CapsulePath::literal("/posts/2026/x y").unwrap();
        assert_eq!(
            redirection("/blog/2026/x y"),
            Some(Redirection::Path { to: posts, permanent: true })
        );
        assert_eq!(
            redirection("/blog/x"),
            Some(Redirection::Url { to: "https://example.org/x".into(), permanent: true })
        );
        assert_eq!(redirection("/blog/a/b/c"), Some(Redirection::Gone));
        assert_eq!(redirection("/other"), None);
    }

    #[test]
    fn a_redirect_leads_to_a_path_and_not_in_circles() {
        let redirection = |from: &str, to: &str, path: &str| {
            redirect(from, to).of(&CapsulePath::literal(path).unwrap())
        };
        assert_eq!(redirection("/**", "/$1", "/a/b"), None);
        assert_eq!(redirection("/a/*", "/$1/x", "/a/"), None, "//x is no path");
    }

    #[test]
    fn of_several_rules_about_a_file_the_last_counts() {
        let rule = |glob: &str, language: Option<&str>, mime_type: Option<&str>| FileRule {
            files: Pattern::of_files(glob).unwrap(),
            overrides: MediaOverride {
                media: mime_type.map(|it| mime(it).unwrap()),
                charset: None,
                language: language.map(|it| it.parse().unwrap()),
            },
        };
        let files =
            vec![rule("*.log", Some("en"), Some("text/plain")), rule("de/**", Some("de"), None)];
        let rules = Rules { files, ..Rules::default() };
        let overrides = rules.media_override(&SourcePath::new("de/a.log").unwrap());
        assert_eq!(
            (overrides.language.as_ref().map(LanguageTags::as_str), overrides.media),
            (Some("de"), Some(Media::PLAIN))
        );
        assert_eq!(
            rules.media_override(&SourcePath::new("a.txt").unwrap()),
            MediaOverride::default()
        );
    }

    #[test]
    fn what_a_person_wrote_is_checked() {
        assert!(
            mime("text/x-rust").is_ok()
                && mime("text").is_err()
                && mime("text/plain; charset=x").is_err()
        );
        assert!(charset("latin1").is_ok() && charset("klingon").is_err());
        assert!(charset("utf-8\r\n").is_err() && charset(" utf-8").is_err());
    }
}
