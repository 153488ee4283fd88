//! SCGI: the request as an application hears it, and the header with which its answer begins.
//! Reaching the application is for `net`.
//!
//! The Simple Common Gateway Interface: a netstring of variables, names and values each ended by
//! NUL. Gemini has no document that says which; these are the names that Gemini servers of today
//! agree on (RFC 3875, with `GEMINI_URL` and `TLS_CLIENT_*` added).

use thiserror::Error;

use super::limits::MAX_META;
use crate::exchange::{Application, Declared, Peer, Protocol};
use crate::origin::Origin;
use crate::path::CapsulePath;

/// The longest header, in bytes: status, space, META, CR LF.
pub const MAX_HEADER: usize = 3 + MAX_META + 2;

/// A request as it is handed on.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The request line, an absolute URI.
    pub line: &'a str,
    /// The path that the application answers for, without a final `/`.
    pub script: &'a str,
    /// The rest of the path, decoded; begins with `/` or is empty.
    pub below: &'a str,
    /// The public name and ports of the site that is asked.
    pub origin: &'a Origin,
    /// The client that asks.
    pub peer: &'a Peer,
    /// What it says of the bytes that follow, when it uploads over Titan.
    pub upload: Option<&'a Declared>,
}

impl<'a> Call<'a> {
    /// A request line for a path of an application.
    #[must_use]
    pub fn of(
        application: &'a Application,
        line: &'a [u8],
        path: &'a CapsulePath,
        origin: &'a Origin,
        peer: &'a Peer,
    ) -> Self {
        let prefix = &application.prefix;
        Self {
            // The request was read from it, so it is ASCII.
            line: std::str::from_utf8(line).unwrap_or_default(),
            script: prefix.as_str().trim_end_matches('/'),
            below: path.rest_below(prefix).unwrap_or_default(),
            origin,
            peer,
            upload: None,
        }
    }
}

impl Call<'_> {
    /// The request in bytes, a netstring.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut variables = Vec::new();
        for (name, value) in self.variables() {
            for text in [name, &value] {
                variables.extend_from_slice(text.as_bytes());
                variables.push(0);
            }
        }
        let mut netstring = format!("{}:", variables.len()).into_bytes();
        netstring.append(&mut variables);
        netstring.push(b',');
        netstring
    }

    /// `CONTENT_LENGTH` comes first, as SCGI wants it. No value can hold a NUL: a URI is visible
    /// ASCII, and a path of a capsule has no control characters.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let query = self.line.split_once('?').map_or("", |(_, query)| query);
        let is_titan = self.line.get(..6).is_some_and(|it| it.eq_ignore_ascii_case("titan:"));
        let port = self.origin.port_or_default(Protocol::Gemini);
        let mut variables = vec![
            ("CONTENT_LENGTH", self.upload.map_or(0, |upload| upload.size).to_string()),
            ("SCGI", "1".to_owned()),
            ("GATEWAY_INTERFACE", "CGI/1.1".to_owned()),
            ("SERVER_SOFTWARE", concat!("propus/", env!("CARGO_PKG_VERSION")).to_owned()),
            ("SERVER_PROTOCOL", if is_titan { "TITAN" } else { "GEMINI" }.to_owned()),
            ("REQUEST_METHOD", String::new()),
            ("GEMINI_URL", self.line.to_owned()),
            ("SCRIPT_NAME", self.script.to_owned()),
            ("PATH_INFO", self.below.to_owned()),
            ("QUERY_STRING", query.to_owned()),
            ("SERVER_NAME", self.origin.host.clone()),
            ("SERVER_PORT", port.to_string()),
            ("REMOTE_ADDR", self.peer.address.to_string()),
            ("REMOTE_HOST", self.peer.address.to_string()),
        ];
        if let Some(Declared { mime, token, .. }) = self.upload {
            // The type that an upload has which names none (Titan, "mime").
            let mime = mime.as_deref().unwrap_or("text/gemini");
            variables.push(("CONTENT_TYPE", mime.to_owned()));
            variables.extend(token.iter().map(|token| ("TITAN_TOKEN", token.clone())));
        }
        if let Some(identity) = &self.peer.identity {
            variables.extend([
                ("AUTH_TYPE", "CERTIFICATE".to_owned()),
                // As it is written everywhere else here, so that an application can compare.
                ("TLS_CLIENT_HASH", format!("SHA256:{:x}", identity.certificate)),
                ("TLS_CLIENT_PUBLIC_KEY_HASH", format!("SHA256:{:x}", identity.public_key)),
                ("TLS_CLIENT_NOT_BEFORE", identity.not_before.to_string()),
                ("TLS_CLIENT_NOT_AFTER", identity.not_after.to_string()),
            ]);
        }
        variables
    }
}

/// The header of an application's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// Its status, 10 to 69.
    pub status: u8,
    /// The line as it goes out, with its CR LF.
    pub line: String,
}

/// Reason for which an answer is not passed on; its text is for the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum BadHeader {
    /// No end of line within [`MAX_HEADER`] bytes, or none at all.
    #[error("its first line has no end, or more than {MAX_HEADER} bytes")]
    Unfinished,
    /// Not `STATUS SPACE META`.
    #[error("its first line is not a status of two digits, a space and META")]
    Shape,
    /// A status that no Gemini client knows.
    #[error("its status is none of Gemini's")]
    Status,
    /// META with control characters, or not UTF-8.
    #[error("its META holds control characters or is not UTF-8")]
    Meta,
    /// A status that wants META, without.
    #[error("its status wants META (a prompt, a type or a URL), and there is none")]
    NoMeta,
}

impl Header {
    /// Reads the first line of an answer, with its LF. A missing CR is forgiven, since many a
    /// program writes none.
    ///
    /// # Errors
    /// Says in which way it is none that a client may see.
    pub fn parse(line: &[u8]) -> Result<Self, BadHeader> {
        if line.len() > MAX_HEADER {
            return Err(BadHeader::Unfinished);
        }
        let line = line.strip_suffix(b"\n").ok_or(BadHeader::Unfinished)?;
        let text = std::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line))
            .map_err(|_| BadHeader::Meta)?;
        let (digits, meta) = text.split_at_checked(2).ok_or(BadHeader::Shape)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadHeader::Shape);
        }
        let status = digits.parse().map_err(|_| BadHeader::Shape)?;
        let meta = match meta.strip_prefix(' ') {
            Some(meta) => meta,
            None if meta.is_empty() => "",
            None => return Err(BadHeader::Shape),
        };
        check(status, meta)?;
        Ok(Self {
            status,
            line: if meta.is_empty() {
                format!("{digits}\r\n")
            } else {
                format!("{digits} {meta}\r\n")
            },
        })
    }
}

/// The groups of status numbers ("Response headers" in the specification): input, success and
/// redirection need META.
fn check(status: u8, meta: &str) -> Result<(), BadHeader> {
    if meta.contains(char::is_control) || meta.len() > MAX_META {
        return Err(BadHeader::Meta);
    }
    match status / 10 {
        1..=3 if meta.trim().is_empty() => Err(BadHeader::NoMeta),
        1..=6 => Ok(()),
        _ => Err(BadHeader::Status),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::exchange::Identity;
    use crate::fingerprint::Fingerprint;

    #[test]
    fn a_call_is_a_netstring_of_variables() {
        let origin = Origin::new("example.org", [(Protocol::Gemini, 1966)]);
        let line = "gemini://example.org:1966/app/a%20b?x%20y";
        let identity = Identity {
            certificate: Fingerprint::of(b""),
            public_key: Fingerprint::of(b"key"),
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::MAX,
            name: None,
        };
        let peer = Peer { address: Ipv4Addr::LOCALHOST.into(), identity: Some(Arc::new(identity)) };
        let call = Call {
            line,
            script: "/app",
            below: "/a b",
            origin: &origin,
            peer: &peer,
            upload: None,
        };
        let text = String::from_utf8(call.encode()).unwrap();
        let (length, rest) = text.split_once(':').unwrap();
        assert_eq!(length.parse::<usize>().unwrap() + 1, rest.len());
        let variables = rest.strip_suffix("\0,").unwrap();
        assert!(variables.starts_with("CONTENT_LENGTH\u{0}0\u{0}SCGI\u{0}1\u{0}"), "{variables:?}");
        for (name, value) in [
            ("GEMINI_URL", line),
            ("SCRIPT_NAME", "/app"),
            ("PATH_INFO", "/a b"),
            ("QUERY_STRING", "x%20y"),
            ("SERVER_PORT", "1966"),
            ("REMOTE_ADDR", "127.0.0.1"),
            (
                "TLS_CLIENT_HASH",
                "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            ("TLS_CLIENT_NOT_BEFORE", "1970-01-01T00:00:00Z"),
        ] {
            assert!(variables.contains(&format!("\0{name}\0{value}")), "{name} in {variables:?}");
        }
    }

    fn check(line: &str, expected: Result<&str, BadHeader>) {
        let header = Header::parse(line.as_bytes());
        assert_eq!(
            header.as_ref().map(|header| header.line.as_str()),
            expected.as_ref().copied(),
            "{line:?}"
        );
    }

    #[test]
    fn a_good_header_goes_out() {
        check("20 text/gemini\r\n", Ok("20 text/gemini\r\n"));
        check("20 text/gemini\n", Ok("20 text/gemini\r\n"));
        check("10 Wie heißt du?\r\n", Ok("10 Wie heißt du?\r\n"));
        check("51\r\n", Ok("51\r\n"));
        check("51 \r\n", Ok("51\r\n"));
        check("62 The certificate is not valid\r\n", Ok("62 The certificate is not valid\r\n"));
        let longest = format!("30 {}\r\n", "a".repeat(MAX_META));
        check(&longest, Ok(&longest));
    }

    #[test]
    fn a_bad_header_does_not() {
        check("", Err(BadHeader::Unfinished));
        check("20 text/gemini", Err(BadHeader::Unfinished));
        check("\r\n", Err(BadHeader::Shape));
        check("2\r\n", Err(BadHeader::Shape));
        check("200 OK\r\n", Err(BadHeader::Shape));
        check("20\ttext/gemini\r\n", Err(BadHeader::Shape));
        check("ok\r\n", Err(BadHeader::Shape));
        check("é \r\n", Err(BadHeader::Shape));
        check("20\r\n", Err(BadHeader::NoMeta));
        check("30  \r\n", Err(BadHeader::NoMeta));
        check("70 x\r\n", Err(BadHeader::Status));
        check("09 x\r\n", Err(BadHeader::Status));
        check("20 a\rb\r\n", Err(BadHeader::Meta));
        check("51 \u{1b}[2J\r\n", Err(BadHeader::Meta));
        check(&format!("51 {}\r\n", "a".repeat(MAX_META + 1)), Err(BadHeader::Unfinished));
        assert_eq!(Header::parse(b"51 \xff\r\n"), Err(BadHeader::Meta));
    }
}
