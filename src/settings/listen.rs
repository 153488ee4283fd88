//! Settings of where each protocol listens, and of the ports that clients see.
//!
//! A protocol whose requests name their host has one address for all hosts; of another one each host
//! needs an address of its own, and the one above all hosts is for the first that has none.

use super::setting::{Heading, Opt, Setting, Switch};
use super::value::{Listen, on_all};
use crate::form::Protocol;
use crate::origin::{GEMINI_PORT, GOPHER_PORT};

/// The address of a protocol, above all hosts.
#[must_use]
pub fn address(protocol: Protocol) -> &'static Setting<Listen> {
    match protocol {
        Protocol::Gemini => &GEMINI,
        Protocol::Gopher => &GOPHER,
        Protocol::Spartan => &SPARTAN,
        Protocol::Nex => &NEX,
        Protocol::Finger => &FINGER,
    }
}

/// The address of a protocol for one host; `None` where one address serves all hosts.
#[must_use]
pub fn own_address(protocol: Protocol) -> Option<&'static Setting<Listen>> {
    match protocol {
        Protocol::Gemini | Protocol::Spartan => None,
        Protocol::Gopher => Some(&HOST_GOPHER),
        Protocol::Nex => Some(&HOST_NEX),
        Protocol::Finger => Some(&HOST_FINGER),
    }
}

/// The port of a protocol that clients see.
#[must_use]
pub fn public_port(protocol: Protocol) -> &'static Setting<Option<u16>> {
    match protocol {
        Protocol::Gemini => &PUBLIC_GEMINI_PORT,
        Protocol::Gopher => &PUBLIC_GOPHER_PORT,
        Protocol::Spartan => &PUBLIC_SPARTAN_PORT,
        Protocol::Nex => &PUBLIC_NEX_PORT,
        Protocol::Finger => &PUBLIC_FINGER_PORT,
    }
}

/// Address of Gemini, for all hosts.
pub static GEMINI: Setting<Listen> = Setting {
    about: "Where to listen for Gemini, for all hosts: an address and a port, a port alone for all \
            addresses of the machine, or false.",
    option: Some(Opt::new(
        Heading::Network,
        "--gemini",
        "ADDR:PORT",
        "Where to listen for Gemini [default: {}, which takes IPv4 too]",
    )),
    switch: Some(Switch {
        option: Opt {
            excludes: "--gemini",
            ..Opt::new(Heading::Network, "--no-gemini", "", "Do not serve Gemini")
        },
        value: || Listen::Off,
    }),
    ..Setting::new("gemini", || Listen::At(on_all(GEMINI_PORT)))
};

/// Address of Gopher, for the first host that has none of its own.
pub static GOPHER: Setting<Listen> = Setting {
    about: "Where to listen for Gopher. No Gopher request names its host, so an address serves one \
            host: this one the first that has none of its own. Where port 70 is usual and not \
            permitted, 7070 is taken.",
    default_words: "{}, or 7070 where 70 is not permitted",
    option: Some(Opt::new(
        Heading::Network,
        "--gopher",
        "ADDR:PORT",
        "Where to listen for Gopher [default: {}, or 7070 when port 70 is not permitted]",
    )),
    switch: Some(Switch {
        option: Opt {
            excludes: "--gopher",
            ..Opt::new(Heading::Network, "--no-gopher", "", "Do not serve Gopher")
        },
        value: || Listen::Off,
    }),
    ..Setting::new("gopher", || Listen::At(on_all(GOPHER_PORT)))
};

/// Address of Spartan, for all hosts.
pub static SPARTAN: Setting<Listen> = Setting {
    about: "Where to listen for Spartan, for all hosts: true is port 300 of all addresses, or 3000 \
            where 300 is not permitted.",
    option: Some(Opt {
        may_be_alone: true,
        ..Opt::new(
            Heading::Network,
            "--spartan",
            "ADDR:PORT",
            "Serve Spartan, there or on port 300, or 3000 when port 300 is not permitted",
        )
    }),
    ..Setting::new("spartan", || Listen::Off)
};

/// Address of Nex, for the first host that has none of its own.
pub static NEX: Setting<Listen> = Setting {
    about: "Where to listen for Nex, for the first host that has no address of its own, as with \
            Gopher: true is port 1900 of all addresses.",
    option: Some(Opt {
        may_be_alone: true,
        ..Opt::new(Heading::Network, "--nex", "ADDR:PORT", "Serve Nex, there or on port 1900")
    }),
    ..Setting::new("nex", || Listen::Off)
};

/// Address of Finger, for the first host that has none of its own.
pub static FINGER: Setting<Listen> = Setting {
    about: "Where to listen for Finger, for the first host that has no address of its own: true is \
            port 79 of all addresses, or 7979 where 79 is not permitted.",
    option: Some(Opt {
        may_be_alone: true,
        ..Opt::new(
            Heading::Network,
            "--finger",
            "ADDR:PORT",
            "Serve Finger, there or on port 79, or 7979 when port 79 is not permitted",
        )
    }),
    ..Setting::new("finger", || Listen::Off)
};

/// Gemini port that clients see.
pub static PUBLIC_GEMINI_PORT: Setting<Option<u16>> = Setting {
    about: "The ports that clients see, behind a port forward. Without them: those that are \
            listened on.",
    example: "1965",
    default_words: "the same",
    option: Some(option(
        "--public-gemini-port",
        "PORT",
        "The Gemini port that clients see, behind a port forward",
    )),
    ..Setting::new("public-gemini-port", || None)
};

/// Gopher port that clients see.
pub static PUBLIC_GOPHER_PORT: Setting<Option<u16>> = Setting {
    example: "70",
    default_words: "the same",
    option: Some(option(
        "--public-gopher-port",
        "PORT",
        "The Gopher port that clients see, behind a port forward",
    )),
    ..Setting::new("public-gopher-port", || None)
};

/// Gopher address of the host's own.
pub static HOST_GOPHER: Setting<Listen> = Setting {
    about: "Addresses of its own for Gopher, Nex and Finger, or false; see above.",
    default_words: "see below",
    ..Setting::new("gopher", || Listen::At(on_all(GOPHER_PORT)))
};

/// Nex address of the host's own.
pub static HOST_NEX: Setting<Listen> =
    Setting { default_words: "see below", ..Setting::new("nex", || Listen::Off) };

/// Finger address of the host's own.
pub static HOST_FINGER: Setting<Listen> =
    Setting { default_words: "see below", ..Setting::new("finger", || Listen::Off) };

/// Spartan port that clients see.
pub static PUBLIC_SPARTAN_PORT: Setting<Option<u16>> = Setting {
    example: "300",
    default_words: "the same",
    option: Some(option(
        "--public-spartan-port",
        "PORT",
        "The Spartan port that clients see, behind a port forward",
    )),
    ..Setting::new("public-spartan-port", || None)
};

/// Nex port that clients see.
pub static PUBLIC_NEX_PORT: Setting<Option<u16>> = Setting {
    example: "1900",
    default_words: "the same",
    option: Some(option(
        "--public-nex-port",
        "PORT",
        "The Nex port that clients see, behind a port forward",
    )),
    ..Setting::new("public-nex-port", || None)
};

/// Finger port that clients see.
pub static PUBLIC_FINGER_PORT: Setting<Option<u16>> = Setting {
    example: "79",
    default_words: "the same",
    option: Some(option(
        "--public-finger-port",
        "PORT",
        "The Finger port that clients see, behind a port forward",
    )),
    ..Setting::new("public-finger-port", || None)
};

const fn option(flag: &'static str, value: &'static str, help: &'static str) -> Opt {
    Opt::new(Heading::Network, flag, value, help)
}
