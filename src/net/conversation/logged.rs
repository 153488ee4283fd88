//! `Logged`: a request as the log and the counters get it. Writing its line is for `log`.

use std::time::Instant;

use percent_encoding::percent_decode_str;

use crate::exchange::{Peer, Protocol};
use crate::origin::Origin;

/// A request that was received, for the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logged<'a> {
    pub(super) protocol: Protocol,
    /// The public name and ports of the site that answers.
    pub(super) origin: &'a Origin,
    pub(super) line: &'a [u8],
    /// Letters to an author may be in it, which nobody else reads.
    pub(super) takes_letters: bool,
    pub(super) peer: &'a Peer,
    pub(super) began: Instant,
}

/// Path of a URI, or a selector, and the text that was typed; of an upload none.
pub(super) fn path_and_query(line: &[u8], is_titan: bool) -> (String, Option<String>) {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches('\r');
    // A token may stand on either side of a question mark.
    let (rest, typed) = match text.split_once(['?', '\t']) {
        Some((rest, typed)) => (rest, Some(typed.to_owned())),
        None => (text, None),
    };
    // Of a URI neither the authority, which may hold a password, nor the parameters of a Titan
    // request, which may hold a token.
    let path = match rest.split_once("://") {
        Some((_, after)) => after.find('/').and_then(|at| after.get(at..)).unwrap_or("/"),
        None => rest,
    };
    let path = path.split_once(';').map_or(path, |(path, _)| path);
    (path.to_owned(), typed.filter(|_| !is_titan))
}

/// True for a path that may take letters, whatever else is wrong with its line: no text of one is
/// for the log, nor of one that was not understood.
pub(super) fn may_be_letter(path: &str) -> bool {
    percent_decode_str(path).decode_utf8_lossy().contains("letters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::titan::is_titan;

    #[test]
    fn whatever_may_take_letters_is_known() {
        for path in ["/letters", "/letters/a", "//x/../letters/a", "7/letters/a", "/%6cetters/a"] {
            assert!(may_be_letter(path), "{path}");
        }
        assert!(!may_be_letter("/search") && !may_be_letter(""));
    }

    fn check(line: &str, path: &str, query: Option<&str>) {
        let expected = (path.to_owned(), query.map(str::to_owned));
        assert_eq!(
            path_and_query(line.as_bytes(), is_titan(line.as_bytes())),
            expected,
            "{line:?}"
        );
    }

    #[test]
    fn the_log_has_path_and_query_apart() {
        check("gemini://example.org", "/", None);
        check("gemini://example.org/a?b/c", "/a", Some("b/c"));
        check("gemini://example.org?b/c", "/", Some("b/c"));
        check("GEMINI://user:secret@Example.ORG/a", "/a", None);
        check("https://user:secret@example.org/a", "/a", None);
        check("titan://example.org/a;size=1;token=secret", "/a", None);
        check("/a\tb c\r", "/a", Some("b c"));
        check("", "", None);
    }
}
