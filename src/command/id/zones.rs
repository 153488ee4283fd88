//! The tables of a configuration file that say who is admitted to which zone, in the file's own
//! order and with its comments.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::cli::ZoneArgs;
use crate::command::edit_error::EditError;
use crate::counters::Right;
use crate::fingerprint::Fingerprint;
use crate::path::CapsulePath;
use crate::settings::value::HostName;

/// The zones of a file that are meant.
pub(super) struct Wanted<'a> {
    /// As far as somebody said.
    pub(super) zone: &'a ZoneArgs,
    /// What can be done there.
    pub(super) right: Right,
    /// Host and path that one asked for, if the innermost zone is meant that this is in.
    pub(super) asked: Option<(&'a str, &'a CapsulePath)>,
}

/// One who is admitted.
pub(super) struct Admitted<'a> {
    /// The name that the owner gives.
    pub(super) name: &'a str,
    /// Of the certificate or of its public key.
    pub(super) fingerprint: Fingerprint,
}

/// The name of the tables of zones.
fn table_of(right: Right) -> &'static str {
    match right {
        Right::Read => "zone",
        Right::Write => "upload",
    }
}

/// The right as a verb.
pub(super) fn verb(right: Right) -> &'static str {
    match right {
        Right::Read => "read",
        Right::Write => "write",
    }
}

/// A file's text as a document.
pub(super) fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse::<DocumentMut>().map_err(|error| EditError::Syntax(error.to_string()))
}

/// One line for each identity: host, zone, name, fingerprint; and whether it may write.
pub(super) fn listed(document: &DocumentMut, wanted: &ZoneArgs) -> Vec<String> {
    let mut lines = Vec::new();
    for host in tables(document.get("host")) {
        for (right, remark) in [(Right::Read, ""), (Right::Write, "  (may write)")] {
            for zone in tables(host.get(table_of(right)))
                .filter(|zone| wanted.includes(text_of(host, "name"), text_of(zone, "path")))
            {
                let zone_name = format!("{}  {}", text_of(host, "name"), text_of(zone, "path"));
                if admits_everyone(zone) {
                    lines.push(format!("{zone_name}  (everyone who has a certificate)"));
                }
                for (name, fingerprint) in identities(zone) {
                    lines.push(format!("{zone_name}  {name}  {fingerprint}{remark}"));
                }
            }
        }
        // Grants in a line of the host itself, as the command line has them.
        let grants = host.get("uploads").and_then(Item::as_array).into_iter().flatten();
        for (path, fingerprint) in grants.filter_map(|it| it.as_str()?.split_once('=')) {
            if wanted.includes(text_of(host, "name"), path) {
                let host = text_of(host, "name");
                lines.push(format!("{host}  {path}  (uploads)  {fingerprint}  (may write)"));
            }
        }
    }
    lines
}

/// True when somebody of that name is admitted to one of the zones.
pub(super) fn has(document: &DocumentMut, wanted: &ZoneArgs, right: Right, name: &str) -> bool {
    tables(document.get("host")).any(|host| {
        tables(host.get(table_of(right)))
            .filter(|zone| wanted.includes(text_of(host, "name"), text_of(zone, "path")))
            .any(|zone| identities(zone).iter().any(|(known, _)| *known == name))
    })
}

/// Admits one more. Returns the name of the zone.
pub(super) fn add(
    document: &mut DocumentMut,
    wanted: &Wanted<'_>,
    admitted: &Admitted<'_>,
) -> Result<String, EditError> {
    let (zone_name, zone) = wanted.zone_of(document)?;
    if admits_everyone(zone) {
        return Err(EditError::Open(text_of(zone, "path").to_owned()));
    }
    for (name, fingerprint) in identities(zone) {
        if name == admitted.name || fingerprint.parse() == Ok(admitted.fingerprint) {
            return Err(EditError::Known(name.to_owned()));
        }
    }
    let mut identity = Table::new();
    identity.insert("name", value(admitted.name));
    identity.insert("fingerprint", value(format!("SHA256:{:x}", admitted.fingerprint)));
    let all = zone.entry("identity").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let inline = || EditError::Inline(table_of(wanted.right));
    all.as_array_of_tables_mut().ok_or_else(inline)?.push(identity);
    Ok(zone_name)
}

/// The host and the path of the zone to which one is to be admitted elsewhere, and is not yet here.
pub(super) fn meant(
    document: &DocumentMut,
    wanted: &Wanted<'_>,
    admitted: &Admitted<'_>,
) -> Result<(String, CapsulePath), EditError> {
    let mut document = document.clone();
    // As it would be done here.
    add(&mut document, wanted, admitted)?;
    let (name, zone) = wanted.zone_of(&mut document)?;
    let path = CapsulePath::decode(text_of(zone, "path"));
    let path = path.map_err(|error| EditError::Syntax(error.to_string()))?.path;
    let host = name.split_once(' ').map(|(host, _)| host.to_owned()).unwrap_or_default();
    Ok((host, path))
}

/// Admits one less, who may be the last one where others are admitted elsewhere. Returns the name of
/// the zone.
pub(super) fn remove(
    document: &mut DocumentMut,
    wanted: &Wanted<'_>,
    name: &str,
    may_be_last: bool,
) -> Result<String, EditError> {
    let (zone_name, zone) = wanted.zone_of(document)?;
    if identities(zone).iter().all(|(known, _)| *known != name) {
        return Err(EditError::Unknown(name.to_owned()));
    }
    let Some(all) = zone.get_mut("identity").and_then(Item::as_array_of_tables_mut) else {
        return Err(EditError::Inline(table_of(wanted.right)));
    };
    let Some(index) = all.iter().position(|identity| text_of(identity, "name") == name) else {
        return Err(EditError::Unknown(name.to_owned()));
    };
    if all.len() == 1 && !may_be_last {
        return Err(EditError::Last(name.to_owned()));
    }
    all.remove(index);
    Ok(zone_name)
}

impl Wanted<'_> {
    /// The one zone that is meant, and its name.
    fn zone_of<'d>(
        &self,
        document: &'d mut DocumentMut,
    ) -> Result<(String, &'d mut Table), EditError> {
        let table = table_of(self.right);
        let hosts = document.get_mut("host").and_then(Item::as_array_of_tables_mut);
        let mut found: Vec<(String, &mut Table)> = Vec::new();
        for host in hosts.into_iter().flat_map(ArrayOfTables::iter_mut) {
            let name = text_of(host, "name").to_owned();
            let zones = host.get_mut(table).and_then(Item::as_array_of_tables_mut);
            for zone in zones.into_iter().flat_map(ArrayOfTables::iter_mut) {
                if self.includes(&name, text_of(zone, "path")) {
                    found.push((format!("{name} {}", text_of(zone, "path")), zone));
                }
            }
        }
        if self.asked.is_some() {
            // The innermost one alone decides.
            found.sort_by_key(|(_, zone)| text_of(zone, "path").trim_end_matches('/').len());
            found.drain(..found.len().saturating_sub(1));
        }
        let none =
            EditError::NoZone { zone: self.zone.to_string(), right: verb(self.right), table };
        match found.len() {
            0 | 1 => found.pop().ok_or(none),
            _ => Err(EditError::WhichZone(
                found.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", "),
            )),
        }
    }

    fn includes(&self, host: &str, zone: &str) -> bool {
        self.zone.includes(host, zone)
            && self.asked.is_none_or(|(asked_host, path)| {
                let is_below =
                    CapsulePath::decode(zone).is_ok_and(|zone| path.is_below(&zone.path));
                is_below && is_host(host, asked_host)
            })
    }
}

/// True of a host as the file names it, and as it is served.
fn is_host(written: &str, served: &str) -> bool {
    match written.parse::<HostName>() {
        Ok(name) => name.as_str() == served,
        // Without a name it is the only one.
        Err(_) => written.is_empty(),
    }
}

fn admits_everyone(zone: &Table) -> bool {
    zone.get("any").and_then(Item::as_bool) == Some(true)
}

/// The names and fingerprints of those whom a zone admits, in tables of their own or in one line.
fn identities(zone: &Table) -> Vec<(&str, &str)> {
    let listed = zone.get("identity").and_then(Item::as_array).into_iter().flatten();
    let inline = listed.filter_map(Value::as_inline_table).map(|identity| {
        let text = |key| identity.get(key).and_then(Value::as_str).unwrap_or_default();
        (text("name"), text("fingerprint"))
    });
    let apart = tables(zone.get("identity"))
        .map(|identity| (text_of(identity, "name"), text_of(identity, "fingerprint")));
    inline.chain(apart).collect()
}

/// The tables of an array of tables.
fn tables(item: Option<&Item>) -> impl Iterator<Item = &Table> {
    item.and_then(Item::as_array_of_tables).into_iter().flat_map(ArrayOfTables::iter)
}

fn text_of<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}
