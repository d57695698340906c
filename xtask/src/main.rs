//! The command line of `cargo xtask`.

use anyhow::{Context, Error, Result, ensure};
use chrono::Utc;
use clap::{Parser, Subcommand};
use codegen::{Diagnostics, Summary};
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::ci::{self, Step};
use xtask::input::Scope;
use xtask::release::{Level, Release};
use xtask::schema::report::{self, Format};
use xtask::schema::rules;
use xtask::schema::snapshot;
use xtask::schema::update::{self, Update};
use xtask::{benchmarks, codegen as workspace, explain, scale, standalone, workspace_root};

/// Syntax trees need millions of small allocations. Generating is a fifth faster with this allocator than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Generate the models of Microsoft Graph, and check the workspace
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate models from the schemas in schema/, or from another schema
    #[command(mut_group("Scope", |scope| scope.requires("schema")))]
    Codegen {
        /// Write nothing; show a diff of every file that is not up to date, and exit with status 1 if there is one
        #[arg(long)]
        check: bool,
        /// A schema outside schema/, in CSDL or OpenAPI; the content decides which
        #[arg(long, value_name = "FILE")]
        schema: Option<PathBuf>,
        #[command(flatten)]
        scope: Scope,
        /// The folder to write the models to
        #[arg(long, value_name = "DIR", requires = "schema")]
        out: Option<PathBuf>,
        /// Make the folder a crate with this name
        #[arg(long = "crate", value_name = "NAME", requires = "out")]
        crate_name: Option<String>,
    },
    /// Update the slices of Microsoft's metadata in schema/, or compare snapshots of a schema
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Run the checks that a change must pass, or one of the others that run on GitHub
    Ci {
        /// Another check, which may need the network and further tools
        #[arg(value_enum)]
        step: Option<Step>,
        /// Install the tools that the check lacks
        #[arg(long, requires = "step")]
        install: bool,
        /// More arguments for the commands of the check
        #[arg(last = true, requires = "step")]
        arguments: Vec<String>,
    },
    /// Check whether the workspace can be released, set the version, and print how to publish it
    ///
    /// Checks that everything is committed, that generated files are up to date, and that the version allows for the changes
    /// since the last release, then builds the packages from a clone and runs the tests that they contain. Publishes nothing.
    Release {
        /// The changes since the last release: patch, minor or major; or the version, such as 1.2.3
        ///
        /// The changelog and the generated code may demand more. Below 1.0, a major change increments the minor version, and
        /// any other one the patch version. The first release has the version in Cargo.toml.
        #[arg(value_name = "LEVEL", default_value = "patch")]
        level: Level,
        /// Set the version only in the clone
        #[arg(long)]
        dry_run: bool,
    },
    /// Measure the time and memory to generate, check and build the models of all types in a file
    ///
    /// Also checks and builds the same types with serde's derives, for comparison, and checks the models of all types and
    /// operations, and of a few types.
    Scale {
        /// The file, in CSDL or OpenAPI
        #[arg(long, value_name = "FILE")]
        metadata: PathBuf,
    },
    /// Run the benches and write BENCHMARKS.md
    Benchmarks {
        /// Run no benches; write the document with the results of the last run
        #[arg(long)]
        render_only: bool,
    },
    /// Print a type as the generator sees it, and the reason why it is generated
    #[command(mut_group("Scope", |scope| scope.requires("schema")))]
    Explain {
        /// The qualified name of the type, such as microsoft.graph.entity, or an operation as in models.toml
        #[arg(value_name = "TYPE")]
        type_name: String,
        /// A schema outside schema/, in CSDL or OpenAPI; the content decides which
        #[arg(long, value_name = "FILE")]
        schema: Option<PathBuf>,
        #[command(flatten)]
        scope: Scope,
    },
}

#[derive(Subcommand)]
enum SchemaCommand {
    /// Cut the slice in schema/ from Microsoft's metadata, and write its OpenAPI twin, its lock and the models
    ///
    /// The slice consists of the parts that schema/models.toml selects. Descriptions of the current slice are kept if the
    /// metadata has none. Without --from, the slice is cut from itself, which brings manual changes into canonical form. Prints
    /// the differences since the last commit.
    Update {
        #[command(flatten)]
        update: Update,
        /// The format of the report
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// Write the slice and its lock to this folder instead of schema/
        #[arg(long, value_name = "DIR", requires = "from", conflicts_with_all = ["schema", "since", "format"])]
        out: Option<PathBuf>,
        #[command(flatten)]
        scope: Scope,
    },
    /// Print the page that explains the rules of diff; `cargo xtask codegen` writes it to schema/RULES.md
    Rules,
    /// Compare two snapshots of a schema, and report breaking changes and the next version
    ///
    /// The comparison covers the models that schema/models.toml selects if the schema is in schema/, and all types otherwise.
    Diff {
        /// The old snapshot: a CSDL file, or REVISION:PATH for a file in a commit, such as HEAD:schema/beta.csdl.xml
        #[arg(value_name = "OLD")]
        old: String,
        /// The new snapshot
        #[arg(value_name = "NEW")]
        new: String,
        /// The format of the report
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        #[command(flatten)]
        scope: Scope,
    },
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
        Command::Codegen { check, schema, scope, out, crate_name } => {
            let plan = match (schema, out) {
                (Some(schema), Some(out)) => standalone::plan(&schema, &scope, &out, crate_name.as_deref())?,
                (Some(_), None) => anyhow::bail!("missing option --out DIR: the folder to write the models to"),
                (None, _) => workspace::plan(&workspace_root())?,
            };
            if check {
                for (schema, Summary { credentials, .. }) in plan.schemas() {
                    if !credentials.0.is_empty() {
                        print(&format_args!("{schema}: {credentials}\n"))?;
                    }
                }
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
        Command::Ci { step: None, .. } => ci::run(&workspace_root())?,
        Command::Ci { step: Some(step), install, arguments } => step.run(&workspace_root(), install, &arguments)?,
        Command::Release { level, dry_run } => {
            let release = Release::prepare(&workspace_root(), &level, Utc::now().date_naive())?;
            if !dry_run {
                release.ensure_publishable()?;
            }
            release.rehearse()?;
            if !dry_run {
                release.apply()?;
            }
            print(&release)?;
        }
        Command::Scale { metadata } => print(&scale::measure(&metadata)?)?,
        Command::Benchmarks { render_only } => {
            let written = benchmarks::run(render_only)?;
            print(&format_args!("{}\n", written.join("\n")))?;
        }
        Command::Explain { type_name, schema, scope } => {
            print(&explain::explain(&type_name, schema.as_deref(), &scope, &workspace_root())?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn schema(command: SchemaCommand) -> Result<()> {
    let today = Utc::now().date_naive();
    match command {
        SchemaCommand::Rules => print(&rules::page()),
        SchemaCommand::Diff { old, new, format, scope } => {
            let comparison = snapshot::compare(&old, &new, &scope, &workspace_root())?;
            print(&report::report(&comparison, format))
        }
        SchemaCommand::Update { update, format, out, scope } => {
            let Some(out) = out else {
                ensure!(
                    scope == Scope::default(),
                    "missing option --out DIR: --root, --all, --operations and --models select a slice for another folder than \
                     schema/"
                );
                let outcome = update::plan(&update, &workspace_root(), today)?;
                let text = outcome.report(format);
                outcome.plan.apply()?;
                return print(&text);
            };
            let (plan, credentials) = update::standalone(&update, &scope, &out, today)?;
            let mut report = credentials.to_string();
            report += if report.is_empty() { "" } else { "\n" };
            report += &plan.summary();
            plan.apply()?;
            print(&format_args!("{report}\n"))
        }
    }
}

/// Prints a text. A reader that stops early, as in `| head`, is not an error.
fn print(text: &dyn Display) -> Result<()> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot print"),
    }
}

/// Prints an error, in colour on a terminal unless `NO_COLOR` is set.
fn report(error: &Error, writes: bool) {
    let text = match error.downcast_ref::<Diagnostics>() {
        Some(diagnostics) => {
            let count = diagnostics.len();
            let counted = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
            // Diagnostics may be the cause of another error, such as "cannot cut the slice from …".
            let context = if error.chain().len() > 1 { format!(": {error}") } else { String::new() };
            let written = if writes { "; nothing was written" } else { "" };
            format!("{}\n\n{counted}{context}{written}", diagnostics.report(true))
        }
        None => format!("error: {error:#}"),
    };
    // A failure to write to stderr cannot be reported.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
