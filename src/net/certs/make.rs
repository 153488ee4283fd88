//! Making the certificate of a host: once, when there is none; after that only when somebody asks
//! for it.

use std::path::Path;

use super::error::CertError;
use super::files::Files;
use super::host_certificate::{HostCertificate, check_both, load};
use super::read::{check_hidden, exists, read_facts, signing_key};
use super::sign;
use super::store::{self, Locked};

/// Loads the certificate of a host from a folder. Makes one, and the folder, if neither certificate
/// nor key is there; one that is made is for the host's other names too.
///
/// # Errors
/// Names the file, and says what to do.
pub fn load_or_make(
    folder: &Path,
    host: &str,
    aliases: &[String],
) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    store::recover(&files)?;
    if exists(&files.certificate)? || exists(&files.key)? {
        return load(files, host);
    }
    let locked = Locked::new(&files)?;
    // Another process may have been faster.
    let made = !exists(&files.key)?;
    if made {
        locked.put_pair(&sign::new_pair(&names(host, aliases))?)?;
    }
    drop(locked);
    Ok(HostCertificate { made, ..load(files, host)? })
}

/// Makes a new certificate for a host whose key is in a folder, with that key, for all names that
/// the old one was for and some besides. Clients that remember the key notice nothing.
///
/// # Errors
/// Fails when there is no key, or it can't be used; names the file, and says what to do.
pub fn renew(folder: &Path, host: &str, aliases: &[String]) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    store::recover(&files)?;
    if !exists(&files.key)? {
        check_both(&files, host)?;
    }
    let locked = Locked::new(&files)?;
    check_hidden(&files.key)?;
    let names = names_as_before(&files, host, aliases);
    locked.put_certificate(&sign::new_certificate(&names, signing_key(&files.key)?)?)?;
    drop(locked);
    load(files.clone(), host)
}

/// Makes a new key and a certificate for a host, in the place of those that are in a folder, and
/// for the same names. Clients that remember the old key warn of it.
///
/// # Errors
/// Fails when they can't be written.
pub fn make_new(
    folder: &Path,
    host: &str,
    aliases: &[String],
) -> Result<HostCertificate, CertError> {
    let files = Files::of_host(folder, host);
    let locked = Locked::new(&files)?;
    locked.put_pair(&sign::new_pair(&names_as_before(&files, host, aliases))?)?;
    drop(locked);
    Ok(HostCertificate { made: true, ..load(files.clone(), host)? })
}

/// The host and its other names, each once.
fn names(host: &str, aliases: &[String]) -> Vec<String> {
    let mut names = vec![host.to_owned()];
    for alias in aliases {
        if !names.contains(alias) {
            names.push(alias.clone());
        }
    }
    names
}

/// The same, with those that the host's certificate is for; not when it is for others only, or
/// can't be read.
fn names_as_before(files: &Files, host: &str, aliases: &[String]) -> Vec<String> {
    match read_facts(&files.certificate) {
        Ok(facts) if facts.is_for(host) => names(host, &[facts.names.as_slice(), aliases].concat()),
        Ok(_) | Err(_) => names(host, aliases),
    }
}
