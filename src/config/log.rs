//! What the log says, and where: as it was typed and as the file says it.

use super::resolve::{Chosen, Ledger};
use super::{ConfigError, file};
use crate::cli::{self, AccessLogFormat, LogArgs, LogFormat};
use crate::log::{Disclosed, Form, Format, LogAddresses, LogFile};

/// What the log says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogConfig {
    /// How lines are written.
    pub format: Format,
    /// What is written of those who ask.
    pub disclosed: Disclosed,
    /// Where requests are written; `None` when they stand among the events.
    pub access: Option<LogFile>,
}

pub(super) fn log(
    ledger: &mut Ledger<'_>,
    typed: &LogArgs,
    file: &file::Log,
) -> Result<LogConfig, ConfigError> {
    ledger.begin("[log]");
    let format = ("--log-format", typed.log_format);
    let addresses = ("--log-addresses", typed.log_addresses);
    let queries = ("--log-queries", typed.log_queries.then_some(true));
    let format = ledger.choose_or("format", format, &[&file.format], LogFormat::Plain).value;
    let disclosed = Disclosed {
        addresses: match ledger
            .choose_or("addresses", addresses, &[&file.addresses], cli::LogAddresses::Off)
            .value
        {
            cli::LogAddresses::Off => LogAddresses::Off,
            cli::LogAddresses::Truncated => LogAddresses::Truncated,
            cli::LogAddresses::Full => LogAddresses::Full,
        },
        queries: ledger.choose_or("queries", queries, &[&file.queries], false).value,
    };
    let access = access_log(ledger, typed, file, format)?;
    let format = match format {
        LogFormat::Plain => Format::Plain,
        LogFormat::Json => Format::Json,
    };
    Ok(LogConfig { format, disclosed, access })
}

fn access_log(
    ledger: &mut Ledger<'_>,
    typed: &LogArgs,
    said: &file::Log,
    usual: LogFormat,
) -> Result<Option<LogFile>, ConfigError> {
    let file = ledger.optional_path(
        "access-log",
        ("--access-log", typed.access_log.clone()),
        &said.access_log,
    );
    let form = ("--access-log-format", typed.access_log_format);
    let form = ledger.choose("access-log-format", form, &[&said.access_log_format]);
    let Some(file) = file else {
        let without =
            |form: Chosen<_>| ConfigError::NoAccessLog(form.source.option("access-log-format"));
        return form.map_or(Ok(None), |form| Err(without(form)));
    };
    let form = match form.map(|form| form.value) {
        None => match usual {
            LogFormat::Plain => Form::Plain,
            LogFormat::Json => Form::Json,
        },
        Some(AccessLogFormat::Plain) => Form::Plain,
        Some(AccessLogFormat::Json) => Form::Json,
        Some(AccessLogFormat::Combined) => Form::Combined,
        Some(AccessLogFormat::VhostCombined) => Form::VhostCombined,
    };
    Ok(Some(LogFile { file, form }))
}
