//! Certificates of other servers.

use std::fs;
use std::path::{Path, PathBuf};

use pem::Pem;
use tempfile::TempDir;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::{HOST, elsewhere, openssl};
use crate::net::certs::import::label;
use crate::net::certs::{CertError, HostCertificate, Import, make_new, read_facts};

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

/// A folder with `cert.pem` and `key.pem` for a host, and both as DER.
fn made_elsewhere(host: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = make_new(folder.path(), host, &[]).unwrap();
    for (file, name) in [(&made.files.certificate, "cert"), (&made.files.key, "key")] {
        let text = fs::read_to_string(file).unwrap();
        let der = pem::parse(&text).unwrap().into_contents();
        fs::write(folder.path().join(format!("{name}.pem")), text).unwrap();
        fs::write(folder.path().join(format!("{name}.der")), der).unwrap();
        fs::remove_file(file).unwrap();
    }
    folder
}

/// The key in the form of SEC 1, which PKCS#8 holds.
fn sec1_of(pkcs8: &[u8]) -> Vec<u8> {
    let begin = pkcs8.windows(5).position(|it| it == [2, 1, 1, 4, 32]).unwrap() - 2;
    pkcs8[begin..].to_vec()
}

#[test]
fn a_pair_is_taken_over_in_each_form() {
    let folder = made_elsewhere(HOST);
    let path = folder.path();
    let read = |name: &str| fs::read(path.join(name)).unwrap();
    let facts = read_facts(&path.join("cert.pem")).unwrap();
    let sec1 = sec1_of(&read("key.der"));
    fs::write(path.join("sec1.pem"), pem::encode(&Pem::new("EC PRIVATE KEY", sec1.clone())))
        .unwrap();
    fs::write(path.join("sec1.der"), sec1).unwrap();
    fs::write(path.join("one.pem"), [read("key.pem"), read("cert.pem")].concat()).unwrap();
    for name in ["cert.pem", "key.pem"] {
        let marked = [b"\xef\xbb\xbf".to_vec(), read(name)].concat();
        fs::write(path.join(format!("marked-{name}")), marked).unwrap();
    }
    for (sources, label) in [
        (&["cert.pem", "key.pem"][..], "PRIVATE KEY"),
        (&["key.pem", "cert.pem"], "PRIVATE KEY"),
        (&["marked-cert.pem", "marked-key.pem"], "PRIVATE KEY"),
        (&["cert.der", "key.der"], "PRIVATE KEY"),
        (&["cert.pem", "sec1.der"], "EC PRIVATE KEY"),
        (&["cert.der", "sec1.pem"], "EC PRIVATE KEY"),
        (&["one.pem"], "PRIVATE KEY"),
        (&[""], "PRIVATE KEY"),
    ] {
        let taken = import(path, sources).unwrap_or_else(|error| panic!("{sources:?}: {error}"));
        assert_eq!((taken.host.as_str(), &taken.facts), (HOST, &facts), "{sources:?}");
        let written = fs::read_to_string(taken.files.key).unwrap();
        let begin = format!("-----BEGIN {label}-----\n");
        assert!(written.starts_with(&begin), "{sources:?}: {written}");
        let written = fs::read_to_string(taken.files.certificate).unwrap();
        assert_eq!(written, fs::read_to_string(path.join("cert.pem")).unwrap(), "{sources:?}");
        fs::remove_dir_all(path.join("certs")).unwrap();
    }
    assert_eq!(label(&PrivateKeyDer::Pkcs1(Vec::new().into())), "RSA PRIVATE KEY");
}

#[test]
fn a_pair_is_found_under_the_names_of_each_server() {
    let folder = made_elsewhere(HOST);
    for (certificate, key) in [
        ("cert.der", "key.der"),
        ("cert.pem", "key.rsa"),
        ("fullchain.pem", "privkey.pem"),
        ("cert.pem", "key.pem"),
        ("example.org.cert.pem", "example.org.key.pem"),
        ("example.org.pem", "example.org.key"),
        ("example.org.crt", "example.org.key"),
    ] {
        for below in ["", HOST] {
            let other = tempfile::tempdir().unwrap();
            let into = other.path().join(below);
            fs::create_dir_all(&into).unwrap();
            let ending = if certificate.ends_with(".der") { "der" } else { "pem" };
            for (name, of) in [(certificate, "cert"), (key, "key")] {
                fs::copy(folder.path().join(format!("{of}.{ending}")), into.join(name)).unwrap();
            }
            assert!(import(other.path(), &[""]).is_ok(), "{certificate} in {below:?}");
            // Half a pair is none.
            fs::remove_file(into.join(key)).unwrap();
            let error = import(other.path(), &[""]).unwrap_err();
            assert!(matches!(error, CertError::NoPair { .. }), "{error}");
        }
    }
}

#[test]
fn a_chain_stays_whole_and_in_its_order() {
    let (own, authority) = (made_elsewhere(HOST), made_elsewhere("authority.example"));
    let path = own.path();
    let text = |folder: &TempDir| fs::read_to_string(folder.path().join("cert.pem")).unwrap();
    let chain = format!("{}\n{}", text(&own), text(&authority));
    fs::write(path.join("fullchain.pem"), &chain).unwrap();
    let taken = import(path, &["fullchain.pem", "key.pem"]).unwrap();
    assert_eq!(taken.certified.cert.len(), 2);
    assert_eq!(taken.facts.names, [HOST]);
    assert_eq!(fs::read_to_string(taken.files.certificate).unwrap(), chain);
}

#[test]
fn what_is_no_pair_is_refused_in_words() {
    let (ours, theirs) = (made_elsewhere(HOST), made_elsewhere("example.com"));
    let path = ours.path();
    let at = |name: &str| path.join(name).display().to_string();
    fs::write(path.join("garbage"), "garbage").unwrap();
    fs::copy(theirs.path().join("key.pem"), path.join("foreign.pem")).unwrap();
    fs::copy(theirs.path().join("cert.pem"), path.join("other.pem")).unwrap();
    let both = "there must be one certificate, with or without those that vouch for it, and one \
                private key";
    let check = |sources: &[&str], expected: String| {
        let error = import(path, sources).unwrap_err().to_string();
        assert!(error.starts_with(&expected), "{sources:?}: {error}");
        assert!(!path.join("certs").exists());
    };
    check(
        &["cert.pem", "foreign.pem"],
        format!(
            "the key {} does not belong to the certificate {}; ",
            at("foreign.pem"),
            at("cert.pem")
        ),
    );
    check(
        &["cert.pem", "garbage"],
        format!("{} holds neither a certificate nor a private key that can be", at("garbage")),
    );
    check(&["cert.pem"], format!("{}: {both}", at("cert.pem")));
    check(&["cert.pem", "cert.pem"], format!("{0}, {0}: {both}", at("cert.pem")));
    check(&["key.pem", "key.pem"], format!("{0}, {0}: {both}", at("key.pem")));
    check(&["nothing"], format!("{}: No such file or directory", at("nothing")));
    check(
        &["other.pem", "foreign.pem"],
        format!("{} is a certificate for example.com, not for example.org; ", at("other.pem")),
    );
    let none = tempfile::tempdir().unwrap();
    let error = import(none.path(), &[""]).unwrap_err();
    assert!(matches!(error, CertError::NoPair { .. }), "{error}");
}
