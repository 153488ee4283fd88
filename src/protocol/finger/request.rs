//! The line, `[/W SP] [name]`: which paths it may mean. Which of them are served, the site knows.

use crate::exchange::{Form, Protocol, Refusal, Request};
use crate::path::CapsulePath;
use crate::protocol::reading::readings;

/// The longest line, in bytes, with its line end.
pub const MAX_LINE: usize = 1024;

/// Reason for which a line asks for nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rejected {
    /// It is meant for another host, `name@host` (RFC 1288, section 2.5.4).
    Forwarding,
    /// Another reason.
    Refused(Refusal),
}

/// Reads a line, without its LF; a CR before that may be there. `page` is shown to who names nobody;
/// without it, `/now` or the home page is.
///
/// # Errors
/// Says why it asks for nothing.
pub fn parse(line: &[u8], page: Option<&CapsulePath>) -> Result<Request, Rejected> {
    let refused = |refusal| Err(Rejected::Refused(refusal));
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return refused(Refusal::Malformed);
    }
    let Ok(text) = std::str::from_utf8(line) else { return refused(Refusal::NotFound) };
    let name = without_switch(text.trim());
    if name.contains('@') {
        return Err(Rejected::Forwarding);
    }
    let paths = if name.is_empty() {
        page.map_or_else(usual_pages, |page| vec![page.clone()])
    } else {
        paths_of(name)
    };
    if paths.is_empty() {
        return refused(Refusal::NotFound);
    }
    Ok(Request { paths, form: Form::of(Protocol::Finger), query: None })
}

/// The name without `/W`, by which a client asks for more: there is no less here.
fn without_switch(text: &str) -> &str {
    match text.split_at_checked(2) {
        Some((switch, rest))
            if switch.eq_ignore_ascii_case("/W")
                && (rest.is_empty() || rest.starts_with([' ', '\t'])) =>
        {
            rest.trim_start()
        }
        Some(_) | None => text,
    }
}

/// The paths that a name may mean: that name, somebody's page, and a folder for such texts.
fn paths_of(name: &str) -> Vec<CapsulePath> {
    let mut paths = readings(name);
    if !name.contains('/') {
        paths.extend(readings(&format!("~{name}")));
        paths.extend(readings(&format!("finger/{name}")));
    }
    paths
}

/// The pages for who names nobody.
fn usual_pages() -> Vec<CapsulePath> {
    readings("now").into_iter().chain([CapsulePath::root()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[u8], page: Option<&str>, expected: Result<&[&str], Rejected>) {
        let page = page.map(|page| CapsulePath::literal(page).unwrap());
        let read = parse(line, page.as_ref()).map(|request| request.paths);
        let paths = read.as_deref().map_err(|rejected| *rejected);
        let paths = paths.map(|paths| paths.iter().map(CapsulePath::as_str).collect::<Vec<_>>());
        assert_eq!(paths, expected.map(<[&str]>::to_vec), "{line:?}");
    }

    #[test]
    fn a_name_may_mean_several_paths() {
        let ann = ["/ann", "/ann/", "/~ann", "/~ann/", "/finger/ann", "/finger/ann/"];
        for line in [&b"ann"[..], b"ann\r", b"/W ann\r", b"/w  ann ", b"\tann"] {
            check(line, None, Ok(&ann));
        }
        check(b"notes/pi", None, Ok(&["/notes/pi", "/notes/pi/"]));
        check(b"/What", None, Ok(&["/What", "/What/"]));
    }

    #[test]
    fn who_names_nobody_gets_the_page_for_that() {
        for line in [&b""[..], b"\r", b"/W", b"/W \r", b"  "] {
            check(line, None, Ok(&["/now", "/now/", "/"]));
            check(line, Some("/plan"), Ok(&["/plan"]));
        }
    }

    #[test]
    fn nothing_is_forwarded_and_nothing_leads_out() {
        for line in [&b"ann@example.org"[..], b"@example.org", b"/W a@b@c\r"] {
            check(line, None, Err(Rejected::Forwarding));
        }
        check(b"../etc/passwd", None, Err(Rejected::Refused(Refusal::NotFound)));
        check(b"\xff", None, Err(Rejected::Refused(Refusal::NotFound)));
        check(b"a\0b", None, Err(Rejected::Refused(Refusal::Malformed)));
    }
}
