//! Settings of the zones of a host, and of the programs that answer for it.

use super::setting::Setting;
use super::table::Table;
use super::value::{Bytes, Seconds, ServedPath, SocketName};
use crate::fingerprint::Fingerprint;

/// The table of a zone.
pub static ZONE: Table = Table {
    about: "What of the host not everyone may read: a path and all below it. Repeat this table for \
            each; an inner zone decides alone. No menu, list or feed outside of it names what is \
            inside, unless listed = true.",
    paragraphs: &[&[&ZONE_PATH, &ANY, &LISTED]],
    tables: &[&IDENTITY],
    ..Table::new("[[host.zone]]")
};

/// Path of the zone.
pub static ZONE_PATH: Setting<Option<ServedPath>> =
    Setting { example: "\"/members/\"", ..Setting::new("path", || None) };

/// Admission of everyone who has a certificate.
pub static ANY: Setting<bool> = Setting {
    about: "Everyone who has a certificate; or, without this line, those who are named below.",
    ..Setting::new("any", || false)
};

/// Its pages in lists outside of the zone.
pub static LISTED: Setting<bool> = Setting::new("listed", || false);

/// The table of an identity that is admitted.
pub static IDENTITY: Table = Table {
    about: "Who may come in: SHA-256 of the certificate or of its public key. `propus id add` \
            writes these lines.",
    paragraphs: &[&[&IDENTITY_NAME, &FINGERPRINT]],
    ..Table::new("[[host.zone.identity]]")
};

/// Name for people.
pub static IDENTITY_NAME: Setting<Option<String>> =
    Setting { example: "\"anna\"", ..Setting::new("name", || None) };

/// SHA-256 of the certificate or of its public key.
pub static FINGERPRINT: Setting<Option<Fingerprint>> = Setting {
    example: "\"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"",
    ..Setting::new("fingerprint", || None)
};

/// The table of an application.
pub static SCGI: Table = Table {
    about: "A program that answers for a path and all below it, over SCGI. Repeat this table for \
            each.",
    paragraphs: &[&[&SCGI_PATH, &SOCKET, &PATIENCE, &LARGEST]],
    ..Table::new("[[host.scgi]]")
};

/// Path of the application.
pub static SCGI_PATH: Setting<Option<ServedPath>> =
    Setting { example: "\"/guestbook/\"", ..Setting::new("path", || None) };

/// Socket at which it listens.
pub static SOCKET: Setting<Option<SocketName>> = Setting {
    about: "Where it listens: the path of a Unix socket, or an address of this machine such as \
            \"127.0.0.1:4000\".",
    example: "\"/run/guestbook.sock\"",
    ..Setting::new("socket", || None)
};

/// Seconds that it may take.
pub static PATIENCE: Setting<Seconds> = Setting {
    about: "How many seconds it may take before it answers, and between two pieces of its answer; \
            the most bytes of that.",
    ..Setting::new("patience", || Seconds::near(30))
};

/// Most bytes of an answer.
pub static LARGEST: Setting<Bytes> = Setting::new("largest", || Bytes::near(64 << 20));
