//! Words as a shell takes them.

/// A text as a shell takes it for one word.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "/._-+,@%".contains(it);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A path as a command takes it: one word, and no option.
pub(super) fn quoted_path(path: &std::path::Path) -> String {
    let text = path.to_string_lossy();
    quoted(&if text.starts_with('-') { format!("./{text}") } else { text.into_owned() })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_take_it_apart() {
        for (path, shown) in [
            ("capsule", "capsule"),
            ("/srv/my-capsule_2.0", "/srv/my-capsule_2.0"),
            ("räksmörgås", "räksmörgås"),
            ("my capsule", "'my capsule'"),
            ("it's $HOME", "'it'\\''s $HOME'"),
            ("~x", "'~x'"),
            ("", "''"),
            ("-x", "./-x"),
        ] {
            assert_eq!(quoted_path(Path::new(path)), shown);
        }
    }
}
