//! Permits to search: one search of a site is done at a time, and a few more may wait.
//!
//! All of a site ask over one connection to its index. Who waits holds nothing else that others need.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that wait. With a quarter of a second for a search at most, the last of them waits as
/// long as a client does.
pub(super) const MOST_WAITING: usize = 32;

/// The searches of one site.
#[derive(Debug)]
pub(super) struct Searches {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// The right to search, until it is dropped.
#[derive(Debug)]
pub struct SearchPermit {
    _running: OwnedSemaphorePermit,
    _waiting: OwnedSemaphorePermit,
}

impl Default for Searches {
    fn default() -> Self {
        Self {
            running: Arc::new(Semaphore::new(1)),
            waiting: Arc::new(Semaphore::new(1 + MOST_WAITING)),
        }
    }
}

impl Searches {
    /// Waits for the permit; `None` when too many wait already.
    pub(super) async fn permit(&self) -> Option<SearchPermit> {
        let waiting = Arc::clone(&self.waiting).try_acquire_owned().ok()?;
        let running = Arc::clone(&self.running).acquire_owned().await.ok()?;
        Some(SearchPermit { _running: running, _waiting: waiting })
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
        let first = searches.permit().await.unwrap();
        let mut waiting: Vec<_> = (0..MOST_WAITING).map(|_| Box::pin(searches.permit())).collect();
        for permit in &mut waiting {
            assert!(matches!(asked_once(permit.as_mut()).await, Poll::Pending));
        }
        assert!(searches.permit().await.is_none());
        drop(first);
        let second = waiting.remove(0).await.unwrap();
        // One more may wait, and comes last.
        let mut last = pin!(searches.permit());
        assert!(matches!(asked_once(last.as_mut()).await, Poll::Pending));
        drop(second);
        for permit in waiting {
            assert!(permit.await.is_some());
        }
        assert!(last.await.is_some());
    }

    /// The answer of a future that is asked once.
    async fn asked_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
    }
}
