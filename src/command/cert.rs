//! `propus cert`: what the certificates say, to be published or compared with what a client shows,
//! and the ways to change them. How they are made and kept is for `net::certs`.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use super::error::{CommandError, at};
use crate::cli::{CertImport, CertNew, CertRenew, CertShow, CertsFolder};
use crate::config;
use crate::escape::escape_controls;
use crate::net::certs::{self, Facts, Files, HostCertificate, Import};

/// Prints host, validity and fingerprints of one certificate, or of all in a folder.
///
/// # Errors
/// Fails when there is none, or one can't be read.
pub fn show(arguments: &CertShow, out: &mut dyn Write) -> Result<(), CommandError> {
    let folder = folder(&arguments.certs)?;
    let files = match &arguments.host {
        Some(host) => vec![certificate(&folder, host)?],
        None => certificates(&folder)?,
    };
    for (number, file) in files.iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        let facts = certs::read_facts_in_force(file)?;
        write!(out, "{gap}{}", shown(file, &facts)).map_err(CommandError::Output)?;
    }
    Ok(())
}

/// Makes a new certificate for the key that a host has, and prints it.
///
/// # Errors
/// Fails when there is no key, or it can't be used.
pub fn renew(arguments: &CertRenew, out: &mut dyn Write) -> Result<(), CommandError> {
    let aliases: Vec<String> =
        arguments.alias.iter().map(|alias| alias.as_str().to_owned()).collect();
    let new = certs::renew(&folder(&arguments.certs)?, &config::host(&arguments.host)?, &aliases)?;
    print("a new certificate for the same key", &new, out)
}

/// Makes a new key and a certificate for a host, and prints it; asks before it replaces a key, and
/// reads the answer from `input`.
///
/// # Errors
/// Fails when nobody agrees, or the files can't be written.
pub fn make_new(
    arguments: &CertNew,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    let host = config::host(&arguments.host)?;
    let folder = folder(&arguments.certs)?;
    let files = Files::of_host(&folder, &host);
    certs::recover(&files)?;
    if !arguments.yes && files.key.exists() {
        confirm(&host, input, remarks)?;
    }
    print("a new key and certificate", &certs::make_new(&folder, &host, &[])?, out)
}

/// Takes over a certificate and its key, and prints it; asks before it replaces another key, and
/// reads the answer from `input`.
///
/// # Errors
/// Fails when they don't belong together or are for another host, nobody agrees, or the files can't
/// be written.
pub fn import(
    arguments: &CertImport,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    let host = config::host(&arguments.host)?;
    let import = Import::read(&arguments.sources, &host)?;
    let folder = folder(&arguments.certs)?;
    let files = Files::of_host(&folder, &host);
    certs::recover(&files)?;
    // What can't be read may be worth keeping all the same.
    let same = certs::read_facts(&files.certificate)
        .is_ok_and(|old| old.public_key == import.facts.public_key);
    if !arguments.yes && !same && files.key.exists() {
        confirm(&host, input, remarks)?;
    }
    print("the certificate and its key were taken over", &import.put(&folder)?, out)
}

/// The folder that is named, or that of the configuration.
fn folder(named: &CertsFolder) -> Result<PathBuf, CommandError> {
    match &named.folder {
        Some(folder) => Ok(folder.clone()),
        None => Ok(config::certs_folder(named.config.as_deref())?),
    }
}

/// Asks whether the key of a host is to be replaced.
fn confirm(
    host: &str,
    input: &mut dyn BufRead,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    let question = format!(
        "{host} has a key already. If it is replaced it is gone, and every reader's client warns \
         of the new one.\n\
         Replace it? Type yes: "
    );
    write!(remarks, "{question}").and_then(|()| remarks.flush()).map_err(CommandError::Output)?;
    let mut answer = String::new();
    input.read_line(&mut answer).map_err(at("standard input"))?;
    if answer.trim().eq_ignore_ascii_case("yes") { Ok(()) } else { Err(CommandError::NotConfirmed) }
}

/// Prints what was done and what came of it.
fn print(what: &str, new: &HostCertificate, out: &mut dyn Write) -> Result<(), CommandError> {
    let concern = new.concern().map(|concern| format!("\n{concern}\n")).unwrap_or_default();
    let server = "a running server shows it within ten seconds";
    write!(out, "{what}; {server}\n\n{}{concern}", shown(&new.files.certificate, &new.facts))
        .map_err(CommandError::Output)
}

/// The certificate of a host in a folder.
fn certificate(folder: &Path, host: &str) -> Result<PathBuf, CommandError> {
    let file = Files::of_host(folder, &config::host(host)?).certificate;
    if is_absent(&file) && certs::read_facts_in_force(&file).is_err() {
        Err(CommandError::NoCertificates(file))
    } else {
        Ok(file)
    }
}

/// True when there is surely nothing. Where that can't be seen, who reads it is told why.
fn is_absent(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

/// The certificates in a folder, in order of name.
fn certificates(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    if is_absent(folder) {
        return Err(CommandError::NoCertificates(folder.to_owned()));
    }
    let files = certs::certificates(folder).map_err(at(folder))?;
    if files.is_empty() { Err(CommandError::NoCertificates(folder.to_owned())) } else { Ok(files) }
}

fn shown(file: &Path, facts: &Facts) -> String {
    format!("{}file         {}\n", described(facts), file.display())
}

/// A day in UTC, as `2026-11-05`.
pub(super) fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// Facts of a certificate, a line for each. Fingerprints come in two forms: as openssl and many
/// clients show them, and as Lagrange and most lists of identities do.
pub(super) fn described(facts: &Facts) -> String {
    format!(
        "host         {}\nvalid        {} to {}\n\
         certificate  SHA-256 {certificate}\n             SHA256:{certificate:x}\n\
         public key   SHA-256 {key}\n             SHA256:{key:x}\n",
        // Who made it chose the names.
        escape_controls(&facts.names.join(", ")),
        day(facts.not_before),
        day(facts.not_after),
        certificate = facts.certificate,
        key = facts.public_key,
    )
}

#[cfg(test)]
mod tests;
