//! The terms on which the store is asked, by the configuration.

use crate::config::StoreConfig;
use crate::store::{Terms, Tls};

/// Where a store is, by the configuration.
#[must_use]
pub fn terms_of(store: &StoreConfig) -> Terms {
    let tls = store.ca.clone().map(|ca| Tls { ca, own: store.certificate.clone() });
    Terms {
        members: store.members.clone(),
        tls,
        user: store.user.clone(),
        prefix: store.prefix.clone(),
        name: store.name.clone(),
    }
}
