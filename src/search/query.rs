//! `Query`: what a reader means who types some words.
//!
//! All words are required, the last one also as the beginning of a longer one. `"phrase"`, `-word`,
//! `tag:word`, `intitle:word` and `year:2024` are understood; what can't be understood is searched
//! for as words.

mod read;
mod term;

use std::ops::RangeInclusive;

use self::read::Typed;
use self::term::Term;
pub(super) use self::term::Wanted;
use super::words::{Script, each_word};

/// The characters of a query that are read.
const LONGEST: usize = 200;
/// The terms of a query that are read.
const MOST_TERMS: usize = 16;

/// What is searched for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// The beginning of what was typed, on one line.
    typed: String,
    required: Vec<Term>,
    excluded: Vec<Term>,
    years: Option<RangeInclusive<i16>>,
}

impl Query {
    /// Reads what was typed.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = line.chars().filter(|character| !character.is_control()).collect();
        let mut query = Self { typed: line, ..Self::default() };
        let all = read::read(&query.typed);
        // Whoever types on has come to the end of a word, but for what the words are asked to be.
        let last = all.iter().rposition(|part| matches!(part, Typed::Term { .. }));
        for (number, part) in all.into_iter().enumerate().take(MOST_TERMS) {
            match part {
                Typed::Years(years) => query.years = Some(years),
                Typed::Term { text, column, is_phrase } => {
                    let begins = !is_phrase && Some(number) == last;
                    query.required.extend(Term::read(&text, column, begins));
                }
                Typed::Without { text, column } => {
                    query.excluded.extend(Term::read(&text, column, false));
                }
            }
        }
        // Nobody searches for all that does not hold a word.
        if query.required.is_empty() && query.years.is_none() {
            query.required = std::mem::take(&mut query.excluded);
        }
        query.required.dedup();
        query
    }

    /// What was typed, on one line, as far as it was read.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// True when there is no word in it that could be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.required.is_empty() && self.years.is_none()
    }

    /// True when it asks for several words.
    #[must_use]
    pub fn has_several(&self) -> bool {
        self.required.iter().filter(|term| term.column().is_none()).count() > 1
    }

    /// True when words are to stand behind each other.
    pub(super) fn has_phrases(&self) -> bool {
        self.required.iter().any(|term| term.words().nth(1).is_some())
    }

    /// The same for other words in the place of some: the typed text with each exchanged.
    pub(super) fn with_words(&self, exchange: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut text = String::new();
        let mut end = 0;
        let mut is_other = false;
        each_word(&self.typed, |word| {
            if let Some(other) = exchange(&word.text).filter(|_| word.script != Script::Spaceless) {
                text.push_str(self.typed.get(end..word.range.start).unwrap_or_default());
                text.push_str(&other);
                end = word.range.end;
                is_other = true;
            }
        });
        text.push_str(self.typed.get(end..).unwrap_or_default());
        is_other.then_some(text)
    }

    /// The years that are asked for.
    pub(super) fn years(&self) -> Option<&RangeInclusive<i16>> {
        self.years.as_ref()
    }

    /// The words that a passage should hold.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        self.required.iter().flat_map(Term::wanted).collect()
    }

    /// The words that are looked for in all of a page, each by itself.
    pub(super) fn plain_words(&self) -> impl Iterator<Item = &str> {
        let plain = self.required.iter().filter(|term| term.column().is_none());
        plain.flat_map(Term::words)
    }

    /// The expression of FTS5 for pages that hold all; `None` when there is no word.
    pub(super) fn all(&self) -> Option<String> {
        self.expression(" AND ", Term::expression)
    }

    /// The expression for pages that hold what none may hold; `None` when there is nothing.
    pub(super) fn excluded(&self) -> Option<String> {
        joined(self.excluded.iter().filter_map(Term::expression), " OR ")
    }

    /// The same as [`Query::all`] for the last word as it is; `None` when that makes no difference.
    pub(super) fn all_whole(&self) -> Option<String> {
        let whole = self.expression(" AND ", Term::whole);
        whole.filter(|whole| self.all().as_ref() != Some(whole))
    }

    /// The same, without the signs of marks; `None` when there are no signs.
    pub(super) fn all_without_signs(&self) -> Option<String> {
        let has_signs = self.required.iter().any(Term::has_signs);
        if has_signs { self.expression(" AND ", Term::without_signs) } else { None }
    }

    /// The same for pages that hold any of the words, and all that is asked of titles and tags.
    /// `None` when there are not several words.
    pub(super) fn any(&self) -> Option<String> {
        if self.has_several() { self.expression(" OR ", Term::without_signs) } else { None }
    }

    /// The expression for pages that hold any of the words in title, headings, tags or description,
    /// where there are no marks. `None` when none is looked for in all of a page.
    pub(super) fn prominent(&self) -> Option<String> {
        self.any_plain(Term::without_signs)
    }

    /// The same for the last word as it is.
    pub(super) fn prominent_whole(&self) -> Option<String> {
        self.any_plain(Term::whole_without_signs)
    }

    fn any_plain(&self, of: impl Fn(&Term) -> Option<String>) -> Option<String> {
        let plain = self.required.iter().filter(|term| term.column().is_none());
        joined(plain.filter_map(of), " OR ")
    }

    fn expression(&self, between: &str, of: impl Fn(&Term) -> Option<String>) -> Option<String> {
        let (fields, words): (Vec<&Term>, Vec<&Term>) =
            self.required.iter().partition(|term| term.column().is_some());
        let words = joined(words.into_iter().filter_map(&of), between);
        let fields = joined(fields.into_iter().filter_map(&of), " AND ");
        let held = joined(words.into_iter().chain(fields), " AND ")?;
        Some(match joined(self.excluded.iter().filter_map(&of), " OR ") {
            Some(excluded) => format!("({held}) NOT ({excluded})"),
            None => held,
        })
    }
}

/// Expressions with something between them, each in brackets.
fn joined(parts: impl Iterator<Item = String>, between: &str) -> Option<String> {
    let parts: Vec<String> = parts.map(|part| format!("({part})")).collect();
    if parts.is_empty() { None } else { Some(parts.join(between)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_an_expression() {
        let check = |typed: &str, expected: &str| {
            assert_eq!(Query::read(typed).all().as_deref(), Some(expected), "{typed}");
        };
        check("small boxes", r#"(("small") AND ("boxes" OR "boxes" *))"#);
        check("Small  \"small Boxes\"", r#"(("small") AND ("small boxes"))"#);
        check("boxes -small -large", r#"((("boxes" OR "boxes" *))) NOT (("small") OR ("large"))"#);
        check("well-known", r#"(("well known" OR "well known" *))"#);
        check("a c++", r#"(("a") AND ("c++" * AND "c"))"#);
        check("--option x", r#"(("--option" * AND "option") AND ("x"))"#);
        check("tag:pi fun", r#"(("fun" OR "fun" *)) AND ((tags : ("pi")))"#);
        check("intitle:\"a b\"", r#"((title : ("a b")))"#);
        check("東京 x", r#"(("東京") AND ("x"))"#);
        check("東", r#"(("東" *))"#);
        check("학교 x", r#"(("학교" *) AND ("x"))"#);
        check("tag: x", r#"(("tag") AND ("x"))"#);
        check("year:no", r#"(("year no" OR "year no" *))"#);
        check("-alone", r#"(("alone"))"#);
        check("“curly quotes” x", r#"(("curly quotes") AND ("x"))"#);
        check("a \"open end", r#"(("a") AND ("open end"))"#);
        assert_eq!(Query::read("!?").all(), None);
        assert!(Query::read("!?").is_empty() && !Query::read("year:2024").is_empty());
        assert_eq!(Query::read("year:2024").years(), Some(&(2024..=2024)));
        assert_eq!(Query::read("x year:2020-2023").years(), Some(&(2020..=2023)));
    }

    #[test]
    fn what_nobody_has_all_of_is_asked_for_in_other_ways() {
        let query = Query::read("c++ boxes tag:x");
        let without = r#"(("c") AND ("boxes")) AND ((tags : ("x")))"#;
        assert_eq!(query.all_without_signs().as_deref(), Some(without));
        assert_eq!(query.any(), Some(without.replacen("AND", "OR", 1)));
        assert_eq!(query.all_whole(), None);
        let whole = Query::read("small boxes").all_whole();
        assert_eq!(whole.as_deref(), Some(r#"(("small") AND ("boxes"))"#));
        assert_eq!(Query::read("small 학교").all_whole(), None);
        assert_eq!(Query::read("a b").all_without_signs(), None);
        assert_eq!(Query::read("a tag:b").any(), None);
        assert_eq!(query.prominent().as_deref(), Some(r#"("c") OR ("boxes")"#));
        let beginning = Query::read("c++ boxes");
        let prominent = r#"("c") OR ("boxes" OR "boxes" *)"#;
        assert_eq!(beginning.prominent().as_deref(), Some(prominent));
        assert_eq!(beginning.prominent_whole(), query.prominent());
        assert_eq!(Query::read("tag:b").prominent(), None);
        assert!(!query.has_phrases() && Query::read("c \"small boxes\"").has_phrases());
    }

    #[test]
    fn no_more_is_read_than_people_type() {
        let long = "wort ".repeat(1000);
        assert_eq!(Query::read(&long).typed().chars().count(), LONGEST - 1);
        let many: Vec<String> = (10..90).map(|number| number.to_string()).collect();
        assert_eq!(Query::read(&many.join(" ")).required.len(), MOST_TERMS);
    }

    #[test]
    fn words_are_exchanged_in_what_was_typed() {
        let query = Query::read("\"Gemni protocl\" -x 東京");
        let other = |word: &str| (word == "gemni").then(|| "gemini".to_owned());
        assert_eq!(query.with_words(other).as_deref(), Some("\"gemini protocl\" -x 東京"));
        assert_eq!(query.with_words(|_| None), None);
    }
}
