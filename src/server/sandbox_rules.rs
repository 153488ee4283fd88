//! What a configuration needs of the machine: the files and ports for which there has to be room in
//! the sandbox. How the process is shut up in it is for `confine`.
//!
//! A grant of Landlock is for a file or folder that exists, whatever its name becomes: a new one in
//! its place is outside. Configurations and capsules are replaced in that way, by editors and
//! deployments. So the folder above them is granted too, where it is propus' own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::exchange::Socket;
use crate::net::certs::Files;
use crate::sandbox::{Access, Rules};

/// Where time zones are looked for, besides the folder that the environment names. Dates on pages
/// may name any of them.
const TIME_ZONES: &[&str] = &["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];
/// Folders that all the machine shares, whatever is in them.
const SHARED: &[&str] = &[
    "/",
    "/etc",
    "/home",
    "/opt",
    "/root",
    "/run",
    "/srv",
    "/tmp",
    "/usr/local/etc",
    "/var",
    "/var/lib",
    "/var/tmp",
];
/// A folder of more entries than these is nobody's own.
const MOST_ENTRIES: usize = 1000;

/// Everything that a server needs that starts with this configuration.
pub(crate) fn rules_at_start(config: &Config) -> Rules {
    let mut rules = rules(config);
    for path in &config.process.readable {
        rules.allow(path, Access::Read);
    }
    for path in
        TIME_ZONES.iter().map(PathBuf::from).chain(std::env::var_os("TZDIR").map(PathBuf::from))
    {
        rules.allow(path, Access::Read);
    }
    allow_replacements(&mut rules, config);
    allow_outlets(&mut rules, config);
    rules
}

/// Everything that a server needs that takes up this configuration while it runs.
pub(crate) fn rules(config: &Config) -> Rules {
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
    if let Some(file) = &config.file {
        rules.allow(file, Access::Read);
    }
    linked_certificates(config).iter().for_each(|link| rules.allow(link, Access::Read));
    rules
}

/// Whether there is anything that needs a certificate.
pub(crate) fn speaks_tls(config: &Config) -> bool {
    config.gemini.is_some() || config.gopher_tls
}

/// What replaces capsules, the configuration and certificates one day, where it can be told.
fn allow_replacements(rules: &mut Rules, config: &Config) {
    let mut replaced: Vec<PathBuf> = config.hosts().map(|host| host.folder.clone()).collect();
    replaced.extend(config.file.clone());
    replaced.extend(linked_certificates(config).iter().filter_map(|link| real_path(link)));
    let known = real_paths(rules.files().map(|(path, _)| path));
    let is_own = |folder: &PathBuf| is_own(folder, &known);
    replaced
        .iter()
        .flat_map(|it| folders_of(it))
        .filter(is_own)
        .for_each(|it| rules.allow(it, Access::Read));
}

/// Certificates and keys that lie elsewhere: certbot's are linked from its own folder.
fn linked_certificates(config: &Config) -> Vec<PathBuf> {
    let hosts = config.hosts().filter(|_| speaks_tls(config));
    let files = hosts.map(|host| Files::of_host(&config.certs, &host.name));
    files.flat_map(|it| [it.certificate, it.key]).filter(|it| it.is_symlink()).collect()
}

/// What is opened once: the access log, which is made again after somebody has renamed it; the pid
/// file and the socket for metrics, which are removed at the end. In a folder that holds anything
/// else they stay as they are, and of the log only lines are written: a right to a folder is one to
/// all below it, so one above a capsule would be a right to the capsule.
fn allow_outlets(rules: &mut Rules, config: &Config) {
    let (log, removed) =
        (access_log(config), config.pid_file.as_deref().into_iter().chain(metrics_socket(config)));
    let removed: Vec<&Path> = removed.collect();
    let read = real_paths(rules.files().map(|(path, _)| path));
    let known = real_paths(log.into_iter().chain(removed.iter().copied()));
    let is_own = |folder: &PathBuf| {
        is_own(folder, &known) && !read.iter().any(|read| read.starts_with(folder))
    };
    let own = |file: &Path| folders_of(file).into_iter().filter(is_own).collect::<Vec<_>>();
    if let Some(log) = log {
        rules.allow(log, Access::Write);
        own(log).into_iter().for_each(|folder| rules.allow(folder, Access::Write));
    }
    removed.into_iter().flat_map(own).for_each(|folder| rules.allow(folder, Access::Remove));
}

fn access_log(config: &Config) -> Option<&Path> {
    config.log.access.as_ref().map(|place| place.file.as_path())
}

fn metrics_socket(config: &Config) -> Option<&Path> {
    match &config.metrics {
        Some(Socket::Unix(file)) => Some(file),
        Some(Socket::Loopback(_)) | None => None,
    }
}

/// What the operator should know of files that the sandbox makes awkward.
pub(crate) fn remarks(config: &Config) -> Vec<String> {
    if !config.process.sandbox {
        return Vec::new();
    }
    let rules = rules_at_start(config);
    let written: Vec<&Path> =
        rules.files().filter(|it| it.1 == Access::Write).map(|it| it.0).collect();
    let is_shared =
        |log: &&Path| !folders_of(log).iter().all(|folder| written.contains(&folder.as_path()));
    let log = access_log(config).filter(is_shared).map(|log| {
        format!(
            "{}: when it is renamed, propus can't make a new one, since it may not write in a folder that holds anything \
             else; keep the access log in a folder of its own",
            log.display()
        )
    });
    let granted = real_paths(
        rules.files().filter(|(_, access)| *access != Access::Remove).map(|(path, _)| path),
    );
    let outside = |folder: &PathBuf| !granted.iter().any(|granted| folder.starts_with(granted));
    let fixed = config.file.iter().filter(|file| folders_of(file).iter().any(outside)).map(|file| {
        format!(
            "{}: a running server reads it again only while it is the same file; when an editor or a program has put a new \
             one in its place, start propus again. In a folder that holds nothing else, or one that sandbox-read names, \
             it may be replaced",
            file.display()
        )
    });
    let certs = real_path(&config.certs).filter(|_| speaks_tls(config));
    let inside = |folder: &Path| {
        certs.as_ref().zip(real_path(folder)).is_some_and(|(certs, it)| it.starts_with(certs))
    };
    let writable = config.hosts().filter(|host| inside(&host.folder)).map(|host| {
        format!(
            "{}: the capsule lies inside of the folder of certificates, so the sandbox lets propus write to it",
            host.folder.display()
        )
    });
    fixed.chain(writable).chain(log).collect()
}

/// Where something really is, whatever links lead there; `None` for what does not exist. All
/// folders here are compared so.
fn real_path(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

fn real_paths<'a>(paths: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
    paths.filter_map(real_path).collect()
}

/// The folder in which a file or folder has its name.
pub(crate) fn folder_of(path: &Path) -> Option<&Path> {
    path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// The folders in which a file or folder is replaced: the one of its name, and where that is a
/// link, of what it leads to.
fn folders_of(path: &Path) -> Vec<PathBuf> {
    let above = |path: &Path| real_path(folder_of(path)?);
    let mut folders: Vec<PathBuf> = above(path).into_iter().collect();
    folders.extend(real_path(path).as_deref().and_then(above));
    folders.dedup();
    folders
}

/// Whether a folder holds nothing but what is read anyway, and plain files: then to read all of it
/// is to read nothing of anybody else's. A home directory has hidden files, which no other user's
/// programs and no server should see.
fn is_own(folder: &Path, known: &[PathBuf]) -> bool {
    if SHARED.iter().any(|shared| folder == Path::new(shared)) {
        return false;
    }
    let open_to_all = |metadata: fs::Metadata| metadata.permissions().mode() & 0o002 != 0;
    let (Ok(false), Ok(entries)) = (folder.metadata().map(open_to_all), folder.read_dir()) else {
        return false;
    };
    let mut entries = entries.take(MOST_ENTRIES + 1).enumerate();
    entries.all(|(number, entry)| {
        number < MOST_ENTRIES && entry.is_ok_and(|entry| is_harmless(&entry, known))
    })
}

fn is_harmless(entry: &fs::DirEntry, known: &[PathBuf]) -> bool {
    let (path, name) = (entry.path(), entry.file_name());
    if known.iter().any(|known| known.starts_with(&path)) {
        return true;
    }
    let name = name.to_string_lossy();
    // What editors leave beside the file that they edit.
    let of_known = || {
        known.iter().filter_map(|it| it.file_name()).any(|it| name.contains(&*it.to_string_lossy()))
    };
    let is_plain = entry
        .file_type()
        .is_ok_and(|kind| kind.is_symlink() || (kind.is_file() && !name.starts_with('.')));
    is_plain || (entry.file_type().is_ok_and(|kind| kind.is_file()) && of_known())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use crate::cli::{ProcessArgs, Serve};
    use crate::server::sandbox_rules::*;

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
    }

    #[test]
    fn what_is_awkward_is_remarked() {
        let check = |entries: &[&str], certs: &str, expected: &[&str]| {
            let dir = folder(entries);
            let serve = Serve {
                folder: Some(dir.path().join("capsule")),
                config: Some(dir.path().join("propus.toml")),
                listen: crate::cli::Listen {
                    certs: Some(dir.path().join(certs)),
                    ..crate::cli::Listen::default()
                },
                ..Serve::default()
            };
            let remarks = remarks(&Config::new(&serve).unwrap());
            assert_eq!(remarks.len(), expected.len(), "{remarks:?}");
            for (remark, expected) in remarks.iter().zip(expected) {
                assert!(remark.contains(expected), "{remark}");
            }
        };
        check(&["propus.toml", "capsule/", "certs/"], "certs", &[]);
        check(
            &["propus.toml", "capsule/", "certs/", "other/"],
            "certs",
            &["propus.toml: a running server"],
        );
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
            listen: crate::cli::Listen {
                certs: Some(at("certs")),
                ..crate::cli::Listen::default()
            },
            ..Serve::default()
        };
        let rules = rules_at_start(&Config::new(&serve).unwrap());
        let inside = rules
            .files()
            .filter_map(|(path, access)| Some((path.strip_prefix(dir.path()).ok()?, access)));
        let inside: Vec<_> = inside.collect();
        let expected = [
            ("capsule", Access::Read),
            ("certs", Access::Write),
            ("more", Access::Read),
            ("run", Access::Remove),
        ];
        assert_eq!(inside, expected.map(|(path, access)| (Path::new(path), access)));
        assert!(rules.ports.is_empty() && !rules.unix_sockets);
    }

    #[test]
    fn a_log_beside_a_capsule_is_no_right_to_write_in_the_capsule() {
        let check = |log: &str, pid_file: &str, expected: &[(&str, Access)]| {
            let dir = folder(&[
                "capsule/",
                "propus.toml",
                "access.log",
                "propus.pid",
                "logs/access.log",
                "logs/propus.pid",
            ]);
            let at = |name: &str| dir.path().join(name);
            let serve = Serve {
                folder: Some(at("capsule")),
                config: Some(at("propus.toml")),
                pid_file: Some(at(pid_file)),
                log: crate::cli::LogArgs {
                    access_log: Some(at(log)),
                    ..crate::cli::LogArgs::default()
                },
                listen: crate::cli::Listen { no_gemini: true, ..crate::cli::Listen::default() },
                ..Serve::default()
            };
            let rules = rules_at_start(&Config::new(&serve).unwrap());
            let more = rules.files().filter(|it| it.1 != Access::Read);
            let more: Vec<_> = more
                .map(|(path, access)| (path.strip_prefix(dir.path()).unwrap(), access))
                .collect();
            let expected: Vec<_> =
                expected.iter().map(|(path, access)| (Path::new(*path), *access)).collect();
            assert_eq!(more, expected, "{log} {pid_file}");
        };
        check("access.log", "propus.pid", &[("access.log", Access::Write)]);
        let own =
            [("logs/access.log", Access::Write), ("logs", Access::Write), ("logs", Access::Remove)];
        check("logs/access.log", "logs/propus.pid", &own);
    }
}
