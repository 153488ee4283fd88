//! Superscripts and subscripts, which a line of text can't raise or lower: with as few signs as keep
//! what they mean.

use super::flow::Flow;
use super::walk::Walker;
use crate::parse::dom::NodeId;

/// The characters of a script that are looked at: a longer one is more than a name or a number.
const LONGEST_NAME: usize = 32;

impl Walker<'_> {
    /// `<sup>`: a power gets its sign, `x^2`; an ordinal or a trade mark does not.
    pub(super) fn raised(&mut self, id: NodeId, flow: &mut Flow) {
        let words = self.words_up_to(id, LONGEST_NAME);
        let base = flow.line.last_character();
        let is_note = self.notes.is_reference_inside(self.dom, id);
        if is_note || !is_power(base, words.trim()) {
            return self.children(id, flow);
        }
        flow.line.text("^");
        if is_name(words.trim()) || is_signed_number(words.trim()) {
            self.children(id, flow);
        } else {
            self.between("(", id, ")", flow);
        }
    }

    /// `<sub>`: a number stands behind its letter, `H2O`; a name or a term gets a sign.
    pub(super) fn lowered(&mut self, id: NodeId, flow: &mut Flow) {
        let words = self.words_up_to(id, LONGEST_NAME);
        let words = words.trim();
        let is_number = words.chars().all(|it| it.is_ascii_digit());
        if is_number || !flow.line.last_character().is_some_and(is_base) {
            return self.children(id, flow);
        }
        flow.line.text("_");
        if is_name(words) {
            self.children(id, flow);
        } else {
            self.between("(", id, ")", flow);
        }
    }
}

/// Tests whether raised words after `base` are a power or an index rather than an ordinal, a title
/// or a trade mark.
fn is_power(base: Option<char>, words: &str) -> bool {
    let Some(base) = base.filter(|it| is_base(*it)) else { return false };
    let ordinal = base.is_ascii_digit()
        && matches!(words, "st" | "nd" | "rd" | "th" | "er" | "re" | "ère" | "ème");
    let mark = matches!(words, "TM" | "tm" | "SM");
    let mut characters = words.chars();
    match characters.next() {
        Some('+' | '-' | '−' | '–' | '(') => {
            characters.next().is_some_and(|it| it.is_alphanumeric() || it == '(')
        }
        Some(first) => first.is_alphanumeric() && !ordinal && !mark,
        None => false,
    }
}

/// Tests whether a script belongs to the character before it.
fn is_base(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, ')' | ']' | '|' | '′')
}

/// Tests whether a script ends where its letters end, so that nothing has to hold it together.
fn is_name(words: &str) -> bool {
    words.chars().all(char::is_alphanumeric) && words.chars().count() < LONGEST_NAME
        || is_bracketed(words)
}

fn is_bracketed(words: &str) -> bool {
    words.starts_with('(') && words.find(')') == Some(words.len() - 1)
}

fn is_signed_number(words: &str) -> bool {
    let number = words.strip_prefix(['+', '-', '−', '–']);
    number.is_some_and(|it| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_needs_nothing_to_hold_it_together() {
        let long = |length: usize| "a".repeat(length);
        for (words, expected) in [
            ("n", true),
            ("n2", true),
            ("n+1", false),
            ("(n+1)", true),
            ("(n)(m)", false),
            ("(n", false),
            ("a b", false),
            (&long(LONGEST_NAME - 1), true),
            (&long(LONGEST_NAME), false),
        ] {
            assert_eq!(is_name(words), expected, "{words}");
        }
        for (words, expected) in
            [("-1", true), ("+10", true), ("−2", true), ("–2", true), ("-", false), ("1", false)]
        {
            assert_eq!(is_signed_number(words), expected, "{words}");
        }
        assert!(!is_signed_number("-n") && !is_signed_number("1-"));
    }

    #[test]
    fn a_power_stands_behind_what_it_belongs_to() {
        for (base, words, expected) in [
            (Some('x'), "2", true),
            (Some('x'), "n", true),
            (Some(')'), "2", true),
            (Some(']'), "2", true),
            (Some('|'), "2", true),
            (Some('′'), "2", true),
            (Some('x'), "-1", true),
            (Some('x'), "+(a)", true),
            (Some('x'), "(a)", true),
            (Some('x'), "(-1)", false),
            (Some('x'), "-", false),
            (Some('x'), "-*", false),
            (Some('x'), "*", false),
            (Some('x'), "", false),
            (Some(' '), "2", false),
            (Some('.'), "2", false),
            (None, "2", false),
            (Some('1'), "st", false),
            (Some('2'), "nd", false),
            (Some('3'), "rd", false),
            (Some('4'), "th", false),
            (Some('x'), "th", true),
            (Some('1'), "er", false),
            (Some('2'), "ème", false),
            (Some('x'), "TM", false),
            (Some('x'), "tm", false),
            (Some('x'), "SM", false),
        ] {
            assert_eq!(is_power(base, words), expected, "{base:?} {words}");
        }
    }
}
