//! Settings of the zones of a host, to read and to write, of letters, and of the programs that answer
//! for it.

use super::setting::Setting;
use super::table::Table;
use super::value::{
    Bytes, Count, FileSize, LetterCount, LetterLength, Seconds, ServedPath, SocketName,
};
use crate::fingerprint::Fingerprint;
use crate::upload::Kinds;

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

/// The table of a zone that may be written to.
pub static UPLOAD: Table = Table {
    about: "What of the host may be changed from a client, over Titan: a path and all below it, and \
            by whom. Repeat this table for each; an inner one decides alone. To read is another \
            right, see above. Without such a table nobody can write.",
    paragraphs: &[&[&UPLOAD_PATH, &DELETE, &LARGEST_FILE, &QUOTA_BYTES, &QUOTA_FILES, &KINDS]],
    tables: &[&WRITER],
    ..Table::new("[[host.upload]]")
};

/// Path of what may be written to.
pub static UPLOAD_PATH: Setting<Option<ServedPath>> =
    Setting { example: "\"/notes/\"", ..Setting::new("path", || None) };

/// Deleting.
pub static DELETE: Setting<bool> = Setting {
    about: "Whether files may be deleted, too; the most bytes of a file, and the most bytes and \
            files that each writer uploads in a day; and which files: pages, pictures or any.",
    ..Setting::new("delete", || false)
};

/// Most bytes of a file.
pub static LARGEST_FILE: Setting<FileSize> = Setting::new("largest", || FileSize::near(10 << 20));

/// Most bytes of a writer in a day.
pub static QUOTA_BYTES: Setting<Bytes> = Setting::new("quota-bytes", || Bytes::near(100 << 20));

/// Most files of a writer in a day.
pub static QUOTA_FILES: Setting<Count> = Setting::new("quota-files", || Count::near(500));

/// Files that may be written.
pub static KINDS: Setting<Kinds> = Setting::new("kinds", Kinds::default);

/// The table of one who may write.
pub static WRITER: Table = Table {
    about: "Who may write: SHA-256 of the certificate or of its public key.",
    paragraphs: &[&[&WRITER_NAME, &WRITER_FINGERPRINT]],
    ..Table::new("[[host.upload.identity]]")
};

/// Name for people, and for the log.
pub static WRITER_NAME: Setting<Option<String>> =
    Setting { example: "\"anna\"", ..Setting::new("name", || None) };

/// SHA-256 of the certificate or of its public key.
pub static WRITER_FINGERPRINT: Setting<Option<Fingerprint>> = Setting {
    example: "\"SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"",
    ..Setting::new("fingerprint", || None)
};

/// The table of letters.
pub static LETTERS: Table = Table {
    about: "Letters of readers to the author: under each page a link leads to them, nobody sees one \
            until `propus letters publish` shows it. Without such a table there are none.",
    paragraphs: &[&[&ANYONE, &AN_HOUR, &A_DAY, &LONGEST_LETTER]],
    ..Table::new("[host.letters]")
};

/// Letters of those without a certificate.
pub static ANYONE: Setting<bool> = Setting {
    about: "Whether readers without a certificate may write, too, as all are on Gopher; the most \
            letters of one reader in an hour, and of all in a day; the most characters of one.",
    ..Setting::new("anyone", || false)
};

/// Most letters of one in an hour.
pub static AN_HOUR: Setting<LetterCount> = Setting::new("an-hour", || LetterCount::near(5));

/// Most letters of all in a day.
pub static A_DAY: Setting<LetterCount> = Setting::new("a-day", || LetterCount::near(100));

/// Most characters of a letter.
pub static LONGEST_LETTER: Setting<LetterLength> =
    Setting::new("longest", || LetterLength::near(1000));

/// The table of an application.
pub static SCGI: Table = Table {
    about: "A program that answers for a path and all below it, over SCGI. Repeat this table for \
            each.",
    paragraphs: &[&[&SCGI_PATH, &SOCKET, &PATIENCE, &LARGEST], &[&LARGEST_UPLOAD]],
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

/// Most bytes of an upload that it is handed.
pub static LARGEST_UPLOAD: Setting<Option<FileSize>> = Setting {
    about: "The most bytes of an upload over Titan that it is handed; without this line it is \
            handed none.",
    example: "\"1 MiB\"",
    ..Setting::new("largest-upload", || None)
};
