//! The options of `ping`, as they are typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use super::ping_url::PingUrl;

/// Ask a server, as a client does.
#[derive(Args, Debug)]
pub struct Ping {
    /// gemini://, gopher://, gophers://, spartan://, nex:// or finger://; a bare name means Gemini.
    #[arg(value_name = "URL")]
    pub url: PingUrl,
    /// Connect there, whatever the name's address is: before the name exists, or from inside of the
    /// same network.
    ///
    /// The host of the URL is still the one that is asked for.
    #[arg(long, value_name = "ADDR:PORT")]
    pub connect: Option<SocketAddr>,
    /// How long it may take, in seconds, from the look-up of the name to the last byte.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub timeout: Duration,
    /// How many bytes of an answer are read.
    #[arg(
        long,
        value_name = "N",
        default_value = "1048576",
        value_parser = clap::value_parser!(u64).range(1..=1 << 30)
    )]
    pub max_bytes: u64,
    /// Go where a redirect leads, up to five times.
    #[arg(long)]
    pub follow: bool,
    /// Speak TLS to a Gopher server.
    #[arg(long)]
    pub tls: bool,
    /// Where the keys of hosts are remembered, or `none` [default: propus/known-hosts in
    /// $XDG_STATE_HOME].
    #[arg(long, value_name = "FILE", value_parser = KnownHosts::from_str)]
    pub known: Option<KnownHosts>,
    /// Trust the key that the server has now, in the place of the one that is remembered.
    #[arg(long)]
    pub trust: bool,
    /// Write the answer to standard output, and what is told about it to standard error.
    #[arg(long, conflicts_with = "json")]
    pub body: bool,
    /// Print one JSON object for each request.
    #[arg(long)]
    pub json: bool,
}

/// File of the keys of hosts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KnownHosts {
    /// Nowhere: each time is the first.
    None,
    /// In a file.
    File(PathBuf),
}

impl FromStr for KnownHosts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Err("name a file, or write none".to_owned()),
            "none" => Ok(Self::None),
            file => Ok(Self::File(file.into())),
        }
    }
}

/// Seconds, 0.1 to an hour.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        Ok(_) | Err(_) => Err("write a number of seconds, from 0.1 to 3600".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_tenth_of_a_second_to_an_hour() {
        assert_eq!(seconds("0.1"), Ok(Duration::from_millis(100)));
        assert_eq!(seconds("3600"), Ok(Duration::from_secs(3600)));
        for text in ["0", "0.09", "3600.1", "-1", "NaN", "inf", "", "x"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keys_are_remembered_in_a_file_or_nowhere() {
        assert_eq!("none".parse(), Ok(KnownHosts::None));
        assert_eq!("keys".parse(), Ok(KnownHosts::File("keys".into())));
        assert!("".parse::<KnownHosts>().is_err());
    }
}
