//! `Ignored`: the files below Hugo's content folders that are passed over (`ignoreFiles`).

use std::path::PathBuf;

use regex::bytes::{Regex, RegexBuilder};

use crate::content::folder::Folder;
use crate::content::source_path::SourcePath;

/// Regular expressions of whole paths, from the root of the file system.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignored {
    expressions: Vec<Regex>,
    /// The path of the site's folder.
    top: PathBuf,
}

impl Ignored {
    /// Those of a configuration. The error is an expression that can't be read: letters and digits
    /// are those of ASCII, as with Hugo.
    pub(super) fn new(patterns: &[String], folder: &Folder) -> Result<Self, String> {
        if patterns.is_empty() {
            return Ok(Self::default());
        }
        let read = |pattern: &String| {
            RegexBuilder::new(pattern).unicode(false).build().map_err(|_| pattern.clone())
        };
        let name = folder.name();
        Ok(Self {
            expressions: patterns.iter().map(read).collect::<Result<_, _>>()?,
            top: std::path::absolute(name).unwrap_or_else(|_| name.to_owned()),
        })
    }

    /// True for a file or folder that is passed over, by its path or by the sign that its name
    /// begins with.
    pub(super) fn mean(&self, source: &SourcePath) -> bool {
        let whole = || self.top.join(source.as_str()).into_os_string().into_encoded_bytes();
        let fits = !self.expressions.is_empty() && {
            let whole = whole();
            self.expressions.iter().any(|expression| expression.is_match(&whole))
        };
        fits || source.name().text().starts_with('#')
    }
}
