//! Each way in which a certificate can be wrong is an error of its own.

mod importing;
mod loading;
mod making;
mod messages;
mod storing;

use std::path::Path;

use tempfile::TempDir;

use super::{HostCertificate, load_or_make};

const HOST: &str = "example.org";

/// A folder with a certificate for [`HOST`].
fn made() -> (TempDir, HostCertificate) {
    let folder = tempfile::tempdir().unwrap();
    let identity = load_or_make(folder.path(), HOST, &[]).unwrap();
    (folder, identity)
}

/// Runs openssl in a folder.
fn openssl(folder: &Path, arguments: &str) {
    let done = std::process::Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// A folder with `key.pem` and `cert.pem` for a host.
fn elsewhere(host: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    openssl(folder.path(), "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    openssl(
        folder.path(),
        &format!("req -x509 -key key.pem -subj /CN={host} -days 100 -out cert.pem"),
    );
    folder
}
