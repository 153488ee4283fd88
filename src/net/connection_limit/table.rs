//! `Table`: the holders of permits, by age and by address, and the one that is to make room for a
//! newcomer. Sharing it between tasks is for `connection_limit`.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::exchange::Refusal;

/// The most that may wait from one address before they are a large group. A client that opens
/// several pages at a time, or a family behind one address, is none.
pub(super) const LARGE_GROUP: usize = 8;
/// Time after which a connection outside of large groups counts as idle. Over a satellite the
/// handshake of TLS 1.2 takes two seconds.
pub(super) const GRACE: Duration = Duration::from_secs(2);

/// All holders of permits.
#[derive(Debug)]
pub(super) struct Table {
    connections: usize,
    per_address: usize,
    next_id: u64,
    pub(super) holders: HashMap<u64, Holder>,
    /// Holders that wait, the oldest first.
    pub(super) waiting: BTreeSet<u64>,
    /// Addresses that hold permits; `None` for connections by way of a proxy that has not said yet
    /// for whom it comes.
    pub(super) networks: HashMap<Option<Network>, PerNetwork>,
    /// Addresses of which some wait, the largest group last.
    pub(super) groups: BTreeSet<(Group, Option<Network>)>,
}

#[derive(Debug)]
pub(super) struct Holder {
    network: Option<Network>,
    since: Instant,
    revoked: Arc<Notify>,
}

/// Permits of one address.
#[derive(Debug, Default)]
pub(super) struct PerNetwork {
    held: usize,
    /// Holders that wait, the oldest first.
    waiting: BTreeSet<u64>,
}

/// Connections that wait from one address, in the order in which one of them is to give up its
/// permit: first of the many, then of the old.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Group {
    size: usize,
    oldest: Reverse<u64>,
}

impl PerNetwork {
    fn group(&self) -> Option<Group> {
        let oldest = self.waiting.first()?;
        Some(Group { size: self.waiting.len(), oldest: Reverse(*oldest) })
    }

    fn add_waiting(&mut self, id: u64) {
        self.held += 1;
        self.waiting.insert(id);
    }

    fn serve(&mut self, id: u64) {
        self.waiting.remove(&id);
    }

    fn remove(&mut self, id: u64) {
        self.held -= 1;
        self.waiting.remove(&id);
    }
}

/// One address as it is counted: an IPv4 address, or the /64 that an IPv6 customer gets at least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Network(IpAddr);

impl Network {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => {
                Self(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into())
            }
        }
    }
}

impl Table {
    pub(super) fn new(connections: usize, per_address: usize) -> Self {
        Self {
            connections,
            per_address,
            next_id: 0,
            holders: HashMap::new(),
            waiting: BTreeSet::new(),
            networks: HashMap::new(),
            groups: BTreeSet::new(),
        }
    }

    /// Number of permits that are held.
    pub(super) fn len(&self) -> usize {
        self.holders.len()
    }

    pub(super) fn oldest_waiting(&self) -> Option<u64> {
        self.waiting.first().copied()
    }

    /// Makes room for one more of an address, there and in all.
    pub(super) fn make_room(&mut self, network: Network) -> Result<(), Refusal> {
        self.make_room_in(network)?;
        self.make_room_for_one()
    }

    fn make_room_in(&mut self, network: Network) -> Result<(), Refusal> {
        let own = self.networks.get(&Some(network));
        if let Some(own) = own
            && own.held >= self.per_address
        {
            let oldest = own.waiting.first().copied().ok_or(Refusal::TooMany)?;
            self.revoke(oldest);
        }
        Ok(())
    }

    pub(super) fn make_room_for_one(&mut self) -> Result<(), Refusal> {
        if self.len() >= self.connections {
            let spared = self.idle().or_else(|| self.oldest_of_largest_group());
            self.revoke(spared.ok_or(Refusal::Overloaded)?);
        }
        Ok(())
    }

    /// One that waits and can be spared.
    pub(super) fn idle(&self) -> Option<u64> {
        self.oldest_of_large_group().or_else(|| self.waiting_for_long())
    }

    /// The oldest of the largest group, if that is large. Connections by way of a proxy that has
    /// not said yet for whom it comes are none: at most one of the last two.
    fn oldest_of_large_group(&self) -> Option<u64> {
        let (group, _) = self.groups.iter().rev().take(2).find(|(_, network)| network.is_some())?;
        if group.size > LARGE_GROUP { Some(group.oldest.0) } else { None }
    }

    fn oldest_of_largest_group(&self) -> Option<u64> {
        self.groups.last().map(|(group, _)| group.oldest.0)
    }

    fn waiting_for_long(&self) -> Option<u64> {
        let oldest = self.oldest_waiting()?;
        let holder = self.holders.get(&oldest)?;
        if holder.since.elapsed() >= GRACE { Some(oldest) } else { None }
    }

    /// Gives a permit to a newcomer; returns its number and the signal that revokes it.
    pub(super) fn add_waiting(&mut self, network: Option<Network>) -> (u64, Arc<Notify>) {
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        let revoked = Arc::new(Notify::new());
        let holder = Holder { network, since: Instant::now(), revoked: Arc::clone(&revoked) };
        self.holders.insert(id, holder);
        self.waiting.insert(id);
        self.change(network, |own| own.add_waiting(id));
        (id, revoked)
    }

    /// A permit that was revoked meanwhile is left as it is: its holder finds out when it asks.
    pub(super) fn count_for(&mut self, id: u64, network: Network) -> Result<(), Refusal> {
        if self.holders.get(&id).is_none_or(|holder| holder.network.is_some()) {
            return Ok(());
        }
        self.make_room_in(network)?;
        if let Some(holder) = self.holders.get_mut(&id) {
            holder.network = Some(network);
            self.change(None, |unnamed| unnamed.remove(id));
            self.change(Some(network), |own| own.add_waiting(id));
        }
        Ok(())
    }

    /// Changes the permits of an address, and its rank among the groups with that.
    fn change(&mut self, network: Option<Network>, change: impl FnOnce(&mut PerNetwork)) {
        let mut own = match self.networks.entry(network) {
            Entry::Occupied(own) => own,
            Entry::Vacant(free) => free.insert_entry(PerNetwork::default()),
        };
        let before = own.get().group();
        change(own.get_mut());
        let after = own.get().group();
        if own.get().held == 0 {
            own.remove();
        }
        if before != after {
            before.map(|group| self.groups.remove(&(group, network)));
            after.map(|group| self.groups.insert((group, network)));
        }
    }

    /// The permit is free at once; its holder finds out when it is next polled.
    pub(super) fn revoke(&mut self, id: u64) {
        if let Some(holder) = self.remove(id) {
            holder.revoked.notify_one();
        }
    }

    /// `false` when the permit was revoked before.
    pub(super) fn serve(&mut self, id: u64) -> bool {
        let Some(network) = self.holders.get(&id).map(|holder| holder.network) else {
            return false;
        };
        self.waiting.remove(&id);
        self.change(network, |own| own.serve(id));
        true
    }

    pub(super) fn remove(&mut self, id: u64) -> Option<Holder> {
        let holder = self.holders.remove(&id)?;
        self.waiting.remove(&id);
        self.change(holder.network, |own| own.remove(id));
        Some(holder)
    }
}
