//! The values that templates calculate with: how they are taken apart, compared, written.
//!
//! Nothing here fails: values that cannot be compared, converted or found are unequal or nil.

pub(super) mod access;
pub(super) mod compare;
mod fields;
mod json;
pub(super) mod number;
pub(super) mod show;
pub(super) mod strftime;
pub(super) mod time;
pub(super) mod value;

pub use fields::Fields;
pub use value::{List, Object, Value};
