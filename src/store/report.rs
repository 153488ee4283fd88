//! Reports: what each box shows, and how the store is.

use serde::{Deserialize, Serialize};

use super::bounds::KEYS;
use super::error::StoreError;
use super::head::{Head, read, written};
use super::message::PutRequest;
use super::versions::{Versions, now};
use crate::content::mirror::{Digest, Record};

/// What a box shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BoxReport {
    /// Its name.
    pub name: String,
    /// Number of the version.
    pub version: u64,
    /// Digest of the tree.
    pub digest: Digest,
    /// Second of the Unix clock at which it said so.
    pub when: i64,
}

/// The store, and all boxes.
#[derive(Debug)]
pub struct Overview {
    /// The newest version.
    pub head: Head,
    /// What boxes have said, by their names.
    pub boxes: Vec<BoxReport>,
    /// Each member's address, with the bytes of its file or why it does not answer.
    pub members: Vec<(String, Result<u64, String>)>,
}

impl Versions {
    /// Tells what is shown here.
    pub(super) async fn tell(&self, record: &Record) -> Result<(), StoreError> {
        let name = self.members.terms().name.clone();
        let (key, digest) = (self.places.a_box(&name), record.digest());
        let report = BoxReport { name, version: record.version, digest, when: now() };
        self.members.call(&PutRequest { key, value: written(&report) }).await.map(drop)
    }
}

/// Looks at the store, and at what boxes have said.
///
/// # Errors
/// Fails when no member answers.
pub async fn overview(versions: &Versions) -> Result<Overview, StoreError> {
    let head = versions.head().await?.head;
    let (found, _) = versions.range(&versions.places.boxes(), KEYS, false).await?;
    let boxes = found.iter().map(|it| read(&it.value)).collect::<Result<_, _>>()?;
    let states = versions.members.states().await;
    let members = states.into_iter().map(|(address, state)| {
        let state = match state {
            Ok(state) if state.leader == 0 => Err("it has no leader".to_owned()),
            Ok(state) => Ok(u64::try_from(state.size).unwrap_or_default()),
            Err(error) => Err(error.to_string()),
        };
        (address.to_string(), state)
    });
    Ok(Overview { head, boxes, members: members.collect() })
}
