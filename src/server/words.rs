//! Words that several reports share.

/// A number of things, by the word for one.
pub(super) fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_others_are_several() {
        let words = [0, 1, 2].map(|number| counted(number, "page"));
        assert_eq!(words, ["0 pages", "1 page", "2 pages"]);
    }
}
