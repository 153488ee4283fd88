//! The languages whose words are known.

use super::words::Phrases;
use super::{further, germanic, romance, slavic};
use crate::language::LanguageTags;

/// The languages by their codes (ISO 639-1).
const LANGUAGES: &[(&str, &Phrases)] = &[
    ("ar", &further::ARABIC),
    ("de", &germanic::GERMAN),
    ("en", &germanic::ENGLISH),
    ("es", &romance::SPANISH),
    ("fr", &romance::FRENCH),
    ("it", &romance::ITALIAN),
    ("ja", &further::JAPANESE),
    ("ko", &further::KOREAN),
    ("nl", &germanic::DUTCH),
    ("pl", &slavic::POLISH),
    ("pt", &romance::PORTUGUESE),
    ("ru", &slavic::RUSSIAN),
    ("uk", &slavic::UKRAINIAN),
    ("zh", &further::CHINESE),
];

/// The names of other languages in their own words.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("el", "Ελληνικά"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("nb", "Norsk bokmål"),
    ("no", "Norsk"),
    ("ro", "Română"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("vi", "Tiếng Việt"),
    ("zh-CN", "简体中文"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("zh-TW", "繁體中文"),
];

impl Phrases {
    /// Those of English.
    pub const ENGLISH: &'static Self = &germanic::ENGLISH;

    /// The words for a text in some languages: of the first of them that is known, else English.
    #[must_use]
    pub fn of(language: Option<&LanguageTags>) -> &'static Self {
        let tags = language.map_or("", LanguageTags::as_str);
        tags.split(',').find_map(of_tag).unwrap_or(&germanic::ENGLISH)
    }

    /// The name of a language in its own words, of a script or region too where readers tell these
    /// apart; or its tag if it is not known here.
    #[must_use]
    pub fn name_of(tag: &str) -> String {
        let other = OTHER_NAMES.iter().find(|(code, _)| code.eq_ignore_ascii_case(tag));
        let name = other.map(|(_, name)| *name);
        name.or_else(|| of_tag(tag).map(|phrases| phrases.language)).unwrap_or(tag).to_owned()
    }
}

/// The words for a tag, whatever script or region it names besides the language.
fn of_tag(tag: &str) -> Option<&'static Phrases> {
    let code = tag.split('-').next()?;
    let known = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
    known.map(|(_, phrases)| *phrases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::words::filled;

    fn home(tags: &str) -> &'static str {
        Phrases::of(Some(&tags.parse().unwrap())).home
    }

    #[test]
    fn the_first_language_that_is_known_counts() {
        let homes = [home("de-CH"), home("DE"), home("tlh,fr"), home("tlh"), home("zh-Hant-TW")];
        assert_eq!(homes, ["Startseite", "Startseite", "Accueil", "Home", "首页"]);
        assert_eq!(Phrases::of(None).home, "Home");
        let names = ["de", "ca", "tlh", "zh", "zh-tw"].map(Phrases::name_of);
        assert_eq!(names, ["Deutsch", "Català", "tlh", "中文", "繁體中文"]);
    }

    #[test]
    fn what_is_filled_in_has_its_place_in_every_language() {
        for (code, phrases) in LANGUAGES {
            let filled = [
                phrases.posts_of_year,
                phrases.not_listed,
                phrases.on_protocol,
                phrases.many_found,
                phrases.did_you_mean,
                phrases.video_on,
                phrases.post_on,
                phrases.write_about,
            ];
            assert!(filled.iter().all(|it| it.matches("{}").count() == 1), "{code}");
            let twice = [phrases.post_of, phrases.page_of, phrases.pages_indexed];
            let typed = ["-", "tag:", "intitle:", "year:2024"];
            assert!(typed.iter().all(|it| phrases.search_help.contains(it)), "{code}");
            assert_eq!(phrases.search_help.matches('"').count(), 2, "{code}");
            assert!(twice.iter().all(|it| it.matches("{}").count() == 2), "{code}");
        }
        assert_eq!(filled(germanic::ENGLISH.on_protocol, "Gemini"), "This page on Gemini");
    }
}
