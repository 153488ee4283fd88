//! The options of the commands about the store.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The store that several boxes serve one capsule from.
#[derive(Subcommand, Debug)]
pub enum Store {
    /// Begin: make an empty tree for a host, into which the first push goes, and put its key there.
    ///
    /// Each box takes the key from the store, so that readers' clients know all of them.
    Init(StoreInit),
    /// Make what has changed in a folder the next version, which all boxes show soon.
    ///
    /// Readers see all of it at once. Only what has changed since the last push is sent, and what
    /// others have written since stays; where both have changed a file nothing is pushed.
    Push(StorePush),
    /// Bring a folder to the newest version: an empty one, or one that was pulled before.
    ///
    /// It is a copy: what was changed in it is brought back to what the store has.
    Pull(StorePull),
    /// Print what the store holds, which boxes show it, and how its members are.
    ///
    /// Exits with 1 when a box is behind, or a member does not answer.
    Status(StorePlace),
    /// Remove what no version of the last day names.
    ///
    /// A piece goes only if it was there a day ago, when this was run; so it is best run every day.
    Gc(StorePlace),
}

/// The store and the host that are meant.
#[derive(Args, Debug, Default)]
pub struct StorePlace {
    /// The configuration file, whose table "store" says where it is [default: propus/propus.toml in
    /// ~/.config or /etc].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The host, where there are several [default: the first].
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
}

/// Begin.
#[derive(Args, Debug)]
pub struct StoreInit {
    /// Put the key of this box in the place of the one that the store has. Readers' clients warn of it.
    #[arg(long)]
    pub replace_key: bool,
    /// Of which store.
    #[command(flatten)]
    pub place: StorePlace,
}

/// Push a folder.
#[derive(Args, Debug)]
pub struct StorePush {
    /// The folder.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Overwrite what others have changed in the files that were changed here.
    #[arg(long)]
    pub force: bool,
    /// Into which store.
    #[command(flatten)]
    pub place: StorePlace,
}

/// Pull into a folder.
#[derive(Args, Debug)]
pub struct StorePull {
    /// The folder.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Go on, and bring each version as it comes. Ctrl-C ends it.
    #[arg(long)]
    pub follow: bool,
    /// From which store.
    #[command(flatten)]
    pub place: StorePlace,
}
