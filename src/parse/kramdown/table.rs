//! Tables of kramdown that `CommonMark`'s extension does not know: without a head, with rules
//! between their rows.

/// Tests whether a line is a row of a table. kramdown takes any line with a pipe for one; those
/// that do not begin with it are far more often text.
pub(super) fn is_row(words: &str) -> bool {
    words.starts_with('|')
}

/// Tests whether a row is a rule: `|---|:-:|`, `|===`.
pub(super) fn is_rule(words: &str) -> bool {
    is_row(words)
        && words.contains(['-', '='])
        && words.chars().all(|it| it.is_whitespace() || matches!(it, '|' | '-' | '=' | ':' | '+'))
}

/// An empty head for a table that begins with this row, rule included.
pub(super) fn empty_head(row: &str, prefix: &str) -> String {
    let columns = row.trim_end().trim_end_matches('|').matches('|').count();
    format!("{prefix}|{}\n{prefix}|{}\n", " |".repeat(columns), "---|".repeat(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_parted_from_rows() {
        for (words, expected) in [
            ("|---|:-:|", true),
            ("|===|", true),
            ("| a | - |", false),
            ("|  |", false),
            ("---", false),
        ] {
            assert_eq!(is_rule(words), expected, "{words}");
        }
        assert_eq!(empty_head("| a | b |", "> "), "> | | |\n> |---|---|\n");
    }
}
