//! `Rules`: the operator's word on letters.

/// The letters that a host takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// From those without a certificate, too.
    pub anyone: bool,
    /// The most of one reader in an hour.
    pub an_hour: u32,
    /// The most of all readers in a day.
    pub a_day: u32,
    /// The most characters of one.
    pub longest: u32,
}
