//! The table in which a key stands, for who wrote it in another one.

use super::server::FILE;
use super::setting::Declaration;

/// The table of a key, in words; `None` for one that there is not, or in several tables.
#[must_use]
pub fn belongs(key: &str) -> Option<String> {
    let mut heads = heads_of(key).into_iter();
    let head = heads.next()?;
    if heads.next().is_some() {
        return None;
    }
    Some(match head {
        "" => "at the top of the file, above all tables".to_owned(),
        "[content]" => "under [content], or for one host under [host.content]".to_owned(),
        head => format!("under {head}"),
    })
}

/// The heads of the tables in which a key stands.
fn heads_of(key: &str) -> Vec<&'static str> {
    let mut heads = Vec::new();
    for table in FILE.with_tables_below() {
        if table.settings().map(Declaration::facts).any(|facts| facts.is_called(key)) {
            heads.push(table.head);
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, expected: Option<&str>) {
        assert_eq!(belongs(key).as_deref(), expected, "{key}");
    }

    #[test]
    fn a_key_is_found_in_the_one_table_that_has_it() {
        check("access-log", Some("under [log]"));
        check("certs", Some("at the top of the file, above all tables"));
        check("width", Some("under [content], or for one host under [host.content]"));
        check("permanent", Some("under [[host.redirect]]"));
        check("kind", Some("under [content], or for one host under [host.content]"));
        check("patience", Some("under [[host.scgi]]"));
        // Of a zone and of an application; of a host and of an identity.
        check("path", None);
        check("name", None);
        check("gopher", None);
        check("widht", None);
    }
}
