//! The maintainers' commands: `cargo xtask …`.

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// Commands for maintainers of the models.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the models in graph-models/src from the schemas in schema/
    Codegen {
        /// Write nothing; list every file that is not fresh, with its difference, and exit with 1
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Command::Codegen { check } = arguments.command;
    let plan = xtask::codegen::plan(&xtask::workspace_root())?;
    if check {
        let drift = plan.drift();
        print(&drift)?;
        return Ok(if drift.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let summary = plan.summary();
    plan.apply()?;
    print(&format_args!("{summary}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a text. That nobody reads it to its end, as behind `| head`, is no error.
fn print(text: &dyn Display) -> Result<()> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot print"),
    }
}
