//! The `propus` command: read what was typed, do it, turn an error into a message and an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use propus::cli::{self, Cert, Cli, Command};
use propus::config::Config;
use propus::{command, start};

fn main() -> ExitCode {
    let (mut out, mut remarks) = (io::stdout().lock(), io::stderr());
    match run(cli::read(), &mut out, &mut remarks) {
        Ok(code) => code,
        Err(error) => {
            // When standard error is closed there is nobody left to tell.
            let _ = writeln!(remarks, "propus: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked for. Wrong usage never comes here: it has ended the process with 2.
fn run(cli: Cli, out: &mut dyn Write, remarks: &mut dyn Write) -> Result<ExitCode, Box<dyn std::error::Error>> {
    match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => start::serve(&Config::new(serve)?)?,
        Command::Render(arguments) => command::render(&arguments, out, remarks)?,
        Command::Check(arguments) => {
            let faultless = command::check(&arguments, out, remarks)?;
            return Ok(if faultless { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Init(arguments) => command::init(&arguments, out)?,
        Command::Export(arguments) => command::export(&arguments, out)?,
        Command::Cert(Cert::Show(arguments)) => command::show(&arguments, out)?,
    }
    Ok(ExitCode::SUCCESS)
}
