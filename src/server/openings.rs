//! Zones that a new configuration opens or removes: a file that was cut, or a slip of the pen, must
//! not do that unnoticed. Admission is for `access`.

use tracing::warn;

use crate::access::{Admitted, Zone, Zones};
use crate::config::{Config, HostConfig};

/// Reports what readers may see from now on that they could not see before.
pub(super) fn report(before: &Config, now: &Config) {
    let before: Vec<&HostConfig> = before.hosts().collect();
    for host in now.hosts() {
        for old in counterparts(host, &before) {
            for opening in openings(&old.options.zones, &host.options.zones) {
                warn!(host = host.name, "{opening}");
            }
        }
    }
}

/// The hosts before that a host takes the place of: itself, or those of its name or with its
/// folder.
fn counterparts<'a>(host: &HostConfig, before: &[&'a HostConfig]) -> Vec<&'a HostConfig> {
    let is_itself = |old: &&&HostConfig| old.name == host.name && old.folder == host.folder;
    if let Some(same) = before.iter().find(is_itself) {
        return vec![same];
    }
    let alike = before.iter().filter(|old| old.name == host.name || old.folder == host.folder);
    alike.copied().collect()
}

/// A sentence on each zone that is no longer what it was for those who are not admitted.
fn openings(before: &Zones, now: &Zones) -> Vec<String> {
    let changed = before.iter().filter_map(|old| changed(old, now.of(&old.path)));
    let inside = now.iter().filter_map(|new| before.of(&new.path).and_then(|old| inside(old, new)));
    changed.chain(inside).collect()
}

/// The change of a zone, to the one that decides about its path now.
fn changed(old: &Zone, new: Option<&Zone>) -> Option<String> {
    let path = &old.path;
    let Some(new) = new else {
        return Some(format!(
            "the zone {path} is gone: everyone may read what was in it, if no other zone holds it"
        ));
    };
    if !is_same(old, new) {
        return Some(format!("the zone {path} is gone: the zone {} decides there now", new.path));
    }
    if opens(old, new) {
        Some(format!("the zone {path} admits everyone who has a certificate now"))
    } else if lists(old, new) {
        Some(format!("the zone {path} is listed now: menus, lists and feeds name what is in it"))
    } else {
        None
    }
}

/// The change by a new zone inside of an old one.
fn inside(old: &Zone, new: &Zone) -> Option<String> {
    let (outer, path) = (&old.path, &new.path);
    if is_same(old, new) {
        None
    } else if opens(old, new) {
        Some(format!("the zone {path}, inside of {outer}, admits everyone who has a certificate"))
    } else if lists(old, new) {
        Some(format!(
            "the zone {path}, inside of {outer}, is listed: menus, lists and feeds name what is in it"
        ))
    } else {
        None
    }
}

fn is_same(old: &Zone, new: &Zone) -> bool {
    old.path.as_file() == new.path.as_file()
}

fn opens(old: &Zone, new: &Zone) -> bool {
    new.admitted == Admitted::Any && old.admitted != Admitted::Any
}

fn lists(old: &Zone, new: &Zone) -> bool {
    new.listed && !old.listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Serve;
    use crate::fingerprint::Fingerprint;
    use crate::path::CapsulePath;

    /// Zones, written as a path and its letters: `*` for everyone with a certificate, `l` for
    /// listed.
    fn zones(written: &[&str]) -> Zones {
        let zone = |written: &&str| {
            let (path, letters) = written.split_once(' ').unwrap_or((written, ""));
            let admitted = if letters.contains('*') {
                Admitted::Any
            } else {
                Admitted::Listed(letters.bytes().map(|it| Fingerprint::of(&[it])).collect())
            };
            Zone {
                path: CapsulePath::literal(path).unwrap(),
                admitted,
                guests: crate::access::Guests::default(),
                listed: letters.contains('l'),
            }
        };
        Zones::new(written.iter().map(zone).collect())
    }

    #[test]
    fn a_zone_that_is_removed_or_opened_is_named() {
        let check = |before: &[&str], now: &[&str], expected: &[&str]| {
            let found = openings(&zones(before), &zones(now));
            assert_eq!(found.len(), expected.len(), "{before:?} {now:?}: {found:?}");
            for (found, words) in found.iter().zip(expected) {
                assert!(found.contains(words), "{before:?} {now:?}: {found}");
            }
        };
        check(&["/a/ x"], &[], &["the zone /a/ is gone: everyone"]);
        check(&["/a/ x"], &["/a/b/ x"], &["the zone /a/ is gone: everyone"]);
        check(&["/a/b/ x", "/a/ *"], &["/a/ *"], &["the zone /a/b/ is gone: the zone /a/ decides"]);
        check(&["/a/b/ x"], &["/a/ x"], &["the zone /a/b/ is gone: the zone /a/ decides"]);
        check(&["/a/ x"], &["/a/ *"], &["the zone /a/ admits everyone"]);
        check(&["/a/ x"], &["/a/ xl"], &["the zone /a/ is listed now"]);
        check(&["/a/ x"], &["/a/ x", "/a/b/ *"], &["the zone /a/b/, inside of /a/, admits"]);
        check(&["/a/ x"], &["/a/ x", "/a/b/ xl"], &["the zone /a/b/, inside of /a/, is listed"]);
        check(&["/a/ x", "/b/ y"], &["/c/ x"], &["/a/ is gone", "/b/ is gone"]);
        // Nobody comes in who was not named.
        check(&["/a/ x"], &["/a xy"], &[]);
        check(&["/a/ *"], &["/a/ x"], &[]);
        check(&["/a/ xl"], &["/a/ x", "/a/b/ y", "/c/ *"], &[]);
        check(&["/a/ xl"], &["/a/ xl", "/a/b/ yl"], &[]);
        check(&["/a/ *"], &["/a/ *", "/a/b/ *"], &[]);
        check(&[], &["/a/ *"], &[]);
    }

    #[test]
    fn a_host_takes_the_place_of_itself_or_of_those_like_it() {
        let usual = Config::new(&Serve::default()).unwrap().first;
        let host = |(name, folder): (&str, &str)| HostConfig {
            name: name.to_owned(),
            folder: folder.into(),
            ..usual.clone()
        };
        let before = [("a", "/a"), ("b", "/b"), ("a", "/c")].map(host);
        let before: Vec<&HostConfig> = before.iter().collect();
        let check = |now: (&str, &str), expected: &[usize]| {
            let found = counterparts(&host(now), &before);
            let found = found.iter().map(|it| before.iter().position(|old| old == it).unwrap());
            assert_eq!(found.collect::<Vec<_>>(), expected, "{now:?}");
        };
        check(("a", "/a"), &[0]);
        check(("a", "/c"), &[2]);
        check(("a", "/d"), &[0, 2]);
        check(("c", "/b"), &[1]);
        check(("b", "/a"), &[0, 1]);
        check(("c", "/d"), &[]);
    }
}
