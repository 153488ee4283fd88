//! The folder that a command takes when none is named.

use std::path::PathBuf;

use crate::server::{StartError, no_folder};
use crate::settings::host::CAPSULE;

/// The folder that a command takes when none is named. The command is as it is to be typed before a
/// folder.
///
/// # Errors
/// Says what to type instead, where it is not there.
pub(super) fn usual_folder(command: &str) -> Result<PathBuf, StartError> {
    let folder = (CAPSULE.default)();
    if matches!(folder.try_exists(), Ok(false)) {
        Err(no_folder(command, &folder))
    } else {
        Ok(folder)
    }
}
