//! (to be written)

pub mod liquid;
pub(crate) mod shortcode;
pub(crate) mod source_map;
