//! The maintainers' commands: `cargo xtask …`.

use anyhow::{Context, Error, Result, ensure};
use chrono::Utc;
use clap::{Args, Parser, Subcommand};
use codegen::{Diagnostics, Roots};
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::input::StandaloneSchema;
use xtask::schema::report::{self, Format};
use xtask::schema::snapshot;
use xtask::schema::update::{self, Update};
use xtask::{benchmarks, ci, codegen as workspace, explain, scale, standalone, workspace_root};

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
    /// Slices of Microsoft's metadata: cut them anew, and see what is different
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Run everything that decides whether a change lands
    Ci,
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

#[derive(Subcommand)]
enum SchemaCommand {
    /// Cut the slice in schema/ out of Microsoft's metadata, and make its twin, its lock and the models of it anew
    ///
    /// The slice has what schema/models.toml asks for. Descriptions that the metadata lacks are kept. Without --from, the
    /// slice is cut out of itself: that puts in order what was changed by hand. Prints what is different since the last commit.
    Update {
        /// The metadata: a file of CSDL
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Which schema in schema/, by its name up to the first dot, where there are several
        #[arg(long, value_name = "NAME")]
        schema: Option<String>,
        /// What the lock says the metadata is from; without it, the name of the file
        #[arg(long, value_name = "ADDRESS", requires = "from")]
        origin: Option<String>,
        /// The revision of the origin, such as a commit, for the lock
        #[arg(long, value_name = "REVISION", requires = "from")]
        revision: Option<String>,
        /// Write the slice and its lock into this folder, and touch nothing in schema/
        #[arg(long, value_name = "DIR", requires = "from", conflicts_with = "schema")]
        out: Option<PathBuf>,
        #[command(flatten)]
        scope: Scope,
    },
    /// Say what is different in two snapshots of a schema, what that breaks, and which version comes next
    ///
    /// Of a schema in schema/, the types in schema/models.toml become models; of any other schema, all types do.
    Diff {
        /// The old snapshot: a file of CSDL, or one of a commit, as in HEAD:schema/beta.csdl.xml
        #[arg(value_name = "OLD")]
        old: String,
        /// The new snapshot
        #[arg(value_name = "NEW")]
        new: String,
        /// How to write the report
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        scope: Scope,
    },
}

#[derive(Args)]
struct Scope {
    /// What becomes models, in the form of schema/models.toml
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,
    /// A type to begin with; may be repeated. Takes the place of the roots in models.toml
    #[arg(long, value_name = "TYPE")]
    root: Vec<String>,
    /// Every type
    #[arg(long, conflicts_with = "root")]
    all: bool,
}

/// The roots that are named on the command line.
fn roots(all: bool, named: Vec<String>) -> Roots {
    match (all, named) {
        (true, _) => Roots::All,
        (false, named) if named.is_empty() => Roots::Listed,
        (false, named) => Roots::Named(named),
    }
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
    fn standalone(self) -> Option<StandaloneSchema> {
        Some(StandaloneSchema { schema: self.schema?, models: self.models, roots: roots(self.all, self.root) })
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let writes = matches!(
        arguments.command,
        Command::Codegen { check: false, .. } | Command::Schema(SchemaCommand::Update { .. })
    );
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
            let plan = match (options.standalone(), out) {
                (Some(schema), Some(out)) => standalone::plan(&schema, &out, crate_name.as_deref())?,
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
        Command::Schema(command) => schema(command)?,
        Command::Ci => ci::run(&workspace_root())?,
        Command::Scale { metadata } => print(&scale::measure(&metadata)?)?,
        Command::Benchmarks { render_only } => {
            let written = benchmarks::run(render_only)?;
            print(&format_args!("{}\n", written.join("\n")))?;
        }
        Command::Explain { type_name, options } => {
            print(&explain::explain(&type_name, options.standalone().as_ref(), &workspace_root())?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn schema(command: SchemaCommand) -> Result<()> {
    let today = Utc::now().date_naive();
    match command {
        SchemaCommand::Diff { old, new, format, scope } => {
            let scope = snapshot::Scope { models: scope.models, roots: roots(scope.all, scope.root) };
            let comparison = snapshot::compare(&old, &new, &scope, &workspace_root())?;
            print(&report::report(&comparison, format))
        }
        SchemaCommand::Update { from, schema, origin, revision, out, scope } => {
            let update = Update { from, schema, origin, revision };
            let roots = roots(scope.all, scope.root);
            let Some(out) = out else {
                ensure!(
                    roots == Roots::Listed && scope.models.is_none(),
                    "what is in schema/ is what schema/models.toml asks for; say where else to write the slice: --out DIR"
                );
                let outcome = update::plan(&update, &workspace_root(), today)?;
                let text = outcome.to_string();
                outcome.plan.apply()?;
                return print(&text);
            };
            let plan = update::standalone(&update, scope.models, roots, &out, today)?;
            let summary = plan.summary();
            plan.apply()?;
            print(&format_args!("{summary}\n"))
        }
    }
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
    let text = match error.downcast_ref::<Diagnostics>() {
        Some(diagnostics) => {
            let count = diagnostics.len();
            let counted = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
            format!("{}\n\n{counted}{}", diagnostics.report(true), if writes { ", nothing was written" } else { "" })
        }
        None => format!("error: {error:#}"),
    };
    // Nobody is left to be told that this fails.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
