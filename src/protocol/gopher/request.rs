//! The selector line: the bytes that a client sends become what it [`Asked`]. Which of the paths
//! are served, the site knows.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::exchange::{Form, Protocol, Refusal, Request};
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::protocol::reading::{both_forms, readings};
use crate::uri::escape_path;

/// The longest line, in bytes, with its line end.
pub const MAX_LINE: usize = 2048;

/// The first byte of a TLS handshake: a line that begins with it is none.
pub const TLS_HANDSHAKE: u8 = 0x16;

/// The thing that a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// An item.
    Item(Request),
    /// Gopher+ `!`: what is known of an item.
    Information(Request),
    /// Gopher+ `$`: what is known of every item of a menu.
    Listing(Request),
    /// `URL:…`: a page that leads there. The URL has a known scheme.
    Link(String),
    /// A request by HTTP, of a web browser.
    Web,
}

/// A line that asks for nothing that can be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// The reason.
    pub refusal: Refusal,
    /// The text before the first TAB.
    pub selector: String,
}

/// The schemes that a `URL:` page leads to. `javascript:` and the like would run in the client's
/// browser.
const SCHEMES: &[&str] = &[
    "http", "https", "gemini", "gopher", "gophers", "spartan", "nex", "titan", "finger", "ftp",
    "ftps", "sftp", "irc", "ircs", "xmpp", "matrix", "mailto", "news", "nntp", "telnet", "ssh",
    "git", "tel", "sip", "magnet", "dict",
];

/// Methods by which a line is known for HTTP, together with what follows.
const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "PROPFIND"];

/// Reads a line, without its LF; a CR before that may be there.
///
/// # Errors
/// Says what is answered instead.
pub fn parse(line: &[u8]) -> Result<Asked, Rejected> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return Err(reject(line, Refusal::Malformed));
    }
    let typed = text(line).ok_or_else(|| reject(line, Refusal::NotFound))?;
    if is_http(&typed) {
        return Ok(Asked::Web);
    }
    let (selector, after) = match typed.split_once('\t') {
        Some((selector, after)) => (selector, Some(after)),
        None => (&*typed, None),
    };
    if let Some(link) = after_url_prefix(selector).and_then(|start| link(start, after)) {
        return Ok(link);
    }
    ask(selector, after).ok_or_else(|| reject(line, Refusal::NotFound))
}

/// A line that is none, with its selector for the answer.
fn reject(line: &[u8], refusal: Refusal) -> Rejected {
    let selector = line.split(|byte| *byte == b'\t').next().unwrap_or(line);
    Rejected { refusal, selector: String::from_utf8_lossy(selector).into_owned() }
}

/// The line as text. No name of a capsule is anything but UTF-8, but words are typed on machines
/// from before it, too: those are Latin-1.
fn text(line: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(line) {
        return Some(Cow::Borrowed(text));
    }
    let (selector, words) = line.split_at_checked(line.iter().position(|byte| *byte == b'\t')?)?;
    let selector = std::str::from_utf8(selector).ok()?;
    let words =
        words.iter().map(|byte| char::from(*byte)).filter(|it| *it == '\t' || !it.is_control());
    Some(Cow::Owned(selector.chars().chain(words).collect()))
}

/// True for the request line of a web browser.
fn is_http(line: &str) -> bool {
    let Some((method, rest)) = line.split_once(' ') else { return false };
    METHODS.contains(&method) && (rest.starts_with(['/', '*']) || rest.contains(" HTTP/"))
}

/// The rest after `URL:` or `/URL:`.
fn after_url_prefix(selector: &str) -> Option<&str> {
    let rest = selector.strip_prefix('/').unwrap_or(selector);
    rest.strip_prefix("URL:").or_else(|| rest.strip_prefix("url:"))
}

/// The page that leads to a URL; `None` when its scheme is unknown. Kristall splits a URL at its
/// `?` and sends the rest as search words.
fn link(start: &str, after: Option<&str>) -> Option<Asked> {
    let (scheme, _) = start.split_once(':')?;
    if !SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
        return None;
    }
    Some(Asked::Link(match after.map(After::read) {
        Some(After::Words(words)) => format!("{start}?{}", words.replace('\t', "")),
        Some(After::Nothing | After::Plus | After::Information | After::Listing) | None => {
            start.to_owned()
        }
    }))
}

/// The item that a selector names; `None` when no path can have that name.
fn ask(selector: &str, after: Option<&str>) -> Option<Asked> {
    let after = after.map_or(After::Nothing, After::read);
    let mut paths = candidates(selector);
    let query = match after {
        After::Words(words) => Some(words.to_owned()),
        After::Nothing | After::Plus | After::Information | After::Listing => {
            selector.split_once('?').and_then(|(before, words)| {
                paths.extend(candidates(before));
                decode_words(words)
            })
        }
    };
    if paths.is_empty() {
        return None;
    }
    let request = Request { paths, form: Form::of(Protocol::Gopher), query };
    Some(match after {
        After::Nothing | After::Plus | After::Words(_) => Asked::Item(request),
        After::Information => Asked::Information(request),
        After::Listing => Asked::Listing(request),
    })
}

/// Meaning of the text after the first TAB.
enum After<'a> {
    Nothing,
    /// `+`, with or without the view that is wanted.
    Plus,
    /// `!`, with or without the blocks that are wanted.
    Information,
    /// `$`, with or without the blocks that are wanted.
    Listing,
    /// Search words, before a second TAB.
    Words(&'a str),
}

impl<'a> After<'a> {
    fn read(after: &'a str) -> Self {
        let words = after.split('\t').next().unwrap_or(after);
        match words {
            "" => Self::Nothing,
            "!" => Self::Information,
            "$" => Self::Listing,
            _ if words.starts_with('+') => Self::Plus,
            _ if words.starts_with("!+") => Self::Information,
            _ if words.starts_with("$+") => Self::Listing,
            _ => Self::Words(words),
        }
    }
}

/// Search words that stand in a selector are percent-encoded by some clients.
fn decode_words(words: &str) -> Option<String> {
    let decoded = percent_decode_str(words).decode_utf8_lossy().replace(char::is_control, " ");
    if decoded.is_empty() { None } else { Some(decoded) }
}

/// The paths that a selector may mean, the likeliest first: as it stands, percent-decoded, without
/// a pasted type.
fn candidates(selector: &str) -> Vec<CapsulePath> {
    let name = selector.trim_start_matches('/');
    let mut paths = Vec::with_capacity(2);
    push_readings(name, &mut paths);
    if let Some(rest) = without_type(name) {
        push_readings(rest.trim_start_matches('/'), &mut paths);
    }
    paths
}

/// A name without the type that was pasted into the selector: `foo` of `1/foo`.
fn without_type(name: &str) -> Option<&str> {
    let mut characters = name.chars();
    characters.next().and_then(ItemType::of_char)?;
    let rest = characters.as_str();
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// A name as it stands, percent-decoded, and as gophernicus writes names in its menus.
fn push_readings(name: &str, paths: &mut Vec<CapsulePath>) {
    paths.extend(readings(name));
    let decoded = without_octal(name)
        .and_then(|decoded| CapsulePath::decode(&escape_path(&format!("/{decoded}"))).ok());
    paths.extend(
        decoded
            .filter(|decoded| !decoded.had_dots)
            .into_iter()
            .flat_map(|decoded| both_forms(decoded.path)),
    );
}

/// A name in which `#040` stands for a blank, as for any byte that is no letter: links to holes of
/// gophernicus are full of them. `None` when there is none.
fn without_octal(text: &str) -> Option<String> {
    let (first, rest) = text.split_once('#')?;
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.split('#') {
        let (digits, rest) = part.split_at_checked(3)?;
        // A sign would be read as part of the number.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 8).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
