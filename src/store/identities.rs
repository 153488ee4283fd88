//! Identities that the zones of a host admit, on all boxes alike: one list, which is changed by who
//! knows it as it is.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::bounds::LONGEST_VALUE;
use super::connection::Answers;
use super::error::StoreError;
use super::head::{read, written};
use super::message::WatchResponse;
use super::versions::{Versions, put};
use crate::access::Guest;
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

/// How often a change is tried that others were faster than.
const ATTEMPTS: usize = 8;

/// A guest as it is written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Written {
    zone: String,
    #[serde(default)]
    writes: bool,
    name: String,
    fingerprint: String,
}

/// Writes a list of guests.
#[must_use]
pub fn guests_written(guests: &[Guest]) -> Vec<u8> {
    let one = |it: &Guest| Written {
        zone: it.zone.to_string(),
        writes: it.writes,
        name: it.name.clone(),
        fingerprint: format!("SHA256:{:x}", it.fingerprint),
    };
    written(&guests.iter().map(one).collect::<Vec<_>>())
}

/// Reads what [`guests_written`] wrote.
///
/// # Errors
/// Fails for anything else: of a list that is read in part nobody knows whom it admits.
pub fn read_guests(bytes: &[u8]) -> Result<Vec<Guest>, StoreError> {
    let odd = || StoreError::Odd("the list of identities".to_owned());
    let one = |it: Written| {
        let zone = CapsulePath::literal(&it.zone).map_err(|_| odd())?;
        let fingerprint = Fingerprint::from_str(&it.fingerprint).map_err(|_| odd())?;
        Ok(Guest { zone, writes: it.writes, name: it.name, fingerprint })
    };
    read::<Vec<Written>>(bytes)?.into_iter().map(one).collect()
}

impl Versions {
    /// The identities that zones of the host admit, and the revision at which they were written.
    ///
    /// # Errors
    /// Fails when the store does not answer, or what it has is no such list.
    pub async fn identities(&self) -> Result<(Vec<Guest>, i64), StoreError> {
        match self.get(self.places.identities()).await? {
            Some(found) => Ok((read_guests(&found.value)?, found.mod_revision)),
            None => Ok((Vec::new(), 0)),
        }
    }

    /// Tells of each change of them.
    ///
    /// # Errors
    /// Fails when the store does not answer.
    pub async fn watch_identities(&self) -> Result<IdentityWatch, StoreError> {
        self.watch_key(self.places.identities()).await.map(IdentityWatch)
    }

    /// Changes them. `change` may be asked more than once; false where it changes nothing.
    ///
    /// # Errors
    /// Fails when the store does not answer, others change them all the time, or there would be too
    /// many.
    pub async fn change_identities(
        &self,
        change: impl Fn(&mut Vec<Guest>) -> bool,
    ) -> Result<bool, StoreError> {
        let key = self.places.identities();
        for _ in 0..ATTEMPTS {
            let (mut guests, revision) = self.identities().await?;
            if !change(&mut guests) {
                return Ok(false);
            }
            let value = guests_written(&guests);
            if value.len() > LONGEST_VALUE {
                let what = "there would be more identities than the store is for";
                return Err(StoreError::TooMuch(what.to_owned()));
            }
            let step = put(key.clone(), value);
            let done = self.write_if(&[(&key, revision)], vec![step]).await?;
            // The answer to an attempt that was made may have been lost.
            if done || self.identities().await?.0 == guests {
                return Ok(true);
            }
        }
        Err(StoreError::Conflict)
    }
}

/// A watch over the identities of a host.
#[derive(Debug)]
pub struct IdentityWatch(Answers<WatchResponse>);

impl IdentityWatch {
    /// Waits for a change; false when it tells no more.
    pub async fn next(&mut self) -> bool {
        matches!(self.0.next().await, Ok(Some(told)) if !told.canceled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_read_as_they_are_written_and_nothing_odd_is() {
        let guest = |zone: &str, writes| Guest {
            zone: CapsulePath::literal(zone).unwrap(),
            writes,
            name: "Anna \"A\"".to_owned(),
            fingerprint: Fingerprint::of(b"anna"),
        };
        let guests = vec![guest("/club/", false), guest("/notes/", true)];
        let text = String::from_utf8(guests_written(&guests)).unwrap();
        assert_eq!(read_guests(text.as_bytes()).unwrap(), guests);
        assert_eq!(read_guests(b"[]").unwrap(), []);
        for odd in
            ["", "{}", "[1]", &text.replace("SHA256:", "SHA1:"), &text.replace("/club/", "club")]
        {
            assert!(read_guests(odd.as_bytes()).is_err(), "{odd}");
        }
    }
}
