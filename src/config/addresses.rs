//! Addresses that are listened on already: one that means all addresses of the machine takes every
//! single one of them.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

/// Addresses and their listeners.
#[derive(Default, Debug)]
pub(super) struct Addresses<'a> {
    single: HashMap<SocketAddr, Listener<'a>>,
    ports: HashMap<u16, Port<'a>>,
}

/// A listener: the name of a host or protocol, and its address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Listener<'a> {
    pub(super) name: &'a str,
    pub(super) address: SocketAddr,
}

/// Listeners on a port: on all addresses, and on any single one, of each family.
#[derive(Default, Debug)]
struct Port<'a> {
    all_v6: Option<Listener<'a>>,
    all_v4: Option<Listener<'a>>,
    one_v6: Option<Listener<'a>>,
    one_v4: Option<Listener<'a>>,
}

impl<'a> Addresses<'a> {
    /// Takes an address; gives back the listener that has it already.
    pub(super) fn take(&mut self, name: &'a str, address: SocketAddr) -> Option<Listener<'a>> {
        // Any free port is always free.
        if address.port() == 0 {
            return None;
        }
        let own = Listener { name, address };
        let port = self.ports.entry(address.port()).or_default();
        let same = self.single.insert(address, own);
        // `[::]` takes IPv4 too.
        let (other, entry) = match (address.ip(), address.ip().is_unspecified()) {
            (IpAddr::V6(_), true) => {
                (port.all_v4.or(port.one_v6).or(port.one_v4), &mut port.all_v6)
            }
            (IpAddr::V4(_), true) => (port.all_v6.or(port.one_v4), &mut port.all_v4),
            (IpAddr::V6(_), false) => (port.all_v6, &mut port.one_v6),
            (IpAddr::V4(_), false) => (port.all_v6.or(port.all_v4), &mut port.one_v4),
        };
        entry.get_or_insert(own);
        same.or(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of some addresses, the one that is taken by an earlier one, and that.
    fn check(addresses: &[&str], clash: Option<(&str, &str)>) {
        let mut taken = Addresses::default();
        let mut clashes = addresses.iter().filter_map(|address| {
            let other = taken.take(address, address.parse().unwrap())?;
            Some((*address, other.name))
        });
        assert_eq!(clashes.next(), clash, "{addresses:?}");
    }

    #[test]
    fn an_address_of_all_takes_every_single_one() {
        check(&["192.0.2.1:70", "192.0.2.2:70", "[2001:db8::1]:70", "192.0.2.1:71"], None);
        check(&["192.0.2.1:70", "192.0.2.1:70"], Some(("192.0.2.1:70", "192.0.2.1:70")));
        check(&["[::]:70", "192.0.2.1:70"], Some(("192.0.2.1:70", "[::]:70")));
        check(&["[2001:db8::1]:70", "[::]:70"], Some(("[::]:70", "[2001:db8::1]:70")));
        check(&["0.0.0.0:70", "[::]:70"], Some(("[::]:70", "0.0.0.0:70")));
        check(&["0.0.0.0:70", "192.0.2.1:70"], Some(("192.0.2.1:70", "0.0.0.0:70")));
        check(&["0.0.0.0:70", "[2001:db8::1]:70", "[::]:71"], None);
        check(&["127.0.0.1:0", "127.0.0.1:0", "[::]:0"], None);
    }
}
