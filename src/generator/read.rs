//! The one place that knows every generator.

use super::hugo::Hugo;
use super::interface::Configured;
use super::jekyll::Jekyll;
use super::mdbook::Mdbook;
use super::name::GeneratorName;
use super::plain::Plain;
use super::zola::Zola;
use crate::content::folder::Folder;
use crate::diagnostic::Diagnostic;

/// Reads the configuration of a site.
pub(crate) fn read(
    name: GeneratorName,
    folder: &Folder,
    diagnostics: &mut Vec<Diagnostic>,
) -> Configured {
    match name {
        GeneratorName::Plain => Plain::read(),
        GeneratorName::Jekyll => Jekyll::read(folder, diagnostics),
        GeneratorName::Hugo => Hugo::read(folder, diagnostics),
        GeneratorName::Zola => Zola::read(folder, diagnostics),
        GeneratorName::Mdbook => Mdbook::read(folder, diagnostics),
    }
}
