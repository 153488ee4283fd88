//! What templates calculate with: values, how they compare, how they are written.

pub(super) mod compare;
pub(super) mod number;
pub(super) mod show;
pub(super) mod strftime;
pub(super) mod time;
pub(super) mod value;
