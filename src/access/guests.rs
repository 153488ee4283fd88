//! `Guests`: those whom the zones of a host admit besides those that its configuration names, as all
//! boxes know them that serve it. They change while it is served, and that counts for the next
//! request.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::exchange::Identity;
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;

/// One who is admitted to a zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guest {
    /// The path of the zone.
    pub zone: CapsulePath,
    /// To write there, which is another right than to read.
    pub writes: bool,
    /// The name that the owner gave.
    pub name: String,
    /// Of the certificate or of its public key.
    pub fingerprint: Fingerprint,
}

/// The guests of a host, and those of one of its zones. Cheap to clone; each clone knows the same.
#[derive(Clone, Debug, Default)]
pub struct Guests {
    all: Arc<ArcSwap<Vec<Guest>>>,
    /// The zone as it was named, wherever what is in it is served besides.
    zone: Option<CapsulePath>,
}

impl PartialEq for Guests {
    fn eq(&self, other: &Self) -> bool {
        self.zone == other.zone && *self.all.load() == *other.all.load()
    }
}

impl Eq for Guests {}

impl Guests {
    /// These are admitted from now on, and nobody else.
    pub fn set(&self, guests: Vec<Guest>) {
        self.all.store(Arc::new(guests));
    }

    /// Those of a zone.
    #[must_use]
    pub fn of(&self, zone: &CapsulePath) -> Self {
        Self { zone: Some(zone.clone()), ..self.clone() }
    }

    /// The guest that somebody is in the zone.
    #[must_use]
    pub fn find(&self, writes: bool, who: &Identity) -> Option<Guest> {
        let zone = self.zone.as_ref()?;
        let guests = self.all.load();
        let is_who = |it: &&Guest| {
            who.has(&it.fingerprint) && it.writes == writes && it.zone.as_file() == zone.as_file()
        };
        guests.iter().find(is_who).cloned()
    }
}
