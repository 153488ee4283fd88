//! The values that templates calculate with: how they are taken apart, compared, written.
//!
//! Nothing here fails: values that cannot be compared, converted or found are unequal or nil. To
//! look into a value takes a [`Meter`](super::meter::Meter), which pays for what is seen: there is
//! no way to items, fields or texts that costs nothing.

pub(super) mod access;
pub(super) mod compare;
mod fields;
mod json;
pub(super) mod number;
pub(super) mod show;
pub(super) mod sort_key;
pub(super) mod strftime;
pub(super) mod time;
pub(super) mod value;

pub use fields::Fields;
pub use value::{List, Object, Value};
