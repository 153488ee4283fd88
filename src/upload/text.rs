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

/// The most lines, from the first that somebody changed to the last, of texts that are merged: to
/// compare them takes time that grows with their square.
const MOST_LINES: usize = 2000;

/// A text with the changes of two, who both had `base`; `None` where they touch the same lines, or
/// have changed too many.
pub(super) fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let changed = changed_lines(base, ours).max(changed_lines(base, theirs));
    if changed > MOST_LINES { None } else { diffy::merge(base, ours, theirs).ok() }
}

/// The number of lines between those with which two texts begin and end alike.
fn changed_lines(one: &str, other: &str) -> usize {
    let pairs = || one.lines().zip(other.lines());
    let same = pairs().take_while(|(one, other)| one == other).count();
    let from_end = one.lines().rev().zip(other.lines().rev());
    let same_at_end = from_end.take_while(|(one, other)| one == other).count();
    let longer = one.lines().count().max(other.lines().count());
    longer.saturating_sub(same + same_at_end)
}

/// Fields of front matter by which a text says where it is served, in any generator.
const ADDRESSES: &[&str] =
    &["permalink", "url", "slug", "path", "alias", "aliases", "redirect_from", "redirect_to"];

/// A text without the lines of its front matter that say where it is served.
pub(super) fn without_addresses(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let (mut kept, mut leaves_out, mut inside) = (String::new(), false, true);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && (line.starts_with("---") || line.starts_with("+++")) {
            inside = false;
        }
        let is_within = line.starts_with([' ', '\t', '-', ']']) && number > 0 && inside;
        if !is_within {
            let key = line.split([':', '=']).next().unwrap_or_default();
            let key = key.trim_matches([' ', '\t', '"', '\'']).to_ascii_lowercase();
            leaves_out = inside && ADDRESSES.contains(&key.as_str());
        }
        if !leaves_out || !inside {
            kept.push_str(line);
        }
    }
    kept.into_bytes()
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

    #[test]
    fn what_a_text_says_of_its_address_is_left_out() {
        let check = |text: &str, expected: &str| {
            let kept = String::from_utf8(without_addresses(text.as_bytes())).unwrap();
            assert_eq!(kept, expected, "{text}");
        };
        check(
            "---\ntitle: A\npermalink: /b\naliases:\n  - /c\n- /d\ntags: [x]\n---\nurl: stays\n",
            "---\ntitle: A\ntags: [x]\n---\nurl: stays\n",
        );
        check("+++\nurl = \"/b\"\ntitle = \"A\"\n+++\n", "+++\ntitle = \"A\"\n+++\n");
        check("no front matter\n", "no front matter\n");
    }

    #[test]
    fn too_much_that_is_new_is_not_compared() {
        assert_eq!(changed_lines("a\nb\nc\n", "a\nx\ny\nc\n"), 2);
        assert_eq!(changed_lines("a\na\n", "a\na\na\n"), 0);
        let text = |word: &str, lines: usize| {
            (0..lines).map(|line| format!("{word} {line}\n")).collect::<String>()
        };
        let base = text("base", 10_000);
        assert_eq!(merged(&base, &text("ours", 10_000), &text("theirs", 10_000)), None);
        let (first, last) = (format!("first\n{base}"), format!("{base}last\n"));
        assert_eq!(merged(&base, &first, &last), Some(format!("first\n{base}last\n")));
        let ends_changed = |lines: usize| {
            let between = text("same", lines - 2);
            merged(
                &format!("a\n{between}z\n"),
                &format!("A\n{between}Z\n"),
                &format!("a\n{between}z\n"),
            )
        };
        assert!(ends_changed(MOST_LINES).is_some() && ends_changed(MOST_LINES + 1).is_none());
    }
}
