//! Certificates of other servers.

use std::fs;
use std::path::{Path, PathBuf};

use super::{HOST, elsewhere, openssl};
use crate::net::certs::{CertError, HostCertificate, Import, read_facts};

/// Imports from a folder that openssl has filled.
fn import(folder: &Path, sources: &[&str]) -> Result<HostCertificate, CertError> {
    let sources: Vec<PathBuf> = sources.iter().map(|source| folder.join(source)).collect();
    Import::read(&sources, HOST)?.put(&folder.join("certs"))
}

#[test]
#[ignore = "needs openssl"]
fn certificates_of_other_servers_are_taken_over() {
    let folder = elsewhere(HOST);
    let path = folder.path();
    let facts = read_facts(&path.join("cert.pem")).unwrap();
    // agate
    openssl(path, "x509 -in cert.pem -outform DER -out cert.der");
    openssl(path, "pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
    // Older forms of a key.
    openssl(path, "ec -in key.pem -out sec1.pem");
    openssl(path, "ec -in key.pem -outform DER -out sec1.der");
    fs::write(
        path.join("one.pem"),
        [fs::read(path.join("key.pem")).unwrap(), fs::read(path.join("cert.pem")).unwrap()]
            .concat(),
    )
    .unwrap();
    for name in ["cert.pem", "key.pem"] {
        let marked = [b"\xef\xbb\xbf", fs::read(path.join(name)).unwrap().as_slice()].concat();
        fs::write(path.join(format!("marked-{name}")), marked).unwrap();
    }
    for sources in [
        &["cert.pem", "key.pem"][..],
        &["marked-cert.pem", "marked-key.pem"],
        &["key.pem", "cert.pem"],
        &["cert.der", "key.der"],
        &["cert.der", "sec1.pem"],
        &["cert.pem", "sec1.der"],
        &["one.pem"],
        &[""],
    ] {
        let taken = import(path, sources).unwrap_or_else(|error| panic!("{sources:?}: {error}"));
        assert_eq!(taken.facts, facts, "{sources:?}");
        fs::remove_dir_all(path.join("certs")).unwrap();
    }
    for (certificate, key) in [
        ("cert.der", "key.der"),
        ("fullchain.pem", "privkey.pem"),
        ("cert.pem", "key.pem"),
        ("example.org.pem", "example.org.key"),
        ("example.org.crt", "example.org.key"),
    ] {
        let other = tempfile::tempdir().unwrap();
        let form = |name: &str, of: &str| {
            format!("{of}.{}", if name.ends_with(".der") { "der" } else { "pem" })
        };
        fs::copy(path.join(form(certificate, "cert")), other.path().join(certificate)).unwrap();
        fs::copy(path.join(form(key, "key")), other.path().join(key)).unwrap();
        assert_eq!(import(other.path(), &[""]).unwrap().facts, facts, "{certificate}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_chain_is_taken_over_whole() {
    let (own, authority) = (elsewhere(HOST), elsewhere("authority.example"));
    let chain = ["cert.pem"; 2]
        .iter()
        .zip([&own, &authority])
        .map(|(name, folder)| fs::read(folder.path().join(name)));
    let chain = chain.collect::<Result<Vec<_>, _>>().unwrap().concat();
    fs::write(own.path().join("fullchain.pem"), chain).unwrap();
    let taken = import(own.path(), &["fullchain.pem", "key.pem"]).unwrap();
    assert_eq!(
        (taken.certified.cert.len(), taken.facts.names.as_slice()),
        (2, &[HOST.to_owned()][..])
    );
}

#[test]
#[ignore = "needs openssl"]
fn what_is_no_pair_for_the_host_is_not_taken_over() {
    let (ours, theirs) = (elsewhere(HOST), elsewhere("example.com"));
    let path = ours.path();
    openssl(path, "pkcs8 -topk8 -passout pass:secret -in key.pem -out locked.pem");
    fs::write(path.join("garbage"), "garbage").unwrap();
    fs::copy(theirs.path().join("key.pem"), path.join("foreign.pem")).unwrap();
    let check = |folder: &Path, sources: &[&str], expected: fn(&CertError) -> bool| {
        let error = import(folder, sources).unwrap_err();
        assert!(expected(&error), "{sources:?}: {error}");
        assert!(!folder.join("certs").exists());
    };
    check(path, &["cert.pem", "foreign.pem"], |error| matches!(error, CertError::Mismatch { .. }));
    check(path, &["cert.pem", "garbage"], |error| matches!(error, CertError::Unknown { .. }));
    check(path, &["cert.pem", "locked.pem"], |error| matches!(error, CertError::Unknown { .. }));
    openssl(
        path,
        "req -x509 -newkey rsa:1024 -nodes -keyout small.key -out small.pem -subj /CN=example.org",
    );
    check(
        path,
        &["small.pem", "small.key"],
        |error| matches!(error, CertError::UnknownKind { kind, .. } if kind == "RSA 1024"),
    );
    check(path, &["cert.pem"], |error| matches!(error, CertError::NotAPair { .. }));
    check(path, &["key.pem", "key.pem"], |error| matches!(error, CertError::NotAPair { .. }));
    check(path, &["nothing"], |error| matches!(error, CertError::File { .. }));
    check(theirs.path(), &[""], |error| matches!(error, CertError::OtherHost { .. }));
    let none = tempfile::tempdir().unwrap();
    check(none.path(), &[""], |error| matches!(error, CertError::NoPair { .. }));
}
