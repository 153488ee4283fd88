//! Whose turn it is to search: one search of a site is done at a time, and a few more may wait.
//!
//! Each reads the whole capsule, so that a few readers who search would keep all others from their
//! pages. Who waits holds nothing else that others need.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many may wait. With two seconds for a search at most, the last of them waits as long as a
/// client does.
pub(super) const MOST_WAITING: usize = 8;

/// The searches of one site.
#[derive(Debug)]
pub(super) struct Searches {
    turn: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// The right to search, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Searches {
    fn default() -> Self {
        Self {
            turn: Arc::new(Semaphore::new(1)),
            places: Arc::new(Semaphore::new(1 + MOST_WAITING)),
        }
    }
}

impl Searches {
    /// Waits for a turn; `None` when too many wait already.
    pub(super) async fn turn(&self) -> Option<Turn> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.ok()?;
        Some(Turn { _turn: turn, _place: place })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn one_searches_a_few_wait_and_the_next_is_refused() {
        let searches = Searches::default();
        let first = searches.turn().await.unwrap();
        let mut waiting: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(searches.turn())).collect();
        for turn in &mut waiting {
            assert!(matches!(asked_once(turn.as_mut()).await, Poll::Pending));
        }
        assert!(searches.turn().await.is_none());
        drop(first);
        let second = waiting.remove(0).await.unwrap();
        // A place is free again, and comes last.
        let mut last = pin!(searches.turn());
        assert!(matches!(asked_once(last.as_mut()).await, Poll::Pending));
        drop(second);
        for turn in waiting {
            assert!(turn.await.is_some());
        }
        assert!(last.await.is_some());
    }

    /// What a future says when it is asked once.
    async fn asked_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
    }
}
