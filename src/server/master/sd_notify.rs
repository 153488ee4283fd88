//! `Notifier`: the way to the service manager (systemd's notification protocol, `sd_notify(3)`).
//! The messages themselves are for `report`.

use std::ffi::OsStr;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;
use std::{env, io};

use sd_notify::NotifyState;
use tracing::debug;

/// The variable that names the socket of the service manager.
const SOCKET: &str = "NOTIFY_SOCKET";
/// The variables by which a service manager speaks to the process that it has started, and to no
/// other.
pub(super) const VARIABLES: [&str; 6] =
    [SOCKET, "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES"];
/// The longest that a message waits for the service manager to read others.
const WAIT: Duration = Duration::from_secs(1);

/// The way to the service manager; where there is none, nothing is sent.
///
/// The socket is connected once: the name that leads to it may be out of reach when a sandbox is in
/// force.
#[derive(Debug)]
pub(super) struct Notifier {
    socket: Option<UnixDatagram>,
    /// The longest that the server may be silent; `None` for ever.
    pub(super) watchdog: Option<Duration>,
}

impl Notifier {
    /// The one of `NOTIFY_SOCKET`. If it can't be reached that is a warning, and the server starts
    /// without it. Comes before the sandbox, in which there are no such sockets to be had.
    pub(super) fn from_environment(warnings: &mut Vec<String>) -> Self {
        let mut socket = None;
        if let Some(name) = env::var_os(SOCKET) {
            match connected(&name) {
                Ok(connected) => socket = Some(connected),
                Err(error) => {
                    warnings.push(format!("{SOCKET}={}: can't be reached: {error}", name.display()))
                }
            }
        }
        Self { socket, watchdog: sd_notify::watchdog_enabled() }
    }

    /// Sends states, all in one message, so that the service manager sees them together.
    pub(super) fn send(&self, states: &[NotifyState<'_>]) {
        let Some(socket) = &self.socket else { return };
        let mut message = String::new();
        for state in states {
            // Writing to a string does not fail.
            let _ = writeln!(message, "{state}");
        }
        if let Err(error) = socket.send(message.as_bytes()) {
            debug!(%error, "the service manager could not be notified: {}", message.trim_end());
        }
    }
}

fn connected(name: &OsStr) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    match name.as_bytes().strip_prefix(b"@") {
        Some(name) => connect_abstract(&socket, name)?,
        None => socket.connect(name)?,
    }
    socket.set_write_timeout(Some(WAIT))?;
    Ok(socket)
}

/// Names that begin with `@` are not in the file system.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn connect_abstract(socket: &UnixDatagram, name: &[u8]) -> io::Result<()> {
    #[cfg(target_os = "android")]
    use std::os::android::net::SocketAddrExt;
    #[cfg(target_os = "linux")]
    use std::os::linux::net::SocketAddrExt;
    socket.connect_addr(&std::os::unix::net::SocketAddr::from_abstract_name(name)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn connect_abstract(_socket: &UnixDatagram, _name: &[u8]) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Listens as a service manager does.
    pub(crate) struct Received(UnixDatagram);

    impl Received {
        /// A listener, and the way to it.
        pub(crate) fn with_notifier(watchdog: Option<Duration>) -> (Self, Notifier) {
            let (received, socket) = UnixDatagram::pair().unwrap();
            (Self(received), Notifier { socket: Some(socket), watchdog })
        }

        /// The messages that have come until now.
        pub(crate) fn all(&self) -> Vec<String> {
            self.0.set_nonblocking(true).unwrap();
            let mut buffer = [0; 1 << 16];
            let next = || {
                let length = self.0.recv(&mut buffer).ok()?;
                Some(String::from_utf8_lossy(&buffer[..length]).into_owned())
            };
            std::iter::from_fn(next).collect()
        }
    }

    #[test]
    fn what_is_sent_together_is_one_message() {
        let (received, notifier) = Received::with_notifier(None);
        notifier.send(&[NotifyState::Ready, NotifyState::Status("fine")]);
        notifier.send(&[NotifyState::Stopping]);
        assert_eq!(received.all(), ["READY=1\nSTATUS=fine\n", "STOPPING=1\n"]);
    }

    #[test]
    fn the_service_manager_is_found_by_a_path_and_by_an_abstract_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let listener = UnixDatagram::bind(&path).unwrap();
        let notifier =
            Notifier { socket: Some(connected(path.as_os_str()).unwrap()), watchdog: None };
        // A sandbox, or the manager itself, may take the name away.
        std::fs::remove_file(&path).unwrap();
        notifier.send(&[NotifyState::Ready]);
        assert_eq!(Received(listener).all(), ["READY=1\n"]);
        assert!(connected(path.as_os_str()).is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_with_an_at_sign_is_not_in_the_file_system() {
        use std::os::linux::net::SocketAddrExt;
        let name = format!("propus-test-{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let listener = UnixDatagram::bind_addr(&address).unwrap();
        let socket = connected(OsStr::new(&format!("@{name}"))).unwrap();
        Notifier { socket: Some(socket), watchdog: None }.send(&[NotifyState::Ready]);
        assert_eq!(Received(listener).all(), ["READY=1\n"]);
    }
}
