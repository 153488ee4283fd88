//! `for` and `tablerow`: which items a loop goes through, and what `forloop` knows.

use std::sync::Arc;

use super::evaluation::{Evaluation, Flow, Frame};
use crate::template::liquid::syntax::{Loop, Offset};
use crate::template::liquid::values::number::{Number, exact_int, leading_int};
use crate::template::liquid::values::value::{Object, Value, pair};

impl Evaluation<'_> {
    /// Runs a loop.
    pub(crate) fn for_loop(&mut self, made: &Loop, at: usize, out: &mut String) -> Flow {
        let items = self.segment(made, at);
        if !self.spend(items.len() / 8) {
            return Flow::Stop;
        }
        if items.is_empty() && made.table.is_none() {
            return self.nodes(&made.otherwise, out);
        }
        self.frames.push(Frame::new());
        let parent = self.loops.last().cloned().unwrap_or_default();
        self.loops.push(Value::Nil);
        let flow = match &made.table {
            None => self.items(made, &items, &parent, out),
            Some(columns) => {
                let columns = columns.as_ref().and_then(|columns| exact_int(&self.value(columns)));
                let columns =
                    columns.and_then(|columns| usize::try_from(columns).ok()).filter(|it| *it > 0);
                self.rows(made, &items, columns.unwrap_or(items.len()).max(1), out)
            }
        };
        self.loops.pop();
        self.frames.pop();
        flow
    }

    fn items(&mut self, made: &Loop, items: &[Value], parent: &Value, out: &mut String) -> Flow {
        for (index, item) in items.iter().enumerate() {
            let state = ForLoop {
                name: made.name.clone(),
                index,
                length: items.len(),
                parent: parent.clone(),
            };
            let state = Value::Object(Arc::new(state));
            if let Some(last) = self.loops.last_mut() {
                *last = state.clone();
            }
            match self.item(made, item, state, out) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Flow::Stop,
            }
        }
        Flow::Next
    }

    fn item(&mut self, made: &Loop, item: &Value, state: Value, out: &mut String) -> Flow {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(
                Arc::from(if made.table.is_some() { "tablerowloop" } else { "forloop" }),
                state,
            );
            frame.insert(made.variable.clone(), item.clone());
        }
        if self.spend(1) { self.nodes(&made.body, out) } else { Flow::Stop }
    }

    fn rows(&mut self, made: &Loop, items: &[Value], columns: usize, out: &mut String) -> Flow {
        self.write(out, "<tr class=\"row1\">\n");
        for (index, item) in items.iter().enumerate() {
            let (row, column) = (index / columns, index % columns);
            if column == 0 && row > 0 {
                self.write(out, &format!("</tr>\n<tr class=\"row{}\">", row + 1));
            }
            let state =
                ForLoop { name: made.name.clone(), index, length: items.len(), parent: Value::Nil };
            self.write(out, &format!("<td class=\"col{}\">", column + 1));
            let flow = self.item(made, item, Value::Object(Arc::new(state)), out);
            self.write(out, "</td>");
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Flow::Stop,
            }
        }
        self.write(out, "</tr>\n");
        Flow::Next
    }

    /// The items that a loop goes through: offset, then limit, then the order.
    fn segment(&mut self, made: &Loop, at: usize) -> Vec<Value> {
        let collection = self.value(&made.collection);
        let from = match &made.offset {
            Offset::Start => 0,
            Offset::Continue => self.offsets.get(&made.name).copied().unwrap_or_default(),
            Offset::At(offset) => {
                let offset = self.value(offset);
                usize::try_from(exact_int(&offset).unwrap_or_default()).unwrap_or_default()
            }
        };
        let limit =
            made.limit.as_ref().map(|limit| self.value(limit)).filter(|limit| !limit.is_nil());
        let limit = limit.map(|limit| {
            usize::try_from(exact_int(&limit).unwrap_or_default()).unwrap_or_default()
        });
        let mut items = self.slice(&collection, from, limit.unwrap_or(usize::MAX), at);
        self.offsets.insert(made.name.clone(), from.saturating_add(items.len()));
        if made.reversed {
            items.reverse();
        }
        items
    }

    fn slice(&mut self, collection: &Value, from: usize, limit: usize, at: usize) -> Vec<Value> {
        match collection {
            Value::Array(list) => list.items().iter().skip(from).take(limit).cloned().collect(),
            Value::Object(object) => {
                let keys = object.keys();
                keys.iter().skip(from).take(limit).map(|key| pair(object.as_ref(), key)).collect()
            }
            Value::Range(first, last) => {
                let first = first.saturating_add(i64::try_from(from).unwrap_or(i64::MAX));
                self.numbers(first, *last, limit, at)
            }
            Value::Text(text) if !text.is_empty() => vec![collection.clone()],
            Value::Text(_)
            | Value::Nil
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Time(_) => Vec::new(),
        }
    }

    /// The numbers of a range, no more than the limits allow.
    pub(crate) fn numbers(
        &mut self,
        first: i64,
        last: i64,
        wanted: usize,
        at: usize,
    ) -> Vec<Value> {
        let length = Value::Range(first, last).size().min(wanted);
        if length > self.limits.range {
            self.diagnostic(at, "This Liquid range is too long; it is cut off");
        }
        (first..=last).take(length.min(self.limits.range)).map(Value::Int).collect()
    }
}

/// The whole number at an end of a range.
pub(crate) fn end_of_range(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        Value::Text(text) => leading_int(text),
        Value::Float(_) => match Number::of(value).floor() {
            Number::Int(number) => number,
            Number::Decimal(..) | Number::Float(_) => 0,
        },
        Value::Nil
        | Value::Bool(_)
        | Value::Array(_)
        | Value::Range(..)
        | Value::Object(_)
        | Value::Time(_) => 0,
    }
}

/// What `forloop` is.
#[derive(Debug)]
struct ForLoop {
    name: Arc<str>,
    index: usize,
    length: usize,
    parent: Value,
}

impl Object for ForLoop {
    fn field(&self, name: &str) -> Value {
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        match name {
            "name" => Value::Text(self.name.clone()),
            "length" => number(self.length),
            "index" => number(self.index + 1),
            "index0" => number(self.index),
            "rindex" => number(self.length - self.index),
            "rindex0" => number(self.length - self.index - 1),
            "first" => Value::Bool(self.index == 0),
            "last" => Value::Bool(self.index + 1 == self.length),
            "parentloop" => self.parent.clone(),
            _ => Value::Nil,
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        ["name", "length", "index", "index0", "rindex", "rindex0", "first", "last"]
            .map(Arc::from)
            .to_vec()
    }
}
