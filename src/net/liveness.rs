//! `Liveness`: asks each listener whether its task still gets its turn. The consequences when one
//! does not are for the caller.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

/// Every listener that runs. Clones ask the same ones.
#[derive(Clone, Debug, Default)]
pub struct Liveness(Arc<Mutex<Vec<Prober>>>);

type Prober = mpsc::Sender<Answer>;
type Answer = oneshot::Sender<()>;

/// A listener's side. Once it is dropped the listener is no longer asked.
#[derive(Debug)]
pub(crate) struct Registration {
    probes: mpsc::Receiver<Answer>,
    /// Keeps the list, without which nobody would ever ask.
    _liveness: Liveness,
}

impl Liveness {
    /// Is asked from now on.
    pub(crate) fn register(&self) -> Registration {
        let (prober, probes) = mpsc::channel(1);
        self.lock().push(prober);
        Registration { probes, _liveness: self.clone() }
    }

    /// Returns when all that run have answered. If one of them is stuck, that is never.
    pub async fn probe_all(&self) {
        for prober in self.registered() {
            let (answer, answered) = oneshot::channel();
            // A listener that ends instead of answering is not stuck.
            if prober.send(answer).await.is_ok() {
                let _ = answered.await;
            }
        }
    }

    fn registered(&self) -> Vec<Prober> {
        let mut probers = self.lock();
        probers.retain(|prober| !prober.is_closed());
        probers.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Prober>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registration {
    /// Returns when this one is asked; to send the answer is for the caller.
    pub(crate) async fn probed(&mut self) -> Answer {
        match self.probes.recv().await {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    async fn all_answer(liveness: &Liveness) -> bool {
        timeout(Duration::from_secs(60), liveness.probe_all()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_listener_that_is_stuck_is_noticed() {
        let liveness = Liveness::default();
        assert!(all_answer(&liveness).await);
        let mut lively = liveness.register();
        tokio::spawn(async move {
            loop {
                lively.probed().await.send(()).unwrap();
            }
        });
        assert!(all_answer(&liveness).await && all_answer(&liveness).await);
        let stuck = liveness.register();
        assert!(!all_answer(&liveness).await && !all_answer(&liveness).await);
        drop(stuck);
        assert!(all_answer(&liveness).await);
        assert_eq!(liveness.registered().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_listener_that_ends_instead_of_answering_is_not_waited_for() {
        let liveness = Liveness::default();
        let mut leaving = liveness.register();
        tokio::spawn(async move { drop(leaving.probed().await) });
        assert!(all_answer(&liveness).await);
    }
}
