//! The parts of a capsule that may be written to, and by whom. To read is another right, which
//! `access` knows of.

use std::sync::Arc;

use jiff::Timestamp;

use crate::access::{self, Guests};
use crate::choice::{Choice, Word};
use crate::exchange::{Identity, Refusal};
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

/// A path, with all below it, that may be written to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UploadZone {
    /// The path at which it begins.
    pub path: CapsulePath,
    /// Those who may write. Nobody, when there is none.
    pub writers: Vec<Writer>,
    /// Files may be deleted.
    pub delete: bool,
    /// The most bytes of a file.
    pub largest: u64,
    /// The most that each of them writes in a day.
    pub quota: Quota,
    /// The files that may be written.
    pub kinds: Kinds,
}

/// One who may write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Writer {
    /// The name that the owner gave.
    pub name: String,
    /// Of the certificate or of its public key.
    pub fingerprint: Fingerprint,
}

/// The most that somebody writes in a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Bytes.
    pub bytes: u64,
    /// Files.
    pub files: u32,
}

/// The files that may be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Kinds {
    /// Pages.
    Pages,
    /// Pictures.
    Pictures,
    /// All.
    #[default]
    Any,
}

impl Choice for Kinds {
    const ALL: &'static [Self] = &[Self::Pages, Self::Pictures, Self::Any];

    fn word(self) -> Word {
        match self {
            Self::Pages => Word::new("pages", "Pages"),
            Self::Pictures => Word::new("pictures", "Pictures"),
            Self::Any => Word::new("any", "Pages, pictures and other files"),
        }
    }
}

/// One who is admitted, and the zone that admits.
#[derive(Clone, Debug)]
pub(super) struct Admission<'z> {
    pub(super) zone: &'z UploadZone,
    pub(super) name: String,
    pub(super) who: Fingerprint,
}

/// The zones of a host. Where one lies inside another, the inner one alone decides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UploadZones {
    zones: Arc<[UploadZone]>,
    guests: Guests,
}

impl UploadZones {
    /// All zones of a host.
    #[must_use]
    pub fn new(mut zones: Vec<UploadZone>) -> Self {
        // Innermost first, as zones to read are.
        zones.sort_by_key(|zone| std::cmp::Reverse(zone.path.as_file().as_str().len()));
        Self { zones: zones.into(), guests: Guests::default() }
    }

    /// The same, where these may write, too.
    #[must_use]
    pub fn with_guests(self, guests: Guests) -> Self {
        Self { guests, ..self }
    }

    /// True when nobody may write anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.zones.is_empty()
    }

    /// All of them, the innermost first.
    pub fn iter(&self) -> impl Iterator<Item = &UploadZone> {
        self.zones.iter()
    }

    /// Checks that a client may write at a path, now.
    ///
    /// # Errors
    /// The refusal that it gets instead.
    pub(super) fn admit(
        &self,
        path: &CapsulePath,
        who: Option<&Identity>,
        now: Timestamp,
    ) -> Result<Admission<'_>, Refusal> {
        let innermost = self.zones.iter().find(|zone| path.is_below(&zone.path));
        let innermost = innermost.ok_or(Refusal::NotFound)?.path.as_file();
        let who = access::valid(who, now)?;
        // One path may stand in the file and on the command line.
        let zones = self.zones.iter().filter(|zone| zone.path.as_file() == innermost);
        for zone in zones {
            if let Some(writer) = zone.writers.iter().find(|it| who.has(&it.fingerprint)) {
                // As the owner knows it: another certificate of the same key is no other writer.
                return Ok(Admission { zone, name: writer.name.clone(), who: writer.fingerprint });
            }
            if let Some(guest) = self.guests.of(&zone.path).find(true, who) {
                return Ok(Admission { zone, name: guest.name, who: guest.fingerprint });
            }
        }
        Err(Refusal::NotAdmitted(who.certificate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> CapsulePath {
        CapsulePath::literal(text).unwrap()
    }

    fn identity(name: &str) -> Identity {
        Identity {
            certificate: Fingerprint::of(name.as_bytes()),
            public_key: Fingerprint::of(format!("{name}'s key").as_bytes()),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
            name: None,
        }
    }

    fn zone(at: &str, who: &str) -> UploadZone {
        let fingerprint = Fingerprint::of(who.as_bytes());
        UploadZone {
            path: path(at),
            writers: vec![Writer { name: format!("name of {who}"), fingerprint }],
            delete: false,
            largest: 10,
            quota: Quota { bytes: 100, files: 10 },
            kinds: Kinds::Any,
        }
    }

    fn check(at: &str, who: Option<&str>, expected: Result<&str, Refusal>) {
        let zones = UploadZones::new(vec![
            zone("/", "anna"),
            zone("/bert", "bert's key"),
            zone("/bert/", "carl"),
        ]);
        let who = who.map(identity);
        let admitted = zones.admit(&path(at), who.as_ref(), Timestamp::UNIX_EPOCH);
        assert_eq!(admitted.map(|it| it.name), expected.map(str::to_owned), "{at}");
    }

    #[test]
    fn the_inner_zone_decides_by_certificate_or_key() {
        check("/a", Some("anna"), Ok("name of anna"));
        check("/bertram", Some("anna"), Ok("name of anna"));
        let refused = Refusal::NotAdmitted(Fingerprint::of(b"anna"));
        check("/bert/a", Some("anna"), Err(refused));
        check("/bert", Some("bert"), Ok("name of bert's key"));
        check("/bert/a/b", Some("carl"), Ok("name of carl"));
        check("/a", None, Err(Refusal::NoCertificate));
    }

    #[test]
    fn outside_of_zones_nothing_is_written_whoever_asks() {
        let zones = UploadZones::new(vec![zone("/notes/", "anna")]);
        for who in [None, Some(identity("anna"))] {
            let refused = zones.admit(&path("/"), who.as_ref(), Timestamp::UNIX_EPOCH);
            assert_eq!(refused.map(|it| it.name), Err(Refusal::NotFound));
        }
    }

    #[test]
    fn a_certificate_has_its_time() {
        let zones = UploadZones::new(vec![zone("/", "anna")]);
        let late = Identity { not_after: Timestamp::MIN, ..identity("anna") };
        let refused = zones.admit(&path("/"), Some(&late), Timestamp::UNIX_EPOCH);
        assert_eq!(refused.map(|it| it.name), Err(Refusal::CertificateTooLate));
    }
}
