//! A snapshot that follows another one is what it would be if the folder were read afresh.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use crate::capsule::{Audience, Capsule, Reader, Resource, load, load_again};
use crate::content::{Folder, Named};
use crate::diagnostic::Diagnostic;
use crate::form::{Form, Protocol, View};
use crate::generator::{Options, Settings};
use crate::origin::Origin;

/// Files that come, change and go: pages, posts, drafts, settings, configurations, hidden ones.
const FILES: &[&str] = &[
    "index.md",
    "a.md",
    "b/c.md",
    "b/README.md",
    "b/index.md",
    "b/gophermap",
    "b/deep/er.gmi",
    "2024-05-06-log.md",
    "_posts/2024-01-01-x.md",
    "_posts/2024-01-02-y.md",
    "_drafts/d.md",
    "_data/x.yml",
    "_letters/l.md",
    "_includes/i.md",
    "content/posts/p.md",
    "content/_index.md",
    "src/SUMMARY.md",
    "src/a.md",
    "picture.png",
    "data.txt",
    "style.css",
    "page.html",
    "b/.hidden.md",
    "b/.propus.toml",
    "b/.meta",
    "_config.yml",
    "hugo.toml",
    "book.toml",
    "cgi-bin/x.md",
];

/// Texts, most of them pages, some of which differ in what stands below the head alone.
const TEXTS: &[&str] = &[
    "# One\n\nwords\n",
    "# One\n\nother words, [a link](b/c.md), [none](nowhere.md)\n",
    "# Two\n",
    "---\ntitle: T\ndate: 2024-03-04\ntags: [x, y]\npage: /a\n---\n\ntext\n",
    "---\ntitle: T\ndate: 2024-03-04\ntags: [x, y]\npage: /a\n---\n\nmore {{ site.data.x.k }} ![[c]]\n",
    "---\ntitle: T\ntags: [z]\nredirect_from: [/old, /older/]\n---\n{% include i.md %}\n",
    "---\ntitle: later\ndate: 2999-01-01\n---\n",
    "---\ndraft: true\n---\n",
    "---\ntitle: [\n---\nbroken\n",
    "k: 1\ntitle: Site\n",
    "k: 2\ntitle: Site\n",
    "language = \"de\"\n",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n",
    "",
];

/// Something that happens to a folder.
#[derive(Clone, Debug)]
enum Deed {
    Write(usize, usize),
    /// As editors write: beside it, and then in its place.
    Replace(usize, usize),
    Remove(usize),
    Rename(usize, usize),
    RenameFolder,
    Link(usize, usize),
    Touch(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let file = || 0..FILES.len();
    let text = || 0..TEXTS.len();
    prop_oneof![
        8 => (file(), text()).prop_map(|(file, text)| Deed::Write(file, text)),
        4 => (file(), text()).prop_map(|(file, text)| Deed::Replace(file, text)),
        2 => file().prop_map(Deed::Remove),
        2 => (file(), file()).prop_map(|(from, to)| Deed::Rename(from, to)),
        1 => Just(Deed::RenameFolder),
        1 => (file(), file()).prop_map(|(file, to)| Deed::Link(file, to)),
        1 => file().prop_map(Deed::Touch),
    ]
}

/// A folder, and the names that a watcher tells of.
struct Watched {
    dir: tempfile::TempDir,
    named: BTreeSet<String>,
    /// Each text is longer than all before, so that no two files look alike.
    written: usize,
}

impl Watched {
    fn name(&mut self, name: &str) {
        self.named.insert(name.to_owned());
    }

    /// Makes the folders that a file is in.
    fn reach(&mut self, name: &str) {
        for (at, _) in name.match_indices('/') {
            if fs::create_dir(self.dir.path().join(name.split_at(at).0)).is_ok() {
                self.name(name.split_at(at).0);
            }
        }
    }

    fn write(&mut self, name: &str, text: &str) {
        self.reach(name);
        self.written += 1;
        let mut text = text.to_owned();
        text.extend(std::iter::repeat_n('\n', 400 + self.written - text.len()));
        if fs::write(self.dir.path().join(name), text).is_ok() {
            self.name(name);
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let place = |name: &str| self.dir.path().join(name);
        if fs::rename(place(from), place(to)).is_ok() {
            self.name(from);
            self.name(to);
        }
    }

    fn happens(&mut self, deed: &Deed) {
        match deed {
            Deed::Write(file, text) => self.write(FILES[*file], TEXTS[*text]),
            Deed::Replace(file, text) => {
                self.reach(FILES[*file]);
                let beside = format!("{}~", FILES[*file]);
                self.write(&beside, TEXTS[*text]);
                self.rename(&beside, FILES[*file]);
            }
            Deed::Remove(file) => {
                if fs::remove_file(self.dir.path().join(FILES[*file])).is_ok() {
                    self.name(FILES[*file]);
                }
            }
            Deed::Rename(from, to) => {
                self.reach(FILES[*to]);
                self.rename(FILES[*from], FILES[*to]);
            }
            Deed::RenameFolder => {
                self.rename("b", "moved");
                self.rename("away", "b");
                self.rename("moved", "away");
            }
            Deed::Link(file, to) => {
                self.reach(FILES[*file]);
                let target = self.dir.path().join(FILES[*to]);
                if symlink(target, self.dir.path().join(FILES[*file])).is_ok() {
                    self.name(FILES[*file]);
                }
            }
            Deed::Touch(file) => {
                let opened = fs::File::open(self.dir.path().join(FILES[*file]));
                let now = std::time::SystemTime::now();
                if opened.is_ok_and(|file| file.set_modified(now).is_ok()) {
                    self.name(FILES[*file]);
                }
            }
        }
    }
}

fn opened(dir: &Path) -> Arc<Folder> {
    Arc::new(Folder::open(dir).unwrap())
}

fn sorted<T: Debug>(all: impl Iterator<Item = T>) -> Vec<String> {
    let mut lines: Vec<String> = all.map(|it| format!("{it:?}")).collect();
    lines.sort();
    lines
}

/// The words of something that holds maps in no order.
fn words(it: &impl Debug) -> Vec<String> {
    let text = format!("{it:?}");
    sorted(text.split(|c: char| !c.is_alphanumeric()))
}

/// All that a snapshot knows and shows.
fn facts(capsule: &Arc<Capsule>) -> Vec<String> {
    let (source, contents) = (&capsule.source, &capsule.contents);
    let routes = contents.routes();
    let settings = Settings { now: Timestamp::UNIX_EPOCH, ..(*source.settings).clone() };
    let mut facts: Vec<String> = source.known.iter().map(|it| format!("{it:?}")).collect();
    facts.extend(routes.pages.iter().map(|it| format!("{it:?} {}", source.size_of(it))));
    facts.extend(routes.files.iter().map(|it| format!("{it:?}")));
    facts.extend(routes.resources.iter().map(|it| format!("{it:?}")));
    facts.extend(routes.unserved.iter().map(|it| format!("{it:?}")));
    facts.extend(sorted(routes.menus.iter()));
    facts.extend(sorted(routes.addresses_of_hidden.iter()));
    facts.extend(sorted(routes.sources.iter()));
    facts.push(format!("{settings:?} {:?}", source.next_change));
    facts.extend(words(&source.folder_settings));
    facts.extend(words(&capsule.templates.data));
    facts.extend(sorted(source.scan.diagnostics.iter()));
    facts.push(source.scan.is_straight.to_string());
    facts.push(format!("{:?} {:?}", capsule.letters, source.fault));
    facts.push(format!("{:?}", source.generator.name()));
    for (path, resource) in capsule.visible_to(Reader::Author).resources() {
        match resource {
            Resource::Page(number) => {
                let page = capsule.page_entry(*number).unwrap();
                facts.push(format!("{:?}", capsule.page(page).map_err(|it| it.kind())));
            }
            Resource::Folder => facts.push(format!("{:?}", capsule.listing(path))),
            Resource::Posts => facts.push(format!("{:?}", capsule.post_list(path))),
            Resource::Feed => {
                let origin = Origin::new("h", [(Protocol::Gemini, 1965)]);
                let form = Form { protocol: Protocol::Gemini, view: View::Feed };
                let audience = Audience { origin: &origin, form };
                facts.push(format!("{:?}", capsule.feed(path, audience).map_err(|it| it.kind())));
            }
            Resource::File(_) | Resource::Search | Resource::Redirection(_) | Resource::Robots => {}
        }
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_it_is_as_if_all_were_read_afresh(
        first in prop::collection::vec((0..FILES.len(), 0..TEXTS.len()), 1..12),
        then in prop::collection::vec(prop::collection::vec(deed(), 1..4), 1..6),
        letters in any::<bool>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut watched = Watched { dir, named: BTreeSet::new(), written: 0 };
        for (file, text) in first {
            watched.write(FILES[file], TEXTS[text]);
        }
        let options = Options { letters, ..Options::default() };
        let at = watched.dir.path().to_owned();
        let (mut capsule, mut warnings) = load(&opened(&at), &options, None).unwrap();
        for deeds in then {
            watched.named.clear();
            for deed in &deeds {
                watched.happens(deed);
            }
            let named = Named::These(watched.named.clone());
            let (next, told) = load_again(&opened(&at), &options, &capsule, &named).unwrap();
            capsule = next;
            warnings = told.unwrap_or(warnings);
            let (afresh, expected) = load(&opened(&at), &options, None).unwrap();
            prop_assert_eq!(facts(&capsule), facts(&afresh), "{:?}", &deeds);
            prop_assert_eq!(&warnings, &expected, "{:?}", &deeds);
        }
    }
}

/// A folder that was read, and what follows when something is written to it.
fn after(files: &[(&str, &str)], name: &str, text: &str) -> [Arc<Capsule>; 2] {
    let dir = crate::tests::folder_of(files);
    let options = Options { letters: true, ..Options::default() };
    let (before, _) = load(&opened(dir.path()), &options, None).unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    let named = Named::These([name.to_owned()].into());
    let (now, _) = load_again(&opened(dir.path()), &options, &before, &named).unwrap();
    [before, now]
}

#[test]
fn what_does_not_depend_on_a_text_is_shared() {
    let shares = |files: &[(&str, &str)], name: &str, text: &str| {
        let [before, now] = after(files, name, text);
        Arc::ptr_eq(&before.contents, &now.contents)
    };
    let page = |text: &str| format!("---\ntitle: T\n---\n# H\n{text}\n");
    let site: &[(&str, &str)] = &[("a.md", &page("x")), ("p.txt", "x"), ("_data/d.yml", "k: 1")];
    let on_disk = after(site, "a.md", "x")[0].source.scan.is_straight;
    assert_eq!(shares(site, "a.md", &page("other")), on_disk);
    assert_eq!(shares(site, "p.txt", "other"), on_disk);
    assert_eq!(shares(site, ".git", "x"), on_disk, "of hidden ones nothing is served");
    assert!(!shares(site, "a.md", "---\ntitle: U\n---\n# H\n"));
    assert!(!shares(site, "b.md", "x"));
    assert!(!shares(site, ".propus.toml", "x"));
    assert!(!shares(site, "_config.yml", "title: x"));
    let jekyll: &[(&str, &str)] =
        &[("_config.yml", ""), ("_data/d.yml", "k: 1"), ("_drafts/d.md", &page("x"))];
    assert!(!shares(jekyll, "_data/d.yml", "k: 2"));
    assert!(!shares(jekyll, "_drafts/d.md", &page("other")), "its date is that of its file");
    assert!(!shares(&[("_letters/l.md", &page("x"))], "_letters/l.md", &page("other")));
}

#[test]
fn a_file_with_two_names_changes_under_both() {
    let dir = crate::tests::folder_of(&[("a.md", "# A\n")]);
    let place = |name: &str| dir.path().join(name);
    fs::hard_link(place("a.md"), place("b.md")).unwrap();
    let options = Options::default();
    let (before, _) = load(&opened(dir.path()), &options, None).unwrap();
    fs::write(place("a.md"), "# Other\n").unwrap();
    let named = Named::These(["a.md".to_owned()].into());
    let (now, _) = load_again(&opened(dir.path()), &options, &before, &named).unwrap();
    let titles = now.visible_to(Reader::Author).pages().map(|page| page.title.as_str());
    assert_eq!(titles.collect::<Vec<_>>(), ["Other", "Other"]);
    assert!(!now.source.scan.is_straight);
}

#[test]
fn a_file_that_nobody_named_is_not_looked_at() {
    let dir = crate::tests::folder_of(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    let options = Options::default();
    let (before, told) = load(&opened(dir.path()), &options, None).unwrap();
    fs::write(dir.path().join("b.md"), "# Other\n").unwrap();
    let read = |named: &Named| {
        let (now, _) = load_again(&opened(dir.path()), &options, &before, named).unwrap();
        sorted(now.visible_to(Reader::Author).pages().map(|page| page.title.clone())).concat()
    };
    assert_eq!(told, Vec::<Diagnostic>::new());
    assert_eq!(read(&Named::Any), r#""A""Other""#);
    assert_eq!(read(&Named::These(["b.md".to_owned()].into())), r#""A""Other""#);
    let seen = if before.source.scan.is_straight { r#""A""B""# } else { r#""A""Other""# };
    assert_eq!(read(&Named::These(["a.md".to_owned()].into())), seen);
}
