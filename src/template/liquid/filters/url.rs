//! Filters for URLs: the site's own, and percent-encoding.

use percent_encoding::percent_decode_str;

use super::Function;
use super::html::present;
use crate::template::liquid::values::value::Value;
use crate::uri::{UriReference, escape_forbidden, escape_form, escape_literal};

pub(crate) fn named(name: &str) -> Option<Function> {
    Some(match name {
        "relative_url" => |input, _, evaluation| {
            let base = evaluation.host.base_path();
            present(&address(input), |url| relative_url(url, base))
        },
        "absolute_url" => |input, _, evaluation| {
            let host = evaluation.host;
            present(&address(input), |url| absolute_url(url, host.base_url(), host.base_path()))
        },
        "strip_index" => |input, _, _| present(input, strip_index),
        "url_encode" => |input, _, _| present(input, form_encoded),
        "cgi_escape" => |input, _, _| Value::from(form_encoded(&input.shown())),
        "uri_escape" => |input, _, _| present(input, uri_escaped),
        "url_decode" => |input, _, _| present(input, form_decoded),
        "base64_encode" => {
            |input, _, _| Value::from(base64(input.shown().as_bytes(), STANDARD, true))
        }
        "base64_url_safe_encode" => {
            |input, _, _| Value::from(base64(input.shown().as_bytes(), URL_SAFE, true))
        }
        "base64_decode" | "base64_url_safe_decode" => |input, _, _| from_base64(&input.shown()),
        _ => return None,
    })
}

/// A page stands for its URL.
fn address(input: &Value) -> Value {
    match input.as_object() {
        Some(object) => object.field("url"),
        None => input.clone(),
    }
}

/// The path below the site's base path. A URL with a scheme is left as it is.
pub(crate) fn relative_url(url: &str, base: &str) -> String {
    if UriReference::split(url).scheme.is_some() {
        return url.to_owned();
    }
    let base = base.strip_suffix('/').unwrap_or(base);
    normal(&format!("{}{}", rooted(base), rooted(url)))
}

fn absolute_url(url: &str, site: &str, base: &str) -> String {
    if UriReference::split(url).scheme.is_some() || site.is_empty() {
        return relative_url(url, base);
    }
    let path = relative_url(url, base);
    let bare =
        path.is_empty() && !site.split_once("://").map_or(site, |(_, rest)| rest).contains('/');
    normal(&format!("{site}{path}{}", if bare { "/" } else { "" }))
}

fn rooted(part: &str) -> String {
    if part.is_empty() || part.starts_with('/') { part.to_owned() } else { format!("/{part}") }
}

fn normal(url: &str) -> String {
    escape_forbidden(url).into_owned()
}

fn strip_index(url: &str) -> String {
    let folder = url.strip_suffix("/index.html").or_else(|| url.strip_suffix("/index.htm"));
    folder.map_or_else(|| url.to_owned(), |folder| format!("{folder}/"))
}

fn form_encoded(text: &str) -> String {
    escape_form(text)
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Escapes are undone first, so that nothing is escaped twice.
fn uri_escaped(text: &str) -> String {
    let plain = percent_decode_str(text).decode_utf8_lossy();
    escape_literal(&plain).into_owned()
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64(bytes: &[u8], alphabet: &[u8; 64], padded: bool) -> String {
    let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for sextet in 0..=chunk.len() {
            let digit = alphabet.get(bits >> (18 - 6 * sextet) & 63).copied().unwrap_or(b'=');
            text.push(char::from(digit));
        }
        if padded {
            text.push_str("=".repeat(3 - chunk.len()).as_str());
        }
    }
    text
}

/// Nil when the text is no Base64, or what it holds is no text.
fn from_base64(text: &str) -> Value {
    let digits = text.trim_end_matches('=').bytes().map(|digit| {
        let same = |known: &u8| *known == digit;
        STANDARD.iter().position(same).or_else(|| URL_SAFE.iter().position(same))
    });
    let Some(digits) = digits.collect::<Option<Vec<usize>>>() else { return Value::Nil };
    let bytes = digits.chunks(4).flat_map(|chunk| {
        let bits = chunk.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - chunk.len()));
        (0..chunk.len().saturating_sub(1))
            .filter_map(move |byte| u8::try_from(bits >> (16 - 8 * byte) & 255).ok())
    });
    String::from_utf8(bytes.collect()).map(Value::from).unwrap_or_default()
}
