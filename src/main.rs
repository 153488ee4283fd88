//! The `propus` command: read what was typed, do it, turn an error into a message and an exit code.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use propus::cli::{self, Cert, Cli, Command};
use propus::command::{self, CommandError};
use propus::config::ConfigError;
use propus::server::{self, ServeError};

/// To convert a page is to make and drop thousands of small strings: the check of a large site
/// takes a fifth less processor time than with the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The exit code of wrong usage, the same as `clap`'s.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    let (mut out, mut remarks) = (io::stdout().lock(), io::stderr());
    match run(cli::read(), &mut out, &mut remarks) {
        Ok(code) => code,
        // Not all is written, so it is no success either; but nobody needs to be told.
        Err(error) if has_no_reader(error.as_ref()) => ExitCode::FAILURE,
        Err(error) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(remarks, "propus: {error}");
            if is_wrong_usage(error.as_ref()) {
                ExitCode::from(WRONG_USAGE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// True if the reader of standard output has seen enough, as `head` has after ten lines.
fn has_no_reader(error: &(dyn Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(CommandError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe)
}

/// True if the command line itself is wrong, in a way that only shows when its options are seen
/// together.
fn is_wrong_usage(error: &(dyn Error + 'static)) -> bool {
    let of_server = match error.downcast_ref() {
        Some(ServeError::Config(config)) => Some(config),
        Some(ServeError::Start(_)) | None => None,
    };
    let of_command = match error.downcast_ref() {
        Some(CommandError::Config(config)) => Some(config),
        Some(_) | None => None,
    };
    of_server.or(of_command).is_some_and(ConfigError::is_usage)
}

/// True in a process that another propus has told by this variable what it is.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}

/// Does what was asked for. What can't be a command line never comes here: it has ended the
/// process.
fn run(cli: Cli, out: &mut dyn Write, remarks: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) if is_set(server::WORKER) => server::work(&serve)?,
        Command::Serve(serve) if is_set(server::TRIAL) => {
            server::answer_trial(&serve, &mut io::stdin(), out)?
        }
        Command::Serve(serve) if is_set(server::HEIR) => server::take_over(&serve)?,
        Command::Serve(serve) => server::serve(&serve)?,
        Command::Render(arguments) => command::render(&arguments, out, remarks)?,
        Command::Check(arguments) => {
            let faultless = command::check(&arguments, out, remarks)?;
            return Ok(if faultless { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Init(arguments) => command::init(&arguments, out, remarks)?,
        Command::Export(arguments) => command::export(&arguments, out)?,
        Command::History(arguments) => command::history(&arguments, out)?,
        Command::Letters(arguments) => command::letters(&arguments, out)?,
        Command::Search(arguments) => {
            let found = command::search(&arguments, out)?;
            return Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::New(arguments) => command::new(&arguments, out, remarks)?,
        Command::Id(arguments) => command::id(&arguments, out)?,
        Command::Cert(Cert::Show(arguments)) => command::show(&arguments, out)?,
        Command::Config(arguments) => command::config(&arguments, out)?,
        Command::Status(arguments) => command::status(&arguments, out)?,
        Command::Ping(arguments) => {
            return Ok(ExitCode::from(command::ping(&arguments, out, remarks)?.code()));
        }
        Command::Doctor(arguments) => {
            let well = command::doctor(&arguments, out)?;
            return Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Announce(arguments) => {
            let told = command::announce(&arguments, out, remarks)?;
            return Ok(if told { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Store(arguments) => {
            let well = command::store(&arguments, out, remarks)?;
            return Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Reload(arguments) => command::reload(&arguments, out)?,
        Command::Upgrade(arguments) => command::upgrade(&arguments, out)?,
        Command::Hook(arguments) => command::hook(&arguments, out)?,
        Command::Help(arguments) => command::help(&arguments, out)?,
        Command::Man(arguments) => command::man(&arguments, out)?,
        Command::Completions(arguments) => command::completions(&arguments, out)?,
        Command::Cert(Cert::Renew(arguments)) => command::renew(&arguments, out)?,
        Command::Cert(Cert::New(arguments)) => {
            command::make_new(&arguments, &mut io::stdin().lock(), out, remarks)?
        }
        Command::Cert(Cert::Import(arguments)) => {
            command::import(&arguments, &mut io::stdin().lock(), out, remarks)?
        }
    }
    Ok(ExitCode::SUCCESS)
}
