//! HTML to a tree. With its parts the only room that names `html5ever`.
//!
//! The nodes' meaning is for the `html` module to say.

mod attributes;
mod builder;
mod growth;
mod limits;
pub(super) mod name;
mod sink;
mod tree;

pub(super) use self::builder::Builder;
pub(super) use self::limits::names_raw;
pub(super) use self::tree::{Dom, NodeId};

/// Parses a fragment or a whole page. A whole page becomes the content of its head and its body, in
/// this order.
pub(super) fn parse(html: &str) -> Dom {
    let mut builder = Builder::new(html.len());
    builder.html(html);
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in a short form: `b(text i(x))`.
    fn shape(dom: &Dom, id: NodeId) -> String {
        if let Some(text) = dom.text(id) {
            return text.to_owned();
        }
        let inside: Vec<String> = dom.children(id).map(|child| shape(dom, child)).collect();
        format!("{}({})", dom.name(id), inside.join(" "))
    }

    fn check(html: &str, expected: &str) {
        let dom = parse(html);
        assert_eq!(shape(&dom, dom.root()), format!("({expected})"), "{html}");
    }

    #[test]
    fn a_tree_is_what_a_browser_makes_of_it() {
        check("<p>a<p>b", "html(p(a) p(b))");
        check("<b>a<i>b</b>c</i>", "html(b(a i(b)) i(c))");
        check("<table><tr><td>a</table>", "html(table(tbody(tr(td(a)))))");
        check("<table>x<tr><td>a</table>", "html(x table(tbody(tr(td(a)))))");
        check("a<!-- b -->c", "html(a () c)");
        check("<title>t</title><body class=x><p>a</p></body>b", "html(title(t) p(a) b)");
    }

    #[test]
    fn raw_text_without_an_end_does_not_swallow_the_page() {
        check("the <title> tag <b>x</b>", "html(the  tag  b(x))");
        check("<iframe src=a /><p>b", "html(iframe() p(b))");
        check("<plaintext><p>b", "html(p(b))");
        check("<textarea>a<b></textarea>c", "html(textarea(a<b>) c)");
        check("<frameset><frame src=a></frameset>b", "html(embed() b)");
    }

    #[test]
    fn depth_and_number_of_nodes_are_bounded() {
        let deep = parse(&"<div>".repeat(100_000));
        assert!(deep.len() < 400, "{}", deep.len());
        assert_eq!(deep.diagnostics.len(), 1);
        let closed = format!("{}x{}y", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let dom = parse(&closed);
        let html = dom.first_child(dom.root()).unwrap();
        assert_eq!(dom.text(dom.children(html).last().unwrap()), Some("y"));
        let many: String = (0..50_000).map(|number| format!("<p><b id={number}></p>x")).collect();
        let bounded = parse(&many);
        assert!(bounded.len() < many.len(), "{} nodes of {} bytes", bounded.len(), many.len());
        assert!(!bounded.diagnostics.is_empty());
        let open = "<b><i><u><s><em><tt><big><small>".repeat(3);
        let reopened = parse(&format!("<p>{open}{}", "<p>x".repeat(2000)));
        assert_eq!(reopened.diagnostics.len(), 1);
    }
}
