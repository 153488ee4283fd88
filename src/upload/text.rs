//! Texts of the same file: their line ends, and the changes of two who had the same version.

/// A text with the line ends of the one in whose place it comes: clients send those of their own
/// system.
pub(super) fn with_line_ends_of(text: String, before: &str) -> String {
    let first = before.split_inclusive('\n').next().unwrap_or_default();
    if !first.ends_with('\n') {
        return text;
    }
    let lines = if text.contains('\r') { text.replace("\r\n", "\n") } else { text };
    if first.ends_with("\r\n") { lines.replace('\n', "\r\n") } else { lines }
}

/// A text with the changes of two, who both had `base`; `None` where they touch the same lines.
pub(super) fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    diffy::merge(base, ours, theirs).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_stay_as_they_were() {
        for (text, before, expected) in [
            ("a\nb\n", "x\ny\n", "a\nb\n"),
            ("a\r\nb\r\n", "x\ny\n", "a\nb\n"),
            ("a\nb\n", "x\r\ny\r\n", "a\r\nb\r\n"),
            ("a\r\nb\n", "x\r\n", "a\r\nb\r\n"),
            ("a\r\n", "", "a\r\n"),
            ("a\r\n", "x", "a\r\n"),
        ] {
            assert_eq!(with_line_ends_of(text.to_owned(), before), expected, "{text:?} {before:?}");
        }
    }

    #[test]
    fn changes_of_other_lines_are_both_kept() {
        let base = "one\n\ntwo\n\nthree\n\nfour\n";
        let ours = "one!\n\ntwo\n\nthree\n\nfour\n";
        let theirs = "one\n\ntwo\n\nthree\n\nfour!\n\nfive\n";
        let both = "one!\n\ntwo\n\nthree\n\nfour!\n\nfive\n";
        assert_eq!(merged(base, ours, theirs).as_deref(), Some(both));
        assert_eq!(merged(base, ours, "one?\n\ntwo\n\nthree\n\nfour\n"), None);
        assert_eq!(merged(base, ours, ours).as_deref(), Some(ours), "the same change twice");
    }
}
