//! `Watch`: the configuration file, and the folders and certificates that a sandbox is made for, each
//! by what lies at its path. A worker's sandbox knows files by what they are, so whatever puts
//! another one in their place is a reason for another worker. To look again and again costs nothing
//! for a few paths, and sees what editors, links and network file systems do.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::config::{Config, HostConfig};
use crate::durable::{Identity, identity};
use crate::net::certs::Files;
use crate::server::sandbox_rules::speaks_tls;

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Pause after which something that has changed has to be the same still.
const SETTLE: Duration = Duration::from_millis(50);

/// Something that has changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Changed {
    /// The configuration file.
    pub(super) file: bool,
    /// Folders and certificates in whose place there are others.
    pub(super) replaced: Vec<PathBuf>,
}

/// All that is watched.
#[derive(Debug)]
pub(super) struct Watch {
    file: Option<Watched<Stamp>>,
    others: Vec<Watched<Identity>>,
    /// Certificates and keys, which are watched here where they are links: what they lead to may lie
    /// where a worker can't see it.
    links: Vec<Watched<Identity>>,
    next: Instant,
}

/// A path and what lies there.
#[derive(Debug)]
struct Watched<T> {
    path: PathBuf,
    /// As it was reported.
    reported: Option<T>,
    /// As it was seen last.
    seen: Option<T>,
}

/// Identity, size, and the time of the last change of a file or of its facts, in seconds and
/// nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stamp(Identity, u64, (i64, i64));

impl Stamp {
    /// That of a file; `None` where there is none.
    pub(super) fn of(file: &Path) -> Option<Self> {
        let it = std::fs::metadata(file).ok()?;
        Some(Self((it.dev(), it.ino()), it.size(), (it.ctime(), it.ctime_nsec())))
    }
}

/// What a link leads to; `None` for what is no link.
fn target(path: &Path) -> Option<Identity> {
    if path.is_symlink() { identity(path) } else { None }
}

impl Watch {
    /// Watches what a configuration names; its file was like this before it was read, so that a
    /// change while it was read is one.
    pub(super) fn new(config: &Config, stamp: Option<Stamp>, now: Instant) -> Self {
        let file = config.file.as_ref().map(|path| Watched {
            path: path.clone(),
            reported: stamp,
            seen: stamp,
        });
        let mut watch = Self { file, others: Vec::new(), links: Vec::new(), next: now + LOOK };
        watch.follow(config);
        watch
    }

    /// Watches the folders and certificates of this configuration from now on; those that are
    /// watched already, as they were.
    pub(super) fn follow(&mut self, config: &Config) {
        let hosts = config.hosts();
        let folders = hosts.flat_map(|host| host.options.links_to.iter().chain([&host.folder]));
        let mut paths: Vec<PathBuf> = folders.cloned().collect();
        let mut links = Vec::new();
        if speaks_tls(config) {
            paths.push(config.certs.clone());
            links = config.hosts().flat_map(|host| files(&config.certs, host)).collect();
        }
        follow(&mut self.others, paths, identity);
        follow(&mut self.links, links, target);
    }

    /// The time of the next look.
    pub(super) fn due(&self) -> Instant {
        self.next
    }

    /// Looks. A change counts when two looks agree.
    pub(super) fn look(&mut self, now: Instant) -> Changed {
        let (mut changed, mut unsettled) = (Changed::default(), false);
        if let Some(file) = &mut self.file {
            let found = Stamp::of(&file.path);
            changed.file = file.has_changed(found, &mut unsettled);
        }
        let others = self.others.iter_mut().map(|it| (identity(&it.path), it));
        let links = self.links.iter_mut().map(|it| (target(&it.path), it));
        for (found, other) in others.chain(links) {
            if other.has_changed(found, &mut unsettled) {
                changed.replaced.push(other.path.clone());
            }
        }
        self.next = now + if unsettled { SETTLE } else { LOOK };
        changed
    }
}

/// Watches these paths; those that are watched already, as they were.
fn follow(
    watched: &mut Vec<Watched<Identity>>,
    paths: Vec<PathBuf>,
    found: impl Fn(&Path) -> Option<Identity>,
) {
    let mut before = std::mem::take(watched);
    for path in paths {
        let known = before.iter().position(|it| it.path == path);
        watched.push(match known {
            Some(known) => before.swap_remove(known),
            None => {
                let seen = found(&path);
                Watched { path, reported: seen, seen }
            }
        });
    }
}

fn files(certs: &Path, host: &HostConfig) -> [PathBuf; 2] {
    let Files { certificate, key } = Files::of_host(certs, &host.name);
    [certificate, key]
}

impl<T: PartialEq + Copy> Watched<T> {
    /// True once for something else that is there and was there at the last look. Of what is gone
    /// there is nothing to be read.
    fn has_changed(&mut self, found: Option<T>, unsettled: &mut bool) -> bool {
        let is_settled = found == self.seen;
        self.seen = found;
        if found.is_none() || found == self.reported {
            return false;
        }
        if is_settled {
            self.reported = found;
        } else {
            *unsettled = true;
        }
        is_settled
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cli::{Serve, ServeSettings, Typed};
    use crate::settings::host::CAPSULE;
    use crate::settings::server::CERTS;

    struct Here {
        dir: tempfile::TempDir,
        watch: Watch,
    }

    fn here() -> Here {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("capsule")).unwrap();
        fs::create_dir(at("certs")).unwrap();
        fs::write(at("propus.toml"), "").unwrap();
        let typed = Typed::default().with(&CAPSULE, at("capsule")).with(&CERTS, at("certs"));
        let serve = Serve { config: Some(at("propus.toml")), settings: ServeSettings(typed) };
        let stamp = Stamp::of(&at("propus.toml"));
        let config = Config::new(&serve).unwrap();
        let watch = Watch::new(&config, stamp, Instant::now());
        Here { dir, watch }
    }

    impl Here {
        fn look(&mut self) -> (bool, usize) {
            let changed = self.watch.look(Instant::now());
            (changed.file, changed.replaced.len())
        }
    }

    #[test]
    fn a_file_that_is_written_or_replaced_is_seen_once() {
        let mut here = here();
        let file = here.dir.path().join("propus.toml");
        assert_eq!(here.look(), (false, 0));
        fs::write(&file, "# more\n").unwrap();
        assert_eq!([here.look(), here.look(), here.look()], [(false, 0), (true, 0), (false, 0)]);
        fs::write(here.dir.path().join("new"), "# more\n").unwrap();
        fs::rename(here.dir.path().join("new"), &file).unwrap();
        assert_eq!([here.look(), here.look(), here.look()], [(false, 0), (true, 0), (false, 0)]);
        fs::remove_file(&file).unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0), (false, 0)]);
    }

    #[test]
    fn a_change_between_the_reading_and_the_first_look_is_seen() {
        let mut here = here();
        let file = here.dir.path().join("propus.toml");
        fs::write(&file, "# between\n").unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0), (true, 0)]);
    }

    #[test]
    fn another_folder_is_seen_and_what_is_in_it_is_not() {
        let mut here = here();
        let at = |name: &str| here.dir.path().join(name);
        let (capsule, old) = (at("capsule"), at("old"));
        fs::write(capsule.join("index.md"), "").unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0), (false, 0)]);
        fs::rename(&capsule, &old).unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0), (false, 0)]);
        fs::create_dir(&capsule).unwrap();
        assert_eq!([here.look(), here.look(), here.look()], [(false, 0), (false, 1), (false, 0)]);
        fs::remove_dir(&capsule).unwrap();
        fs::rename(&old, &capsule).unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0), (false, 1)]);
    }

    #[test]
    fn a_certificate_is_watched_where_it_is_a_link() {
        let mut here = here();
        let at = |name: &str| here.dir.path().join(name);
        let (certificate, one, other) = (at("certs/localhost.cert.pem"), at("one"), at("other"));
        fs::write(&certificate, "").unwrap();
        fs::write(&one, "").unwrap();
        fs::write(&other, "").unwrap();
        assert_eq!([here.look(), here.look()], [(false, 0); 2], "the worker sees it");
        for (path, changes) in [(&one, 1), (&other, 1)] {
            fs::remove_file(&certificate).unwrap();
            std::os::unix::fs::symlink(path, &certificate).unwrap();
            assert_eq!([here.look(), here.look()], [(false, 0), (false, changes)]);
        }
    }
}
