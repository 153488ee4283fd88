//! The zones and the applications of a host. Admission is for `access`, asking for `net`.

use std::sync::Arc;
use std::time::Duration;

use super::error::ConfigError;
use super::file::Given;
use super::resolve::Resolver;
use super::text::Text;
use crate::access::{Admitted, Zone, Zones};
use crate::exchange::{Application, Socket};
use crate::settings::Setting;
use crate::settings::access::{
    ANY, FINGERPRINT, IDENTITY, IDENTITY_NAME, LARGEST, LISTED, PATIENCE, SCGI, SCGI_PATH, SOCKET,
    ZONE, ZONE_PATH,
};
use crate::settings::value::{ServedPath, Value};

/// The zones of a host.
pub(super) fn zones(resolver: &mut Resolver<'_>, host: &Given) -> Zones {
    let zones = host.tables(&ZONE).into_iter();
    Zones::new(zones.filter_map(|given| zone(resolver, given)).collect())
}

/// One zone; `None` when it has no path, which [`check`] does not let pass.
fn zone(resolver: &mut Resolver<'_>, given: &Given) -> Option<Zone> {
    resolver.begin(&ZONE);
    let path = resolver.value(&ZONE_PATH, &[given])?.path().clone();
    let any = resolver.value(&ANY, &[given]);
    let listed = resolver.value(&LISTED, &[given]);
    let mut fingerprints = Vec::new();
    for identity in given.tables(&IDENTITY) {
        resolver.begin(&IDENTITY);
        resolver.value(&IDENTITY_NAME, &[identity]);
        fingerprints.extend(resolver.value(&FINGERPRINT, &[identity]));
    }
    let admitted = if any { Admitted::Any } else { Admitted::Listed(fingerprints) };
    Some(Zone { path, admitted, listed })
}

/// The applications of a host.
pub(super) fn applications(
    resolver: &mut Resolver<'_>,
    host: &Given,
    text: Option<&Text>,
) -> Vec<Arc<Application>> {
    let tables = host.tables(&SCGI).into_iter();
    tables.filter_map(|given| application(resolver, given, text)).map(Arc::new).collect()
}

/// One application; `None` when it lacks what [`check`] wants.
fn application(
    resolver: &mut Resolver<'_>,
    given: &Given,
    text: Option<&Text>,
) -> Option<Application> {
    resolver.begin(&SCGI);
    let path = resolver.value(&SCGI_PATH, &[given])?;
    let socket = resolver.value(&SOCKET, &[given])?;
    let patience = resolver.value(&PATIENCE, &[given]);
    let largest = resolver.value(&LARGEST, &[given]);
    let socket = match (socket.socket(), text) {
        (Socket::Unix(path), Some(text)) => Socket::Unix(text.folder().join(path)),
        (socket, _) => socket.clone(),
    };
    Some(Application {
        prefix: path.path().clone(),
        socket,
        patience: Duration::from_secs(patience.number().into()),
        largest: largest.number().into(),
    })
}

/// Checks that the zones and applications of a host are complete, and no two are for one path.
///
/// # Errors
/// Names the table that is wrong.
pub(super) fn check(host: &Given, text: &Text) -> Result<(), ConfigError> {
    for zone in host.tables(&ZONE) {
        check_zone(zone, text)?;
    }
    for scgi in host.tables(&SCGI) {
        if !has(scgi, &SCGI_PATH) || !has(scgi, &SOCKET) {
            let what = "write path = \"/app/\" and socket = \"/run/app.sock\" below this line";
            return Err(text.fault(&scgi.span, what));
        }
    }
    check_paths(&host.tables(&ZONE), &ZONE_PATH, text)?;
    check_paths(&host.tables(&SCGI), &SCGI_PATH, text)
}

fn check_zone(zone: &Given, text: &Text) -> Result<(), ConfigError> {
    let any = zone.value(&ANY).is_some_and(|any| *any.value);
    let identities = zone.tables(&IDENTITY);
    let what = if !has(zone, &ZONE_PATH) {
        "the zone has no path; write path = \"/members/\" below this line"
    } else if identities.is_empty() && !any {
        // An empty list is a slip of the pen: nobody wants to close a zone to everyone, and it must
        // never mean anyone.
        "the zone admits nobody; write any = true for everyone who has a certificate, or \
         [[host.zone.identity]] with name and fingerprint for each who may come in"
    } else if any && !identities.is_empty() {
        "the zone says any = true, and whom it admits besides; keep one of the two"
    } else {
        return identities.into_iter().try_for_each(|identity| check_identity(identity, text));
    };
    Err(text.fault(&zone.span, what))
}

fn check_identity(identity: &Given, text: &Text) -> Result<(), ConfigError> {
    if has(identity, &IDENTITY_NAME) && has(identity, &FINGERPRINT) {
        return Ok(());
    }
    let what = "write name = \"…\" and fingerprint = \"SHA256:…\" below this line";
    Err(text.fault(&identity.span, what))
}

fn has<T: Value>(given: &Given, setting: &Setting<T>) -> bool {
    given.value(setting).is_some()
}

fn check_paths(
    tables: &[&Given],
    setting: &Setting<Option<ServedPath>>,
    text: &Text,
) -> Result<(), ConfigError> {
    let mut taken = Vec::new();
    for located in tables.iter().filter_map(|table| table.value(setting)) {
        let Some(path) = located.value.as_ref().map(ServedPath::path) else { continue };
        let file = path.as_file();
        if taken.contains(&file) {
            let what = format!("{path} stands in another table of this host already");
            return Err(text.fault(&located.span, what));
        }
        taken.push(file);
    }
    Ok(())
}
