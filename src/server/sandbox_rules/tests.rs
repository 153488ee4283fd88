use std::os::unix::fs::symlink;

use super::*;
use crate::cli::{Serve, ServeSettings, Typed};
use crate::settings::content::LINKS_TO;
use crate::settings::host::{CAPSULE, UPLOADS};
use crate::settings::listen::GEMINI;
use crate::settings::log::ACCESS_LOG;
use crate::settings::server::{CERTS, METRICS, PID_FILE, SANDBOX_READ, STATE};
use crate::settings::value::{Grant, Listen, MetricsAddress, Value};

/// A folder of these entries, folders with a `/` at the end and links with an arrow.
fn folder(entries: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in entries {
        let (name, target) = entry.split_once(" -> ").unwrap_or((entry, ""));
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match target {
            "" if name.ends_with('/') => fs::create_dir_all(&path).unwrap(),
            "" => fs::write(&path, "").unwrap(),
            target => symlink(target, &path).unwrap(),
        }
    }
    dir
}

#[test]
fn a_folder_of_its_own_holds_nothing_else() {
    let check = |entries: &[&str], known: &[&str], expected| {
        let dir = folder(entries);
        let at = fs::canonicalize(dir.path()).unwrap();
        let known: Vec<PathBuf> = known.iter().map(|it| at.join(it)).collect();
        assert_eq!(is_own(&at, &known), expected, "{entries:?}");
    };
    check(&["propus.toml", "propus.toml~", ".propus.toml.swp"], &["propus.toml"], true);
    check(&["propus.toml", "capsule/", "certs/"], &["propus.toml", "capsule", "certs"], true);
    check(&["current -> releases/42", "releases/42/", "releases/41/"], &["releases/42"], true);
    check(&["propus.toml", "src/"], &["propus.toml"], false);
    check(&["propus.toml", ".ssh/"], &["propus.toml"], false);
    check(&["propus.toml", ".bash_history"], &["propus.toml"], false);
    check(
        &["..data -> ..1", "..1/propus.toml", "propus.toml -> ..data/propus.toml"],
        &["..1/propus.toml"],
        true,
    );
    assert!(
        !is_own(Path::new("/etc"), &[])
            && !is_own(Path::new("/"), &[])
            && !is_own(Path::new("/none"), &[])
    );
    let open = folder(&["propus.toml"]);
    fs::set_permissions(open.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    assert!(!is_own(open.path(), &[]), "everyone can put something there");
    let full: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    let full = folder(&full.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(is_own(full.path(), &[]));
    fs::write(full.path().join("one more"), "").unwrap();
    assert!(!is_own(full.path(), &[]), "nobody looks through a folder without end");
}

#[test]
fn what_is_awkward_is_remarked() {
    let check = |entries: &[&str], certs: &str, expected: &[&str]| {
        let dir = folder(entries);
        let typed = Typed::default()
            .with(&CAPSULE, dir.path().join("capsule"))
            .with(&CERTS, dir.path().join(certs));
        let serve =
            Serve { config: Some(dir.path().join("propus.toml")), settings: ServeSettings(typed) };
        let remarks = remarks(&Config::new(&serve).unwrap());
        assert_eq!(remarks.len(), expected.len(), "{remarks:?}");
        for (remark, expected) in remarks.iter().zip(expected) {
            assert!(remark.contains(expected), "{remark}");
        }
    };
    check(&["propus.toml", "capsule/", "certs/"], "certs", &[]);
    check(&["propus.toml", "capsule/", "certs/", "other/"], "certs", &[]);
    check(&["propus.toml", "capsule/"], ".", &["capsule: the capsule lies inside"]);
}

#[test]
fn a_server_needs_its_own_files_and_nothing_else() {
    let dir = folder(&["capsule/", "certs/", "other/", "run/propus.pid", "more/", "shared/"]);
    let at = |name: &str| dir.path().join(name);
    let typed = Typed::default()
        .with(&CAPSULE, at("capsule"))
        .with(&PID_FILE, Some(at("run/propus.pid")))
        .with(&SANDBOX_READ, vec![at("more")])
        .with(&LINKS_TO, vec![at("shared")])
        .with(&CERTS, at("certs"));
    let serve = Serve { config: None, settings: ServeSettings(typed) };
    let rules = rules(&Config::new(&serve).unwrap());
    let inside = rules
        .files()
        .filter_map(|(path, access)| Some((path.strip_prefix(dir.path()).ok()?, access)));
    let inside: Vec<_> = inside.collect();
    let expected = [
        ("capsule", Access::Read),
        ("shared", Access::Read),
        ("certs", Access::Write),
        ("more", Access::Read),
    ];
    assert_eq!(inside, expected.map(|(path, access)| (Path::new(path), access)));
    assert!(rules.ports.is_empty() && !rules.unix_sockets);
}

#[test]
fn a_log_beside_a_capsule_is_no_right_to_write_in_the_capsule() {
    let check = |log: &str, expected: &[(&str, Access)]| {
        let dir = folder(&["capsule/", "propus.toml", "access.log", "logs/access.log"]);
        let at = |name: &str| dir.path().join(name);
        let typed = Typed::default()
            .with(&CAPSULE, at("capsule"))
            .with(&ACCESS_LOG, Some(at(log)))
            .with(&METRICS, Some(MetricsAddress::Off))
            .with(&GEMINI, Listen::Off);
        let serve = Serve { config: Some(at("propus.toml")), settings: ServeSettings(typed) };
        let rules = rules(&Config::new(&serve).unwrap());
        let more = rules.files().filter(|it| it.1 != Access::Read);
        let more: Vec<_> =
            more.map(|(path, access)| (path.strip_prefix(dir.path()).unwrap(), access)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(path, access)| (Path::new(*path), *access)).collect();
        assert_eq!(more, expected, "{log}");
    };
    check("access.log", &[("access.log", Access::Write)]);
    check("logs/access.log", &[("logs/access.log", Access::Write), ("logs", Access::Write)]);
}

#[test]
fn uploads_open_their_folders_and_the_history_and_nothing_else() {
    let dir = folder(&["site/notes/a.md", "site/index.md", "state/"]);
    let at = |path: &str| dir.path().join(path);
    let changed = |site: &str, upload: Option<&str>| {
        let mut typed = Typed::default().with(&CAPSULE, at(site)).with(&STATE, Some(at("state")));
        if let Some(path) = upload {
            let grant = Grant::parse(&format!("{path}=SHA256:{}", "0".repeat(64))).unwrap();
            typed = typed.with(&UPLOADS, vec![grant]);
        }
        let serve = Serve { config: None, settings: ServeSettings(typed) };
        let rules = rules(&Config::new(&serve).unwrap());
        let changed = rules.files().filter(|(_, access)| *access == Access::Change);
        changed.map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    assert!(changed("site", None).is_empty());
    assert_eq!(changed("site", Some("/notes/")), [at("site/notes"), at("state")]);
    assert_eq!(changed("site", Some("/notes/new/")), [at("site/notes"), at("state")]);
    assert_eq!(changed("site", Some("/notes")), [at("site"), at("state")], "notes.md, too");
    assert_eq!(changed("site", Some("/none/")), [at("site"), at("state")]);
    fs::write(at("site/_config.yml"), "").unwrap();
    assert_eq!(changed("site", Some("/notes/")), [at("site"), at("state")]);
}

#[test]
fn letters_open_the_folder_of_the_state_and_nothing_else() {
    let dir = folder(&["site/index.md", "state/"]);
    let changed = |letters: &str| {
        let text = format!("state = 'state'\n[[host]]\ncapsule = 'site'\n{letters}");
        let file = dir.path().join("propus.toml");
        fs::write(&file, &text).unwrap();
        let serve = Serve { config: Some(file), settings: ServeSettings(Typed::default()) };
        let config = Config::new(&serve).unwrap();
        let rules = rules(&config);
        let changed = rules.files().filter(|(_, access)| *access == Access::Change);
        let changed: Vec<PathBuf> = changed.map(|(path, _)| path.to_owned()).collect();
        (changed, writable::remarks(&config))
    };
    assert_eq!(changed(""), (Vec::new(), Vec::new()));
    let (folders, remarks) = changed("[host.letters]");
    assert_eq!(folders, [dir.path().join("state")]);
    let told = "localhost: readers with a certificate may write to the author; letters are in ";
    assert!(remarks.len() == 1 && remarks[0].starts_with(told), "{remarks:?}");
}

#[cfg(feature = "cluster")]
#[test]
fn a_store_grants_its_ports_its_files_and_the_copy() {
    let dir = folder(&["copy/", "ca.pem"]);
    let text = "[store]\netcd = ['https://10.0.0.1:2379', 'https://10.0.0.2:2380']\nca = 'ca.pem'\n\
                [[host]]\ncapsule = 'copy'\n";
    let file = dir.path().join("propus.toml");
    let with = |text: &str| {
        let serve = Serve { config: Some(file.clone()), ..Serve::default() };
        let config = Config::of_text(&serve, Some(text.to_owned())).unwrap();
        rules(&config)
    };
    let rules_with = with(text);
    assert_eq!(rules_with.ports.iter().copied().collect::<Vec<_>>(), [2379, 2380]);
    let has = |rules: &Rules, name: &str, access| {
        rules.files().any(|it| it == (dir.path().join(name).as_path(), access))
    };
    assert!(has(&rules_with, "copy", Access::Change) && has(&rules_with, "ca.pem", Access::Read));
    let without = with("[[host]]\ncapsule = 'copy'\n");
    assert!(without.ports.is_empty() && !has(&without, "copy", Access::Change));
}
