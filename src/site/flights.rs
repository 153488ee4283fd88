//! `Flights`: work under way by its key. Who asks for what is under way already waits for its
//! outcome and does it no second time. Who does the work, and when, is for others.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// All flights, by key.
#[derive(Debug)]
pub(super) struct Flights<K, T>(Arc<Mutex<UnderWay<K, T>>>);

type UnderWay<K, T> = HashMap<K, watch::Sender<Option<T>>>;

/// The outcome of a flight, to be waited for.
#[derive(Debug)]
pub(super) struct Awaited<T>(watch::Receiver<Option<T>>);

/// The duty to do the work of a key. Dropped before it has landed, as by a panic, it frees the key
/// and lets nobody wait on.
#[derive(Debug)]
pub(super) struct Flight<K: Eq + Hash, T> {
    under_way: Arc<Mutex<UnderWay<K, T>>>,
    key: K,
    /// True once the key is free for another flight.
    ended: bool,
}

impl<K, T> Default for Flights<K, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash + Clone, T> Flights<K, T> {
    /// Joins the flight of a key. The first gets the duty, too.
    pub(super) fn join(&self, key: K) -> (Awaited<T>, Option<Flight<K, T>>) {
        let mut under_way = locked(&self.0);
        if let Some(sender) = under_way.get(&key) {
            return (Awaited(sender.subscribe()), None);
        }
        let (sender, receiver) = watch::channel(None);
        under_way.insert(key.clone(), sender);
        drop(under_way);
        let flight = Flight { under_way: Arc::clone(&self.0), key, ended: false };
        (Awaited(receiver), Some(flight))
    }
}

impl<T: Clone> Awaited<T> {
    /// The outcome; `None` when the work broke off.
    pub(super) async fn outcome(mut self) -> Option<T> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}

impl<K: Eq + Hash, T> Flight<K, T> {
    /// Waits until all who waited have gone; others may have come since.
    pub(super) async fn deserted(&self) {
        let sender = locked(&self.under_way).get(&self.key).cloned();
        if let Some(sender) = sender {
            sender.closed().await;
        }
    }

    /// False when all who waited have gone: then it has ended.
    pub(super) fn is_wanted(&mut self) -> bool {
        let mut under_way = locked(&self.under_way);
        let wanted = under_way.get(&self.key).is_some_and(|it| it.receiver_count() > 0);
        if !wanted {
            under_way.remove(&self.key);
            self.ended = true;
        }
        wanted
    }

    /// Ends it. All who wait get the outcome.
    pub(super) fn land(mut self, outcome: T) {
        if let Some(sender) = self.end() {
            sender.send_replace(Some(outcome));
        }
    }

    fn end(&mut self) -> Option<watch::Sender<Option<T>>> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        locked(&self.under_way).remove(&self.key)
    }
}

impl<K: Eq + Hash, T> Drop for Flight<K, T> {
    fn drop(&mut self) {
        self.end();
    }
}

/// The map is whole after each step, so a panic elsewhere doesn't make it useless.
fn locked<K, T>(under_way: &Mutex<UnderWay<K, T>>) -> MutexGuard<'_, UnderWay<K, T>> {
    under_way.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_later_gets_the_same_outcome() {
        let flights = Flights::default();
        let (first, flight) = flights.join("a");
        let (second, none) = flights.join("a");
        assert!(none.is_none());
        let (_other, of_another_key) = flights.join("b");
        assert!(of_another_key.is_some());
        flight.unwrap().land(7);
        assert_eq!((first.outcome().await, second.outcome().await), (Some(7), Some(7)));
        assert!(flights.join("a").1.is_some(), "what has landed is over");
    }

    #[tokio::test]
    async fn work_that_breaks_off_reaches_all_who_wait_and_leaves_nothing_locked() {
        let flights: Flights<_, u8> = Flights::default();
        let (first, flight) = flights.join("a");
        let (second, _) = flights.join("a");
        let broken = std::thread::spawn(move || {
            let _flight = flight;
            panic!("as a bug would");
        });
        assert!(broken.join().is_err());
        assert_eq!((first.outcome().await, second.outcome().await), (None, None));
        assert!(flights.join("a").1.is_some());
    }

    #[tokio::test]
    async fn a_flight_goes_on_for_those_who_stay() {
        let flights = Flights::default();
        let (first, flight) = flights.join("a");
        let (second, _) = flights.join("a");
        drop(first);
        let mut flight = flight.unwrap();
        assert!(flight.is_wanted());
        flight.land(7);
        assert_eq!(second.outcome().await, Some(7));
    }

    #[tokio::test]
    async fn a_flight_that_nobody_waits_for_makes_way_for_the_next() {
        let flights = Flights::default();
        let (first, flight) = flights.join("a");
        drop(first);
        let mut flight = flight.unwrap();
        assert!(!flight.is_wanted());
        let (second, next) = flights.join("a");
        // The old one takes nothing of the new one with it.
        drop(flight);
        next.unwrap().land(8);
        assert_eq!(second.outcome().await, Some(8));
    }
}
