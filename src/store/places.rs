//! `Places`: the keys under which a host lies in the store.

use crate::content::mirror::Digest;

/// The keys of one host.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// With its final slash.
    below: String,
}

impl Places {
    /// Those of a host below a prefix.
    pub(super) fn of(prefix: &str, host: &str) -> Self {
        Self { below: format!("{}/{host}/", prefix.trim_end_matches('/')) }
    }

    pub(super) fn head(&self) -> Vec<u8> {
        format!("{}head", self.below).into_bytes()
    }

    pub(super) fn base(&self) -> Vec<u8> {
        format!("{}base", self.below).into_bytes()
    }

    pub(super) fn marks(&self) -> Vec<u8> {
        format!("{}gc", self.below).into_bytes()
    }

    /// Key and certificate of the host.
    pub(super) fn host_key(&self) -> Vec<u8> {
        format!("{}key", self.below).into_bytes()
    }

    /// Whom the zones of the host admit.
    pub(super) fn identities(&self) -> Vec<u8> {
        format!("{}identities", self.below).into_bytes()
    }

    /// In the order of the versions.
    pub(super) fn change(&self, version: u64) -> Vec<u8> {
        format!("{}log/{version:020}", self.below).into_bytes()
    }

    pub(super) fn piece(&self, digest: Digest) -> Vec<u8> {
        format!("{}piece/{digest}", self.below).into_bytes()
    }

    pub(super) fn pieces(&self) -> Range {
        Range::below(format!("{}piece/", self.below))
    }

    /// The piece whose key this is.
    pub(super) fn piece_at(&self, key: &[u8]) -> Option<Digest> {
        let key = std::str::from_utf8(key).ok()?;
        key.strip_prefix(&self.below)?.strip_prefix("piece/")?.parse().ok()
    }

    pub(super) fn a_box(&self, name: &str) -> Vec<u8> {
        format!("{}box/{name}", self.below).into_bytes()
    }

    pub(super) fn boxes(&self) -> Range {
        Range::below(format!("{}box/", self.below))
    }
}

/// Keys from one up to another, which is not among them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Range {
    pub(super) from: Vec<u8>,
    pub(super) to: Vec<u8>,
}

impl Range {
    /// All that begin with something that ends with a slash.
    fn below(prefix: String) -> Self {
        let from = prefix.into_bytes();
        let mut to = from.clone();
        // What follows the slash.
        to.pop();
        to.push(b'0');
        Self { from, to }
    }

    /// Those that follow a key.
    pub(super) fn after(&self, key: &[u8]) -> Self {
        Self { from: [key, b"\0"].concat(), to: self.to.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_one_another() {
        let places = Places::of("/propus/", "example.org");
        assert_eq!(places.head(), b"/propus/example.org/head");
        assert!(places.change(9) < places.change(10));
        let digest = Digest::of(b"x");
        let key = places.piece(digest);
        assert_eq!(places.piece_at(&key), Some(digest));
        assert_eq!(places.piece_at(&places.head()), None);
        let range = places.pieces();
        assert!(range.from < key && key < range.to && places.head() < range.from);
        assert!(range.after(&key).from > key);
        assert!(places.a_box("a") < places.boxes().to);
    }
}
