//! The zones of a host, to read and to write, and its applications. Admission is for `access` and
//! `upload`, asking for `net`.

use std::sync::Arc;
use std::time::Duration;

use super::error::ConfigError;
use super::file::Given;
use super::resolve::Resolver;
use super::text::Text;
use crate::access::{Admitted, Guests, Zone, Zones};
use crate::exchange::{Application, Socket};
use crate::letters::Rules;
use crate::settings::Setting;
use crate::settings::access::{
    A_DAY, AN_HOUR, ANY, ANYONE, DELETE, FINGERPRINT, IDENTITY, IDENTITY_NAME, KINDS, LARGEST,
    LARGEST_FILE, LARGEST_UPLOAD, LETTERS, LISTED, LONGEST_LETTER, PATIENCE, QUOTA_BYTES,
    QUOTA_FILES, SCGI, SCGI_PATH, SOCKET, UPLOAD, UPLOAD_PATH, WRITER, WRITER_FINGERPRINT,
    WRITER_NAME, ZONE, ZONE_PATH,
};
use crate::settings::value::{Grant, ServedPath, Value};
use crate::upload::{Quota, UploadZone, UploadZones, Writer};

/// The zones of a host.
pub(super) fn zones(resolver: &mut Resolver<'_>, host: &Given, guests: &Guests) -> Zones {
    let zones = host.tables(&ZONE).into_iter();
    Zones::new(zones.filter_map(|given| zone(resolver, given, guests)).collect())
}

/// One zone; `None` when it has no path, which [`check`] does not let pass.
fn zone(resolver: &mut Resolver<'_>, given: &Given, guests: &Guests) -> Option<Zone> {
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
    let guests = guests.of(&path);
    Some(Zone { path, admitted, guests, listed })
}

/// The zones of a host that may be written to: those of its tables, and those of an option.
pub(super) fn uploads(
    resolver: &mut Resolver<'_>,
    host: &Given,
    grants: Vec<Grant>,
    guests: &Guests,
) -> UploadZones {
    let tables = host.tables(&UPLOAD).into_iter();
    let mut zones: Vec<_> = tables.filter_map(|given| upload(resolver, given)).collect();
    for grant in grants {
        let fingerprint = grant.fingerprint();
        let name: String = format!("{fingerprint:x}").chars().take(8).collect();
        zones.push(UploadZone {
            path: grant.path().clone(),
            writers: vec![Writer { name, fingerprint }],
            delete: (DELETE.default)(),
            largest: (LARGEST_FILE.default)().number().into(),
            quota: Quota {
                bytes: (QUOTA_BYTES.default)().number().into(),
                files: (QUOTA_FILES.default)().number(),
            },
            kinds: (KINDS.default)(),
        });
    }
    UploadZones::new(zones).with_guests(guests.clone())
}

/// One such zone; `None` when it has no path, which [`check`] does not let pass.
fn upload(resolver: &mut Resolver<'_>, given: &Given) -> Option<UploadZone> {
    resolver.begin(&UPLOAD);
    let path = resolver.value(&UPLOAD_PATH, &[given])?.path().clone();
    let delete = resolver.value(&DELETE, &[given]);
    let largest = resolver.value(&LARGEST_FILE, &[given]).number().into();
    let quota = Quota {
        bytes: resolver.value(&QUOTA_BYTES, &[given]).number().into(),
        files: resolver.value(&QUOTA_FILES, &[given]).number(),
    };
    let kinds = resolver.value(&KINDS, &[given]);
    let mut writers = Vec::new();
    for identity in given.tables(&WRITER) {
        resolver.begin(&WRITER);
        let name = resolver.value(&WRITER_NAME, &[identity]);
        let fingerprint = resolver.value(&WRITER_FINGERPRINT, &[identity]);
        if let (Some(name), Some(fingerprint)) = (name, fingerprint) {
            writers.push(Writer { name, fingerprint });
        }
    }
    Some(UploadZone { path, writers, delete, largest, quota, kinds })
}

/// The rules for letters of a host; `None` where it takes none.
pub(super) fn letters(resolver: &mut Resolver<'_>, host: &Given) -> Option<Rules> {
    let given = host.table(&LETTERS)?;
    resolver.begin(&LETTERS);
    Some(Rules {
        anyone: resolver.value(&ANYONE, &[given]),
        an_hour: resolver.value(&AN_HOUR, &[given]).number(),
        a_day: resolver.value(&A_DAY, &[given]).number(),
        longest: resolver.value(&LONGEST_LETTER, &[given]).number(),
    })
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
    let largest_upload = resolver.value(&LARGEST_UPLOAD, &[given]);
    let socket = match (socket.socket(), text) {
        (Socket::Unix(path), Some(text)) => Socket::Unix(text.folder().join(path)),
        (socket, _) => socket.clone(),
    };
    Some(Application {
        prefix: path.path().clone(),
        socket,
        patience: Duration::from_secs(patience.number().into()),
        largest: largest.number().into(),
        largest_upload: largest_upload.map(|it| it.number().into()),
    })
}

/// Checks that the zones and applications of a host are complete, and no two are for one path. Where
/// there is a store it may name who is admitted.
///
/// # Errors
/// Names the table that is wrong.
pub(super) fn check(host: &Given, text: &Text, has_store: bool) -> Result<(), ConfigError> {
    for zone in host.tables(&ZONE) {
        check_zone(zone, text, has_store)?;
    }
    for scgi in host.tables(&SCGI) {
        if !has(scgi, &SCGI_PATH) || !has(scgi, &SOCKET) {
            let what = "write path = \"/app/\" and socket = \"/run/app.sock\" below this line";
            return Err(text.fault(&scgi.span, what));
        }
    }
    for upload in host.tables(&UPLOAD) {
        check_upload(upload, text, has_store)?;
    }
    check_paths(&host.tables(&ZONE), &ZONE_PATH, text)?;
    check_paths(&host.tables(&UPLOAD), &UPLOAD_PATH, text)?;
    check_paths(&host.tables(&SCGI), &SCGI_PATH, text)
}

fn check_zone(zone: &Given, text: &Text, has_store: bool) -> Result<(), ConfigError> {
    let any = zone.value(&ANY).is_some_and(|any| *any.value);
    let identities = zone.tables(&IDENTITY);
    let what = if !has(zone, &ZONE_PATH) {
        "the zone has no path; write path = \"/members/\" below this line"
    } else if identities.is_empty() && !any && !has_store {
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

fn check_upload(upload: &Given, text: &Text, has_store: bool) -> Result<(), ConfigError> {
    let writers = upload.tables(&WRITER);
    let what = if !has(upload, &UPLOAD_PATH) {
        "it is not said what may be written to; write path = \"/notes/\" below this line"
    } else if writers.is_empty() && !has_store {
        // Whoever leaves the list out may mean anyone, and must not get that.
        "nobody may write there; write [[host.upload.identity]] with name and fingerprint for each \
         who may"
    } else {
        return writers.into_iter().try_for_each(|writer| {
            let is_whole = has(writer, &WRITER_NAME) && has(writer, &WRITER_FINGERPRINT);
            if is_whole { Ok(()) } else { Err(text.fault(&writer.span, NAME_AND_FINGERPRINT)) }
        });
    };
    Err(text.fault(&upload.span, what))
}

/// Message on an identity that lacks something.
const NAME_AND_FINGERPRINT: &str =
    "write name = \"…\" and fingerprint = \"SHA256:…\" below this line";

fn check_identity(identity: &Given, text: &Text) -> Result<(), ConfigError> {
    if has(identity, &IDENTITY_NAME) && has(identity, &FINGERPRINT) {
        return Ok(());
    }
    Err(text.fault(&identity.span, NAME_AND_FINGERPRINT))
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
