//! Certificates that are read, and what can be wrong with them.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::{HOST, made};
use crate::net::certs::host_certificate::concern;
use crate::net::certs::{CertError, Facts, Files, load_or_make, make_folder};

#[test]
fn garbage_is_an_error_with_its_file() {
    for garbage in ["", "garbage", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let (folder, identity) = made();
        fs::write(&identity.files.certificate, garbage).unwrap();
        let error = load_or_make(folder.path(), HOST, &[]).unwrap_err();
        assert!(matches!(error, CertError::NoCertificate { .. }), "{garbage:?}");
        assert!(error.to_string().contains("propus cert renew example.org --certs "), "{error}");
    }
    for garbage in ["", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
    {
        let (folder, identity) = made();
        fs::write(&identity.files.key, garbage).unwrap();
        assert!(
            matches!(load_or_make(folder.path(), HOST, &[]), Err(CertError::NoKey { .. })),
            "{garbage:?}"
        );
    }
}

#[test]
fn a_folder_that_can_not_be_written_is_an_error_with_its_option() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = make_folder(&file.path().join("certs")).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("read and write there") && message.contains("--certs DIR"),
        "{message}"
    );
    assert_eq!(error.unread(), None);
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
    assert!(
        error.to_string().contains("is a certificate for example.org, not for example.com"),
        "{error}"
    );
}

#[test]
fn a_star_is_for_one_label() {
    let (_folder, identity) = made();
    let facts = Facts {
        names: vec!["*.example.org".to_owned(), "example.com".to_owned()],
        ..identity.facts
    };
    for (host, expected) in [
        ("a.example.org", true),
        ("EXAMPLE.com", true),
        ("a.b.example.org", false),
        ("example.org", false),
    ] {
        assert_eq!(facts.is_for(host), expected, "{host}");
    }
}

#[test]
fn a_certificate_that_ends_soon_is_a_concern() {
    let (_folder, certificate) = made();
    let now: Timestamp = "2026-05-04T12:00:00Z".parse().unwrap();
    let check = |begins: &str, ends: &str, self_signed: bool, parts: &[&str]| {
        let (not_before, not_after) = (begins.parse().unwrap(), ends.parse().unwrap());
        let facts = Facts { not_before, not_after, self_signed, ..certificate.facts.clone() };
        let concern = concern(&facts, Path::new("keys/x.pem"), HOST, now).unwrap_or_default();
        assert_eq!(concern.is_empty(), parts.is_empty(), "{concern}");
        parts.iter().for_each(|text| assert!(concern.contains(text), "{concern}"));
    };
    let long_ago = "2020-01-01T00:00:00Z";
    check(long_ago, "4096-01-01T00:00:00Z", true, &[]);
    check(long_ago, "2026-06-03T12:00:01Z", true, &[]);
    check(
        long_ago,
        "2026-06-03T11:59:59Z",
        true,
        &["x.pem", "ends on 2026-06-03", "cert renew example.org"],
    );
    check(long_ago, "2026-05-10T00:00:00Z", false, &["ends on 2026-05-10", "from where it came"]);
    check(
        long_ago,
        "2026-05-04T11:59:59Z",
        true,
        &["ended on 2026-05-04", "cert renew example.org --certs keys"],
    );
    check("2026-05-05T00:00:00Z", "2027-01-01T00:00:00Z", true, &["valid from 2026-05-05"]);
    // To the second: it has begun, and it has not ended.
    check("2026-05-04T12:00:00Z", "2027-01-01T00:00:00Z", true, &[]);
    check(long_ago, "2026-05-04T12:00:00Z", true, &["ends on 2026-05-04"]);
}

#[test]
fn a_certificate_is_valid_from_its_first_to_its_last_second() {
    let (_folder, certificate) = made();
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let facts = Facts {
        not_before: time("2026-05-04T12:00:00Z"),
        not_after: time("2026-05-05T12:00:00Z"),
        ..certificate.facts
    };
    for (moment, expected) in [
        ("2026-05-04T11:59:59Z", false),
        ("2026-05-04T12:00:00Z", true),
        ("2026-05-05T12:00:00Z", true),
        ("2026-05-05T12:00:01Z", false),
    ] {
        assert_eq!(facts.is_valid_at(time(moment)), expected, "{moment}");
    }
}
