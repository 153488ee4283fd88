//! Values as text: as a template writes them, as Ruby's `inspect` does, and as JSON.
//!
//! Ruby's own spellings (`1.0e+20`, `{"a"=>1}`), since templates test for them and readers know
//! them.

use std::borrow::Cow;

use super::value::{Object, Value};
use crate::template::liquid::meter::Meter;

/// Arrays and objects deeper than this are left out.
const MAX_DEPTH: usize = 64;

/// Bytes that one value is written as, about: an array may hold the same array many times over.
const MAX_SIZE: usize = 8 << 20;

impl Value {
    /// The text that a template writes for it; empty, or cut off, when the meter is spent.
    #[must_use]
    pub fn shown(&self, meter: &Meter) -> Cow<'_, str> {
        match self {
            Self::Nil => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Text(_) => Cow::Borrowed(self.as_text(meter).unwrap_or_default()),
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(float(*number)),
            Self::Range(from, to) => Cow::Owned(format!("{from}..{to}")),
            Self::Time(time) => Cow::Owned(time.strftime("%Y-%m-%d %H:%M:%S %z").to_string()),
            Self::Array(list) => Cow::Owned(joined(list.items(meter), "", meter)),
            Self::Object(_) => Cow::Owned(inspected(self, meter)),
        }
    }
}

/// The texts of the items, and of items in items, with a glue between them.
pub(crate) fn joined(items: &[Value], glue: &str, meter: &Meter) -> String {
    let mut text = String::new();
    for (number, item) in flat(items, meter).iter().enumerate() {
        if number > 0 {
            text.push_str(glue);
        }
        text.push_str(&item.shown(meter));
        if text.len() > MAX_SIZE || !meter.bytes(glue.len()) {
            break;
        }
    }
    text
}

/// The items, with arrays in the array taken apart.
pub(crate) fn flat(items: &[Value], meter: &Meter) -> Vec<Value> {
    let mut flat = Vec::with_capacity(items.len());
    flatten(items, &mut flat, meter);
    meter.made(flat.len() * size_of::<Value>());
    flat
}

/// Bounded, as an array may hold itself many times over; how deep it is, its making bounds.
fn flatten(items: &[Value], flat: &mut Vec<Value>, meter: &Meter) {
    for item in items {
        match item.as_list() {
            Some(_) if flat.len() > MAX_SIZE / 64 => return,
            Some(inner) => flatten(inner.items(meter), flat, meter),
            None => flat.push(item.clone()),
        }
    }
}

/// A float as Ruby writes it: always with a point, with an exponent from 1e16 on and below 1e-4.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        return exponential(number);
    }
    let plain = number.to_string();
    if plain.contains('.') { plain } else { format!("{plain}.0") }
}

fn exponential(number: f64) -> String {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |it| ('-', it));
    format!("{digits}{point}e{sign}{exponent:0>2}")
}

/// The value as Ruby's `inspect` writes it.
pub(crate) fn inspected(value: &Value, meter: &Meter) -> String {
    let mut text = String::new();
    RUBY.write(value, &mut text, 0, meter);
    text
}

/// The value as compact JSON.
pub(crate) fn json(value: &Value, meter: &Meter) -> String {
    let mut text = String::new();
    JSON.write(value, &mut text, 0, meter);
    text
}

/// A notation for values: the differences between Ruby's and JSON.
struct Notation {
    nil: &'static str,
    comma: &'static str,
    arrow: &'static str,
    quote: fn(&str) -> String,
}

const RUBY: Notation = Notation { nil: "nil", comma: ", ", arrow: "=>", quote: ruby_quoted };
const JSON: Notation = Notation { nil: "null", comma: ",", arrow: ":", quote: json_quoted };

impl Notation {
    fn write(&self, value: &Value, out: &mut String, depth: usize, meter: &Meter) {
        if depth > MAX_DEPTH || out.len() > MAX_SIZE {
            out.push_str(self.nil);
            return;
        }
        match value {
            Value::Nil => out.push_str(self.nil),
            Value::Bool(_) | Value::Int(_) => out.push_str(&value.shown(meter)),
            Value::Float(number) if number.is_finite() => out.push_str(&float(*number)),
            Value::Float(_) => out.push_str(self.nil),
            Value::Text(_) | Value::Time(_) | Value::Range(..) => {
                let text = value.shown(meter);
                if meter.can_grow(text.len()) {
                    out.push_str(&(self.quote)(&text));
                }
            }
            Value::Array(list) => self.write_array(list.items(meter), out, depth, meter),
            Value::Object(object) => self.write_object(object.as_ref(), out, depth, meter),
        }
    }

    fn write_array(&self, items: &[Value], out: &mut String, depth: usize, meter: &Meter) {
        out.push('[');
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                out.push_str(self.comma);
            }
            self.write(item, out, depth + 1, meter);
            if out.len() > MAX_SIZE {
                break;
            }
        }
        out.push(']');
    }

    fn write_object(&self, object: &dyn Object, out: &mut String, depth: usize, meter: &Meter) {
        out.push('{');
        for (number, key) in object.names(meter).iter().enumerate() {
            if number > 0 {
                out.push_str(self.comma);
            }
            out.push_str(&(self.quote)(key));
            out.push_str(self.arrow);
            self.write(&object.get(key, meter), out, depth + 1, meter);
            if out.len() > MAX_SIZE {
                break;
            }
        }
        out.push('}');
    }
}

fn json_quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn ruby_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\x1b' => quoted.push_str("\\e"),
            '#' if characters.peek().is_some_and(|next| "{$@".contains(*next)) => {
                quoted.push_str("\\#")
            }
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(control)))
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_ruby_writes_them() {
        let cases = [
            (1.0, "1.0"),
            (-0.5, "-0.5"),
            (0.0001, "0.0001"),
            (0.00001, "1.0e-05"),
            (1e15, "1000000000000000.0"),
            (1e16, "1.0e+16"),
            (1.25e120, "1.25e+120"),
            (f64::INFINITY, "Infinity"),
            (f64::NAN, "NaN"),
        ];
        for (number, expected) in cases {
            assert_eq!(float(number), expected);
        }
    }

    #[test]
    fn texts_are_quoted_as_ruby_quotes_them() {
        for (text, expected) in [
            ("a # #b c#", "a # #b c#"),
            ("#{a} #$b #@c", r"\#{a} \#$b \#@c"),
            ("\\ \" '", r#"\\ \" '"#),
            ("\n\t\r\x1b", r"\n\t\r\e"),
            ("\x01\u{9f}\u{7f}ü", r"\u0001\u009F\u007Fü"),
        ] {
            assert_eq!(ruby_quoted(text), format!("\"{expected}\""), "{text}");
        }
    }

    #[test]
    fn objects_are_inspected_and_arrays_are_joined() {
        let meter = Meter::for_test();
        let json_value = serde_json::json!({"a": ["x\n\"#{", null, 1.5], "b": {}});
        let value = Value::of_json(&json_value, &meter);
        assert_eq!(value.shown(&meter), r##"{"a"=>["x\n\"\#{", nil, 1.5], "b"=>{}}"##);
        assert_eq!(value.step(&Value::from("a"), &meter).shown(&meter), "x\n\"#{1.5");
        assert_eq!(json(&value, &meter), r##"{"a":["x\n\"#{",null,1.5],"b":{}}"##);
    }

    #[test]
    fn arrays_in_arrays_are_taken_apart_until_there_are_too_many_values() {
        let shown = |items: usize| {
            let before = std::iter::repeat_n(Value::from(""), items);
            let inside = Value::array([Value::array([Value::from("a")])]);
            let value = Value::array(before.chain([inside, Value::from("b")]));
            value.shown(&Meter::for_test()).into_owned()
        };
        assert_eq!(shown(MAX_SIZE / 64), "ab");
        assert_eq!(shown(MAX_SIZE / 64 + 1), "");
    }

    #[test]
    fn an_array_of_itself_many_times_over_is_cut_off() {
        let mut value = Value::from("abcdefgh");
        for _ in 0..60 {
            value = Value::array([value.clone(), value]);
        }
        assert!(value.shown(&Meter::for_test()).len() <= MAX_SIZE + 64);
        assert!(json(&value, &Meter::for_test()).len() <= MAX_SIZE + 1024);
    }

    #[test]
    fn an_array_of_nothing_many_times_over_comes_to_an_end() {
        let mut value = Value::array([]);
        for _ in 0..60 {
            value = Value::array([value.clone(), value]);
        }
        for show in
            [|value: &Value, meter: &Meter| value.shown(meter).into_owned(), json, inspected]
        {
            let meter = Meter::for_test();
            assert!(show(&value, &meter).len() <= MAX_SIZE + 1024);
        }
    }
}
