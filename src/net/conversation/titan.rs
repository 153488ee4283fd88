//! A client that writes: it has sent its line, and perhaps goes on with the bytes. What they are to
//! become is for `upload`.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use tokio::io::{AsyncBufRead, AsyncRead};
use tokio::time::timeout;
use tracing::{info, warn};

use super::answered::Answered;
use super::application::{self, Calls, Failure};
use super::arriving::{NotArrived, drain, receive};
use super::logged::Logged;
use super::send::Sent;
use super::server::Server;
use crate::counters::{Right, Upload};
use crate::exchange::{
    Act, Declared, NotWritten, Peer, Protocol, Refusal, Response, Writing, Written,
};
use crate::host::Hosts;
use crate::net::connection_limit::Permit;
use crate::net::send_file::SendFile;
use crate::path::CapsulePath;
use crate::protocol::gemini::scgi::Call;
use crate::protocol::{Reply, gemini, titan};
use crate::site::Site;
use crate::upload::{Outcome, Permitted, Uploads};

/// What is read of a stranger's bytes that are not wanted, so that it sees its answer.
const OF_STRANGERS: Drain = Drain { bytes: 1 << 20, time: Duration::from_secs(3) };
/// The same of one who may write.
const OF_WRITERS: Drain = Drain { bytes: 64 << 20, time: Duration::from_secs(60) };
/// The longest that the answer waits for the page to be served. Then it says so.
const PATIENCE: Duration = Duration::from_secs(10);

/// A line that came, and from whom.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) line: &'a [u8],
    pub(super) server_name: Option<&'a str>,
    pub(super) peer: &'a Peer,
    pub(super) began: Instant,
}

/// How much of what is not wanted is read, and for how long.
#[derive(Clone, Copy)]
struct Drain {
    bytes: u64,
    time: Duration,
}

/// An answer, and what of the client's bytes is still to come.
struct Answer {
    answered: Answered,
    rest: Option<Drain>,
}

impl Answer {
    /// One to bytes that were read.
    fn whole(reply: Reply) -> Self {
        Self::with_rest(reply, None)
    }

    fn with_rest(reply: Reply, rest: Option<Drain>) -> Self {
        Self { answered: Answered::Here(reply), rest }
    }
}

/// Leads the conversation from its line on.
pub(super) async fn converse<S>(
    server: &Server,
    calls: &Calls,
    hosts: &ArcSwap<Hosts<Site>>,
    stream: &mut S,
    asked: Asked<'_>,
    permit: &Permit,
) where
    S: AsyncBufRead + AsyncRead + SendFile + Unpin,
{
    let parsed = {
        let hosts = hosts.load();
        titan::parse(asked.line, asked.server_name, &hosts)
            .map(|(site, writing)| (Arc::clone(site), writing))
            .map_err(|rejected| (Arc::clone(hosts.first()), rejected))
    };
    let (site, answer) = match parsed {
        Err((site, rejected)) => {
            let reply = titan::reject(&rejected);
            // Nothing follows a line that announces nothing.
            let follows = asked.line.windows(6).any(|it| it == b";size=");
            (site, Some(Answer::with_rest(reply, follows.then_some(OF_STRANGERS))))
        }
        Ok((site, writing)) => {
            let answering = answer_of_all(server, calls, &site, stream, &writing, &asked);
            let answer = server.hold(permit, pin!(answering)).await.unwrap_or_else(|| {
                let refused = Response::Refused(Refusal::Overloaded);
                let rest = drain_of(&writing.act, OF_STRANGERS);
                Some(Answer::with_rest(gemini::reply(refused), rest))
            });
            (site, answer)
        }
    };
    // Whoever did not send what it said sees no answer: nothing came of it.
    let Some(Answer { answered, rest }) = answer else { return };
    let Asked { line, peer, began, .. } = asked;
    let (protocol, origin) = (Protocol::Gemini, site.origin());
    let takes_letters = site.letters().is_some();
    let logged = Logged { protocol, origin, line, takes_letters, peer, began };
    let mut sent = Sent::default();
    let status = answered.send(server, stream, &mut sent, permit).await;
    if let Some(Drain { bytes, time }) = rest {
        server.hold(permit, pin!(drain(stream, bytes, time))).await;
    }
    server.finish(stream, status, sent, logged, permit).await;
}

/// The answer of the application whose path it is and that takes uploads, else of the site; `None`
/// where the client went, or was too slow.
async fn answer_of_all<S: AsyncBufRead + Unpin>(
    server: &Server,
    calls: &Calls,
    site: &Arc<Site>,
    stream: &mut S,
    writing: &Writing,
    asked: &Asked<'_>,
) -> Option<Answer> {
    let paths = std::slice::from_ref(&writing.path);
    let application = match site.application(paths, asked.peer.identity.as_deref()) {
        Ok(found) => found.map(|(application, _)| application),
        Err(why) => {
            server.note(site, &writing.path, Right::Read, asked.peer, why);
            let reply = gemini::reply(Response::Refused(why));
            return Some(Answer::with_rest(reply, drain_of(&writing.act, OF_STRANGERS)));
        }
    };
    let Some((application, largest)) =
        application.and_then(|it| it.largest_upload.map(|largest| (it, largest)))
    else {
        return answer(server, site, stream, writing, asked.peer).await;
    };
    let upload = match &writing.act {
        Act::Edit => None,
        Act::Upload(declared) => Some(declared),
    };
    let size = upload.map_or(0, |declared| declared.size);
    if size > largest {
        let reply = titan::reply(Written::NotWritten(NotWritten::TooLarge(largest)), site.origin());
        return Some(Answer::with_rest(reply, drain_of(&writing.act, OF_STRANGERS)));
    }
    let Asked { line, peer, .. } = *asked;
    let call = Call::of(&application, line, &writing.path, site.origin(), peer);
    let call = Call { upload, ..call };
    let mut body = application::Upload { reader: stream, size, pace: server.limits.pace };
    let answered = calls.upload(&application, &call, &mut body).await;
    // What an application does not want is read all the same, or the client would see no answer.
    let rest = Some(Drain { bytes: OF_STRANGERS.bytes.min(body.size), ..OF_STRANGERS });
    let rest = rest.filter(|rest| rest.bytes > 0);
    match answered {
        Ok(answer) => Some(Answer { answered: Answered::ByApplication(answer), rest }),
        Err(Failure::Gone) => None,
        Err(failure) => {
            failure.tell(&application);
            let reply = gemini::reply(Response::Refused(failure.refusal()));
            Some(Answer::with_rest(reply, rest))
        }
    }
}

/// The answer; `None` where the client went, or was too slow.
async fn answer<S: AsyncBufRead + Unpin>(
    server: &Server,
    site: &Arc<Site>,
    stream: &mut S,
    writing: &Writing,
    peer: &Peer,
) -> Option<Answer> {
    let reply = |written| titan::reply(written, site.origin());
    let Some(uploads) = site.uploads() else {
        let reply = reply(Written::NotWritten(NotWritten::Off));
        return Some(Answer::with_rest(reply, drain_of(&writing.act, OF_STRANGERS)));
    };
    let declared = match &writing.act {
        Act::Edit => {
            let source = edit(server, site, uploads, &writing.path, peer).await;
            note(server, site, writing, peer, &source);
            return Some(Answer::whole(reply(source)));
        }
        Act::Upload(declared) => declared,
    };
    let identity = peer.identity.as_deref();
    let permitted =
        site.with_capsule(|capsule| uploads.permit(capsule, &writing.path, declared, identity));
    let permitted = match permitted {
        Ok(permitted) => permitted,
        Err(written) => {
            note(server, site, writing, peer, &written);
            let drain = match &written {
                Written::Refused(_) => OF_STRANGERS,
                Written::Source { .. }
                | Written::Served(_)
                | Written::Said(_)
                | Written::NotWritten(_) => OF_WRITERS,
            };
            return Some(Answer::with_rest(reply(written), drain_of(&writing.act, drain)));
        }
    };
    let name = permitted.name.clone();
    let taken = take(server, site, uploads, stream, permitted, declared).await?;
    server.counters.upload(taken.outcome);
    tell(site, writing, &name, &taken, declared.size);
    Some(Answer::with_rest(reply(taken.written), taken.rest))
}

/// Remembers who may not write; or who may, and may not read what it wants to edit.
fn note(server: &Server, site: &Site, writing: &Writing, peer: &Peer, written: &Written) {
    if let Written::Refused(why) = written {
        let may_write = site
            .uploads()
            .is_some_and(|uploads| uploads.admits(&writing.path, peer.identity.as_deref()));
        let right = if may_write { Right::Read } else { Right::Write };
        server.note(site, &writing.path, right, peer, *why);
    }
}

/// What is read of bytes that follow, no more than are said to.
fn drain_of(act: &Act, drain: Drain) -> Option<Drain> {
    match act {
        Act::Edit => None,
        Act::Upload(Declared { size, .. }) => {
            Some(Drain { bytes: drain.bytes.min(*size), ..drain })
        }
    }
}

/// A source to be changed.
async fn edit(
    server: &Server,
    site: &Arc<Site>,
    uploads: &Arc<Uploads>,
    path: &CapsulePath,
    peer: &Peer,
) -> Written {
    let capsule = site.with_capsule(Arc::clone);
    let (uploads, path, who) = (Arc::clone(uploads), path.clone(), peer.identity.clone());
    let work = move || uploads.edit(&capsule, &path, who.as_deref());
    match server.write(work).await {
        Some(Ok(written)) => written,
        Some(Err(error)) => {
            warn!(host = site.origin().host.as_str(), %error, "a source can't be handed out");
            Written::NotWritten(NotWritten::Failed)
        }
        None => Written::NotWritten(NotWritten::Failed),
    }
}

/// An upload that came to its end.
struct Taken {
    written: Written,
    outcome: Upload,
    /// The reason for which it was not written, or perhaps not for good, for the log; else empty.
    why: String,
    rest: Option<Drain>,
}

impl Taken {
    fn failed(why: impl ToString) -> Self {
        let written = Written::NotWritten(NotWritten::Failed);
        Self { written, outcome: Upload::Failed, why: why.to_string(), rest: None }
    }

    fn refused(written: Written) -> Self {
        let why = match &written {
            Written::NotWritten(why) => word(why),
            Written::Refused(_) => "there is nothing under that name",
            Written::Source { .. } | Written::Served(_) | Written::Said(_) => "",
        };
        Self { outcome: Upload::Refused, why: why.to_owned(), written, rest: None }
    }
}

/// Takes the bytes and puts them in their place. `None` where they did not come.
async fn take<S: AsyncBufRead + Unpin>(
    server: &Server,
    site: &Arc<Site>,
    uploads: &Arc<Uploads>,
    stream: &mut S,
    permitted: Permitted,
    declared: &Declared,
) -> Option<Taken> {
    let (pace, folder) = (server.limits.pace, uploads.state().arriving());
    let arrived = match receive(stream, declared.size, pace, folder).await {
        Ok(arrived) => arrived,
        Err(NotArrived::Broken) => return None,
        Err(NotArrived::NoRoom { error, left }) => {
            let rest = Some(Drain { bytes: OF_WRITERS.bytes.min(left), ..OF_WRITERS });
            return Some(Taken { rest, ..Taken::failed(error) });
        }
    };
    let capsule = site.with_capsule(Arc::clone);
    let desk = Arc::clone(uploads);
    let work = move || desk.write(&capsule, &permitted, arrived.read()?);
    let pending = match server.write(work).await {
        Some(Ok(Outcome::Done(pending))) => pending,
        Some(Ok(Outcome::Refused(written))) => return Some(Taken::refused(written)),
        Some(Err(error)) => return Some(Taken::failed(error)),
        None => return Some(Taken::failed("a bug in propus ended it")),
    };
    // It is on the disk; whoever reads it must find it when the answer leads there.
    let _ = timeout(PATIENCE, site.becomes(|capsule| pending.is_in(capsule))).await;
    let why = pending.doubt().unwrap_or_default().to_owned();
    let written = site.with_capsule(|capsule| {
        if site.is_last() && !pending.is_in(capsule) && why.is_empty() {
            uploads.answer_of_last(&pending)
        } else {
            uploads.answer(capsule, &pending)
        }
    });
    Some(Taken { written, outcome: pending.outcome(), why, rest: None })
}

/// A few words for the log; what is sent to a client is longer.
fn word(why: &NotWritten) -> &'static str {
    match why {
        NotWritten::Off => "uploads are off",
        NotWritten::TooLarge(_) => "too large",
        NotWritten::Quota => "over the quota",
        NotWritten::Made(_) => "made by the server",
        NotWritten::NoText => "no text",
        NotWritten::NoName => "no page can have that name",
        NotWritten::Kind(_) => "another kind of file",
        NotWritten::NoDeleting => "deleting is not allowed",
        NotWritten::Nothing => "empty",
        NotWritten::NotUtf8 => "not in UTF-8",
        NotWritten::NotThatPicture => "no such picture",
        NotWritten::Blind { .. } => "its source was not opened before",
        NotWritten::Conflict { .. } => "somebody else changed the same lines",
        NotWritten::Elsewhere(_) => "its front matter leads elsewhere",
        NotWritten::OtherRules { .. } => "other rules hold by now",
        NotWritten::Failed => "it could not be written",
    }
}

/// Writes a line of the log: never the text, nor a token.
fn tell(site: &Site, writing: &Writing, who: &str, taken: &Taken, bytes: u64) {
    let (host, path) = (site.origin().host.as_str(), writing.path.as_str());
    let (outcome, why) = (taken.outcome.label(), taken.why.as_str());
    match taken.outcome {
        Upload::Failed => warn!(host, who, path, bytes, outcome, why, "upload"),
        Upload::Refused => info!(host, who, path, bytes, outcome, why, "upload"),
        Upload::Written | Upload::Merged | Upload::Deleted if !why.is_empty() => {
            warn!(host, who, path, bytes, outcome, why, "upload, perhaps not for good");
        }
        Upload::Written | Upload::Merged | Upload::Deleted => {
            info!(host, who, path, bytes, outcome, "upload");
        }
    }
}
