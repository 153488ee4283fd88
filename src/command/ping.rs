//! `propus ping`: asks a server for a page as a client does, and reports all that can be seen from
//! outside: addresses, handshake, certificate, answer, times.
//!
//! One request is a [`Report`]; what follows from a redirect is the next. Writing it is for
//! `report`.

mod connect;
mod failure;
mod gemini;
mod gopher;
mod known;
mod plain;
mod probe;
mod report;
mod spartan;
mod talk;

use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;

use super::error::CommandError;
use crate::cli::{Ping, PingUrl, Scheme};
use crate::net;
use crate::net::certs::Facts;
use connect::Deadline;
use failure::{Failure, Outcome};
use gemini::Header;
use known::{Known, Trust};
pub(super) use probe::{Manner, Probe, Way};
use report::{Answer, Report, Shown, Time};
use talk::Received;

/// The most redirects that are followed, as the specification asks of clients.
pub(super) const MOST_HOPS: usize = 5;

/// Asks, and prints the outcome: to `out`, or, when the answer itself goes there, to `remarks`.
///
/// # Errors
/// Fails when what is remembered of hosts can't be read or written, or the system refuses.
pub fn ping(
    arguments: &Ping,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    with_asker(arguments, |asker| asker.run(out, remarks))
}

/// Asks for one URL, for another command.
///
/// # Errors
/// Fails when what is remembered of hosts can't be read or written, or the system refuses.
pub(super) fn probe(url: &PingUrl, manner: &Manner) -> Result<Probe, CommandError> {
    let asked = with_asker(&manner.arguments(url), |asker| asker.ask(url))?;
    let body = asked.body().to_vec();
    Ok(Probe::of(asked.report, asked.facts, body))
}

fn with_asker<T>(
    arguments: &Ping,
    work: impl FnOnce(&mut Asker<'_>) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::System(error.to_string()))?;
    let tls = net::client_config().map_err(|error| CommandError::System(error.to_string()))?;
    let known = Known::read(arguments.known.as_ref())?;
    let done = work(&mut Asker { arguments, runtime: &runtime, tls, known });
    // A look-up of a name can't be stopped, and need not be waited for.
    runtime.shutdown_background();
    done
}

/// The client that asks.
struct Asker<'a> {
    arguments: &'a Ping,
    runtime: &'a Runtime,
    tls: Arc<ClientConfig>,
    known: Known,
}

/// One request and its outcome.
struct Asked {
    report: Report,
    received: Received,
    failures: Vec<Failure>,
    /// Facts of the certificate that was shown.
    facts: Option<Facts>,
}

impl Asker<'_> {
    fn run(
        &mut self,
        out: &mut dyn Write,
        remarks: &mut dyn Write,
    ) -> Result<Outcome, CommandError> {
        let arguments = self.arguments;
        let mut url =
            if arguments.tls { arguments.url.clone().over_tls() } else { arguments.url.clone() };
        for hop in 0.. {
            let asked = self.ask(&url)?;
            let follows = arguments.follow && hop < MOST_HOPS;
            let next = if follows { asked.report.redirect(&url) } else { None };
            let text = asked.report.shown(if arguments.json { Shown::Json } else { Shown::Text });
            let written = if arguments.body {
                remarks.write_all(text.as_bytes())
            } else {
                out.write_all(text.as_bytes())
            };
            written.map_err(CommandError::Output)?;
            match next {
                Some(target) => url = target,
                None => {
                    if arguments.body {
                        write_body(asked.body(), out).map_err(CommandError::Output)?;
                    }
                    return Ok(asked.report.outcome());
                }
            }
        }
        Ok(Outcome::Failed)
    }

    /// Asks for one URL.
    fn ask(&mut self, url: &PingUrl) -> Result<Asked, CommandError> {
        let mut asked = Asked::new(url);
        let deadline = Deadline::after(self.arguments.timeout);
        let runtime = self.runtime;
        let connected = runtime.block_on(self.reach(url, &mut asked, deadline));
        if let Some(tcp) = connected {
            if !url.scheme.is_private() {
                let most = self.most();
                asked.received =
                    runtime.block_on(talk::talk(tcp, &url.request(), most, never, deadline));
            } else {
                self.ask_over_tls(url, tcp, &mut asked, deadline)?;
            }
            if asked.report.asked {
                asked.read(url);
            }
        }
        asked.conclude(url);
        Ok(asked)
    }

    /// Finds the addresses and connects to one of them.
    async fn reach(
        &self,
        url: &PingUrl,
        asked: &mut Asked,
        deadline: Deadline,
    ) -> Option<TcpStream> {
        let begun = Instant::now();
        // Another host, to which a redirect led, is somewhere else.
        let is_own = self.arguments.url.authority() == url.authority();
        let addresses: Vec<SocketAddr> = match self.arguments.connect {
            Some(address) if is_own => vec![address],
            Some(_) | None => match connect::look_up(url, deadline).await {
                Ok(addresses) => {
                    asked.report.look_up = Some(Time(begun.elapsed()));
                    addresses
                }
                Err(failure) => {
                    asked.failures.push(failure);
                    return None;
                }
            },
        };
        let (tried, tcp) = connect::connect(&addresses, deadline).await;
        asked.report.addresses = tried.iter().map(report::Address::of).collect();
        asked.report.advice.extend(connect::half_reached(&tried));
        if tcp.is_none() {
            asked.failures.extend(tried.into_iter().filter_map(|it| it.connected.err()));
        } else {
            asked.report.asked = true;
        }
        tcp
    }

    /// Shakes hands, judges the certificate, and asks only if the key is the one that it was.
    fn ask_over_tls(
        &mut self,
        url: &PingUrl,
        tcp: TcpStream,
        asked: &mut Asked,
        deadline: Deadline,
    ) -> Result<(), CommandError> {
        let runtime = self.runtime;
        let begun = Instant::now();
        let shaken =
            runtime.block_on(connect::shake_hands(tcp, &url.host, Arc::clone(&self.tls), deadline));
        let stream = match shaken {
            Ok(stream) => stream,
            Err(failure) => {
                asked.report.asked = false;
                asked.failures.push(failure);
                return Ok(());
            }
        };
        asked.report.tls = Some(report::Tls::of(&stream, &url.host, begun.elapsed()));
        if self.judge(url, &stream, asked)? {
            let enough = if url.scheme == Scheme::Gemini { gemini::is_hopeless } else { never };
            let most = self.most();
            asked.received =
                runtime.block_on(talk::talk(stream, &url.request(), most, enough, deadline));
        } else {
            asked.report.asked = false;
        }
        Ok(())
    }

    /// True when the server may be asked: it has the key that it had, or none was known.
    fn judge(
        &mut self,
        url: &PingUrl,
        stream: &TlsStream<TcpStream>,
        asked: &mut Asked,
    ) -> Result<bool, CommandError> {
        let shown =
            stream.get_ref().1.peer_certificates().and_then(|all| Facts::of_der(all.first()?));
        let Some(facts) = shown else {
            asked.failures.push(Failure::NotItsKey);
            return Ok(false);
        };
        let (now, authority) = (Timestamp::now(), url.authority());
        let faults = faults_of(&facts, &url.host, now);
        let trust = self.known.judge(&authority, &facts, now);
        let changed = matches!(trust, Trust::Changed(_)) && !self.arguments.trust;
        // What clients warn of is nothing to be remembered as right.
        let kept = if changed || !faults.is_empty() {
            None
        } else {
            self.known.remember(&authority, &facts, now)?
        };
        asked.report.certificate = Some(report::Certificate::of(&facts, &url.host, now));
        asked.report.trust = Some(report::Trusted::of(&trust, kept, self.arguments.trust));
        asked.failures.extend(faults);
        asked.facts = Some(facts);
        if changed {
            asked.failures.push(Failure::Changed);
        }
        Ok(!changed)
    }

    fn most(&self) -> usize {
        usize::try_from(self.arguments.max_bytes).unwrap_or(usize::MAX)
    }
}

impl Asked {
    fn new(url: &PingUrl) -> Self {
        let (report, received) = (Report::new(url), Received::default());
        Self { report, received, failures: Vec::new(), facts: None }
    }

    /// Reads the answer.
    fn read(&mut self, url: &PingUrl) {
        let received = &mut self.received;
        let answer = match url.scheme {
            Scheme::Gemini => with_header(gemini::header, gemini::meaning, received),
            Scheme::Spartan => with_header(spartan::header, spartan::meaning, received),
            Scheme::Nex | Scheme::Finger if received.bytes.is_empty() => None,
            Scheme::Nex | Scheme::Finger => {
                Some(Answer::plain(plain::read(&received.bytes), received))
            }
            Scheme::Gopher | Scheme::Gophers => {
                let is_menu = matches!(url.item_type().unwrap_or('1'), '1' | '7');
                if is_menu && !received.bytes.is_empty() && !gopher::holds_menu(&received.bytes) {
                    received.failure.get_or_insert(Failure::NoMenu);
                }
                if received.bytes.is_empty() {
                    None
                } else {
                    let answer = gopher::read(&received.bytes, url.item_type());
                    Some(Answer::gopher(answer, received))
                }
            }
        };
        self.report.first_byte = received.first.map(Time);
        self.report.answer = answer;
        self.failures.extend(received.failure.take());
    }

    /// Adds the failures to the report, and advice on them.
    fn conclude(&mut self, url: &PingUrl) {
        let advice =
            self.failures.iter().filter_map(|failure| failure.advice(url.scheme, url.port));
        for advice in advice.chain(self.report.answer.as_ref().and_then(Answer::advice)) {
            if !self.report.advice.contains(&advice) {
                self.report.advice.push(advice);
            }
        }
        let mut failures: Vec<String> = self.failures.iter().map(ToString::to_string).collect();
        failures.dedup();
        self.report.failures = failures;
        self.report.worst = self.failures.iter().map(Failure::outcome).max();
    }

    fn body(&self) -> &[u8] {
        let header = self.report.answer.as_ref().map_or(0, Answer::header_length);
        // The header was read from these bytes.
        self.received.bytes.split_at(header).1
    }
}

/// An answer that begins with a header; a fault of that is the failure.
fn with_header(
    read: fn(&[u8]) -> Result<Header, Failure>,
    meaning: fn(u8) -> &'static str,
    received: &mut Received,
) -> Option<Answer> {
    match read(&received.bytes) {
        Ok(header) => Some(Answer::with_header(&header, meaning(header.status), received)),
        Err(fault) => {
            let over = matches!(received.failure, Some(Failure::TimeOver(..)));
            if !over && !received.bytes.is_empty() {
                received.failure = Some(fault);
            }
            None
        }
    }
}

/// True for no answer: all of it is read.
fn never(_received: &[u8]) -> bool {
    false
}

/// Faults of a certificate, whoever's key it is.
fn faults_of(facts: &Facts, host: &str, now: Timestamp) -> Vec<Failure> {
    let mut faults = Vec::new();
    if !facts.is_for(host) {
        faults.push(Failure::OtherName);
    }
    if now > facts.not_after {
        faults.push(Failure::Expired);
    }
    if now < facts.not_before {
        faults.push(Failure::TooEarly);
    }
    faults
}

/// At a terminal the bytes of strangers must not do anything but be read.
fn write_body(body: &[u8], out: &mut dyn Write) -> io::Result<()> {
    if !io::stdout().is_terminal() {
        return out.write_all(body);
    }
    for line in String::from_utf8_lossy(body).lines() {
        writeln!(out, "{}", crate::escape::escape_controls(&line.replace('\t', "    ")))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
