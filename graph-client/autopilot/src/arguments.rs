//! The command line.

mod devices;
mod emulator;
mod import;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
pub(crate) use devices::{DeleteArguments, GetArguments, ListArguments, ProfilesArguments, SetArguments};
pub(crate) use emulator::EmulatorArguments;
use graph_client::Cloud;
pub(crate) use import::{CheckArguments, ImportArguments, ReportFile, WaitFor};

const EXAMPLES: &str = "\
Examples:
  Try it without a tenant, with an emulator of the service:
      autopilot import devices.csv --emulator

  Check a file, without a network:
      autopilot check devices.csv

  Register its devices, and write down what became of each:
      export AZURE_TENANT_ID=... AZURE_CLIENT_ID=... AZURE_CLIENT_SECRET=...
      autopilot import devices.csv --group-tag Kiosk --report result.csv

  Look at a device, change its group tag, delete it:
      autopilot get PF2X8K1L
      autopilot set PF2X8K1L --group-tag Lab
      autopilot delete PF2X8K1L

Sign-in, in this order:
  1. GRAPH_ACCESS_TOKEN: an access token for Microsoft Graph
  2. AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET: an app with a client secret
  3. AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH:
     an app with a certificate, as a PEM file
  4. AZURE_FEDERATED_TOKEN_FILE: a workload identity
  5. the managed identity of a machine in Azure
  6. the sign-in of the Azure CLI: an app by az login --service-principal
     (the sign-in of a user usually lacks the permission)

  The app needs a permission of Microsoft Graph:
  DeviceManagementServiceConfig.ReadWrite.All

Exit codes:
  0    everything is done
  1    some rows or devices failed, each with a reason
  2    nothing could be done: wrong arguments, no sign-in, no permission, wrong file
  130  interrupted; the same command goes on";

/// Register Windows devices with Windows Autopilot, and manage those that are registered
///
/// A list may have thousands of devices: the program sends few requests, at the pace that the service allows. A journal beside the
/// list records what was sent. After an interruption, the same command goes on, and registers nothing twice.
#[derive(Debug, Parser)]
#[command(name = "autopilot", version, after_long_help = EXAMPLES, max_term_width = 110, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which service to use.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ConnectionArguments {
    /// Rehearse the command with an emulator that has sample devices, without a tenant and a sign-in
    #[arg(long = "emulator", global = true, conflicts_with_all = ["cloud", "endpoint"])]
    pub(crate) rehearses: bool,

    /// The national cloud of the tenant [default: global]
    #[arg(long, global = true, value_name = "CLOUD", value_enum)]
    pub(crate) cloud: Option<NationalCloud>,

    /// The URL of another host, such as an emulator. It begins with https, or on this machine with http
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
}

/// A national cloud, by the name on the command line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NationalCloud(pub(crate) Cloud);

impl ValueEnum for NationalCloud {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(Cloud::Global), Self(Cloud::UsGovernment), Self(Cloud::UsGovernmentDod), Self(Cloud::China)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            Cloud::Global => PossibleValue::new("global").help("the worldwide service, including GCC"),
            Cloud::UsGovernment => PossibleValue::new("usgov").help("US government, GCC High"),
            Cloud::UsGovernmentDod => PossibleValue::new("usgov-dod").help("US Department of Defense"),
            Cloud::China => PossibleValue::new("china").help("China, operated by 21Vianet"),
            _ => return None,
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Import(ImportArguments),
    Check(CheckArguments),
    List(ListArguments),
    Get(GetArguments),
    Set(SetArguments),
    Delete(DeleteArguments),
    /// Ask the service to synchronize Autopilot devices, which it accepts once in ten minutes
    Sync,
    Profiles(ProfilesArguments),
    /// Serve an emulator of Microsoft Graph on this machine until it is interrupted
    ///
    /// It prints its endpoint and its access token. In another terminal, set `GRAPH_ACCESS_TOKEN` to the token, and pass
    /// the endpoint with --endpoint.
    #[command(name = "emulator")]
    Emulator(EmulatorArguments),
    /// Print a script that completes commands in a shell
    ///
    /// For example: autopilot completions bash > ~/.local/share/bash-completion/completions/autopilot
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page, in roff
    ///
    /// For example: autopilot man > ~/.local/share/man/man1/autopilot.1
    Man,
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
