//! Reads what stands behind a tag's name: `item in site.posts limit:3`, `nav.html lang=page.lang`.
//!
//! `None` is broken syntax; `parser` tells the author.

use std::ops::Range;
use std::sync::Arc;

use super::expression::Cursor;
use crate::template::liquid::diagnostics::Faults;
use crate::template::liquid::syntax::{
    Expression, Filtered, Inclusion, InclusionKind, LinkKind, Loop, NamePart, NodeKind, Offset,
};

/// The inside of a tag.
#[derive(Clone, Copy)]
pub(crate) struct Markup<'a> {
    pub(crate) text: &'a str,
    /// Its byte offset in the template.
    pub(crate) start: usize,
}

impl<'a> Markup<'a> {
    fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.text, self.start)
    }

    /// The text that was read between two states of a cursor.
    fn between(self, from: Cursor<'_>, to: Cursor<'_>) -> &'a str {
        self.text.get(from.at() - self.start..to.at() - self.start).unwrap_or_default()
    }

    pub(crate) fn filtered(self, faults: &mut Faults) -> Filtered {
        self.cursor().filtered(faults)
    }

    pub(crate) fn expression(self) -> Expression {
        self.cursor().expression()
    }

    pub(crate) fn condition(self) -> Option<crate::template::liquid::syntax::Condition> {
        if self.text.is_empty() { None } else { self.cursor().condition() }
    }

    /// `name = value | filter`.
    pub(crate) fn assign(self, faults: &mut Faults) -> Option<NodeKind> {
        let mut cursor = self.cursor();
        let name = variable(&mut cursor)?;
        cursor.eat_mark("=").then(|| NodeKind::Assign(name, cursor.filtered(faults)))
    }

    /// The name that `capture`, `increment` and `decrement` take; quotes around it are allowed.
    pub(crate) fn name(self) -> Option<Arc<str>> {
        let mut cursor = self.cursor();
        cursor.take_while(|character| matches!(character, '"' | '\''));
        variable(&mut cursor)
    }

    /// `when 1, 2 or 3`.
    pub(crate) fn values(self) -> Vec<Expression> {
        let mut cursor = self.cursor();
        let mut values = vec![cursor.expression()];
        while cursor.eat_mark(",") || cursor.eat_word("or") {
            values.push(cursor.expression());
        }
        values
    }

    /// `name: 'a', 'b'` or `'a', 'b'`.
    pub(crate) fn cycle(self, range: Range<usize>) -> Option<NodeKind> {
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
        while skip_to(&mut cursor, ',') {
            values.push(cursor.expression());
        }
        Some(NodeKind::Cycle(name, range, values))
    }

    /// `item in collection reversed limit:3 offset:1`; for a table also `cols:2`.
    pub(crate) fn for_loop(self, is_table: bool) -> Option<Loop> {
        let mut cursor = self.cursor();
        let variable = Some(cursor.word()).filter(|word| !word.is_empty())?;
        cursor.eat_word("in").then_some(())?;
        cursor.skip_space();
        let before = cursor;
        let collection = cursor.expression();
        let mut made = Loop {
            variable: Arc::from(variable),
            collection,
            name: Arc::from(format!("{variable}-{}", self.between(before, cursor))),
            reversed: cursor.eat_word("reversed"),
            limit: None,
            offset: Offset::Start,
            table: is_table.then_some(None),
            body: Vec::new(),
            otherwise: Vec::new(),
        };
        while cursor.peek().is_some() {
            loop_setting(&mut cursor, &mut made);
        }
        Some(made)
    }

    /// `language linenos`.
    pub(crate) fn language(self) -> String {
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || ".+#_-".contains(character);
        self.cursor().take_while(allowed).to_ascii_lowercase()
    }

    /// `file.html name=value`; outputs in the name, commas and colons as in `render` are allowed.
    pub(crate) fn inclusion(self, kind: InclusionKind, faults: &mut Faults) -> Option<NodeKind> {
        let mut cursor = self.cursor();
        let name = match cursor.quoted() {
            Some(name) => vec![NamePart::Text(name.to_owned())],
            None => {
                let before = cursor;
                skip_name(&mut cursor);
                name_parts(self.between(before, cursor), self.start, faults)
            }
        };
        let mut parameters = Vec::new();
        while cursor.peek().is_some() {
            parameters.extend(parameter(&mut cursor));
        }
        (!name.is_empty())
            .then(|| NodeKind::Include(Box::new(Inclusion { kind, name, parameters })))
    }

    pub(crate) fn link(self, kind: LinkKind, faults: &mut Faults) -> Option<NodeKind> {
        let parts = name_parts(self.text, self.start, faults);
        (!parts.is_empty()).then_some(NodeKind::Link(kind, parts))
    }
}

impl Markup<'_> {
    /// The arguments of a plugin's tag; there may be none.
    pub(crate) fn arguments(self, faults: &mut Faults) -> Vec<NamePart> {
        name_parts(self.text, self.start, faults)
    }
}

/// What Jekyll allows in a variable's name.
fn variable(cursor: &mut Cursor<'_>) -> Option<Arc<str>> {
    let allowed = |character: char| character.is_alphanumeric() || "_-.[]".contains(character);
    Some(cursor.take_while(allowed)).filter(|name| !name.is_empty()).map(Arc::from)
}

fn skip_to(cursor: &mut Cursor<'_>, mark: char) -> bool {
    while cursor.peek().is_some_and(|next| next != mark) {
        cursor.skip_piece();
    }
    cursor.skip().is_some()
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
    match name {
        "limit" => made.limit = Some(cursor.expression()),
        "offset" if cursor.eat_word("continue") => made.offset = Offset::Continue,
        "offset" => made.offset = Offset::At(cursor.expression()),
        "cols" if made.table.is_some() => made.table = Some(Some(cursor.expression())),
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
fn name_parts(text: &str, start: usize, faults: &mut Faults) -> Vec<NamePart> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, output)) = rest.split_once("{{") {
        let (inner, after) = output.split_once("}}").unwrap_or((output, ""));
        if !before.is_empty() {
            parts.push(NamePart::Text(before.to_owned()));
        }
        let at = start + text.len() - output.len();
        parts.push(NamePart::Output(Cursor::new(inner, at).filtered(faults)));
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
        Some(text) => {
            Expression::Literal(crate::template::liquid::values::value::Value::from(text))
        }
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

    fn markup(text: &str) -> Markup<'_> {
        Markup { text, start: 0 }
    }

    #[test]
    fn a_loop_has_a_collection_and_settings() {
        let made =
            markup("post in site.posts reversed limit:3 offset: continue").for_loop(false).unwrap();
        assert_eq!(
            (&*made.variable, &*made.name, made.reversed),
            ("post", "post-site.posts", true)
        );
        assert!(made.limit.is_some() && matches!(made.offset, Offset::Continue));
        assert!(markup("post of site.posts").for_loop(false).is_none());
    }

    #[test]
    fn an_inclusion_has_a_name_and_parameters() {
        let mut faults = Faults::default();
        let text = r#"nav-{{ page.lang | downcase }}.html title="a \"b\"" n=1 x=page.x"#;
        let Some(NodeKind::Include(made)) =
            markup(text).inclusion(InclusionKind::Include, &mut faults)
        else {
            panic!("no inclusion");
        };
        let names: Vec<_> = made.parameters.iter().map(|(name, _)| &**name).collect();
        assert_eq!((made.name.len(), names), (3, vec!["title", "n", "x"]));
    }
}
