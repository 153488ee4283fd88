//! `ConnectionLimit`: the clients that are served at a time, in all and from one address. A client
//! that waits without having asked for anything, or takes nothing of its answer, gives up its permit
//! to a newcomer; the answer to a newcomer for whom there is none left is for the listener.

mod address;
mod pool;
mod table;

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use self::address::Address;
use self::table::Table;
use crate::exchange::{Protocol, Refusal};

/// Most holders of revoked permits that may still be there when the next newcomer comes: they have
/// their descriptors until they find out.
const LEAVING: usize = 64;
/// Time for them to go.
const MOMENT: Duration = Duration::from_millis(1);

/// All permits of a server. Cheap to clone; the clones share the permits.
#[derive(Clone, Debug)]
pub struct ConnectionLimit {
    table: Arc<Mutex<Table>>,
}

/// The permits that a listener of one protocol may give. While there is such a listener, its
/// protocol keeps a share of all permits.
#[derive(Debug)]
pub struct Share {
    table: Arc<Mutex<Table>>,
    protocol: Protocol,
}

/// The right to a connection; given back when dropped.
///
/// It begins as *idle*: the request is not complete. [`Permit::serve`] makes it *served*, until its
/// client takes nothing of the answer for a while or has all of it ([`Permit::rest`]). Who is
/// served loses it only where one network has many and another has none.
#[derive(Debug)]
pub struct Permit {
    table: Arc<Mutex<Table>>,
    id: u64,
    revoked: CancellationToken,
}

/// Whether the client of a permit takes what it is sent.
#[derive(Debug)]
pub(crate) struct Reading {
    table: Arc<Mutex<Table>>,
    id: u64,
}

impl ConnectionLimit {
    /// So many permits in all, so many of them for one address; at least one of each.
    #[must_use]
    pub fn new(connections: usize, per_address: usize) -> Self {
        let table = Table::new(connections.max(1), per_address.max(1));
        Self { table: Arc::new(Mutex::new(table)) }
    }

    /// The permits that a listener of a protocol may give.
    #[must_use]
    pub fn share(&self, protocol: Protocol) -> Share {
        lock(&self.table).open(protocol);
        Share { table: Arc::clone(&self.table), protocol }
    }

    /// Revokes permits of the idle, `count` of them at most: of large groups the longest idle,
    /// then of all that have been idle for longer than an honest newcomer is.
    pub fn revoke_idle(&self, count: usize) {
        let mut table = lock(&self.table);
        for _ in 0..count {
            let Some(idle) = table.idle() else { break };
            table.revoke(idle);
        }
    }

    /// Revokes the permits of all that have not asked for anything.
    pub fn revoke_waiting(&self) {
        lock(&self.table).revoke_waiting();
    }

    /// Number of permits that are held.
    #[must_use]
    pub fn in_use(&self) -> usize {
        lock(&self.table).len()
    }
}

impl Share {
    /// Takes a permit for a newcomer, if need be from the one that has been idle longest: of its own
    /// address when that has too many, else of a large group, so that one reader among a flood of
    /// idle connections stays, else of all; and if none is, from the network that has the most.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] or [`Refusal::Overloaded`] when nobody gives way.
    pub fn acquire(&self, address: IpAddr) -> Result<Permit, Refusal> {
        self.admit(Some(Address::of(address)))
    }

    /// Takes a permit for a newcomer whose address is not known yet, if need be as
    /// [`Share::acquire`] does.
    ///
    /// # Errors
    /// [`Refusal::Overloaded`] when nobody gives way.
    pub fn acquire_unnamed(&self) -> Result<Permit, Refusal> {
        self.admit(None)
    }

    /// Returns when few are left of those who had to give way: were newcomers let in faster than
    /// they go, descriptors and memory would have no bound.
    pub async fn settled(&self) {
        while lock(&self.table).leaving() >= LEAVING {
            sleep(MOMENT).await;
        }
    }

    fn admit(&self, address: Option<Address>) -> Result<Permit, Refusal> {
        let (id, revoked) = lock(&self.table).admit(self.protocol, address)?;
        Ok(Permit { table: Arc::clone(&self.table), id, revoked })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        lock(&self.table).close(self.protocol);
    }
}

impl Permit {
    /// From now on it counts for an address, which takes one from the address that has been idle
    /// longest, if need be.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when all of the address are being served.
    pub fn count_for(&self, address: IpAddr) -> Result<(), Refusal> {
        lock(&self.table).count_for(self.id, Address::of(address))
    }

    /// The request is complete. `false` when the permit was revoked before.
    #[must_use]
    pub fn serve(&self) -> bool {
        lock(&self.table).serve(self.id)
    }

    /// The answer is on its way: from now on the permit is idle.
    pub fn rest(&self) {
        lock(&self.table).rest(self.id, Instant::now());
    }

    /// Does something for as long as the permit is held; `None` when it was revoked before the end.
    /// It stays where it is: a future that is handed on is kept by each that it is handed to.
    pub async fn hold<T>(&self, work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.revoked.cancelled() => None,
        }
    }

    /// The same permit, for a stream that sees whether its client takes what it is sent.
    pub(crate) fn reading(&self) -> Reading {
        Reading { table: Arc::clone(&self.table), id: self.id }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        lock(&self.table).release(self.id);
    }
}

impl Reading {
    /// The client has taken nothing since then: the permit is idle.
    pub(crate) fn stalls(&self, since: Instant) {
        lock(&self.table).rest(self.id, since);
    }

    /// The client takes something again.
    pub(crate) fn goes_on(&self) {
        lock(&self.table).resume(self.id);
    }
}

/// The table is whole after each method, so a panic elsewhere doesn't make it useless.
fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
