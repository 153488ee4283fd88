//! `Fence`: the folders and files that were granted, by their identities and not by their names: so
//! that a refusal of the sandbox is known from one of somebody else.

use std::fs;
use std::path::{Path, PathBuf};

use super::rules::{Access, Rules};
use crate::durable::{Identity, identity};

/// Grants of the moment when the sandbox was entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fence(Vec<(Identity, Access)>);

impl Fence {
    /// As the rules name it now.
    pub(super) fn of(rules: &Rules) -> Self {
        Self(rules.files().filter_map(|(path, access)| Some((identity(path)?, access))).collect())
    }

    /// True when a file or folder, or one that it is in, was granted. What does not exist is
    /// nobody's matter, unless it is to be made.
    pub(super) fn encloses(&self, path: &Path, access: Access) -> bool {
        let existing = match fs::canonicalize(path) {
            Ok(existing) => existing,
            Err(_) if access == Access::Read => return true,
            Err(_) => match existing_above(path) {
                Some(existing) => existing,
                None => return true,
            },
        };
        existing.ancestors().filter_map(identity).any(|identity| self.grants(identity, access))
    }

    fn grants(&self, identity: Identity, wanted: Access) -> bool {
        let mut grants = self.0.iter().filter(|(granted, _)| *granted == identity);
        grants.any(|(_, access)| match access {
            Access::Change => true,
            Access::Write => wanted != Access::Change,
            Access::Read => wanted == Access::Read,
        })
    }
}

/// The nearest folder above a path that exists.
fn existing_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find_map(|above| {
        // The folder of a mere name.
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        fs::canonicalize(above).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_granted_is_known_by_what_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        fs::create_dir_all(at("site/deep")).unwrap();
        fs::create_dir_all(at("new/deep")).unwrap();
        fs::create_dir(at("certs")).unwrap();
        fs::create_dir(at("state")).unwrap();
        fs::write(at("conf"), "").unwrap();
        std::os::unix::fs::symlink(at("site"), at("link")).unwrap();
        let mut rules = Rules::default();
        for (path, access) in [
            ("site", Access::Read),
            ("certs", Access::Write),
            ("state", Access::Change),
            ("conf", Access::Read),
            ("gone", Access::Read),
        ] {
            rules.allow(at(path), access);
        }
        let fence = Fence::of(&rules);
        let check = |path: &str, access, expected| {
            assert_eq!(fence.encloses(&at(path), access), expected, "{path} {access:?}");
        };
        check("site/deep", Access::Read, true);
        check("link/deep", Access::Read, true);
        check("site", Access::Write, false);
        check("certs", Access::Read, true);
        check("certs/new", Access::Write, true);
        check("certs/new", Access::Change, false);
        check("state/new", Access::Change, true);
        check("state/new", Access::Write, true);
        check("new", Access::Read, false);
        check("never/there", Access::Read, true);
        check("never/there", Access::Write, false);
        fs::rename(at("site"), at("old")).unwrap();
        fs::rename(at("new"), at("site")).unwrap();
        check("site", Access::Read, false);
        check("old", Access::Read, true);
        fs::rename(at("conf"), at("conf~")).unwrap();
        fs::write(at("conf"), "").unwrap();
        check("conf", Access::Read, false);
    }
}
