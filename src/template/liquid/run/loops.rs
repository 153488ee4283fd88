//! `for` and `tablerow`: the items that a loop goes through, and `forloop`.

use std::sync::Arc;

use super::evaluation::Evaluation;
use super::flow::Flow;
use super::variables::Frame;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::range::{TOO_LONG, numbers};
use crate::template::liquid::syntax::{Loop, LoopLayout, LoopStart};
use crate::template::liquid::values::access::pair;
use crate::template::liquid::values::number::exact_count;
use crate::template::liquid::values::{Object, Value};

impl Evaluation<'_> {
    /// Runs a loop.
    pub(super) fn for_loop(&mut self, made: &Loop, offset: usize, out: &mut String) -> Flow {
        let items = self.segment(made, offset);
        if !self.meter.made(items.len() * size_of::<Value>()) {
            return Flow::Stop;
        }
        if items.is_empty() && matches!(made.layout, LoopLayout::Plain) {
            return self.nodes(&made.otherwise, out);
        }
        self.variables.enter(Frame::new());
        let parent = self.loops.last().cloned().unwrap_or(Value::Nil);
        self.loops.push(Value::Nil);
        let flow = match &made.layout {
            LoopLayout::Plain => self.items(made, &items, &parent, out),
            LoopLayout::Table { columns } => {
                let columns = columns.as_ref().map_or(0, |it| exact_count(&self.value(it)));
                let columns = if columns > 0 { columns } else { items.len().max(1) };
                self.rows(made, &items, columns, out)
            }
        };
        self.loops.pop();
        self.variables.leave();
        flow
    }

    fn items(&mut self, made: &Loop, items: &[Value], parent: &Value, out: &mut String) -> Flow {
        for (index, item) in items.iter().enumerate() {
            let state = ForLoop::value(made, index, items.len(), parent.clone());
            if let Some(last) = self.loops.last_mut() {
                *last = state.clone();
            }
            self.variables.bind(Arc::from("forloop"), state);
            match self.item(made, item, out) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Stop => return Flow::Stop,
            }
        }
        Flow::Next
    }

    fn rows(&mut self, made: &Loop, items: &[Value], columns: usize, out: &mut String) -> Flow {
        self.write(out, "<tr class=\"row1\">\n");
        for (index, item) in items.iter().enumerate() {
            let (row, column) = (index / columns, index % columns);
            if column == 0 && row > 0 {
                self.write(out, &format!("</tr>\n<tr class=\"row{}\">", row + 1));
            }
            self.write(out, &format!("<td class=\"col{}\">", column + 1));
            let state = ForLoop::value(made, index, items.len(), Value::Nil);
            self.variables.bind(Arc::from("tablerowloop"), state);
            let flow = self.item(made, item, out);
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

    fn item(&mut self, made: &Loop, item: &Value, out: &mut String) -> Flow {
        self.variables.bind(made.variable.clone(), item.clone());
        if self.meter.steps(1) { self.nodes(&made.body, out) } else { Flow::Stop }
    }

    /// The items that a loop goes through: offset, then limit, then the order.
    fn segment(&mut self, made: &Loop, offset: usize) -> Vec<Value> {
        let collection = self.value(&made.collection);
        let start = match &made.start {
            LoopStart::First => 0,
            LoopStart::Continue => self.loop_ends.get(&made.name).copied().unwrap_or(0),
            LoopStart::Offset(offset) => exact_count(&self.value(offset)),
        };
        let limit = match made.limit.as_ref().map(|limit| self.value(limit)) {
            None | Some(Value::Nil) => usize::MAX,
            Some(limit) => exact_count(&limit),
        };
        let mut items = self.slice(&collection, start, limit, offset);
        self.loop_ends.insert(made.name.clone(), start.saturating_add(items.len()));
        if made.reversed {
            items.reverse();
        }
        items
    }

    fn slice(
        &mut self,
        collection: &Value,
        start: usize,
        limit: usize,
        offset: usize,
    ) -> Vec<Value> {
        match collection {
            Value::Array(list) => list.part(start, limit, self.meter).to_vec(),
            Value::Object(object) => {
                let names = object.names(self.meter);
                let names = names.iter().skip(start).take(limit);
                names.map(|name| pair(object.as_ref(), name, self.meter)).collect()
            }
            Value::Range(first, last) => {
                let first = first.saturating_add(i64::try_from(start).unwrap_or(i64::MAX));
                let numbers = numbers(first, *last, limit, self.meter);
                if numbers.is_cut {
                    self.report.add(offset, TOO_LONG);
                }
                numbers.values
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
}

/// `forloop` and `tablerowloop`.
#[derive(Debug)]
struct ForLoop {
    name: Arc<str>,
    /// From 0.
    index: usize,
    length: usize,
    parent: Value,
}

impl ForLoop {
    fn value(made: &Loop, index: usize, length: usize, parent: Value) -> Value {
        Value::Object(Arc::new(Self { name: made.name.clone(), index, length, parent }))
    }
}

impl Object for ForLoop {
    fn field(&self, name: &str, _: &Meter) -> Value {
        match name {
            "name" => Value::Text(self.name.clone()),
            "length" => Value::count(self.length),
            "index" => Value::count(self.index + 1),
            "index0" => Value::count(self.index),
            "rindex" => Value::count(self.length - self.index),
            "rindex0" => Value::count(self.length - self.index - 1),
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
