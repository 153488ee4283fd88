//! Work on a thread of its own, which no other work can keep waiting.

use std::thread;

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Reason for which there is no outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum NoOutcome {
    /// The system has no thread left.
    #[error("the system has no thread left for it")]
    NoThread,
    /// The work panicked.
    #[error("a bug in propus ended it")]
    Panicked,
}

/// Does something on a new thread, from where the runtime can be used, too. It goes on when nobody
/// waits for it any more.
///
/// # Errors
/// There is no thread for it, or it panics.
pub async fn on_own_thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NoOutcome> {
    let (sender, outcome) = oneshot::channel();
    let runtime = Handle::current();
    let begun = thread::Builder::new().name(name.to_owned()).spawn(move || {
        let _entered = runtime.enter();
        // Whoever waited may have gone.
        let _ = sender.send(work());
    });
    begun.map_err(|_| NoOutcome::NoThread)?;
    outcome.await.map_err(|_| NoOutcome::Panicked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_outcome_comes_back_and_a_panic_is_no_outcome() {
        assert_eq!(on_own_thread("test", || 7).await, Ok(7));
        let panicked = on_own_thread("test", || panic!("as a bug would")).await;
        assert_eq!(panicked, Err::<(), _>(NoOutcome::Panicked));
    }

    #[tokio::test]
    async fn the_runtime_can_be_used() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let adopted = on_own_thread("test", || tokio::net::TcpListener::from_std(listener)).await;
        assert!(adopted.unwrap().is_ok());
    }
}
