//! The request lines of Spartan, Nex and Finger: paths that are read are canonical, and a refusal is
//! bounded, one header or a sentence, without the client's bytes.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use propus::exchange::{Request, Response};
use propus::host::Hosts;
use propus::protocol::{Reply, ReplyBody, finger, nex, spartan};
use propus_fuzz::written::check_path;

fuzz_target!(|line: &[u8]| {
    let hosts = Hosts::one(Arc::new(()), ["example.org", "::1"]);
    match spartan::parse(line, &hosts) {
        Ok((_, asked)) => check_request(&asked.request),
        Err((rejected, _)) => check_header(&whole(spartan::reject(&rejected))),
    }
    match nex::parse(line) {
        Ok(request) => check_request(&request),
        Err(refusal) => {
            let said = whole(nex::refuse(refusal));
            assert!(said.ends_with(b".\n\n=> / Home\n"), "{said:?}");
            check_header(&whole(spartan::reply(Response::Refused(refusal))));
        }
    }
    match finger::parse(line, None) {
        Ok(request) => {
            assert!(!line.contains(&b'@'), "{line:?}");
            check_request(&request);
        }
        Err(rejected) => {
            let said = whole(finger::refuse(rejected));
            let lines = said.iter().filter(|it| **it == b'\n').count();
            assert!(lines == 1 && said.ends_with(b".\r\n") && said.is_ascii(), "{said:?}");
        }
    }
});

fn check_request(request: &Request) {
    assert!(!request.paths.is_empty() && request.paths.len() <= 16, "{request:?}");
    assert!(request.query.is_none(), "{request:?}");
    request.paths.iter().for_each(check_path);
}

fn check_header(header: &[u8]) {
    assert!(header.len() <= 1024 + 4, "{header:?}");
    assert!(matches!(header, [b'2'..=b'5', b' ', .., b'\r', b'\n']), "{header:?}");
    assert_eq!(header.iter().filter(|it| it.is_ascii_control()).count(), 2, "{header:?}");
}

fn whole(reply: Reply) -> Vec<u8> {
    let ReplyBody::Whole(body) = reply.body else { panic!("no file was asked for") };
    [&reply.head, &body, reply.tail].concat()
}
