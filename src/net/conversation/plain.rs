//! `Plain`: a protocol that is spoken as it is, without TLS, and the conversation of those that are
//! one line and one answer. The bytes are for `protocol`.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use arc_swap::ArcSwap;
use tokio::io::AsyncRead;
use tokio::net::TcpStream;

use super::cork::gather;
use super::line::{LineRead, Rule, buffered, read_line};
use super::logged::Logged;
use super::send::{Outgoing, Sent, linger_and_close, send};
use super::server::Server;
use crate::counters::TurnedAway;
use crate::exchange::{Peer, Protocol, Refusal};
use crate::net::connection_limit::Permit;
use crate::net::listener::Service;
use crate::net::send_file::SendFile;
use crate::net::slow_reader::Paced;
use crate::protocol::Reply;
use crate::site::Site;

/// A protocol without TLS.
pub(super) trait Plain: Send + Sync + 'static {
    /// The protocol that is logged and counted.
    const PROTOCOL: Protocol;
    /// The form of its request line.
    const LINE: Rule;

    fn server(&self) -> &Server;

    /// The answer to who is refused, whatever it asks for.
    fn refusal(&self, refusal: Refusal) -> Reply;

    /// Leads the conversation.
    fn lead<S>(&self, stream: S, peer: Peer, permit: &Permit) -> impl Future<Output = ()> + Send
    where
        S: AsyncRead + SendFile + Send + Unpin;
}

/// A protocol whose requests are a line and name no host.
pub(super) trait OneSite: Plain {
    fn site(&self) -> &ArcSwap<Site>;

    /// The answer to a line.
    fn answer(
        &self,
        site: &Arc<Site>,
        line: &[u8],
        peer: &Peer,
    ) -> impl Future<Output = Reply> + Send;
}

/// Reads a line and answers it.
pub(super) async fn converse<P: OneSite, S>(service: &P, stream: S, peer: Peer, permit: &Permit)
where
    S: AsyncRead + SendFile + Unpin,
{
    let server = service.server();
    let mut stream = buffered(stream);
    let Some(read) = server.read_line(&mut stream, P::LINE, permit).await else { return };
    let began = Instant::now();
    let site = service.site().load_full();
    let (line, answer) = match read {
        // Some clients end the stream instead of the line.
        LineRead::Line(line) | LineRead::Ended(line) => {
            let answer = server.hold(permit, pin!(service.answer(&site, &line, &peer))).await;
            (line, answer.unwrap_or_else(|| service.refusal(Refusal::Overloaded)))
        }
        LineRead::TooLong => (Vec::new(), service.refusal(Refusal::Malformed)),
        LineRead::Foreign | LineRead::Late { .. } => {
            return server.take_leave(&mut stream, permit).await;
        }
        LineRead::Broken => return,
    };
    let refused = |why| Outgoing::whole(service.refusal(why));
    let outgoing = server.prepare(answer, permit).await.unwrap_or_else(refused);
    let (protocol, origin) = (P::PROTOCOL, site.origin());
    let takes_letters = site.letters().is_some();
    let request = Logged { protocol, origin, line: &line, takes_letters, peer: &peer, began };
    server.deliver(&mut stream, outgoing, request, permit).await;
}

fn paced<P: Plain>(service: &P, stream: TcpStream, permit: Option<&Permit>) -> Paced<TcpStream> {
    Paced::new(stream, &service.server().limits, permit.map(Permit::reading))
}

impl<P: Plain> Service for P {
    const PROTOCOL: Protocol = P::PROTOCOL;

    async fn serve(&self, stream: TcpStream, peer: Peer, permit: Permit) {
        let _open = self.server().counters.open(P::PROTOCOL);
        gather(&stream);
        self.lead(paced(self, stream, Some(&permit)), peer, &permit).await;
    }

    async fn refuse(&self, stream: TcpStream, _peer: Peer, refusal: Refusal) {
        let mut stream = buffered(paced(self, stream, None));
        let limits = self.server().limits;
        let read = read_line(&mut stream, P::LINE, limits.request).await;
        if !matches!(read, LineRead::Foreign | LineRead::Broken) {
            let answer = Outgoing::whole(self.refusal(refusal));
            send(&mut stream, answer, &mut Sent::default()).await;
        }
        linger_and_close(&mut stream, limits.drain).await;
    }

    fn turned_away(&self, why: TurnedAway) {
        self.server().counters.turned_away(why);
    }
}
