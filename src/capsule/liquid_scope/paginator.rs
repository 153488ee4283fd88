//! `paginator`: the first page of the list of posts, which is the only one that is made.

use std::sync::Arc;

use super::handle::Handle;
use super::site;
use crate::capsule::parts::Capsule;
use crate::template::liquid::{Meter, Object, Value};

pub(super) fn object(handle: Handle) -> Value {
    Value::Object(Arc::new(Paginator(handle)))
}

/// It stands in the scope of every page and lists all posts, so making it before it is asked for
/// would take time in pages times posts.
#[derive(Debug)]
struct Paginator(Handle);

impl Object for Paginator {
    fn field(&self, name: &str, meter: &Meter) -> Value {
        let Some(capsule) = self.0.capsule() else { return Value::Nil };
        let posts = site::posts(&self.0, &capsule).as_list().map_or(0, |it| it.len());
        let per_page = per_page(&capsule).unwrap_or(posts).max(1);
        match name {
            "page" => Value::Int(1),
            "per_page" => Value::count(per_page),
            "posts" => site::newest(&self.0, &capsule, per_page, meter),
            "total_posts" => Value::count(posts),
            "total_pages" => Value::count(posts.div_ceil(per_page)),
            _ => Value::Nil,
        }
    }

    fn keys(&self) -> Vec<Arc<str>> {
        ["page", "per_page", "posts", "total_posts", "total_pages"].map(Arc::from).to_vec()
    }
}

/// Jekyll's `paginate`.
fn per_page(capsule: &Capsule) -> Option<usize> {
    let setting = capsule.source.settings.fields.get("paginate")?;
    setting.as_u64().and_then(|number| usize::try_from(number).ok())
}
