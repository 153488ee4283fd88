//! `propus store init`: an empty tree, and the key of the host.

use super::meant::Meant;
use crate::command::error::CommandError;
use crate::net::certs::{self, Files, Import, KeyHome};
use crate::store::HostKey;

/// Begins, and says what was done.
pub(super) async fn begin(meant: &Meant, replace_key: bool) -> Result<String, CommandError> {
    let versions = &meant.versions;
    let tree = match versions.begin().await? {
        true => "the store holds an empty tree now; propus store push DIR fills it\n".to_owned(),
        false => {
            let version = versions.head().await?.head.version;
            format!("the store holds a tree already, of version {version}; it stays\n")
        }
    };
    Ok(tree + &put_key(meant, replace_key).await?)
}

/// Puts the key of the host there, if there is none, or this one is to be there.
async fn put_key(meant: &Meant, replace_key: bool) -> Result<String, CommandError> {
    let Meant { config, host, store, versions } = meant;
    let name = &host.name;
    if store.host_key == KeyHome::Local {
        return Ok(String::new());
    }
    if !store.is_private() {
        return Ok(format!(
            "the key of {name} stays here, since anyone on the way could read it: members are \
             written with http://\n"
        ));
    }
    let files = Files::of_host(&config.certs, name);
    if !files.key.exists() {
        return Ok(format!(
            "there is no key of {name} in {} yet: let propus serve once, and run this again to put \
             it into the store\n",
            config.certs.display()
        ));
    }
    let ours = HostKey::new(certs::read_pem(&files)?);
    let facts = certs::read_facts(&files.certificate)?;
    let (theirs, revision) = versions.host_key().await?;
    let is_other = theirs.is_some_and(|theirs| {
        let theirs = Import::of_pem(theirs.pem(), "the store".as_ref(), name);
        theirs.map_or(true, |it| it.facts.public_key != facts.public_key)
    });
    if is_other && !replace_key {
        return Ok(format!(
            "the store holds another key of {name} than {}; it stays. --replace-key puts this one in \
             its place, of which readers' clients warn\n",
            files.key.display()
        ));
    }
    if !versions.put_host_key(&ours, revision).await? {
        return Ok("somebody else has written a key meanwhile; run this again\n".to_owned());
    }
    Ok(format!("the store holds the key of {name} now, and new boxes take it from there\n"))
}
