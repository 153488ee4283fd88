//! TeX as it stands in bibliographies, as plain text.

/// Commands that stand for characters.
const LETTERS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "i"),
    ("j", "j"),
    ("dh", "ð"),
    ("th", "þ"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textasciitilde", "~"),
    ("ldots", "…"),
    ("dots", "…"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
];

/// Accents: of each its command, then pairs of a letter and the letter with it.
const ACCENTS: &[(char, &str)] = &[
    ('`', "aàeèiìoòuùAÀEÈIÌOÒUÙ"),
    ('\'', "aáeéiíoóuúyýcćnńsśzźAÁEÉIÍOÓUÚYÝCĆNŃSŚZŹ"),
    ('^', "aâeêiîoôuûAÂEÊIÎOÔUÛ"),
    ('"', "aäeëiïoöuüyÿAÄEËIÏOÖUÜ"),
    ('~', "aãnñoõAÃNÑOÕ"),
    ('=', "aāeēiīoōuūAĀEĒIĪOŌUŪ"),
    ('.', "zżeėIİZŻEĖ"),
    ('c', "cçsşCÇSŞ"),
    ('v', "cčsšzžeěrřnňdďCČSŠZŽEĚRŘNŇDĎ"),
    ('u', "aăgğAĂGĞ"),
    ('H', "oőuűOŐUŰ"),
    ('k', "aąeęAĄEĘ"),
    ('r', "aåuůAÅUŮ"),
];

/// A text without braces and commands. Mathematics stays as it is written.
#[must_use]
pub(super) fn text(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(next) = rest.chars().next() {
        let after = rest.get(next.len_utf8()..).unwrap_or_default();
        rest = match next {
            '\\' => command(after, &mut out),
            '{' | '}' => after,
            '~' => {
                out.push(' ');
                after
            }
            '-' if after.starts_with("--") => {
                out.push('—');
                after.trim_start_matches('-')
            }
            '-' if after.starts_with('-') => {
                out.push('–');
                after.trim_start_matches('-')
            }
            other => {
                out.push(other);
                after
            }
        };
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes what a command stands for; gives the text behind it. What an unknown one is given stays.
fn command<'t>(text: &'t str, out: &mut String) -> &'t str {
    let Some(first) = text.chars().next() else { return text };
    let is_word = first.is_ascii_alphabetic();
    let length = if is_word {
        text.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(text.len())
    } else {
        first.len_utf8()
    };
    let (name, after) = text.split_at_checked(length).unwrap_or((text, ""));
    if let Some((letter, behind)) = accented(name, first, after) {
        out.push(letter);
        return behind;
    }
    if let Some((_, letters)) = LETTERS.iter().find(|(known, _)| *known == name) {
        out.push_str(letters);
        return after.strip_prefix("{}").unwrap_or(after).trim_start_matches(' ');
    }
    if !is_word && first != '\\' {
        out.push(first);
    }
    if is_word { after.trim_start_matches(' ') } else { after }
}

/// The letter that an accent stands above, with it, and the text behind the letter.
fn accented<'t>(name: &str, mark: char, after: &'t str) -> Option<(char, &'t str)> {
    let (_, letters) = ACCENTS.iter().find(|(own, _)| *own == mark && name.len() == 1)?;
    let inner = after.trim_start_matches([' ', '{', '\\']);
    let base = inner.chars().next()?;
    let mut pairs = letters.chars();
    while let (Some(plain), Some(with)) = (pairs.next(), pairs.next()) {
        if plain == base {
            let behind = inner.get(base.len_utf8()..)?;
            let opened = after.trim_start().starts_with('{');
            return Some((
                with,
                if opened { behind.strip_prefix('}').unwrap_or(behind) } else { behind },
            ));
        }
    }
    None
}

/// The names of a list, which `and` parts outside of braces.
#[must_use]
pub(super) fn split_names(list: &str) -> Vec<&str> {
    let (mut names, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, character) in list.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            'a' if depth == 0 && at >= start => {
                let is_before = list.get(..at).is_some_and(|it| it.ends_with(char::is_whitespace));
                let behind = list.get(at..).and_then(|it| it.strip_prefix("and"));
                if is_before && behind.is_some_and(|it| it.starts_with(char::is_whitespace)) {
                    names.extend(list.get(start..at));
                    start = at + "and".len();
                }
            }
            _ => {}
        }
    }
    names.extend(list.get(start..));
    names.into_iter().map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_become_letters() {
        for (tex, expected) in [
            (
                r#"Erd{\H o}s and G{\"o}del, \'Etude \`{a} la Fran\c{c}ois\'{\i}"#,
                "Erdős and Gödel, Étude à la Françoisí",
            ),
            (r"{NASA}'s \emph{big} 5\% \& more", "NASA's big 5% & more"),
            (r"pages 1--2---3~x", "pages 1–2—3 x"),
            (r"Stra{\ss}e \v{S}koda \\ \", "Straße Škoda"),
            (r"$x_1$ \unknown{y}", "$x_1$ y"),
        ] {
            assert_eq!(text(tex), expected, "{tex}");
        }
    }

    #[test]
    fn names_are_parted_outside_of_braces() {
        assert_eq!(
            split_names("A and {B and C} and\nSandy Sand"),
            ["A", "{B and C}", "Sandy Sand"]
        );
    }
}
