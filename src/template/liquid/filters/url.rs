//! Filters for URLs: the site's own, and percent-encoding.

use percent_encoding::percent_decode_str;

use crate::template::liquid::filter::{Arguments, Context, Filter};
use crate::template::liquid::meter::Meter;
use crate::template::liquid::site_url;
use crate::template::liquid::values::Value;
use crate::uri::{escape_form, escape_literal};

pub(super) const FILTERS: &[Filter] = &[
    Filter::with_context("relative_url", relative_url),
    Filter::with_context("absolute_url", absolute_url),
    Filter::of_present_text("strip_index", strip_index),
    Filter::of_present_text("url_encode", escape_form),
    Filter::of_text("cgi_escape", escape_form),
    Filter::of_present_text("uri_escape", uri_escaped),
    Filter::of_present_text("url_decode", form_decoded),
    Filter::of_text("base64_encode", base64_encode),
    Filter::of_text("base64_url_safe_encode", base64_url_safe_encode),
    Filter::of_value("base64_decode", base64_decode),
    Filter::of_value("base64_url_safe_decode", base64_decode),
];

fn relative_url(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let address = address(input, arguments.meter);
    if address.is_nil() {
        return Value::Nil;
    }
    Value::from(site_url::relative_url(&address.shown(arguments.meter), context.host().base_path()))
}

fn absolute_url(input: &Value, arguments: &Arguments, context: &mut dyn Context) -> Value {
    let (address, host) = (address(input, arguments.meter), context.host());
    if address.is_nil() {
        return Value::Nil;
    }
    let url =
        site_url::absolute_url(&address.shown(arguments.meter), host.base_url(), host.base_path());
    Value::from(url)
}

/// A page stands for its URL.
fn address(input: &Value, meter: &Meter) -> Value {
    match input.as_object() {
        Some(object) => object.get("url", meter),
        None => input.clone(),
    }
}

fn strip_index(url: &str) -> String {
    let folder = url.strip_suffix("/index.html").or_else(|| url.strip_suffix("/index.htm"));
    folder.map_or_else(|| url.to_owned(), |folder| format!("{folder}/"))
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

fn base64_encode(text: &str) -> String {
    base64(text.as_bytes(), STANDARD)
}

fn base64_url_safe_encode(text: &str) -> String {
    base64(text.as_bytes(), URL_SAFE)
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut text = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for sextet in 0..=chunk.len() {
            let digit = alphabet.get(bits >> (18 - 6 * sextet) & 63).copied().unwrap_or(b'=');
            text.push(char::from(digit));
        }
        text.push_str("=".repeat(3 - chunk.len()).as_str());
    }
    text
}

/// Nil when the text is no Base64, or holds no text.
fn base64_decode(input: &Value, meter: &Meter) -> Value {
    let text = input.shown(meter);
    // The digits are taken apart on the way, each as a number of its own.
    if !meter.made(text.len().saturating_mul(size_of::<usize>())) {
        return Value::Nil;
    }
    let digits = text.trim_end_matches('=').bytes().map(sextet).collect::<Option<Vec<usize>>>();
    let Some(digits) = digits else { return Value::Nil };
    let bytes = digits.chunks(4).flat_map(bytes_of_sextets).collect();
    String::from_utf8(bytes).map_or(Value::Nil, Value::from)
}

fn sextet(digit: u8) -> Option<usize> {
    let position = STANDARD.iter().position(|known| *known == digit);
    position.or_else(|| URL_SAFE.iter().position(|known| *known == digit))
}

/// The bytes of up to four sextets: one less than those.
fn bytes_of_sextets(sextets: &[usize]) -> impl Iterator<Item = u8> + use<> {
    let bits =
        sextets.iter().fold(0, |bits, sextet| bits << 6 | sextet) << (6 * (4 - sextets.len()));
    (0..sextets.len().saturating_sub(1))
        .filter_map(move |byte| u8::try_from(bits >> (16 - 8 * byte) & 255).ok())
}
