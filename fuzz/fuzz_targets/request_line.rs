//! Gemini's request line: a path that is read is canonical and reads the same again, a client that
//! is sent elsewhere arrives, and every refusal is a valid header.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use propus::exchange::Request;
use propus::host::Hosts;
use propus::origin::Origin;
use propus::protocol::gemini::{self, Fault, MAX_URI, Rejected, Stranger};
use propus_fuzz::input::{HOST, origin, valid};
use propus_fuzz::written::check_path;

fuzz_target!(|data: &[u8]| {
    // What stands before a NUL is the name that TLS was told.
    let (name, line) = match data.iter().position(|it| *it == 0) {
        Some(at) => (Some(valid(&data[..at])), &data[at + 1..]),
        None => (None, data),
    };
    let hosts = Hosts::one(Arc::new(origin()), [HOST, "example.org", "192.0.2.1", "2001:db8::1"]);
    match gemini::parse(line, name, &hosts) {
        Ok((_, request)) => check_request(&request, line, &hosts),
        Err(rejected) => check_rejected(&rejected, line, &hosts),
    }
});

fn check_request(request: &Request, line: &[u8], hosts: &Hosts<Origin>) {
    let [path] = &request.paths[..] else { panic!("one path is asked for: {request:?}") };
    check_path(path);
    let mut again = format!("gemini://{HOST}{}", path.encoded());
    if let Some(query) = &request.query {
        assert!(!query.is_empty());
        again.push('?');
        again.extend(utf8_percent_encode(query, NON_ALPHANUMERIC));
    }
    if again.len() <= MAX_URI {
        let read = gemini::parse(again.as_bytes(), Some(HOST), hosts).map(|(_, request)| request);
        assert_eq!(read.as_ref(), Ok(request), "{:?} and {again}", line.escape_ascii().to_string());
    }
}

fn check_rejected(rejected: &Rejected, line: &[u8], hosts: &Hosts<Origin>) {
    let head = gemini::reject(rejected).head;
    let head = std::str::from_utf8(&head)
        .expect("headers are UTF-8")
        .strip_suffix("\r\n")
        .expect("a header ends");
    let (status, meta) = head.split_once(' ').expect("a status and META");
    assert!(matches!(status, "31" | "51" | "53" | "59"), "{head}");
    assert!(
        !meta.is_empty() && meta.len() <= MAX_URI && !meta.contains(char::is_control),
        "{head}"
    );
    match rejected {
        Rejected::Moved(to) => {
            let there = format!("gemini://{HOST}{to}");
            let arrived = gemini::parse(there.as_bytes(), None, hosts);
            let too_long = matches!(arrived, Err(Rejected::Malformed(Fault::TooLong)));
            assert!(arrived.is_ok() || too_long, "{there} is {arrived:?}");
        }
        Rejected::Malformed(_) | Rejected::NotFound => {}
        Rejected::Foreign(stranger) => {
            let other = !line.get(..7).is_some_and(|it| it.eq_ignore_ascii_case(b"gemini:"));
            assert_eq!(
                *stranger == Stranger::Scheme,
                other,
                "{:?}",
                line.escape_ascii().to_string()
            );
        }
    }
}
