//! The hook for git, with a real repository and real pushes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::clients_support::server::propus;

/// A repository with the hook, a working copy, and the folder that is served.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(options: &[&str]) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        let (bare, site) = (place.path("site.git"), place.path("my site"));
        place.git(&["init", "--quiet", "--bare", bare.to_str().unwrap()], ".");
        let hook = propus(&[&["hook", site.to_str().unwrap()], options].concat());
        assert!(hook.status.success(), "{hook:?}");
        let file = bare.join("hooks/post-receive");
        fs::write(&file, hook.stdout).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        place.git(&["init", "--quiet", "--initial-branch", "main", "work"], ".");
        place.git(&["remote", "add", "origin", "../site.git"], "work");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs git in a folder, whatever the machine's own settings are.
    fn run(&self, arguments: &[&str], folder: &str) -> Output {
        Command::new("git")
            .args(arguments)
            .current_dir(self.path(folder))
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Anna")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "a@example.org")))
            .output()
            .unwrap()
    }

    fn git(&self, arguments: &[&str], folder: &str) {
        let output = self.run(arguments, folder);
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
    }

    /// Commits these files in the place of all others, and pushes. Returns what the pusher sees.
    fn push(&self, files: &[(&str, &str)], branch: &str) -> String {
        if !self.run(&["ls-files"], "work").stdout.is_empty() {
            self.git(&["rm", "-rq", "."], "work");
        }
        for (name, text) in files {
            let file = self.path("work").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        self.git(&["add", "--all"], "work");
        self.git(&["commit", "--quiet", "--message", "A change"], "work");
        let pushed = self.run(&["push", "origin", &format!("HEAD:{branch}")], "work");
        assert!(pushed.status.success(), "{pushed:?}");
        String::from_utf8(pushed.stderr).unwrap()
    }

    /// The names of what is served.
    fn site(&self) -> Vec<String> {
        let mut names = Vec::new();
        walk(&self.path("my site"), "", &mut names);
        names.sort();
        names
    }
}

fn walk(folder: &Path, below: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{name}/"), names);
        } else {
            names.push(name);
        }
    }
}

const HOME: (&str, &str) = ("index.md", "# Home\n");

#[test]
#[ignore = "needs git"]
fn a_push_changes_the_site_and_what_git_does_not_know_stays() {
    let place = Place::new(&[]);
    let said = place.push(&[HOME, ("notes/a b.md", "# A\n"), ("old.md", "# Old\n")], "main");
    assert!(said.contains("remote: propus: no faults"), "{said}");
    assert!(said.contains(", A change"), "{said}");
    assert_eq!(place.site(), ["index.md", "notes/a b.md", "old.md"]);
    fs::write(place.path("my site/upload.txt"), "mine").unwrap();
    place.push(&[("index.md", "# New\n"), ("notes/a b.md", "# A\n")], "main");
    assert_eq!(place.site(), ["index.md", "notes/a b.md", "upload.txt"]);
    assert_eq!(fs::read_to_string(place.path("my site/index.md")).unwrap(), "# New\n");
}

#[test]
#[ignore = "needs git"]
fn a_bad_push_leaves_the_old_site_in_place_and_tells_why() {
    let place = Place::new(&[]);
    place.push(&[HOME], "main");
    let said = place.push(&[("index.md", "# Home\n\n[x](none.md)\n"), ("b.md", "# B\n")], "main");
    assert!(said.contains("remote: index.md:3: link to none.md"), "{said}");
    assert!(said.contains("stays as it was; mend what is named above"), "{said}");
    assert_eq!(place.site(), ["index.md"]);
    assert_eq!(fs::read_to_string(place.path("my site/index.md")).unwrap(), "# Home\n");
    place.push(&[HOME, ("b.md", "# B\n")], "main");
    assert_eq!(place.site(), ["b.md", "index.md"]);
}

#[test]
#[ignore = "needs git"]
fn another_branch_and_a_deleted_one_change_nothing() {
    let place = Place::new(&["--branch", "live"]);
    let said = place.push(&[HOME], "draft");
    assert!(said.contains("remote: propus: draft is not served, live is"), "{said}");
    assert_eq!(place.site(), [""; 0]);
    place.push(&[HOME, ("a.md", "# A\n")], "live");
    assert_eq!(place.site(), ["a.md", "index.md"]);
    place.git(&["push", "--quiet", "origin", ":live"], "work");
    assert_eq!(place.site(), ["a.md", "index.md"]);
}
