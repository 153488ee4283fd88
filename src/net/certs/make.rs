//! Making a certificate and its key, and writing them so that no other user ever sees the key and no crash leaves half
//! a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, date_time_ymd,
};

use super::{CertError, Files};

/// Who may read a file that is made.
#[derive(Clone, Copy)]
enum Readers {
    Owner,
    All,
}

/// Makes a key and a certificate for a host and its other names.
pub(super) fn make(folder: &Path, files: &Files, host: &str, aliases: &[String]) -> Result<(), CertError> {
    let (certificate, key) =
        sign(host, aliases).map_err(|error| CertError::Make { host: host.to_owned(), reason: error.to_string() })?;
    at(folder, make_folder(folder))?;
    // The key first: a certificate can be made again from it, but not it from a certificate.
    at(&files.key, write(&files.key, &key, Readers::Owner))?;
    at(&files.certificate, write(&files.certificate, &certificate, Readers::All))?;
    at(folder, sync_folder(folder))
}

/// A certificate that lasts: readers trust it on first use, and are warned when it changes.
fn sign(host: &str, aliases: &[String]) -> Result<(String, String), rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let names: Vec<String> =
        std::iter::once(host).chain(aliases.iter().map(String::as_str)).map(str::to_owned).collect();
    let mut certificate = CertificateParams::new(names)?;
    certificate.distinguished_name = DistinguishedName::new();
    certificate.distinguished_name.push(DnType::CommonName, host);
    certificate.is_ca = IsCa::ExplicitNoCa;
    certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let (year, month, day) = yesterday();
    certificate.not_before = date_time_ymd(year, month, day);
    certificate.not_after = date_time_ymd(4096, 1, 1);
    Ok((certificate.self_signed(&key)?.pem(), key.serialize_pem()))
}

/// Year, month and day: clients' clocks may be behind, in any time zone.
fn yesterday() -> (i32, u8, u8) {
    let date = Timestamp::now().to_zoned(TimeZone::UTC).date().saturating_sub(1.day());
    (date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}

fn at<T>(file: &Path, done: io::Result<T>) -> Result<T, CertError> {
    done.map_err(|error| CertError::File { file: file.into(), error })
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that is whole from the first moment that it has its name.
fn write(file: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let unfinished = unfinished(file);
    let written = write_new(&unfinished, text, readers).and_then(|()| fs::rename(&unfinished, file));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn write_new(file: &Path, text: &str, readers: Readers) -> io::Result<()> {
    // One may be left from a crash; its mode is not to be trusted.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        match readers {
            Readers::Owner => 0o600,
            Readers::All => 0o644,
        },
    );
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

/// Beside the file, so that renaming is one step.
fn unfinished(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.{}.new", std::process::id()))
}

/// Renaming is only for good when the folder is on the disk too.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
