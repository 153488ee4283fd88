//! Links of a page that came from a server, as a client follows them.

use crate::cli::PingUrl;

/// The links of a page of gemtext, each with its label, which may be empty.
pub(super) fn of_gemtext(gemtext: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = gemtext.lines().filter_map(|line| line.strip_prefix("=>"));
    lines.map(|line| {
        let line = line.trim();
        let (target, label) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        (target, label.trim_start())
    })
}

/// The links of a page of gemtext that lead to the same server, each once.
pub(super) fn to_own_server(body: &[u8], at: &PingUrl) -> Vec<PingUrl> {
    let text = String::from_utf8_lossy(body);
    own(of_gemtext(&text).filter_map(|(target, _)| at.join(target).ok()), at)
}

/// Those on the same server, each once.
pub(super) fn own(urls: impl Iterator<Item = PingUrl>, at: &PingUrl) -> Vec<PingUrl> {
    let mut own: Vec<PingUrl> = Vec::new();
    for url in urls.filter(|url| url.scheme == at.scheme && url.authority() == at.authority()) {
        if !own.contains(&url) {
            own.push(url);
        }
    }
    own
}
