//! Paths of files and folders, and of what is served.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{Error, ValueDeserializer};

use super::form::{InFile, Value, quoted};
use crate::path::CapsulePath;

/// A file or a folder. In the file it is relative to the folder of that file.
impl Value for PathBuf {
    const IS_PATH: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }

    fn parse_typed(text: &OsStr) -> Result<Self, String> {
        Ok(text.into())
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        Self::deserialize(ValueDeserializer::from(value))
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }

    fn below(self, folder: &Path) -> Self {
        folder.join(self)
    }
}

/// A path of a capsule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServedPath(CapsulePath);

impl ServedPath {
    /// The path.
    #[must_use]
    pub fn path(&self) -> &CapsulePath {
        &self.0
    }
}

impl Value for ServedPath {
    fn parse(text: &str) -> Result<Self, String> {
        // In other tables a star stands for any name. Taken as a letter here, it would leave open
        // what it was to close.
        if text.contains('*') {
            return Err(
                "a star stands for nothing here; write the path itself, which is for all below it \
                 too"
                .to_owned(),
            );
        }
        let read = CapsulePath::decode(text).map(|decoded| Self(decoded.path));
        read.map_err(|error| {
            format!(
                "{error}; write a path as it stands behind the host in a URL, such as /members/"
            )
        })
    }

    fn written(&self) -> Option<String> {
        // A percent sign and a star have a meaning in the file that they must not have here.
        Some(quoted(&self.path().as_str().replace('%', "%25").replace('*', "%2A")))
    }
}
