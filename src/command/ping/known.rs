//! The keys of hosts that were seen before: trust on first use. Which bytes are a key is for
//! `net::certs`.
//!
//! It is the public key that is remembered, not the certificate, so that a certificate renewed with
//! the same key goes unnoticed, as it does in the clients that do the same. When the certificate
//! that came with a key has ended, another key is no surprise any more.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::KnownHosts;
use crate::command::error::CommandError;
use crate::command::small_file;
use crate::durable::{self, folder_of};
use crate::fingerprint::Fingerprint;
use crate::net::certs::Facts;
use crate::xdg;

/// The largest file that is read, in bytes: some ten thousand hosts.
const LARGEST: u64 = 1 << 20;
/// First line of the file, a comment.
const HEADING: &str = "# Keys of hosts that `propus ping` has seen: host:port, public key, end of \
                       its certificate, first seen";

/// The hosts that were seen before.
#[derive(Debug)]
pub(super) struct Known {
    /// File in which they are kept; `None` when they are not.
    file: Option<PathBuf>,
    /// True if the option --known names that file, or none.
    named: bool,
    hosts: Vec<KnownHost>,
}

/// A host that was seen before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct KnownHost {
    /// `host:port`.
    authority: String,
    /// Its public key.
    pub(super) key: Fingerprint,
    /// End of the certificate that the key came with.
    pub(super) until: Timestamp,
    /// First time that it was seen with this key.
    pub(super) since: Timestamp,
}

/// Judgement of the key that a host shows, by the keys that it had before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Trust {
    /// The host was not seen before.
    First,
    /// It has the key that it had since then.
    Same(Timestamp),
    /// It has another key, and the certificate of the old one has ended.
    Succeeded(KnownHost),
    /// It has another key.
    Changed(KnownHost),
}

impl Known {
    /// Reads what is known.
    pub(super) fn read(kept: Option<&KnownHosts>) -> Result<Self, CommandError> {
        let (file, named) = match kept {
            Some(KnownHosts::None) => (None, true),
            Some(KnownHosts::File(file)) => (Some(file.clone()), true),
            None => (usual_file(), false),
        };
        let Some(file) = file else { return Ok(Self { file: None, named, hosts: Vec::new() }) };
        let text = small_file::read(&file, LARGEST).map_err(|source| {
            let why = format!(
                "what is known of hosts can't be read: {source}; --known names \
                 another file, or none"
            );
            CommandError::KnownHosts { file: file.clone(), why }
        })?;
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let hosts = lines.map(|(number, line)| {
            line.parse().map_err(|()| CommandError::KnownHosts {
                file: file.clone(),
                why: format!("line {} is no known host; remove it", number + 1),
            })
        });
        Ok(Self { hosts: hosts.collect::<Result<_, _>>()?, file: Some(file), named })
    }

    /// Compares the key of a certificate, shown by a host (`host:port`), with the one remembered.
    pub(super) fn judge(&self, authority: &str, shown: &Facts, now: Timestamp) -> Trust {
        match self.hosts.iter().find(|host| host.authority == authority) {
            None => Trust::First,
            Some(host) if host.key == shown.public_key => Trust::Same(host.since),
            Some(host) if host.until < now => Trust::Succeeded(host.clone()),
            Some(host) => Trust::Changed(host.clone()),
        }
    }

    /// Remembers a host's key in the place of what was known of it. Returns the file, if there is
    /// one.
    pub(super) fn remember(
        &mut self,
        authority: &str,
        shown: &Facts,
        now: Timestamp,
    ) -> Result<Option<&Path>, CommandError> {
        let since = self
            .hosts
            .iter()
            .find(|host| host.authority == authority && host.key == shown.public_key);
        let since = since.map_or(now, |host| host.since);
        let host = KnownHost {
            authority: authority.to_owned(),
            key: shown.public_key,
            until: shown.not_after,
            since,
        };
        let unchanged = self.hosts.contains(&host);
        self.hosts.retain(|host| host.authority != authority);
        self.hosts.push(host);
        self.hosts.sort_by(|a, b| a.authority.cmp(&b.authority));
        let Some(file) = self.file.as_deref() else { return Ok(None) };
        if unchanged {
            return Ok(Some(file));
        }
        match write(file, &self.hosts) {
            Ok(()) => Ok(Some(file)),
            // In a container there may be no place to write to, and nobody asked for one.
            Err(_) if !self.named => Ok(None),
            Err(source) => {
                let why = format!("the key can't be remembered there: {source}");
                Err(CommandError::KnownHosts { file: file.to_owned(), why })
            }
        }
    }
}

/// File of known hosts in the folder for the state of programs; `None` where the environment names no absolute folder.
fn usual_file() -> Option<PathBuf> {
    Some(xdg::state()?.join("propus/known-hosts"))
}

/// Writes the file, readable by its owner only: whom somebody visits is nobody's business.
fn write(file: &Path, hosts: &[KnownHost]) -> io::Result<()> {
    let folder = folder_of(file);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut text = format!("{HEADING}\n");
    for KnownHost { authority, key, until, since } in hosts {
        text += &format!("{authority} SHA256:{key:x} {until} {since}\n");
    }
    durable::write(file, text.as_bytes(), 0o600)
}

/// Value of a word of a line, which has to be there.
fn parsed<T: std::str::FromStr>(word: Option<&str>) -> Result<T, ()> {
    word.ok_or(())?.parse().map_err(|_| ())
}

impl std::str::FromStr for KnownHost {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let mut words = line.split_whitespace();
        let authority = words.next().ok_or(())?.to_owned();
        let key = parsed(words.next())?;
        let until = parsed(words.next())?;
        let since = parsed(words.next())?;
        if words.next().is_some() { Err(()) } else { Ok(Self { authority, key, until, since }) }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn facts(key: &[u8], until: Timestamp) -> Facts {
        Facts {
            certificate: Fingerprint::of(b"certificate"),
            public_key: Fingerprint::of(key),
            key_kind: String::new(),
            not_before: Timestamp::MIN,
            not_after: until,
            self_signed: true,
            names: Vec::new(),
            subject: None,
        }
    }

    #[test]
    fn a_key_is_remembered_and_a_change_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/known");
        let kept = KnownHosts::File(file.clone());
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::from_second(9).unwrap());
        let old = facts(b"old", Timestamp::from_second(5).unwrap());
        let mut known = Known::read(Some(&kept)).unwrap();
        assert_eq!(known.judge("a:1965", &old, now), Trust::First);
        assert_eq!(known.remember("a:1965", &old, now).unwrap(), Some(file.as_path()));
        let mut known = Known::read(Some(&kept)).unwrap();
        assert_eq!(known.judge("a:1965", &old, later), Trust::Same(now));
        assert_eq!(known.judge("a:1966", &old, now), Trust::First);
        let new = facts(b"new", Timestamp::MAX);
        assert!(matches!(
            known.judge("a:1965", &new, now),
            Trust::Changed(host) if host.key == old.public_key
        ));
        assert!(matches!(known.judge("a:1965", &new, later), Trust::Succeeded(_)));
        known.remember("a:1965", &new, later).unwrap();
        assert_eq!(
            Known::read(Some(&kept)).unwrap().judge("a:1965", &new, later),
            Trust::Same(later)
        );
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(file.parent().unwrap()).unwrap().count(),
            1,
            "nothing is left behind"
        );
    }

    #[test]
    fn a_host_is_known_for_as_long_as_it_has_had_its_key() {
        let mut known = Known::read(Some(&KnownHosts::None)).unwrap();
        let (first, second) = (Timestamp::UNIX_EPOCH, Timestamp::from_second(9).unwrap());
        let shared = facts(b"one key of two hosts", Timestamp::MAX);
        for (authority, at, since) in
            [("a:1965", first, first), ("b:1965", second, second), ("a:1965", second, first)]
        {
            known.remember(authority, &shared, at).unwrap();
            assert_eq!(known.judge(authority, &shared, at), Trust::Same(since), "{authority}");
        }
    }

    #[test]
    fn a_line_that_is_no_known_host_is_reported_with_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known");
        fs::write(&file, "# heading\n\na:1965 SHA256:xyz\n").unwrap();
        let error = Known::read(Some(&KnownHosts::File(file))).unwrap_err().to_string();
        assert!(error.ends_with("known: line 3 is no known host; remove it"), "{error}");
    }

    #[test]
    fn with_none_nothing_is_read_or_written() {
        let mut known = Known::read(Some(&KnownHosts::None)).unwrap();
        let shown = facts(b"key", Timestamp::MAX);
        assert_eq!(known.remember("a:1965", &shown, Timestamp::UNIX_EPOCH).unwrap(), None);
    }
}
