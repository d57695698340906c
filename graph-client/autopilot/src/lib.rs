//! `autopilot`: registers Windows devices with Windows Autopilot, and manages those that are registered.
//!
//! Results go to the standard output, progress and errors to the standard error. `autopilot --help` has the rest.

mod arguments;
mod changes;
mod check;
mod connection;
mod devices;
mod emulator;
mod failure;
mod import;
mod input;
mod manual;
mod outcome;
mod rehearsal;
mod report;
mod screen;
mod sign_in;
mod signal;
mod summary;
mod synchronization;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use screen::note;
use std::ffi::OsString;
use std::process::ExitCode;

/// The exit code of an interrupted command, as shells have it.
const INTERRUPTED: u8 = 130;

/// How a command ended that could do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Done,
    /// Some rows or devices failed.
    SomeFailed,
    Interrupted,
}

/// Runs the program with the arguments of a command line, the first of which is the program's name.
///
/// A request for help and an invalid command line end the process.
pub async fn run(command_line: impl IntoIterator<Item = OsString>) -> ExitCode {
    let code = match command(Arguments::parse_from(command_line)).await {
        Ok(Exit::Done) => 0,
        Ok(Exit::SomeFailed) => 1,
        Ok(Exit::Interrupted) => INTERRUPTED,
        Err(failure) => {
            note(failure);
            2
        }
    };
    ExitCode::from(code)
}

async fn command(arguments: Arguments) -> Result<Exit, Failure> {
    let connection = &arguments.connection;
    match &arguments.command {
        Command::Import(arguments) => import::run(arguments, connection).await,
        Command::Check(arguments) => check::run(arguments),
        Command::List(arguments) => devices::list(arguments, connection).await,
        Command::Get(arguments) => devices::get(arguments, connection).await,
        Command::Profiles(arguments) => devices::profiles(arguments, connection).await,
        Command::Set(arguments) => changes::set(arguments, connection).await,
        Command::Delete(arguments) => changes::delete(arguments, connection).await,
        Command::Sync => synchronization::run(connection).await,
        Command::Emulator(arguments) => emulator::run(arguments).await,
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man => manual::man(),
    }
}
