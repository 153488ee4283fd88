//! Listening: sockets become conversations, each in its own task and with its own permit, until it
//! is time to stop. The conversation itself is for the [`Service`].

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::{Domain, SockRef, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, interval, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use super::connection_limit::{ConnectionLimit, Permit, Share};
use super::ending::Ending;
use super::limits::Limits;
use super::liveness::Liveness;
use super::proxy::{Proxies, read_client};
use crate::counters::TurnedAway;
use crate::descriptors;
use crate::exchange::{Peer, Protocol, Refusal};

/// Clients that may wait to be accepted. With tokio's 128 the slowest of 256 clients waited four
/// times as long.
const BACKLOG: i32 = 4096;
/// Bytes of an answer that the kernel may hold unsent. Bounds memory, and shows how fast a client
/// reads.
const UNSENT: u32 = 128 * 1024;
/// Newcomers that are refused with an answer at a time. Others are dropped without one.
const REFUSED_AT_A_TIME: usize = 32;
/// Pause after a failed accept: for a descriptor to come free, not to spin.
const PAUSE: Duration = Duration::from_millis(50);
/// Idle connections that give up their descriptors after a failed accept. Were it one, a newcomer
/// behind 3,000 idle connections would wait two minutes.
const MADE_ROOM: usize = 32;
/// While there are connections, a timer that ends sooner than theirs. The runtime is woken for each
/// timer that ends before all others, which a conversation's would be twice, whenever no other
/// conversation is under way.
const PULSE: Duration = Duration::from_millis(400);
/// Shortest time between two lines of the log on failed accepts and missing headers.
const COMPLAINTS: Duration = Duration::from_secs(60);

/// A protocol, as connections are handed to it.
pub trait Service: Send + Sync + 'static {
    /// The protocol, which keeps a share of the permits.
    const PROTOCOL: Protocol;

    /// Leads the conversation. Errors are the client's affair and end it.
    fn serve(
        &self,
        stream: TcpStream,
        peer: Peer,
        permit: Permit,
    ) -> impl Future<Output = ()> + Send;

    /// Answers a client that there is no room for it. Is cut short after a few seconds.
    fn refuse(
        &self,
        stream: TcpStream,
        peer: Peer,
        refusal: Refusal,
    ) -> impl Future<Output = ()> + Send;

    /// Counts a connection that comes to nothing, with or without an answer.
    fn turned_away(&self, why: TurnedAway);
}

/// Listens on an address. `[::]` takes IPv4 as well. Needs no runtime yet; `TcpListener::from_std`
/// gives it to one.
///
/// # Errors
/// Fails when the address can't be had: in use, not ours, a port that needs privileges.
pub fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket =
        Socket::new(Domain::for_address(address), Type::STREAM, Some(socket2::Protocol::TCP))?;
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
/// Fails when nobody can connect to it: a connection that was accepted already, or a socket that
/// was bound and no more.
pub fn adopt(listener: &std::net::TcpListener) -> io::Result<()> {
    let socket = SockRef::from(listener);
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    if !socket.is_listener()? {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it does not listen"));
    }
    set_options(socket)
}

/// Sets the options that accepted connections inherit, and not to wait for them.
fn set_options(socket: SockRef<'_>) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket.set_tcp_notsent_lowat(UNSENT)?;
    // Answers are written whole; there is nothing to wait for.
    socket.set_tcp_nodelay(true)?;
    socket.set_nonblocking(true)
}

/// Terms on which connections are accepted, for all listeners of a server.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Permits for connections.
    pub connection_limit: ConnectionLimit,
    /// Time limits.
    pub limits: Limits,
    /// Proxies that name the client for whom they come.
    pub proxies: Proxies,
    /// Asks the listeners whether they are stuck.
    pub liveness: Liveness,
    /// The time that conversations have once no connection is accepted any more.
    pub ending: Ending,
}

/// Accepts connections until `stop`, then lets the conversations under way end, for as long as
/// [`Terms::ending`] lets them; if that says nothing, for [`Limits::finish`].
pub async fn run<S: Service>(
    listener: TcpListener,
    service: Arc<S>,
    terms: Terms,
    stop: CancellationToken,
) {
    let acceptor = Arc::new(Acceptor {
        share: terms.connection_limit.share(S::PROTOCOL),
        service,
        terms,
        tasks: TaskTracker::new(),
        refusals: Arc::new(Semaphore::new(REFUSED_AT_A_TIME)),
        complained: Mutex::default(),
    });
    acceptor.accept_until(stop, listener).await;
    acceptor.finish().await;
}

/// The next connection. Descriptors that open ones may need come first.
async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    while let Err(error) = descriptors::fill() {
        // Only if somebody waits to be accepted, is it a loss.
        if has_pending(listener) {
            return Err(error);
        }
        sleep(PAUSE).await;
    }
    listener.accept().await
}

/// True when a client waits to be accepted, as far as that can be seen.
fn has_pending(listener: &TcpListener) -> bool {
    let mut polled = [PollFd::new(listener, PollFlags::IN)];
    poll(&mut polled, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
}

/// The way from an accepted connection to a conversation.
struct Acceptor<S> {
    service: Arc<S>,
    terms: Terms,
    share: Share,
    tasks: TaskTracker,
    refusals: Arc<Semaphore>,
    /// Time of the last complaint in the log.
    complained: Mutex<Option<Instant>>,
}

impl<S: Service> Acceptor<S> {
    /// Accepts connections until `stop`.
    async fn accept_until(self: &Arc<Self>, stop: CancellationToken, listener: TcpListener) {
        let mut registration = self.terms.liveness.register();
        let mut pulse = interval(PULSE);
        let mut busy = false;
        loop {
            let accepted = tokio::select! {
                biased;
                // First: a listener that keeps failing is ready each time, and nothing else would
                // come to pass.
                () = stop.cancelled() => return,
                answer = registration.probed() => {
                    let _ = answer.send(());
                    continue;
                }
                accepted = self.accept(&listener) => accepted,
                _ = pulse.tick(), if busy => {
                    busy = self.terms.connection_limit.in_use() > 0;
                    continue;
                }
            };
            busy = true;
            match accepted {
                Ok((stream, address)) => self.admit(stream, address),
                Err(error) => {
                    tokio::select! {
                        () = self.pause(&error) => {}
                        () = stop.cancelled() => return,
                    }
                }
            }
        }
    }

    /// The next connection, when there is room for it.
    async fn accept(&self, listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
        self.share.settled().await;
        accept(listener).await
    }

    fn admit(self: &Arc<Self>, stream: TcpStream, address: SocketAddr) {
        let address = address.ip().to_canonical();
        if self.terms.proxies.include(address) {
            let (acceptor, permit) = (Arc::clone(self), self.share.acquire_unnamed());
            self.tasks.spawn(async move { acceptor.admit_by_proxy(address, stream, permit).await });
            return;
        }
        let peer = Peer { address, identity: None };
        let service = Arc::clone(&self.service);
        match self.share.acquire(peer.address) {
            Ok(permit) => {
                self.tasks.spawn(async move { service.serve(stream, peer, permit).await });
            }
            Err(refusal) => self.refuse(stream, peer, refusal),
        }
    }

    /// Admits a client that comes by way of a proxy. Before the proxy has named it, the connection
    /// counts for no address: else all its clients together had as many permits as one.
    async fn admit_by_proxy(
        &self,
        proxy: IpAddr,
        mut stream: TcpStream,
        permit: Result<Permit, Refusal>,
    ) {
        let permit = match permit {
            Ok(permit) => permit,
            Err(refusal) => return self.refuse_by_proxy(proxy, stream, refusal).await,
        };
        let Some(client) = permit.hold(pin!(self.client_behind(proxy, &mut stream))).await else {
            return self.service.turned_away(TurnedAway::Displaced);
        };
        let Some(address) = client else { return };
        let peer = Peer { address, identity: None };
        match permit.count_for(address) {
            Ok(()) => self.service.serve(stream, peer, permit).await,
            Err(refusal) => self.refuse(stream, peer, refusal),
        }
    }

    /// Refuses a client whose header has not been read yet.
    async fn refuse_by_proxy(&self, proxy: IpAddr, mut stream: TcpStream, refusal: Refusal) {
        self.service.turned_away(refusal.into());
        let Ok(_refusing) = self.refusals.try_acquire() else { return };
        let Some(address) = self.client_behind(proxy, &mut stream).await else { return };
        let peer = Peer { address, identity: None };
        let _ =
            timeout(self.terms.limits.handshake, self.service.refuse(stream, peer, refusal)).await;
    }

    /// The client's address, or the proxy's own; `None` when there is no header.
    async fn client_behind(&self, proxy: IpAddr, stream: &mut TcpStream) -> Option<IpAddr> {
        match timeout(self.terms.limits.handshake, read_client(stream)).await {
            Ok(Ok(client)) => return Some(client.unwrap_or(proxy)),
            // Some only look whether somebody listens.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {}
            Ok(Err(_)) | Err(_) => {
                self.service.turned_away(TurnedAway::NoHeader);
                self.complain(|| {
                    warn!(
                        %proxy,
                        "a connection from a proxy of --proxy-from had no PROXY header, and was \
                         dropped"
                    );
                });
            }
        }
        None
    }

    /// Refuses with an answer, if few enough are being answered so; that needs a handshake, and
    /// must not become the load itself.
    fn refuse(&self, stream: TcpStream, peer: Peer, refusal: Refusal) {
        self.service.turned_away(refusal.into());
        let Ok(refusing) = Arc::clone(&self.refusals).try_acquire_owned() else { return };
        debug!(?refusal, "a connection is refused");
        let service = Arc::clone(&self.service);
        let limit = self.terms.limits.handshake;
        self.tasks.spawn(async move {
            let _ = timeout(limit, service.refuse(stream, peer, refusal)).await;
            drop(refusing);
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
        self.terms.connection_limit.revoke_idle(MADE_ROOM);
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

    /// Waits for the conversations under way, for as long as they may take.
    async fn finish(&self) {
        self.tasks.close();
        let (mut grace, mut changes) = self.terms.ending.watch(&self.terms.limits);
        loop {
            tokio::select! {
                () = self.tasks.wait() => return,
                () = sleep_until(grace.last_call.unwrap_or(grace.end)), if grace.last_call.is_some() => {
                    grace.last_call = None;
                    self.terms.connection_limit.revoke_waiting();
                }
                () = sleep_until(grace.end) => break,
                Ok(()) = changes.changed() => {
                    grace = changes.borrow_and_update().unwrap_or(grace);
                }
            }
        }
        warn!(conversations = self.tasks.len(), "stopping, though some are not at their end");
    }
}

#[cfg(test)]
mod tests;
