//! Seats: how many clients are served at a time, in all and from one address. Who waits without
//! having asked for anything gives up the seat to a newcomer; what the newcomer is told when there
//! is none left is for the listener.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::exchange::Refusal;

/// How many may wait from one address before they are a crowd. A client that opens several pages at
/// a time, or a family behind one address, is none.
const COMPANY: usize = 8;
/// How long whoever is no crowd may wait before it counts as idle. Over a satellite the handshake
/// of TLS 1.2 takes two seconds.
const GRACE: Duration = Duration::from_secs(2);

/// All seats of a server. Cheap to clone; the clones share the seats.
#[derive(Clone, Debug)]
pub struct Seats {
    table: Arc<Mutex<Table>>,
}

/// The right to a connection; given back when dropped.
///
/// It begins as *waiting*, for a request that is not complete, and may be taken away.
/// [`Seat::serve`] makes it *served*, and nobody takes it away any more.
#[derive(Debug)]
pub struct Seat {
    table: Arc<Mutex<Table>>,
    id: u64,
    taken_away: Arc<Notify>,
}

#[derive(Debug)]
struct Table {
    connections: usize,
    per_address: usize,
    next_id: u64,
    /// Those that hold a seat.
    holders: HashMap<u64, Holder>,
    /// Those of them that wait, the oldest first.
    waiting: BTreeSet<u64>,
    /// What holds seats; `None` for those of whom it is not known yet for whom a proxy comes.
    networks: HashMap<Option<Network>, PerNetwork>,
    /// Those of them of whom some wait, the largest crowd last.
    crowds: BTreeSet<(Crowd, Option<Network>)>,
}

#[derive(Debug)]
struct Holder {
    network: Option<Network>,
    since: Instant,
    taken_away: Arc<Notify>,
}

/// What holds seats from one address.
#[derive(Debug, Default)]
struct PerNetwork {
    seats: usize,
    /// Those of them that wait, the oldest first.
    waiting: BTreeSet<u64>,
}

/// Those that wait from one address, by how soon one of them is to give up its seat: first the
/// many, then the old.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Crowd {
    size: usize,
    oldest: Reverse<u64>,
}

impl PerNetwork {
    fn crowd(&self) -> Option<Crowd> {
        let oldest = self.waiting.first()?;
        Some(Crowd { size: self.waiting.len(), oldest: Reverse(*oldest) })
    }

    fn sit_down(&mut self, id: u64) {
        self.seats += 1;
        self.waiting.insert(id);
    }

    fn serve(&mut self, id: u64) {
        self.waiting.remove(&id);
    }

    fn stand_up(&mut self, id: u64) {
        self.seats -= 1;
        self.waiting.remove(&id);
    }
}

/// What counts as one address: an IPv4 address, or the /64 that an IPv6 customer gets at least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
struct Network(IpAddr);

impl Network {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => {
                Self(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into())
            }
        }
    }
}

impl Seats {
    /// So many seats in all, so many of them for one address; at least one of each.
    #[must_use]
    pub fn new(connections: usize, per_address: usize) -> Self {
        let table = Table {
            connections: connections.max(1),
            per_address: per_address.max(1),
            next_id: 0,
            holders: HashMap::new(),
            waiting: BTreeSet::new(),
            networks: HashMap::new(),
            crowds: BTreeSet::new(),
        };
        Self { table: Arc::new(Mutex::new(table)) }
    }

    /// Takes a seat for a newcomer, if need be from the one that has waited longest: of its own
    /// address when that has too many, else of a crowd, so that one reader among a flood of idle
    /// connections stays, else of all.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] or [`Refusal::Overloaded`] when all of those are being served.
    pub fn take(&self, address: IpAddr) -> Result<Seat, Refusal> {
        let network = Network::of(address);
        let mut table = lock(&self.table);
        table.make_room(network)?;
        let (id, taken_away) = table.sit_down(Some(network));
        Ok(Seat { table: Arc::clone(&self.table), id, taken_away })
    }

    /// Takes a seat for a newcomer whose address is not known yet, if need be as [`Seats::take`]
    /// does.
    ///
    /// # Errors
    /// [`Refusal::Overloaded`] when all are being served.
    pub fn take_unnamed(&self) -> Result<Seat, Refusal> {
        let mut table = lock(&self.table);
        table.make_room_for_one()?;
        let (id, taken_away) = table.sit_down(None);
        Ok(Seat { table: Arc::clone(&self.table), id, taken_away })
    }

    /// Takes the seats of those that wait, `count` of them at most: of crowds the oldest, then of
    /// all that have waited for longer than an honest newcomer takes.
    pub fn dismiss_idle(&self, count: usize) {
        let mut table = lock(&self.table);
        for _ in 0..count {
            let Some(idle) = table.idle() else { break };
            table.dismiss(idle);
        }
    }

    /// Takes the seats of all that wait.
    pub fn dismiss_waiting(&self) {
        let mut table = lock(&self.table);
        while let Some(oldest) = table.waiting.first().copied() {
            table.dismiss(oldest);
        }
    }

    /// How many seats are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        lock(&self.table).holders.len()
    }
}

impl Seat {
    /// From now on it counts for an address, which takes one from the address that has waited
    /// longest, if need be.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when all of the address are being served.
    pub fn count_for(&self, address: IpAddr) -> Result<(), Refusal> {
        lock(&self.table).count_for(self.id, Network::of(address))
    }

    /// The request is complete: from now on the seat is safe. `false` when it was taken away
    /// before.
    #[must_use]
    pub fn serve(&self) -> bool {
        lock(&self.table).serve(self.id)
    }

    /// Returns when the seat has been taken away.
    pub async fn taken_away(&self) {
        self.taken_away.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.table).stand_up(self.id);
    }
}

impl Table {
    fn make_room(&mut self, network: Network) -> Result<(), Refusal> {
        self.make_room_in(network)?;
        self.make_room_for_one()
    }

    fn make_room_in(&mut self, network: Network) -> Result<(), Refusal> {
        let own = self.networks.get(&Some(network));
        if own.is_some_and(|own| own.seats >= self.per_address) {
            let oldest =
                own.and_then(|own| own.waiting.first().copied()).ok_or(Refusal::TooMany)?;
            self.dismiss(oldest);
        }
        Ok(())
    }

    fn make_room_for_one(&mut self) -> Result<(), Refusal> {
        if self.holders.len() >= self.connections {
            let largest = || self.crowds.last().map(|(crowd, _)| crowd.oldest.0);
            let spared = self.idle().or_else(largest).ok_or(Refusal::Overloaded)?;
            self.dismiss(spared);
        }
        Ok(())
    }

    /// One that waits and can be spared.
    fn idle(&self) -> Option<u64> {
        // Those who come by way of a proxy and have not said yet for whom are no crowd.
        let is_crowd = |(crowd, network): &&(Crowd, Option<Network>)| {
            crowd.size > COMPANY && network.is_some()
        };
        let of_crowd =
            self.crowds.iter().rev().take(2).find(is_crowd).map(|(crowd, _)| crowd.oldest.0);
        let waits_long =
            |id: &&u64| self.holders.get(id).is_some_and(|holder| holder.since.elapsed() >= GRACE);
        of_crowd.or_else(|| self.waiting.first().filter(waits_long).copied())
    }

    fn sit_down(&mut self, network: Option<Network>) -> (u64, Arc<Notify>) {
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        let taken_away = Arc::new(Notify::new());
        self.holders.insert(
            id,
            Holder { network, since: Instant::now(), taken_away: Arc::clone(&taken_away) },
        );
        self.waiting.insert(id);
        self.change(network, |own| own.sit_down(id));
        (id, taken_away)
    }

    /// A seat that was taken away meanwhile is left as it is: its holder finds out when it asks.
    fn count_for(&mut self, id: u64, network: Network) -> Result<(), Refusal> {
        if self.holders.get(&id).is_none_or(|holder| holder.network.is_some()) {
            return Ok(());
        }
        self.make_room_in(network)?;
        if let Some(holder) = self.holders.get_mut(&id) {
            holder.network = Some(network);
            self.change(None, |unnamed| unnamed.stand_up(id));
            self.change(Some(network), |own| own.sit_down(id));
        }
        Ok(())
    }

    /// Changes who sits and waits from an address, and its rank among the crowds with that.
    fn change(&mut self, network: Option<Network>, change: impl FnOnce(&mut PerNetwork)) {
        let mut own = match self.networks.entry(network) {
            Entry::Occupied(own) => own,
            Entry::Vacant(free) => free.insert_entry(PerNetwork::default()),
        };
        let before = own.get().crowd();
        change(own.get_mut());
        let after = own.get().crowd();
        if own.get().seats == 0 {
            own.remove();
        }
        if before != after {
            before.map(|crowd| self.crowds.remove(&(crowd, network)));
            after.map(|crowd| self.crowds.insert((crowd, network)));
        }
    }

    /// The seat is free at once; its holder finds out when it is next polled.
    fn dismiss(&mut self, id: u64) {
        if let Some(holder) = self.stand_up(id) {
            holder.taken_away.notify_one();
        }
    }

    fn serve(&mut self, id: u64) -> bool {
        let Some(network) = self.holders.get(&id).map(|holder| holder.network) else {
            return false;
        };
        self.waiting.remove(&id);
        self.change(network, |own| own.serve(id));
        true
    }

    fn stand_up(&mut self, id: u64) -> Option<Holder> {
        let holder = self.holders.remove(&id)?;
        self.waiting.remove(&id);
        self.change(holder.network, |own| own.stand_up(id));
        Some(holder)
    }
}

/// The table is whole after each method, so a panic elsewhere doesn't make it useless.
fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
