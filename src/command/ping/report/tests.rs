//! Reports of made-up requests, as a person reads them.

use std::io;

use super::*;
use crate::command::ping::failure::Failure;
use crate::command::ping::gemini::{self, Header};
use crate::command::ping::gopher;
use crate::command::ping::known::KnownHost;
use crate::command::ping::talk::Received;
use crate::fingerprint::Fingerprint;

fn report() -> Report {
    Report::new(&"example.org/x".parse().unwrap())
}

fn received(bytes: &[u8]) -> Received {
    Received { bytes: bytes.to_vec(), last: Duration::from_millis(12), ..Received::default() }
}

fn header(status: u8, meta: &str) -> Header {
    Header { status, meta: meta.to_owned(), length: 4 + meta.len() + 1 }
}

fn gemini_answer(header: &Header, received: &Received) -> Answer {
    Answer::with_header(header, gemini::meaning(header.status), received)
}

/// Lines of an answer, without the URL above them.
fn lines(answer: Answer) -> Vec<String> {
    let told = Report { answer: Some(answer), ..report() }.shown(Shown::Text);
    told.lines().skip(2).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_steps_of_a_connection_stand_on_lines() {
    let failure = io::Error::from(io::ErrorKind::ConnectionRefused);
    let tried = |address: &str, connected| Tried { address: address.parse().unwrap(), connected };
    let told = Report {
        look_up: Some(Time(Duration::from_micros(1250))),
        addresses: vec![
            Address::of(&tried("[::1]:1965", Err(Failure::of_connection(failure)))),
            Address::of(&tried("127.0.0.1:1965", Ok(Duration::from_millis(31)))),
        ],
        failures: vec!["it \u{1b}[2J went".to_owned()],
        advice: vec!["Try this".to_owned(), "Or that?".to_owned()],
        ..report()
    };
    let text = told.shown(Shown::Text);
    let expected = "gemini://example.org/x\n\n\
                    name         looked up in 1.2 ms\n\
                    address      [::1]:1965: refused: the machine answers, but nothing listens there\n\
                    address      127.0.0.1:1965: connected in 31 ms\n";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("\ntrouble      it ") && !text.contains('\u{1b}'), "{text}");
    assert!(text.ends_with("\n\nTry this.\n\nOr that?\n\n"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&told.shown(Shown::Json)).unwrap();
    assert_eq!(json["url"], "gemini://example.org/x");
    assert_eq!(json["look_up"], 1.25);
    assert_eq!(json["addresses"][1]["connected"], 31.0);
    assert_eq!(
        json["addresses"][0]["trouble"],
        "refused: the machine answers, but nothing listens there"
    );
    assert_eq!(json["troubles"].as_array().unwrap().len(), 1);
    assert!(told.shown(Shown::Json).ends_with("}\n"));
}

#[test]
fn an_answer_of_gemini_is_its_header_and_how_much_there_was() {
    let whole = received(b"20 text/gemini\r\nabc");
    let answer = gemini_answer(&header(20, "text/gemini"), &whole);
    assert_eq!(answer.header_length(), 16);
    assert_eq!(
        lines(answer),
        [
            "header       20 text/gemini",
            "             success",
            "body         3 bytes after 12 ms, ended with close_notify",
        ]
    );
    let one = received(b"20 text/gemini\r\na");
    let body = |received: &Received| {
        lines(gemini_answer(&header(20, "text/gemini"), received)).pop().unwrap()
    };
    assert_eq!(body(&one), "body         1 byte after 12 ms, ended with close_notify");
    let more = Received { more: true, ..received(b"20 text/gemini\r\nab") };
    assert_eq!(
        body(&more),
        "body         2 bytes after 12 ms; there may be more, --max-bytes says how much is read"
    );
    let broken = Received { failure: Some(Failure::CutOff), ..received(b"20 text/gemini\r\nab") };
    assert_eq!(body(&broken), "body         2 bytes after 12 ms, not ended as it should be");
}

#[test]
fn an_answer_of_gopher_is_what_it_is_made_of() {
    let bytes = received(b"0123456789");
    let answer = gopher::Answer {
        item_type: '1',
        lines: Some(1),
        items: Some(1),
        dot: true,
        error: Some("no\u{7}".to_owned()),
    };
    let told = lines(Answer::gopher(answer.clone(), &bytes));
    assert_eq!(told[0], "asked for    item type 1");
    assert_eq!(told[1], "answer       1 line, 1 item that leads somewhere, a dot at the end");
    assert!(told[2].starts_with("error        no") && !told[2].contains('\u{7}'), "{told:?}");
    assert_eq!(told[3], "body         10 bytes after 12 ms");
    let several = gopher::Answer { lines: Some(3), items: Some(0), dot: false, ..answer.clone() };
    let told = lines(Answer::gopher(several, &bytes));
    assert_eq!(told[1], "answer       3 lines, 0 items that lead somewhere");
    let file = gopher::Answer { lines: None, items: None, dot: false, error: None, item_type: '9' };
    let told = lines(Answer::gopher(file, &bytes));
    assert_eq!(told, ["asked for    item type 9", "body         10 bytes after 12 ms"]);
    let json = Report { answer: Some(Answer::gopher(answer, &bytes)), ..report() };
    assert!(json.shown(Shown::Json).contains("\"gopher\":{\"item_type\":\"1\""));
}

#[test]
fn the_outcome_is_that_of_the_worst_step() {
    let of = |answer: Answer| Report { answer: Some(answer), ..report() }.outcome();
    let gemini = |status: u8| gemini_answer(&header(status, "x"), &received(b""));
    assert_eq!(report().outcome(), Outcome::Answered);
    for status in [10, 20, 31, 39] {
        assert_eq!(of(gemini(status)), Outcome::Answered, "{status}");
    }
    for status in [40, 51, 60] {
        assert_eq!(of(gemini(status)), Outcome::Failed, "{status}");
    }
    let gopher = |error: Option<&str>| {
        let error = error.map(str::to_owned);
        let answer = gopher::Answer { item_type: '1', lines: None, items: None, dot: true, error };
        Answer::gopher(answer, &received(b""))
    };
    assert_eq!(of(gopher(None)), Outcome::Answered);
    assert_eq!(of(gopher(Some("no"))), Outcome::Failed);
    let broken = Report { answer: Some(gemini(51)), worst: Some(Outcome::Broken), ..report() };
    assert_eq!(broken.outcome(), Outcome::Broken);
}

#[test]
fn an_answer_brings_the_advice_on_its_status() {
    let advice = |status: u8| gemini_answer(&header(status, "x"), &received(b"")).advice();
    assert!(advice(53).is_some_and(|it| it.contains("--host")));
    assert_eq!(advice(20), None);
}

#[test]
fn a_redirect_leads_from_the_url_that_was_asked_for() {
    let from: PingUrl = "example.org/a/b".parse().unwrap();
    let to = |status: u8, meta: &str| {
        let answer = Some(gemini_answer(&header(status, meta), &received(b"")));
        Report { answer, ..report() }.redirect(&from).map(|url| url.to_string())
    };
    assert_eq!(to(30, "c").as_deref(), Some("gemini://example.org/a/c"));
    assert_eq!(to(31, "/d").as_deref(), Some("gemini://example.org/d"));
    assert_eq!(to(39, "/d").as_deref(), Some("gemini://example.org/d"));
    assert_eq!((to(20, "/d"), to(40, "/d"), to(31, "https://example.org/")), (None, None, None));
    assert_eq!(report().redirect(&from).map(|url| url.to_string()), None);
}

#[test]
fn the_judgement_of_a_key_is_a_word_and_a_sentence() {
    let day = |text: &str| format!("{text}T00:00:00Z").parse::<Timestamp>().unwrap();
    let key = Fingerprint::of(b"old");
    let (until, since) = (day("2025-03-04"), day("2024-01-02"));
    let old: KnownHost =
        format!("example.org:1965 SHA256:{key:x} {until} {since}").parse().unwrap();
    let file = Path::new("/known");
    let check = |trust: Trust, kept: bool, asked_to: bool, verdict: &str, words: &[&str]| {
        let trusted = Trusted::of(&trust, kept.then_some(file), asked_to);
        assert_eq!(trusted.verdict, verdict);
        assert!(words.iter().all(|it| trusted.words.contains(it)), "{}", trusted.words);
    };
    check(Trust::First, true, false, "first", &["for the first time", "remembered in /known"]);
    check(Trust::First, false, false, "first", &["for the first time", "it is not remembered"]);
    check(Trust::Same(old.since), true, true, "same", &["the same key as on 2024-01-02"]);
    let ended = ["ended on 2025-03-04", "remembered in /known"];
    check(Trust::Succeeded(old.clone()), true, false, "succeeded", &ended);
    check(Trust::Changed(old.clone()), true, true, "accepted", &["trusted as you say", "/known"]);
    let changed = ["THE KEY HAS CHANGED", "2024-01-02", "valid to 2025-03-04", "SHA256:"];
    check(Trust::Changed(old), false, false, "changed", &changed);
}

#[test]
fn what_is_left_of_a_certificate_is_in_whole_days() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let facts = Facts {
        certificate: Fingerprint::of(b"a"),
        public_key: Fingerprint::of(b"b"),
        key_kind: "Ed25519".to_owned(),
        not_before: at("2024-01-01T00:00:00Z"),
        not_after: at("2024-01-11T00:00:00Z"),
        self_signed: true,
        names: vec!["example.org".to_owned()],
        subject: None,
    };
    let left = |now: &str| Certificate::of(&facts, "example.org", at(now)).days_left;
    assert_eq!(left("2024-01-01T00:00:00Z"), 10);
    assert_eq!(left("2024-01-01T13:00:00Z"), 9);
    assert_eq!(left("2024-01-10T23:00:00Z"), 0);
    assert_eq!(left("2024-01-11T05:00:00Z"), -1);
    let now = at("2024-01-05T00:00:00Z");
    assert!(Certificate::of(&facts, "example.org", now).covers_name);
    assert!(!Certificate::of(&facts, "example.com", now).covers_name);
}
