//! `propus cert show`: what the certificates say, to be published or compared with what a client shows.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{CommandError, at};
use crate::cli::CertShow;
use crate::config;
use crate::net::certs::{self, Facts, Files};

/// Prints host, validity and fingerprints of one certificate, or of all in a folder.
///
/// # Errors
/// When there is none, or one can't be read.
pub fn show(arguments: &CertShow, out: &mut dyn Write) -> Result<(), CommandError> {
    let files = match &arguments.host {
        Some(host) => vec![Files::of_host(&arguments.certs, &config::host(host)?).certificate],
        None => certificates(&arguments.certs)?,
    };
    for (number, file) in files.iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        let facts = certs::read_facts(file)?;
        write!(out, "{gap}{}", shown(file, &facts)).map_err(CommandError::Output)?;
    }
    Ok(())
}

/// The certificates in a folder, in order of name.
fn certificates(folder: &Path) -> Result<Vec<PathBuf>, CommandError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".cert.pem")) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(CommandError::NoCertificates(folder.to_owned()));
    }
    files.sort();
    Ok(files)
}

fn shown(file: &Path, facts: &Facts) -> String {
    let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    format!(
        "host         {}\nvalid        {} to {}\ncertificate  SHA-256 {}\npublic key   SHA-256 {}\nfile         {}\n",
        facts.names.join(", "),
        day(facts.not_before),
        day(facts.not_after),
        facts.certificate,
        facts.public_key,
        file.display()
    )
}
