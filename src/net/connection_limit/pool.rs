//! `Pool`: the permits of one protocol, by the network that holds them and by how long each has
//! been idle. Whose turn it is to give way is for `table`.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio::time::Instant;

use super::address::Network;

/// Permits of one protocol.
#[derive(Default, Debug)]
pub(super) struct Pool {
    /// Listeners of the protocol that run.
    pub(super) listeners: usize,
    held: usize,
    /// Holders that are idle, the longest first, and their networks.
    idle: BTreeMap<Idle, Option<Network>>,
    /// Networks that hold permits; `None` for connections by way of a proxy that has not said yet
    /// for whom it comes.
    groups: HashMap<Option<Network>, Group>,
    /// Groups of which some are idle, the one with the most of them last.
    idle_groups: BTreeSet<(IdleRank, Option<Network>)>,
    /// Groups by the number of their permits, the largest last.
    sizes: BTreeSet<(usize, Option<Network>)>,
}

/// A holder, and the time since when it has been idle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Idle {
    since: Instant,
    id: u64,
}

/// Permits of one network.
#[derive(Default, Debug)]
struct Group {
    /// Holders that are idle, the longest first.
    idle: BTreeSet<Idle>,
    /// Other holders, the oldest first.
    served: BTreeSet<u64>,
}

/// The order in which idle holders of groups give way: first of the many, then of the longest idle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct IdleRank {
    size: usize,
    longest: Reverse<Idle>,
}

/// One that may give way, and the size of the group for which it was chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) id: u64,
    pub(super) network: Option<Network>,
    pub(super) size: usize,
}

impl Group {
    fn held(&self) -> usize {
        self.idle.len() + self.served.len()
    }

    fn idle_rank(&self) -> Option<IdleRank> {
        let longest = *self.idle.first()?;
        Some(IdleRank { size: self.idle.len(), longest: Reverse(longest) })
    }

    /// The longest idle, else the longest served.
    fn first(&self) -> Option<u64> {
        self.idle.first().map(|idle| idle.id).or_else(|| self.served.first().copied())
    }
}

impl Pool {
    /// Number of permits that are held.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// Number of them that a network holds.
    pub(super) fn held_by(&self, network: Option<Network>) -> usize {
        self.groups.get(&network).map_or(0, Group::held)
    }

    /// The longest idle of each group of which some are, and how many are; the largest first.
    pub(super) fn idle_groups(&self) -> impl Iterator<Item = Candidate> {
        let largest_first = self.idle_groups.iter().rev();
        largest_first.map(|(rank, network)| Candidate {
            id: rank.longest.0.id,
            network: *network,
            size: rank.size,
        })
    }

    /// The longest idle of all, its network, and since when it is.
    pub(super) fn longest_idle(&self) -> Option<(u64, Option<Network>, Instant)> {
        let (Idle { since, id }, network) = self.idle.first_key_value()?;
        Some((*id, *network, *since))
    }

    /// The longest idle of the largest group with a name, or if none is, the longest served.
    pub(super) fn largest_group(&self) -> Option<Candidate> {
        let (size, network) =
            self.sizes.iter().rev().take(2).find(|(_, network)| network.is_some())?;
        let id = self.groups.get(network)?.first()?;
        Some(Candidate { id, network: *network, size: *size })
    }

    /// The longest idle of a network.
    pub(super) fn longest_idle_of(&self, network: Option<Network>) -> Option<u64> {
        self.groups.get(&network)?.idle.first().map(|idle| idle.id)
    }

    /// Adds a holder, which is idle since then, or is not.
    pub(super) fn add(&mut self, id: u64, network: Option<Network>, since: Option<Instant>) {
        self.held += 1;
        match since {
            Some(since) => {
                let idle = Idle { since, id };
                self.idle.insert(idle, network);
                self.change(network, |group| group.idle.insert(idle));
            }
            None => self.change(network, |group| group.served.insert(id)),
        }
    }

    /// Removes a holder, as it was added.
    pub(super) fn remove(&mut self, id: u64, network: Option<Network>, since: Option<Instant>) {
        self.held -= 1;
        match since {
            Some(since) => {
                let idle = Idle { since, id };
                self.idle.remove(&idle);
                self.change(network, |group| group.idle.remove(&idle));
            }
            None => self.change(network, |group| group.served.remove(&id)),
        }
    }

    /// Changes the permits of a network, and its ranks with that.
    fn change(&mut self, network: Option<Network>, change: impl FnOnce(&mut Group) -> bool) {
        let mut group = match self.groups.entry(network) {
            Entry::Occupied(group) => group,
            Entry::Vacant(free) => free.insert_entry(Group::default()),
        };
        let ranks = |group: &Group| (group.idle_rank(), group.held());
        let (idle_before, held_before) = ranks(group.get());
        change(group.get_mut());
        let (idle_after, held_after) = ranks(group.get());
        if held_after == 0 {
            group.remove();
        }
        if idle_before != idle_after {
            idle_before.map(|rank| self.idle_groups.remove(&(rank, network)));
            idle_after.map(|rank| self.idle_groups.insert((rank, network)));
        }
        if held_before != held_after {
            self.sizes.remove(&(held_before, network));
            if held_after > 0 {
                self.sizes.insert((held_after, network));
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.held == 0
            && self.idle.is_empty()
            && self.groups.is_empty()
            && self.idle_groups.is_empty()
            && self.sizes.is_empty()
    }
}
