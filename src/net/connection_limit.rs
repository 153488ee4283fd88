//! `ConnectionLimit`: the clients that are served at a time, in all and from one address. A client
//! that waits without having asked for anything gives up its permit to a newcomer; the answer to a
//! newcomer for whom there is none left is for the listener.

mod table;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use self::table::{Network, Table};
use crate::exchange::Refusal;

/// All permits of a server. Cheap to clone; the clones share the permits.
#[derive(Clone, Debug)]
pub struct ConnectionLimit {
    table: Arc<Mutex<Table>>,
}

/// The right to a connection; given back when dropped.
///
/// It begins as *waiting*, for a request that is not complete, and may be revoked.
/// [`Permit::serve`] makes it *served*, and nobody revokes it any more.
#[derive(Debug)]
pub struct Permit {
    table: Arc<Mutex<Table>>,
    id: u64,
    revoked: Arc<Notify>,
}

impl ConnectionLimit {
    /// So many permits in all, so many of them for one address; at least one of each.
    #[must_use]
    pub fn new(connections: usize, per_address: usize) -> Self {
        let table = Table::new(connections.max(1), per_address.max(1));
        Self { table: Arc::new(Mutex::new(table)) }
    }

    /// Takes a permit for a newcomer, if need be from the one that has waited longest: of its own
    /// address when that has too many, else of a large group, so that one reader among a flood of
    /// idle connections stays, else of all.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] or [`Refusal::Overloaded`] when all of those are being served.
    pub fn acquire(&self, address: IpAddr) -> Result<Permit, Refusal> {
        let network = Network::of(address);
        let mut table = lock(&self.table);
        table.make_room(network)?;
        let (id, revoked) = table.add_waiting(Some(network));
        Ok(Permit { table: Arc::clone(&self.table), id, revoked })
    }

    /// Takes a permit for a newcomer whose address is not known yet, if need be as
    /// [`ConnectionLimit::acquire`] does.
    ///
    /// # Errors
    /// [`Refusal::Overloaded`] when all are being served.
    pub fn acquire_unnamed(&self) -> Result<Permit, Refusal> {
        let mut table = lock(&self.table);
        table.make_room_for_one()?;
        let (id, revoked) = table.add_waiting(None);
        Ok(Permit { table: Arc::clone(&self.table), id, revoked })
    }

    /// Revokes permits of those that wait, `count` of them at most: of large groups the oldest,
    /// then of all that have waited for longer than an honest newcomer takes.
    pub fn revoke_idle(&self, count: usize) {
        let mut table = lock(&self.table);
        for _ in 0..count {
            let Some(idle) = table.idle() else { break };
            table.revoke(idle);
        }
    }

    /// Revokes the permits of all that wait.
    pub fn revoke_waiting(&self) {
        let mut table = lock(&self.table);
        while let Some(oldest) = table.oldest_waiting() {
            table.revoke(oldest);
        }
    }

    /// Number of permits that are held.
    #[must_use]
    pub fn in_use(&self) -> usize {
        lock(&self.table).len()
    }
}

impl Permit {
    /// From now on it counts for an address, which takes one from the address that has waited
    /// longest, if need be.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when all of the address are being served.
    pub fn count_for(&self, address: IpAddr) -> Result<(), Refusal> {
        lock(&self.table).count_for(self.id, Network::of(address))
    }

    /// The request is complete: from now on the permit is safe. `false` when it was revoked before.
    #[must_use]
    pub fn serve(&self) -> bool {
        lock(&self.table).serve(self.id)
    }

    /// Returns when the permit has been revoked.
    pub async fn revoked(&self) {
        self.revoked.notified().await;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        lock(&self.table).remove(self.id);
    }
}

/// The table is whole after each method, so a panic elsewhere doesn't make it useless.
fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
