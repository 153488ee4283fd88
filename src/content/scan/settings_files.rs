//! The files in which authors set something for a folder, read on the way: `.propus.toml`, and
//! those of other servers.

use std::io::{self, Read};

use crate::content::folder::Folder;
use crate::content::source::Content;
use crate::content::{folder_settings, foreign};
use crate::diagnostic::Diagnostic;

/// Reads the `.propus.toml` of a folder, if there is one.
pub(super) fn read_own(folder: &Folder, path: &str, content: &mut Content) {
    let name = format!("{path}{}", folder_settings::NAME);
    let Content { folder_settings, diagnostics, .. } = content;
    match text_of(folder, &name, folder_settings::LARGEST) {
        Ok(text) => folder_settings.add(path, &text, diagnostics),
        Err(Unread::Missing) => {}
        Err(unread) => {
            let text = format!("nothing of this file counts: it {}", unread.reason());
            diagnostics.push(Diagnostic::whole(text).in_file(&name));
        }
    }
}

/// Reads the files for other servers that lie in a folder.
pub(super) fn read_foreign(folder: &Folder, path: &str, content: &mut Content) {
    let Content { folder_settings, diagnostics, .. } = content;
    let settings = &mut folder_settings.foreign;
    for file in foreign::ForeignFile::ALL {
        let name = format!("{path}{}", file.name());
        match text_of(folder, &name, foreign::LARGEST) {
            Ok(text) => settings.add(file, path, text, diagnostics),
            // A folder of that name is only a folder.
            Err(Unread::Missing | Unread::NoFile(_)) => {}
            Err(unread) => settings.add_unreadable(file, path, &unread.reason(), diagnostics),
        }
    }
}

/// Reasons for which a file is not read.
enum Unread {
    Missing,
    NoFile(io::Error),
    Unreadable(io::Error),
    NoText,
}

impl Unread {
    /// The words behind "it".
    fn reason(&self) -> String {
        match self {
            Self::Missing => "is missing".to_owned(),
            Self::NoFile(error) | Self::Unreadable(error) => format!("can't be read ({error})"),
            Self::NoText => "is too large, or no UTF-8".to_owned(),
        }
    }
}

/// The text of a file of at most `largest` bytes.
fn text_of(folder: &Folder, name: &str, largest: u64) -> Result<String, Unread> {
    let (file, metadata) = folder.open_named(name).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            Unread::Missing
        } else if error.kind() == io::ErrorKind::InvalidInput {
            Unread::NoFile(error)
        } else {
            Unread::Unreadable(error)
        }
    })?;
    let mut text = String::new();
    if metadata.len() > largest || file.take(largest).read_to_string(&mut text).is_err() {
        return Err(Unread::NoText);
    }
    Ok(text)
}
