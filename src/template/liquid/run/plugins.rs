//! Tags of plugins, and calls that nobody knows: what they say is shown.

use std::borrow::Cow;

use super::evaluation::Evaluation;
use super::flow::Flow;
use crate::escape::escape_html;
use crate::template::liquid::embed::{Arguments, Embed, link, link_around, nameless, picture};
use crate::template::liquid::read::expression_in;
use crate::template::liquid::syntax::{NamePart, Node};
use crate::template::liquid::values::Value;
use crate::template::said::{Argument, Said, said};
use crate::template::shortcode::indent_at_end;

/// Bytes of Markdown among the arguments of a call.
const MAX_WORDS: usize = 64 << 10;

impl Evaluation<'_> {
    /// Writes what the tag of a plugin shows.
    pub(super) fn embed(
        &mut self,
        embed: Embed,
        parts: &[NamePart],
        offset: usize,
        out: &mut String,
    ) {
        let text = self.name(parts);
        let arguments = Arguments::of(&text, &mut |name| self.text_of(name, offset));
        match embed.html(&arguments, self.environment.host.phrases()) {
            Some(html) => self.write(out, &html),
            None => {
                let text = "This Liquid tag does not say what it shows; it is left out";
                self.report.add(offset, text);
            }
        }
    }

    /// Writes a quotation, and below it whose it is.
    pub(super) fn quote(
        &mut self,
        by: &[NamePart],
        body: &[Node],
        offset: usize,
        out: &mut String,
    ) -> Flow {
        let (body, flow) = self.aside(body);
        let text = self.name(by);
        let arguments = Arguments::of(&text, &mut |name| self.text_of(name, offset));
        let indent = indent_at_end(out).unwrap_or_default().to_owned();
        let html = self.markdown(&without_indent(&body, &indent));
        let by = arguments.attribution();
        let by = if by.is_empty() { by } else { format!("<p>– {by}</p>\n") };
        let html = format!("<blockquote>\n{}\n{by}</blockquote>", html.trim_end());
        // In an item each line is as deep as the first, else the item would end.
        if self.meter.made(html.len() + html.lines().count() * indent.len()) {
            self.write(out, &html.replace('\n', &format!("\n{indent}")));
            self.write(out, "\n");
        }
        flow
    }

    /// Writes what a tag says that nobody knows.
    pub(super) fn unknown(
        &mut self,
        name: &str,
        parts: &[NamePart],
        offset: usize,
        out: &mut String,
    ) {
        let text = self.name(parts);
        let arguments = Arguments::of(&text, &mut |name| self.text_of(name, offset));
        self.say(&said(name, arguments.all()), out);
    }

    /// Writes what the parameters of an include say whose file is not there; true if they say
    /// anything.
    pub(super) fn say_parameters<'p>(
        &mut self,
        name: &str,
        parameters: impl Iterator<Item = (&'p str, Value)>,
        out: &mut String,
    ) -> bool {
        let texts: Vec<(&str, String)> =
            parameters.filter_map(|(name, value)| Some((name, self.words_of(&value)?))).collect();
        let arguments = texts.iter().map(|(name, value)| Argument { name, value });
        let said = said(name, arguments);
        self.say(&said, out);
        !said.is_empty()
    }

    /// The text of a variable that an argument without quotes may be.
    fn text_of(&mut self, name: &str, offset: usize) -> Option<String> {
        let expression = expression_in(name, offset, self.environment.filters, self.meter);
        let value = self.filtered(&expression);
        self.words_of(&value)
    }

    fn words_of(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(_) | Value::Int(_) | Value::Float(_) => {
                let text = value.shown(self.meter);
                (!text.is_empty() && self.meter.made(text.len())).then(|| text.into_owned())
            }
            Value::Nil
            | Value::Bool(_)
            | Value::Array(_)
            | Value::Range(..)
            | Value::Object(_)
            | Value::Time(_) => None,
        }
    }

    /// Writes paragraphs where the call begins its line, else words in a line.
    fn say(&mut self, said: &[Said<'_>], out: &mut String) {
        let begins_line = indent_at_end(out).is_some();
        for (number, part) in said.iter().enumerate() {
            let html = self.html_of(part, begins_line);
            if !begins_line && number > 0 {
                self.write(out, " ");
            }
            self.write(out, &html);
        }
    }

    fn html_of(&self, part: &Said<'_>, is_block: bool) -> String {
        let html = match part {
            Said::Title(title) => format!("<strong>{}</strong>", self.inline(title.trim())),
            Said::Words(words) => {
                let html = self.markdown(words);
                match one_paragraph(&html) {
                    Some(inner) => inner.to_owned(),
                    None if is_block => return format!("{html}\n\n"),
                    None => html,
                }
            }
            Said::Picture { source, alt } => picture(source, alt),
            Said::Film { to, site } => link(to, &site.words(self.environment.host.phrases())),
            Said::Link { to, words: "" } => nameless(to),
            Said::Link { to, words } => link_around(to, &self.inline(words)),
        };
        if is_block { format!("<p>{html}</p>\n\n") } else { html }
    }

    /// Words in a line as HTML. Themes write them onto the page as they stand, so authors put tags
    /// and entities into them.
    fn inline(&self, words: &str) -> String {
        if !words.contains(['<', '&']) {
            return escape_html(words);
        }
        let html = self.markdown(words);
        one_paragraph(&html).map_or_else(|| escape_html(words), str::to_owned)
    }

    fn markdown(&self, text: &str) -> String {
        if text.len() > MAX_WORDS || !self.meter.conversion(text.len()) {
            return escape_html(text);
        }
        self.environment.host.markdown(text)
    }
}

/// A text without the blanks that each of its lines begins with where it stands.
fn without_indent<'t>(text: &'t str, indent: &str) -> Cow<'t, str> {
    if indent.is_empty() {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n');
    Cow::Owned(lines.map(|line| line.strip_prefix(indent).unwrap_or(line)).collect())
}

/// What stands in the paragraph that is all of some HTML.
fn one_paragraph(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<p>").and_then(|it| it.strip_suffix("</p>"))?;
    if inner.contains("<p>") { None } else { Some(inner) }
}
