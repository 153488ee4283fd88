//! `propus man` and `propus completions`: what packages carry beside the program. Their texts are
//! made by `cli` and `settings`.

use std::fs;
use std::io::Write;

use super::error::{CommandError, at};
use crate::cli::{self, Completions, Man, ManualPage};
use crate::{durable, settings};

/// Writes the manual pages of all commands and of the configuration file, and reports their names.
///
/// # Errors
/// Fails when the folder can't be written.
pub fn man(arguments: &Man, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    let of_file =
        ManualPage { name: "propus.toml.5".to_owned(), text: settings::manual_page().into_bytes() };
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut report = String::new();
    for page in cli::manual_pages().map_err(at(folder))?.iter().chain([&of_file]) {
        let file = folder.join(&page.name);
        durable::write(&file, &page.text, 0o644).map_err(at(&file))?;
        report += &format!("wrote {}\n", file.display());
    }
    // Last: the files are to be there also when nobody reads the report, as behind `|
    // head`.
    out.write_all(report.as_bytes()).map_err(CommandError::Output)
}

/// Prints the script by which a shell completes commands and options.
///
/// # Errors
/// Fails when standard output can't be written to.
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
            let mut report = Vec::new();
            man(&arguments, &mut report).unwrap();
            let report = String::from_utf8(report).unwrap();
            let files = fs::read_dir(&arguments.folder).unwrap().count();
            assert!(
                report.lines().count() == files && report.contains("propus.toml.5"),
                "{report}"
            );
        }
    }

    #[test]
    fn all_pages_are_written_also_when_nobody_reads_the_report() {
        let dir = tempfile::tempdir().unwrap();
        let man_to =
            |name: &str, out: &mut dyn Write| man(&Man { folder: dir.path().join(name) }, out);
        let files = |name: &str| fs::read_dir(dir.path().join(name)).unwrap().count();
        man_to("read", &mut Vec::new()).unwrap();
        // A slice without room refuses as a closed pipe does.
        let mut closed: &mut [u8] = &mut [];
        assert!(matches!(man_to("unread", &mut closed), Err(CommandError::Output(_))));
        assert_eq!(files("unread"), files("read"));
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let arguments = Man { folder: file.path().to_owned() };
        assert!(matches!(man(&arguments, &mut Vec::new()), Err(CommandError::File { .. })));
    }
}
