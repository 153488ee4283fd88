//! Each way in which a certificate can be wrong is an error of its own.

use jiff::Timestamp;
use tempfile::TempDir;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use super::*;

const HOST: &str = "example.org";

/// A folder with a certificate for [`HOST`].
fn made() -> (TempDir, Identity) {
    let folder = tempfile::tempdir().unwrap();
    let identity = load_or_make(folder.path(), HOST, &[]).unwrap();
    (folder, identity)
}

#[test]
fn a_certificate_is_made_once() {
    let (folder, first) = made();
    assert!(first.made);
    let second = load_or_make(folder.path(), HOST, &[]).unwrap();
    assert!(!second.made);
    assert_eq!(first.facts, second.facts);
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["example.org.cert.pem", "example.org.key.pem"]);
}

#[test]
fn a_certificate_that_was_made_lasts_and_vouches_for_nobody() {
    let (_folder, identity) = made();
    assert_eq!(identity.facts.names, [HOST]);
    assert!(identity.facts.is_valid_at(Timestamp::now()));
    assert!(identity.facts.not_before < Timestamp::now());
    assert_eq!(identity.facts.not_after.to_string(), "4096-01-01T00:00:00Z");
    let (_, certificate) = X509Certificate::from_der(&identity.certified.cert[0]).unwrap();
    assert_eq!(certificate.version(), X509Version::V3);
    assert!(!certificate.is_ca());
    assert_eq!(certificate.subject().iter_common_name().next().unwrap().as_str().unwrap(), HOST);
    assert_eq!(identity.facts.certificate.to_string().len(), 95);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_a_key() {
    use std::os::unix::fs::PermissionsExt;

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("a/certs");
    let identity = load_or_make(&folder, HOST, &[]).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&identity.files.key)), (0o700, 0o600));
    for shown in [0o640, 0o604, 0o644] {
        fs::set_permissions(&identity.files.key, fs::Permissions::from_mode(shown)).unwrap();
        assert!(matches!(load_or_make(&folder, HOST, &[]), Err(CertError::Exposed { .. })), "{shown:o}");
    }
}

#[test]
fn an_address_can_be_a_host() {
    let folder = tempfile::tempdir().unwrap();
    for (host, file) in [("192.0.2.1", "192.0.2.1.cert.pem"), ("2001:db8::1", "2001_db8__1.cert.pem")] {
        let identity = load_or_make(folder.path(), host, &[]).unwrap();
        assert_eq!(identity.facts.names, [host]);
        assert_eq!(identity.files.certificate.file_name().unwrap(), file);
        assert!(!load_or_make(folder.path(), host, &[]).unwrap().made);
    }
}

#[test]
fn a_certificate_that_is_made_is_for_every_name() {
    let folder = tempfile::tempdir().unwrap();
    let aliases = ["www.example.org".to_owned(), "192.0.2.1".to_owned()];
    let identity = load_or_make(folder.path(), HOST, &aliases).unwrap();
    assert_eq!(identity.facts.names, [HOST, "www.example.org", "192.0.2.1"]);
}

#[test]
fn half_a_certificate_is_not_made_anew() {
    let (folder, identity) = made();
    let key = fs::read(&identity.files.key).unwrap();
    fs::remove_file(&identity.files.key).unwrap();
    let error = load_or_make(folder.path(), HOST, &[]).unwrap_err();
    assert!(matches!(error, CertError::MissingKey { .. }));
    assert!(error.to_string().contains("example.org.key.pem is missing"), "{error}");

    fs::write(&identity.files.key, key).unwrap();
    fs::remove_file(&identity.files.certificate).unwrap();
    assert!(matches!(load_or_make(folder.path(), HOST, &[]), Err(CertError::MissingCertificate { .. })));
}

#[test]
fn garbage_is_told_by_file() {
    for garbage in ["", "garbage", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let (folder, identity) = made();
        fs::write(&identity.files.certificate, garbage).unwrap();
        assert!(matches!(load_or_make(folder.path(), HOST, &[]), Err(CertError::NoCertificate { .. })), "{garbage:?}");
    }
    for garbage in ["", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        let (folder, identity) = made();
        fs::write(&identity.files.key, garbage).unwrap();
        assert!(matches!(load_or_make(folder.path(), HOST, &[]), Err(CertError::NoKey { .. })), "{garbage:?}");
    }
}

#[test]
fn a_key_has_to_belong_to_its_certificate() {
    let ((folder, ours), (_other, theirs)) = (made(), made());
    fs::copy(&theirs.files.key, &ours.files.key).unwrap();
    assert!(matches!(load_or_make(folder.path(), HOST, &[]), Err(CertError::Mismatch { .. })));
}

#[test]
fn a_certificate_has_to_be_for_the_host() {
    let (folder, ours) = made();
    let theirs = Files::of_host(folder.path(), "example.com");
    fs::copy(&ours.files.key, &theirs.key).unwrap();
    fs::copy(&ours.files.certificate, &theirs.certificate).unwrap();
    let error = load_or_make(folder.path(), "example.com", &[]).unwrap_err();
    assert!(error.to_string().contains("is a certificate for example.org, not for example.com"), "{error}");
}

#[test]
fn a_star_is_for_one_label() {
    let (_folder, identity) = made();
    let facts = Facts { names: vec!["*.example.org".to_owned(), "example.com".to_owned()], ..identity.facts };
    for (host, expected) in
        [("a.example.org", true), ("EXAMPLE.com", true), ("a.b.example.org", false), ("example.org", false)]
    {
        assert_eq!(facts.is_for(host), expected, "{host}");
    }
}

#[test]
fn no_host_leads_out_of_the_folder() {
    for host in ["../../etc/x", "", "..", "a/b", ".hidden", "a\0b"] {
        let files = Files::of_host(Path::new("/certs"), host);
        assert_eq!(files.key.parent(), Some(Path::new("/certs")), "{host:?}");
        assert!(!files.key.file_name().unwrap().to_string_lossy().starts_with('.'), "{host:?}");
    }
    assert!(matches!(load_or_make(tempfile::tempdir().unwrap().path(), "ü", &[]), Err(CertError::Make { .. })));
}
