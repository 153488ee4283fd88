use std::fs;

use super::*;
use crate::form::Protocol;
use crate::log::tests::logged;
use crate::origin::Origin;
use crate::site::Style;

/// A site of one page, and its watch, which nobody has started.
fn watched(options: Options) -> (tempfile::TempDir, Arc<Site>, Watch) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("index.md"), "# Home\n").unwrap();
    fs::write(dir.path().join("wrong.md"), "---\nlang: \"!\"\n---\n").unwrap();
    let folder = Arc::new(Folder::open(dir.path()).unwrap());
    let (capsule, reported) = capsule::load(&folder, &options, None).unwrap();
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965)]);
    let site = Arc::new(Site::new(capsule, origin, Style::default()));
    let (wake, _) = mpsc::sync_channel(1);
    let watch = Watch {
        site: Arc::downgrade(&site),
        identity: identity(dir.path()),
        folder: dir.path().to_owned(),
        options,
        rescan: Rescan::new(wake),
        sandbox: Arc::default(),
        warnings: PageWarnings::new(|_| {}),
        reported,
        vanished: Vanished::default(),
        trouble: Trouble::default(),
        unwatched: Trouble::default(),
        stop: CancellationToken::new(),
    };
    (dir, site, watch)
}

/// Reads the folder again, whatever has changed.
fn reload(watch: &mut Watch, site: &Site) -> io::Result<()> {
    watch.rescan.request();
    watch.reload(site)
}

fn pages(site: &Site) -> usize {
    site.with_capsule(|capsule| capsule.page_count())
}

fn empty(dir: &Path) {
    for name in ["index.md", "wrong.md"] {
        fs::remove_file(dir.join(name)).unwrap();
    }
}

#[test]
fn a_folder_that_has_become_empty_is_not_taken_up_at_once() {
    let (dir, site, mut watch) = watched(Options::default());
    empty(dir.path());
    reload(&mut watch, &site).unwrap();
    assert!(pages(&site) == 2 && watch.vanished.is_awaited());
    fs::write(dir.path().join("new.md"), "# New\n").unwrap();
    reload(&mut watch, &site).unwrap();
    assert!(pages(&site) == 1 && !watch.vanished.is_awaited());
}

#[test]
fn an_operator_may_want_an_empty_folder_at_once() {
    let (dir, site, mut watch) = watched(Options { empty_ok: true, ..Options::default() });
    empty(dir.path());
    reload(&mut watch, &site).unwrap();
    assert_eq!(pages(&site), 0);
}

#[test]
fn an_empty_folder_is_taken_up_in_time_though_nothing_changes_in_it_any_more() {
    let (dir, site, mut watch) = watched(Options::default());
    let (stop, (_wake, changes)) = (watch.stop.clone(), mpsc::sync_channel(1));
    empty(dir.path());
    reload(&mut watch, &site).unwrap();
    assert_eq!(pages(&site), 2);
    let (served, nothing) = (Holdings { pages: 2, files: 0 }, Holdings { pages: 0, files: 0 });
    watch.vanished = Vanished::default();
    // As if its patience had begun long ago.
    watch.vanished.judge(served, nothing, Instant::now().checked_sub(EMPTY).unwrap());
    let looks = thread::spawn(move || watch.run(&changes));
    let is_taken = (0..600).any(|_| {
        thread::sleep(Duration::from_millis(50));
        pages(&site) == 0
    });
    stop.cancel();
    looks.join().unwrap();
    assert!(is_taken, "it was never looked at again");
}

#[test]
fn a_folder_in_which_nothing_happens_is_not_read_again() {
    let (_dir, site, mut watch) = watched(Options::default());
    let (stop, (_wake, changes)) = (watch.stop.clone(), mpsc::sync_channel(1));
    let before = site.with_capsule(Arc::clone);
    let looks = thread::spawn(move || watch.run(&changes));
    thread::sleep(POLL * 5 / 4);
    stop.cancel();
    looks.join().unwrap();
    assert!(Arc::ptr_eq(&before, &site.with_capsule(Arc::clone)), "it was read for nothing");
}

#[test]
fn what_is_wrong_with_the_folder_is_reported_once() {
    let (dir, _site, mut watch) = watched(Options::default());
    let mut read_again = || {
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        let (_, diagnostics) = capsule::load(&folder, &watch.options, None).unwrap();
        watch.unreported(diagnostics).len()
    };
    assert_eq!(read_again(), 0, "the start has reported it");
    fs::write(dir.path().join("too.md"), "---\nlang: \"!\"\n---\n").unwrap();
    assert_eq!((read_again(), read_again()), (1, 0));
    fs::remove_file(dir.path().join("too.md")).unwrap();
    assert_eq!(read_again(), 0);
    fs::write(dir.path().join("too.md"), "---\nlang: \"!\"\n---\n").unwrap();
    assert_eq!(read_again(), 1, "it was mended meanwhile");
}

#[test]
fn a_request_to_read_all_anew_stands_until_it_is_met() {
    let (dir, site, mut watch) = watched(Options::default());
    let stands = |watch: &Watch| {
        let asked = watch.rescan.take();
        watch.rescan.stands(&asked);
        asked == Asked::Anew
    };
    watch.rescan.forget();
    fs::write(dir.path().join("_config.yml"), "title: [\n").unwrap();
    reload(&mut watch, &site).unwrap();
    assert!(stands(&watch), "the configuration could not be read");
    fs::remove_file(dir.path().join("_config.yml")).unwrap();
    empty(dir.path());
    reload(&mut watch, &site).unwrap();
    assert!(stands(&watch), "the folder was empty");
    let folder = std::mem::replace(&mut watch.folder, dir.path().join("none"));
    reload(&mut watch, &site).unwrap_err();
    assert!(stands(&watch), "there was no folder");
    watch.folder = folder;
    fs::write(dir.path().join("index.md"), "# Home\n").unwrap();
    reload(&mut watch, &site).unwrap();
    assert!(!stands(&watch));
}

#[test]
fn another_folder_in_the_place_of_the_one_is_not_taken_up() {
    let (dir, site, mut watch) = watched(Options::default());
    let (own, other) = (watch.folder.clone(), tempfile::tempdir().unwrap());
    fs::write(other.path().join("other.md"), "# Other\n").unwrap();
    watch.folder = other.path().to_owned();
    reload(&mut watch, &site).unwrap();
    assert_eq!(pages(&site), 2, "it is for another process");
    watch.folder = own;
    fs::write(dir.path().join("third.md"), "# Third\n").unwrap();
    reload(&mut watch, &site).unwrap();
    assert_eq!(pages(&site), 3);
}

#[test]
fn what_keeps_a_folder_from_being_read_is_said_once_and_so_is_its_end() {
    let (dir, site, mut watch) = watched(Options::default());
    let lines = logged(|| {
        let folder = mem::replace(&mut watch.folder, dir.path().join("none"));
        for _ in 0..3 {
            reload(&mut watch, &site).unwrap_err();
        }
        watch.folder = folder;
        for _ in 0..3 {
            reload(&mut watch, &site).unwrap();
        }
        // No page, but somebody gets it.
        fs::write(dir.path().join("picture.png"), "").unwrap();
        for _ in 0..3 {
            reload(&mut watch, &site).unwrap();
        }
        fs::write(dir.path().join("_config.yml"), "title: [\n").unwrap();
        for _ in 0..3 {
            reload(&mut watch, &site).unwrap();
        }
        fs::remove_file(dir.path().join("_config.yml")).unwrap();
        fs::write(dir.path().join("new.md"), "# New\n").unwrap();
        reload(&mut watch, &site).unwrap();
    });
    let expected = [
        "the folder can't be read; what was served before still is",
        "the folder can be read again",
        "the folder was read again",
        "_config.yml",
        "the folder can be read again",
        "the folder was read again",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.contains(expected), "{line} does not say {expected:?}");
    }
}

#[test]
fn a_folder_that_was_read_again_is_told_of_if_it_is_another() {
    let (dir, site, mut watch) = watched(Options::default());
    let mut told = |name: &str, text: &str| {
        fs::write(dir.path().join(name), text).unwrap();
        let lines = logged(|| reload(&mut watch, &site).unwrap());
        let line = lines.first().map(|line| line.trim_end().to_owned()).unwrap_or_default();
        assert!(lines.len() < 2, "{lines:#?}");
        line.split_once("pages=")
            .map(|(_, facts)| facts.split(" took_ms").next().unwrap().to_owned())
    };
    assert_eq!(told("wrong.md", "---\nlang: \"!\"\n---\nmore\n").unwrap(), "2 changed=1");
    assert_eq!(told("file.txt", "a").unwrap(), "2 changed=0");
    assert_eq!(told("file.txt", "b").unwrap(), "2 changed=0");
    assert_eq!(told("new.md", "# New\n").unwrap(), "3 changed=1");
    assert_eq!(logged(|| reload(&mut watch, &site).unwrap()), [""; 0], "it is as it was");
}

#[test]
fn of_many_warnings_the_first_are_told_and_the_number_of_the_others() {
    let warnings = |number: usize| {
        let all: Vec<Diagnostic> =
            (0..number).map(|it| Diagnostic::whole(it.to_string())).collect();
        logged(|| log_some(&all))
    };
    assert_eq!(warnings(0).len(), 0);
    assert_eq!(warnings(MOST_WARNINGS).len(), MOST_WARNINGS);
    let lines = warnings(MOST_WARNINGS + 2);
    assert_eq!(lines.len(), MOST_WARNINGS + 1);
    assert!(lines[MOST_WARNINGS].contains(" 2 more warnings about the folder"), "{lines:?}");
}
