//! Redirects, what is gone and what files are: the tables of a host, checked.

use std::fmt::Write;
use std::path;

use toml::Spanned;

use super::ConfigError;
use super::file::{Host, Media, Redirect, Said, Text};
use super::resolve::{Chosen, Ledger, Source, file_only};
use super::to_toml::Shown;
use crate::content::Pattern;
use crate::content::rules::{self, FileRule, Gone, MediaOverride, Rules};
use crate::uri::UriReference;

/// What a host's tables say.
pub(super) fn choose(
    ledger: &mut Ledger<'_>,
    host: &Host,
    text: Option<&Text>,
) -> Result<Rules, ConfigError> {
    note(ledger, "redirect", &host.redirect, text);
    ledger.choose_or("gone", file_only(), &[&host.gone], Vec::new());
    note(ledger, "media", &host.media, text);
    let Some(text) = text else { return Ok(Rules::default()) };
    Ok(Rules {
        redirects: host
            .redirect
            .iter()
            .map(|it| redirect(it.get_ref(), text))
            .collect::<Result<_, _>>()?,
        gone: gone(&host.gone, text)?,
        files: host
            .media
            .iter()
            .map(|it| file_rule(it.get_ref(), text))
            .collect::<Result<_, _>>()?,
    })
}

/// Writes tables down as the list that they are.
fn note<T: Clone>(
    ledger: &mut Ledger<'_>,
    key: &'static str,
    tables: &[Spanned<T>],
    text: Option<&Text>,
) where
    Vec<T>: Shown,
{
    let source = match (tables.first(), text) {
        (Some(first), Some(text)) => Source::File(text.name().to_owned(), text.line(&first.span())),
        (_, None) | (None, _) => Source::Default,
    };
    let value: Vec<T> = tables.iter().map(|it| it.get_ref().clone()).collect();
    ledger.note(key, Some(&Chosen { value, source }));
}

fn redirect(said: &Redirect, text: &Text) -> Result<rules::Redirect, ConfigError> {
    let from =
        Pattern::new(said.from.get_ref()).map_err(|what| text.fault(&said.from.span(), what))?;
    let to = said.to.get_ref();
    check_target(to, &from).map_err(|what| text.fault(&said.to.span(), what))?;
    Ok(rules::Redirect {
        from,
        to: to.clone(),
        permanent: said.permanent,
        said: place(text, &said.from),
    })
}

/// Whether a target can be one.
fn check_target(to: &str, from: &Pattern) -> Result<(), String> {
    if !to.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(
            "a target holds visible ASCII characters only; percent-encode the others".to_owned()
        );
    }
    let uri = UriReference::split(to);
    match (uri.scheme, uri.authority) {
        // Else a reader could be sent to whatever server a stranger names.
        (Some(_), Some(authority)) if authority.host_and_port.contains('$') => {
            return Err("the host of a URL can't be made of what a star stands for".to_owned());
        }
        (Some(_), Some(_)) => {}
        (None, Some(_)) => {
            return Err("a path begins with one /; in a URL write the scheme too".to_owned());
        }
        (None, None) if to.starts_with('/') => {}
        (_, None) => {
            return Err("write a path that begins with /, or a URL such as gemini://example.org/"
                .to_owned());
        }
    }
    if uri.scheme.is_none() && to.contains(['?', '#']) {
        return Err(
            "a path has no ? and no #; write %3F or %23 where they are part of a name".to_owned()
        );
    }
    if from.exact().is_some_and(|from| from.encoded() == to) {
        return Err("the target is what is redirected; a client would go in circles".to_owned());
    }
    let stars =
        uri.after_authority.split('$').skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10));
    match stars.max().and_then(|most| usize::try_from(most).ok()) {
        Some(most) if most > from.stars() => Err(format!(
            "there is no star for ${most}; the path that is redirected has {} of them",
            from.stars()
        )),
        Some(_) | None => Ok(()),
    }
}

fn gone(said: &Said<Vec<String>>, text: &Text) -> Result<Vec<Gone>, ConfigError> {
    let Some(said) = said else { return Ok(Vec::new()) };
    let gone = said.get_ref().iter().map(|path| {
        let from = Pattern::new(path)
            .map_err(|what| text.fault(&said.span(), format!("{path:?}: {what}")))?;
        Ok(Gone { from, said: place(text, said) })
    });
    gone.collect()
}

fn file_rule(said: &Media, text: &Text) -> Result<FileRule, ConfigError> {
    let files = Pattern::of_files(said.glob.get_ref())
        .map_err(|what| text.fault(&said.glob.span(), what))?;
    let overrides = MediaOverride {
        media: checked(&said.r#type, rules::mime, text)?,
        charset: checked(&said.charset, rules::charset, text)?,
        language: checked(&said.language, rules::language, text)?,
    };
    Ok(FileRule { files, overrides })
}

fn checked<T>(
    said: &Said<String>,
    check: impl Fn(&str) -> Result<T, String>,
    text: &Text,
) -> Result<Option<T>, ConfigError> {
    let checked = said
        .as_ref()
        .map(|said| check(said.get_ref()).map_err(|what| text.fault(&said.span(), what)));
    checked.transpose()
}

fn place<T>(text: &Text, said: &Spanned<T>) -> rules::Said {
    // Warnings about a capsule are told with paths below its folder, which the file is not.
    let file = path::absolute(text.name()).unwrap_or_else(|_| text.name().to_owned());
    rules::Said(file, text.line(&said.span()))
}

impl Shown for Redirect {
    fn shown(&self) -> String {
        let (from, to) = (self.from.get_ref().as_str().shown(), self.to.get_ref().as_str().shown());
        format!("{{ from = {from}, to = {to}, permanent = {} }}", self.permanent)
    }
}

impl Shown for Media {
    fn shown(&self) -> String {
        let mut shown = format!("{{ glob = {}", self.glob.get_ref().as_str().shown());
        for (key, said) in
            [("type", &self.r#type), ("charset", &self.charset), ("language", &self.language)]
        {
            if let Some(said) = said {
                let _ = write!(shown, ", {key} = {}", said.get_ref().as_str().shown());
            }
        }
        shown.push_str(" }");
        shown
    }
}
