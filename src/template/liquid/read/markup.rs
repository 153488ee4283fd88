//! The text behind a tag's name: `item in site.posts limit:3`, `nav.html lang=page.lang`.
//!
//! `None` is broken syntax; `parser` reports it.

use std::sync::Arc;

use super::cursor::Cursor;
use super::parts::Parts;
use super::reading::Reading;
use crate::template::liquid::syntax::{
    Condition, Cycle, Expression, Filtered, Inclusion, InclusionKind, LinkKind, Loop, LoopLayout,
    LoopStart, NamePart, NodeKind,
};
use crate::template::liquid::values::Value;

/// The inside of a tag.
#[derive(Clone, Copy)]
pub(super) struct Markup<'a> {
    pub(super) text: &'a str,
    /// Its byte offset in the template.
    pub(super) start: usize,
    pub(super) parts: &'a Parts<'a>,
}

impl<'a> Markup<'a> {
    fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.text, self.start, self.parts)
    }

    pub(super) fn filtered(self, reading: &mut Reading<'_>) -> Filtered {
        self.cursor().filtered(reading)
    }

    pub(super) fn expression(self) -> Expression {
        self.cursor().expression()
    }

    pub(super) fn condition(self) -> Option<Condition> {
        if self.text.is_empty() { None } else { self.cursor().condition() }
    }

    /// `name = value | filter`.
    pub(super) fn assign(self, reading: &mut Reading<'_>) -> Option<NodeKind> {
        let mut cursor = self.cursor();
        let name = variable(&mut cursor)?;
        if !cursor.eat_mark("=") {
            return None;
        }
        Some(NodeKind::Assign(name, cursor.filtered(reading)))
    }

    /// The name that `capture`, `increment` and `decrement` take; quotes around it are allowed.
    pub(super) fn name(self) -> Option<Arc<str>> {
        let mut cursor = self.cursor();
        cursor.take_while(|character| matches!(character, '"' | '\''));
        variable(&mut cursor)
    }

    /// `when 1, 2 or 3`.
    pub(super) fn values(self) -> Vec<Expression> {
        let mut cursor = self.cursor();
        let mut values = vec![cursor.expression()];
        while cursor.eat_mark(",") || cursor.eat_word("or") {
            values.push(cursor.expression());
        }
        values
    }

    /// `name: 'a', 'b'` or `'a', 'b'`.
    pub(super) fn cycle(self) -> Option<NodeKind> {
        if self.text.is_empty() {
            return None;
        }
        let mut cursor = self.cursor();
        let first = cursor.expression();
        let (name, mut values) = if cursor.eat_mark(":") {
            (Some(first), vec![cursor.expression()])
        } else {
            (None, vec![first])
        };
        while cursor.skip_past(',') {
            values.push(cursor.expression());
        }
        let group = cycle_group(&values, self.start);
        Some(NodeKind::Cycle(Cycle { name, group, values }))
    }

    /// `item in collection reversed limit:3 offset:1`; for a table also `cols:2`.
    pub(super) fn for_loop(self, layout: LoopLayout) -> Option<Loop> {
        let mut cursor = self.cursor();
        let variable = cursor.word();
        if variable.is_empty() || !cursor.eat_word("in") {
            return None;
        }
        cursor.skip_space();
        let before = cursor;
        let collection = cursor.expression();
        let name = format!("{variable}-{}", before.text_until(cursor));
        let mut made = Loop {
            variable: Arc::from(variable),
            collection,
            name: Arc::from(name),
            reversed: cursor.eat_word("reversed"),
            limit: None,
            start: LoopStart::First,
            layout,
            body: Vec::new(),
            otherwise: Vec::new(),
        };
        while cursor.peek().is_some() {
            loop_setting(&mut cursor, &mut made);
        }
        Some(made)
    }

    /// `language linenos`.
    pub(super) fn language(self) -> String {
        self.cursor().take_while(is_in_language).to_ascii_lowercase()
    }

    /// `file.html name=value`; outputs in the name, commas and colons as in `render` are allowed.
    pub(super) fn inclusion(
        self,
        kind: InclusionKind,
        reading: &mut Reading<'_>,
    ) -> Option<NodeKind> {
        let mut cursor = self.cursor();
        let name = match cursor.quoted() {
            Some(name) => vec![NamePart::Text(name.to_owned())],
            None => {
                let before = cursor;
                skip_name(&mut cursor);
                name_parts(before.text_until(cursor), self.start, reading)
            }
        };
        let mut parameters = Vec::new();
        while cursor.peek().is_some() {
            parameters.extend(parameter(&mut cursor));
        }
        if name.is_empty() {
            return None;
        }
        Some(NodeKind::Include(Box::new(Inclusion { kind, name, parameters })))
    }

    pub(super) fn link(self, kind: LinkKind, reading: &mut Reading<'_>) -> Option<NodeKind> {
        let parts = self.arguments(reading);
        if parts.is_empty() { None } else { Some(NodeKind::Link(kind, parts)) }
    }

    /// The arguments of a plugin's tag; there may be none.
    pub(super) fn arguments(self, reading: &mut Reading<'_>) -> Vec<NamePart> {
        name_parts(self.text, self.start, reading)
    }
}

/// The name that a cycle of these values shares with others.
fn cycle_group(values: &[Expression], offset: usize) -> Arc<str> {
    if values.iter().all(|value| matches!(value, Expression::Literal(_))) {
        Arc::from(format!("{values:?}"))
    } else {
        Arc::from(format!("at {offset}"))
    }
}

/// A variable's name, with all that Jekyll allows in it.
fn variable(cursor: &mut Cursor<'_>) -> Option<Arc<str>> {
    let name =
        cursor.take_while(|character| character.is_alphanumeric() || "_-.[]".contains(character));
    if name.is_empty() { None } else { Some(Arc::from(name)) }
}

fn is_in_language(character: char) -> bool {
    character.is_ascii_alphanumeric() || ".+#_-".contains(character)
}

fn loop_setting(cursor: &mut Cursor<'_>, made: &mut Loop) {
    let name = cursor.word();
    if name.is_empty() {
        cursor.skip_piece();
        return;
    }
    if !cursor.eat_mark(":") {
        return;
    }
    match (name, &mut made.layout) {
        ("limit", _) => made.limit = Some(cursor.expression()),
        ("offset", _) if cursor.eat_word("continue") => made.start = LoopStart::Continue,
        ("offset", _) => made.start = LoopStart::Offset(cursor.expression()),
        ("cols", LoopLayout::Table { columns }) => *columns = Some(cursor.expression()),
        _ => {}
    }
}

/// Skips to the white space behind a name, past the outputs in it.
fn skip_name(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some_and(|next| !next.is_whitespace() && next != ',') {
        if cursor.eat("{{") {
            while !cursor.rest().is_empty() && !cursor.eat("}}") {
                cursor.skip();
            }
        } else {
            cursor.skip();
        }
    }
}

/// A name cut into its texts and outputs.
fn name_parts(text: &str, start: usize, reading: &mut Reading<'_>) -> Vec<NamePart> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, output)) = rest.split_once("{{") {
        let (inner, after) = output.split_once("}}").unwrap_or((output, ""));
        if !before.is_empty() {
            parts.push(NamePart::Text(before.to_owned()));
        }
        let offset = start + text.len() - output.len();
        parts.push(NamePart::Output(Cursor::new(inner, offset, reading.parts).filtered(reading)));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(NamePart::Text(rest.to_owned()));
    }
    parts
}

/// `name="value"`, or one character less to read.
fn parameter(cursor: &mut Cursor<'_>) -> Option<(Arc<str>, Expression)> {
    let name = cursor.word();
    if name.is_empty() {
        cursor.skip_piece();
        return None;
    }
    if !cursor.eat_mark("=") && !cursor.eat_mark(":") {
        return None;
    }
    cursor.skip_space();
    let value = match escaped_text(cursor) {
        Some(text) => Expression::Literal(Value::from(text)),
        None => cursor.expression(),
    };
    Some((Arc::from(name), value))
}

/// A quoted text in which `\"` is a quote.
fn escaped_text(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = *cursor;
    let quote = ahead.skip().filter(|first| matches!(first, '"' | '\''))?;
    let mut text = String::new();
    loop {
        match ahead.skip()? {
            '\\' if ahead.peek() == Some(quote) => text.extend(ahead.skip()),
            end if end == quote => break,
            other => text.push(other),
        }
    }
    *cursor = ahead;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::liquid::filters;
    use crate::template::liquid::meter::Meter;

    fn check(text: &str, check: impl FnOnce(Markup<'_>, &mut Reading<'_>)) {
        let meter = Meter::for_test();
        let parts = Parts::new(&meter);
        let mut reading = Reading::of(text, filters::ALL, &parts);
        check(Markup { text, start: 0, parts: &parts }, &mut reading);
    }

    #[test]
    fn a_loop_has_a_collection_and_settings() {
        check("post in site.posts reversed limit:3 offset: continue", |markup, _| {
            let made = markup.for_loop(LoopLayout::Plain).unwrap();
            let read = (&*made.variable, &*made.name, made.reversed);
            assert_eq!(read, ("post", "post-site.posts", true));
            assert!(made.limit.is_some() && matches!(made.start, LoopStart::Continue));
        });
        check("post of site.posts", |markup, _| {
            assert!(markup.for_loop(LoopLayout::Plain).is_none());
        });
    }

    #[test]
    fn an_inclusion_has_a_name_and_parameters() {
        let text = r#"nav-{{ page.lang | downcase }}.html title="a \"b\"" n=1 x=page.x"#;
        check(text, |markup, reading| {
            let Some(NodeKind::Include(made)) = markup.inclusion(InclusionKind::Include, reading)
            else {
                panic!("no inclusion");
            };
            let names: Vec<_> = made.parameters.iter().map(|(name, _)| &**name).collect();
            assert_eq!((made.name.len(), names), (3, vec!["title", "n", "x"]));
        });
    }

    #[test]
    fn what_is_wrong_in_an_output_of_a_name_is_found_where_it_stands() {
        let text = "tag x-{{ a | none }}-{{ b | nil }}";
        let meter = Meter::for_test();
        let parts = Parts::new(&meter);
        let mut reading = Reading::of(text, filters::ALL, &parts);
        let read =
            Markup { text: text.split_at(4).1, start: 4, parts: &parts }.arguments(&mut reading);
        assert_eq!(read.len(), 4);
        let columns: Vec<usize> = reading.into_diagnostics().iter().map(|it| it.column).collect();
        assert_eq!(columns, [14, 29]);
    }

    #[test]
    fn a_name_with_an_output_that_is_not_closed_ends_with_its_tag() {
        check("nav-{{ page.lang a=1", |markup, reading| {
            let Some(NodeKind::Include(made)) = markup.inclusion(InclusionKind::Include, reading)
            else {
                panic!("no inclusion");
            };
            assert_eq!((made.name.len(), made.parameters.len()), (2, 0));
        });
    }
}
