//! The answer of a Nex or Finger server: facts on bytes that have neither header nor status.

use serde::Serialize;

/// Facts on an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Answer {
    /// Number of its lines.
    pub(super) lines: usize,
    /// Number of those that are links, as a directory of Nex has them.
    pub(super) links: usize,
}

/// Looks at an answer.
pub(super) fn read(bytes: &[u8]) -> Answer {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    Answer {
        lines: lines.clone().count(),
        links: lines.filter(|it| it.starts_with(b"=> ")).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_links_are_counted() {
        assert_eq!(read(b"a\n=> /b/ B\n =>c\nd"), Answer { lines: 4, links: 1 });
        assert_eq!(read(b""), Answer { lines: 0, links: 0 });
    }
}
