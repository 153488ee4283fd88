//! The request line, `host SP path SP length`: it becomes what is [`Asked`], or the reason for which
//! it asks for nothing. Which paths are served, the site knows.

use std::sync::Arc;

use thiserror::Error;

use crate::exchange::{Form, Protocol, Request};
use crate::host::{Host, Hosts};
use crate::path::{CapsulePath, PathError};

/// The longest line, in bytes, with its line end.
pub const MAX_LINE: usize = 1100;
/// The most bytes of data that are kept: those of a long letter. What is announced beyond is read
/// and thrown away.
pub const MAX_DATA: u64 = 64 * 1024;
/// The most characters of the words of a search.
pub const MAX_WORDS: usize = 200;

/// The thing that a client asks a host for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The request, without the words that may follow as data.
    pub request: Request,
    /// The bytes of data that follow the line.
    pub length: u64,
}

/// Reason for an answer without asking the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejected {
    /// The path had dot segments: the client is sent to this one.
    Moved(CapsulePath),
    /// The line breaks a rule.
    Malformed(Fault),
    /// The line is well-formed, but for another host.
    Foreign,
    /// The line is well-formed, but no path of a capsule can have that name.
    NotFound,
}

/// A rule that a request breaks; its text is sent to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// More than [`MAX_LINE`] bytes.
    #[error("The request line is longer than 1100 bytes")]
    TooLong,
    /// No line end before the time was over.
    #[error("The request did not end with CR LF in time")]
    Unfinished,
    /// A byte that is no visible ASCII character.
    #[error("A request line is ASCII; percent-encode the other characters of a path")]
    Character,
    /// Not three fields with one space between them.
    #[error("A request is a host, a path and the length of the data, such as example.org / 0")]
    Fields,
    /// The length is no number.
    #[error("The length of the data is not a number")]
    Length,
    /// The path does not begin with a slash.
    #[error("The path does not begin with a slash")]
    Relative,
    /// A `%` without two hexadecimal digits, or an encoded control character.
    #[error("The path is not percent-encoded as it should be")]
    Escape,
    /// `..` goes above the root.
    #[error("The path goes above the root")]
    AboveRoot,
    /// The data did not come, or not in time.
    #[error("The data ended before the length that was said")]
    Data,
    /// The words of a search are too many.
    #[error("The words are too long; at most 200 characters are searched for")]
    Words,
    /// The data is no text.
    #[error("The text that was sent is not UTF-8")]
    Text,
    /// Data for what takes none.
    #[error("Nothing can be uploaded here; words are taken by the search and by letters")]
    Upload,
}

/// Reads a request line, without its LF; a CR before that may be there.
///
/// # Errors
/// Says what is answered instead, and how much data follows all the same.
pub fn parse<'a, T>(
    line: &[u8],
    hosts: &'a Hosts<T>,
) -> Result<(&'a Arc<T>, Asked), (Rejected, u64)> {
    let malformed = |fault| (Rejected::Malformed(fault), 0);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if !line.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        return Err(malformed(Fault::Character));
    }
    let text = std::str::from_utf8(line).map_err(|_| malformed(Fault::Character))?;
    let mut fields = text.split(' ');
    let (Some(host), Some(path), Some(length), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(malformed(Fault::Fields));
    };
    if host.is_empty() || path.is_empty() {
        return Err(malformed(Fault::Fields));
    }
    let length = number(length).ok_or_else(|| malformed(Fault::Length))?;
    let rejected = |rejected| (rejected, length);
    let site = hosts.find(&host_of(host)).ok_or_else(|| rejected(Rejected::Foreign))?;
    let decoded = CapsulePath::decode(path).map_err(|error| rejected(reject_path(error)))?;
    if decoded.had_dots {
        return Err(rejected(Rejected::Moved(decoded.path)));
    }
    let form = Form::of(Protocol::Spartan);
    let request = Request { paths: vec![decoded.path], form, query: None };
    Ok((site, Asked { request, length }))
}

/// A number without a sign; one too large for a machine is as large as there is.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

/// The host; some clients send its port, too.
fn host_of(text: &str) -> Host<&str> {
    if let Some((literal, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return Host::new(literal);
    }
    match text.split_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => Host::new(name),
        Some(_) | None => Host::new(text),
    }
}

/// The answer to a path that is none.
fn reject_path(error: PathError) -> Rejected {
    match error {
        PathError::Escape | PathError::Control => Rejected::Malformed(Fault::Escape),
        PathError::AboveRoot => Rejected::Malformed(Fault::AboveRoot),
        PathError::Relative => Rejected::Malformed(Fault::Relative),
        PathError::Separator
        | PathError::Encoding
        | PathError::EmptySegment
        | PathError::Hidden => Rejected::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<(String, String, u64), (Rejected, u64)> {
        let hosts = Hosts::gather([
            (Arc::new("a"), vec!["a.example", "127.0.0.1", "::1"]),
            (Arc::new("b"), vec!["b.example"]),
        ])
        .unwrap();
        parse(line.as_bytes(), &hosts).map(|(site, asked)| {
            let path = asked.request.paths[0].as_str().to_owned();
            ((**site).to_owned(), path, asked.length)
        })
    }

    #[test]
    fn a_line_names_host_path_and_length() {
        for (line, expected) in [
            ("a.example / 0", ("a", "/", 0)),
            ("B.Example. /x 12\r", ("b", "/x", 12)),
            ("a.example:300 /a%20b/ 0", ("a", "/a b/", 0)),
            ("[::1]:3000 / 0", ("a", "/", 0)),
            ("::1 / 0", ("a", "/", 0)),
            ("127.0.0.1:3000 / 0", ("a", "/", 0)),
            ("a.example / 99999999999999999999999", ("a", "/", u64::MAX)),
        ] {
            let (site, path, length) = parsed(line).unwrap();
            assert_eq!((site.as_str(), path.as_str(), length), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_breaks_a_rule_hears_which() {
        for (line, fault) in [
            ("", Fault::Fields),
            ("a.example /", Fault::Fields),
            ("a.example  / 0", Fault::Fields),
            ("a.example / 0 x", Fault::Fields),
            (" / 0", Fault::Fields),
            ("GET / HTTP/1.1", Fault::Length),
            ("a.example / -1", Fault::Length),
            ("a.example / ", Fault::Length),
            ("a.example /\u{e9} 0", Fault::Character),
            ("a.example\t/ 0", Fault::Character),
            ("a.example x 0", Fault::Relative),
            ("a.example /% 0", Fault::Escape),
            ("a.example /%00 0", Fault::Escape),
            ("a.example /../x 0", Fault::AboveRoot),
        ] {
            assert_eq!(parsed(line), Err((Rejected::Malformed(fault), 0)), "{line:?}");
        }
    }

    #[test]
    fn what_can_not_be_served_is_known_by_its_name() {
        assert_eq!(parsed("c.example / 5"), Err((Rejected::Foreign, 5)));
        assert_eq!(parsed("a.example //x 0"), Err((Rejected::NotFound, 0)));
        assert_eq!(parsed("a.example /.git/x 0"), Err((Rejected::NotFound, 0)));
        let to = CapsulePath::literal("/x").unwrap();
        assert_eq!(parsed("a.example /y/../x 0"), Err((Rejected::Moved(to), 0)));
    }
}
