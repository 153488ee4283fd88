//! `caps.txt`: the facts that a crawler or a client may expect of this server. Written when the
//! capsule has none.

use crate::exchange::{About, Request};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::Reply;
use crate::render::wire_text;

/// True for a request for `caps.txt`.
#[must_use]
pub fn asks_for_caps(request: &Request) -> bool {
    request.paths.iter().any(|path| path.as_str() == "/caps.txt")
}

/// Writes it; `tls` says whether TLS is spoken on the same port. "Delimeter" is how the convention
/// spells it.
#[must_use]
pub fn caps(about: &About, origin: &Origin, tls: bool) -> Reply {
    let mut lines = String::from(
        "CAPS\n\nCapsVersion=1\nExpireCapsAfter=3600\n\n\
         PathDelimeter=/\nPathIdentity=.\nPathParent=..\nPathParentDouble=FALSE\n\
         PathKeepPreDelimeter=FALSE\n\n",
    );
    let gemini = origin
        .url(Protocol::Gemini, ItemType::Menu, &CapsulePath::root())
        .map(|url| format!("The same pages on Gemini: {url}"));
    let tls_port = if tls { origin.port(Protocol::Gopher) } else { None };
    let tls_port = tls_port.map(|port| port.to_string());
    let settings = [
        ("ServerSoftware", Some(env!("CARGO_PKG_NAME"))),
        ("ServerSoftwareVersion", Some(env!("CARGO_PKG_VERSION"))),
        ("ServerDescription", about.description.as_deref().or(gemini.as_deref())),
        ("ServerAdmin", about.admin.as_deref()),
        ("ServerDefaultEncoding", Some(if about.ascii { "us-ascii" } else { "utf-8" })),
        ("ServerTLSPort", tls_port.as_deref()),
    ];
    for (name, value) in settings {
        if let Some(value) = value {
            lines.extend([name, "=", &value.replace(char::is_control, " "), "\n"]);
        }
    }
    Reply::whole(20, wire_text::encode(&lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Protocol;
    use crate::protocol::ReplyBody;

    #[test]
    fn caps_name_paths_and_software() {
        let origin = Origin::new("example.org", [(Protocol::Gopher, 70)]);
        let about = About {
            admin: Some("Ann".to_owned()),
            description: Some("Notes\non cats".to_owned()),
            ascii: false,
        };
        let text = |tls| {
            let ReplyBody::Whole(body) = caps(&about, &origin, tls).body else { panic!("a file") };
            String::from_utf8(body.to_vec()).unwrap()
        };
        let (private, text) = (text(true), text(false));
        assert!(text.starts_with("CAPS\r\n\r\nCapsVersion=1\r\nExpireCapsAfter=3600\r\n"));
        for line in [
            "PathDelimeter=/",
            "PathIdentity=.",
            "PathParent=..",
            "PathParentDouble=FALSE",
            "PathKeepPreDelimeter=FALSE",
            "ServerSoftware=propus",
            "ServerDescription=Notes on cats",
            "ServerAdmin=Ann",
            "ServerDefaultEncoding=utf-8",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
        assert!(!text.contains("TLSPort"));
        assert!(private.contains("\r\nServerTLSPort=70\r\n"), "{private}");
    }
}
