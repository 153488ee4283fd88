//! `Control`: those who ask the master for something and wait for the answer: `propus reload` and
//! `propus upgrade`. They come over a Unix socket that has a name in no folder, only in the kernel,
//! made of the number of the process; so there is nothing to be left over, and no rights of folders
//! matter. Who may ask is decided by who they are.

use std::io::{self, Read, Write};
use std::os::fd::BorrowedFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::server::wish::Wish;

/// Those that may wait at a time.
const MOST: usize = 16;
/// The time that somebody has to say what is wished.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest wish, with its line's end.
const LONGEST: usize = 16;

/// Those who ask.
#[derive(Debug, Default)]
pub(super) struct Control {
    listener: Option<listener::Listener>,
    clients: Vec<Client>,
}

/// Somebody who asks.
#[derive(Debug)]
struct Client {
    stream: UnixStream,
    said: Vec<u8>,
    until: Instant,
    wish: Option<Wish>,
    /// What was wished is under way.
    has_begun: bool,
}

impl Control {
    /// Listens from now on to root, to the user of this process, and to this other one. Where there
    /// can be no such socket nobody is heard, and signals do.
    pub(super) fn open(user: Option<u32>) -> Self {
        let listener = listener::Listener::open(std::process::id(), user).ok();
        Self { listener, clients: Vec::new() }
    }

    /// Those who asked a program before this one for it; it is under way.
    pub(super) fn adopt(&mut self, streams: Vec<UnixStream>, now: Instant) {
        self.clients.extend(streams.into_iter().map(|stream| Client {
            stream,
            said: Vec::new(),
            until: now,
            wish: Some(Wish::Upgrade),
            has_begun: true,
        }));
    }

    /// Everything that something may come from.
    pub(super) fn sources(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        use std::os::fd::AsFd;
        let silent = self.clients.iter().filter(|client| client.wish.is_none());
        let listener = self.listener.iter().filter(|_| self.clients.len() < MOST);
        listener.map(AsFd::as_fd).chain(silent.map(|client| client.stream.as_fd()))
    }

    /// The time at which somebody has been silent for too long.
    pub(super) fn due(&self) -> Option<Instant> {
        let silent = self.clients.iter().filter(|client| client.wish.is_none());
        silent.map(|client| client.until).min()
    }

    /// The wishes that have come. Does not wait.
    pub(super) fn wishes(&mut self, now: Instant) -> Vec<Wish> {
        while self.clients.len() < MOST
            && let Some(stream) = self.listener.as_ref().and_then(listener::Listener::accept)
        {
            let until = now + PATIENCE;
            let (said, wish, has_begun) = (Vec::new(), None, false);
            self.clients.push(Client { stream, said, until, wish, has_begun });
        }
        let mut wishes = Vec::new();
        self.clients.retain_mut(|client| {
            if client.wish.is_some() {
                return true;
            }
            let stays = client.read() && client.until > now;
            wishes.extend(client.wish);
            stays || client.wish.is_some()
        });
        wishes
    }

    /// What these have wished is under way now.
    pub(super) fn begin(&mut self, wish: Wish) {
        for client in self.clients.iter_mut().filter(|client| client.wish == Some(wish)) {
            client.has_begun = true;
        }
    }

    /// Answers those whose wish is under way.
    pub(super) fn answer(&mut self, wish: Wish, outcome: Result<&str, &str>) {
        let answer = match outcome {
            Ok(what) => format!("ok {what}\n"),
            Err(why) => format!("no {why}\n"),
        };
        self.clients.retain_mut(|client| {
            let is_meant = client.has_begun && client.wish == Some(wish);
            if is_meant {
                // Whoever has gone needs no answer.
                let _ = client.stream.write_all(answer.as_bytes());
            }
            !is_meant
        });
    }

    /// Those whose wish is under way.
    pub(super) fn waiting(&self, wish: Wish) -> impl Iterator<Item = &UnixStream> {
        let waiting = self.clients.iter();
        let waiting = waiting.filter(move |client| client.has_begun && client.wish == Some(wish));
        waiting.map(|client| &client.stream)
    }
}

impl Client {
    /// Reads on; false when nothing more will come.
    fn read(&mut self) -> bool {
        let mut piece = [0; LONGEST];
        loop {
            match self.stream.read(&mut piece) {
                Ok(0) => return false,
                Ok(read) => self.said.extend_from_slice(piece.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(_) => return false,
            }
            self.wish = Wish::read(&self.said);
            if self.wish.is_some() || self.said.len() >= LONGEST {
                return false;
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod listener {
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

    use rustix::net::sockopt::socket_peercred;
    use rustix::process::{Uid, geteuid};

    use crate::server::wish;

    /// A socket that has its name in the kernel.
    #[derive(Debug)]
    pub(super) struct Listener {
        socket: UnixListener,
        permitted: Vec<Uid>,
    }

    impl Listener {
        pub(super) fn open(process: u32, user: Option<u32>) -> io::Result<Self> {
            let address = SocketAddr::from_abstract_name(wish::name(process))?;
            let socket = UnixListener::bind_addr(&address)?;
            socket.set_nonblocking(true)?;
            let others = user.map(Uid::from_raw);
            let permitted = [Uid::ROOT, geteuid()].into_iter().chain(others).collect();
            Ok(Self { socket, permitted })
        }

        /// The next one who may ask.
        pub(super) fn accept(&self) -> Option<UnixStream> {
            loop {
                let (stream, _) = self.socket.accept().ok()?;
                let is_permitted =
                    socket_peercred(&stream).is_ok_and(|it| self.permitted.contains(&it.uid));
                if is_permitted && stream.set_nonblocking(true).is_ok() {
                    return Some(stream);
                }
            }
        }
    }

    impl AsFd for Listener {
        fn as_fd(&self) -> BorrowedFd<'_> {
            self.socket.as_fd()
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod listener {
    use std::io;
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::net::UnixStream;

    /// Nothing: only Linux has such names.
    #[derive(Debug)]
    pub(super) enum Listener {}

    impl Listener {
        pub(super) fn open(_process: u32, _user: Option<u32>) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(super) fn accept(&self) -> Option<UnixStream> {
            match *self {}
        }
    }

    impl AsFd for Listener {
        fn as_fd(&self) -> BorrowedFd<'_> {
            match *self {}
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::thread;

    use super::*;
    use crate::server::wish::{NoAnswer, ask};

    /// A number that no process has, so that no other test listens there.
    fn control(number: u32) -> Control {
        let listener = listener::Listener::open(number, None).unwrap();
        Control { listener: Some(listener), clients: Vec::new() }
    }

    /// Waits for so many wishes.
    fn wishes(control: &mut Control, count: usize) -> Vec<Wish> {
        let mut wishes = Vec::new();
        while wishes.len() < count {
            wishes.extend(control.wishes(Instant::now()));
            thread::sleep(Duration::from_millis(1));
        }
        wishes
    }

    #[test]
    fn who_asks_is_answered_when_it_is_done() {
        let number = 4_200_001;
        let mut control = control(number);
        let asking = thread::spawn(move || ask(number, std::process::id(), Wish::Reload));
        assert_eq!(wishes(&mut control, 1), [Wish::Reload]);
        control.answer(Wish::Reload, Ok("not for those who came too late"));
        assert!(!asking.is_finished());
        control.begin(Wish::Reload);
        assert_eq!(control.waiting(Wish::Reload).count(), 1);
        control.answer(Wish::Upgrade, Err("for others"));
        control.answer(Wish::Reload, Ok("done"));
        assert_eq!(asking.join().unwrap(), Ok("done".to_owned()));
        let asking = thread::spawn(move || ask(number, std::process::id(), Wish::Upgrade));
        assert_eq!(wishes(&mut control, 1), [Wish::Upgrade]);
        control.begin(Wish::Upgrade);
        control.answer(Wish::Upgrade, Err("out of order"));
        assert_eq!(asking.join().unwrap(), Err(NoAnswer::Refused("out of order".to_owned())));
        assert_eq!(control.clients.len(), 0);
    }

    #[test]
    fn who_says_nothing_is_let_go_and_nobody_waits_for_many() {
        let number = 4_200_002;
        let mut control = control(number);
        let connect = || crate::server::wish::connect(number).unwrap();
        let streams: Vec<UnixStream> = (0..MOST + 4).map(|_| connect()).collect();
        let now = Instant::now();
        assert_eq!(control.wishes(now), []);
        assert_eq!((control.clients.len(), control.due()), (MOST, Some(now + PATIENCE)));
        assert_eq!(control.sources().count(), MOST, "and none for newcomers");
        assert_eq!(control.wishes(now + PATIENCE), []);
        assert_eq!(control.wishes(now + PATIENCE), []);
        assert_eq!(control.clients.len(), 4);
        drop(streams);
        let mut chatty = connect();
        chatty.write_all(&[b'x'; 100]).unwrap();
        assert_eq!(control.wishes(now), []);
        assert_eq!(control.clients.len(), 0);
    }

    #[test]
    fn a_socket_of_somebody_else_is_not_believed() {
        let number = 4_200_003;
        assert_eq!(ask(number, std::process::id(), Wish::Reload), Err(NoAnswer::Nobody));
        let _control = control(number);
        assert_eq!(ask(number, 1, Wish::Reload), Err(NoAnswer::Nobody));
    }
}
