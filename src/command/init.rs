//! `propus init`: a small capsule of one's own.

mod answers;
mod files;

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use self::answers::Answers;
use self::files::{CONFIG, FIRST_ENTRY, LOG, NewFile, files, today};
use super::error::{CommandError, at};
use super::quoted::quoted_path;
use crate::cli::Init;
use crate::durable::{self, folder_of};

/// Writes a small capsule and says what to do with it. On a terminal it asks for what was not
/// typed. One that was interrupted is made whole; what is there already stays as it is.
///
/// # Errors
/// Fails when the folder holds something else already, or can't be written; then nothing of it is
/// left.
pub fn init(
    arguments: &Init,
    out: &mut dyn Write,
    screen: &mut dyn Write,
) -> Result<(), CommandError> {
    let input = io::stdin();
    if input.is_terminal() {
        begin(arguments, Some(&mut input.lock()), out, screen)
    } else {
        begin(arguments, None, out, screen)
    }
}

/// As [`init`]; with an input it asks.
fn begin(
    arguments: &Init,
    input: Option<&mut dyn BufRead>,
    out: &mut dyn Write,
    screen: &mut dyn Write,
) -> Result<(), CommandError> {
    let folder = &arguments.folder;
    // Nobody is to answer questions for nothing.
    missing(folder, wanted(arguments, &Answers::typed(arguments)))?;
    let answers = match input {
        Some(input) => Answers::asked(arguments, input, screen).map_err(at("standard input"))?,
        None => Answers::typed(arguments),
    };
    let mut written = Written::default();
    let mut report = String::new();
    for new in missing(folder, wanted(arguments, &answers))? {
        let file = folder.join(&new.name);
        written.write(&file, &new.content).map_err(at(&file))?;
        report += &format!("wrote {}\n", file.display());
    }
    written.keep();
    let quoted = quoted_path(folder);
    let serve = if arguments.no_config {
        quoted.clone()
    } else {
        format!("--config {}", quoted_path(&folder.join(CONFIG)))
    };
    // Which port Gopher gets is known only when it is asked for.
    write!(
        out,
        "{report}\nServe it with\n    propus {serve}\nand open one of the addresses that it \
         prints. Before others see it:\n    propus check {quoted}\n"
    )
    .map_err(CommandError::Output)
}

fn wanted(arguments: &Init, answers: &Answers) -> Vec<NewFile> {
    let mut files = files(answers, today());
    files.retain(|file| !(arguments.no_config && file.name == CONFIG));
    files
}

/// Those of the files that a folder lacks.
///
/// # Errors
/// Fails when it lacks none, or holds anything that was not written here. What begins with a dot,
/// such as `.git`, is no part of a capsule.
fn missing(folder: &Path, mut files: Vec<NewFile>) -> Result<Vec<NewFile>, CommandError> {
    let log = folder.join(LOG);
    let mut own: HashSet<PathBuf> = files.iter().map(|file| folder.join(&file.name)).collect();
    own.insert(log.clone());
    own.insert(folder.join(CONFIG));
    let is_first_entry =
        |path: &Path| path.parent() == Some(&*log) && path.to_string_lossy().ends_with(FIRST_ENTRY);
    let mut has_entry = false;
    for path in [folder, &*log].into_iter().filter(|it| it.is_dir()) {
        for entry in fs::read_dir(path).map_err(at(path))? {
            let entry = entry.map_err(at(path))?.path();
            let is_hidden =
                entry.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.'));
            // An interrupted one may be of another day.
            has_entry |= !is_hidden && is_first_entry(&entry);
            if !(is_hidden || own.contains(&entry) || is_first_entry(&entry)) {
                return Err(CommandError::NotEmpty(folder.to_owned()));
            }
        }
    }
    files.retain(|file| {
        let is_there = folder.join(&file.name).symlink_metadata().is_ok();
        !(is_there || has_entry && file.name.ends_with(FIRST_ENTRY))
    });
    if files.is_empty() { Err(CommandError::NotEmpty(folder.to_owned())) } else { Ok(files) }
}

/// What one run has written: it goes again, unless all is there.
#[derive(Default, Debug)]
struct Written {
    /// Files and folders, in the order in which they were made.
    paths: Vec<PathBuf>,
}

impl Written {
    fn write(&mut self, file: &Path, content: &[u8]) -> io::Result<()> {
        self.make_folders(folder_of(file))?;
        durable::write(file, content, 0o666)?;
        self.paths.push(file.to_owned());
        Ok(())
    }

    fn make_folders(&mut self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        self.make_folders(folder_of(folder))?;
        fs::create_dir(folder)?;
        self.paths.push(folder.to_owned());
        Ok(())
    }

    fn keep(mut self) {
        self.paths.clear();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for path in self.paths.iter().rev() {
            // Of what can't be removed the next attempt makes something whole.
            let _ = if path.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(folder: PathBuf) -> Init {
        Init { folder, host: None, title: None, author: None, mail: None, no_config: false }
    }

    fn begin_quietly(arguments: &Init) -> Result<String, CommandError> {
        let mut out = Vec::new();
        begin(arguments, None, &mut out, &mut Vec::new())?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn texts(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let files = wanted(&arguments(folder.to_owned()), &Answers::typed(&arguments("".into())));
        let there = files
            .into_iter()
            .filter_map(|file| Some((file.name.clone(), fs::read(folder.join(&file.name)).ok()?)));
        there.collect()
    }

    #[test]
    fn a_new_capsule_is_written_into_an_empty_folder_only() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = arguments(dir.path().join("one/new"));
        begin_quietly(&arguments).unwrap();
        assert_eq!(texts(&arguments.folder).len(), 8);
        let name = format!("{}-a-title.md", today());
        let names_it = |(_, text): &(_, Vec<u8>)| String::from_utf8_lossy(text).contains(&name);
        assert!(texts(&arguments.folder).iter().any(names_it), "an entry of {name} is no future");
        assert!(matches!(begin_quietly(&arguments), Err(CommandError::NotEmpty(_))));
        fs::remove_file(arguments.folder.join("robots.txt")).unwrap();
        fs::write(arguments.folder.join("other.md"), "").unwrap();
        assert!(matches!(begin_quietly(&arguments), Err(CommandError::NotEmpty(_))));
        assert_eq!(texts(&arguments.folder).len(), 7);
    }

    #[test]
    fn answers_stand_in_the_pages_and_in_the_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = arguments(dir.path().join("my capsule"));
        let mut screen = Vec::new();
        let mut typed = "Stars: a log\nAnna\nanna@example.org\nexample.org\n".as_bytes();
        let mut out = Vec::new();
        begin(&arguments, Some(&mut typed), &mut out, &mut screen).unwrap();
        let read = |name: &str| fs::read_to_string(arguments.folder.join(name)).unwrap();
        assert!(read("index.md").contains("title: \"Stars: a log\""), "{}", read("index.md"));
        let about = read("about.md");
        assert!(about.contains("Anna writes here") && about.contains("mailto:anna@example.org"));
        assert!(read("propus.toml").contains("\nname = \"example.org\"\n"));
        let out = String::from_utf8(out).unwrap();
        let command = format!("propus --config '{}/propus.toml'\n", arguments.folder.display());
        assert!(out.contains(&command), "{out}");
    }

    #[test]
    fn where_a_configuration_is_elsewhere_none_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = Init { no_config: true, ..arguments(dir.path().join("new")) };
        let out = begin_quietly(&arguments).unwrap();
        assert_eq!(texts(&arguments.folder).len(), 7);
        assert!(!out.contains("--config"), "{out}");
    }

    #[test]
    fn what_was_interrupted_is_made_whole_and_what_is_there_stays() {
        let whole = tempfile::tempdir().unwrap();
        begin_quietly(&arguments(whole.path().to_owned())).unwrap();
        let whole = texts(whole.path());
        for count in 0..whole.len() {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join("new");
            let arguments = arguments(folder.clone());
            fs::create_dir_all(folder.join(LOG)).unwrap();
            fs::create_dir(folder.join(".git")).unwrap();
            let (there, missing) = whole.split_at(count);
            there.iter().for_each(|(name, _)| fs::write(folder.join(name), "edited").unwrap());
            let half = durable::beside(&folder.join(&missing[0].0), durable::UNFINISHED);
            fs::write(&half, "half").unwrap();
            for foreign in ["other.md", "gemlog/other.md"] {
                fs::write(folder.join(foreign), "").unwrap();
                let refused = begin_quietly(&arguments);
                assert!(matches!(refused, Err(CommandError::NotEmpty(_))), "{count} {foreign}");
                fs::remove_file(folder.join(foreign)).unwrap();
            }
            begin_quietly(&arguments).unwrap();
            let now = texts(&folder);
            for (name, text) in missing {
                assert!(now.contains(&(name.clone(), text.clone())), "{count} {name}");
            }
            for (name, _) in there {
                assert!(now.contains(&(name.clone(), b"edited".to_vec())), "{count} {name}");
            }
            assert!(!half.exists(), "{count}");
        }
    }

    #[test]
    fn the_first_entry_of_another_day_is_the_first_entry() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(LOG)).unwrap();
        fs::write(dir.path().join("gemlog/2020-02-02-hello.md"), "mine").unwrap();
        begin_quietly(&arguments(dir.path().to_owned())).unwrap();
        assert_eq!(fs::read_dir(dir.path().join(LOG)).unwrap().count(), 1);
    }

    #[test]
    fn what_can_not_be_written_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("one/new");
        let mut written = Written::default();
        written.write(&folder.join("index.md"), b"x").unwrap();
        written.write(&folder.join("gemlog/x.md"), b"x").unwrap();
        // A file stands where a folder would have to.
        assert!(written.write(&folder.join("index.md/about.md"), b"x").is_err());
        drop(written);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
