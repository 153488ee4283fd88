//! The answer of a Spartan server: a digit and what goes with it, and their meaning in words.

use super::failure::Failure;
use super::gemini::{Header, no_header};

/// The longest header, in bytes, that is taken for one.
const MOST_HEADER: usize = 2048;

/// Reads the header.
pub(super) fn header(bytes: &[u8]) -> Result<Header, Failure> {
    let [digit @ b'2'..=b'5', b' ', ..] = bytes else { return Err(no_header(bytes)) };
    let Some(end) = bytes.iter().take(MOST_HEADER).position(|byte| *byte == b'\n') else {
        return Err(if bytes.len() > MOST_HEADER {
            Failure::LongHeader
        } else {
            Failure::HalfHeader
        });
    };
    let line = bytes.split_at(end).0.strip_suffix(b"\r").ok_or_else(|| no_header(bytes))?;
    let line = std::str::from_utf8(line).map_err(|_| no_header(bytes))?;
    let meta = line.split_once(' ').map_or("", |(_, meta)| meta).to_owned();
    Ok(Header { status: digit - b'0', meta, length: end + 1 })
}

/// Meaning of a status.
pub(super) fn meaning(status: u8) -> &'static str {
    match status {
        2 => "success",
        3 => "it is elsewhere on the same host",
        4 => "the server can't do what was asked for",
        5 => "the server failed",
        _ => "no status of the protocol",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_digit_and_its_meta() {
        for (bytes, status, meta) in [
            ("2 text/gemini\r\n# Hi\n", 2, "text/gemini"),
            ("3 /a/\r\n", 3, "/a/"),
            ("4 \r\n", 4, ""),
        ] {
            let header = header(bytes.as_bytes()).unwrap();
            assert_eq!((header.status, header.meta.as_str()), (status, meta), "{bytes:?}");
            assert_ne!(meaning(status), meaning(9));
        }
        for bytes in ["20 text/gemini\r\n", "6 x\r\n", "2 x\n", "HTTP/1.0 400\r\n"] {
            assert!(matches!(header(bytes.as_bytes()), Err(Failure::NoHeader(_))), "{bytes:?}");
        }
        assert!(matches!(header(b"2 text"), Err(Failure::HalfHeader)));
        let long = format!("2 {}\r\n", "x".repeat(MOST_HEADER));
        assert!(matches!(header(long.as_bytes()), Err(Failure::LongHeader)));
    }
}
