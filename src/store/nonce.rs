//! A nonce: a word that nobody else uses, by which one who writes knows what it wrote.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A word that nobody else uses.
pub(super) fn nonce() -> String {
    // Each state has keys that the system's random numbers gave, and another one in its place.
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same() {
        let mut nonces: Vec<String> = (0..1000).map(|_| nonce()).collect();
        nonces.sort();
        nonces.dedup();
        assert_eq!(nonces.len(), 1000);
    }
}
