//! A page on a terminal that is drawn again after each change of its capsule: in one form, or in
//! all three side by side. Noticing changes is for `reload`, as it is for a server.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;
use tokio_util::sync::CancellationToken;

use super::columns::{Column, NARROWEST, TYPE, side_by_side, width};
use super::page::{Wanted, rendered, warnings};
use crate::capsule::Capsule;
use crate::cli::{Render, RenderAs};
use crate::command::error::CommandError;
use crate::command::redraw::Redraw;
use crate::diagnostic::Diagnostic;
use crate::generator::Options;
use crate::reload;
use crate::sandbox::Sandbox;
use crate::site::{Site, Style};
use crate::terminal::{self, Size};

/// Pause between two looks whether there is something new to draw.
const LOOK: Duration = Duration::from_millis(100);
/// The most warnings that are shown.
const MOST_WARNINGS: usize = 3;
/// All forms that a client gets, side by side.
const SIDE_BY_SIDE: &[RenderAs] = &[RenderAs::Gemtext, RenderAs::Menu, RenderAs::Text];

/// A page that is watched.
pub(super) struct Watched<'a> {
    pub(super) arguments: &'a Render,
    pub(super) site: Arc<Site>,
    pub(super) folder: PathBuf,
    pub(super) wanted: Wanted,
}

/// What was drawn last.
struct Drawn {
    capsule: Arc<Capsule>,
    size: Size,
    columns: Vec<Column>,
    /// The row from which on each column was shown.
    from: Vec<usize>,
}

impl Watched<'_> {
    /// Draws it until nobody looks on.
    pub(super) fn draw(
        &self,
        options: Options,
        reported: Vec<Diagnostic>,
        out: &mut dyn Write,
    ) -> Result<(), CommandError> {
        // The watcher ends with the site.
        let (sandbox, stop) = (Arc::new(Sandbox::off()), CancellationToken::new());
        let folder = self.folder.clone();
        reload::watch(&self.site, folder, options, sandbox, reported, stop);
        let mut redraw = Redraw::on_terminal(out);
        let mut drawn: Option<Drawn> = None;
        loop {
            let capsule = self.site.with_capsule(Arc::clone);
            let size = terminal::size(io::stdout());
            let is_old = drawn
                .as_ref()
                .is_some_and(|it| Arc::ptr_eq(&it.capsule, &capsule) && it.size == size);
            if !is_old {
                let (text, now) = self.screen(capsule, size, drawn.as_ref());
                redraw.show(&text)?;
                drawn = Some(now);
            }
            redraw.wait(LOOK)?;
        }
    }

    /// The whole screen.
    fn screen(&self, capsule: Arc<Capsule>, size: Size, before: Option<&Drawn>) -> (String, Drawn) {
        let mut text = format!("{}  {}\n", self.arguments.page, Zoned::now().strftime("%H:%M:%S"));
        let forms = forms(self.arguments.form, size.columns);
        let width = width(forms.len(), size.columns);
        let mut columns = Vec::new();
        match self.wanted.path(&capsule, self.arguments) {
            Ok(path) => {
                for warning in warnings(&capsule, &path).iter().take(MOST_WARNINGS) {
                    text.push_str(&format!("{warning}\n"));
                }
                for form in forms {
                    columns.push(match rendered(&self.site, &path, *form, self.arguments) {
                        Ok(bytes) => column(*form, &bytes, width),
                        Err(error) => Column::gemtext("", &error.to_string(), width),
                    });
                }
            }
            Err(error) => columns.push(Column::gemtext("", &error.to_string(), width)),
        }
        let rows = size.rows.saturating_sub(text.lines().count() + 1);
        let from: Vec<usize> = columns
            .iter()
            .enumerate()
            .map(|(number, column)| {
                let old =
                    before.and_then(|it| Some((it.columns.get(number)?, *it.from.get(number)?)));
                first_row(column, old, rows)
            })
            .collect();
        let pairs: Vec<(&Column, usize)> = columns.iter().zip(from.iter().copied()).collect();
        text.push_str(&side_by_side(&pairs, width, rows, terminal::shows_unicode()));
        (text, Drawn { capsule, size, columns, from })
    }
}

/// A style in which menus and texts fit into the columns that they get.
pub(super) fn fitted(style: Style, asked: Option<RenderAs>) -> Style {
    let columns = terminal::size(io::stdout()).columns;
    let width = width(forms(asked, columns).len(), columns).max(NARROWEST);
    Style { width: style.width.min(width - TYPE), ..style }
}

/// The form that was asked for, else all where there is room for them.
fn forms(asked: Option<RenderAs>, columns: usize) -> &'static [RenderAs] {
    match asked {
        Some(RenderAs::Menu) => &[RenderAs::Menu],
        Some(RenderAs::Text) => &[RenderAs::Text],
        Some(RenderAs::Spartan) => &[RenderAs::Spartan],
        Some(RenderAs::Nex) => &[RenderAs::Nex],
        Some(RenderAs::Finger) => &[RenderAs::Finger],
        Some(RenderAs::Tree) => &[RenderAs::Tree],
        Some(RenderAs::Html) => &[RenderAs::Html],
        None if width(SIDE_BY_SIDE.len(), columns) >= NARROWEST => SIDE_BY_SIDE,
        Some(RenderAs::Gemtext) | None => &[RenderAs::Gemtext],
    }
}

/// A page as a reader sees it.
fn column(form: RenderAs, bytes: &[u8], width: usize) -> Column {
    let text = String::from_utf8_lossy(bytes);
    match form {
        RenderAs::Gemtext => Column::gemtext("gemtext", &text, width),
        RenderAs::Menu => {
            let items: String = text.lines().filter(|line| *line != ".").map(item).collect();
            Column::lines("menu", &items)
        }
        RenderAs::Text => Column::lines("text", &text),
        RenderAs::Html => Column::lines("html", &text),
        RenderAs::Spartan => Column::gemtext("spartan", &text, width),
        RenderAs::Nex => Column::lines("nex", &text),
        RenderAs::Finger => Column::lines("finger", &text),
        RenderAs::Tree => Column::gemtext("tree", &text, width),
    }
}

/// A line of a menu: its words, behind the type of what they lead to.
fn item(line: &str) -> String {
    let words = line.split('\t').next().unwrap_or_default();
    let mut characters = words.chars();
    match characters.next() {
        Some('i') => format!("  {}\n", characters.as_str()),
        Some(kind) => format!("{kind} {}\n", characters.as_str()),
        None => "\n".to_owned(),
    }
}

/// The row from which on a column is shown, so that the last change is in sight.
fn first_row(column: &Column, before: Option<(&Column, usize)>, rows: usize) -> usize {
    let last = column.rows.len().saturating_sub(rows);
    let Some((old, from)) = before else { return 0 };
    match column.first_change(old) {
        Some(change) if change < from || change >= from + rows => change.saturating_sub(rows / 3),
        Some(_) | None => from,
    }
    .min(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_shown_where_there_is_room_and_none_was_asked_for() {
        assert_eq!(forms(None, 132), SIDE_BY_SIDE);
        assert_eq!(forms(None, 131), [RenderAs::Gemtext]);
        for form in [RenderAs::Gemtext, RenderAs::Menu, RenderAs::Text, RenderAs::Tree] {
            assert_eq!(forms(Some(form), 200), [form]);
        }
    }

    #[test]
    fn a_menu_is_shown_as_a_reader_sees_it() {
        let menu = "iWords\t\tnull.host\t1\r\n1Notes\t/notes/\th\t70\r\ni\t\tnull.host\t1\r\n.\r\n";
        let column = column(RenderAs::Menu, menu.as_bytes(), 40);
        assert_eq!(column.rows, ["  Words", "1 Notes", "  "]);
    }

    #[test]
    fn the_last_change_is_in_sight() {
        let column = |number: usize, last: &str| {
            let text: String = (0..number).map(|it| format!("{it}\n")).collect();
            Column::lines("", &(text + last))
        };
        let old = column(99, "a");
        assert_eq!(first_row(&old, None, 9), 0);
        assert_eq!(first_row(&column(99, "b"), Some((&old, 0)), 9), 91);
        assert_eq!(first_row(&column(50, "b"), Some((&old, 91)), 9), 42);
        assert_eq!(first_row(&column(50, "b"), Some((&old, 0)), 9), 42);
        assert_eq!(first_row(&old, Some((&old, 40)), 9), 40);
        assert_eq!(first_row(&column(3, ""), Some((&old, 91)), 9), 0);
    }
}
