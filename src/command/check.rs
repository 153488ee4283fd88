//! `propus check`: reads and converts every page, and the configuration if there is one, and prints
//! what its author should know.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::configured::found_file;
use super::error::{CommandError, at};
use super::explain::explain;
use super::summed;
use crate::capsule::{self, Capsule, page_warnings};
use crate::cli::{Check, Serve, ServeSettings};
use crate::config::{Config, HostConfig, ValueSource};
use crate::content::Folder;
use crate::diagnostic::Diagnostic;
use crate::form::Protocol;
use crate::net::certs::{self, Files};
use crate::progress::Progress;
use crate::quantity::count;
use crate::server;
use crate::settings::host::CAPSULE;

/// Checks a folder, or those of all hosts of a configuration and their certificates: prints
/// warnings to `out`, and a summary to `remarks`. Returns whether there was none.
///
/// # Errors
/// Fails when a folder or the configuration can't be read.
pub fn check(
    arguments: &Check,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<bool, CommandError> {
    let Check { folder, site, .. } = arguments;
    let config = &configuration(arguments, remarks)?;
    let mut typed = site.0.clone();
    if let Some(folder) = folder {
        typed = typed.with(&CAPSULE, folder.clone());
    }
    let serve = Serve { config: config.clone(), settings: ServeSettings(typed) };
    let checked = Config::new(&serve)?;
    // No faults: they are to be known, and need not be mended.
    let on_config = if config.is_some() { server::remarks(&checked) } else { Vec::new() };
    for remark in server::remarks_on_folders(&checked).iter().chain(&on_config) {
        writeln!(remarks, "{remark}").map_err(CommandError::Output)?;
    }
    let mut faultless = true;
    for host in checked.hosts() {
        let folder = match Folder::open_with_links_to(&host.folder, &host.options.links_to) {
            Ok(folder) => Arc::new(folder),
            // The other hosts are to be looked at all the same.
            Err(error) if config.is_some() => {
                print(&[no_folder(host, &error)], arguments, out)?;
                faultless = false;
                continue;
            }
            Err(error) => return Err(server::unreadable_for("propus check", host, error).into()),
        };
        let (capsule, mut warnings) = {
            let _shown = folder.reading();
            capsule::load(&folder, &host.options, None).map_err(at(&host.folder))?
        };
        if let Some(path) = &arguments.explain {
            if config.is_some() {
                writeln!(out, "{}", host.folder.display()).map_err(CommandError::Output)?;
            }
            write!(out, "{}", explain(&capsule, path)).map_err(CommandError::Output)?;
            continue;
        }
        warnings.extend(all_page_warnings(&capsule));
        if config.is_some() {
            // Of several folders it must be clear which one is meant.
            warnings
                .iter_mut()
                .for_each(|it| it.file = host.folder.join(&it.file).display().to_string());
            warnings.extend(
                checked
                    .endpoints
                    .get(&Protocol::Gemini)
                    .and_then(|_| certificate_warning(&checked, host)),
            );
        }
        warnings.extend(emptiness(&capsule, host));
        warnings.sort();
        warnings.dedup();
        print(&warnings, arguments, out)?;
        let folder = match config {
            Some(_) => format!("{}: ", host.folder.display()),
            None => String::new(),
        };
        let summary = summary(&capsule, &warnings);
        writeln!(remarks, "{folder}{summary}").map_err(CommandError::Output)?;
        faultless &= warnings.is_empty();
    }
    Ok(faultless)
}

/// The configuration to be checked: the one that is named; where nothing is named and there is no
/// folder that is served then, the one that is found.
fn configuration(
    Check { folder, config, .. }: &Check,
    remarks: &mut dyn Write,
) -> Result<Option<PathBuf>, CommandError> {
    if folder.is_some() || config.is_some() || (CAPSULE.default)().exists() {
        return Ok(config.clone());
    }
    let found = found_file();
    if let Some(file) = &found {
        writeln!(remarks, "checking what {} says", file.display()).map_err(CommandError::Output)?;
    }
    Ok(found)
}

fn no_folder(host: &HostConfig, error: &io::Error) -> Diagnostic {
    let what =
        format!("option capsule: {}: the folder can't be served: {error}", host.folder.display());
    match &host.folder_source {
        ValueSource::File(file, line) => {
            Diagnostic::at_line(*line, what).in_file(&file.display().to_string())
        }
        ValueSource::Default | ValueSource::Flag(_) => {
            Diagnostic::whole(what).in_file(&host.folder.display().to_string())
        }
    }
}

/// Warning about a folder in which nothing is served.
fn emptiness(capsule: &Capsule, host: &HostConfig) -> Option<Diagnostic> {
    let what = capsule.emptiness().filter(|_| !host.options.empty_ok)?;
    Some(Diagnostic::whole(what).in_file(&host.folder.display().to_string()))
}

fn print(
    warnings: &[Diagnostic],
    arguments: &Check,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    let lines: Vec<String> = if arguments.json {
        warnings.iter().map(json).collect()
    } else if arguments.all {
        warnings.iter().map(Diagnostic::to_string).collect()
    } else {
        summed::lines(warnings)
    };
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).map_err(CommandError::Output)
}

/// Warning about the certificate of a host, read from the folder of certificates; none for one that
/// is not there yet, as it will be made.
fn certificate_warning(config: &Config, host: &HostConfig) -> Option<Diagnostic> {
    let files = Files::of_host(&config.certs, &host.name);
    if !files.certificate.exists() && !files.key.exists() {
        return None;
    }
    let about = files.certificate.display().to_string();
    let what = match certs::load(files, &host.name) {
        Err(error) => error.to_string(),
        Ok(identity) => {
            let alias = host.aliases.iter().find(|alias| !identity.facts.is_for(alias))?;
            format!(
                "the certificate is not for the alias {alias}, only for {}",
                identity.facts.names.join(", ")
            )
        }
    };
    Some(Diagnostic::whole(what).in_file(&about))
}

/// As [`page_warnings`]; a person is shown how far it is.
fn all_page_warnings(capsule: &Arc<Capsule>) -> Vec<Diagnostic> {
    let done = Arc::new(AtomicUsize::new(0));
    let shown = Arc::clone(&done);
    let _shown =
        Progress::part_of(capsule.page_count(), "pages", move || shown.load(Ordering::Relaxed));
    page_warnings(capsule, &|| {
        done.fetch_add(1, Ordering::Relaxed);
        true
    })
}

fn json(warning: &Diagnostic) -> String {
    let Diagnostic { file, text, .. } = warning;
    let [line, column] =
        [warning.line, warning.column].map(|number| Some(number).filter(|number| *number > 0));
    serde_json::json!({ "file": file, "line": line, "column": column, "what": text }).to_string()
}

fn summary(capsule: &Capsule, warnings: &[Diagnostic]) -> String {
    let files: BTreeSet<&str> = warnings.iter().map(|warning| warning.file.as_str()).collect();
    let made_for = capsule.made_for().map(|files| format!(", with {files}")).unwrap_or_default();
    let found = match warnings.len() {
        0 => "no warnings".to_owned(),
        number => format!("{} in {}", count(number, "warning"), count(files.len(), "file")),
    };
    format!(
        "{found}; {} and {} are served ({} site{made_for})",
        count(capsule.page_count(), "page"),
        count(capsule.file_count(), "file"),
        capsule.generator()
    )
}

#[cfg(test)]
mod tests;
