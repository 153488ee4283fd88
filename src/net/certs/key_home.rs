//! `KeyHome`: where the key of a host is at home that several boxes serve.

use crate::choice::{Choice, Word};

/// Where the key of a host is at home that several boxes serve.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum KeyHome {
    /// In the store: all boxes have the same.
    #[default]
    Store,
    /// On each box.
    Local,
}

impl Choice for KeyHome {
    const ALL: &'static [Self] = &[Self::Store, Self::Local];

    fn word(self) -> Word {
        match self {
            Self::Store => Word::new("store", "In the store: all boxes have the same"),
            Self::Local => Word::new("local", "On each box"),
        }
    }
}
