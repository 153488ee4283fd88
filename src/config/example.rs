//! The example: a commented file with every option, beside the code whose defaults it shows; and
//! where a key stands in it, for who wrote one in another table. What a file says is for `file`.

/// A file in which every line is a comment: prose after `# `, and after `#` alone a setting with
/// the value that it has without a file, or such as it could have.
pub const EXAMPLE: &str = include_str!("example.toml");

/// Where a key belongs, in words; `None` for one that there is not, or in several tables.
pub(super) fn place_of(key: &str) -> Option<String> {
    let mut tables = heads_of(key);
    let table = tables.next()?;
    if tables.any(|other| other != table) {
        return None;
    }
    Some(match table {
        "" => "at the top of the file, above all tables".to_owned(),
        "[content]" => "under [content], or for one host under [host.content]".to_owned(),
        table => format!("under {table}"),
    })
}

/// The heads of the tables in which a key stands; nothing for what stands above all tables.
fn heads_of(key: &str) -> impl Iterator<Item = &'static str> {
    let mut table = "";
    EXAMPLE.lines().filter_map(move |line| {
        let setting = line.trim_start_matches(['#', ' ']);
        if setting.starts_with('[') && setting.ends_with(']') {
            table = setting;
        }
        setting.split_once(" = ").filter(|(name, _)| *name == key).map(|_| table)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_the_one_table_that_has_it() {
        let check = |key: &str, expected: Option<&str>| {
            assert_eq!(place_of(key).as_deref(), expected, "{key}")
        };
        check("access-log", Some("under [log]"));
        check("certs", Some("at the top of the file, above all tables"));
        check("width", Some("under [content], or for one host under [host.content]"));
        check("permanent", Some("under [[host.redirect]]"));
        check("patience", Some("under [[host.scgi]]"));
        // Of a zone and of an application; of a host and of an identity.
        check("path", None);
        check("name", None);
        check("gopher", None);
        check("widht", None);
    }
}
