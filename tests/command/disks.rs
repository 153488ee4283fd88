//! Disks that are full, and commands that are killed, at every step: whatever the built program
//! writes is whole before and after, and a server that runs notices nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "how often each was tried")]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/mod.rs"]
mod support;

#[path = "disks/full.rs"]
mod full;
#[path = "disks/job.rs"]
mod job;
#[path = "disks/steps.rs"]
mod steps;
