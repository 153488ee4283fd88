//! Zones: the paths of a capsule that want a certificate, and the clients that they admit. That a
//! client is who it says it is, is for `net`; which path a request means, for the capsule.

mod guests;

use std::sync::Arc;

use jiff::Timestamp;

use crate::exchange::{Identity, Refusal};
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

pub use guests::{Guest, Guests};

/// A path, with all below it, that not everyone may read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    /// The path at which it begins.
    pub path: CapsulePath,
    /// The clients that it admits.
    pub admitted: Admitted,
    /// Those whom it admits besides.
    pub guests: Guests,
    /// Menus, lists and feeds outside of it name what is inside.
    pub listed: bool,
}

/// The clients that a zone admits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Admitted {
    /// Everyone with a certificate.
    Any,
    /// Those whose certificate, or its public key, has one of these fingerprints. Nobody, when
    /// there is none.
    Listed(Vec<Fingerprint>),
}

/// The zones of a capsule. Where one lies inside another, the inner one alone decides.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Zones(Arc<[Zone]>);

impl Zones {
    /// All zones of a capsule.
    #[must_use]
    pub fn new(mut zones: Vec<Zone>) -> Self {
        // Innermost first: whatever holds a path, the longest of those that do begins with all
        // others.
        zones.sort_by_key(|zone| std::cmp::Reverse(zone.path.as_str().trim_end_matches('/').len()));
        Self(zones.into())
    }

    /// Says whether everyone may read everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, the innermost first.
    pub fn iter(&self) -> impl Iterator<Item = &Zone> {
        self.0.iter()
    }

    /// The zone that decides about a path.
    #[must_use]
    pub fn of(&self, path: &CapsulePath) -> Option<&Zone> {
        self.0.iter().find(|zone| path.is_below(&zone.path))
    }

    /// Says whether the thing at a path must not be named on a page at another: it is in a zone
    /// that is not listed, and the page is not.
    #[must_use]
    pub fn hide(&self, path: &CapsulePath, from: &CapsulePath) -> bool {
        self.close(path, from) && self.of(path).is_some_and(|zone| !zone.listed)
    }

    /// Says whether the text at a path must not be shown on a page at another, though it may be
    /// named there: it is in a zone, and the page is not.
    #[must_use]
    pub fn close(&self, path: &CapsulePath, from: &CapsulePath) -> bool {
        let zone = self.of(path);
        zone.is_some() && zone != self.of(from)
    }

    /// Checks that a client may read what is at a path, now.
    ///
    /// # Errors
    /// The refusal that it gets instead.
    pub fn admit(
        &self,
        path: &CapsulePath,
        who: Option<&Identity>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(zone) = self.of(path) else { return Ok(()) };
        let who = valid(who, now)?;
        let admitted = match &zone.admitted {
            Admitted::Any => true,
            Admitted::Listed(fingerprints) => {
                fingerprints.iter().any(|it| who.has(it)) || zone.guests.find(false, who).is_some()
            }
        };
        if admitted { Ok(()) } else { Err(Refusal::NotAdmitted(who.certificate)) }
    }
}

/// The identity of a client whose certificate is valid now.
///
/// # Errors
/// The refusal that a client gets who shows none, or one of another time.
pub fn valid(who: Option<&Identity>, now: Timestamp) -> Result<&Identity, Refusal> {
    let who = who.ok_or(Refusal::NoCertificate)?;
    if now < who.not_before {
        Err(Refusal::CertificateTooEarly)
    } else if now > who.not_after {
        Err(Refusal::CertificateTooLate)
    } else {
        Ok(who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn path(text: &str) -> CapsulePath {
        CapsulePath::literal(text).unwrap()
    }

    fn anna() -> Identity {
        Identity {
            certificate: Fingerprint::of(b"anna"),
            public_key: Fingerprint::of(b"anna's key"),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
            name: None,
        }
    }

    fn zones() -> Zones {
        let zone = |at: &str, admitted, listed| Zone {
            path: path(at),
            admitted,
            guests: Guests::default(),
            listed,
        };
        let listed = |who: &[u8]| Admitted::Listed(vec![Fingerprint::of(who)]);
        Zones::new(vec![
            zone("/club/", Admitted::Any, true),
            zone("/club/board", listed(b"anna"), false),
            zone("/club/board/guests/", Admitted::Any, false),
            zone("/key/", listed(b"anna's key"), false),
            zone("/bert/", listed(b"bert"), false),
        ])
    }

    fn check(at: &str, who: Option<&Identity>, expected: Result<(), Refusal>) {
        assert_eq!(zones().admit(&path(at), who, NOW), expected, "{at}");
    }

    #[test]
    fn outside_of_zones_nothing_is_asked_for() {
        for open in ["/", "/clubs", "/club.txt", "/a/club/"] {
            check(open, None, Ok(()));
        }
    }

    #[test]
    fn a_zone_wants_a_certificate() {
        for closed in ["/club", "/club/", "/club/a/b", "/club/nothing", "/bert/x"] {
            check(closed, None, Err(Refusal::NoCertificate));
        }
        check("/club/a", Some(&anna()), Ok(()));
    }

    #[test]
    fn a_list_admits_by_certificate_or_by_key() {
        check("/club/board/x", Some(&anna()), Ok(()));
        check("/key/x", Some(&anna()), Ok(()));
        check("/bert/x", Some(&anna()), Err(Refusal::NotAdmitted(anna().certificate)));
    }

    #[test]
    fn the_inner_zone_decides() {
        let stranger = Identity {
            certificate: Fingerprint::of(b"?"),
            public_key: Fingerprint::of(b"?"),
            ..anna()
        };
        check("/club/x", Some(&stranger), Ok(()));
        check("/club/board/x", Some(&stranger), Err(Refusal::NotAdmitted(stranger.certificate)));
        check("/club/board/guests/x", Some(&stranger), Ok(()));
    }

    #[test]
    fn a_certificate_has_its_time() {
        let late = Identity { not_after: Timestamp::MIN, ..anna() };
        let early = Identity { not_before: Timestamp::MAX, ..anna() };
        check("/club/x", Some(&late), Err(Refusal::CertificateTooLate));
        check("/club/x", Some(&early), Err(Refusal::CertificateTooEarly));
        check("/", Some(&late), Ok(()));
        let now = Identity { not_before: NOW, not_after: NOW, ..anna() };
        check("/club/x", Some(&now), Ok(()));
    }

    #[test]
    fn what_is_inside_is_named_inside_only() {
        let hidden = |at, from| zones().hide(&path(at), &path(from));
        assert!(hidden("/bert/x", "/"));
        assert!(hidden("/club/board/x", "/club/"));
        assert!(hidden("/club/board/x", "/bert/"));
        assert!(!hidden("/bert/x", "/bert/"));
        assert!(!hidden("/club/x", "/"));
        assert!(!hidden("/", "/bert/x"));
        let closed = |at, from| zones().close(&path(at), &path(from));
        assert!(closed("/club/x", "/") && closed("/club/board/x", "/club/x"));
        assert!(!closed("/club/x", "/club/y") && !closed("/", "/club/x"));
    }

    #[test]
    fn a_guest_is_admitted_to_its_zone_as_long_as_it_is_one() {
        let guests = Guests::default();
        let zone = |at: &str| Zone {
            path: path(at),
            admitted: Admitted::Listed(Vec::new()),
            guests: guests.of(&path(at)),
            listed: false,
        };
        let zones = Zones::new(vec![zone("/club/"), zone("/club/inner/")]);
        let admits = |at: &str| zones.admit(&path(at), Some(&anna()), NOW).is_ok();
        assert!(!admits("/club/page"));
        let guest = |at: &str, writes, who: &[u8]| Guest {
            zone: path(at),
            writes,
            name: "Anna".to_owned(),
            fingerprint: Fingerprint::of(who),
        };
        for who in [&b"anna"[..], b"anna's key"] {
            guests.set(vec![guest("/club/", false, who)]);
            assert!(admits("/club/page") && !admits("/club/inner/page"));
            // What is in it may be served elsewhere besides.
            let elsewhere = Zone { path: path("/2026/page"), ..zone("/club/") };
            let elsewhere = Zones::new(vec![elsewhere]);
            assert!(elsewhere.admit(&path("/2026/page"), Some(&anna()), NOW).is_ok());
        }
        for other in [guest("/club/", true, b"anna"), guest("/club/", false, b"bert")] {
            guests.set(vec![other]);
            assert!(!admits("/club/page"));
        }
    }
}
