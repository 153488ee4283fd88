//! Files of a repository that are no pages of the site in it: `README.md`, `LICENSE.md` and their
//! like, without front matter.

use crate::content::source_path::SourcePath;

/// Their names without ending, in capitals: those that GitHub Pages does not make pages of, and
/// others that say as much of themselves.
const NAMES: &[&str] = &[
    "AUTHORS",
    "CHANGELOG",
    "CODE_OF_CONDUCT",
    "CONTRIBUTING",
    "CONTRIBUTORS",
    "COPYING",
    "GOVERNANCE",
    "ISSUE_TEMPLATE",
    "LICENCE",
    "LICENSE",
    "MAINTAINERS",
    "PULL_REQUEST_TEMPLATE",
    "README",
    "SECURITY",
    "SUPPORT",
];

/// True if a file without front matter is for those who work on the site.
#[must_use]
pub(super) fn is_for_repository(source: &SourcePath) -> bool {
    let stem = source.name().stem().to_uppercase().replace('-', "_");
    NAMES.contains(&stem.as_str())
}
