//! Addresses as they are counted.

use std::net::IpAddr;

use crate::network::network_of;

/// One household: an IPv4 address, or the /64 that an IPv6 customer gets at least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Address(IpAddr);

/// Addresses that one customer can have: an IPv4 address, or an IPv6 /48, which is given away for
/// the asking and has 65,536 of the /64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Network(IpAddr);

impl Address {
    pub(super) fn of(address: IpAddr) -> Self {
        Self(network_of(address, 32, 64))
    }

    pub(super) fn network(self) -> Network {
        Network(network_of(self.0, 32, 48))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::of(text.parse().unwrap())
    }

    #[test]
    fn an_address_is_what_one_household_has() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:2"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
        assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
    }

    #[test]
    fn a_network_is_what_one_customer_can_have() {
        let network = |text| address(text).network();
        assert_eq!(network("2001:db8:1::1"), network("2001:db8:1:ffff::1"));
        assert_ne!(network("2001:db8:1::1"), network("2001:db8:2::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
