//! Settings of the part of the machine that strangers may take.

use super::setting::{Heading, Opt, Setting};
use super::table::Table;
use super::value::{Connections, Rate, Seconds};

/// The table of limits.
pub static LIMITS: Table = Table {
    about: "How much of the machine strangers may take.",
    paragraphs: &[&[&MAX_CONNECTIONS, &MAX_PER_ADDRESS, &SLOW_RATE, &SLOW_WINDOW]],
    ..Table::new("[limits]")
};

/// Most connections at a time, in all.
pub static MAX_CONNECTIONS: Setting<Connections> = Setting {
    about: "The most connections at a time: in all, and from one address (of IPv6: from one /64).",
    option: Some(option("--max-connections", "N", "The most connections at a time [default: {}]")),
    ..Setting::new("max-connections", || Connections::near(1000))
};

/// Most connections at a time of one address.
pub static MAX_PER_ADDRESS: Setting<Connections> = Setting {
    option: Some(option(
        "--max-per-address",
        "N",
        "The most connections of one address (of IPv6: of one /64) at a time [default: {}]",
    )),
    ..Setting::new("max-per-address", || Connections::near(64))
};

/// Bytes a second that a client must take.
pub static SLOW_RATE: Setting<Rate> = Setting {
    about: "A client that takes fewer bytes per second than slow-rate, over slow-window seconds, \
            is dropped.",
    option: Some(option(
        "--slow-rate",
        "BYTES",
        "A client that takes fewer bytes per second than this is dropped [default: {}]",
    )),
    ..Setting::new("slow-rate", || Rate::near(200))
};

/// Seconds over which the rate is measured.
pub static SLOW_WINDOW: Setting<Seconds> = Setting {
    option: Some(option(
        "--slow-window",
        "SECONDS",
        "Over how many seconds --slow-rate is measured, 1 to 3600 [default: {}]",
    )),
    ..Setting::new("slow-window", || Seconds::near(90))
};

const fn option(flag: &'static str, value: &'static str, help: &'static str) -> Opt {
    Opt::new(Heading::Limits, flag, value, help)
}
