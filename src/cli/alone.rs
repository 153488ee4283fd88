//! Options that may stand without their value, `--spartan` for `--spartan=true`: what follows one is
//! its value only if it can be.

use std::ffi::OsString;

use crate::settings::{Declaration, FILE};

/// The words of a command line, in which each such option has its value. Else a folder that follows
/// one would be taken for that.
pub(super) fn spelled_out(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words = words.peekable();
    let mut spelled = Vec::new();
    let mut goes_on = true;
    while let Some(word) = words.next() {
        goes_on &= word != "--";
        let alone = word.to_str().filter(|_| goes_on).and_then(option);
        let mut is_value = |setting: &dyn Declaration| {
            words.peek().is_some_and(|next| setting.read_typed(next).is_ok())
        };
        match alone {
            Some(setting) if !is_value(setting) => {
                let mut whole = word;
                whole.push("=true");
                spelled.push(whole);
            }
            Some(_) | None => spelled.push(word),
        }
    }
    spelled
}

/// The setting of an option that may stand alone.
fn option(word: &str) -> Option<&'static dyn Declaration> {
    let tables = FILE.with_tables_below();
    let mut settings = tables.into_iter().flat_map(|table| table.settings());
    settings.find(|setting| {
        setting.facts().option.is_some_and(|option| option.may_be_alone && option.flag == word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_a_value_only_if_it_can_be() {
        let check = |words: &str, expected: &str| {
            let spelled = spelled_out(words.split(' ').map(OsString::from));
            let spelled: Vec<&str> = spelled.iter().map(|it| it.to_str().unwrap()).collect();
            assert_eq!(spelled.join(" "), expected);
        };
        check("propus --spartan site", "propus --spartan=true site");
        check("propus site --nex", "propus site --nex=true");
        check("propus --spartan --nex 1901 x", "propus --spartan=true --nex 1901 x");
        check("propus --finger [::1]:79", "propus --finger [::1]:79");
        check("propus --finger=7979 x", "propus --finger=7979 x");
        check("propus --gopher site", "propus --gopher site");
        check("propus -- --nex x", "propus -- --nex x");
    }
}
