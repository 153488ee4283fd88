//! `RollCall`: asks each listener whether it still takes its turns. What follows when one does not
//! is for whoever asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

/// Who is asked: every listener that runs. Clones ask the same ones.
#[derive(Clone, Debug, Default)]
pub struct RollCall(Arc<Mutex<Vec<Caller>>>);

type Caller = mpsc::Sender<Answer>;
type Answer = oneshot::Sender<()>;

/// A place in the roll. Whoever drops it is no longer asked.
#[derive(Debug)]
pub(crate) struct Member {
    called: mpsc::Receiver<Answer>,
    /// Keeps the list, without which nobody would ever call.
    _roll: RollCall,
}

impl RollCall {
    /// Is asked from now on.
    pub(crate) fn join(&self) -> Member {
        let (caller, called) = mpsc::channel(1);
        self.lock().push(caller);
        Member { called, _roll: self.clone() }
    }

    /// Returns when all who are there have answered. If one does not take its turn, that is never.
    pub async fn hear_all(&self) {
        for caller in self.members() {
            let (answer, heard) = oneshot::channel();
            // Who leaves instead of answering is not stuck.
            if caller.send(answer).await.is_ok() {
                let _ = heard.await;
            }
        }
    }

    fn members(&self) -> Vec<Caller> {
        let mut members = self.lock();
        members.retain(|member| !member.is_closed());
        members.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Caller>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Member {
    /// Returns when this one is asked; to send the answer is for the caller.
    pub(crate) async fn called(&mut self) -> Answer {
        match self.called.recv().await {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use crate::net::liveness::*;

    async fn all_answer(roll: &RollCall) -> bool {
        timeout(Duration::from_secs(60), roll.hear_all()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_takes_no_turns_is_noticed() {
        let roll = RollCall::default();
        assert!(all_answer(&roll).await);
        let mut lively = roll.join();
        tokio::spawn(async move {
            loop {
                lively.called().await.send(()).unwrap();
            }
        });
        assert!(all_answer(&roll).await && all_answer(&roll).await);
        let stuck = roll.join();
        assert!(!all_answer(&roll).await && !all_answer(&roll).await);
        drop(stuck);
        assert!(all_answer(&roll).await);
        assert_eq!(roll.members().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_instead_of_answering_is_not_waited_for() {
        let roll = RollCall::default();
        let mut leaving = roll.join();
        tokio::spawn(async move { drop(leaving.called().await) });
        assert!(all_answer(&roll).await);
    }
}
