//! `Knocks`: those who asked for a closed part and were not admitted, for its owner to admit.

use std::collections::VecDeque;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::exchange::Identity;
use crate::fingerprint::Fingerprint;
use crate::network::network_of;
use crate::path::CapsulePath;

/// The most that are known at a time.
const MOST: usize = 50;
/// The most of them from one address (IPv6: from one /64), so that one stranger does not drive out
/// all others.
const MOST_OF_NETWORK: usize = 5;
/// The most bytes of a host, a path or a name.
const LONGEST: usize = 1024;

/// What somebody asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// To read.
    Read,
    /// To write.
    Write,
}

/// One who asked for a closed part and was not admitted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Knock {
    /// Its number, which stays the same for as long as it is known.
    pub number: u64,
    /// The name of the host.
    pub host: String,
    /// The path that it asked for.
    pub path: String,
    /// The right that it lacks.
    pub right: Right,
    /// The name that it gives itself in its certificate; nobody vouches for that. Empty if it gives
    /// none.
    pub name: String,
    /// Of the certificate.
    pub certificate: Fingerprint,
    /// When it came last, in seconds of Unix time.
    pub time: i64,
    /// The network that it came from, where it came to this process.
    #[serde(skip)]
    network: Option<IpAddr>,
}

impl Knock {
    /// One who came now, from an address. Its number is still to be given.
    #[must_use]
    pub fn now(
        host: &str,
        path: &CapsulePath,
        right: Right,
        who: &Identity,
        address: IpAddr,
    ) -> Self {
        Self {
            number: 0,
            host: host.to_owned(),
            path: path.as_str().to_owned(),
            right,
            name: who.shown_name().unwrap_or_default(),
            certificate: who.certificate,
            time: Timestamp::now().as_second(),
            network: Some(network_of(address, 32, 64)),
        }
    }

    /// True of one who asked for the same: who is admitted by a number is admitted to what stands
    /// beside it.
    fn is_as(&self, other: &Self) -> bool {
        (&self.host, &self.path, self.right, self.certificate)
            == (&other.host, &other.path, other.right, other.certificate)
    }

    /// True of what a server may have sent.
    fn is_sound(&self) -> bool {
        [&self.host, &self.path, &self.name]
            .iter()
            .all(|text| text.len() <= LONGEST && !text.contains(char::is_control))
    }
}

/// Those who knocked, the last one first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Knocks(VecDeque<Knock>);

impl Knocks {
    /// Those who are known, the last one first.
    pub fn iter(&self) -> impl Iterator<Item = &Knock> {
        self.0.iter()
    }

    /// Takes one more, in the place of the same one if it came before.
    pub(super) fn add(&mut self, mut knock: Knock) {
        let before = self.0.iter().position(|known| known.is_as(&knock));
        let before = before.and_then(|place| self.0.remove(place));
        knock.number = before.map_or_else(|| self.next_number(), |known| known.number);
        let from = |known: &Knock| known.network.is_some() && known.network == knock.network;
        if self.0.iter().filter(|known| from(known)).count() >= MOST_OF_NETWORK
            && let Some(oldest) = self.0.iter().rposition(from)
        {
            self.0.remove(oldest);
        }
        self.0.push_front(knock);
        self.0.truncate(MOST);
    }

    /// Takes those that another process knew. They keep their numbers, if nobody has those here.
    pub(super) fn take_up(&mut self, others: Self) {
        for mut knock in others.0.into_iter().filter(Knock::is_sound).take(MOST) {
            if self.0.iter().any(|known| known.is_as(&knock)) {
                continue;
            }
            if knock.number == 0 || self.0.iter().any(|known| known.number == knock.number) {
                knock.number = self.next_number();
            }
            self.0.push_back(knock);
        }
        self.0.make_contiguous().sort_by_key(|knock| std::cmp::Reverse(knock.time));
        self.0.truncate(MOST);
    }

    fn next_number(&self) -> u64 {
        self.0.iter().map(|known| known.number).max().unwrap_or(0).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knock(who: &str, address: &str) -> Knock {
        let identity = Identity {
            name: Some(who.into()),
            certificate: Fingerprint::of(who.as_bytes()),
            public_key: Fingerprint::of(b"key"),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
        };
        let path = CapsulePath::literal("/diary/").unwrap();
        Knock::now("example.org", &path, Right::Read, &identity, address.parse().unwrap())
    }

    fn check(knocks: &Knocks, expected: &[(u64, &str)]) {
        let found: Vec<_> = knocks.iter().map(|it| (it.number, it.name.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn who_comes_again_keeps_its_number() {
        let mut knocks = Knocks::default();
        for who in ["anna", "bert", "anna"] {
            knocks.add(knock(who, "192.0.2.1"));
        }
        check(&knocks, &[(1, "anna"), (2, "bert")]);
        knocks.add(Knock { right: Right::Write, ..knock("anna", "192.0.2.1") });
        check(&knocks, &[(3, "anna"), (1, "anna"), (2, "bert")]);
        knocks.add(Knock { path: "/diary/inner/".to_owned(), ..knock("anna", "192.0.2.1") });
        check(&knocks, &[(4, "anna"), (3, "anna"), (1, "anna"), (2, "bert")]);
    }

    #[test]
    fn one_network_does_not_drive_out_the_others() {
        let mut knocks = Knocks::default();
        knocks.add(knock("anna", "192.0.2.1"));
        for number in 0..200 {
            knocks.add(knock(&format!("stranger {number}"), &format!("2001:db8::{number}")));
        }
        assert_eq!(knocks.iter().count(), 1 + MOST_OF_NETWORK);
        assert!(knocks.iter().any(|it| it.name == "anna"));
        for number in 0..200 {
            knocks.add(knock(&format!("crowd {number}"), &format!("198.51.100.{number}")));
        }
        assert_eq!(knocks.iter().count(), MOST);
    }

    #[test]
    fn the_next_process_goes_on_with_the_same_numbers() {
        let mut old = Knocks::default();
        for who in ["anna", "bert"] {
            old.add(knock(who, "192.0.2.1"));
        }
        let sent = serde_json::to_string(&old).unwrap();
        let mut new = Knocks::default();
        new.take_up(serde_json::from_str(&sent).unwrap());
        new.add(knock("carl", "192.0.2.1"));
        check(&new, &[(3, "carl"), (2, "bert"), (1, "anna")]);
        // The old one has one more client, which came late.
        let mut late = Knocks::default();
        late.add(Knock { time: 0, ..knock("dora", "192.0.2.1") });
        new.take_up(late);
        check(&new, &[(3, "carl"), (2, "bert"), (1, "anna"), (4, "dora")]);
    }

    #[test]
    fn a_process_that_was_taken_over_can_not_send_anything() {
        let mut new = Knocks::default();
        let many = (0..1000).map(|number| knock(&number.to_string(), "192.0.2.1"));
        new.take_up(Knocks(many.collect()));
        assert_eq!(new.iter().count(), MOST);
        let mut other = Knocks::default();
        let named = |name: String| Knock { name, ..knock("a", "192.0.2.1") };
        let (long, loud) = (named("x".repeat(LONGEST + 1)), named("a\u{1b}[2J".to_owned()));
        other.take_up(Knocks([long, loud].into()));
        check(&other, &[]);
    }
}
