//! `propus render`: what a client would get for one page, on standard output.

mod columns;
mod page;
mod watch;

use std::io::Write;
use std::sync::Arc;

use self::page::{find, rendered, warnings};
use super::error::{CommandError, at};
use super::redraw;
use crate::capsule;
use crate::cli::{Render, RenderAs};
use crate::config;
use crate::content::Folder;
use crate::exchange::Protocol;
use crate::origin::Origin;
use crate::site::Site;

/// Writes a page in the form that was asked for to `out`, and what its author should know to
/// `remarks`; once, or again after each change.
///
/// # Errors
/// Fails when there is no such page.
pub fn render(
    arguments: &Render,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    if arguments.watch && !redraw::is_possible() {
        return Err(CommandError::NoTerminal);
    }
    let host = arguments.host.as_deref().map_or(Ok("localhost".to_owned()), config::host)?;
    let wanted_by = arguments.form.and_then(page::form).map(|form| form.protocol);
    let on = Protocol::ALL.into_iter().filter(|it| it.usual() || Some(*it) == wanted_by);
    let origin = Origin::new(host, on.map(|protocol| (protocol, protocol.default_port())));
    let (folder, wanted) = find(arguments)?;
    let options = config::options(&arguments.site.0);
    let opened = Folder::open_with_links_to(&folder, &options.links_to).map_err(at(&folder))?;
    let opened = Arc::new(opened);
    let (capsule, reported) = {
        let _shown = opened.reading();
        capsule::load(&opened, &options, None).map_err(at(&folder))?
    };
    let path = wanted.path(&capsule, arguments)?;
    let style = config::style(&arguments.site.0);
    let style = if arguments.watch { watch::fitted(style, arguments.form) } else { style };
    let site = Site::new(Arc::clone(&capsule), origin, style);
    if arguments.watch {
        let site = Arc::new(site);
        return watch::Watched { arguments, site, folder, wanted }.draw(options, reported, out);
    }
    for warning in warnings(&capsule, &path) {
        writeln!(remarks, "{warning}").map_err(CommandError::Output)?;
    }
    let text = rendered(&site, &path, arguments.form.unwrap_or(RenderAs::Gemtext), arguments)?;
    out.write_all(&text).and_then(|()| out.flush()).map_err(CommandError::Output)
}

#[cfg(test)]
mod tests;
