//! Listening: sockets become conversations, each in its own task and with its own seat, until it is
//! time to stop. What is said in a conversation is for the [`Service`].

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use super::connection_limit::{Seat, Seats};
use super::limits::Limits;
use super::liveness::RollCall;
use super::proxy::{Proxies, read_client};
use crate::counters::TurnedAway;
use crate::descriptors;
use crate::exchange::{Peer, Refusal};

/// Clients that may wait to be accepted. With tokio's 128 the slowest of 256 clients waited four
/// times as long.
const BACKLOG: i32 = 4096;
/// How much of an answer the kernel may hold unsent. Bounds memory, and lets us see how fast a
/// client reads.
const UNSENT: u32 = 128 * 1024;
/// How many newcomers are told at a time that there is no room. Any others are told nothing.
const REFUSED_AT_A_TIME: usize = 32;
/// How long a failed accept waits: for a descriptor to come free, not to spin.
const PAUSE: Duration = Duration::from_millis(50);
/// How many idle ones give up their descriptors after a failed accept. Were it one, a newcomer
/// behind 3,000 idle connections would wait two minutes.
const MADE_ROOM: usize = 32;
/// While there are connections, a timer that ends sooner than theirs. The runtime is woken for each
/// timer that ends before all others, which a conversation's would be twice, whenever no other
/// conversation is under way.
const PULSE: Duration = Duration::from_millis(400);
/// How often failed accepts and missing headers are logged.
const COMPLAINTS: Duration = Duration::from_secs(60);
/// At shutdown: how long those have that have not asked for anything yet. Over a satellite the
/// handshake of TLS 1.2 takes two seconds, and a restart should be noticed by nobody.
const LAST_CALL: Duration = Duration::from_secs(3);

/// What is done with a connection.
pub trait Service: Send + Sync + 'static {
    /// Leads the conversation. Errors are the client's affair and end it.
    fn serve(&self, stream: TcpStream, peer: Peer, seat: Seat) -> impl Future<Output = ()> + Send;

    /// Tells a client that there is no room for it. Is cut short after a few seconds.
    fn refuse(
        &self,
        stream: TcpStream,
        peer: Peer,
        refusal: Refusal,
    ) -> impl Future<Output = ()> + Send;

    /// Hears of a connection that comes to nothing, whether or not anybody is told.
    fn turned_away(&self, why: TurnedAway);
}

/// Listens on an address. `[::]` takes IPv4 as well. Needs no runtime yet; `TcpListener::from_std`
/// gives it to one.
///
/// # Errors
/// When the address can't be had: in use, not ours, a port that needs privileges.
pub fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    // Else a restart has to wait until the last connections are forgotten.
    socket.set_reuse_address(true)?;
    set_options(SockRef::from(&socket))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Makes a listener that somebody else opened like one of [`bind`]. Its address and the length of
/// its queue stay theirs.
///
/// # Errors
/// When nobody can connect to it: a connection that was accepted already, or a socket that was
/// bound and no more.
pub fn adopt(listener: &std::net::TcpListener) -> io::Result<()> {
    let socket = SockRef::from(listener);
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    if !socket.is_listener()? {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it does not listen"));
    }
    set_options(socket)
}

/// What accepted connections inherit, and not to wait for them.
fn set_options(socket: SockRef<'_>) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket.set_tcp_notsent_lowat(UNSENT)?;
    // Answers are written whole; there is nothing to wait for.
    socket.set_tcp_nodelay(true)?;
    socket.set_nonblocking(true)
}

/// Accepts connections until `stop`, some of them by way of `proxies`, then lets the conversations
/// under way end, for [`Limits::finish`] at most.
pub async fn run<S: Service>(
    listener: TcpListener,
    service: Arc<S>,
    seats: Seats,
    limits: Limits,
    proxies: Proxies,
    roll: RollCall,
    stop: CancellationToken,
) {
    let mut member = roll.join();
    let tasks = TaskTracker::new();
    let lane = Arc::new(Semaphore::new(REFUSED_AT_A_TIME));
    let door = Arc::new(Door {
        service,
        seats,
        tasks,
        lane,
        limits,
        proxies,
        complained: Mutex::default(),
    });
    let mut pulse = interval(PULSE);
    let mut busy = false;
    loop {
        let accepted = tokio::select! {
            biased;
            // First: a listener that keeps failing is ready at every turn, and would be heard
            // alone.
            () = stop.cancelled() => break,
            answer = member.called() => {
                let _ = answer.send(());
                continue;
            }
            accepted = accept(&listener) => accepted,
            _ = pulse.tick(), if busy => {
                busy = door.seats.taken() > 0;
                continue;
            }
        };
        busy = true;
        match accepted {
            Ok((stream, address)) => door.let_in(stream, address),
            Err(error) => {
                tokio::select! {
                    () = door.pause(&error) => {}
                    () = stop.cancelled() => break,
                }
            }
        }
    }
    drop(listener);
    door.close().await;
}

/// The next connection. What those that there are may need comes first.
async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    while let Err(error) = descriptors::fill() {
        // Only if somebody waits to be let in, is it a loss.
        if is_knocked_at(listener) {
            return Err(error);
        }
        sleep(PAUSE).await;
    }
    listener.accept().await
}

/// Whether a client waits to be accepted, as far as that can be seen.
fn is_knocked_at(listener: &TcpListener) -> bool {
    let mut door = [PollFd::new(listener, PollFlags::IN)];
    poll(&mut door, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
}

/// What stands between accepting a connection and talking on it.
struct Door<S> {
    service: Arc<S>,
    seats: Seats,
    tasks: TaskTracker,
    lane: Arc<Semaphore>,
    limits: Limits,
    proxies: Proxies,
    /// When the last complaint was logged.
    complained: Mutex<Option<Instant>>,
}

impl<S: Service> Door<S> {
    fn let_in(self: &Arc<Self>, stream: TcpStream, address: SocketAddr) {
        let address = address.ip().to_canonical();
        if self.proxies.include(address) {
            let (door, seat) = (Arc::clone(self), self.seats.take_unnamed());
            self.tasks.spawn(async move { door.let_in_by(address, stream, seat).await });
            return;
        }
        let peer = Peer { address, identity: None };
        let service = Arc::clone(&self.service);
        match self.seats.take(peer.address) {
            Ok(seat) => {
                self.tasks.spawn(async move { service.serve(stream, peer, seat).await });
            }
            Err(refusal) => self.turn_away(stream, peer, refusal),
        }
    }

    /// Lets in whom a proxy leads here. Before it says who that is, the connection counts for no
    /// address: else all its clients together had as many seats as one.
    async fn let_in_by(&self, proxy: IpAddr, mut stream: TcpStream, seat: Result<Seat, Refusal>) {
        let seat = match seat {
            Ok(seat) => seat,
            Err(refusal) => return self.turn_away_by(proxy, stream, refusal).await,
        };
        let client = tokio::select! {
            biased;
            client = self.hear_client(proxy, &mut stream) => client,
            () = seat.taken_away() => return self.service.turned_away(TurnedAway::Displaced),
        };
        let Some(address) = client else { return };
        let peer = Peer { address, identity: None };
        match seat.count_for(address) {
            Ok(()) => self.service.serve(stream, peer, seat).await,
            Err(refusal) => self.turn_away(stream, peer, refusal),
        }
    }

    /// Says why to a client whose header has not been read yet.
    async fn turn_away_by(&self, proxy: IpAddr, mut stream: TcpStream, refusal: Refusal) {
        self.service.turned_away(refusal.into());
        let Ok(_place) = self.lane.try_acquire() else { return };
        let Some(address) = self.hear_client(proxy, &mut stream).await else { return };
        let peer = Peer { address, identity: None };
        let _ = timeout(self.limits.handshake, self.service.refuse(stream, peer, refusal)).await;
    }

    /// The client's address, or the proxy's own; `None` when it does not say.
    async fn hear_client(&self, proxy: IpAddr, stream: &mut TcpStream) -> Option<IpAddr> {
        match timeout(self.limits.handshake, read_client(stream)).await {
            Ok(Ok(client)) => return Some(client.unwrap_or(proxy)),
            // Some only look whether somebody listens.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {}
            Ok(Err(_)) | Err(_) => {
                self.service.turned_away(TurnedAway::NoHeader);
                self.complain(|| {
                    warn!(%proxy, "a connection from a proxy of --proxy-from had no PROXY header, and was dropped");
                });
            }
        }
        None
    }

    /// Says why, if few enough are being told; a refusal needs a handshake, and must not become the
    /// load itself.
    fn turn_away(&self, stream: TcpStream, peer: Peer, refusal: Refusal) {
        self.service.turned_away(refusal.into());
        let Ok(place) = Arc::clone(&self.lane).try_acquire_owned() else { return };
        debug!(?refusal, "a connection is refused");
        let service = Arc::clone(&self.service);
        let limit = self.limits.handshake;
        self.tasks.spawn(async move {
            let _ = timeout(limit, service.refuse(stream, peer, refusal)).await;
            drop(place);
        });
    }

    /// After a failed accept. Most often there is no descriptor left: then those that are idle give
    /// up theirs.
    async fn pause(&self, error: &io::Error) {
        if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
        {
            return;
        }
        self.service.turned_away(TurnedAway::NotAccepted);
        self.complain(|| warn!(%error, "a connection could not be accepted; waiting and going on"));
        self.seats.dismiss_idle(MADE_ROOM);
        sleep(PAUSE).await;
    }

    /// Complains, unless somebody did a short time ago.
    fn complain(&self, complaint: impl FnOnce()) {
        let mut complained = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if complained.is_none_or(|before| before.elapsed() >= COMPLAINTS) {
            complaint();
            *complained = Some(Instant::now());
        }
    }

    async fn close(&self) {
        self.tasks.close();
        if timeout(LAST_CALL.min(self.limits.finish), self.tasks.wait()).await.is_ok() {
            return;
        }
        self.seats.dismiss_waiting();
        let rest = self.limits.finish.saturating_sub(LAST_CALL);
        if timeout(rest, self.tasks.wait()).await.is_err() {
            warn!(conversations = self.tasks.len(), "stopping, though some are not at their end");
        }
    }
}

#[cfg(test)]
mod tests;
