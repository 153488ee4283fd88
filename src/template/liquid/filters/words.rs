//! Filters that look at words and letters: slugs, counting.

use crate::template::liquid::filter::{Arguments, Filter};
use crate::template::liquid::values::Value;
use crate::template::slug::Slugs;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_arguments("slugify", slugify),
    Filter::with_arguments("number_of_words", number_of_words),
];

fn slugify(input: &Value, arguments: &Arguments) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    Value::from(Slugs::named(&arguments.text(0)).of(&input.shown(arguments.meter)))
}

/// Words between white space; with the mode `cjk`, or `auto` and such a text, each Chinese,
/// Japanese or Korean character is a word.
fn number_of_words(input: &Value, arguments: &Arguments) -> Value {
    let text = input.shown(arguments.meter);
    let mode = arguments.text(0);
    let cjk = text.chars().filter(|character| is_cjk(*character)).count();
    let count = if mode == "cjk" || mode == "auto" && cjk > 0 {
        cjk + words_between_cjk(&text)
    } else {
        text.split_ascii_whitespace().count()
    };
    Value::count(count)
}

fn words_between_cjk(text: &str) -> usize {
    text.split(|character: char| character.is_ascii_whitespace() || is_cjk(character))
        .filter(|word| !word.is_empty())
        .count()
}

/// Han, Hiragana, Katakana, Hangul.
fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fd5}' | '\u{3005}' | '\u{3007}'
        | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' | '\u{3131}'..='\u{318e}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{323af}')
}
