//! Networks: the addresses that begin with the same bits. Which of them belong together is for those
//! who ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The first address of the network that an address is in, by the number of bits that its network
/// has in IPv4, at most 32, and in IPv6, at most 128. An IPv4 address in the form of an IPv6 one
/// (RFC 4291, section 2.5.5.2) counts as what it is.
#[must_use]
pub fn network_of(address: IpAddr, ipv4: u32, ipv6: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(ipv4)).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(ipv6)).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, bits: (u32, u32), expected: &str) {
        let network = network_of(address.parse().unwrap(), bits.0, bits.1);
        assert_eq!(network.to_string(), expected, "{address} {bits:?}");
    }

    #[test]
    fn a_network_has_the_first_bits_of_its_addresses() {
        check("192.0.2.77", (32, 64), "192.0.2.77");
        check("192.0.2.77", (24, 64), "192.0.2.0");
        check("192.0.2.77", (0, 64), "0.0.0.0");
        check("::ffff:192.0.2.77", (24, 64), "192.0.2.0");
        check("2001:db8:1:2:3::4", (32, 64), "2001:db8:1:2::");
        check("2001:db8:1:2:3::4", (32, 48), "2001:db8:1::");
        check("2001:db8:1:2:3::4", (32, 0), "::");
        check("2001:db8:1:2:3::4", (32, 128), "2001:db8:1:2:3::4");
    }
}
