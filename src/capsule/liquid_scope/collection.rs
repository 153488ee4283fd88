//! `site.collections`: each collection with its documents and what the configuration says of it.

use std::sync::Arc;

use super::documents::{self, POSTS};
use super::handle::Handle;
use crate::template::liquid::{Meter, Object, Value};

/// A collection, with its documents as they are listed.
pub(super) fn object(handle: Handle, label: &str, documents: Value) -> Value {
    Value::Object(Arc::new(Collection { handle, label: label.into(), documents }))
}

#[derive(Debug)]
struct Collection {
    handle: Handle,
    label: Arc<str>,
    documents: Value,
}

impl Object for Collection {
    fn field(&self, name: &str, meter: &Meter) -> Value {
        let Some(capsule) = self.handle.capsule() else { return Value::Nil };
        let setting = || {
            let setting = documents::settings(&capsule, &self.label).and_then(|it| it.get(name));
            setting.map_or(Value::Nil, |setting| Value::of_json(setting, meter))
        };
        match name {
            "label" => Value::Text(self.label.clone()),
            "docs" => self.documents.clone(),
            "relative_directory" => Value::text(format!("_{}", self.label)),
            "output" => Value::Bool(&*self.label == POSTS || setting().is_true()),
            _ => setting(),
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        ["label", "docs", "relative_directory", "output"].map(Arc::from).to_vec()
    }
}
