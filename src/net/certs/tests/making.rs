//! Certificates that are made, and made anew.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

use super::{HOST, made, openssl};
use crate::net::certs::error::CertError;
use crate::net::certs::files::Files;
use crate::net::certs::{Facts, load_or_make, make_new, renew};

#[test]
fn a_certificate_is_made_once() {
    let (folder, first) = made();
    assert!(first.made);
    let second = load_or_make(folder.path(), HOST, &[]).unwrap();
    assert!(!second.made);
    assert_eq!(first.facts, second.facts);
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".gitignore", "example.org.cert.pem", "example.org.key.pem"]);
    assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "*\n");
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
        assert!(
            matches!(load_or_make(&folder, HOST, &[]), Err(CertError::Exposed { .. })),
            "{shown:o}"
        );
    }
}

#[test]
fn a_key_that_root_hands_out_is_read_by_the_group_of_the_process() {
    use std::os::unix::fs::{PermissionsExt, chown};

    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (folder, identity) = made();
    let key = &identity.files.key;
    let check = |uid: u32, gid: u32, mode: u32, taken: bool| {
        chown(key, Some(uid), Some(gid)).unwrap();
        fs::set_permissions(key, fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load_or_make(folder.path(), HOST, &[]);
        assert_eq!(loaded.is_ok(), taken, "{uid}:{gid} {mode:o}");
    };
    let own = rustix::process::getegid().as_raw();
    check(0, own, 0o440, true);
    check(0, own, 0o640, false);
    check(0, own, 0o444, false);
    check(0, own + 1, 0o440, false);
    check(1, own, 0o440, false);
}

#[test]
fn an_address_can_be_a_host() {
    let folder = tempfile::tempdir().unwrap();
    for (host, file) in
        [("192.0.2.1", "192.0.2.1.cert.pem"), ("2001:db8::1", "2001_db8__1.cert.pem")]
    {
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
    let names = [HOST, "www.example.org", "192.0.2.1"];
    assert_eq!(load_or_make(folder.path(), HOST, &aliases).unwrap().facts.names, names);
    assert_eq!(renew(folder.path(), HOST, &[]).unwrap().facts.names, names);
    assert_eq!(make_new(folder.path(), HOST, &[]).unwrap().facts.names, names);
}

#[test]
fn half_a_certificate_is_not_made_anew() {
    let (folder, identity) = made();
    let key = fs::read(&identity.files.key).unwrap();
    fs::remove_file(&identity.files.key).unwrap();
    let error = load_or_make(folder.path(), HOST, &[]).unwrap_err();
    assert!(matches!(error, CertError::MissingKey { .. }));
    assert!(error.to_string().contains("example.org.key.pem is missing"), "{error}");
    assert!(matches!(renew(folder.path(), HOST, &[]).unwrap_err(), CertError::MissingKey { .. }));

    fs::write(&identity.files.key, key).unwrap();
    fs::remove_file(&identity.files.certificate).unwrap();
    assert!(matches!(
        load_or_make(folder.path(), HOST, &[]),
        Err(CertError::MissingCertificate { .. })
    ));
}

#[test]
fn no_host_leads_out_of_the_folder() {
    for host in ["../../etc/x", "", "..", "a/b", ".hidden", "a\0b"] {
        let files = Files::of_host(Path::new("/certs"), host);
        assert_eq!(files.key.parent(), Some(Path::new("/certs")), "{host:?}");
        assert!(!files.key.file_name().unwrap().to_string_lossy().starts_with('.'), "{host:?}");
    }
    assert!(matches!(
        load_or_make(tempfile::tempdir().unwrap().path(), "ü", &[]),
        Err(CertError::Make { .. })
    ));
}

#[test]
fn a_renewed_certificate_has_the_same_key() {
    let (folder, old) = made();
    let new = renew(folder.path(), HOST, &[]).unwrap();
    assert_eq!(new.facts.public_key, old.facts.public_key);
    assert_ne!(new.facts.certificate, old.facts.certificate);
    assert_eq!(load_or_make(folder.path(), HOST, &[]).unwrap().facts, new.facts);
    // Whatever became of the certificate.
    for damage in ["", "garbage"] {
        fs::write(&old.files.certificate, damage).unwrap();
        assert_eq!(renew(folder.path(), HOST, &[]).unwrap().facts.public_key, old.facts.public_key);
    }
    fs::remove_file(&old.files.certificate).unwrap();
    assert_eq!(renew(folder.path(), HOST, &[]).unwrap().facts.names, [HOST]);
    fs::remove_file(&old.files.key).unwrap();
    assert!(renew(folder.path(), HOST, &[]).is_err());
}

#[test]
fn a_certificate_for_another_host_is_renewed_for_this_one() {
    let (folder, theirs) = made();
    let files = Files::of_host(folder.path(), "example.com");
    fs::copy(&theirs.files.key, &files.key).unwrap();
    fs::copy(&theirs.files.certificate, &files.certificate).unwrap();
    let new = renew(folder.path(), "example.com", &[]).unwrap();
    assert_eq!(
        (new.facts.names, new.facts.public_key),
        (vec!["example.com".to_owned()], theirs.facts.public_key)
    );
}

#[test]
#[ignore = "needs openssl"]
fn every_key_that_is_served_with_can_be_renewed() {
    for make in [
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY",
        "genrsa -traditional -out KEY 2048",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY",
        "ecparam -name prime256v1 -genkey -noout -out KEY",
        "ecparam -name secp384r1 -genkey -noout -out KEY",
        "genpkey -algorithm ED25519 -out KEY",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of_host(folder.path(), HOST);
        openssl(folder.path(), &make.replace("KEY", "example.org.key.pem"));
        let new = renew(folder.path(), HOST, &[]).unwrap_or_else(|error| panic!("{make}: {error}"));
        openssl(
            folder.path(),
            "verify -CAfile example.org.cert.pem -check_ss_sig example.org.cert.pem",
        );
        assert!(new.facts.is_valid_at(Timestamp::now()) && new.facts.self_signed, "{make}");
        assert_eq!(files, new.files);
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_key_is_called_by_its_curve() {
    for (curve, name) in
        [("P-256", "ECDSA P-256"), ("P-384", "ECDSA P-384"), ("P-521", "ECDSA P-521")]
    {
        let folder = tempfile::tempdir().unwrap();
        let key = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:CURVE -out key.pem";
        openssl(folder.path(), &key.replace("CURVE", curve));
        openssl(folder.path(), "req -x509 -new -key key.pem -subj /CN=example.org -out cert.pem");
        let certificate = fs::read(folder.path().join("cert.pem")).unwrap();
        let der = pem::parse(certificate).unwrap();
        assert_eq!(Facts::of_der(der.contents()).unwrap().key_kind, name);
    }
}

#[test]
fn a_new_key_is_made_only_when_asked_for() {
    let (folder, old) = made();
    let new = make_new(folder.path(), HOST, &[]).unwrap();
    assert_ne!(new.facts.public_key, old.facts.public_key);
    assert_eq!(load_or_make(folder.path(), HOST, &[]).unwrap().facts, new.facts);
}

#[test]
fn two_servers_that_start_at_once_have_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let folder = folder.path().to_owned();
            std::thread::spawn(move || load_or_make(&folder, HOST, &[]).unwrap().facts.public_key)
        })
        .collect();
    let keys: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
    assert!(keys.iter().all(|key| *key == keys[0]));
}

/// As after a hook of certbot, which runs as root. Who can't become somebody else has nothing to
/// try here.
#[test]
fn the_files_belong_to_whom_the_folder_belongs() {
    use std::os::unix::fs::{MetadataExt, chown};

    let folder = tempfile::tempdir().unwrap();
    if chown(folder.path(), Some(12345), Some(12345)).is_err() {
        return;
    }
    for make in [load_or_make, renew, make_new] {
        let files = make(folder.path(), HOST, &[]).unwrap().files;
        for file in [files.certificate, files.key] {
            assert_eq!(file.metadata().unwrap().uid(), 12345);
        }
    }
}
