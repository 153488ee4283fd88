//! Why there is no answer, in a sentence, for protocols without certificates and applications.

use std::borrow::Cow;

use crate::exchange::{NotTaken, Refusal};

/// Gemini's number for a refusal, which log and counters know it by, and a sentence. It never says
/// more than the client knows already.
pub(super) fn refused(refusal: Refusal) -> (u8, Cow<'static, str>) {
    let (status, why) = match refusal {
        Refusal::Malformed => (59, "The request breaks a rule of the protocol"),
        Refusal::Foreign => (53, "That host is not served here"),
        // Nobody here can show a certificate, and no application is reached, so nobody hears of
        // either.
        Refusal::NotFound
        | Refusal::NoCertificate
        | Refusal::NotAdmitted(_)
        | Refusal::CertificateTooEarly
        | Refusal::CertificateTooLate
        | Refusal::ApplicationFailed
        | Refusal::ApplicationConfused => (51, "There is nothing under that name"),
        Refusal::Overloaded => (41, "The server is busy; try again in a minute"),
        Refusal::TooMany => (44, "Too many connections from your address; wait for some to end"),
        Refusal::Failed => (40, "The server could not read that just now; try again later"),
        Refusal::TooLarge => (50, "This page is too large to be shown; tell its author"),
        Refusal::Letter(why) => return not_taken(why),
    };
    (status, why.into())
}

fn not_taken(why: NotTaken) -> (u8, Cow<'static, str>) {
    match why {
        NotTaken::TooSoon(seconds) => {
            let minutes = seconds.div_ceil(60);
            (44, format!("Too many letters; the next one is taken in {minutes} minutes").into())
        }
        NotTaken::TooLong(most) => {
            (59, format!("The letter is too long; at most {most} characters are taken").into())
        }
        NotTaken::Full => (
            40,
            "The author has as many letters to read as there is room for; try again another day"
                .into(),
        ),
        NotTaken::Failed => {
            (40, "The server could not keep the letter just now; try again later".into())
        }
    }
}
