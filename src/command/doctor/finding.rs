//! `Finding`: a line of the list, with what to do.

use crate::escape::escape_controls;
use crate::terminal::{Look, folded};

/// Columns of what a finding is about.
const SUBJECT: usize = 13;

/// Judgement on something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// It is well.
    Tick,
    /// It is not.
    Cross,
    /// It need not be, or is not known.
    Note,
    /// No judgement, but what follows is about this.
    Heading,
}

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Finding {
    pub(super) mark: Mark,
    /// A word or two.
    pub(super) subject: String,
    pub(super) what: String,
    /// A sentence on what to do.
    pub(super) advice: Option<String>,
}

impl Mark {
    /// The mark itself.
    pub(super) fn sign(self, unicode: bool) -> &'static str {
        match (self, unicode) {
            (Self::Tick, true) => "✓",
            (Self::Tick, false) => "ok",
            (Self::Cross, true) => "✗",
            (Self::Cross, false) => "NO",
            (Self::Note, true) => "·",
            (Self::Note, false) => "--",
            (Self::Heading, _) => "",
        }
    }

    /// Colour, as "select graphic rendition" numbers them (ECMA-48, section 8.3.117).
    fn colour(self) -> u8 {
        match self {
            Self::Tick => 32,
            Self::Cross => 31,
            Self::Note => 2,
            Self::Heading => 1,
        }
    }
}

impl Finding {
    pub(super) fn heading(what: &str) -> Self {
        Self { mark: Mark::Heading, subject: String::new(), what: what.to_owned(), advice: None }
    }

    pub(super) fn tick(subject: &str, what: impl Into<String>) -> Self {
        Self { mark: Mark::Tick, subject: subject.to_owned(), what: what.into(), advice: None }
    }

    pub(super) fn note(subject: &str, what: impl Into<String>, advice: &str) -> Self {
        let advice = Some(advice.to_owned()).filter(|it| !it.is_empty());
        Self { mark: Mark::Note, subject: subject.to_owned(), what: what.into(), advice }
    }

    pub(super) fn cross(subject: &str, what: impl Into<String>, advice: impl Into<String>) -> Self {
        let advice = Some(advice.into()).filter(|it| !it.is_empty());
        Self { mark: Mark::Cross, subject: subject.to_owned(), what: what.into(), advice }
    }

    /// The lines, each within the columns there are.
    pub(super) fn lines(&self, look: Look) -> String {
        let paint = |text: &str| {
            if look.colours {
                format!("\x1b[{}m{text}\x1b[0m", self.mark.colour())
            } else {
                text.to_owned()
            }
        };
        if self.mark == Mark::Heading {
            let (gap, what) = match self.what.strip_prefix('\n') {
                Some(what) => ("\n", what),
                None => ("", self.what.as_str()),
            };
            return format!("{gap}{}\n", paint(&escape_controls(what)));
        }
        let sign = self.mark.sign(look.unicode);
        let begin = 2 + sign.chars().count() + 1 + SUBJECT + 1;
        let indent = " ".repeat(begin);
        let text = format!("{indent}{}", escape_controls(&self.what));
        let what = folded(&text, &indent, look.columns);
        let mut lines = format!(
            "  {} {:SUBJECT$} {}\n",
            paint(sign),
            self.subject,
            what.get(begin..).unwrap_or_default()
        );
        if let Some(advice) = &self.advice {
            let end = if advice.ends_with(['.', '?']) { "" } else { "." };
            let text = format!("{indent}{}{end}", escape_controls(advice));
            lines.push_str(&folded(&text, &indent, look.columns));
            lines.push('\n');
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_mark_its_subject_and_what_to_do() {
        let look = Look { columns: 50, colours: false, unicode: true };
        let tick = Finding::tick("robots", "there");
        assert_eq!(tick.lines(look), "  ✓ robots        there\n");
        let ascii = Look { unicode: false, ..look };
        assert_eq!(tick.lines(ascii), "  ok robots        there\n");
        let cross =
            Finding::cross("feed", "it is\x1b[2J not there at all, as anybody sees", "Mend it");
        let expected = "  ✗ feed          it is\\u{1b}[2J not there at all,\n                  \
                        as anybody sees\n                  Mend it.\n";
        assert_eq!(cross.lines(look), expected);
        let painted = Look { colours: true, ..look };
        assert!(cross.lines(painted).starts_with("  \x1b[31m✗\x1b[0m feed "));
        assert_eq!(Finding::heading("\na.org").lines(painted), "\n\x1b[1ma.org\x1b[0m\n");
        assert_eq!(Finding::note("key", "?", "").lines(ascii), "  -- key           ?\n");
    }
}
