//! `SourcePath`: where a file of the site lies below its folder.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::file_name::{FileName, NameParts};
use super::real_path::RealPath;

/// Names separated by `/`, relative to the site's folder; none of them is empty, `.` or `..`. The
/// last name is taken apart once; a clone is a pointer. One that a scan found also holds where the
/// symbolic links on its way ended then: nothing else is opened for it later.
#[derive(Clone)]
pub struct SourcePath(Arc<Parsed>);

struct Parsed {
    text: Box<str>,
    /// The offset of the last name in bytes.
    name_at: usize,
    name: NameParts,
    /// `None` where no link is on the way.
    behind_links: Option<RealPath>,
}

impl SourcePath {
    /// Takes a path apart; `None` for one that can't be a file's below a folder.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        Self::with_real(text, None)
    }

    /// The same, of something that links lead to, if any do.
    pub(super) fn with_real(text: &str, behind_links: Option<RealPath>) -> Option<Self> {
        if text.split('/').any(|name| matches!(name, "" | "." | "..")) {
            return None;
        }
        let name_at = text.rfind('/').map_or(0, |slash| slash + 1);
        let (_, name) = text.split_at_checked(name_at)?;
        let name = NameParts::of(name);
        Some(Self(Arc::new(Parsed { text: text.into(), name_at, name, behind_links })))
    }

    /// Where it is when symbolic links lead to it; `None` where none is on the way.
    #[must_use]
    pub(crate) fn behind_links(&self) -> Option<&RealPath> {
        self.0.behind_links.as_ref()
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The folder with its final `/`, and the last name.
    fn split(&self) -> (&str, &str) {
        self.as_str().split_at_checked(self.0.name_at).unwrap_or(("", self.as_str()))
    }

    /// The folder, with its final `/`; empty for the site's own.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.split().0
    }

    /// The whole path without the extension of the last name.
    #[must_use]
    pub(crate) fn without_extension(&self) -> &str {
        let end = self.0.name_at + self.name().stem().len();
        self.as_str().get(..end).unwrap_or(self.as_str())
    }

    /// The folder as seen from one above it, `top`; both are without slashes at their ends. `None`
    /// for a file that is not below `top`.
    #[must_use]
    pub(crate) fn folder_below(&self, top: &str) -> Option<&str> {
        Some(self.folder().strip_prefix(top)?.strip_prefix('/')?.trim_end_matches('/'))
    }

    /// The path itself, and the folders that it is in, innermost first.
    pub(crate) fn upwards(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(Some(self.clone()), |path| {
            Self::new(path.folder().strip_suffix('/')?)
        })
    }

    /// The last name.
    #[must_use]
    pub fn name(&self) -> FileName<'_> {
        FileName::with_parts(self.split().1, self.0.name)
    }
}

/// Maps by source path are asked by text; that demands the hash and the order of the text.
impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Hash for SourcePath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq for SourcePath {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for SourcePath {}

impl PartialOrd for SourcePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SourcePath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_out_or_nowhere_is_none() {
        for text in ["", "/a", "a/", "a//b", "../a", "a/./b", "a/.."] {
            assert_eq!(SourcePath::new(text), None, "{text}");
        }
    }

    #[test]
    fn a_path_has_a_folder_and_a_name() {
        let path = |text: &str| SourcePath::new(text).unwrap();
        assert_eq!(path("a.b/c/d.md").folder(), "a.b/c/");
        assert_eq!(path("a.b/c/d.md").name().text(), "d.md");
        assert_eq!((path("d.md").folder(), path("d.md").name().stem()), ("", "d"));
        assert_eq!(path("a/b/c.md").folder_below("a"), Some("b"));
        assert_eq!(path("a/c.md").folder_below("a"), Some(""));
        assert_eq!((path("ab/c.md").folder_below("a"), path("a").folder_below("a")), (None, None));
        let above: Vec<String> = path("a/b/c.md").upwards().map(|it| it.to_string()).collect();
        assert_eq!(above, ["a/b/c.md", "a/b", "a"]);
    }

    #[test]
    fn a_stem_keeps_the_folders_before_it() {
        for (text, stem) in [("x.y/a.md", "x.y/a"), ("x.y/a", "x.y/a"), ("a", "a")] {
            assert_eq!(SourcePath::new(text).unwrap().without_extension(), stem);
        }
    }
}
