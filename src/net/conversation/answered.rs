//! `Answered`: an answer on a Gemini connection, of this server or of an application behind it.

use std::pin::pin;

use super::application;
use super::send::{Outgoing, Sent, send};
use super::server::Server;
use crate::exchange::Response;
use crate::net::connection_limit::Permit;
use crate::net::send_file::SendFile;
use crate::protocol::{Reply, gemini};

/// An answer, by its source.
pub(super) enum Answered {
    /// This server.
    Here(Reply),
    /// An application behind it.
    ByApplication(application::Answer),
}

impl Answered {
    /// Sends it for as long as the permit is held, and returns its status. Of one that could not be
    /// read meanwhile the client hears that.
    pub(super) async fn send<S: SendFile + Unpin>(
        self,
        server: &Server,
        stream: &mut S,
        sent: &mut Sent,
        permit: &Permit,
    ) -> u8 {
        match self {
            Self::Here(reply) => {
                let prepared = server.prepare(reply, permit).await;
                let refused = |why| Outgoing::whole(gemini::reply(Response::Refused(why)));
                let outgoing = prepared.unwrap_or_else(refused);
                let status = outgoing.status;
                server.hold(permit, pin!(send(stream, outgoing, sent))).await;
                status
            }
            Self::ByApplication(answer) => {
                let status = answer.header.status;
                server.hold(permit, pin!(application::pass_on(stream, answer, sent))).await;
                status
            }
        }
    }
}
