//! `Redirection`: the answer at a path whose content is elsewhere, or is no more. One type from the
//! operator's rule, or the author's, to the reply.

use std::sync::Arc;

use crate::path::CapsulePath;
use crate::uri::UriReference;

/// An answer that leads on, or says that nothing does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Redirection {
    /// To another path of this capsule.
    Path {
        /// The path of the content.
        to: CapsulePath,
        /// It stays there.
        permanent: bool,
    },
    /// To an absolute URL, or a reference that an author wrote and that is no path.
    Url {
        /// As it is sent.
        to: Arc<str>,
        /// It stays there.
        permanent: bool,
    },
    /// To nothing: it was here once and never will be again.
    Gone,
    /// To nothing: an author says so.
    Notice(Notice),
}

/// A header that an author wrote for Gemini, to be sent instead of something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The status, 10 to 69.
    pub status: u8,
    /// The rest of the header, on one line.
    pub text: Arc<str>,
}

impl Redirection {
    /// To a percent-encoded path, else to a URL.
    #[must_use]
    pub fn to(reference: &str, permanent: bool) -> Self {
        match CapsulePath::decode(reference) {
            Ok(decoded) => Self::Path { to: decoded.path, permanent },
            Err(_) => Self::Url { to: reference.into(), permanent },
        }
    }

    /// To a reference that is resolved at a path; query and fragment of a path are dropped.
    #[must_use]
    pub fn from_path(path: &CapsulePath, reference: &str, permanent: bool) -> Self {
        match below_root(path, reference) {
            Some(to) => Self::Path { to, permanent },
            None => Self::Url { to: reference.into(), permanent },
        }
    }

    /// The same, where a reference that an author wrote is resolved at a path; one with a query or
    /// a fragment stays as it was written.
    #[must_use]
    pub fn resolved_at(&self, path: &CapsulePath) -> Self {
        match self {
            Self::Url { to, permanent } if !to.contains(['?', '#']) => {
                Self::from_path(path, to, *permanent)
            }
            Self::Url { .. } | Self::Path { .. } | Self::Gone | Self::Notice(_) => self.clone(),
        }
    }
}

/// The path of the capsule that a reference means at another.
fn below_root(path: &CapsulePath, reference: &str) -> Option<CapsulePath> {
    if UriReference::split(reference).scheme.is_some() || reference.starts_with("//") {
        return None;
    }
    path.join(reference.split(['#', '?']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reference: &str, expected: &str) {
        let at = CapsulePath::literal("/notes/old").unwrap();
        let to = match Redirection::from_path(&at, reference, true) {
            Redirection::Path { to, permanent: true } => format!("path {to}"),
            Redirection::Url { to, permanent: true } => format!("url {to}"),
            other @ (Redirection::Path { .. }
            | Redirection::Url { .. }
            | Redirection::Gone
            | Redirection::Notice(_)) => panic!("{other:?}"),
        };
        assert_eq!(to, expected, "{reference}");
    }

    #[test]
    fn a_reference_is_a_path_or_a_url() {
        check("new", "path /notes/new");
        check("/a%20b?c#d", "path /a b");
        check("gemini://example.org/x", "url gemini://example.org/x");
        check("//example.org/x", "url //example.org/x");
    }

    #[test]
    fn what_an_author_wrote_with_a_query_is_sent_as_it_is() {
        let at = CapsulePath::root();
        let resolved =
            |to: &str| Redirection::Url { to: to.into(), permanent: false }.resolved_at(&at);
        let to = CapsulePath::literal("/new").unwrap();
        assert_eq!(resolved("new"), Redirection::Path { to, permanent: false });
        assert_eq!(resolved("new?x"), Redirection::Url { to: "new?x".into(), permanent: false });
    }
}
