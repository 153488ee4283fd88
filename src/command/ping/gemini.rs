//! The answer of a Gemini server: status and META, and their meaning in words.

use super::failure::Failure;

/// The longest META, in bytes.
const MOST_META: usize = 1024;
/// The longest header: status, blank, META, CR LF.
const MOST_HEADER: usize = 2 + 1 + MOST_META + 2;
/// Part of an answer without a header that is shown, in characters.
const SHOWN: usize = 60;

/// The first line of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Header {
    /// 10 to 69.
    pub(super) status: u8,
    /// Text that goes with it.
    pub(super) meta: String,
    /// Bytes of the line, with its end.
    pub(super) length: usize,
}

/// True when the bytes can't become a header any more, so that there is no need to read on.
pub(super) fn is_hopeless(bytes: &[u8]) -> bool {
    bytes.len() > MOST_HEADER && !bytes.iter().take(MOST_HEADER).any(|byte| *byte == b'\n')
}

/// Reads the header.
pub(super) fn header(bytes: &[u8]) -> Result<Header, Failure> {
    if !matches!(bytes, [b'1'..=b'6', b'0'..=b'9', ..]) {
        return Err(no_header(bytes));
    }
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return Err(if bytes.len() > MOST_HEADER {
            Failure::LongHeader
        } else {
            Failure::HalfHeader
        });
    };
    if end + 1 > MOST_HEADER {
        return Err(Failure::LongHeader);
    }
    let line = bytes.split_at(end).0.strip_suffix(b"\r").ok_or_else(|| no_header(bytes))?;
    let line = std::str::from_utf8(line).map_err(|_| no_header(bytes))?;
    let (status, meta) = match line.split_once(' ') {
        Some((status, meta)) => (status, meta),
        // A failure may go without words.
        None => (line, ""),
    };
    if status.len() != 2 {
        return Err(no_header(bytes));
    }
    let status = status.parse().map_err(|_| no_header(bytes))?;
    Ok(Header { status, meta: meta.to_owned(), length: end + 1 })
}

pub(super) fn no_header(bytes: &[u8]) -> Failure {
    Failure::NoHeader(String::from_utf8_lossy(bytes).chars().take(SHOWN).collect())
}

/// Meaning of a status.
pub(super) fn meaning(status: u8) -> &'static str {
    match status {
        11 => "it asks for something to be typed, unseen",
        31 => "it has moved for good",
        41 => "the server is not available just now",
        42 => "a program behind the server failed",
        43 => "the server behind the server failed",
        44 => "too many requests; the number is how many seconds to wait",
        51 => "there is nothing under that name",
        52 => "it is gone for good",
        53 => "the server does not answer for that host or port",
        59 => "the server does not understand the request",
        60 => "only readers with a certificate may see it",
        61 => "only readers with certain certificates may see it",
        62 => "the reader's certificate is not valid",
        other => match other / 10 {
            1 => "it asks for something to be typed",
            2 => "success",
            3 => "it is elsewhere for the time being",
            4 => "it failed this time",
            5 => "it failed, and will again",
            6 => "it wants a certificate",
            _ => "no status of the protocol",
        },
    }
}

/// Advice on an answer.
pub(super) fn advice(status: u8) -> Option<&'static str> {
    match status {
        53 => Some(
            "With propus, give --host the name that readers use, and behind a forward \
             --public-gemini-port the port that they use",
        ),
        51 => Some("The server answers; only this path is not there"),
        60..=69 => Some("The server answers; this path is for some readers only"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_status_and_its_meta() {
        for (bytes, status, meta) in [
            ("20 text/gemini\r\n# Hi\n", 20, "text/gemini"),
            ("51\r\n", 51, ""),
            ("31 /a b\r\n", 31, "/a b"),
            ("20 \r\n", 20, ""),
        ] {
            let header = header(bytes.as_bytes()).unwrap();
            assert_eq!((header.status, header.meta.as_str()), (status, meta), "{bytes:?}");
        }
    }

    #[test]
    fn each_status_has_a_meaning_and_an_unknown_one_that_of_its_kind() {
        for (status, words) in [
            (10, "it asks for something to be typed"),
            (11, "it asks for something to be typed, unseen"),
            (12, "it asks for something to be typed"),
            (20, "success"),
            (30, "it is elsewhere for the time being"),
            (31, "it has moved for good"),
            (40, "it failed this time"),
            (41, "the server is not available just now"),
            (42, "a program behind the server failed"),
            (43, "the server behind the server failed"),
            (44, "too many requests; the number is how many seconds to wait"),
            (50, "it failed, and will again"),
            (51, "there is nothing under that name"),
            (52, "it is gone for good"),
            (53, "the server does not answer for that host or port"),
            (59, "the server does not understand the request"),
            (60, "only readers with a certificate may see it"),
            (61, "only readers with certain certificates may see it"),
            (62, "the reader's certificate is not valid"),
            (69, "it wants a certificate"),
            (70, "no status of the protocol"),
        ] {
            assert_eq!(meaning(status), words, "{status}");
        }
    }

    #[test]
    fn there_is_advice_where_the_server_answers_and_the_path_is_at_fault() {
        let advised = |status: u8, words: &str| advice(status).unwrap().contains(words);
        assert!(advised(53, "--host"));
        assert!(advised(51, "only this path is not there"));
        assert!([60, 61, 62, 69].into_iter().all(|it| advised(it, "for some readers only")));
        assert!([20, 31, 44, 50, 52, 59].into_iter().all(|it| advice(it).is_none()));
    }

    #[test]
    fn what_is_no_header_is_a_failure() {
        let long = format!("20 {}\r\n", "a".repeat(1025));
        let endless = "2".repeat(5000);
        for (bytes, expected) in [
            ("HTTP/1.1 400 Bad Request\r\n", "begins with no header: \"HTTP/1.1 400 Bad Request"),
            ("20 text/gemini\n# Hi", "begins with no header"),
            ("2x text\r\n", "begins with no header"),
            ("200 OK\r\n", "begins with no header"),
            ("70 x\r\n", "begins with no header"),
            ("20\ttext/gemini\r\n", "begins with no header"),
            ("20 text", "ended in the middle"),
            ("2", "begins with no header"),
            (&long, "longer than"),
            (&endless, "longer than"),
        ] {
            let failure = header(bytes.as_bytes()).unwrap_err().to_string();
            assert!(failure.contains(expected), "{bytes:?}: {failure}");
        }
        assert!(is_hopeless(endless.as_bytes()) && !is_hopeless(b"20 text/gemini\r\n"));
        let most = format!("20 {}\r\n", "a".repeat(1024));
        assert_eq!(header(most.as_bytes()).unwrap().meta.len(), 1024);
    }

    #[test]
    fn a_header_has_so_many_bytes_and_no_more() {
        let of = |length: usize| {
            let line = format!("20 {}\r\n", "x".repeat(length - 5));
            header(&[line.as_bytes(), b"body"].concat()).map(|header| header.length)
        };
        assert_eq!(of(MOST_HEADER).unwrap(), MOST_HEADER);
        assert!(matches!(of(MOST_HEADER + 1), Err(Failure::LongHeader)));
        let endless =
            |length: usize| header("20 ".repeat(length).get(..length).unwrap().as_bytes());
        assert!(matches!(endless(MOST_HEADER), Err(Failure::HalfHeader)));
        assert!(matches!(endless(MOST_HEADER + 1), Err(Failure::LongHeader)));
    }
}
