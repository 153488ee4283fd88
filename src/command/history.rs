//! `propus history`: what was written from clients, listed, shown and undone. A server may run
//! meanwhile: who writes takes turns with it.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::{CommandError, at};
use super::host_place::{ChosenHost, missing};
use crate::capsule;
use crate::cli::{History, HistoryAct, HistoryList, HistoryShow, HistoryUndo, HostPlace};
use crate::config::HostConfig;
use crate::content::{Current, Folder, Lasting, SourcePath};
use crate::escape::escape_controls;
use crate::generator::Options;
use crate::history::{self, Bounds, Entry, Facts, Kind, LARGEST};
use crate::path::CapsulePath;
use crate::state::HostState;

/// Who undoes, in the history.
const OWNER: &str = "propus history undo";

/// Lists, shows or undoes what was written.
///
/// # Errors
/// Fails when there is no history, or none of that path; and when the file can't be put back, which
/// leaves it as it was.
pub fn history(arguments: &History, out: &mut dyn Write) -> Result<(), CommandError> {
    match &arguments.act {
        None => list(&arguments.list, out),
        Some(HistoryAct::Show(show)) => print(show, out),
        Some(HistoryAct::Undo(what)) => undo(what, out),
    }
}

/// The host that is meant: its history and its folder.
struct Place {
    state: HostState,
    history: history::History,
    folder: PathBuf,
    options: Options,
    bounds: Bounds,
}

impl Place {
    fn of(arguments: &HostPlace) -> Result<Self, CommandError> {
        let ChosenHost { config, host, state, .. } = ChosenHost::of(arguments)?;
        if !state.has_history() {
            return Err(missing(
                state.folder(),
                "nothing was uploaded yet, or another --state or \
                                                --host is meant",
            ));
        }
        let HostConfig { folder, options, .. } = host;
        let history = history::History::of(&state);
        Ok(Self { state, history, folder, options, bounds: config.history })
    }

    /// The versions of the files that a path means, or all; the oldest first.
    fn entries(&self, path: Option<&str>) -> Result<Vec<Entry>, CommandError> {
        let mut entries = self.history.entries().map_err(at(self.state.folder()))?;
        if let Some(path) = path {
            // Clients ask for one file by several paths, and each entry knows one.
            let mut sources: Vec<String> = entries
                .iter()
                .filter(|entry| is_of(&entry.facts, path))
                .map(|entry| entry.facts.source.clone())
                .collect();
            sources.extend(self.served_at(path));
            entries.retain(|entry| sources.contains(&entry.facts.source));
        }
        Ok(entries)
    }

    /// The file that is served at a path now.
    fn served_at(&self, path: &str) -> Option<String> {
        let path = CapsulePath::decode(path).ok()?.path;
        let folder = Arc::new(Folder::open(&self.folder).ok()?);
        let (capsule, _) = capsule::load(&folder, &self.options, None).ok()?;
        Some(capsule.source_at(&path)?.to_string())
    }
}

/// True of a version of what a path, or a name in the folder, means.
fn is_of(facts: &Facts, path: &str) -> bool {
    let name = path.trim_start_matches('/');
    let stem = facts.source.rsplit_once('.').map_or(&*facts.source, |(stem, _)| stem);
    facts.path == path || facts.source == name || stem == name
}

fn list(arguments: &HistoryList, out: &mut dyn Write) -> Result<(), CommandError> {
    let place = Place::of(&arguments.place)?;
    for entry in place.entries(arguments.path.as_deref())? {
        writeln!(out, "{}", line(&entry)).map_err(CommandError::Output)?;
    }
    Ok(())
}

/// A version in one line: number, time, what it is, bytes, who, file.
fn line(Entry { number, facts, size }: &Entry) -> String {
    let what = match facts.kind {
        Kind::Replaced => "replaced",
        Kind::Deleted => "deleted",
        Kind::Unwritten => "not written",
        Kind::Created => "created",
    };
    let (time, who) = (&facts.time, &facts.who);
    let source = &facts.source;
    escape_controls(&format!("@{number}  {time}  {what}  {size} bytes  {who}  {source}"))
}

fn print(arguments: &HistoryShow, out: &mut dyn Write) -> Result<(), CommandError> {
    let place = Place::of(&arguments.place)?;
    let named = arguments.version.rsplit_once('@');
    let named = named.and_then(|(path, number)| Some((path, number.parse::<u64>().ok()?)));
    let Some((path, number)) = named else {
        return Err(missing(
            place.state.folder(),
            "write the version as PATH@N, such as /notes/pi@3",
        ));
    };
    let entries = place.entries(Some(path).filter(|path| !path.is_empty()))?;
    if !entries.iter().any(|entry| entry.number == number) {
        return Err(missing(place.state.folder(), "there is no such version"));
    }
    let (_, bytes) = place.history.read(number).map_err(at(place.state.folder()))?;
    // A terminal would do what a text says to it; elsewhere the bytes are wanted.
    if io::stdout().is_terminal() {
        let text = String::from_utf8_lossy(&bytes);
        let shown = |line: &str| writeln!(out, "{}", escape_controls(line));
        return text.lines().try_for_each(shown).map_err(CommandError::Output);
    }
    out.write_all(&bytes).map_err(CommandError::Output)
}

fn undo(arguments: &HistoryUndo, out: &mut dyn Write) -> Result<(), CommandError> {
    let place = Place::of(&arguments.place)?;
    let folder = Folder::open(&place.folder).map_err(at(&place.folder))?;
    let turn = place.state.turn().map_err(at(place.state.folder()))?;
    let entries = place.entries(Some(&arguments.path))?;
    let last = entries.iter().rfind(|entry| entry.facts.kind != Kind::Unwritten);
    let Some(last) = last else {
        return Err(missing(
            place.state.folder(),
            "nothing was changed there that could be undone",
        ));
    };
    let Some(source) = SourcePath::new(&last.facts.source) else {
        return Err(missing(place.state.folder(), "the entry names no file"));
    };
    let (before, bytes) = place.history.read(last.number).map_err(at(place.state.folder()))?;
    let file = place.folder.join(source.as_str());
    let was_created = last.facts.kind == Kind::Created;
    let current = folder.current(&source, LARGEST).map_err(at(&file))?;
    let mode = before.mode;
    let (kind, now) = match &current {
        Some(current) if was_created => (Kind::Deleted, current),
        Some(current) => (Kind::Replaced, current),
        // That there was nothing is undone by taking the file away again.
        None => (Kind::Created, &Current { bytes: Vec::new(), mode: 0 }),
    };
    let facts = by_owner(before, kind, now.mode);
    let kept = place.history.keep(&turn, &facts, &now.bytes, place.bounds);
    kept.map_err(at(place.state.folder()))?;
    let done = match current {
        Some(_) if was_created => folder.remove(&source),
        None if was_created => Ok(Lasting::Yes),
        Some(Current { mode, .. }) => folder.replace(&source, &bytes, mode),
        None => folder.create_with(&source, &bytes, mode),
    };
    done.and_then(Lasting::confirmed).map_err(at(&file))?;
    let (source, time) = (escape_controls(source.as_str()), &last.facts.time);
    let said = if was_created { "is no more, as before it came" } else { "is what it was before" };
    writeln!(out, "{source} {said} ({time})").map_err(CommandError::Output)
}

/// The facts of what the owner replaces by undoing, in the place of those of what is undone.
fn by_owner(undone: Facts, kind: Kind, mode: u32) -> Facts {
    let (time, who) = (Timestamp::now().to_string(), OWNER.to_owned());
    Facts { time, who, kind, mode, writer: None, came: 0, ..undone }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Tried(tempfile::TempDir);

    impl Tried {
        /// A page that was changed once, deleted once, and a text that was not written.
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir_all(dir.path().join("site/notes")).unwrap();
            fs::write(dir.path().join("site/notes/pi.md"), "new\n").unwrap();
            let state = HostState::of(&dir.path().join("state"), "localhost");
            state.make().unwrap();
            let turn = state.turn().unwrap();
            let bounds = Bounds { days: 30, bytes: 1 << 20 };
            for (kind, source, bytes) in [
                (Kind::Replaced, "notes/pi.md", "old\n"),
                (Kind::Unwritten, "notes/pi.md", "blind\n"),
                (Kind::Deleted, "gone.md", "gone\n"),
            ] {
                let facts = Facts {
                    source: source.to_owned(),
                    path: String::new(),
                    time: "2026-11-30T12:00:00Z".to_owned(),
                    who: "an\u{1b}na".to_owned(),
                    kind,
                    mode: 0o644,
                    writer: None,
                    came: 0,
                };
                history::History::of(&state).keep(&turn, &facts, bytes.as_bytes(), bounds).unwrap();
            }
            Self(dir)
        }

        fn place(&self) -> HostPlace {
            HostPlace {
                state: Some(self.0.path().join("state")),
                capsule: Some(self.0.path().join("site")),
                ..HostPlace::default()
            }
        }

        fn run(&self, act: Option<HistoryAct>, path: Option<&str>) -> Result<String, CommandError> {
            let path = path.map(str::to_owned);
            let list = HistoryList { path, place: self.place() };
            let mut out = Vec::new();
            history(&History { act, list }, &mut out)?;
            Ok(String::from_utf8(out).unwrap())
        }

        fn undo(&self, path: &str) -> Result<String, CommandError> {
            let (path, place) = (path.to_owned(), self.place());
            self.run(Some(HistoryAct::Undo(HistoryUndo { path, place })), None)
        }

        fn show(&self, version: &str) -> Result<String, CommandError> {
            let (version, place) = (version.to_owned(), self.place());
            self.run(Some(HistoryAct::Show(HistoryShow { version, place })), None)
        }

        fn file(&self, name: &str) -> String {
            fs::read_to_string(self.0.path().join("site").join(name)).unwrap()
        }
    }

    #[test]
    fn versions_are_listed_and_shown_by_path_or_name() {
        let tried = Tried::new();
        let all = tried.run(None, None).unwrap();
        assert_eq!(all.lines().count(), 3);
        let first = all.lines().next().unwrap();
        assert!(first.starts_with("@1  2026-11-30T12:00:00Z  replaced  4 bytes  an"), "{first}");
        assert!(!first.contains('\u{1b}'));
        for path in ["/notes/pi", "notes/pi.md", "/notes/pi.md"] {
            assert_eq!(tried.run(None, Some(path)).unwrap().lines().count(), 2, "{path}");
        }
        assert_eq!(tried.show("/notes/pi@2").unwrap(), "blind\n");
        assert_eq!(tried.show("@3").unwrap(), "gone\n");
        for version in ["/notes/pi@3", "/notes/pi@9", "/notes/pi", "@x"] {
            assert!(tried.show(version).is_err(), "{version}");
        }
    }

    #[test]
    fn undoing_puts_back_and_can_be_undone() {
        let tried = Tried::new();
        tried.undo("/notes/pi").unwrap();
        assert_eq!(tried.file("notes/pi.md"), "old\n");
        tried.undo("/notes/pi").unwrap();
        assert_eq!(tried.file("notes/pi.md"), "new\n");
        tried.undo("gone.md").unwrap();
        assert_eq!(tried.file("gone.md"), "gone\n");
        tried.undo("gone.md").unwrap();
        assert!(!tried.0.path().join("site/gone.md").exists());
        tried.undo("gone.md").unwrap();
        assert_eq!(tried.file("gone.md"), "gone\n");
        let error = tried.undo("/never").unwrap_err().to_string();
        assert!(error.contains("nothing was changed there"), "{error}");
    }

    #[test]
    fn a_file_is_meant_by_each_of_its_paths() {
        let tried = Tried::new();
        let site = tried.0.path().join("site");
        fs::create_dir(site.join("_posts")).unwrap();
        fs::write(site.join("_config.yml"), "").unwrap();
        let post = "_posts/2026-11-30-first.md";
        fs::write(site.join(post), "---\n---\nedited\n").unwrap();
        let state = HostState::of(&tried.0.path().join("state"), "localhost");
        let bounds = Bounds { days: 30, bytes: 1 << 20 };
        for (kind, path, bytes) in [
            (Kind::Created, "/posts/first", ""),
            (Kind::Replaced, "/2026/11/30/first.html", "---\n---\nfirst\n"),
        ] {
            let path = path.to_owned();
            let facts = Facts {
                source: post.to_owned(),
                kind,
                path,
                ..history::History::of(&state).read(1).unwrap().0
            };
            history::History::of(&state)
                .keep(&state.turn().unwrap(), &facts, bytes.as_bytes(), bounds)
                .unwrap();
        }
        for path in ["/posts/first", "/2026/11/30/first.html", "/2026/11/30/first", post] {
            assert_eq!(tried.run(None, Some(path)).unwrap().lines().count(), 2, "{path}");
        }
        tried.undo("/posts/first").unwrap();
        assert_eq!(tried.file(post), "---\n---\nfirst\n");
    }

    #[test]
    fn a_page_that_was_created_goes_and_comes_back() {
        let tried = Tried::new();
        let state = HostState::of(&tried.0.path().join("state"), "localhost");
        let created = Facts {
            source: "notes/e.md".to_owned(),
            kind: Kind::Created,
            ..history::History::of(&state).read(1).unwrap().0
        };
        let bounds = Bounds { days: 30, bytes: 1 << 20 };
        history::History::of(&state).keep(&state.turn().unwrap(), &created, b"", bounds).unwrap();
        fs::write(tried.0.path().join("site/notes/e.md"), "2.718\n").unwrap();
        let said = tried.undo("notes/e").unwrap();
        assert!(said.starts_with("notes/e.md is no more"), "{said}");
        assert!(!tried.0.path().join("site/notes/e.md").exists());
        tried.undo("notes/e").unwrap();
        assert_eq!(tried.file("notes/e.md"), "2.718\n");
        let listed = tried.run(None, Some("notes/e")).unwrap();
        assert!(listed.contains("  created  0 bytes  "), "{listed}");
    }

    #[test]
    fn where_nothing_was_uploaded_there_is_no_history() {
        let tried = Tried::new();
        let place = HostPlace { host: Some("example.org".to_owned()), ..tried.place() };
        let list = HistoryList { path: None, place };
        let error = history(&History { act: None, list }, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("nothing was uploaded yet"), "{error}");
    }
}
