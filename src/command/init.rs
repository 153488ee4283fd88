//! `propus init`: a small capsule of one's own.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::{CommandError, at};
use crate::cli::Init;
use crate::durable::{self, UNFINISHED, beside, folder_of};

/// The files of a new capsule: where they are, and what they say.
const FILES: &[(&str, &str)] = &[
    ("index.md", include_str!("init/index.md")),
    ("about.md", include_str!("init/about.md")),
    ("notes/2026-01-01-hello.md", include_str!("init/hello.md")),
    ("robots.txt", include_str!("init/robots.txt")),
];

/// Writes a small capsule and says what to do with it. One that was interrupted is made whole.
///
/// # Errors
/// Fails when the folder holds something else already, or can't be written.
pub fn init(arguments: &Init, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    fs::create_dir_all(folder).map_err(at(folder))?;
    let missing = missing(folder).map_err(at(folder))?;
    let Some(missing) = missing.filter(|missing| !missing.is_empty()) else {
        return Err(CommandError::NotEmpty(folder.clone()));
    };
    let mut written = String::new();
    for (file, text) in missing {
        fs::create_dir_all(folder_of(&file)).map_err(at(&file))?;
        durable::write(&file, text.as_bytes(), 0o666).map_err(at(&file))?;
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

/// The files that a folder lacks, with their texts; `None` when it holds anything that was not
/// written here.
fn missing(folder: &Path) -> io::Result<Option<Vec<(PathBuf, &'static str)>>> {
    let files = FILES.iter().map(|(name, text)| (folder.join(name), *text));
    let (present, missing): (Vec<_>, Vec<_>) = files.partition(|(file, _)| file.exists());
    let is_unchanged =
        present.iter().all(|(file, text)| fs::read(file).is_ok_and(|it| it == text.as_bytes()));
    let folders = [folder, &folder.join("notes")];
    let unfinished = missing.iter().map(|(file, _)| beside(file, UNFINISHED));
    let own: Vec<PathBuf> =
        present.iter().map(|(file, _)| file.clone()).chain(unfinished).collect();
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let entry = entry?.path();
            if !own.contains(&entry) && !folders.contains(&&*entry) {
                return Ok(None);
            }
        }
    }
    Ok(is_unchanged.then_some(missing))
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

    #[test]
    fn what_was_interrupted_is_made_whole_and_what_is_not_ones_own_is_left_alone() {
        for count in 0..FILES.len() {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join("new");
            let arguments = Init { folder: folder.clone() };
            fs::create_dir_all(folder.join("notes")).unwrap();
            let (there, missing) = FILES.split_at(count);
            there.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
            fs::write(beside(&folder.join(missing[0].0), UNFINISHED), "half").unwrap();
            for foreign in ["other.md", "notes/other.md"] {
                fs::write(folder.join(foreign), "").unwrap();
                let refused = init(&arguments, &mut Vec::new());
                assert!(matches!(refused, Err(CommandError::NotEmpty(_))), "{count} {foreign}");
                fs::remove_file(folder.join(foreign)).unwrap();
            }
            if let Some((name, text)) = there.last() {
                fs::write(folder.join(name), "edited").unwrap();
                assert!(matches!(
                    init(&arguments, &mut Vec::new()),
                    Err(CommandError::NotEmpty(_))
                ));
                fs::write(folder.join(name), text).unwrap();
            }
            init(&arguments, &mut Vec::new()).unwrap();
            for (name, text) in FILES {
                assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), *text, "{count}");
            }
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 4, "{count}");
        }
    }
}
