//! URLs in running text that nobody made a link of. What they lead to is for the resolver to say.

/// The schemes that are links when they stand in running text.
const SCHEMES: &[&str] = &[
    "http", "https", "gemini", "gopher", "gophers", "spartan", "nex", "finger", "titan", "ftp",
    "ftps", "irc", "ircs",
];

/// Splits a text at its first bare URL: what stands before, the URL, what stands after. Linear in
/// the text before and in the URL.
pub(in crate::parse) fn split(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices("://").find_map(|(colon, _)| {
        let start = scheme_start(text.get(..colon)?)?;
        let rest = text.get(start..)?;
        let end = end(rest, colon - start + "://".len())?;
        let (url, after) = rest.split_at_checked(end)?;
        Some((text.get(..start)?, url, after))
    })
}

/// Offset of the scheme at the end of `before`, if it is one of ours and a word of its own.
fn scheme_start(before: &str) -> Option<usize> {
    let letters = before.bytes().rev().take(8).take_while(u8::is_ascii_alphabetic).count();
    let start = before.len() - letters;
    let scheme = before.get(start..)?;
    let known = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let alone = !before.get(..start)?.ends_with(is_glue);
    if known && alone { Some(start) } else { None }
}

/// Tests whether a character makes one word with a scheme behind it.
fn is_glue(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+-._/@%&?".contains(character)
}

/// Offset of the end of the URL at the start of `text`; its host begins at `host`. `None` without a
/// host.
fn end(text: &str, host: usize) -> Option<usize> {
    let after_host = text.get(host..)?;
    // Looked at first: else a text of nothing but schemes would be gone through for each of them.
    if !after_host.starts_with(|it: char| it.is_alphanumeric() || it == '[') {
        return None;
    }
    let mut in_host = true;
    let stop = after_host.find(|it: char| {
        in_host &= !matches!(it, '/' | '?' | '#');
        ends_url(it) || in_host && !it.is_ascii() && super::characters::is_spaceless(it)
    });
    let written = after_host.get(..stop.unwrap_or(after_host.len()))?;
    let url = without_final_marks(written);
    if url.is_empty() { None } else { Some(host + url.len()) }
}

fn ends_url(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}')
        || matches!(character, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '…')
        || matches!(character, '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{301f}' | '！' | '（')
        || matches!(character, '）' | '，' | '：' | '；' | '？')
}

/// Without the marks of the sentence around the URL. A closing bracket stays when it was opened
/// inside.
fn without_final_marks(url: &str) -> &str {
    let mut brackets = [Brackets::of(url, '(', ')'), Brackets::of(url, '[', ']')];
    let mut characters = url.chars();
    loop {
        let kept = characters.as_str();
        let is_mark = characters.next_back().is_some_and(|it| {
            matches!(it, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '-')
                || brackets.iter_mut().any(|brackets| brackets.lose(it))
        });
        if !is_mark {
            return kept;
        }
    }
}

/// How many brackets of a kind have no other half in a text.
struct Brackets {
    marks: [char; 2],
    alone: [usize; 2],
}

impl Brackets {
    fn of(text: &str, open: char, close: char) -> Self {
        let (opened, closed) = (text.matches(open).count(), text.matches(close).count());
        let alone = [opened.saturating_sub(closed), closed.saturating_sub(opened)];
        Self { marks: [open, close], alone }
    }

    /// Takes a character away from the end, if it is one without another half.
    fn lose(&mut self, character: char) -> bool {
        let mut kinds = self.marks.iter().zip(&mut self.alone);
        let Some((_, alone)) = kinds.find(|(mark, alone)| **mark == character && **alone > 0)
        else {
            return false;
        };
        *alone -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, url: &str) {
        assert_eq!(split(text).map_or("", |(_, url, _)| url), url, "{text}");
    }

    #[test]
    fn a_url_ends_where_its_sentence_goes_on() {
        check("see https://a.org/b.", "https://a.org/b");
        check("(see https://a.org/b_(c)), or", "https://a.org/b_(c)");
        check("<https://a.org>", "https://a.org");
        check("“https://a.org/x”", "https://a.org/x");
        check("访问https://a.org查看", "https://a.org");
        check("见 https://zh.org/wiki/中文。", "https://zh.org/wiki/中文");
        check("gemini://a.org/?q=1&r=2#s, yes", "gemini://a.org/?q=1&r=2#s");
        check("http://[::1]:70/", "http://[::1]:70/");
        check("[see http://[::1], http://a.org/]", "http://[::1]");
        check("[http://a.org/[b]]", "http://a.org/[b]");
        check("**https://a.org/**", "https://a.org/");
    }

    #[test]
    fn not_every_colon_makes_a_url() {
        for text in [
            "http://",
            "git+https://a.org",
            "a/https://b.org",
            "mailto://x",
            "xhttp://a",
            "https:// a",
        ] {
            check(text, "");
        }
    }
}
