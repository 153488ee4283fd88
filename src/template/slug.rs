//! Slugs: names as they stand in addresses, by the modes of Jekyll's filter `slugify`.

use unicode_width::UnicodeWidthChar as _;

/// The form of a name in an address: a mode of Jekyll's filter `slugify`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Slugs {
    /// As it is.
    None,
    /// Only blanks become dashes.
    Raw,
    /// Letters and digits of any script; all else becomes dashes.
    #[default]
    Default,
    /// The same, with the signs that may stand in a URL.
    Pretty,
    /// Letters and digits of ASCII.
    Ascii,
    /// As the usual one, of letters as they are written without accents.
    Latin,
}

impl Slugs {
    /// A mode by its name; one that is not known changes only the case, as with Jekyll.
    #[must_use]
    pub(crate) fn named(mode: &str) -> Self {
        match mode {
            "" | "default" => Self::Default,
            "raw" => Self::Raw,
            "pretty" => Self::Pretty,
            "ascii" => Self::Ascii,
            "latin" => Self::Latin,
            _ => Self::None,
        }
    }

    /// A name in this form, in lower case.
    #[must_use]
    pub(crate) fn of(self, name: &str) -> String {
        match self {
            Self::None => name.to_lowercase(),
            Self::Raw => dashed(name, |it| !it.is_ascii_whitespace()),
            Self::Default => dashed(name, is_letter_or_digit),
            Self::Pretty => {
                dashed(name, |it| is_letter_or_digit(it) || "._~!$&'()+,;=@".contains(it))
            }
            Self::Ascii => dashed(name, |it| it.is_ascii_alphanumeric()),
            Self::Latin => dashed(&without_accents(name), is_letter_or_digit),
        }
    }
}

/// A text in lower case, each run of characters that are not kept as one dash, none at the ends.
fn dashed(text: &str, kept: fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut replaced = false;
    for character in text.chars() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_forms_of_slugify() {
        let check = |mode: &str, expected: &str| {
            assert_eq!(Slugs::named(mode).of("Red & Büro_2.0 "), expected, "{mode}");
        };
        check("none", "red & büro_2.0 ");
        check("raw", "red-&-büro_2.0");
        check("default", "red-büro-2-0");
        check("pretty", "red-&-büro_2.0");
        check("ascii", "red-b-ro-2-0");
        check("latin", "red-buro-2-0");
    }

    #[test]
    fn marks_belong_to_their_letters_and_signs_without_width_do_not() {
        for (name, expected) in [
            ("हिन्दी लेख", "हिन्दी-लेख"),
            ("เที่ยว", "เที่ยว"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
            ("a\u{200b}b\u{2060}c\u{feff}d\u{ad}e", "a-b-c-d-e"),
            ("a²½Ⅷ①b", "a-b"),
        ] {
            assert_eq!(Slugs::Default.of(name), expected, "{name}");
        }
    }
}
