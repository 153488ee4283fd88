//! What is served, whatever the protocol: an immutable snapshot of a folder.
pub mod liquid;
