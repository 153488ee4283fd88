use std::time::Duration;

use super::failure::Step;
use super::*;
use crate::fingerprint::Fingerprint;

/// True if there is an answer in what a server sent, and the failures.
fn read(url: &str, bytes: &[u8], failure: Option<Failure>) -> (bool, Vec<String>) {
    let url: PingUrl = url.parse().unwrap();
    let mut asked = Asked::new(&url);
    asked.received = Received { bytes: bytes.to_vec(), failure, ..Received::default() };
    asked.read(&url);
    let failures = asked.failures.iter().map(Failure::to_string).collect();
    (asked.report.answer.is_some(), failures)
}

#[test]
fn an_answer_is_what_its_protocol_calls_one() {
    let menu = "the answer to what should be a menu is none";
    let item = b"1a\t/a\th\t70\r\n.\r\n";
    for (url, bytes, answered, failures) in [
        ("gopher://h/", &item[..], true, &[][..]),
        ("gopher://h/1/a", item, true, &[]),
        ("gopher://h/1/a", b"words", true, &[menu]),
        ("gopher://h/7/a", b"words", true, &[menu]),
        ("gopher://h/0/a", b"words", true, &[]),
        ("gopher://h/1/a", b"", false, &[]),
        ("gopher://h/0/a", b"", false, &[]),
        ("gemini://h/", b"20 text/gemini\r\n", true, &[]),
        ("gemini://h/", b"", false, &[]),
        ("gemini://h/", b"20", false, &["the answer ended in the middle of its header"]),
    ] {
        let expected = failures.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(read(url, bytes, None), (answered, expected), "{url} {bytes:?}");
    }
}

#[test]
fn what_went_wrong_before_is_what_is_told() {
    let late = || Some(Failure::TimeOver(Step::Reading, Duration::from_secs(1)));
    let told = vec!["not done in 1s: reading the answer".to_owned()];
    assert_eq!(read("gemini://h/", b"20", late()), (false, told.clone()));
    assert_eq!(read("gemini://h/", b"", late()), (false, told.clone()));
    assert_eq!(read("gopher://h/1/a", b"words", late()), (true, told));
    let half = vec!["the answer ended in the middle of its header".to_owned()];
    assert_eq!(read("gemini://h/", b"20", Some(Failure::CutOff)), (false, half));
    let silent = vec!["the connection was closed without an answer".to_owned()];
    assert_eq!(read("gemini://h/", b"", Some(Failure::Silent)), (false, silent));
}

#[test]
fn each_fault_of_a_certificate_is_told() {
    let time = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let facts = Facts {
        certificate: Fingerprint::of(b"a"),
        public_key: Fingerprint::of(b"b"),
        key_kind: "Ed25519".to_owned(),
        not_before: time("2026-01-02T00:00:00Z"),
        not_after: time("2026-01-03T00:00:00Z"),
        self_signed: true,
        names: vec!["a.example".to_owned()],
        subject: None,
    };
    for (host, now, expected) in [
        ("a.example", "2026-01-02T00:00:00Z", &[][..]),
        ("a.example", "2026-01-03T00:00:00Z", &[]),
        ("a.example", "2026-01-01T23:59:59Z", &["the certificate is not valid yet"]),
        ("a.example", "2026-01-03T00:00:01Z", &["the certificate has expired"]),
        ("b.example", "2026-01-02T12:00:00Z", &["the certificate is for another name"]),
    ] {
        let told: Vec<String> =
            faults_of(&facts, host, time(now)).iter().map(Failure::to_string).collect();
        assert_eq!(told, expected, "{host} {now}");
    }
}
