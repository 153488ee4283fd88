//! Settings of the server as a whole: they stand at the top of the file.

use std::path::PathBuf;

use super::content::CONTENT;
use super::host::HOST;
use super::limits::LIMITS;
use super::listen::{FINGER, GEMINI, GOPHER, NEX, SPARTAN};
use super::log::LOG;
use super::setting::{Heading, Opt, Setting, Switch};
use super::store::STORE;
use super::table::Table;
use super::value::{Bytes, Count, MetricsAddress, Network};

/// The file as a whole.
pub static FILE: Table = Table {
    about: "propus.toml: everything that can be said about a server, with what is usual.\n\n\
            It is read when it is asked for, as by `propus serve --config propus.toml`.\n\
            What is typed on the command line wins over what stands here. Paths are relative to \
            this file.\n\
            Whatever is left out, as is all that stands behind a #, has the value that is shown.\n\
            A running server reads the file again when it changes, on SIGHUP, and on \
            `propus reload`.",
    paragraphs: &[
        &[&CERTS],
        &[&STATE, &HISTORY_DAYS, &HISTORY_SIZE],
        &[&PID_FILE],
        &[&USER],
        &[&SANDBOX, &SANDBOX_READ],
        &[&METRICS],
        &[&GEMINI],
        &[&GOPHER],
        &[&GOPHER_TLS, &GOPHER_TEXT_DOT],
        &[&SPARTAN],
        &[&NEX],
        &[&FINGER],
        &[&PROXY_FROM],
    ],
    obsolete: &[&ALLOW_ROOT],
    tables: &[&LIMITS, &LOG, &STORE, &CONTENT, &HOST],
    ..Table::new("")
};

/// Folder of certificates and keys.
pub static CERTS: Setting<PathBuf> = Setting {
    about: "The folder of certificates and keys; what is missing there is made on the first start. \
            Without it: certs beside this file, if it holds a key, else a folder of the user, \
            ~/.local/share/propus/certs, or of root, /var/lib/propus/certs.",
    default_words: "`certs` beside the file if it holds a key, else `~/.local/share/propus/certs`, for root \
                    `/var/lib/propus/certs`",
    option: Some(Opt::new(
        Heading::Network,
        "--certs",
        "DIR",
        "The folder of certificates and keys; what is missing there is made on the first \
         start [default: certs here if it holds a key, else ~/.local/share/propus/certs, for root \
         /var/lib/propus/certs]",
    )),
    // `net::certs::usual_folder` says which it is.
    ..Setting::new("certs", || "certs".into())
};

/// Folder of what the server itself keeps, where somebody may write.
pub static STATE: Setting<Option<PathBuf>> = Setting {
    about: "The folder of letters, of the history of what was uploaded, and of the index of the search, \
            outside of all capsules, and how many days and bytes of the history are kept for each host. \
            Without it: a folder of the user, ~/.local/state/propus, or of root, \
            /var/lib/propus/state.",
    example: "\"state\"",
    default_words: "`~/.local/state/propus`, for root `/var/lib/propus/state`",
    option: Some(Opt::new(
        Heading::Options,
        "--state",
        "DIR",
        "The folder of letters, of the history of uploads and of the index of the search, outside of the capsule [default: \
         ~/.local/state/propus, for root /var/lib/propus/state]",
    )),
    ..Setting::new("state", || None)
};

/// Days that a version is kept.
pub static HISTORY_DAYS: Setting<Count> = Setting::new("history-days", || Count::near(365));

/// Bytes of all versions of a host.
pub static HISTORY_SIZE: Setting<Bytes> = Setting::new("history-size", || Bytes::near(1 << 30));

/// File that holds the number of the process.
pub static PID_FILE: Setting<Option<PathBuf>> = Setting {
    about: "Where the number of the process is kept while it runs, by which `propus reload` finds \
            it. Without it: nowhere.",
    example: "\"propus.pid\"",
    option: Some(Opt::new(
        Heading::Options,
        "--pid-file",
        "FILE",
        "Keep the number of the process in a file, by which `propus reload` finds it",
    )),
    ..Setting::new("pid-file", || None)
};

/// User that a server started by root becomes: a name, or `UID:GID`.
pub static USER: Setting<Option<String>> = Setting {
    about: "The user that a server started by root becomes once it listens: a name, or \
            \"UID:GID\". Without it: the owner of the folders that it serves.",
    example: "\"propus\"",
    default_words: "the owner of the folders",
    option: Some(Opt::new(
        Heading::Process,
        "--user",
        "NAME",
        "The user that a server started by root becomes once it listens: a name, or UID:GID",
    )),
    at_start: true,
    ..Setting::new("user", || None)
};

/// Permission to serve as root, which nobody needs any more.
pub static ALLOW_ROOT: Setting<bool> = Setting {
    switch: Some(Switch {
        option: Opt::new(Heading::Process, "--allow-root", "", "It has no effect"),
        value: || true,
    }),
    ..Setting::new("allow-root", || false)
};

/// The sandbox.
pub static SANDBOX: Setting<bool> = Setting {
    about: "Whether the server locks itself up, on Linux, in a sandbox: it reads its own files and \
            starts no programs.",
    switch: Some(Switch {
        option: Opt::new(
            Heading::Process,
            "--no-sandbox",
            "",
            "Do without the sandbox, in which the server gets at nothing but its own files",
        ),
        value: || false,
    }),
    ..Setting::new("sandbox", || true)
};

/// Folders that may be read in the sandbox besides those of the capsules.
pub static SANDBOX_READ: Setting<Vec<PathBuf>> = Setting {
    about: "Folders that may be read in the sandbox besides: where capsules, or this file, are \
            replaced by new ones as a whole.",
    option: Some(Opt {
        excludes: "--no-sandbox",
        ..Opt::new(
            Heading::Process,
            "--sandbox-read",
            "DIR",
            "A folder that may be read in the sandbox besides those of the capsules; may be \
             given several times",
        )
    }),
    ..Setting::new("sandbox-read", Vec::new)
};

/// Address of the counters, on this machine.
pub static METRICS: Setting<Option<MetricsAddress>> = Setting {
    about: "Where the server tells what it counts, to Prometheus and to `propus status`: an \
            address of this machine, a Unix socket behind \"unix:\", or \"off\". Without it: a \
            socket where `propus status` looks, /run/propus/status.sock for root and services, \
            else $XDG_RUNTIME_DIR/propus/status.sock, if it can be made.",
    example: "\"unix:metrics.sock\"",
    default_words: "a socket in `/run/propus` or `$XDG_RUNTIME_DIR/propus`",
    option: Some(Opt::new(
        Heading::Options,
        "--metrics",
        "ADDR:PORT|unix:PATH|off",
        "Tell what the server counts, to Prometheus and to `propus status`, on an address \
         of this machine or a Unix socket [default: a socket in /run/propus, or in \
         $XDG_RUNTIME_DIR/propus]",
    )),
    ..Setting::new("metrics", || None)
};

/// TLS on the Gopher ports, too.
pub static GOPHER_TLS: Setting<bool> = Setting {
    about: "Whether TLS is spoken on the Gopher ports too, with clients that begin with it.",
    switch: Some(Switch {
        option: Opt {
            excludes: "--no-gopher",
            ..Opt::new(
                Heading::Network,
                "--gopher-tls",
                "",
                "Speak TLS on the Gopher port too, with clients that begin with it",
            )
        },
        value: || true,
    }),
    ..Setting::new("gopher-tls", || false)
};

/// Dot at the end of plain text on Gopher.
pub static GOPHER_TEXT_DOT: Setting<bool> = Setting {
    about: "Whether plain text on Gopher ends with a dot on a line of its own, for very old \
            clients; most show it.",
    switch: Some(Switch {
        option: Opt {
            excludes: "--no-gopher",
            ..Opt::new(
                Heading::Network,
                "--gopher-text-dot",
                "",
                "End plain text on Gopher with a dot on a line of its own, for very old \
                 clients; most show it",
            )
        },
        value: || true,
    }),
    ..Setting::new("gopher-text-dot", || false)
};

/// Proxies that are believed.
pub static PROXY_FROM: Setting<Vec<Network>> = Setting {
    about: "Proxies that begin each connection with a PROXY header, version 1 or 2: addresses or \
            networks.",
    option: Some(Opt::new(
        Heading::Network,
        "--proxy-from",
        "ADDR[/BITS]",
        "A proxy that begins each connection with a PROXY header, version 1 or 2, which \
         tells the client's address; may be given several times",
    )),
    ..Setting::new("proxy-from", Vec::new)
};
