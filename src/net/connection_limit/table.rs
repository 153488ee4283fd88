//! `Table`: the holders of permits, and the one that is to make room for a newcomer. Sharing it
//! between tasks is for `connection_limit`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::address::{Address, Network};
use super::pool::Pool;
use crate::exchange::{Protocol, Refusal};

/// The most idle connections that one network may have without being a large group. A client that
/// opens several pages at a time, or a family behind one address, has fewer.
pub(super) const LARGE_GROUP: usize = 8;
/// The most connections of one network that are served whoever else wants them. The fewer, the more
/// addresses it takes to keep others out; but a client may load a page and a picture at a time.
pub(super) const FEW: usize = 2;
/// Time after which an idle connection outside of large groups can be spared. Over a satellite the
/// handshake of TLS 1.2 takes two seconds.
pub(super) const GRACE: Duration = Duration::from_secs(2);
/// Share of the permits that is divided among the protocols, each of which keeps its part whatever
/// the others are asked for: one of so many.
const RESERVED: usize = 2;

/// All holders of permits.
#[derive(Debug)]
pub(super) struct Table {
    connections: usize,
    per_address: usize,
    next_id: u64,
    holders: HashMap<u64, Holder>,
    addresses: HashMap<Address, BTreeSet<u64>>,
    pools: BTreeMap<Protocol, Pool>,
    /// Number of permits that were revoked and whose holders are still there.
    leaving: usize,
}

#[derive(Debug)]
struct Holder {
    protocol: Protocol,
    /// `None` for a connection by way of a proxy that has not said yet for whom it comes.
    address: Option<Address>,
    /// The time since when it has been idle; `None` while it is served.
    idle: Option<Instant>,
    /// Its request is complete.
    asked: bool,
    revoked: CancellationToken,
}

impl Holder {
    fn network(&self) -> Option<Network> {
        self.address.map(Address::network)
    }
}

/// A client that needs a permit.
#[derive(Clone, Copy)]
struct Newcomer {
    protocol: Protocol,
    network: Option<Network>,
    /// Number of permits that its network has.
    held: usize,
}

impl Table {
    pub(super) fn new(connections: usize, per_address: usize) -> Self {
        Self {
            connections,
            per_address,
            next_id: 0,
            holders: HashMap::new(),
            addresses: HashMap::new(),
            pools: BTreeMap::new(),
            leaving: 0,
        }
    }

    /// Number of permits that are held.
    pub(super) fn len(&self) -> usize {
        self.holders.len()
    }

    /// Number of holders that were revoked and are still there.
    pub(super) fn leaving(&self) -> usize {
        self.leaving
    }

    /// A listener of a protocol begins.
    pub(super) fn open(&mut self, protocol: Protocol) {
        self.pools.entry(protocol).or_default().listeners += 1;
    }

    /// A listener of a protocol ends.
    pub(super) fn close(&mut self, protocol: Protocol) {
        if let Some(pool) = self.pools.get_mut(&protocol) {
            pool.listeners -= 1;
        }
    }

    /// Gives a permit to a newcomer, whose address may not be known yet. Returns its number, and
    /// what is cancelled when it is revoked.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] or [`Refusal::Overloaded`] when there is none, and nobody gives way.
    pub(super) fn admit(
        &mut self,
        protocol: Protocol,
        address: Option<Address>,
    ) -> Result<(u64, CancellationToken), Refusal> {
        if let Some(address) = address {
            self.make_room_of_address(address)?;
        }
        let network = address.map(Address::network);
        self.make_room(Newcomer { protocol, network, held: self.held_by(network) })?;
        let id = self.next_id;
        self.next_id = self.next_id.wrapping_add(1);
        let revoked = CancellationToken::new();
        let (idle, asked) = (Some(Instant::now()), false);
        self.add(id, Holder { protocol, address, idle, asked, revoked: revoked.clone() });
        Ok((id, revoked))
    }

    /// A permit that was revoked meanwhile is left as it is: its holder finds out when it asks.
    pub(super) fn count_for(&mut self, id: u64, address: Address) -> Result<(), Refusal> {
        if self.holders.get(&id).is_none_or(|holder| holder.address.is_some()) {
            return Ok(());
        }
        self.make_room_of_address(address)?;
        if let Some(holder) = self.remove(id) {
            self.add(id, Holder { address: Some(address), ..holder });
        }
        Ok(())
    }

    /// The request is complete. `false` when the permit was revoked before.
    pub(super) fn serve(&mut self, id: u64) -> bool {
        self.change(id, |holder| (holder.idle, holder.asked) = (None, true))
    }

    /// Who was served has been idle since then.
    pub(super) fn rest(&mut self, id: u64, since: Instant) {
        self.change(id, |holder| holder.idle = holder.idle.or(Some(since)));
    }

    /// Who has asked, and was idle since, is served again.
    pub(super) fn resume(&mut self, id: u64) {
        self.change(id, |holder| {
            if holder.asked {
                holder.idle = None;
            }
        });
    }

    /// The permit is free at once; its holder finds out when it is next polled.
    pub(super) fn revoke(&mut self, id: u64) {
        if let Some(holder) = self.remove(id) {
            holder.revoked.cancel();
            self.leaving += 1;
        }
    }

    /// Revokes the permits of all that have not asked for anything.
    pub(super) fn revoke_waiting(&mut self) {
        let waiting = self.holders.iter().filter(|(_, holder)| !holder.asked);
        let waiting: Vec<u64> = waiting.map(|(id, _)| *id).collect();
        waiting.into_iter().for_each(|id| self.revoke(id));
    }

    /// The holder is gone, and gives its permit back if that was not revoked.
    pub(super) fn release(&mut self, id: u64) {
        if self.remove(id).is_none() {
            self.leaving -= 1;
        }
    }

    /// One that is idle and can be spared, by whomever.
    pub(super) fn idle(&self) -> Option<u64> {
        let anybody = |_| true;
        self.pools.values().find_map(|pool| spare(pool, anybody))
    }

    fn make_room_of_address(&mut self, address: Address) -> Result<(), Refusal> {
        let Some(own) = self.addresses.get(&address) else { return Ok(()) };
        if own.len() < self.per_address {
            return Ok(());
        }
        let idle = own.iter().filter_map(|id| {
            let holder = self.holders.get(id)?;
            let since = holder.idle?;
            // Else whoever asks without waiting for answers could ask as fast as the machine goes.
            (!holder.asked || since.elapsed() >= GRACE).then_some((since, *id))
        });
        let (_, longest) = idle.min().ok_or(Refusal::TooMany)?;
        self.revoke(longest);
        Ok(())
    }

    fn make_room(&mut self, newcomer: Newcomer) -> Result<(), Refusal> {
        if self.len() + self.reserved_from(newcomer.protocol) >= self.connections {
            let spared = self.who_gives_way(newcomer).ok_or(Refusal::Overloaded)?;
            self.revoke(spared);
        }
        Ok(())
    }

    /// Permits that each protocol keeps.
    fn share(&self) -> usize {
        let listening = self.pools.values().filter(|pool| pool.listeners > 0).count();
        self.connections / (RESERVED * listening.max(1))
    }

    /// Permits of other protocols' shares that they do not use.
    fn reserved_from(&self, protocol: Protocol) -> usize {
        let share = self.share();
        let others = self.pools.iter().filter(|(other, _)| **other != protocol);
        let unused = others.filter(|(_, pool)| pool.listeners > 0);
        unused.map(|(_, pool)| share.saturating_sub(pool.held())).sum()
    }

    /// One that makes room for a newcomer: the idle first, then one of the network that has the
    /// most. Nobody gives way to a network that has as many as its own, and no protocol of what it
    /// has of its share.
    fn who_gives_way(&self, newcomer: Newcomer) -> Option<u64> {
        let may = |network: Option<Network>| {
            network.is_none()
                || network == newcomer.network
                || self.held_by(network) > newcomer.held
        };
        let own = self.pools.get(&newcomer.protocol)?;
        let others = self.pools.iter().filter(|(protocol, _)| **protocol != newcomer.protocol);
        let share = self.share();
        let with_more = others.map(|(_, pool)| pool).filter(|pool| pool.held() > share);
        let (larger, smaller): (Vec<&Pool>, Vec<&Pool>) =
            with_more.partition(|pool| pool.held() > own.held());
        let first = || larger.iter().copied().chain([own]);
        let idle = first().chain(smaller).find_map(|pool| spare(pool, may));
        idle.or_else(|| first().find_map(|pool| unfair(pool, newcomer.held, may)))
            .or_else(|| own.longest_idle_of(newcomer.network))
    }

    /// Number of permits of a network, in all pools. Connections of which nobody knows yet for whom
    /// they come have none in common.
    fn held_by(&self, network: Option<Network>) -> usize {
        if network.is_none() {
            return 0;
        }
        self.pools.values().map(|pool| pool.held_by(network)).sum()
    }

    /// Changes what a holder is doing, and its rank with that; `false` when the permit was revoked
    /// before.
    fn change(&mut self, id: u64, change: impl FnOnce(&mut Holder)) -> bool {
        let Some(holder) = self.holders.get_mut(&id) else { return false };
        let (network, before) = (holder.network(), holder.idle);
        change(holder);
        if holder.idle != before
            && let Some(pool) = self.pools.get_mut(&holder.protocol)
        {
            pool.remove(id, network, before);
            pool.add(id, network, holder.idle);
        }
        true
    }

    fn add(&mut self, id: u64, holder: Holder) {
        let pool = self.pools.entry(holder.protocol).or_default();
        pool.add(id, holder.network(), holder.idle);
        if let Some(address) = holder.address {
            self.addresses.entry(address).or_default().insert(id);
        }
        self.holders.insert(id, holder);
    }

    fn remove(&mut self, id: u64) -> Option<Holder> {
        let holder = self.holders.remove(&id)?;
        if let Some(pool) = self.pools.get_mut(&holder.protocol) {
            pool.remove(id, holder.network(), holder.idle);
        }
        if let Some(address) = holder.address
            && let Some(own) = self.addresses.get_mut(&address)
        {
            own.remove(&id);
            if own.is_empty() {
                self.addresses.remove(&address);
            }
        }
        Some(holder)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.holders.is_empty()
            && self.leaving == 0
            && self.addresses.is_empty()
            && self.pools.values().all(Pool::is_empty)
    }
}

/// One that is idle and can be spared: of a large group of them, else one that has been idle for
/// longer than an honest newcomer is.
fn spare(pool: &Pool, may: impl Fn(Option<Network>) -> bool) -> Option<u64> {
    // Of whom nobody knows for whom they come are no group: at most one of the first two.
    let named = pool.idle_groups().take(2).find(|group| group.network.is_some());
    let large = named.filter(|group| group.size > LARGE_GROUP && may(group.network));
    large.map(|group| group.id).or_else(|| {
        let (longest, network, since) = pool.longest_idle()?;
        (since.elapsed() >= GRACE && may(network)).then_some(longest)
    })
}

/// One of the network that has the most, though it be served; else one that is idle, though it be
/// a newcomer itself.
fn unfair(pool: &Pool, held: usize, may: impl Fn(Option<Network>) -> bool) -> Option<u64> {
    let many = pool.largest_group().filter(|group| group.size > FEW.max(held + 1));
    let idle = || pool.idle_groups().next().filter(|group| may(group.network));
    many.or_else(idle).map(|group| group.id)
}
