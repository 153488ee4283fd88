//! The log: its form, its file, and what it discloses.

use std::path::PathBuf;

use super::error::ConfigError;
use super::file::Given;
use super::resolve::{Chosen, Resolver};
use crate::log::{Disclosed, Form, Format, LogFile};
use crate::settings::log::{ACCESS_LOG, ACCESS_LOG_FORMAT, ADDRESSES, FORMAT, LOG, QUERIES};

/// The log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogConfig {
    /// Form of the lines.
    pub format: Format,
    /// Facts about clients that are written.
    pub disclosed: Disclosed,
    /// File of the lines about requests; `None` when they stand among the events.
    pub access: Option<LogFile>,
}

pub(super) fn log(resolver: &mut Resolver<'_>, file: &Given) -> Result<LogConfig, ConfigError> {
    resolver.begin(&LOG);
    let given = file.table(&LOG);
    let given = given.as_slice();
    let format = resolver.value(&FORMAT, given);
    let disclosed = Disclosed {
        addresses: resolver.value(&ADDRESSES, given),
        queries: resolver.value(&QUERIES, given),
    };
    let file = resolver.value(&ACCESS_LOG, given);
    let form = resolver.choose(&ACCESS_LOG_FORMAT, given);
    Ok(LogConfig { format, disclosed, access: access_log(file, form, format)? })
}

fn access_log(
    file: Option<PathBuf>,
    form: Chosen<Option<Form>>,
    of_events: Format,
) -> Result<Option<LogFile>, ConfigError> {
    match (file, form.value) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError::NoAccessLog(form.source.option(ACCESS_LOG_FORMAT.key))),
        (Some(file), Some(form)) => Ok(Some(LogFile { file, form })),
        (Some(file), None) => {
            let form = match of_events {
                Format::Plain => Form::Plain,
                Format::Json => Form::Json,
            };
            Ok(Some(LogFile { file, form }))
        }
    }
}
