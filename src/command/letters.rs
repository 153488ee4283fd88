//! `propus letters`: what readers have written to the author, listed, shown, published and dropped.
//! A server may run meanwhile: who changes something takes turns with it.

use std::io::Write;

use super::error::{CommandError, at};
use super::host_place::{ChosenHost, missing};
use crate::cli::{HostPlace, LetterChosen, Letters, LettersAct};
use crate::content::{Folder, Lasting, SourcePath};
use crate::escape::cleaned_line;
use crate::escape::escape_controls;
use crate::generator;
use crate::history::LARGEST;
use crate::letters::{Facts, Letter, Letterbox, Published, Standing, cleaned};
use crate::terminal::cut;

/// The columns of a letter's beginning in the list.
const BEGINNING: usize = 40;

/// Lists, shows, publishes or drops letters.
///
/// # Errors
/// Fails when there are no letters, or none of that number; and when the file can't be written,
/// which leaves the letter where it was.
pub fn letters(arguments: &Letters, out: &mut dyn Write) -> Result<(), CommandError> {
    match &arguments.act {
        None => list(&arguments.list.place, out),
        Some(LettersAct::List(what)) => list(&what.place, out),
        Some(LettersAct::Show(chosen)) => show(chosen, out),
        Some(LettersAct::Publish(chosen)) => publish(chosen, out),
        Some(LettersAct::Drop(chosen)) => drop_letter(chosen, out),
    }
}

/// The letters of the host that is meant.
fn letterbox(chosen: &ChosenHost) -> Result<Letterbox, CommandError> {
    let letterbox = Letterbox::of(chosen.state.clone());
    if letterbox.folder().is_dir() {
        return Ok(letterbox);
    }
    let what = "no letters were taken yet, or another --state or --host is meant";
    Err(missing(letterbox.folder(), what))
}

/// A letter that waits for its author.
fn waiting(letterbox: &Letterbox, number: u64) -> Result<Letter, CommandError> {
    let letter = letterbox.letter(number).ok();
    let letter = letter.filter(|letter| letter.facts.standing == Standing::Waiting);
    letter.ok_or_else(|| {
        missing(letterbox.folder(), "no letter of that number waits; `propus letters` lists them")
    })
}

fn list(place: &HostPlace, out: &mut dyn Write) -> Result<(), CommandError> {
    let letterbox = letterbox(&ChosenHost::of(place)?)?;
    for (number, facts) in letterbox.letters().map_err(at(letterbox.folder()))? {
        if facts.standing != Standing::Waiting {
            continue;
        }
        // One that went meanwhile is none any more.
        let Ok(letter) = letterbox.letter(number) else { continue };
        let beginning = cut(&cleaned_line(&letter.text), BEGINNING);
        let Facts { time, path, .. } = &facts;
        let line = format!("{number}  {time}  {path}  {}  {beginning}", name(&facts));
        writeln!(out, "{}", escape_controls(&line)).map_err(CommandError::Output)?;
    }
    Ok(())
}

/// The name of who wrote, as far as it is known.
fn name(facts: &Facts) -> &str {
    facts.name.as_deref().unwrap_or("(no name)")
}

fn show(chosen: &LetterChosen, out: &mut dyn Write) -> Result<(), CommandError> {
    let letterbox = letterbox(&ChosenHost::of(&chosen.place)?)?;
    let letter = waiting(&letterbox, chosen.number)?;
    let Facts { time, path, title, who, protocol, .. } = &letter.facts;
    let mut lines = vec![
        format!("Time: {time}"),
        format!("Page: {path}  {title}"),
        format!("From: {}, {who}, by {protocol}", name(&letter.facts)),
        String::new(),
    ];
    lines.extend(cleaned(&letter.text).lines().map(str::to_owned));
    let shown = |line: String| writeln!(out, "{}", escape_controls(&line));
    lines.into_iter().try_for_each(shown).map_err(CommandError::Output)
}

fn publish(chosen: &LetterChosen, out: &mut dyn Write) -> Result<(), CommandError> {
    let place = ChosenHost::of(&chosen.place)?;
    let letterbox = letterbox(&place)?;
    let turn = letterbox.turn().map_err(at(letterbox.folder()))?;
    let letter = waiting(&letterbox, chosen.number)?;
    let file = Published::of(&letter);
    let (folder, source) = source(&place, &file.name)?;
    let name = place.host.folder.join(source.as_str());
    // One that was broken off after the file was written is gone on with.
    let there = folder.current(&source, LARGEST).map_err(at(&name))?;
    if there.is_none_or(|it| it.bytes != file.text.as_bytes()) {
        let created = folder.create(&source, file.text.as_bytes());
        created.and_then(Lasting::confirmed).map_err(at(&name))?;
    }
    letterbox.close(&turn, &letter, Standing::Published).map_err(at(letterbox.folder()))?;
    let note = if place.has_file && place.host.letters.is_none() {
        "; but the configuration has no [host.letters], without which it is not shown"
    } else {
        ""
    };
    let line =
        format!("{source} is the letter, which stands below {} now{note}", letter.facts.path);
    writeln!(out, "{}", escape_controls(&line)).map_err(CommandError::Output)
}

/// The folder of the site, and the source path of a letter's file there.
fn source(place: &ChosenHost, name: &str) -> Result<(Folder, SourcePath), CommandError> {
    let host = &place.host;
    let folder = Folder::open(&host.folder).map_err(at(&host.folder))?;
    let made_for = host.options.generator.unwrap_or_else(|| generator::detect(&folder));
    let (generator, _) = generator::read(made_for, &folder, &mut Vec::new());
    let source = SourcePath::new(&format!("{}/{name}", generator.letters_folder()));
    let source =
        source.ok_or_else(|| missing(&host.folder, "the site has no place for letters"))?;
    Ok((folder, source))
}

fn drop_letter(chosen: &LetterChosen, out: &mut dyn Write) -> Result<(), CommandError> {
    let letterbox = letterbox(&ChosenHost::of(&chosen.place)?)?;
    let turn = letterbox.turn().map_err(at(letterbox.folder()))?;
    let letter = waiting(&letterbox, chosen.number)?;
    letterbox.close(&turn, &letter, Standing::Dropped).map_err(at(letterbox.folder()))?;
    writeln!(out, "letter {} is gone", chosen.number).map_err(CommandError::Output)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::exchange::Protocol;
    use crate::letters::{About, Rules, Sender};
    use crate::path::CapsulePath;
    use crate::state::HostState;

    struct Tried(tempfile::TempDir);

    impl Tried {
        /// Two letters about a page of a site of these files.
        fn new(files: &[(&str, &str)]) -> Self {
            let dir = tempfile::tempdir().unwrap();
            for (name, text) in files {
                let file = dir.path().join("site").join(name);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, text).unwrap();
            }
            let letterbox = Letterbox::of(HostState::of(&dir.path().join("state"), "localhost"));
            letterbox.make().unwrap();
            let rules = Rules { anyone: false, an_hour: 9, a_day: 9, longest: 100 };
            let desk = crate::letters::Letters::new(rules, letterbox);
            for text in ["# Hello\n\n=> gemini://x", "Second"] {
                let sender = Sender {
                    who: "SHA256:07".to_owned(),
                    network: String::new(),
                    name: Some("an\u{1b}na".to_owned()),
                };
                let about = About {
                    path: CapsulePath::literal("/pi").unwrap(),
                    title: "Pi".to_owned(),
                    protocol: Protocol::Gemini,
                };
                desk.take(&sender, &about, text).unwrap();
            }
            Self(dir)
        }

        fn run(&self, act: fn(LetterChosen) -> LettersAct, number: u64) -> Result<String, String> {
            self.done(Some(act(LetterChosen { number, place: self.place() })))
        }

        fn list(&self) -> String {
            self.done(None).unwrap()
        }

        fn place(&self) -> HostPlace {
            HostPlace {
                state: Some(self.0.path().join("state")),
                capsule: Some(self.0.path().join("site")),
                ..HostPlace::default()
            }
        }

        fn done(&self, act: Option<LettersAct>) -> Result<String, String> {
            let list = crate::cli::LettersList { place: self.place() };
            let mut out = Vec::new();
            letters(&Letters { act, list }, &mut out).map_err(|error| error.to_string())?;
            Ok(String::from_utf8(out).unwrap())
        }

        fn file(&self, name: &str) -> String {
            fs::read_to_string(self.0.path().join("site").join(name)).unwrap()
        }
    }

    #[test]
    fn letters_are_listed_and_shown_with_nothing_that_moves_a_terminal() {
        let tried = Tried::new(&[("pi.md", "# Pi\n")]);
        let listed = tried.list();
        let first = listed.lines().next().unwrap();
        assert!(first.starts_with("1  2"), "{listed}");
        assert!(first.ends_with("  /pi  an\\u{1b}na  # Hello => gemini://x"), "{listed}");
        assert_eq!(listed.lines().count(), 2);
        let shown = tried.run(LettersAct::Show, 1).unwrap();
        assert!(shown.ends_with("\n\n# Hello\n\n=> gemini://x\n"), "{shown}");
        assert!(shown.contains("Page: /pi  Pi\nFrom: an\\u{1b}na, SHA256:07, by gemini\n"));
    }

    #[test]
    fn a_letter_that_is_published_is_a_file_and_waits_no_more() {
        let tried = Tried::new(&[("pi.md", "# Pi\n")]);
        let told = tried.run(LettersAct::Publish, 1).unwrap();
        assert_eq!(told, "_letters/pi-1.md is the letter, which stands below /pi now\n");
        let file = tried.file("_letters/pi-1.md");
        assert!(file.starts_with("---\npage: \"/pi\"\ndate: 2"), "{file}");
        assert!(file.ends_with("---\n> \\# Hello\n>\n> \\=&gt; gemini\\://x\n"), "{file}");
        assert!(!tried.list().contains("Hello"));
        let error = tried.run(LettersAct::Publish, 1).unwrap_err();
        assert!(error.contains("no letter of that number waits"), "{error}");
    }

    #[test]
    fn a_letter_goes_where_the_generator_of_the_site_looks_for_none() {
        for (config, text, place) in [
            ("_config.yml", "title: T\n", "_letters/pi-1.md"),
            ("_config.yml", "source: src\ncollections_dir: sets\n", "src/sets/_letters/pi-1.md"),
            ("hugo.toml", "title = 'T'\n", "_letters/pi-1.md"),
            ("config.toml", "base_url = 'https://x.example'\n[markdown]\n", "_letters/pi-1.md"),
            ("book.toml", "[book]\n", "_letters/pi-1.md"),
        ] {
            let tried = Tried::new(&[(config, text)]);
            tried.run(LettersAct::Publish, 1).unwrap();
            assert!(tried.file(place).contains("page: \"/pi\""), "{config}");
        }
    }

    #[test]
    fn a_file_that_is_there_already_is_not_replaced() {
        let tried = Tried::new(&[("_letters/pi-1.md", "mine\n")]);
        tried.run(LettersAct::Publish, 1).unwrap_err();
        assert_eq!(tried.file("_letters/pi-1.md"), "mine\n");
        assert!(tried.list().contains("Hello"), "it waits still");
    }

    #[test]
    fn a_letter_that_is_dropped_is_gone() {
        let tried = Tried::new(&[("pi.md", "# Pi\n")]);
        assert_eq!(tried.run(LettersAct::Drop, 2).unwrap(), "letter 2 is gone\n");
        assert_eq!(tried.list().lines().count(), 1);
        for act in [LettersAct::Show, LettersAct::Publish, LettersAct::Drop] {
            tried.run(act, 2).unwrap_err();
        }
    }

    #[test]
    fn where_no_letters_are_taken_there_are_none() {
        let tried = Tried::new(&[]);
        let place = HostPlace { host: Some("example.org".to_owned()), ..tried.place() };
        let list = crate::cli::LettersList { place };
        let error = letters(&Letters { act: None, list }, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("no letters were taken yet"), "{error}");
    }
}
