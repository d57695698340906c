//! The options of the commands for registered devices and for profiles.

use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// List the registered devices
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Only devices with this serial number; can be repeated
    #[arg(long, value_name = "SERIAL")]
    pub(crate) serial: Vec<String>,

    /// Only devices with this group tag
    #[arg(long, value_name = "TAG")]
    pub(crate) group_tag: Option<String>,

    /// Print a JSON array with all properties, as Microsoft Graph names them
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show a registered device with its deployment profile
#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The serial number or the id of the device
    #[arg(value_name = "SERIAL|ID")]
    pub(crate) device: String,

    /// Print a JSON array, with an object for each device that has the serial number
    #[arg(long)]
    pub(crate) json: bool,
}

/// Change the group tag, the user or the name of registered devices
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").args(["group_tag", "user", "name"]).multiple(true).required(true))]
pub(crate) struct SetArguments {
    /// The serial numbers of the devices
    #[arg(required = true, value_name = "SERIAL")]
    pub(crate) serials: Vec<String>,

    /// The group tag; "" removes it
    #[arg(long, value_name = "TAG")]
    pub(crate) group_tag: Option<String>,

    /// The user to assign, by user principal name; "" unassigns the user
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,

    /// The name that the device gets when it is set up
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// Delete registered devices by their serial numbers
///
/// Delete a device from Intune first if it is enrolled. The service takes some minutes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["serials", "file"]).required(true))]
pub(crate) struct DeleteArguments {
    /// The serial numbers of the devices
    #[arg(value_name = "SERIAL")]
    pub(crate) serials: Vec<String>,

    /// A text file with a serial number on each line
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
}

/// List the deployment profiles
#[derive(Debug, Args)]
pub(crate) struct ProfilesArguments {
    /// Print a JSON array with all properties, as Microsoft Graph names them
    #[arg(long)]
    pub(crate) json: bool,
}
