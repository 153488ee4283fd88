//! The request line: an absolute URI becomes a [`Request`], or the reason for which it is none.
//! Which paths are served, the site knows.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::limits::MAX_URI;
use crate::exchange::{Form, Protocol, Request};
use crate::host::{Host, Hosts};
use crate::origin::{GEMINI_PORT, Origin};
use crate::path::{CapsulePath, PathError};
use crate::uri::{Authority, UriReference, is_well_escaped};

/// Reason for an answer to a request line without asking the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejected {
    /// The path had dot segments: the client is sent to this clean path, with its query.
    Moved(String),
    /// The line breaks a rule.
    Malformed(Fault),
    /// The line is well-formed, but for another server.
    Foreign(Stranger),
    /// The line is well-formed, but no path of a capsule can have that name.
    NotFound,
}

/// A rule that a request line breaks; its text is sent to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// Nothing before the CR LF.
    #[error("The request is empty; send an absolute URI")]
    Empty,
    /// More than [`MAX_URI`] bytes.
    #[error("The URI is longer than 1024 bytes")]
    TooLong,
    /// No CR LF before the time was over.
    #[error("The request did not end with CR LF in time")]
    Unfinished,
    /// A control character, a space, or a byte beyond ASCII.
    #[error("A URI holds only visible ASCII characters; percent-encode the others")]
    Character,
    /// A `#`.
    #[error("A request has no fragment; leave out the # and what follows")]
    Fragment,
    /// No scheme, or no `//` after it.
    #[error("The request is not an absolute URI such as gemini://example.org/")]
    NotAbsolute,
    /// An `@` before the host.
    #[error("A request has no user information before the host")]
    Userinfo,
    /// A host or port that is none.
    #[error("The host or port of the URI is not valid")]
    Authority,
    /// `%` without two hexadecimal digits.
    #[error("A % in the URI is not followed by two hexadecimal digits")]
    Escape,
    /// An encoded control character.
    #[error("The URI holds an encoded control character")]
    Control,
    /// `..` goes above the root.
    #[error("The path goes above the root")]
    AboveRoot,
}

/// The part of a request line that belongs to another server; its text is sent to the client.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Stranger {
    /// Another scheme than `gemini`.
    #[error("Only gemini:// is served here")]
    Scheme,
    /// Another host.
    #[error("That host is not served here")]
    Host,
    /// Our host, but TLS was asked for another one.
    #[error("The host is not the one that was named to TLS")]
    ServerName,
    /// Another port.
    #[error("That port is not served here")]
    Port,
}

/// Reads a request line: which of the hosts is asked, and what for.
///
/// `line` is without its CR LF; `server_name` is what the client named to TLS, which clients leave
/// out for addresses.
///
/// # Errors
/// Says what is answered instead.
pub fn parse<'a, T: AsRef<Origin>>(
    line: &[u8],
    server_name: Option<&str>,
    hosts: &'a Hosts<T>,
) -> Result<(&'a Arc<T>, Request), Rejected> {
    let uri = UriReference::split(check_characters(line).map_err(Rejected::Malformed)?);
    let UriReference { scheme, authority, path, query: typed, .. } = uri;
    if scheme.is_some() && !uri.has_scheme("gemini") {
        return Err(Rejected::Foreign(Stranger::Scheme));
    }
    let (Some(_), Some(authority)) = (scheme, authority) else {
        return Err(Rejected::Malformed(Fault::NotAbsolute));
    };
    let asked = authority_of(authority, server_name, hosts)?;
    let query = typed.map(decode_query).transpose().map_err(Rejected::Malformed)?.flatten();
    let decoded = CapsulePath::decode(path).map_err(reject_path)?;
    if decoded.had_dots {
        return Err(moved(&decoded.path, typed));
    }
    Ok((asked, Request { paths: vec![decoded.path], form: Form::of(Protocol::Gemini), query }))
}

/// Length and alphabet. Of the visible characters only `#` is refused: clients do send `[`, `|` or
/// `^` as they are, and no meaning hangs on them.
pub(in crate::protocol) fn check_characters(line: &[u8]) -> Result<&str, Fault> {
    if line.is_empty() {
        return Err(Fault::Empty);
    }
    if line.len() > MAX_URI {
        return Err(Fault::TooLong);
    }
    if !line.iter().all(u8::is_ascii_graphic) {
        return Err(Fault::Character);
    }
    if line.contains(&b'#') {
        return Err(Fault::Fragment);
    }
    std::str::from_utf8(line).map_err(|_| Fault::Character)
}

/// The host that an authority names, if it and the port are ours.
pub(in crate::protocol) fn authority_of<'a, T: AsRef<Origin>>(
    authority: Authority<'_>,
    server_name: Option<&str>,
    hosts: &'a Hosts<T>,
) -> Result<&'a Arc<T>, Rejected> {
    if authority.userinfo.is_some() {
        return Err(Rejected::Malformed(Fault::Userinfo));
    }
    let (host, port) = authority.host_and_port();
    let port = port_number(port).map_err(Rejected::Malformed)?;
    let host = parse_host(host).map_err(Rejected::Malformed)?;
    let ours =
        host.as_ref().and_then(|host| hosts.find(host)).ok_or(Rejected::Foreign(Stranger::Host))?;
    if server_name.is_some_and(|name| host != Some(Host::new(name))) {
        return Err(Rejected::Foreign(Stranger::ServerName));
    }
    if port != Some(T::as_ref(ours).port_or_default(Protocol::Gemini)) {
        return Err(Rejected::Foreign(Stranger::Port));
    }
    Ok(ours)
}

/// The host of a URI; `None` for an address of a kind to come (RFC 3986, section 3.2.2), which
/// nobody has.
fn parse_host(text: &str) -> Result<Option<Host<&str>>, Fault> {
    if let Some(literal) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        if literal.starts_with(['v', 'V']) {
            return Ok(None);
        }
        return literal
            .parse()
            .map(|address| Some(Host::V6(address)))
            .map_err(|_| Fault::Authority);
    }
    if text.is_empty() || !text.bytes().all(is_host_byte) {
        return Err(Fault::Authority);
    }
    check_escapes(text)?;
    Ok(Some(Host::new(text)))
}

/// True for the bytes of a registered name (RFC 3986, section 3.2.2), `%` among them.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte)
}

/// The port; `None` for a number that no port has. An empty one is the usual one (RFC 3986, section
/// 6.2.3).
fn port_number(digits: Option<&str>) -> Result<Option<u16>, Fault> {
    let digits = digits.unwrap_or("");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Authority);
    }
    Ok(if digits.is_empty() { Some(GEMINI_PORT) } else { digits.parse().ok() })
}

/// The text that the client typed, decoded; `None` when it typed nothing.
///
/// Line breaks are taken: clients send them from larger input fields. What is not UTF-8 is
/// replaced, not refused, because most pages ignore their query.
fn decode_query(typed: &str) -> Result<Option<String>, Fault> {
    check_escapes(typed)?;
    let decoded = percent_decode_str(typed).decode_utf8_lossy();
    if decoded.contains(|it: char| it.is_control() && !matches!(it, '\t' | '\r' | '\n')) {
        return Err(Fault::Control);
    }
    Ok(Some(decoded.into_owned()).filter(|text| !text.is_empty()))
}

/// Refuses a `%` that begins no escape.
fn check_escapes(text: &str) -> Result<(), Fault> {
    if is_well_escaped(text) { Ok(()) } else { Err(Fault::Escape) }
}

/// The answer to a path that is none.
pub(in crate::protocol) fn reject_path(error: PathError) -> Rejected {
    match error {
        PathError::Escape => Rejected::Malformed(Fault::Escape),
        PathError::Control => Rejected::Malformed(Fault::Control),
        PathError::AboveRoot => Rejected::Malformed(Fault::AboveRoot),
        PathError::Relative => Rejected::Malformed(Fault::NotAbsolute),
        PathError::Separator
        | PathError::Encoding
        | PathError::EmptySegment
        | PathError::Hidden => Rejected::NotFound,
    }
}

/// To the clean path, with the query as it came. It may be longer than what was asked for, since
/// more is encoded in it.
fn moved(path: &CapsulePath, typed: Option<&str>) -> Rejected {
    let mut to = path.encoded();
    if let Some(typed) = typed {
        to.push('?');
        to.push_str(typed);
    }
    if to.len() > MAX_URI { Rejected::Malformed(Fault::TooLong) } else { Rejected::Moved(to) }
}

#[cfg(test)]
mod tests;
