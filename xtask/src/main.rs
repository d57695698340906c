//! The maintainers' commands: `cargo xtask …`.

use anyhow::{Context, Error, Result};
use clap::{Args, Parser, Subcommand};
use codegen::{Problems, Roots};
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::input::Choice;
use xtask::{benchmarks, codegen as workspace, elsewhere, explain, scale, workspace_root};

/// Syntax trees are made of millions of small pieces, and this one hands them out a fifth faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Commands for maintainers of the models.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the models in graph-models/src from the schemas in schema/, or those of any schema in any folder
    Codegen {
        /// Write nothing; list every file that is not fresh, with its difference, and exit with 1
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        options: Options,
        /// Where to write the models of the schema
        #[arg(long, value_name = "DIR", requires = "schema")]
        out: Option<PathBuf>,
        /// Make the folder a crate of this name
        #[arg(long = "crate", value_name = "NAME", requires = "out")]
        crate_name: Option<String>,
    },
    /// Generate everything in a file of Microsoft's metadata, and measure what it costs to generate, check and build it
    /// beside the same types with serde's derives
    Scale {
        /// The file: CSDL or OpenAPI
        #[arg(long, value_name = "FILE")]
        metadata: PathBuf,
    },
    /// Run the benches and write BENCHMARKS.md
    Benchmarks {
        /// Run nothing; make the document of what was measured last
        #[arg(long)]
        render_only: bool,
    },
    /// Print a type as the generator sees it, and why it is generated
    Explain {
        /// The qualified name, such as microsoft.graph.entity
        #[arg(value_name = "TYPE")]
        type_name: String,
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Args)]
struct Options {
    /// A schema other than those in schema/: CSDL or OpenAPI, which the content tells
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// What to make of the schema, in the form of schema/models.toml
    #[arg(long, value_name = "FILE", requires = "schema")]
    models: Option<PathBuf>,
    /// A type to generate, with what it needs; may be repeated. Takes the place of the roots in models.toml
    #[arg(long, value_name = "TYPE", requires = "schema")]
    root: Vec<String>,
    /// Generate every type of the schema
    #[arg(long, requires = "schema", conflicts_with = "root")]
    all: bool,
}

impl Options {
    fn choice(self) -> Option<Choice> {
        let roots = match (self.all, self.root) {
            (true, _) => Roots::All,
            (false, named) if named.is_empty() => Roots::Listed,
            (false, named) => Roots::Named(named),
        };
        Some(Choice { schema: self.schema?, models: self.models, roots })
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let writes = matches!(arguments.command, Command::Codegen { check: false, .. });
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            report(&error, writes);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Codegen { check, options, out, crate_name } => {
            let plan = match (options.choice(), out) {
                (Some(choice), Some(out)) => elsewhere::plan(&choice, &out, crate_name.as_deref())?,
                (Some(_), None) => anyhow::bail!("say where to write the models: --out DIR"),
                (None, _) => workspace::plan(&workspace_root())?,
            };
            if check {
                let drift = plan.drift();
                print(&drift)?;
                return Ok(if drift.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            let mut report: Vec<_> =
                plan.schemas().iter().map(|(schema, summary)| format!("{schema}: {summary}")).collect();
            report.push(plan.summary());
            plan.apply()?;
            print(&format_args!("{}\n", report.join("\n")))?;
        }
        Command::Scale { metadata } => print(&scale::measure(&metadata)?)?,
        Command::Benchmarks { render_only } => {
            let written = benchmarks::run(render_only)?;
            print(&format_args!("{}\n", written.join("\n")))?;
        }
        Command::Explain { type_name, options } => {
            print(&explain::explain(&type_name, options.choice().as_ref(), &workspace_root())?)?;
        }
    }
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

/// Says what went wrong: in colours on a terminal, unless `NO_COLOR` is set, and as plain text elsewhere.
fn report(error: &Error, writes: bool) {
    let text = match error.downcast_ref::<Problems>() {
        Some(problems) => {
            let count = problems.len();
            let counted = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
            format!("{}\n\n{counted}{}", problems.report(true), if writes { ", nothing was written" } else { "" })
        }
        None => format!("error: {error:#}"),
    };
    // Nobody is left to be told that this fails.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
