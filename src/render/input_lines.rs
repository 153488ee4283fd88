//! Gemtext with the one line more that Spartan has: `=: url label` asks for words and sends them.

/// The target of a link line, as it is written instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputLink {
    /// Its URL.
    pub url: String,
    /// It takes words.
    pub takes_words: bool,
}

/// Writes each link line anew whose URL is answered for, whoever wrote the gemtext.
#[must_use]
pub fn input_lines(gemtext: &str, answer: impl Fn(&str) -> Option<InputLink>) -> String {
    let mut written = String::with_capacity(gemtext.len());
    let mut preformatted = false;
    for line in gemtext.split_inclusive('\n') {
        preformatted ^= line.starts_with("```");
        let link = line.strip_prefix("=>").filter(|_| !preformatted).map(str::trim_start);
        let parts =
            link.map(|link| link.split_at(link.find(char::is_whitespace).unwrap_or(link.len())));
        match parts.and_then(|(url, rest)| Some((answer(url)?, rest))) {
            Some((InputLink { url, takes_words }, rest)) => {
                let mark = if takes_words { "=: " } else { "=> " };
                written.extend([mark, &url, rest]);
            }
            None => written.push_str(line),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_link_lines_that_are_answered_for_are_others() {
        let answer = |url: &str| match url {
            "/search" => Some(InputLink { url: url.to_owned(), takes_words: true }),
            "gemini://h/x" => Some(InputLink { url: "/x".to_owned(), takes_words: false }),
            _ => None,
        };
        let text = "# A\n=> /search Search\n=>/search\n=> /other b\n=> gemini://h/x X\n\
                    /search\n```\n=> /search\n```\n=> /search";
        let expected = "# A\n=: /search Search\n=: /search\n=> /other b\n=> /x X\n\
                        /search\n```\n=> /search\n```\n=: /search";
        assert_eq!(input_lines(text, answer), expected);
    }
}
