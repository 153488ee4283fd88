//! The status of an answer in words, for operators.

/// Words for a status that is a refusal, behind "it" or a number of requests; `None` for others.
#[must_use]
pub fn refusal(status: u8) -> Option<&'static str> {
    Some(match status {
        40 => "failed",
        41 => "met a busy server",
        42 | 43 => "failed in an application",
        44 => "came too often",
        51 => "not found",
        52 => "gone",
        53 => "meant for another host",
        59 => "not understood",
        60 => "without a certificate",
        61 => "not admitted",
        62 => "with a certificate out of its time",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_of_a_refusal_has_words_and_no_other() {
        let with_words: Vec<u8> = (0..=99).filter(|status| refusal(*status).is_some()).collect();
        assert_eq!(with_words, [40, 41, 42, 43, 44, 51, 52, 53, 59, 60, 61, 62]);
    }
}
