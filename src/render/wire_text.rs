//! Plain text on the wire: lines end in CR LF, and none is only a dot.
//!
//! Clients disagree about the final dot and nobody un-stuffs dots, so neither is written. But some
//! clients stop at a line that is only `.`, and others drop it; such a line goes out as `. `.
//!
//! Clients that are older than all of these wait for the final dot (RFC 1436); for their sake it
//! can be had. Dots are not stuffed then either: there is no other lone dot for the final one to be
//! taken for.

use bytes::Bytes;

use super::wire_menu;

/// Writes a whole text.
#[must_use]
pub fn encode(text: &str) -> Bytes {
    let mut encoder = Encoder::default();
    let mut lines = Vec::with_capacity(text.len() + text.len() / 16);
    encoder.push(text.as_bytes(), &mut lines);
    encoder.finish(&mut lines);
    Bytes::from(lines)
}

/// Writes a text that comes in chunks, cut anywhere.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    line: Line,
    /// True if a dot on a line of its own comes last.
    dot: bool,
}

/// The line under way, as far as it has been read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Line {
    /// Nothing.
    #[default]
    Start,
    /// Only a dot.
    Dot,
    /// Only a dot and a CR, which is not yet written.
    DotCr,
    /// Something else.
    Inside,
    /// Something else that ends in CR.
    InsideCr,
}

impl Encoder {
    /// Ends the text with a dot on a line of its own.
    #[must_use]
    pub fn with_dot() -> Self {
        Self { dot: true, ..Self::default() }
    }

    /// Takes a chunk and appends to `lines` what is known of it.
    pub fn push(&mut self, chunk: &[u8], lines: &mut Vec<u8>) {
        for piece in chunk.split_inclusive(|byte| *byte == b'\n') {
            match piece.split_last() {
                Some((b'\n', rest)) => {
                    self.push_part(rest, lines);
                    self.end_line(lines);
                }
                _ => self.push_part(piece, lines),
            }
        }
    }

    /// Ends the text; what is appended to `lines` belongs to a last line without line end, or is
    /// the final dot.
    pub fn finish(&mut self, lines: &mut Vec<u8>) {
        if self.dot {
            if self.line != Line::Start {
                self.end_line(lines);
            }
            lines.extend_from_slice(wire_menu::END);
        }
        match self.line {
            Line::Start | Line::Inside | Line::InsideCr => {}
            Line::Dot | Line::DotCr => lines.push(b' '),
        }
        self.line = Line::Start;
    }

    /// Takes a part of a line, without LF.
    fn push_part(&mut self, part: &[u8], lines: &mut Vec<u8>) {
        let next = match (self.line, part) {
            (line, []) => line,
            (Line::Start, b".") => Line::Dot,
            (Line::Start, b".\r") => Line::DotCr,
            (Line::Dot, b"\r") => Line::DotCr,
            (_, [.., b'\r']) => Line::InsideCr,
            (_, _) => Line::Inside,
        };
        if self.line == Line::DotCr && next != Line::DotCr {
            lines.push(b'\r');
        }
        let written =
            if next == Line::DotCr { part.strip_suffix(b"\r").unwrap_or(part) } else { part };
        lines.extend_from_slice(written);
        self.line = next;
    }

    /// Takes an LF.
    fn end_line(&mut self, lines: &mut Vec<u8>) {
        let end: &[u8] = match self.line {
            Line::Start | Line::Inside => b"\r\n",
            Line::Dot | Line::DotCr => b" \r\n",
            Line::InsideCr => b"\n",
        };
        lines.extend_from_slice(end);
        self.line = Line::Start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks a text as a whole and cut anywhere.
    fn check(text: &str, expected: &str) {
        assert_eq!(encode(text), expected.as_bytes(), "{text:?}");
        for size in 1..=text.len().max(1) {
            let mut encoder = Encoder::default();
            let mut lines = Vec::new();
            text.as_bytes().chunks(size).for_each(|chunk| encoder.push(chunk, &mut lines));
            encoder.finish(&mut lines);
            assert_eq!(String::from_utf8(lines).unwrap(), expected, "{text:?} in chunks of {size}");
        }
    }

    #[test]
    fn lines_end_in_cr_lf() {
        check("", "");
        check("a\nb\n", "a\r\nb\r\n");
        check("a\r\nb\r\n", "a\r\nb\r\n");
        check("a\rb\r\r\n", "a\rb\r\r\n");
        check("a\n\n\nb", "a\r\n\r\n\r\nb");
        check("\r\n\r", "\r\n\r");
    }

    #[test]
    fn a_lone_dot_gets_company() {
        check(".\n", ". \r\n");
        check("a\n.\nb\n", "a\r\n. \r\nb\r\n");
        check("a\r\n.\r\nb\r\n", "a\r\n. \r\nb\r\n");
        check("a\n.", "a\r\n. ");
        check(".\rx\n", ".\rx\r\n");
        check(".\r\r\n", ".\r\r\n");
    }

    #[test]
    fn a_final_dot_stands_on_a_line_of_its_own() {
        let check = |text: &str, expected: &str| {
            let mut encoder = Encoder::with_dot();
            let mut lines = Vec::new();
            encoder.push(text.as_bytes(), &mut lines);
            encoder.finish(&mut lines);
            assert_eq!(String::from_utf8(lines).unwrap(), expected, "{text:?}");
        };
        check("", ".\r\n");
        check("a\n", "a\r\n.\r\n");
        check("a", "a\r\n.\r\n");
        check("a\r", "a\r\n.\r\n");
        check(".", ". \r\n.\r\n");
        check("a\n.\n", "a\r\n. \r\n.\r\n");
        check("..", "..\r\n.\r\n");
    }

    #[test]
    fn other_dots_stay() {
        check("..\n.a\n a.\n...\n", "..\r\n.a\r\n a.\r\n...\r\n");
    }
}
