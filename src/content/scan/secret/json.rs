//! Keys in JSON: JWK (RFC 7517), alone or in a set.

use serde_json::Value;

/// The most levels of values that are looked into.
const MOST_DEPTH: usize = 8;

/// True for a text that may be one.
fn may_be_secret(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && text.contains("\"kty\"")
}

/// True for a text that holds a private or a symmetric key.
pub(super) fn is_secret(text: &str) -> bool {
    may_be_secret(text) && serde_json::from_str(text).is_ok_and(|value| holds_key(&value, 0))
}

fn holds_key(value: &Value, depth: usize) -> bool {
    if depth > MOST_DEPTH {
        return false;
    }
    let is_key = value.get("kty").is_some_and(Value::is_string)
        && ["d", "k"].iter().any(|part| value.get(part).is_some_and(Value::is_string));
    is_key
        || match value {
            Value::Array(values) => values.iter().any(|value| holds_key(value, depth + 1)),
            Value::Object(fields) => fields.values().any(|value| holds_key(value, depth + 1)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
}
