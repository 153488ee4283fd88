//! `HostKey`: certificate and key of a host, by which readers' clients know it whatever box they
//! come to. What they are is for `net::certs`; here they are a text that nobody else may see.

use std::fmt;

use super::error::StoreError;
use super::versions::{Versions, put};

/// The longest such text.
const LONGEST: usize = 64 << 10;

/// Certificate and key of a host, as PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct HostKey(String);

impl HostKey {
    /// A text of PEM.
    #[must_use]
    pub fn new(pem: String) -> Self {
        Self(pem)
    }

    /// The text.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whatever is written for those who look for a fault, a key is none of it.
        out.write_str("HostKey(…)")
    }
}

impl Versions {
    /// The key of the host, and the revision at which it was written; `None` and 0 where the store
    /// has none.
    ///
    /// # Errors
    /// Fails when the store does not answer.
    pub async fn host_key(&self) -> Result<(Option<HostKey>, i64), StoreError> {
        let Some(found) = self.get(self.places.host_key()).await? else { return Ok((None, 0)) };
        let pem = Some(found.value).filter(|it| it.len() <= LONGEST);
        let pem = pem.and_then(|it| String::from_utf8(it).ok());
        let pem = pem.ok_or_else(|| StoreError::Odd("the key of the host".to_owned()))?;
        Ok((Some(HostKey(pem)), found.mod_revision))
    }

    /// Writes the key of the host, if what was there is what was read. False where somebody else was
    /// first.
    ///
    /// # Errors
    /// Fails when the store does not answer.
    pub async fn put_host_key(&self, host_key: &HostKey, after: i64) -> Result<bool, StoreError> {
        let key = self.places.host_key();
        let step = put(key.clone(), host_key.pem().as_bytes().to_vec());
        if self.write_if(&[(&key, after)], vec![step]).await? {
            return Ok(true);
        }
        // The answer to an attempt that was made may have been lost.
        Ok(self.host_key().await?.0.as_ref() == Some(host_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown_to_who_looks_for_a_fault() {
        let shown = format!("{:?}", Some(HostKey::new("secret".to_owned())));
        assert_eq!(shown, "Some(HostKey(…))");
    }
}
