//! `Reply`: what an aggregator makes of being told, in words.

use crate::command::ping::Probe;

/// What an aggregator makes of being told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Reply {
    /// It will fetch the feed, or has done so.
    Taken(String),
    /// It does not know of it.
    NotTaken(String),
}

impl Reply {
    /// That of an answer, or of what came in its place.
    pub(super) fn of(probe: &Probe) -> Self {
        if let Some(words) = &probe.changed {
            return Self::NotTaken(format!(
                "nothing was asked, since it has another key than before. If that is right, \
                 propus ping --trust takes the new one, with the same --known. {}",
                in_one_line(words)
            ));
        }
        let Some((status, meta)) = &probe.header else {
            return Self::NotTaken(probe.failures.join("; "));
        };
        let said = if meta.is_empty() { status.to_string() } else { format!("{status} {meta}") };
        match status / 10 {
            // Where a redirect leads is for people to read: there it says that all is well.
            2 | 3 => Self::Taken(said),
            1 => Self::NotTaken(format!(
                "{said}: it asks for something more to be typed; is this the address that takes a \
                 feed's?"
            )),
            4 => Self::NotTaken(format!("{said}: it failed this time")),
            6 => Self::NotTaken(format!("{said}: it wants to know by a certificate who asks")),
            _ => Self::NotTaken(format!("{said}: it refuses that")),
        }
    }
}

/// The words of several lines.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(header: Option<(u8, &str)>) -> Probe {
        Probe {
            ways: Vec::new(),
            facts: None,
            changed: None,
            header: header.map(|(status, meta)| (status, meta.to_owned())),
            is_plain: false,
            body: Vec::new(),
            failures: vec!["it can't be reached".to_owned()],
            advice: Vec::new(),
        }
    }

    #[test]
    fn success_and_redirects_mean_that_it_was_taken() {
        for (status, meta, said) in [
            (20, "text/gemini", "20 text/gemini"),
            (30, "/", "30 /"),
            (31, "gemini://b.org/", "31 gemini://b.org/"),
            (20, "", "20"),
        ] {
            assert_eq!(Reply::of(&probe(Some((status, meta)))), Reply::Taken(said.to_owned()));
        }
    }

    #[test]
    fn all_else_is_a_failure_in_words() {
        for (status, words) in [
            (10, "10 M: it asks for something more"),
            (44, "44 M: it failed this time"),
            (51, "51 M: it refuses that"),
            (60, "60 M: it wants to know by a certificate"),
        ] {
            let reply = Reply::of(&probe(Some((status, "M"))));
            let Reply::NotTaken(said) = reply else { panic!("{status} is a success") };
            assert!(said.starts_with(words), "{said}");
        }
        let unreached = Reply::NotTaken("it can't be reached".to_owned());
        assert_eq!(Reply::of(&probe(None)), unreached);
        let changed = Probe {
            changed: Some("THE KEY HAS CHANGED\n      remembered X".to_owned()),
            ..probe(None)
        };
        let Reply::NotTaken(said) = Reply::of(&changed) else { panic!("it was not asked") };
        assert!(
            said.contains("--trust") && said.ends_with("THE KEY HAS CHANGED remembered X"),
            "{said}"
        );
    }
}
