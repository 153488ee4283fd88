//! The request line: an absolute URI with parameters becomes a [`Writing`], or the reason for which
//! it is none.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::exchange::{Act, Declared, Writing};
use crate::host::Hosts;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::gemini;
use crate::protocol::gemini::request::{authority_of, check_characters, reject_path};
use crate::uri::{UriReference, is_well_escaped};

/// Reason for an answer to a line without asking the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejected {
    /// As a line of Gemini's would be answered.
    Line(gemini::Rejected),
    /// The parameters break a rule.
    Parameters(Fault),
}

/// A rule that parameters break; its text is sent to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// No `size`.
    #[error("An upload says how many bytes follow: ;size=")]
    NoSize,
    /// A second `size`, `mime` or `token`.
    #[error("A parameter stands there twice")]
    Twice,
    /// A `size` that is no number.
    #[error("The size is a number of bytes, in digits")]
    Size,
    /// A parameter without `=`.
    #[error("A parameter is a name, = and a value; known are size, mime and token")]
    Unknown,
    /// `;edit` beside other parameters.
    #[error("With ;edit no other parameter stands")]
    EditBesides,
}

/// True for a line that is for this protocol, whatever is wrong with it.
#[must_use]
pub fn is_titan(line: &[u8]) -> bool {
    line.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"titan:"))
}

/// Reads a request line: which of the hosts is asked, and what for. `line` and `server_name` are as
/// for [`gemini::parse`].
///
/// # Errors
/// Says what is answered instead.
pub fn parse<'a, T: AsRef<Origin>>(
    line: &[u8],
    server_name: Option<&str>,
    hosts: &'a Hosts<T>,
) -> Result<(&'a Arc<T>, Writing), Rejected> {
    let malformed = |fault| Rejected::Line(gemini::Rejected::Malformed(fault));
    let uri = UriReference::split(check_characters(line).map_err(malformed)?);
    let authority = uri.authority.ok_or_else(|| malformed(gemini::Fault::NotAbsolute))?;
    let asked = authority_of(authority, server_name, hosts).map_err(Rejected::Line)?;
    // A `;` that belongs to a name is encoded, as `CapsulePath::encoded` has it.
    let (path, parameters) = match uri.path.split_once(';') {
        Some((path, parameters)) => (path, Some(parameters)),
        None => (uri.path, None),
    };
    let act = act(parameters).map_err(Rejected::Parameters)?;
    let decoded = CapsulePath::decode(path).map_err(|error| Rejected::Line(reject_path(error)))?;
    Ok((asked, Writing { path: decoded.path, act }))
}

/// What parameters ask for.
fn act(parameters: Option<&str>) -> Result<Act, Fault> {
    let parameters = parameters.ok_or(Fault::NoSize)?;
    if parameters == "edit" {
        return Ok(Act::Edit);
    }
    let (mut size, mut mime, mut token) = (None, None, None);
    for parameter in parameters.split(';') {
        if parameter == "edit" {
            return Err(Fault::EditBesides);
        }
        let (name, value) = parameter.split_once('=').ok_or(Fault::Unknown)?;
        let place = match name {
            "size" => &mut size,
            "mime" => &mut mime,
            "token" => &mut token,
            // Of a version to come.
            _ => continue,
        };
        if place.replace(decoded(value)?).is_some() {
            return Err(Fault::Twice);
        }
    }
    let size = number(&size.ok_or(Fault::NoSize)?)?;
    Ok(Act::Upload(Declared { size, mime, token }))
}

fn decoded(value: &str) -> Result<String, Fault> {
    let decoded = percent_decode_str(value).decode_utf8().ok().filter(|_| is_well_escaped(value));
    // What stands in a line of a log, or in a header for a program, must not end it.
    let decoded = decoded.filter(|text| !text.contains(char::is_control));
    decoded.map(|text| text.into_owned()).ok_or(Fault::Unknown)
}

/// A number of bytes; one that is too large to be counted is larger than all that is taken.
fn number(digits: &str) -> Result<u64, Fault> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Size);
    }
    Ok(digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;
    use crate::form::Protocol;
    use crate::protocol::gemini::Stranger;

    fn read(line: &str) -> Result<Writing, Rejected> {
        let origin = Arc::new(Origin::new("example.org", [(Protocol::Gemini, 1965)]));
        let hosts = Hosts::one(origin, ["example.org"]);
        parse(line.as_bytes(), Some("example.org"), &hosts).map(|(_, writing)| writing)
    }

    fn upload(path: &str, size: u64, mime: Option<&str>, token: Option<&str>) -> Writing {
        let (mime, token) = (mime.map(str::to_owned), token.map(str::to_owned));
        let act = Act::Upload(Declared { size, mime, token });
        Writing { path: CapsulePath::literal(path).unwrap(), act }
    }

    fn check(line: &str, expected: &Writing) {
        assert_eq!(read(line).as_ref(), Ok(expected), "{line}");
    }

    #[test]
    fn an_upload_says_its_size_and_perhaps_more_in_any_order() {
        check("titan://example.org/a;size=12", &upload("/a", 12, None, None));
        check(
            "titan://example.org:1965/a/;token=s%20t;mime=text/plain;size=0",
            &upload("/a/", 0, Some("text/plain"), Some("s t")),
        );
        // Lagrange spells the port out, Alhena puts a query last.
        check(
            "TITAN://example.org:1965/a%3Bb;mime=text%2Fgemini;size=3?x=y;z",
            &upload("/a;b", 3, Some("text/gemini"), None),
        );
        check("titan://example.org/;size=1", &upload("/", 1, None, None));
        check("titan://example.org/a;later=1;size=1", &upload("/a", 1, None, None));
        let huge = "titan://example.org/a;size=99999999999999999999999";
        check(huge, &upload("/a", u64::MAX, None, None));
    }

    #[test]
    fn a_source_is_asked_for_by_edit_alone() {
        let edit =
            |path: &str| Writing { path: CapsulePath::literal(path).unwrap(), act: Act::Edit };
        check("titan://example.org/a;edit", &edit("/a"));
        check("titan://example.org/;edit?query", &edit("/"));
    }

    #[test]
    fn parameters_that_break_a_rule_are_refused_by_its_name() {
        for (parameters, fault) in [
            ("", Fault::NoSize),
            (";mime=text/plain", Fault::NoSize),
            (";size=1;size=1", Fault::Twice),
            (";size=1;mime=a;mime=b", Fault::Twice),
            (";size=", Fault::Size),
            (";size=1x", Fault::Size),
            (";size=-1", Fault::Size),
            (";size=+1", Fault::Size),
            (";size=1;", Fault::Unknown),
            (";size=1;what", Fault::Unknown),
            (";size=1;token=%f", Fault::Unknown),
            (";edit;size=1", Fault::EditBesides),
            (";size=1;edit", Fault::EditBesides),
        ] {
            let line = format!("titan://example.org/a{parameters}");
            assert_eq!(read(&line), Err(Rejected::Parameters(fault)), "{line}");
        }
    }

    #[test]
    fn whatever_is_read_reads_the_same_again() {
        let pieces = [
            "",
            ";",
            "=",
            "%",
            "%2",
            "%3B",
            "%00",
            "/",
            "..",
            "a",
            ";edit",
            ";size=",
            ";size=7",
            "7",
            ";mime=",
            "text/plain",
            ";token=",
            "?",
            "#",
            "[",
            "é",
            ";x=y",
        ];
        let mut taken = 0;
        for (a, b) in pieces.iter().flat_map(|a| pieces.iter().map(move |b| (a, b))) {
            for (c, d) in pieces.iter().flat_map(|c| pieces.iter().map(move |d| (c, d))) {
                let line = format!("titan://example.org/{a}{b}{c}{d}");
                let Ok(writing) = read(&line) else { continue };
                taken += 1;
                let path = writing.path.encoded();
                let again = match &writing.act {
                    Act::Edit => format!("titan://example.org{path};edit"),
                    Act::Upload(Declared { size, mime, token }) => {
                        let mut again = format!("titan://example.org{path};size={size}");
                        for (name, value) in [("mime", mime), ("token", token)] {
                            let Some(value) = value else { continue };
                            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                            again.push_str(&format!(";{name}={value}"));
                        }
                        again
                    }
                };
                assert_eq!(read(&again), Ok(writing), "{line} and {again}");
            }
        }
        assert!(taken > 1000, "{taken}");
    }

    #[test]
    fn a_line_that_gemini_would_refuse_is_refused_as_there() {
        use gemini::Rejected::{Foreign, Malformed, NotFound};
        for (line, rejected) in [
            ("titan://example.com/a;size=1", Foreign(Stranger::Host)),
            ("titan://example.org:70/a;size=1", Foreign(Stranger::Port)),
            ("titan:/a;size=1", Malformed(gemini::Fault::NotAbsolute)),
            ("titan://u@example.org/a;size=1", Malformed(gemini::Fault::Userinfo)),
            ("titan://example.org/../a;size=1", Malformed(gemini::Fault::AboveRoot)),
            ("titan://example.org/.git/a;size=1", NotFound),
            ("titan://example.org/a%2Fb;size=1", NotFound),
        ] {
            assert_eq!(read(line), Err(Rejected::Line(rejected)), "{line}");
        }
    }

    #[test]
    fn only_the_scheme_says_what_a_line_is_for() {
        assert!(is_titan(b"titan://x") && is_titan(b"Titan:"));
        assert!(!is_titan(b"gemini://titan://") && !is_titan(b"titan") && !is_titan(b""));
    }
}
