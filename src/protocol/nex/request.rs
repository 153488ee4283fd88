//! The line: a path, maybe empty. Which paths are served, the site knows.

use crate::exchange::{Form, Protocol, Refusal, Request};
use crate::protocol::reading::readings;

/// The longest line, in bytes, with its line end.
pub const MAX_LINE: usize = 2048;

/// Reads a line, without its LF; a CR before that may be there.
///
/// # Errors
/// Says why it asks for nothing.
pub fn parse(line: &[u8]) -> Result<Request, Refusal> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(u8::is_ascii_control) {
        return Err(Refusal::Malformed);
    }
    let text = std::str::from_utf8(line).map_err(|_| Refusal::NotFound)?;
    let paths = readings(path_of(text));
    if paths.is_empty() {
        return Err(Refusal::NotFound);
    }
    Ok(Request { paths, form: Form::of(Protocol::Nex), query: None })
}

/// The path of a line; some clients send their URL as it is.
fn path_of(line: &str) -> &str {
    match line.strip_prefix("nex://") {
        Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_path() {
        let check = |line: &[u8], expected: Result<&str, Refusal>| {
            let first = parse(line).map(|request| request.paths[0].as_str().to_owned());
            assert_eq!(first, expected.map(str::to_owned), "{line:?}");
        };
        check(b"", Ok("/"));
        check(b"\r", Ok("/"));
        check(b"/a b/\r", Ok("/a b/"));
        check(b"a", Ok("/a"));
        check(b"nex://example.org/a/", Ok("/a/"));
        check(b"nex://example.org", Ok("/"));
        check(b"/a\tb", Err(Refusal::Malformed));
        check(b"/\xff", Err(Refusal::NotFound));
        check(b"/../etc/passwd", Err(Refusal::NotFound));
    }
}
