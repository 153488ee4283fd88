//! The words for what is found.

/// A private key.
pub(super) const KEY: &str = "a private key";
/// Keys together with certificates, behind a password.
pub(super) const STORE: &str = "a store of keys";
/// A vault of a password manager.
pub(super) const VAULT: &str = "a store of passwords";
