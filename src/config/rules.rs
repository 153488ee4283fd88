//! Redirects, what is gone and what files are: the tables of a host, checked.

use std::ops::Range;
use std::path;

use super::error::ConfigError;
use super::file::{Given, Located};
use super::resolve::Resolver;
use super::text::Text;
use crate::content::rules::{self, FileRule, Gone, MediaOverride, Rules};
use crate::content::{Location, Pattern};
use crate::settings::Setting;
use crate::settings::host::{
    CHARSET, FROM, GLOB, GONE, MEDIA, MEDIA_LANGUAGE, PERMANENT, REDIRECT, TO, TYPE,
};
use crate::uri::UriReference;

/// The rules of a host.
pub(super) fn rules(
    resolver: &mut Resolver<'_>,
    host: &Given,
    text: Option<&Text>,
) -> Result<Rules, ConfigError> {
    resolver.keep_list(&REDIRECT, host);
    resolver.value(&GONE, &[host]);
    resolver.keep_list(&MEDIA, host);
    let Some(text) = text else { return Ok(Rules::default()) };
    let redirects = host.tables(&REDIRECT).into_iter();
    let files = host.tables(&MEDIA).into_iter();
    Ok(Rules {
        redirects: redirects
            .filter_map(|it| redirect(it, text).transpose())
            .collect::<Result<_, _>>()?,
        gone: gone(host, text)?,
        files: files.filter_map(|it| file_rule(it, text).transpose()).collect::<Result<_, _>>()?,
    })
}

/// One redirect; `None` when it lacks what is required, with which the file is not read.
fn redirect(given: &Given, text: &Text) -> Result<Option<rules::Redirect>, ConfigError> {
    let (Some(from), Some(to)) = (given_text(given, &FROM), given_text(given, &TO)) else {
        return Ok(None);
    };
    let pattern = Pattern::new(from.value).map_err(|what| text.fault(&from.span, what))?;
    check_target(to.value, &pattern).map_err(|what| text.fault(&to.span, what))?;
    Ok(Some(rules::Redirect {
        from: pattern,
        to: to.value.clone(),
        permanent: given.value(&PERMANENT).is_some_and(|permanent| *permanent.value),
        location: location(text, &from.span),
    }))
}

/// Text of a setting that may be missing.
fn given_text<'a>(
    given: &'a Given,
    setting: &Setting<Option<String>>,
) -> Option<Located<'a, String>> {
    let Located { value, span } = given.value(setting)?;
    Some(Located { value: value.as_ref()?, span })
}

/// Checks the target of a redirect.
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

fn gone(host: &Given, text: &Text) -> Result<Vec<Gone>, ConfigError> {
    let Some(Located { value, span }) = host.value(&GONE) else { return Ok(Vec::new()) };
    let mut gone = Vec::new();
    for path in value {
        let from =
            Pattern::new(path).map_err(|what| text.fault(&span, format!("{path:?}: {what}")))?;
        gone.push(Gone { from, location: location(text, &span) });
    }
    Ok(gone)
}

/// One rule about files; `None` when it lacks what is required.
fn file_rule(given: &Given, text: &Text) -> Result<Option<FileRule>, ConfigError> {
    let Some(glob) = given_text(given, &GLOB) else { return Ok(None) };
    let files = Pattern::of_files(glob.value).map_err(|what| text.fault(&glob.span, what))?;
    let overrides = MediaOverride {
        media: checked(given_text(given, &TYPE), rules::mime, text)?,
        charset: checked(given_text(given, &CHARSET), rules::charset, text)?,
        language: checked(given_text(given, &MEDIA_LANGUAGE), str::parse, text)?,
    };
    Ok(Some(FileRule { files, overrides }))
}

fn checked<T>(
    given: Option<Located<'_, String>>,
    check: impl Fn(&str) -> Result<T, String>,
    text: &Text,
) -> Result<Option<T>, ConfigError> {
    let Some(Located { value, span }) = given else { return Ok(None) };
    check(value).map(Some).map_err(|what| text.fault(&span, what))
}

fn location(text: &Text, span: &Range<usize>) -> Location {
    // Diagnostics of a capsule name paths below its folder, where this file is not.
    let file = path::absolute(text.name()).unwrap_or_else(|_| text.name().to_owned());
    Location { file: file.display().to_string(), line: text.line(span) }
}
