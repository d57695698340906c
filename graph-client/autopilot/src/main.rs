//! `autopilot`: registers Windows devices with Windows Autopilot, and manages those that are registered.
//!
//! Results go to the standard output, progress and errors to the standard error. `autopilot --help` has the rest.

mod arguments;
mod changes;
mod check;
mod checker;
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

#[tokio::main]
async fn main() -> ExitCode {
    let code = match run(Arguments::parse()).await {
        Ok(Exit::Done) => 0,
        Ok(Exit::SomeFailed) => 1,
        Ok(Exit::Interrupted) => INTERRUPTED,
        Err(failure) => {
            eprintln!("{failure}");
            2
        }
    };
    ExitCode::from(code)
}

async fn run(arguments: Arguments) -> Result<Exit, Failure> {
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
