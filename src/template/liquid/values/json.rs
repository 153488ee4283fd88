//! JSON, and all that is read into it, as values.

use serde_json::Value as Json;

use super::value::Value;

impl From<&Json> for Value {
    /// The order of fields is kept; whole numbers beyond 64 bits become floats.
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Nil,
            Json::Bool(it) => Self::Bool(*it),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Int(whole),
                (None, Some(float)) => Self::Float(float),
                (None, None) => Self::Nil,
            },
            Json::String(text) => Self::text(text.as_str()),
            Json::Array(items) => Self::array(items.iter().map(Self::from)),
            Json::Object(map) => {
                Self::object(map.iter().map(|(name, value)| (name.as_str(), Self::from(value))))
            }
        }
    }
}
