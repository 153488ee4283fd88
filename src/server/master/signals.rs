//! The signals that the master obeys, to be read like messages. They are blocked, so that none is
//! lost: neither before they are first read, nor while another program takes the master's place.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use nix::sys::signal::Signal;

use crate::server::signals::for_master;

/// Something that a signal says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Said {
    /// SIGTERM or SIGINT.
    Stop,
    /// SIGHUP.
    Reload,
    /// SIGUSR1.
    Reopen,
    /// SIGUSR2.
    Upgrade,
    /// SIGCHLD.
    Child,
}

/// The signals, from now on.
pub(super) struct Signals(Source);

impl Signals {
    /// Blocks them, and reads them from now on. Comes before there is a second thread.
    ///
    /// # Errors
    /// Fails when the system refuses.
    pub(super) fn hold() -> io::Result<Self> {
        let signals = for_master();
        signals.thread_block()?;
        Source::new(signals).map(Self)
    }

    /// Those that have come. Does not wait.
    pub(super) fn read(&mut self) -> Vec<Said> {
        std::iter::from_fn(|| self.0.next()).filter_map(said).collect()
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn said(number: i32) -> Option<Said> {
    let signal = Signal::try_from(number).ok()?;
    let all = [
        (Signal::SIGTERM, Said::Stop),
        (Signal::SIGINT, Said::Stop),
        (Signal::SIGHUP, Said::Reload),
        (Signal::SIGUSR1, Said::Reopen),
        (Signal::SIGUSR2, Said::Upgrade),
        (Signal::SIGCHLD, Said::Child),
    ];
    all.into_iter().find(|(it, _)| *it == signal).map(|(_, said)| said)
}

#[cfg(not(target_os = "linux"))]
use elsewhere::Source;
#[cfg(target_os = "linux")]
use linux::Source;

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd};

    use nix::sys::signal::SigSet;
    use nix::sys::signalfd::{SfdFlags, SignalFd};

    /// A descriptor that signals are read from.
    pub(super) struct Source(SignalFd);

    impl Source {
        pub(super) fn new(signals: SigSet) -> io::Result<Self> {
            let flags = SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC;
            Ok(Self(SignalFd::with_flags(&signals, flags)?))
        }

        pub(super) fn next(&mut self) -> Option<i32> {
            let signal = self.0.read_signal().ok().flatten()?;
            i32::try_from(signal.ssi_signo).ok()
        }
    }

    impl AsFd for Source {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::io::{self, Read, Write};
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::net::UnixStream;
    use std::thread;

    use nix::sys::signal::SigSet;

    /// A thread that waits for signals, and a socket that it passes them on by.
    pub(super) struct Source(UnixStream);

    impl Source {
        pub(super) fn new(signals: SigSet) -> io::Result<Self> {
            let (reading, mut writing) = UnixStream::pair()?;
            reading.set_nonblocking(true)?;
            thread::Builder::new().name("signals".to_owned()).spawn(move || {
                while let Ok(signal) = signals.wait() {
                    let number = u8::try_from(signal as i32).unwrap_or(0);
                    if writing.write_all(&[number]).is_err() {
                        break;
                    }
                }
            })?;
            Ok(Self(reading))
        }

        pub(super) fn next(&mut self) -> Option<i32> {
            let mut number = [0];
            self.0.read_exact(&mut number).ok()?;
            Some(number[0].into())
        }
    }

    impl AsFd for Source {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.0.as_fd()
        }
    }
}

#[cfg(test)]
mod tests {
    use rustix::event::{PollFd, PollFlags, poll};

    use super::*;

    #[test]
    fn signals_are_read_and_end_nothing() {
        let mut signals = Signals::hold().unwrap();
        assert_eq!(signals.read(), []);
        // To this thread alone: the test's others have not blocked them.
        nix::sys::signal::raise(Signal::SIGHUP).unwrap();
        nix::sys::signal::raise(Signal::SIGTERM).unwrap();
        poll(&mut [PollFd::new(&signals, PollFlags::IN)], None).unwrap();
        let mut said = signals.read();
        said.sort_by_key(|it| format!("{it:?}"));
        assert_eq!(said, [Said::Reload, Said::Stop]);
    }

    #[test]
    fn each_signal_says_something_else() {
        let all: Vec<_> = for_master().iter().filter_map(|signal| said(signal as i32)).collect();
        assert_eq!(all.len(), 6);
        assert_eq!(said(Signal::SIGWINCH as i32), None);
    }
}
