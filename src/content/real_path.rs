//! `RealPath`: where a file or folder is when no symbolic link is on the way. Finding out is for
//! `folder`.

use std::fmt;
use std::path::{Component, Path};

use super::file_name;

/// Names below one of the folders that a site may be read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RealPath {
    /// 0 for the site's own folder; else the number, from 1, of one that links may lead to.
    pub(super) base: usize,
    /// Names separated by `/`; empty for the folder itself.
    pub(super) path: Box<str>,
}

impl RealPath {
    /// `None` when a name is no UTF-8, or does not lead down.
    pub(super) fn new(base: usize, path: &Path) -> Option<Self> {
        let names = path.components().map(|name| match name {
            Component::Normal(name) => name.to_str(),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        });
        let names: Vec<&str> = names.collect::<Option<_>>()?;
        Some(Self { base, path: names.join("/").into() })
    }

    /// The same of something in the folder that it is.
    pub(super) fn join(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.into() } else { format!("{}/{name}", self.path) };
        Self { base: self.base, path: path.into() }
    }

    /// The path below the site's own folder; `None` for what lies elsewhere.
    pub(crate) fn in_site(&self) -> Option<&str> {
        if self.base == 0 { Some(&self.path) } else { None }
    }

    /// True for the same file of another version of what is mounted, see [`RealPath::is_private`].
    pub(super) fn is_version_of(&self, other: &Self) -> bool {
        fn names(path: &str) -> impl Iterator<Item = &str> {
            path.split('/').filter(|name| !name.starts_with(".."))
        }
        self.base == other.base && names(&self.path).eq(names(&other.path))
    }

    /// True for what is never served under its own name, so that no link may lead to it. Folders
    /// that begin with two dots are not meant: in them Kubernetes and its like keep the versions of
    /// what is mounted, and the links that they put beside them are its names.
    pub(super) fn is_private(&self) -> bool {
        self.path.split('/').any(is_private)
    }

    /// The same, where a last name of just that is asked for.
    pub(super) fn is_private_besides(&self, last: &str) -> bool {
        match self.path.rsplit_once('/') {
            Some((folders, name)) => {
                folders.split('/').any(is_private) || (name != last && is_private(name))
            }
            None => *self.path != *last && is_private(&self.path),
        }
    }
}

fn is_private(name: &str) -> bool {
    file_name::is_private(name.strip_prefix("..").unwrap_or(name))
}

/// Text that no other file has.
impl fmt::Display for RealPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.base, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(path: &str) -> RealPath {
        RealPath::new(0, Path::new(path)).unwrap()
    }

    #[test]
    fn what_is_private_is_so_behind_a_link() {
        for path in [".git/config", "a/.env", "a.key.pem", "..v1/.env", "..v1/a.md~", "...", ".."] {
            let is_private = RealPath::new(0, Path::new(path)).is_none_or(|it| it.is_private());
            assert!(is_private, "{path}");
        }
        for path in ["a/b.md", "..2026_01_01/index.md", ".well-known/x", ""] {
            assert!(!real(path).is_private(), "{path}");
        }
        assert!(!real("..v1/.propus.toml").is_private_besides(".propus.toml"));
        assert!(real(".git/.propus.toml").is_private_besides(".propus.toml"));
        assert!(real(".env").is_private_besides(".propus.toml"));
    }

    #[test]
    fn a_version_differs_by_its_folder_only() {
        assert!(real("..v2/a/b.md").is_version_of(&real("..v1/a/b.md")));
        for other in ["..v1/a/c.md", "v1/a/b.md", ".v1/a/b.md"] {
            assert!(!real("..v2/a/b.md").is_version_of(&real(other)), "{other}");
        }
    }
}
