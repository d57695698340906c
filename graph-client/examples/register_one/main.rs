//! Registers a device with Windows Autopilot: imports it, waits until the service has registered it, and deletes the record of
//! the import.
//!
//! ```text
//! cargo run --example register_one [-- --serial-number NUMBER --hash FILE [--group-tag TAG] [--user NAME]]
//! ```
//!
//! Calls Microsoft Graph if the environment variable `GRAPH_ACCESS_TOKEN` is set, and an emulator otherwise, which needs no
//! arguments.

use clap::Parser;
use graph_client::{GraphClient, HardwareHash};
use graph_models::beta::{
    ImportedWindowsAutopilotDeviceIdentity, ImportedWindowsAutopilotDeviceIdentityImportStatus as ImportStatus,
    ImportedWindowsAutopilotDeviceIdentityState, WindowsAutopilotDeviceIdentity,
    WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as UpdateProperties,
};
use graph_models::odata::Evolvable;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[path = "../shared/service.rs"]
mod service;
#[cfg(test)]
mod tests;

/// A hash for the emulator, which needs no real one.
const SAMPLE_HASH: &str = "Q29udG9zbwAAA";

/// How often to ask for the state of an import, and for how long. An import takes some minutes.
const INTERVAL: Duration = Duration::from_secs(15);
const TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// The factor by which the emulator is faster than the service.
const EMULATOR_SPEED: u32 = 100;

/// Register a device with Windows Autopilot: in Microsoft Graph if `GRAPH_ACCESS_TOKEN` is set, otherwise in an emulator.
#[derive(Parser)]
struct Arguments {
    /// The serial number of the device [default: a sample, in the emulator only]
    #[arg(long)]
    serial_number: Option<String>,

    /// A text file with the hardware hash of the device, in base64 [default: a sample, in the emulator only]
    #[arg(long)]
    hash: Option<PathBuf>,

    /// A label by which dynamic groups can select the device
    #[arg(long)]
    group_tag: Option<String>,

    /// The user principal name of the user to assign
    #[arg(long)]
    user: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let (client, emulator) = service::client().await?;
    let device = device(arguments, emulator.is_some())?;
    let interval = match &emulator {
        Some(emulator) => {
            emulator.set_time_scale(f64::from(EMULATOR_SPEED));
            INTERVAL / EMULATOR_SPEED
        }
        None => INTERVAL,
    };
    let registered = register(&client, &device, interval).await?;
    println!("registered:\n{registered:#?}");
    Ok(())
}

/// Returns the device to import.
fn device(arguments: &Arguments, has_samples: bool) -> Result<ImportedWindowsAutopilotDeviceIdentity, Box<dyn Error>> {
    let (serial_number, hash) = match (&arguments.serial_number, &arguments.hash) {
        (Some(serial_number), Some(path)) => {
            let hash = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            (serial_number.clone(), hash.parse().map_err(|error| format!("{}: {error}", path.display()))?)
        }
        (serial_number, None) if has_samples => {
            let sample: HardwareHash = SAMPLE_HASH.parse()?;
            (serial_number.clone().unwrap_or_else(|| "0000-0001-2345-67".to_owned()), sample)
        }
        _ => return Err("pass --serial-number and --hash: both identify the device".into()),
    };
    println!("serial number {serial_number}, hardware hash {hash}");
    let mut device =
        ImportedWindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number).with_hardware_identifier(hash);
    device.group_tag.clone_from(&arguments.group_tag);
    device.assigned_user_principal_name.clone_from(&arguments.user);
    Ok(device)
}

/// Imports a device, and returns it when it is registered.
async fn register(
    client: &GraphClient,
    device: &ImportedWindowsAutopilotDeviceIdentity,
    interval: Duration,
) -> Result<WindowsAutopilotDeviceIdentity, Box<dyn Error>> {
    let management = client.beta().device_management();
    let imported = management.imported_windows_autopilot_device_identities().create(device).await?;
    let import = imported.id.ok_or("the service did not return the id of the import")?;
    println!("import {import} begins");
    let record = management.imported_windows_autopilot_device_identities().by_id(&import);

    let deadline = Instant::now() + TIMEOUT;
    let state = loop {
        sleep(interval).await;
        let state = record.get().await?.state.map(|state| *state).unwrap_or_default();
        let status = state.device_import_status.as_ref().map_or("no status", Evolvable::as_str);
        println!("import {import}: {status}");
        if !is_going_on(&state) {
            break state;
        }
        if Instant::now() >= deadline {
            return Err(format!("the import {import} goes on after {TIMEOUT:?}; ask for it again later").into());
        }
    };
    if state.device_import_status != Some(ImportStatus::Complete.into()) {
        let name = state.device_error_name.as_deref().unwrap_or("no reason");
        let code = state.device_error_code.map(|code| format!(" ({code})")).unwrap_or_default();
        return Err(format!(
            "the import {import} failed: {name}{code}; its record stays: read it with GET \
             /deviceManagement/importedWindowsAutopilotDeviceIdentities/{import}"
        )
        .into());
    }
    let id = state.device_registration_id.ok_or("the import has no registration id")?;
    let registered = management.windows_autopilot_device_identities().by_id(&id);
    if registered.get().await?.group_tag != device.group_tag
        && let Some(tag) = &device.group_tag
    {
        registered.update_device_properties(&UpdateProperties::new().with_group_tag(tag.as_str())).await?;
    }
    // The device stays registered. Old records only make the list of imports long.
    record.delete().await?;
    Ok(registered.get().await?)
}

/// Returns whether to wait for an import. A status that this program does not know is not waited for.
fn is_going_on(state: &ImportedWindowsAutopilotDeviceIdentityState) -> bool {
    let status = state.device_import_status.as_ref();
    status.is_none_or(|status| matches!(status, Evolvable::Known(ImportStatus::Unknown | ImportStatus::Pending)))
}
