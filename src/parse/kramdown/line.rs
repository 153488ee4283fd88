//! Lines and the blanks at their start.

/// The first line of a text, with its end.
pub(super) fn first(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or("")
}

/// Tests whether a line is blank.
pub(super) fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// A line without the blanks that any block may have before it, three at most.
pub(super) fn outdented(line: &str) -> &str {
    without_blanks(line, 3)
}

/// A line without so many blanks at its start, or fewer if there are no more.
pub(super) fn without_blanks(line: &str, most: usize) -> &str {
    let blanks = line.bytes().take(most).take_while(|byte| *byte == b' ').count();
    line.get(blanks..).unwrap_or(line)
}

/// Number of blanks at the start of a line.
pub(super) fn blanks(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// The rest of a line that is indented as code is.
pub(super) fn indented(line: &str) -> Option<&str> {
    line.strip_prefix('\t').or_else(|| line.strip_prefix("    "))
}
