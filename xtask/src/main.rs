//! The maintainers' commands: `cargo xtask …`.

use anyhow::Result;
use clap::{Parser, Subcommand};
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
        print!("{drift}");
        return Ok(if drift.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let summary = plan.summary();
    plan.apply()?;
    println!("{summary}");
    Ok(ExitCode::SUCCESS)
}
