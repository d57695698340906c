//! The options of the commands that read a list of devices.

use clap::{Args, ValueEnum};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

const COLUMNS: &str = "\
The files are CSV, as for the Intune admin center and from Get-WindowsAutopilotInfo:

    Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User
    PF2X8K1L,,T0EBAAAA…,Kiosk,adele@contoso.com

Columns can be in any order; the serial number and the hash are required.
The delimiter is a comma, a semicolon or a tab, and the encoding UTF-8,
UTF-16 or Windows-1252.";

/// Register the devices of CSV files
///
/// Every row gets a verdict: registered, already registered, or the reason of the failure with advice. Imports take minutes. Press
/// Ctrl-C at any time: the same command goes on where it stopped, and registers nothing twice.
#[derive(Debug, Args)]
#[command(after_long_help = COLUMNS)]
pub(crate) struct ImportArguments {
    /// The CSV files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The group tag of the rows that have none
    #[arg(long, value_name = "TAG")]
    pub(crate) group_tag: Option<String>,

    /// The user to assign to the devices of the rows that have none, by user principal name
    #[arg(long, value_name = "USER")]
    pub(crate) assign_user: Option<String>,

    /// The stage to wait for: the import of the device, or the assignment of a deployment profile to it
    #[arg(long, value_name = "STAGE", value_enum, default_value_t = WaitFor::Imported)]
    pub(crate) wait: WaitFor,

    /// The journal of this list: after an interruption, or after rows that failed were corrected, the same command reads it
    /// and goes on [default: the first FILE with `.journal` appended; none with --emulator]
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,

    /// Write the verdict of each row to this file: .csv or .json
    #[arg(long, value_name = "FILE", value_parser = ReportFile::parse)]
    pub(crate) report: Option<ReportFile>,

    /// Check the rows and look for their devices, but change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Keep the records of the imports, which the service shows as a history
    #[arg(long)]
    pub(crate) keep_records: bool,

    /// Ask the service to synchronize when all imports have ended
    #[arg(long)]
    pub(crate) sync: bool,

    /// How long to wait for a row, such as 90m or 2h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = humantime::parse_duration)]
    pub(crate) row_timeout: Duration,

    /// The time between two polls of the service [default: 15s; less with --emulator]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    pub(crate) poll_interval: Option<Duration>,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WaitFor {
    /// The device is imported
    Imported,
    /// A deployment profile is assigned to the device
    Profile,
}

/// The file of a report.
#[derive(Clone, Debug)]
pub(crate) enum ReportFile {
    Csv(PathBuf),
    Json(PathBuf),
}

impl ReportFile {
    fn parse(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let extension = path.extension().map(OsStr::to_ascii_lowercase);
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("csv") => Ok(Self::Csv(path)),
            Some("json") => Ok(Self::Json(path)),
            _ => Err("expected a file with .csv or .json at the end".to_owned()),
        }
    }
}

/// Check CSV files without a network, and print every problem with its line and column
#[derive(Debug, Args)]
#[command(after_long_help = COLUMNS)]
pub(crate) struct CheckArguments {
    /// The CSV files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}
