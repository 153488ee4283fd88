//! Looking after certificates that are served: those whose files change are read again, and those
//! that end soon are reported in time. A certificate that was read again is the caller's to use.

use std::collections::HashMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use tracing::{info, warn};

use super::host_certificate::HostCertificate;
use super::stamp::Stamp;

/// Pause between two looks at the files. certbot's are links out of the folder, which can't be
/// watched otherwise.
const LOOK: Duration = Duration::from_secs(5);
/// Pause between two reports of a certificate that ends soon.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Looks after certificates from now on, in a thread of its own, until `ended` says so. `served`
/// returns those that are served now; `renewed` takes each one that was read again; `is_ours` is
/// true of a file that this process may read: others are for the process that comes after it.
pub fn watch(
    served: impl Fn() -> Vec<HostCertificate> + Send + 'static,
    renewed: impl Fn(HostCertificate) + Send + 'static,
    is_ours: impl Fn(&Path) -> bool + Send + 'static,
    ended: impl Fn() -> bool + Send + 'static,
) {
    thread::spawn(move || run(&served, &renewed, &is_ours, &ended));
}

fn run(
    served: &dyn Fn() -> Vec<HostCertificate>,
    renewed: &dyn Fn(HostCertificate),
    is_ours: &dyn Fn(&Path) -> bool,
    ended: &dyn Fn() -> bool,
) {
    let (mut changes, mut reported) = (Changes::default(), Instant::now());
    loop {
        thread::sleep(LOOK);
        if ended() {
            break;
        }
        for certificate in served() {
            if let Some(new) = changes.look(&certificate, is_ours) {
                renewed(new);
            }
        }
        if reported.elapsed() >= DAY {
            reported = Instant::now();
            for concern in served().iter().filter_map(HostCertificate::concern) {
                warn!("{concern}");
            }
        }
    }
}

/// Files that are not as they were read.
#[derive(Debug, Default)]
struct Changes {
    seen: HashMap<String, Seen>,
}

#[derive(Debug)]
struct Seen {
    stamp: Stamp,
    /// It was read, in vain, and is not read again before it changes once more; but for a shortage
    /// of descriptors.
    tried: bool,
}

impl Changes {
    /// Reads a certificate again whose files have changed, and have not changed further since the
    /// last look: between its two files there may be a moment in which they don't belong together.
    fn look(
        &mut self,
        certificate: &HostCertificate,
        is_ours: &dyn Fn(&Path) -> bool,
    ) -> Option<HostCertificate> {
        let stamp = Stamp::of(&certificate.files);
        if stamp == certificate.stamp {
            self.seen.remove(&certificate.host);
            return None;
        }
        let seen = self.seen.get(&certificate.host).filter(|seen| seen.stamp == stamp);
        let (settled, tried) = (seen.is_some(), seen.is_some_and(|seen| seen.tried));
        if !tried {
            self.seen.insert(certificate.host.clone(), Seen { stamp, tried: settled });
        }
        if !settled || tried {
            return None;
        }
        match certificate.read_again() {
            Ok(new) => {
                report(&new, certificate);
                Some(new)
            }
            Err(error) => {
                if error.is_short() {
                    self.seen.remove(&certificate.host);
                }
                if error.unread().is_none_or(is_ours) {
                    warn!(
                        "{error}; the certificate of {} that was served before still is",
                        certificate.host
                    );
                }
                None
            }
        }
    }
}

/// Reports the news in a certificate.
fn report(new: &HostCertificate, old: &HostCertificate) {
    if new.facts.public_key != old.facts.public_key {
        warn!(
            host = new.host,
            "the host has a new key from now on; readers' clients will warn of it"
        );
    } else if new.facts.certificate != old.facts.certificate {
        info!(
            host = new.host,
            until = %new.facts.not_after,
            "the host has a new certificate from now on"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::log::tests::logged;
    use crate::net::certs::{load_or_make, renew};

    const HOST: &str = "example.org";

    fn look(changes: &mut Changes, certificate: &HostCertificate) -> Option<HostCertificate> {
        changes.look(certificate, &|_| true)
    }

    #[test]
    fn what_has_not_changed_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let certificate = load_or_make(folder.path(), HOST, &[]).unwrap();
        let mut changes = Changes::default();
        for _ in 0..3 {
            assert!(look(&mut changes, &certificate).is_none());
        }
    }

    #[test]
    fn a_change_is_read_when_it_has_settled() {
        let folder = tempfile::tempdir().unwrap();
        let old = load_or_make(folder.path(), HOST, &[]).unwrap();
        let mut changes = Changes::default();
        let new = renew(folder.path(), HOST, &[]).unwrap();
        assert!(look(&mut changes, &old).is_none());
        let seen = look(&mut changes, &old).unwrap();
        assert_eq!(seen.facts, new.facts);
        assert_ne!(seen.facts.certificate, old.facts.certificate);
        assert_eq!(seen.facts.public_key, old.facts.public_key);
        assert!(look(&mut changes, &seen).is_none());
    }

    #[test]
    fn readers_are_known_to_be_warned_of_another_key_and_not_of_another_certificate() {
        let folder = tempfile::tempdir().unwrap();
        let old = load_or_make(folder.path(), HOST, &[]).unwrap();
        let renewed = renew(folder.path(), HOST, &[]).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let other = load_or_make(elsewhere.path(), HOST, &[]).unwrap();
        for (new, said) in [(&other, " WARN "), (&renewed, " INFO ")] {
            let lines = logged(|| report(new, &old));
            assert!(lines.len() == 1 && lines[0].contains(said), "{lines:?}");
        }
        assert_eq!(logged(|| report(&old, &old)), [""; 0]);
    }

    #[test]
    fn what_can_not_be_served_is_tried_once_and_again_when_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let old = load_or_make(folder.path(), HOST, &[]).unwrap();
        let key = fs::read(&old.files.key).unwrap();
        let mut changes = Changes::default();
        fs::remove_file(&old.files.key).unwrap();
        assert!((0..3).all(|_| look(&mut changes, &old).is_none()));
        assert!(changes.seen[HOST].tried);
        // As before, in another file.
        fs::write(&old.files.key, key).unwrap();
        fs::set_permissions(&old.files.key, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        assert!(look(&mut changes, &old).is_none());
        assert_eq!(look(&mut changes, &old).unwrap().facts, old.facts);
    }

    #[test]
    fn nothing_is_made_for_a_server_whose_files_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let old = load_or_make(folder.path(), HOST, &[]).unwrap();
        fs::remove_file(&old.files.key).unwrap();
        fs::remove_file(&old.files.certificate).unwrap();
        let mut changes = Changes::default();
        assert!((0..3).all(|_| look(&mut changes, &old).is_none()));
        assert!(!old.files.key.exists() && !old.files.certificate.exists());
    }
}
