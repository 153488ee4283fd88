//! JSON, and all that is read into it, as values.

use serde_json::Value as Json;

use super::value::Value;
use crate::template::liquid::meter::Meter;

/// Bytes of a field besides its name and value, about: it is found by its name and by its position.
const FIELD: usize = 96;

impl Value {
    /// The value of a text in JSON; nil, or parts of it, when the meter is spent.
    ///
    /// The order of fields is kept; whole numbers beyond 64 bits become floats.
    #[must_use]
    pub fn of_json(json: &Json, meter: &Meter) -> Self {
        if !meter.steps(1) {
            return Self::Nil;
        }
        let value = match json {
            Json::Null => Self::Nil,
            Json::Bool(it) => Self::Bool(*it),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Int(whole),
                (None, Some(float)) => Self::Float(float),
                (None, None) => Self::Nil,
            },
            Json::String(text) => Self::text(text.as_str()),
            Json::Array(items) => {
                let items = items.iter().take_while(|_| !meter.is_spent());
                Self::array(items.map(|item| Self::of_json(item, meter)))
            }
            Json::Object(map) => {
                let fields = map.iter().take_while(|(name, _)| meter.made(name.len() + FIELD));
                Self::object(
                    fields.map(|(name, value)| (name.as_str(), Self::of_json(value, meter))),
                )
            }
        };
        meter.made(value.size_if_new());
        value
    }
}
