//! `propus man` and `propus completions`: what packages carry beside the program. What they say is made by `cli` and
//! `config`.

use std::fs;
use std::io::Write;

use super::{CommandError, at};
use crate::cli::{self, Completions, Man, ManualPage};
use crate::config;

/// Writes the manual pages of all commands and of the configuration file, and says where.
///
/// # Errors
/// When the folder can't be written.
pub fn man(arguments: &Man, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    let of_file = ManualPage { name: "propus.toml.5".to_owned(), text: config::manual_page().into_bytes() };
    fs::create_dir_all(folder).map_err(at(folder))?;
    for page in cli::manual_pages().map_err(at(folder))?.iter().chain([&of_file]) {
        let file = folder.join(&page.name);
        fs::write(&file, &page.text).map_err(at(&file))?;
        writeln!(out, "wrote {}", file.display()).map_err(CommandError::Output)?;
    }
    Ok(())
}

/// Prints what a shell reads to complete commands and options.
///
/// # Errors
/// When standard output can't be written to.
pub fn completions(arguments: &Completions, out: &mut dyn Write) -> Result<(), CommandError> {
    out.write_all(&cli::completions(arguments.shell)).map_err(CommandError::Output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_written_into_a_folder_and_replaced_there() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = Man { folder: dir.path().join("new/man") };
        for _ in 0..2 {
            let mut said = Vec::new();
            man(&arguments, &mut said).unwrap();
            let said = String::from_utf8(said).unwrap();
            let files = fs::read_dir(&arguments.folder).unwrap().count();
            assert!(said.lines().count() == files && said.contains("propus.toml.5"), "{said}");
        }
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let arguments = Man { folder: file.path().to_owned() };
        assert!(matches!(man(&arguments, &mut Vec::new()), Err(CommandError::File { .. })));
    }
}
