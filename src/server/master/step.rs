//! Steps in the life of a server's workers: what comes to pass, and what is done.

use std::time::Duration;

/// Number of a worker's process.
pub(super) type Id = u32;

/// Something that has come to pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Event {
    /// Somebody wants everything to be read again.
    Asked,
    /// The start that was asked for has begun, with this worker.
    Begun(Id),
    /// It could not begin.
    NotBegun(String),
    /// A worker could serve.
    Ready(Id),
    /// A worker can't serve.
    Failed(Id, String),
    /// A worker has let go of everything.
    Yielded(Id),
    /// A worker is no more; how it came to its end.
    Ended(Id, String),
    /// The server is to stop; the time that it has.
    Stop(Duration),
    /// Time has passed.
    Passed,
}

/// Something to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Action {
    /// Start a worker, and tell by an event what came of it.
    Start(Cause),
    /// Put what was read for the newest worker in force, and tell it to serve.
    Serve(Id),
    /// Tell a worker that another one serves; the time that it has.
    HandOver(Id, Duration),
    /// Tell a worker that the server stops.
    Stop(Id),
    /// Kill a worker.
    Kill(Id),
    /// Tell those who asked that what they wanted is in force.
    Succeeded,
    /// Tell those who asked, and the log, that it is not, and why.
    Refused(String),
    /// Tell the log something about a worker.
    Tell(String),
    /// Tell the log of a worker that died.
    Died(String),
    /// End, with a fault if there is one.
    Exit(Option<String>),
}

/// The cause of a start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cause {
    /// The server starts.
    First,
    /// Something has changed, or somebody asks.
    Change,
    /// The worker that served has died: with what was in force.
    Death,
}
