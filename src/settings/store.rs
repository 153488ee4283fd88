//! Settings of the store that several boxes serve from.

use std::path::PathBuf;

use super::setting::Setting;
use super::table::Table;
use super::value::{KeyPrefix, Member};
use crate::net::certs::KeyHome;

/// The table of the store.
pub static STORE: Table = Table {
    about: "The store that several boxes serve one capsule from, see the manual, \"Several boxes\". Who \
            has one box needs none. The folder of each host is then a copy, which follows the store, and \
            has to be empty at first.",
    paragraphs: &[
        &[&ETCD, &PREFIX],
        &[&CA, &CERTIFICATE, &KEY],
        &[&USER, &PASSWORD_FILE],
        &[&HOST_KEY],
        &[&BOX_NAME],
    ],
    ..Table::new("[store]")
};

/// The members.
pub static ETCD: Setting<Vec<Member>> = Setting {
    about: "The members of etcd, each by its IP address. One that does not answer is passed over.",
    example: "[\"https://10.0.0.1:2379\", \"https://10.0.0.2:2379\", \"https://10.0.0.3:2379\"]",
    is_required: true,
    ..Setting::new("etcd", Vec::new)
};

/// Beginning of all keys.
pub static PREFIX: Setting<KeyPrefix> = Setting {
    about: "What all keys begin with; the name of the host follows. Boxes that serve the same have the \
            same here, and the same names of hosts.",
    ..Setting::new("prefix", KeyPrefix::default)
};

/// Certificates of authorities.
pub static CA: Setting<Option<PathBuf>> = Setting {
    about: "The certificates of the authorities that those of the members are signed by, and the \
            certificate and key that this box shows, where members want one.",
    example: "\"store-ca.pem\"",
    ..Setting::new("ca", || None)
};

/// Our own certificate.
pub static CERTIFICATE: Setting<Option<PathBuf>> =
    Setting { example: "\"store.pem\"", ..Setting::new("certificate", || None) };

/// Its key.
pub static KEY: Setting<Option<PathBuf>> =
    Setting { example: "\"store.key.pem\"", ..Setting::new("key", || None) };

/// A user of etcd.
pub static USER: Setting<Option<String>> = Setting {
    about: "A user of etcd, and the file of its password, where etcd knows users.",
    example: "\"propus\"",
    ..Setting::new("user", || None)
};

/// The file of the password.
pub static PASSWORD_FILE: Setting<Option<PathBuf>> =
    Setting { example: "\"store.password\"", ..Setting::new("password-file", || None) };

/// Where the keys of hosts are.
pub static HOST_KEY: Setting<KeyHome> = Setting {
    about: "Where key and certificate of a host are at home: `store`, from which each box takes them, or \
            `local`, on each box. They go there with `propus store init`, and only by https:// or to this \
            machine.",
    ..Setting::new("host-key", KeyHome::default)
};

/// Name of this box.
pub static BOX_NAME: Setting<Option<String>> = Setting {
    about: "The name of this box, by which `propus store status` lists it. Without it: that of the \
            machine.",
    example: "\"attic\"",
    default_words: "the name of the machine",
    ..Setting::new("box", || None)
};
