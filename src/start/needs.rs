//! What a configuration needs of the machine: the files and ports for which there has to be room in the sandbox. How the
//! process is shut up in it is for `confine`.
//!
//! A grant of Landlock is for a file or folder that exists, whatever its name becomes: a new one in its place is outside.
//! Configurations and capsules are replaced in that way, by editors and deployments. So the folder above them is granted
//! too, where it is propus' own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::exchange::Socket;
use crate::net::certs::Files;
use crate::sandbox::{Access, Rules};

/// Where time zones are looked for, besides the folder that the environment names. Dates on pages may name any of them.
const TIME_ZONES: &[&str] = &["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];
/// Folders that all the machine shares, whatever is in them.
const SHARED: &[&str] =
    &["/", "/etc", "/home", "/opt", "/root", "/run", "/srv", "/tmp", "/usr/local/etc", "/var", "/var/lib", "/var/tmp"];
/// A folder of more entries than these is nobody's own.
const MOST_ENTRIES: usize = 1000;

/// Everything that a server with this configuration needs.
pub(super) fn rules(config: &Config) -> Rules {
    let mut rules = Rules::default();
    for host in config.hosts() {
        rules.allow(&host.folder, Access::Read);
        for application in &host.options.applications {
            match &application.socket {
                Socket::Unix(_) => rules.unix_sockets = true,
                Socket::Loopback(address) => drop(rules.ports.insert(address.port())),
            }
        }
    }
    if speaks_tls(config) {
        // Certificates of new hosts are made there, also after a reload.
        rules.allow(&config.certs, Access::Write);
    }
    for path in config.file.iter().chain(&config.process.readable) {
        rules.allow(path, Access::Read);
    }
    for path in TIME_ZONES.iter().map(PathBuf::from).chain(std::env::var_os("TZDIR").map(PathBuf::from)) {
        rules.allow(path, Access::Read);
    }
    allow_replacements(&mut rules, config);
    rules
}

/// Whether there is anything that needs a certificate.
pub(super) fn speaks_tls(config: &Config) -> bool {
    config.gemini.is_some() || config.gopher_tls
}

/// What replaces capsules, the configuration and certificates one day, where it can be told.
fn allow_replacements(rules: &mut Rules, config: &Config) {
    let mut replaced: Vec<PathBuf> = config.hosts().map(|host| host.folder.clone()).collect();
    replaced.extend(config.file.clone());
    if speaks_tls(config) {
        // certbot's are links to files in another folder.
        let files = config.hosts().map(|host| Files::of_host(&config.certs, &host.name));
        let linked: Vec<_> = files.flat_map(|it| [it.certificate, it.key]).filter(|it| it.is_symlink()).collect();
        linked.iter().for_each(|link| rules.allow(link, Access::Read));
        replaced.extend(linked.into_iter().filter_map(|link| fs::canonicalize(link).ok()));
    }
    let known: Vec<PathBuf> = rules.files().filter_map(|(path, _)| fs::canonicalize(path).ok()).collect();
    let is_own = |folder: &PathBuf| is_own(folder, &known);
    replaced.iter().flat_map(|it| folders_of(it)).filter(is_own).for_each(|it| rules.allow(it, Access::Read));
    if let Some(pid_file) = &config.pid_file {
        let pid_file_known = [known.as_slice(), &fs::canonicalize(pid_file).into_iter().collect::<Vec<_>>()].concat();
        let mut folders = folders_of(pid_file);
        folders.retain(|folder| self::is_own(folder, &pid_file_known));
        folders.into_iter().for_each(|it| rules.allow(it, Access::Remove));
    }
}

/// What the operator should know of files that the sandbox makes awkward.
pub(super) fn remarks(config: &Config) -> Vec<String> {
    if !config.process.sandbox {
        return Vec::new();
    }
    let rules = rules(config);
    let granted = rules.files().filter(|(_, access)| *access != Access::Remove);
    let granted: Vec<PathBuf> = granted.filter_map(|(path, _)| fs::canonicalize(path).ok()).collect();
    let outside = |folder: &PathBuf| !granted.iter().any(|granted| folder.starts_with(granted));
    let fixed = config.file.iter().filter(|file| folders_of(file).iter().any(outside)).map(|file| {
        format!(
            "{}: a running server reads it again only while it is the same file; when an editor or a program has put a new \
             one in its place, start propus again. In a folder that holds nothing else, or one that sandbox-read names, \
             it may be replaced",
            file.display()
        )
    });
    let certs = fs::canonicalize(&config.certs).ok().filter(|_| speaks_tls(config));
    let in_certs = |folder: &Path| certs.as_ref().is_some_and(|certs| folder.starts_with(certs));
    let inside = |folder: &Path| fs::canonicalize(folder).is_ok_and(|folder| in_certs(&folder));
    let writable = config.hosts().filter(|host| inside(&host.folder)).map(|host| {
        format!(
            "{}: the capsule lies inside of the folder of certificates, so the sandbox lets propus write to it",
            host.folder.display()
        )
    });
    fixed.chain(writable).collect()
}

/// The folders in which a file or folder is replaced: the one of its name, and where that is a link, of what it leads to.
fn folders_of(path: &Path) -> Vec<PathBuf> {
    let above = |path: &Path| {
        let folder = path.parent()?;
        fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
    };
    let mut folders: Vec<PathBuf> = above(path).into_iter().collect();
    folders.extend(fs::canonicalize(path).ok().as_deref().and_then(above));
    folders.dedup();
    folders
}

/// Whether a folder holds nothing but what is read anyway, and plain files: then to read all of it is to read nothing of
/// anybody else's. A home directory has hidden files, which no other user's programs and no server should see.
fn is_own(folder: &Path, known: &[PathBuf]) -> bool {
    if SHARED.iter().any(|shared| folder == Path::new(shared)) {
        return false;
    }
    let open_to_all = |metadata: fs::Metadata| metadata.permissions().mode() & 0o002 != 0;
    let (Ok(false), Ok(entries)) = (folder.metadata().map(open_to_all), folder.read_dir()) else { return false };
    let mut entries = entries.take(MOST_ENTRIES + 1).enumerate();
    entries.all(|(number, entry)| number < MOST_ENTRIES && entry.is_ok_and(|entry| is_harmless(&entry, known)))
}

fn is_harmless(entry: &fs::DirEntry, known: &[PathBuf]) -> bool {
    let (path, name) = (entry.path(), entry.file_name());
    if known.iter().any(|known| known.starts_with(&path)) {
        return true;
    }
    let name = name.to_string_lossy();
    // What editors leave beside the file that they edit.
    let of_known = || known.iter().filter_map(|it| it.file_name()).any(|it| name.contains(&*it.to_string_lossy()));
    let is_plain = entry.file_type().is_ok_and(|kind| kind.is_symlink() || (kind.is_file() && !name.starts_with('.')));
    is_plain || (entry.file_type().is_ok_and(|kind| kind.is_file()) && of_known())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::cli::{ProcessArgs, Serve};

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
        check(&["..data -> ..1", "..1/propus.toml", "propus.toml -> ..data/propus.toml"], &["..1/propus.toml"], true);
        assert!(!is_own(Path::new("/etc"), &[]) && !is_own(Path::new("/"), &[]) && !is_own(Path::new("/none"), &[]));
        let open = folder(&["propus.toml"]);
        fs::set_permissions(open.path(), fs::Permissions::from_mode(0o1777)).unwrap();
        assert!(!is_own(open.path(), &[]), "everyone can put something there");
    }

    #[test]
    fn what_is_awkward_is_remarked() {
        let check = |entries: &[&str], certs: &str, expected: &[&str]| {
            let dir = folder(entries);
            let serve = Serve {
                folder: Some(dir.path().join("capsule")),
                config: Some(dir.path().join("propus.toml")),
                listen: crate::cli::Listen { certs: Some(dir.path().join(certs)), ..crate::cli::Listen::default() },
                ..Serve::default()
            };
            let remarks = remarks(&Config::new(&serve).unwrap());
            assert_eq!(remarks.len(), expected.len(), "{remarks:?}");
            for (remark, expected) in remarks.iter().zip(expected) {
                assert!(remark.contains(expected), "{remark}");
            }
        };
        check(&["propus.toml", "capsule/", "certs/"], "certs", &[]);
        check(&["propus.toml", "capsule/", "certs/", "other/"], "certs", &["propus.toml: a running server"]);
        check(&["propus.toml", "capsule/"], ".", &["capsule: the capsule lies inside"]);
    }

    #[test]
    fn a_server_needs_its_own_files_and_nothing_else() {
        let dir = folder(&["capsule/", "certs/", "other/", "run/propus.pid", "more/"]);
        let at = |name: &str| dir.path().join(name);
        let serve = Serve {
            folder: Some(at("capsule")),
            pid_file: Some(at("run/propus.pid")),
            process: ProcessArgs { sandbox_read: vec![at("more")], ..ProcessArgs::default() },
            listen: crate::cli::Listen { certs: Some(at("certs")), ..crate::cli::Listen::default() },
            ..Serve::default()
        };
        let rules = rules(&Config::new(&serve).unwrap());
        let inside = rules.files().filter_map(|(path, access)| Some((path.strip_prefix(dir.path()).ok()?, access)));
        let inside: Vec<_> = inside.collect();
        let expected =
            [("capsule", Access::Read), ("certs", Access::Write), ("more", Access::Read), ("run", Access::Remove)];
        assert_eq!(inside, expected.map(|(path, access)| (Path::new(path), access)));
        assert!(rules.ports.is_empty() && !rules.unix_sockets);
    }
}
