//! The store that several boxes serve from, with etcd as it is: what is written, who shows it, and
//! what becomes of it when members and boxes are killed, frozen or away.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test may fail"
)]

#[path = "../support/clients/mod.rs"]
mod clients_support;
#[path = "../support/etcd.rs"]
mod etcd;
#[path = "../support/mod.rs"]
mod support;

mod boxes;
mod garbage;
mod identities;
mod keys;
mod several;
mod shared;
mod uploads;
mod users;
mod writer;
