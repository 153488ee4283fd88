//! What authors say of single folders, read on the way: `.propus.toml`, and what other servers have
//! instead of it.

use std::io::{self, Read};

use super::Walk;
use crate::content::{folder_settings, foreign};

impl Walk<'_> {
    /// Reads what an author says of a folder, if there is such a file.
    pub(crate) fn local(&mut self, folder: &str) {
        let name = format!("{folder}{}", folder_settings::NAME);
        let (file, metadata) = match self.folder.open_file(&name) {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                return self.warn(
                    &name,
                    format!("nothing of this file counts: it can't be read ({error})"),
                );
            }
        };
        let mut text = String::new();
        if metadata.len() > folder_settings::LARGEST
            || file.take(folder_settings::LARGEST).read_to_string(&mut text).is_err()
        {
            return self.warn(&name, "nothing of this file counts: it is too large, or no UTF-8");
        }
        self.content.folder_settings.add(folder, &text, &mut self.content.warnings);
    }

    /// Reads what an author says of a folder to other servers.
    pub(crate) fn foreign(&mut self, folder: &str) {
        for kind in foreign::Kind::ALL {
            let (file, metadata) = match self.folder.open_file(&format!("{folder}{}", kind.name()))
            {
                Ok(opened) => opened,
                // A folder of that name is only a folder.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::NotFound | io::ErrorKind::InvalidInput
                    ) =>
                {
                    continue;
                }
                Err(error) => {
                    let why = format!("can't be read ({error})");
                    self.content.folder_settings.foreign.add_unreadable(
                        kind,
                        folder,
                        &why,
                        &mut self.content.warnings,
                    );
                    continue;
                }
            };
            let mut text = String::new();
            let (foreign, warnings) =
                (&mut self.content.folder_settings.foreign, &mut self.content.warnings);
            if metadata.len() > foreign::LARGEST
                || file.take(foreign::LARGEST).read_to_string(&mut text).is_err()
            {
                foreign.add_unreadable(kind, folder, "is too large, or no UTF-8", warnings);
            } else {
                foreign.add(kind, folder, text, warnings);
            }
        }
    }
}
