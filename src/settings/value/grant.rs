//! The right of one to write at a path, in one text.

use super::form::{Value, quoted};
use super::paths::ServedPath;
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

/// A path and the fingerprint of who may write there: `/notes/=SHA256:…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    path: ServedPath,
    fingerprint: Fingerprint,
}

impl Grant {
    /// The path.
    #[must_use]
    pub fn path(&self) -> &CapsulePath {
        self.path.path()
    }

    /// The fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl Value for Grant {
    fn parse(text: &str) -> Result<Self, String> {
        let (path, fingerprint) = text
            .split_once('=')
            .ok_or("write a path, = and a fingerprint, such as /notes/=SHA256:…")?;
        let path = ServedPath::parse(path)?;
        Ok(Self { path, fingerprint: Fingerprint::parse(fingerprint)? })
    }

    fn written(&self) -> Option<String> {
        let path = self.path().encoded().replace('=', "%3D").replace('*', "%2A");
        Some(quoted(&format!("{path}=SHA256:{:x}", self.fingerprint)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_a_path_and_a_fingerprint() {
        let empty = Fingerprint::of(b"");
        for text in [
            "/notes/=SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "/a%3Db=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            let grant = Grant::parse(text).unwrap();
            assert_eq!(grant.fingerprint(), empty, "{text}");
            let again = Grant::parse(grant.written().unwrap().trim_matches('"')).unwrap();
            assert_eq!(again, grant);
        }
        for text in ["/notes/", "notes=SHA256:47", "/notes/=47", "=x", "/*=x"] {
            assert!(Grant::parse(text).is_err(), "{text}");
        }
    }
}
