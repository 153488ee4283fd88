//! One client, one request, one reply, within time limits. The meaning of the bytes is for
//! `protocol`.

mod answered;
mod application;
mod arriving;
mod cork;
mod dispatcher;
mod finger;
mod gemini;
mod gopher;
mod handshake;
mod lanes;
mod line;
mod logged;
mod nex;
mod plain;
mod rest;
mod send;
mod server;
mod spartan;
mod titan;

pub use dispatcher::Dispatcher;
pub use finger::Finger;
pub use gemini::Gemini;
pub use gopher::Gopher;
pub use nex::Nex;
pub(in crate::net) use send::linger_and_close;
pub use spartan::Spartan;

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;

    use super::{Finger, Gemini, Gopher, Nex, Spartan};
    use crate::exchange::Peer;
    use crate::net::connection_limit::Permit;
    use crate::net::listener::Service;

    /// The bytes of a conversation while it waits.
    fn size<S: 'static, F>(_: impl Fn(&'static S, TcpStream, Peer, Permit) -> F) -> usize {
        size_of::<F>()
    }

    /// A future that is handed on is kept once more by each that it is handed to, and moved as
    /// often.
    #[test]
    fn a_client_that_waits_takes_little_memory() {
        let sizes = [
            size(|it: &Gemini, stream, peer, permit| it.serve(stream, peer, permit)),
            size(|it: &Gopher, stream, peer, permit| it.serve(stream, peer, permit)),
            size(|it: &Spartan, stream, peer, permit| it.serve(stream, peer, permit)),
            size(|it: &Nex, stream, peer, permit| it.serve(stream, peer, permit)),
            size(|it: &Finger, stream, peer, permit| it.serve(stream, peer, permit)),
        ];
        assert!(sizes.iter().all(|size| *size < 4096), "{sizes:?}");
    }
}
