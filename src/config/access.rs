//! The zones and the applications of a host, as the configuration file says them. What they do is
//! for `access` and `net`.

use std::sync::Arc;
use std::time::Duration;

use toml::Spanned;

use super::ConfigError;
use super::file::{self, Host, Said, Text};
use super::resolve::{Ledger, file_only};
use crate::access::{Admitted, Zone, Zones};
use crate::cli::value::{Bytes, Seconds, ServedPath};
use crate::exchange::{Application, Socket};

/// How long an application may take, in seconds.
const PATIENCE: Seconds = Seconds::near(30);
/// The most bytes of an application's answer: 64 MiB.
const LARGEST: Bytes = Bytes::near(64 << 20);

/// The zones of a host.
pub(super) fn zones(ledger: &mut Ledger<'_>, said: &[Spanned<file::Zone>]) -> Zones {
    Zones::new(said.iter().filter_map(|zone| self::zone(ledger, zone.get_ref())).collect())
}

/// One zone; `None` when it has no path, which [`check`] does not let pass.
fn zone(ledger: &mut Ledger<'_>, zone: &file::Zone) -> Option<Zone> {
    ledger.begin("[[host.zone]]");
    let path = ledger.choose("path", file_only(), &[&zone.path])?.value.path().clone();
    let any = ledger.choose_or("any", file_only(), &[&zone.any], false).value;
    let listed = ledger.choose_or("listed", file_only(), &[&zone.listed], false).value;
    let mut fingerprints = Vec::new();
    for identity in &zone.identity {
        ledger.begin("[[host.zone.identity]]");
        ledger.choose("name", file_only(), &[&identity.get_ref().name]);
        let fingerprint =
            ledger.choose("fingerprint", file_only(), &[&identity.get_ref().fingerprint]);
        fingerprints.extend(fingerprint.map(|it| it.value));
    }
    Some(Zone {
        path,
        admitted: if any { Admitted::Any } else { Admitted::Listed(fingerprints) },
        listed,
    })
}

/// The applications of a host.
pub(super) fn applications(
    ledger: &mut Ledger<'_>,
    said: &[Spanned<file::Scgi>],
) -> Vec<Arc<Application>> {
    said.iter().filter_map(|scgi| application(ledger, scgi.get_ref())).map(Arc::new).collect()
}

/// One application; `None` when it lacks what [`check`] wants.
fn application(ledger: &mut Ledger<'_>, scgi: &file::Scgi) -> Option<Application> {
    ledger.begin("[[host.scgi]]");
    let path = ledger.choose("path", file_only(), &[&scgi.path])?.value;
    let socket = ledger.choose("socket", file_only(), &[&scgi.socket])?.value;
    let patience = ledger.choose_or("patience", file_only(), &[&scgi.patience], PATIENCE).value;
    let largest = ledger.choose_or("largest", file_only(), &[&scgi.largest], LARGEST).value;
    Some(Application {
        prefix: path.path().clone(),
        socket: match socket.socket() {
            Socket::Unix(name) => Socket::Unix(ledger.resolve(name)),
            Socket::Loopback(address) => Socket::Loopback(*address),
        },
        patience: Duration::from_secs(patience.number().into()),
        largest: largest.number().into(),
    })
}

/// Whether the zones and applications of a host are complete, and no two are for one path.
///
/// # Errors
/// Names the table that is wrong.
pub(super) fn check(host: &Host, text: &Text) -> Result<(), ConfigError> {
    for zone in &host.zone {
        check_zone(zone, text)?;
    }
    for scgi in &host.scgi {
        if scgi.get_ref().path.is_none() || scgi.get_ref().socket.is_none() {
            let what = "write path = \"/app/\" and socket = \"/run/app.sock\" below this line";
            return Err(text.fault(&scgi.span(), what.to_owned()));
        }
    }
    check_paths(host.zone.iter().map(|it| &it.get_ref().path), text)?;
    check_paths(host.scgi.iter().map(|it| &it.get_ref().path), text)
}

fn check_zone(zone: &Spanned<file::Zone>, text: &Text) -> Result<(), ConfigError> {
    let (span, zone) = (zone.span(), zone.get_ref());
    let any = zone.any.as_ref().is_some_and(|any| *any.get_ref());
    let fault = |what: &str| Err(text.fault(&span, what.to_owned()));
    if zone.path.is_none() {
        return fault("the zone has no path; write path = \"/members/\" below this line");
    }
    // An empty list is a slip of the pen: nobody wants to close a zone to everyone, and it must
    // never mean anyone.
    if zone.identity.is_empty() && !any {
        return fault(
            "the zone admits nobody; write any = true for everyone who has a certificate, or [[host.zone.identity]] \
             with name and fingerprint for each who may come in",
        );
    }
    if any && !zone.identity.is_empty() {
        return fault("the zone says any = true, and whom it admits besides; keep one of the two");
    }
    for identity in &zone.identity {
        if identity.get_ref().name.is_none() || identity.get_ref().fingerprint.is_none() {
            let what = "write name = \"…\" and fingerprint = \"SHA256:…\" below this line";
            return Err(text.fault(&identity.span(), what.to_owned()));
        }
    }
    Ok(())
}

fn check_paths<'a>(
    paths: impl Iterator<Item = &'a Said<ServedPath>>,
    text: &Text,
) -> Result<(), ConfigError> {
    let mut taken = Vec::new();
    for path in paths.flatten() {
        let file = path.get_ref().path().as_file();
        if taken.contains(&file) {
            let what =
                format!("{} stands in another table of this host already", path.get_ref().path());
            return Err(text.fault(&path.span(), what));
        }
        taken.push(file);
    }
    Ok(())
}
