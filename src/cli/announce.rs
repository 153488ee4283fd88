//! The options of `announce`, as they are typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use super::ping::{KnownHosts, seconds};
use super::ping_url::{PingUrl, Scheme};
use crate::settings::value::{Aggregator, HostName};

/// Have a feed fetched by aggregators.
#[derive(Args, Debug)]
pub struct Announce {
    /// The public name of a host [default: the hosts of the configuration].
    #[arg(value_name = "HOST")]
    pub host: Option<HostName>,
    /// Who is asked: an aggregator's address, such as gemini://warmedal.se/~antenna/submit; may be
    /// given several times [default: announce in the configuration].
    ///
    /// The feed's address follows behind a ?, or takes the place of {feed}.
    #[arg(long, value_name = "URL")]
    pub to: Vec<Aggregator>,
    /// The server's configuration file [default: propus/propus.toml in ~/.config or /etc, if it is
    /// there].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address of the feed, or of a page with dated links [default: what the home page links
    /// to, else /feed.xml or /atom.xml, else the home page].
    #[arg(long, value_name = "URL", conflicts_with = "host", value_parser = gemini_url)]
    pub feed: Option<PingUrl>,
    /// The capsule's folder, without a configuration: it tells drafts from posts.
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    pub capsule: Option<PathBuf>,
    /// Where it is kept what was announced [default: ~/.local/state/propus, for root
    /// /var/lib/propus/state].
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Where the keys of aggregators are remembered, or `none` [default: propus/known-hosts in
    /// $XDG_STATE_HOME].
    #[arg(long, value_name = "FILE", value_parser = KnownHosts::from_str)]
    pub known: Option<KnownHosts>,
    /// Connect there to look at the feed, whatever the name's address is.
    #[arg(long, value_name = "ADDR:PORT")]
    pub connect: Option<SocketAddr>,
    /// How long each request may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub timeout: Duration,
    /// Ask even when there is nothing new since the last time.
    #[arg(long)]
    pub again: bool,
    /// Look at the feed, and print what would be sent to whom; ask no aggregator.
    #[arg(long)]
    pub dry_run: bool,
}

/// A URL on Gemini.
fn gemini_url(text: &str) -> Result<PingUrl, String> {
    let url: PingUrl = text.parse()?;
    match url.scheme {
        Scheme::Gemini => Ok(url),
        Scheme::Gopher | Scheme::Gophers | Scheme::Spartan | Scheme::Nex | Scheme::Finger => {
            Err("aggregators fetch feeds on Gemini; write gemini://".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_on_gemini() {
        assert_eq!(gemini_url("a.org/feed.xml").unwrap().to_string(), "gemini://a.org/feed.xml");
        for text in ["gopher://a.org/0/feed.xml", "https://a.org/feed.xml", "a..b"] {
            assert!(gemini_url(text).is_err(), "{text}");
        }
    }
}
