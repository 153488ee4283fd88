//! Pieces: bytes under the name of their digest.

use super::error::StoreError;
use super::message::{RangeRequest, RequestOp, Step, TxnRequest};
use super::versions::{Versions, put};
use crate::content::mirror::{Digest, PIECE};

/// The most pieces of a call: an engine takes 128 steps, and an answer has to be in memory.
const MOST: usize = 32;
/// The most bytes of them: they have to be through within the time of a call, on a line of 2 Mbit/s.
const MOST_BYTES: usize = PIECE;

impl Versions {
    /// Bytes of a piece.
    pub(super) async fn piece(&self, digest: Digest) -> Result<Vec<u8>, StoreError> {
        let mut found = self.pieces(&[digest]).await?;
        found.pop().ok_or_else(|| missing(digest))
    }

    /// Bytes of some pieces, in their order; no more than [`batches`] has in one.
    pub(super) async fn pieces(&self, digests: &[Digest]) -> Result<Vec<Vec<u8>>, StoreError> {
        let get = |digest: &Digest| {
            let request =
                RangeRequest { key: self.places.piece(*digest), ..RangeRequest::default() };
            RequestOp { step: Some(Step::Range(request)) }
        };
        let success = digests.iter().map(get).collect();
        let answer = self.members.call(&TxnRequest { compare: Vec::new(), success }).await?;
        let mut answers = answer.responses.into_iter();
        let bytes = |digest: &Digest| {
            let found = answers.next().and_then(|it| it.range?.kvs.into_iter().next());
            let bytes = found.ok_or_else(|| missing(*digest))?.value;
            if Digest::of(&bytes) == *digest {
                Ok(bytes)
            } else {
                Err(StoreError::Odd(format!("piece {digest} has other bytes than its name says")))
            }
        };
        digests.iter().map(bytes).collect()
    }

    /// Writes pieces, no more than [`batches`] has in one. One that is there is written again: it is
    /// new from then on for who looks for garbage.
    pub(super) async fn put_pieces(&self, pieces: &[(Digest, &[u8])]) -> Result<(), StoreError> {
        let step =
            |(digest, bytes): &(Digest, &[u8])| put(self.places.piece(*digest), bytes.to_vec());
        self.write_if(&[], pieces.iter().map(step).collect()).await.map(drop)
    }
}

fn missing(digest: Digest) -> StoreError {
    StoreError::Odd(format!("piece {digest} is missing"))
}

/// Things in as few calls as take them, each of which has so many bytes.
pub(super) fn batches<T>(things: Vec<T>, size: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut batches: Vec<Vec<T>> = Vec::new();
    let mut bytes = 0;
    for thing in things {
        let more = size(&thing).min(PIECE);
        match batches.last_mut() {
            Some(last) if last.len() < MOST && bytes + more <= MOST_BYTES => last.push(thing),
            Some(_) | None => {
                bytes = 0;
                batches.push(vec![thing]);
            }
        }
        bytes += more;
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_no_more_than_it_may() {
        let sizes = |sizes: Vec<usize>| -> Vec<usize> {
            batches(sizes, |it| *it).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(vec![]), [0; 0]);
        assert_eq!(sizes(vec![1; 70]), [32, 32, 6]);
        assert_eq!(sizes(vec![PIECE; 3]), [1, 1, 1]);
        assert_eq!(sizes(vec![1, PIECE, PIECE / 2, PIECE / 2, 1]), [1, 1, 2, 1]);
    }
}
