//! Symbolic links in a folder: where they may lead, and what becomes of those that are put in after
//! the scan.

use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};

use propus::capsule::Reader;

use super::*;

#[test]
fn symbolic_links_lead_nowhere_outside() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.txt", "secret");
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "inside.txt", "inside");
    write(dir.path(), ".hidden.txt", "hidden");
    write(dir.path(), "folder/a.md", "# A\n");
    symlink(outside.path().join("secret.txt"), dir.path().join("out.txt")).unwrap();
    symlink(outside.path(), dir.path().join("outdir")).unwrap();
    symlink("../..", dir.path().join("folder/up")).unwrap();
    symlink("inside.txt", dir.path().join("in.txt")).unwrap();
    symlink(".hidden.txt", dir.path().join("shown.txt")).unwrap();
    symlink("nowhere", dir.path().join("dangling.txt")).unwrap();
    symlink(".", dir.path().join("folder/loop")).unwrap();
    symlink("self", dir.path().join("self")).unwrap();
    let site = read(dir, &Options::default());
    for path in [
        "/out.txt",
        "/outdir/secret.txt",
        "/outdir/",
        "/folder/up/",
        "/shown.txt",
        "/dangling.txt",
        "/self",
    ] {
        site.check(path, NOT_FOUND);
    }
    site.check("/in.txt", "file text/plain");
    assert_eq!(site.first_line("/folder/a"), "# A");
    for name in
        ["out.txt", "outdir", "folder/up", "shown.txt", "dangling.txt", "folder/loop", "self"]
    {
        assert!(site.warnings.iter().any(|it| it.starts_with(name)), "{name}: {:?}", site.warnings);
    }
}

#[test]
fn a_file_that_is_swapped_for_a_link_or_a_pipe_is_not_served() {
    let site = site(&[("a.txt", "text"), ("b.txt", "text"), ("p.md", "# P\n")]);
    let outside = tempfile::NamedTempFile::new().unwrap();
    let root = site.dir.path();
    fs::remove_file(root.join("a.txt")).unwrap();
    symlink(outside.path(), root.join("a.txt")).unwrap();
    fs::remove_file(root.join("b.txt")).unwrap();
    assert!(
        std::process::Command::new("mkfifo").arg(root.join("b.txt")).status().unwrap().success()
    );
    fs::remove_file(root.join("p.md")).unwrap();
    for path in ["/a.txt", "/b.txt", "/p"] {
        site.check(path, NOT_FOUND);
    }
}

#[test]
fn a_plain_file_that_replaces_another_is_served() {
    let site = site(&[("a.txt", "old"), ("b.txt", "in between")]);
    let root = site.dir.path();
    fs::rename(root.join("b.txt"), root.join("a.txt")).unwrap();
    assert_eq!(site.bytes("/a.txt").as_deref(), Some("in between"));
}

#[test]
fn links_that_are_there_at_the_scan_are_served_as_they_were_then() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "shelf/book.txt", "book");
    write(root, ".git/config", "secret");
    symlink("shelf", root.join("books")).unwrap();
    symlink(root.join("shelf/book.txt"), root.join("absolute.txt")).unwrap();
    symlink("books/book.txt", root.join("twice.txt")).unwrap();
    let site = read(dir, &Options::default());
    let paths = ["/books/book.txt", "/absolute.txt", "/twice.txt"];
    for path in paths {
        assert_eq!(site.bytes(path).as_deref(), Some("book"), "{path}");
    }
    let root = site.dir.path();
    for link in ["absolute.txt", "twice.txt"] {
        fs::remove_file(root.join(link)).unwrap();
        symlink(".git/config", root.join(link)).unwrap();
    }
    for path in paths {
        assert_ne!(site.bytes(path).as_deref(), Some("secret"), "{path}");
    }
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

/// The only page, read and converted, past the cache of the site.
fn converted_anew(site: &Fixture) -> Option<String> {
    site.site.with_capsule(|capsule| {
        let page = capsule.visible_to(Reader::Author).pages().next()?;
        Some(format!("{:?}", capsule.page(page).ok()?.document))
    })
}

#[test]
fn a_link_that_is_swapped_in_shows_nothing_of_what_is_kept_back() {
    const SWAPS: usize = 3000;
    let site = site(&[
        ("a.txt", "text"),
        ("sub/config", "text"),
        (".git/config", "secret"),
        ("page.md", "# text\n"),
    ]);
    let root = site.dir.path();
    let swapped = |name: &str, target: &str| {
        symlink(target, root.join(".link")).unwrap();
        fs::rename(root.join(name), root.join(".kept")).unwrap();
        fs::rename(root.join(".link"), root.join(name)).unwrap();
        fs::remove_file(root.join(name)).unwrap();
        fs::rename(root.join(".kept"), root.join(name)).unwrap();
    };
    let done = AtomicBool::new(false);
    let leaks = std::thread::scope(|scope| {
        let readers: Vec<_> = [Some("/a.txt"), Some("/sub/config"), None]
            .map(|file| {
                let (site, done) = (&site, &done);
                scope.spawn(move || {
                    let mut leaks = 0;
                    while !done.load(Ordering::Relaxed) {
                        let read = file.map_or_else(|| converted_anew(site), |it| site.bytes(it));
                        leaks += usize::from(read.is_some_and(|it| it.contains("secret")));
                    }
                    leaks
                })
            })
            .into_iter()
            .collect();
        for _ in 0..SWAPS {
            swapped("a.txt", ".git/config");
            swapped("sub", ".git");
            swapped("page.md", ".git/config");
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().map(|reader| reader.join().unwrap()).sum::<usize>()
    });
    assert_eq!(leaks, 0);
    assert_eq!(site.bytes("/a.txt").as_deref(), Some("text"));
}

#[test]
fn a_capsule_that_is_mounted_as_kubernetes_does_is_served_also_when_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for (version, text) in [("..2026_01_01", "one"), ("..2026_02_02", "two")] {
        write(root, &format!("{version}/index.md"), &format!("# {text}\n"));
        write(root, &format!("{version}/notes/a.txt"), text);
        write(root, &format!("{version}/notes/.propus.toml"), "listing = false\n");
    }
    symlink("..2026_01_01", root.join("..data")).unwrap();
    for name in ["index.md", "notes"] {
        symlink(format!("..data/{name}"), root.join(name)).unwrap();
    }
    let site = read(dir, &Options::default());
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
    assert_eq!(site.first_line("/"), "# one");
    assert_eq!(site.bytes("/notes/a.txt").as_deref(), Some("one"));
    site.check("/notes/", NOT_FOUND);
    // The folder of the old version goes before anyone has seen that there is a new one.
    let root = site.dir.path();
    symlink("..2026_02_02", root.join("..tmp")).unwrap();
    fs::rename(root.join("..tmp"), root.join("..data")).unwrap();
    fs::remove_dir_all(root.join("..2026_01_01")).unwrap();
    assert_eq!(site.bytes("/notes/a.txt").as_deref(), Some("two"));
}

#[test]
fn links_lead_out_of_the_folder_where_the_operator_lets_them() {
    let (dir, shared, other) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(shared.path(), "pages/a.md", "# A\n");
    write(shared.path(), "pages/.env", "secret");
    write(shared.path(), "file.txt", "shared");
    write(other.path(), "file.txt", "secret");
    symlink(other.path().join("file.txt"), shared.path().join("pages/far.txt")).unwrap();
    for (name, target) in [
        ("pages", shared.path().join("pages")),
        ("file.txt", shared.path().join("file.txt")),
        ("hidden.txt", shared.path().join("pages/.env")),
        ("far.txt", other.path().join("file.txt")),
    ] {
        symlink(target, dir.path().join(name)).unwrap();
    }
    let links_to = vec![shared.path().to_owned(), "/nowhere/at/all".into()];
    let site = read(dir, &Options { links_to, ..Options::default() });
    assert_eq!(site.first_line("/pages/a"), "# A");
    assert_eq!(site.bytes("/file.txt").as_deref(), Some("shared"));
    for path in ["/hidden.txt", "/far.txt", "/pages/far.txt"] {
        site.check(path, NOT_FOUND);
    }
    assert_eq!(site.warnings.len(), 3, "{:?}", site.warnings);
}

#[test]
fn no_link_leads_to_the_servers_own_files() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "own/state", "secret");
    symlink("own/state", dir.path().join("file.txt")).unwrap();
    symlink(".", dir.path().join("own/self")).unwrap();
    write(dir.path(), "beside/a.txt", "a");
    symlink("../own", dir.path().join("beside/own")).unwrap();
    let options = Options { kept_back: vec!["own".to_owned()], ..Options::default() };
    let site = read(dir, &options);
    for path in ["/file.txt", "/own/state", "/beside/own/state", "/beside/own/self/state"] {
        site.check(path, NOT_FOUND);
    }
    assert_eq!(site.bytes("/beside/a.txt").as_deref(), Some("a"));
}

#[test]
fn a_file_that_changed_at_the_same_size_and_time_is_read_again() {
    let site = site(&[("page.md", "# One\n")]);
    let page = site.dir.path().join("page.md");
    let time = fs::metadata(&page).unwrap().modified().unwrap();
    fs::write(&page, "# Two\n").unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    let folder = Arc::new(Folder::open(site.dir.path()).unwrap());
    let (capsule, _) = site
        .site
        .with_capsule(|old| capsule::load(&folder, &Options::default(), Some(old)))
        .unwrap();
    let titles: Vec<_> = capsule
        .visible_to(capsule::Reader::Author)
        .pages()
        .map(|page| page.title.clone())
        .collect();
    assert_eq!(titles, ["Two"]);
}
