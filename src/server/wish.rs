//! `Wish`: what somebody may ask of a running server, and how to ask: over a socket of the kernel
//! that is named by the number of its process.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// The longest that an answer is waited for: a large site has ten minutes to be read.
const PATIENCE: Duration = Duration::from_secs(11 * 60);
/// The most bytes of an answer.
const LONGEST: u64 = 1 << 16;

/// Something that a running server may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Read configuration, certificates and folders again.
    Reload,
    /// Let the program take its place that lies where it was started from.
    Upgrade,
}

/// Reason for which there is no outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoAnswer {
    /// Nobody can be asked, or this user may not ask: a signal may do.
    Nobody,
    /// It came to nothing, and why.
    Refused(String),
    /// The server was asked, and has not answered.
    Silent,
}

impl Wish {
    /// The word for it.
    const fn word(self) -> &'static str {
        match self {
            Self::Reload => "reload",
            Self::Upgrade => "upgrade",
        }
    }

    /// The wish that a line says.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let word = line.strip_suffix(b"\n")?;
        [Self::Reload, Self::Upgrade].into_iter().find(|wish| wish.word().as_bytes() == word)
    }
}

/// Name of the socket of a process.
pub(super) fn name(process: u32) -> String {
    format!("propus-{process}")
}

/// Asks the server of a process number, and waits for the outcome: what was done.
///
/// # Errors
/// Says why nothing was done.
pub fn ask_server(process: u32, wish: Wish) -> Result<String, NoAnswer> {
    ask(process, process, wish)
}

/// The same, of a socket with one number, if another one listens there.
pub(super) fn ask(number: u32, process: u32, wish: Wish) -> Result<String, NoAnswer> {
    let mut stream = connect(number).map_err(|_| NoAnswer::Nobody)?;
    if peer(&stream) != Some(process) {
        return Err(NoAnswer::Nobody);
    }
    let mut answer = String::new();
    let line = format!("{}\n", wish.word());
    let asked = stream
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| stream.write_all(line.as_bytes()))
        .and_then(|()| stream.take(LONGEST).read_to_string(&mut answer));
    if asked.is_err() && answer.is_empty() {
        return Err(NoAnswer::Silent);
    }
    let answer = answer.trim_end();
    match answer.split_once(' ') {
        Some(("ok", what)) => Ok(what.to_owned()),
        Some(("no", why)) => Err(NoAnswer::Refused(why.to_owned())),
        // Whoever may not ask is let go without a word.
        Some(_) | None => Err(NoAnswer::Nobody),
    }
}

#[cfg(target_os = "linux")]
pub(super) fn connect(process: u32) -> io::Result<UnixStream> {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::SocketAddr;
    UnixStream::connect_addr(&SocketAddr::from_abstract_name(name(process))?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn connect(_process: u32) -> io::Result<UnixStream> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The process that listens at the other end, as the kernel knows it.
#[cfg(target_os = "linux")]
fn peer(stream: &UnixStream) -> Option<u32> {
    let pid = rustix::net::sockopt::socket_peercred(stream).ok()?.pid;
    u32::try_from(pid.as_raw_nonzero().get()).ok()
}

#[cfg(not(target_os = "linux"))]
fn peer(_stream: &UnixStream) -> Option<u32> {
    None
}
