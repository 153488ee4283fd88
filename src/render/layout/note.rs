//! Marks of footnotes: `¹`, or `(1)` where there is only ASCII. `[1]` is the number that many clients
//! give the first link.

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The mark of the footnote of that number.
pub(in crate::render) fn note_mark(number: usize, ascii: bool) -> String {
    if ascii {
        return format!("({number})");
    }
    let digits = number.to_string();
    digits.chars().filter_map(|it| it.to_digit(10)).filter_map(raised).collect()
}

fn raised(digit: u32) -> Option<char> {
    RAISED.get(usize::try_from(digit).ok()?).copied()
}

/// Tests whether a character is a part of a footnote's mark.
pub(super) fn is_raised(character: char) -> bool {
    RAISED.contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_raised_where_it_can_be() {
        assert_eq!((note_mark(1, false).as_str(), note_mark(230, false).as_str()), ("¹", "²³⁰"));
        assert_eq!(note_mark(23, true), "(23)");
        assert!(note_mark(1_234_567_890, false).chars().all(is_raised));
        assert!(!"12³a(".chars().filter(|it| *it != '³').any(is_raised));
    }
}
