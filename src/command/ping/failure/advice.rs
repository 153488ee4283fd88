//! Advice on each failure, for a person.

use tokio_rustls::rustls::AlertDescription;

use super::{Failure, Step};
use crate::cli::Scheme;

impl Failure {
    /// A sentence on what a person can do about it, if anything.
    pub(in crate::command::ping) fn advice(&self, scheme: Scheme, port: u16) -> Option<String> {
        if let Self::Refused = self {
            return Some(nothing_listens(port));
        }
        if let Self::NoConnection(_) | Self::TimeOver(Step::Connecting, _) = self {
            return Some(nobody_answers(port));
        }
        self.fixed_advice(scheme).map(str::to_owned)
    }

    fn fixed_advice(&self, scheme: Scheme) -> Option<&'static str> {
        match self {
            Self::NoName(_) => Some(
                "Is the name spelled right, and is there an A or AAAA record for it? New records \
                 take a while to be seen; --connect ADDR:PORT asks a server whose name is not \
                 there yet",
            ),
            Self::NoWay(_) => Some(
                "This machine has no connection of that kind, so nothing is known of that address",
            ),
            Self::NoTls | Self::HandshakeEnded(_) => Some(without_tls(scheme)),
            Self::Alert(alert) => after_alert(*alert),
            Self::Silent | Self::NoMenu => without_answer(scheme),
            Self::NoHeader(text) if text.starts_with("HTTP/") => Some("That is a web server"),
            Self::CutOff => Some(
                "Clients can't tell such an end from a broken connection; the server should close \
                 TLS itself",
            ),
            Self::OtherName | Self::Expired | Self::TooEarly | Self::Changed => {
                self.on_certificate()
            }
            Self::Refused
            | Self::NoConnection(_)
            | Self::TimeOver(..)
            | Self::NotItsKey
            | Self::Handshake(_)
            | Self::Broken(_)
            | Self::NoHeader(_)
            | Self::LongHeader
            | Self::HalfHeader => None,
        }
    }

    fn on_certificate(&self) -> Option<&'static str> {
        if matches!(self, Self::OtherName) {
            Some(
                "Clients that compare names will warn of it. With propus, start the server with \
                 --host, or make a certificate for all its names: propus cert renew HOST --alias \
                 NAME",
            )
        } else if matches!(self, Self::Expired | Self::TooEarly) {
            Some(
                "Clients will warn of it. With propus, `propus cert renew HOST` makes a new one \
                 for the same key; a wrong clock, here or there, looks the same",
            )
        } else if matches!(self, Self::Changed) {
            Some(
                "If the owner of the server tells you of the new key, --trust takes it in the \
                 place of the old one. Else somebody may be between you and the server",
            )
        } else {
            None
        }
    }
}

fn nothing_listens(port: u16) -> String {
    format!(
        "Does the server run, and on port {port}? Behind a router, is the port forwarded to the \
         right machine?"
    )
}

fn nobody_answers(port: u16) -> String {
    format!(
        "Nobody answers, not even with a refusal. Most often a firewall drops what comes in on \
         port {port}, or the address is not the machine's any more"
    )
}

fn without_tls(scheme: Scheme) -> &'static str {
    if scheme == Scheme::Gophers {
        "A server may speak Gopher there without TLS: try gopher://, without --tls"
    } else {
        "Another kind of server listens there, such as one for the web or for Gopher"
    }
}

fn without_answer(scheme: Scheme) -> Option<&'static str> {
    match scheme {
        Scheme::Gemini => None,
        Scheme::Spartan | Scheme::Nex | Scheme::Finger => {
            Some("Another kind of server may listen there: try gemini:// or gopher://")
        }
        Scheme::Gopher => Some("Another kind of server may listen there: try --tls, or gemini://"),
        // With TLS already.
        Scheme::Gophers => Some("Another kind of server may listen there: try gemini://"),
    }
}

fn after_alert(alert: AlertDescription) -> Option<&'static str> {
    if alert == AlertDescription::UnrecognisedName {
        Some("The server has no certificate for that name")
    } else if alert == AlertDescription::ProtocolVersion {
        Some("The server speaks only versions of TLS before 1.2")
    } else if alert == AlertDescription::HandshakeFailure {
        Some(
            "The server shares no cipher or version with this client, or has no certificate for \
             that name",
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scheme: Scheme, expected: &str) {
        assert_eq!(Failure::NoMenu.advice(scheme, 70).as_deref(), Some(expected));
    }

    #[test]
    fn nobody_is_advised_to_try_what_was_tried() {
        check(Scheme::Gopher, "Another kind of server may listen there: try --tls, or gemini://");
        check(Scheme::Gophers, "Another kind of server may listen there: try gemini://");
    }

    #[test]
    fn each_failure_that_a_person_can_mend_has_its_advice() {
        use std::io;
        use std::time::Duration;

        let error = || io::Error::from(io::ErrorKind::TimedOut);
        let late = |step| Failure::TimeOver(step, Duration::from_secs(1));
        let web = || Failure::NoHeader("HTTP/1.1 400".to_owned());
        for (failure, words) in [
            (Failure::Refused, "Does the server run, and on port 1965"),
            (Failure::NoConnection(error()), "drops what comes in on port 1965"),
            (late(Step::Connecting), "drops what comes in on port 1965"),
            (Failure::NoName(error()), "Is the name spelled right"),
            (Failure::NoWay(error()), "no connection of that kind"),
            (Failure::NoTls, "Another kind of server listens there"),
            (Failure::HandshakeEnded(error()), "Another kind of server listens there"),
            (Failure::Alert(AlertDescription::UnrecognisedName), "no certificate for that name"),
            (Failure::Alert(AlertDescription::ProtocolVersion), "versions of TLS before 1.2"),
            (Failure::Alert(AlertDescription::HandshakeFailure), "shares no cipher"),
            (web(), "That is a web server"),
            (Failure::CutOff, "should close TLS itself"),
            (Failure::OtherName, "--alias NAME"),
            (Failure::Expired, "`propus cert renew HOST`"),
            (Failure::TooEarly, "a wrong clock"),
            (Failure::Changed, "--trust"),
        ] {
            let advice = failure.advice(Scheme::Gemini, 1965).unwrap_or_default();
            assert!(advice.contains(words), "{failure}: {advice}");
        }
        for failure in [
            late(Step::Waiting),
            Failure::Silent,
            Failure::NoMenu,
            Failure::NotItsKey,
            Failure::NoHeader("2x".to_owned()),
            Failure::LongHeader,
            Failure::HalfHeader,
            Failure::Alert(AlertDescription::InternalError),
        ] {
            assert_eq!(failure.advice(Scheme::Gemini, 1965), None, "{failure}");
        }
        let advice = Failure::NoTls.advice(Scheme::Gophers, 70).unwrap();
        assert!(advice.contains("gopher://, without --tls"), "{advice}");
    }
}
