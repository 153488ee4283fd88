//! `Connection`: one connection to one member, and calls by gRPC on it: a request of HTTP/2 whose
//! body is a message with five bytes before it, and an answer of the same kind, at whose end stands
//! what came of it.

use std::fmt::Display;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use h2::client::{self, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Request};
use percent_encoding::percent_decode_str;
use prost::Message;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::bounds::LONGEST_ANSWER;
use super::call::Call;
use super::error::StoreError;
use crate::escape::cleaned_line;

/// Bytes before a message: whether it is compressed, and its length.
const HEAD: usize = 5;
/// Bytes that a member may send before we have said that we took them.
const WINDOW: u32 = 4 << 20;

/// A connection to a member. Ends when it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    requests: SendRequest<Bytes>,
    address: SocketAddr,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    /// Connects to a member.
    pub(super) async fn open(
        address: SocketAddr,
        tls: Option<Arc<ClientConfig>>,
    ) -> Result<Self, StoreError> {
        let tcp = TcpStream::connect(address).await.map_err(|error| away(address, &error))?;
        // A request is written in pieces, and each would wait for the one before.
        let _ = tcp.set_nodelay(true);
        match tls {
            None => Self::over(address, tcp).await,
            Some(tls) => {
                let name = ServerName::IpAddress(address.ip().into());
                let tls = TlsConnector::from(tls).connect(name, tcp).await;
                Self::over(address, tls.map_err(|error| away(address, &error))?).await
            }
        }
    }

    async fn over(
        address: SocketAddr,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> Result<Self, StoreError> {
        let mut settings = client::Builder::new();
        settings.initial_window_size(WINDOW).initial_connection_window_size(WINDOW);
        let (requests, connection) =
            settings.handshake(stream).await.map_err(|error| away(address, &error))?;
        // How it ends is told to those who wait for an answer.
        let driver = tokio::spawn(async move { drop(connection.await) });
        Ok(Self { requests, address, driver })
    }

    /// Calls, and waits for the answer.
    pub(super) async fn call<C: Call>(
        &self,
        message: &C,
        token: &str,
    ) -> Result<C::Answer, StoreError> {
        let mut open = self.begin::<C>(message, token, true).await?;
        let answer = open.next().await?;
        // What came of it stands at the end.
        while answer.is_some() && open.next().await?.is_some() {}
        answer.ok_or_else(|| StoreError::Odd("an answer is missing".to_owned()))
    }

    /// Calls, and leaves the call open: more answers come as things happen.
    pub(super) async fn open_call<C: Call>(
        &self,
        message: &C,
        token: &str,
    ) -> Result<Answers<C::Answer>, StoreError> {
        self.begin::<C>(message, token, false).await
    }

    async fn begin<C: Call>(
        &self,
        message: &C,
        token: &str,
        is_all: bool,
    ) -> Result<Answers<C::Answer>, StoreError> {
        let mut head = Request::post(format!("http://{}{}", self.address, C::PATH))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        if !token.is_empty() {
            head = head.header("token", token);
        }
        if !is_all {
            // A member that has no leader would else be silent for ever.
            head = head.header("hasleader", "true");
        }
        let head = head.body(()).map_err(|error| StoreError::Credentials(error.to_string()))?;
        let failed = |error: h2::Error| away(self.address, &error);
        let mut requests = self.requests.clone().ready().await.map_err(failed)?;
        let (answer, mut request) = requests.send_request(head, false).map_err(failed)?;
        request.send_data(framed(message), is_all).map_err(failed)?;
        let (head, body) = answer.await.map_err(failed)?.into_parts();
        if !head.status.is_success() {
            let what = format!("{} answers {} and is no etcd", self.address, head.status);
            return Err(StoreError::Odd(what));
        }
        // A call that is refused at once has all in its head.
        outcome(&head.headers)?;
        Ok(Answers {
            address: self.address,
            _request: request,
            body,
            received: BytesMut::new(),
            answer: PhantomData,
        })
    }
}

/// The answers to a call. The call ends when they are dropped.
#[derive(Debug)]
pub(super) struct Answers<A> {
    address: SocketAddr,
    _request: SendStream<Bytes>,
    body: RecvStream,
    received: BytesMut,
    answer: PhantomData<A>,
}

impl<A: Message + Default> Answers<A> {
    /// The next answer; `None` at the end. Nothing is lost when it is not waited for any more.
    pub(super) async fn next(&mut self) -> Result<Option<A>, StoreError> {
        loop {
            if let Some(answer) = self.take()? {
                return Ok(Some(answer));
            }
            match self.body.data().await {
                Some(Ok(piece)) => {
                    self.received.extend_from_slice(&piece);
                    let taken = self.body.flow_control().release_capacity(piece.len());
                    taken.map_err(|error| away(self.address, &error))?;
                }
                Some(Err(error)) => return Err(away(self.address, &error)),
                None => break,
            }
        }
        let end = self.body.trailers().await.map_err(|error| away(self.address, &error))?;
        end.as_ref().map_or(Ok(()), outcome)?;
        Ok(None)
    }

    /// The first answer of what was received, if it is whole.
    fn take(&mut self) -> Result<Option<A>, StoreError> {
        let Some(&[compressed, a, b, c, d]) = self.received.first_chunk::<HEAD>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if compressed != 0 || length > LONGEST_ANSWER {
            return Err(StoreError::Odd("an answer is too long, or compressed".to_owned()));
        }
        if self.received.len() < HEAD + length {
            return Ok(None);
        }
        let mut message = self.received.split_to(HEAD + length);
        message.advance(HEAD);
        A::decode(message).map(Some).map_err(|error| StoreError::Odd(error.to_string()))
    }
}

fn framed(message: &impl Message) -> Bytes {
    let length = message.encoded_len();
    let mut framed = BytesMut::with_capacity(HEAD + length);
    framed.put_u8(0);
    // Nothing that is written here has 4 GiB.
    framed.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    framed.put_slice(&message.encode_to_vec());
    framed.freeze()
}

fn away(address: SocketAddr, error: &dyn Display) -> StoreError {
    StoreError::Away(format!("{address}: {error}"))
}

/// What came of a call, by the fields that gRPC has for it.
fn outcome(fields: &HeaderMap) -> Result<(), StoreError> {
    let text = |name: &str| fields.get(name).and_then(|value| value.to_str().ok());
    let words = || {
        let words = percent_decode_str(text("grpc-message").unwrap_or("without a reason"));
        cleaned_line(&words.decode_utf8_lossy())
    };
    match text("grpc-status") {
        None | Some("0") => Ok(()),
        // RESOURCE_EXHAUSTED is said of a member that is busy, and of one that is full.
        Some("8") if words().contains("space exceeded") => Err(StoreError::TooMuch(format!(
            "the store is full ({}); see `propus store gc`, and etcd's compaction and alarms",
            words()
        ))),
        // DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and UNAVAILABLE: another member may do it.
        Some("4" | "8" | "14") => Err(StoreError::Away(words())),
        // UNAUTHENTICATED; and what is said to who names no user at all.
        Some("16") => Err(StoreError::Token),
        Some("3") if words().contains("user name is empty") => Err(StoreError::Token),
        Some(_) => Err(StoreError::Refused(words())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(fields: &[(&'static str, &str)]) -> HeaderMap {
        fields.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn what_came_of_a_call_is_told_by_its_number() {
        let check = |number: &str, words: &str, expected: &str| {
            let said = outcome(&fields(&[("grpc-status", number), ("grpc-message", words)]));
            assert_eq!(said.unwrap_err().to_string(), expected);
        };
        assert!(outcome(&fields(&[])).is_ok() && outcome(&fields(&[("grpc-status", "0")])).is_ok());
        check("14", "no%20leader", "the store does not answer (no leader)");
        check("7", "permission denied", "the store refuses: permission denied");
        check("7", "a%0Ab%1B[2J", "the store refuses: a b [2J");
        let full = outcome(&fields(&[
            ("grpc-status", "8"),
            ("grpc-message", "etcdserver: mvcc: database space exceeded"),
        ]));
        assert!(matches!(full, Err(StoreError::TooMuch(_))));
        assert!(matches!(outcome(&fields(&[("grpc-status", "16")])), Err(StoreError::Token)));
    }
}
