//! `Report`: the steps of one request and what came of them, for a person in lines, for a program
//! as JSON. Nothing that a server said is shown without its control characters being escaped.

mod answer;
mod line;

use std::path::Path;
use std::time::Duration;

use jiff::{SpanRound, Timestamp, Unit};
use serde::Serialize;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ProtocolVersion;

use super::connect::Tried;
use super::failure::{Failure, Outcome};
use super::known::Trust;
use crate::cli::PingUrl;
use crate::command::cert::{day, described};
use crate::escape::escape_controls;
use crate::net::certs::Facts;

pub(super) use answer::{Answer, class};
pub(super) use line::Time;
use line::line;

/// For whom it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    Text,
    Json,
}

/// Report of one request, as text and as JSON.
#[derive(Serialize, Debug)]
pub(super) struct Report {
    url: String,
    /// Time that the lookup of the name took, in milliseconds as all times.
    pub(super) look_up: Option<Time>,
    pub(super) addresses: Vec<Address>,
    pub(super) tls: Option<Tls>,
    pub(super) certificate: Option<Certificate>,
    pub(super) trust: Option<Trusted>,
    /// True if a request was sent.
    pub(super) asked: bool,
    pub(super) first_byte: Option<Time>,
    pub(super) answer: Option<Answer>,
    #[serde(rename = "troubles")]
    pub(super) failures: Vec<String>,
    pub(super) advice: Vec<String>,
    #[serde(skip)]
    pub(super) worst: Option<Outcome>,
}

/// An address and what became of it.
#[derive(Serialize, Debug)]
pub(super) struct Address {
    pub(super) address: String,
    pub(super) connected: Option<Time>,
    #[serde(rename = "trouble")]
    pub(super) failure: Option<String>,
    #[serde(skip)]
    pub(super) no_way: bool,
}

/// Version and cipher that the handshake agreed on.
#[derive(Serialize, Debug)]
pub(super) struct Tls {
    version: String,
    cipher: String,
    /// Name of the host that the client sent (SNI); none for an address.
    sni: Option<String>,
    took: Time,
}

/// Facts of the certificate that the server showed.
#[derive(Serialize, Debug)]
pub(super) struct Certificate {
    names: Vec<String>,
    covers_name: bool,
    not_before: String,
    not_after: String,
    days_left: i64,
    key: String,
    sha256: String,
    public_key_sha256: String,
    #[serde(skip)]
    described: String,
}

/// Judgement of the key, as a word and as a sentence.
#[derive(Serialize, Debug)]
pub(super) struct Trusted {
    verdict: &'static str,
    pub(super) words: String,
}

impl Report {
    pub(super) fn new(url: &PingUrl) -> Self {
        Self {
            url: url.to_string(),
            look_up: None,
            addresses: Vec::new(),
            tls: None,
            certificate: None,
            trust: None,
            asked: false,
            first_byte: None,
            answer: None,
            failures: Vec::new(),
            advice: Vec::new(),
            worst: None,
        }
    }

    /// Outcome of the request, the worst of its steps.
    pub(super) fn outcome(&self) -> Outcome {
        let failed = self.answer.as_ref().is_some_and(Answer::is_failure);
        self.worst.unwrap_or(if failed { Outcome::Failed } else { Outcome::Answered })
    }

    /// Target of a redirect that can be followed.
    pub(super) fn redirect(&self, from: &PingUrl) -> Option<PingUrl> {
        let answer = self.answer.as_ref()?;
        answer.status.filter(|status| class(*status) == 3)?;
        from.join(answer.meta.as_deref()?).ok()
    }

    pub(super) fn shown(&self, shown: Shown) -> String {
        match shown {
            // It is made of texts and numbers.
            Shown::Json => serde_json::to_string(self).unwrap_or_default() + "\n",
            Shown::Text => self.lines(),
        }
    }

    fn lines(&self) -> String {
        let mut lines = format!("{}\n\n", self.url);
        if let Some(took) = self.look_up {
            line(&mut lines, "name", &format!("looked up in {took}"));
        }
        for Address { address, connected, failure, .. } in &self.addresses {
            let became = match (connected, failure) {
                (Some(took), _) => format!("connected in {took}"),
                (None, Some(failure)) => failure.clone(),
                (None, None) => String::new(),
            };
            line(&mut lines, "address", &format!("{address}: {became}"));
        }
        if let Some(tls) = &self.tls {
            let sni = tls
                .sni
                .as_ref()
                .map_or("no name told".to_owned(), |name| format!("name told: {name}"));
            line(
                &mut lines,
                "handshake",
                &format!("{}, {}, {sni}, {}", tls.version, tls.cipher, tls.took),
            );
        }
        if let Some(certificate) = &self.certificate {
            lines.push_str(&certificate.described);
            line(&mut lines, "key", &certificate.key);
            line(&mut lines, "days left", &certificate.days_left.to_string());
        }
        if let Some(trust) = &self.trust {
            line(&mut lines, "trust", &trust.words);
        }
        if let Some(answer) = &self.answer {
            answer.lines(&mut lines, self.first_byte);
        }
        let told: Vec<_> = self.addresses.iter().filter_map(|it| it.failure.as_ref()).collect();
        for failure in self.failures.iter().filter(|failure| !told.contains(failure)) {
            line(&mut lines, "trouble", &escape_controls(failure));
        }
        let advice = self
            .advice
            .iter()
            .map(|advice| format!("\n{advice}{}\n", if advice.ends_with('?') { "" } else { "." }));
        lines.extend(advice);
        lines.push('\n');
        lines
    }
}

impl Address {
    pub(super) fn of(tried: &Tried) -> Self {
        Self {
            address: tried.address.to_string(),
            connected: tried.connected.as_ref().ok().copied().map(Time),
            failure: tried.connected.as_ref().err().map(ToString::to_string),
            no_way: matches!(tried.connected, Err(Failure::NoWay(_))),
        }
    }
}

impl Tls {
    pub(super) fn of(stream: &TlsStream<TcpStream>, host: &str, took: Duration) -> Self {
        let connection = stream.get_ref().1;
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
            other => format!("{other:?}"),
        };
        let cipher =
            connection.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite()));
        let is_address = host.parse::<std::net::IpAddr>().is_ok();
        Self {
            version,
            cipher: cipher.unwrap_or_default(),
            sni: if is_address { None } else { Some(host.to_owned()) },
            took: Time(took),
        }
    }
}

impl Certificate {
    pub(super) fn of(facts: &Facts, host: &str, now: Timestamp) -> Self {
        let left = facts
            .not_after
            .since(now)
            .and_then(|span| span.round(SpanRound::new().largest(Unit::Hour)));
        Self {
            names: facts.names.iter().map(|name| escape_controls(name)).collect(),
            covers_name: facts.is_for(host),
            not_before: facts.not_before.to_string(),
            not_after: facts.not_after.to_string(),
            days_left: left.map_or(i64::MAX, |span| i64::from(span.get_hours()).div_euclid(24)),
            key: facts.key_kind.clone(),
            sha256: format!("{:x}", facts.certificate),
            public_key_sha256: format!("{:x}", facts.public_key),
            described: described(facts),
        }
    }
}

impl Trusted {
    /// `kept` is the file in which it is remembered now; `asked_to` says that a change is welcome.
    pub(super) fn of(trust: &Trust, kept: Option<&Path>, asked_to: bool) -> Self {
        let remembered = kept.map_or("it is not remembered".to_owned(), |file| {
            format!("remembered in {}", file.display())
        });
        let (verdict, words) = match trust {
            Trust::First => ("first", format!("seen for the first time; {remembered}")),
            Trust::Same(since) => ("same", format!("the same key as on {}", day(*since))),
            Trust::Succeeded(old) => (
                "succeeded",
                format!(
                    "a new key, as the certificate of the old one ended on {}; {remembered}",
                    day(old.until)
                ),
            ),
            Trust::Changed(_) if asked_to => {
                ("accepted", format!("a new key, trusted as you say; {remembered}"))
            }
            Trust::Changed(old) => (
                "changed",
                format!(
                    "THE KEY HAS CHANGED\n             remembered SHA256:{:x}\n             first \
                     seen {}, its certificate is valid to {}",
                    old.key,
                    day(old.since),
                    day(old.until)
                ),
            ),
        };
        Self { verdict, words }
    }
}

#[cfg(test)]
mod tests;
