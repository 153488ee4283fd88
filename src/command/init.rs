//! `propus init`: a small capsule of one's own.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::{CommandError, at};
use crate::cli::Init;

/// The files of a new capsule: where they are, and what they say.
const FILES: &[(&str, &str)] = &[
    ("index.md", include_str!("init/index.md")),
    ("about.md", include_str!("init/about.md")),
    ("notes/2026-01-01-hello.md", include_str!("init/hello.md")),
    ("robots.txt", include_str!("init/robots.txt")),
];

/// Writes a small capsule and says what to do with it.
///
/// # Errors
/// Fails when the folder holds something already, or can't be written.
pub fn init(arguments: &Init, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(at(folder))?;
    if fs::read_dir(folder).map_err(at(folder))?.next().is_some() {
        return Err(CommandError::NotEmpty(folder.clone()));
    }
    let mut written = String::new();
    for (source_path, text) in FILES {
        let file = folder.join(source_path);
        write_new(&file, text).map_err(at(&file))?;
        written += &format!("wrote {}\n", file.display());
    }
    // Which port Gopher gets is known only when it is asked for.
    let folder = folder.display();
    write!(
        out,
        "{written}\nServe it with\n    propus {folder}\nand open one of the addresses that it \
         prints.\n"
    )
    .map_err(CommandError::Output)
}

/// Writes a file that must not exist yet.
fn write_new(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_capsule_is_written_into_an_empty_folder_only() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = Init { folder: dir.path().join("new") };
        init(&arguments, &mut Vec::new()).unwrap();
        for (source_path, text) in FILES {
            assert_eq!(fs::read_to_string(arguments.folder.join(source_path)).unwrap(), *text);
        }
        assert!(matches!(init(&arguments, &mut Vec::new()), Err(CommandError::NotEmpty(_))));
    }
}
