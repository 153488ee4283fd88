//! Names under which files and folders lie beside their own for a while.

use std::path::{Path, PathBuf};

/// Ending of the name under which a file or folder is written.
pub const UNFINISHED: &str = "new";

/// A hidden name beside a file or folder: `.NAME.ENDING`.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    // Only `/` and `..` have no name, and neither is written.
    let name = path.file_name().map(|name| name.to_string_lossy());
    path.with_file_name(format!(".{}.{ending}", name.as_deref().unwrap_or("")))
}
