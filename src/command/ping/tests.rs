use std::time::Duration;

use super::failure::Step;
use super::*;

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
fn an_address_of_one_kind_that_does_not_work_is_remarked_on_beside_one_of_the_other_that_does() {
    let tried = |works: &[(&str, bool)]| -> Vec<Tried> {
        let one = |(address, works): &(&str, bool)| Tried {
            address: address.parse().unwrap(),
            connected: if *works { Ok(Duration::ZERO) } else { Err(Failure::Refused) },
        };
        works.iter().map(one).collect()
    };
    let advice = |works: &[(&str, bool)]| half_reached(&tried(works)).unwrap_or_default();
    assert!(
        advice(&[("[::1]:1965", false), ("127.0.0.1:1965", true)]).starts_with("Only IPv4 works.")
    );
    assert!(
        advice(&[("[::1]:1965", true), ("127.0.0.1:1965", false)]).starts_with("Only IPv6 works.")
    );
    assert_eq!(advice(&[("[::1]:1965", true), ("127.0.0.1:1965", true)]), "");
    assert_eq!(advice(&[("[::1]:1965", false), ("127.0.0.1:1965", false)]), "");
    assert_eq!(advice(&[("[::1]:1965", false), ("[::2]:1965", true)]), "");
}
