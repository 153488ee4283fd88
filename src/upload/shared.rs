//! `Shared`: files that other boxes have, too, where a change is one of all of them.

use std::fmt::Debug;
use std::io;

use crate::content::SourcePath;

/// The way to change files that other boxes have, too.
pub trait Shared: Debug + Send + Sync {
    /// Changes a file that has these bytes, or is not there; then all boxes have it, and this one
    /// shows it soon. `after` has its bytes and rights, or nothing to remove it. False where somebody
    /// else was faster: then the file is here as they left it. May wait for other machines.
    ///
    /// # Errors
    /// Fails when they can't be told.
    fn change(
        &self,
        source: &SourcePath,
        before: Option<&[u8]>,
        after: Option<(&[u8], u32)>,
    ) -> io::Result<bool>;
}
