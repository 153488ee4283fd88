//! The header of an application's answer: what is passed on is one line of a valid header, and the
//! same when read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use propus::protocol::gemini::scgi::Header;

fuzz_target!(|line: &[u8]| {
    let Ok(header) = Header::parse(line) else { return };
    let sent = header.line.strip_suffix("\r\n").expect("a header ends");
    assert!(
        (10..=69).contains(&header.status) && sent.starts_with(&header.status.to_string()),
        "{header:?}"
    );
    assert!(!sent.contains(char::is_control) && sent.len() <= 1027, "{header:?}");
    assert_eq!(Header::parse(header.line.as_bytes()).as_ref(), Ok(&header));
});
