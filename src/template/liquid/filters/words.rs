//! Filters that look at words and letters: slugs, counting.

use unicode_width::UnicodeWidthChar as _;

use crate::template::liquid::filter::{Arguments, Filter};
use crate::template::liquid::values::Value;

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_arguments("slugify", slugify),
    Filter::with_arguments("number_of_words", number_of_words),
];

fn slugify(input: &Value, arguments: &Arguments) -> Value {
    if input.is_nil() {
        return Value::Nil;
    }
    let mode = arguments.text(0);
    let mode = if mode.is_empty() { "default" } else { mode.as_str() };
    Value::from(slug(&input.shown(arguments.meter), mode))
}

/// As Jekyll's modes say; with an unknown mode, such as `none`, only the case changes.
fn slug(text: &str, mode: &str) -> String {
    let kept: fn(char) -> bool = match mode {
        "raw" => |character| !character.is_ascii_whitespace(),
        "default" | "latin" => is_letter_or_digit,
        "pretty" => {
            |character| is_letter_or_digit(character) || "._~!$&'()+,;=@".contains(character)
        }
        "ascii" => |character| character.is_ascii_alphanumeric(),
        _ => return text.to_lowercase(),
    };
    let plain = if mode == "latin" { without_accents(text) } else { text.to_owned() };
    let mut slug = String::with_capacity(plain.len());
    let mut replaced = false;
    for character in plain.chars() {
        if kept(character) {
            slug.push(character);
        } else if !replaced {
            slug.push('-');
        }
        replaced = !kept(character);
    }
    let slug = slug.strip_prefix('-').unwrap_or(&slug);
    slug.strip_suffix('-').unwrap_or(slug).to_lowercase()
}

/// Letters, the marks on them, and digits; not ², ½ or Ⅷ, which are numbers but no digits.
fn is_letter_or_digit(character: char) -> bool {
    is_mark(character) || character.is_alphanumeric() && !is_number_without_digits(character)
}

/// Superscripts and subscripts, fractions, Roman numerals, numbers in circles.
fn is_number_without_digits(character: char) -> bool {
    matches!(character,
        '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'
        | '\u{2074}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2150}'..='\u{218b}'
        | '\u{2460}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}' | '\u{3220}'..='\u{3229}' | '\u{3280}'..='\u{3289}')
}

/// The blocks of combining marks that writing systems on the web use.
fn is_mark(character: char) -> bool {
    character.width() == Some(0)
        && u32::from(character) >= 0x300
        && !matches!(character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}')
}

/// Each accented Latin letter as its plain one, and `?` for those that have none.
fn without_accents(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            ascii.push_str(without_accent(character));
        }
    }
    ascii
}

fn without_accent(character: char) -> &'static str {
    match deunicode::deunicode_char(character) {
        Some(plain) if character < '\u{250}' => plain,
        _ => "?",
    }
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
