//! What people are told when there is no certificate, whole.

use std::io;
use std::path::Path;

use rustix::io::Errno;

use crate::net::certs::error::in_folder;
use crate::net::certs::{CertError, Shown, usual_folder};

fn shown(path: &str) -> Shown {
    Path::new(path).into()
}

#[track_caller]
fn check(error: CertError, expected: &str) {
    assert_eq!(error.to_string(), expected);
}

#[test]
fn each_fault_names_its_file_and_its_remedy() {
    let (certificate, key) = ("k/a.example.cert.pem", "k/a.example.key.pem");
    let host = || "a.example".to_owned();
    check(
        CertError::MissingKey { missing: shown(key), present: shown(certificate), host: host() },
        "the key k/a.example.key.pem is missing, though its certificate k/a.example.cert.pem is \
         there; put the key back, or if it is lost for good: propus cert new a.example --certs k \
         (readers will be warned of the new key)",
    );
    check(
        CertError::MissingCertificate {
            missing: shown(certificate),
            present: shown(key),
            host: host(),
        },
        "the certificate k/a.example.cert.pem is missing, though its key k/a.example.key.pem is \
         there; put the certificate back, or have one made for the same key: propus cert renew \
         a.example --certs k",
    );
    check(
        CertError::Gone { certificate: shown(certificate), key: shown(key) },
        "there is neither the certificate k/a.example.cert.pem nor its key k/a.example.key.pem; \
         put them back, or name the host and the folder in which they are (--certs DIR)",
    );
    check(
        CertError::NoCertificate { file: shown(certificate) },
        "k/a.example.cert.pem holds no certificate in PEM form; put the right file there, or have \
         one made for the same key: propus cert renew a.example --certs k",
    );
    check(
        CertError::NoKey { file: shown(key) },
        "k/a.example.key.pem holds no private key in PEM form that can be used; put the right \
         file there, or if it is lost for good: propus cert new a.example --certs k (readers will \
         be warned of the new key)",
    );
    check(
        CertError::Exposed { file: shown(key) },
        "k/a.example.key.pem is a private key that other users may read; run: chmod 600 \
         k/a.example.key.pem",
    );
    check(
        CertError::Mismatch { key: shown(key), certificate: shown(certificate) },
        "the key k/a.example.key.pem does not belong to the certificate k/a.example.cert.pem; put \
         the right one there, or have a certificate made for this key: propus cert renew \
         a.example --certs k",
    );
    check(
        CertError::OtherHost { file: shown(certificate), names: "b, c".to_owned(), host: host() },
        "k/a.example.cert.pem is a certificate for b, c, not for a.example; put the right one \
         there, change the host, or have one made for it with the same key: propus cert renew \
         a.example --certs k",
    );
    check(
        CertError::Make { host: host(), reason: "why".to_owned() },
        "no certificate can be made for the host \"a.example\": why",
    );
}

#[test]
fn a_host_is_named_where_the_file_shows_it() {
    for (file, named) in [
        ("k/a.example.cert.pem", "a.example --certs k"),
        ("k/a.example.key.pem", "a.example --certs k"),
        ("k/2001_db8__1.cert.pem", "HOST --certs k"),
        ("k/cert.pem", "HOST --certs k"),
        ("a.example.cert.pem", "a.example"),
        ("/", "HOST"),
    ] {
        let error = CertError::NoCertificate { file: shown(file) }.to_string();
        assert!(error.ends_with(&format!("propus cert renew {named}")), "{file}: {error}");
    }
}

#[test]
fn the_folder_is_named_unless_it_is_the_usual_one() {
    let usual = usual_folder(Path::new("")).join("a.cert.pem");
    assert_eq!(in_folder(&usual.as_path().into()), "");
    assert_eq!(in_folder(&shown("a.cert.pem")), "");
    assert_eq!(in_folder(&shown("/k/a.cert.pem")), " --certs /k");
}

#[test]
fn a_folder_that_can_not_be_used_has_a_remedy_where_there_is_one() {
    let remedy = "; let the user as whom propus runs read and write there, or name another folder \
                  for certificates (--certs DIR)";
    for (errno, has_remedy) in [
        (Errno::EXIST, true),
        (Errno::NOTDIR, true),
        (Errno::NOENT, true),
        (Errno::ACCESS, true),
        (Errno::ROFS, true),
        (Errno::IO, false),
    ] {
        let system = io::Error::from(errno).to_string();
        let expected = format!("k: {system}{}", if has_remedy { remedy } else { "" });
        check(CertError::Folder { file: shown("k"), error: errno.into() }, &expected);
        check(CertError::File { file: shown("k"), error: errno.into() }, &format!("k: {system}"));
    }
}

#[test]
fn what_can_not_be_read_and_what_is_only_short_of_descriptors_is_known() {
    let file = |errno: Errno| CertError::File { file: shown("k"), error: errno.into() };
    let folder = |errno: Errno| CertError::Folder { file: shown("k"), error: errno.into() };
    assert_eq!(file(Errno::ACCESS).unread(), Some(Path::new("k")));
    assert_eq!(folder(Errno::ACCESS).unread(), None);
    for errno in [Errno::MFILE, Errno::NFILE] {
        assert!(file(errno).is_short() && folder(errno).is_short(), "{errno}");
    }
    assert!(!file(Errno::ACCESS).is_short() && !folder(Errno::NOENT).is_short());
    assert!(!CertError::NoKey { file: shown("k") }.is_short());
}
