//! Creates a Windows Autopilot device and prints the response.
//!
//! ```text
//! cargo run --example create_device [-- [--yes] [DEVICE.json]]
//! ```
//!
//! Calls Microsoft Graph if the environment variable `GRAPH_ACCESS_TOKEN` is set, and an emulator otherwise. Reads the device
//! from a JSON file, or creates a sample device: in Microsoft Graph only with `--yes`.

use clap::Parser;
use graph_client::GraphClient;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::Object;
use service::TOKEN_VARIABLE;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "../shared/service.rs"]
mod service;
#[cfg(test)]
mod tests;

/// Create a Windows Autopilot device: in Microsoft Graph if `GRAPH_ACCESS_TOKEN` is set, otherwise in an emulator.
#[derive(Parser)]
struct Arguments {
    /// A JSON file with the device [default: a sample device]
    device: Option<PathBuf>,

    /// Create the sample device in Microsoft Graph, too
    #[arg(long)]
    yes: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(error) = source {
                eprintln!("caused by: {error}");
                source = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let (client, emulator) = service::client().await?;
    create(arguments, &client, emulator.is_some()).await
}

async fn create(arguments: &Arguments, client: &GraphClient, is_emulator: bool) -> Result<(), Box<dyn Error>> {
    let device = match &arguments.device {
        Some(path) => read_device(path)?,
        None => WindowsAutopilotDeviceIdentity::new()
            .with_serial_number("0000-0001-2345-67")
            .with_model("One")
            .with_group_tag("lab")
            .with_product_key("not shown"),
    };
    if !is_emulator && arguments.device.is_none() && !arguments.yes {
        let message = "the sample device would be created in the tenant of the token; name a JSON file with a device, \
                       or pass --yes";
        return Err(format!("{TOKEN_VARIABLE} is set: {message}").into());
    }
    for unrecognized in device.unrecognized() {
        eprintln!("warning: {unrecognized}");
    }
    let owner = if is_emulator { "the emulator's" } else { "Microsoft's" };
    println!("POST {}/beta/deviceManagement/windowsAutopilotDeviceIdentities ({owner})", client.endpoint());
    println!("{device:#?}\n");

    let response =
        client.beta().device_management().windows_autopilot_device_identities().create(&device).send().await?;

    println!("{}", response.status());
    println!("request-id: {}", response.request_id().unwrap_or("none"));
    println!("client-request-id: {}", response.client_request_id());
    println!("location: {}", response.location().unwrap_or("none"));
    println!("{:#?}", response.value());
    Ok(())
}

fn read_device(path: &Path) -> Result<WindowsAutopilotDeviceIdentity, Box<dyn Error>> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    // Some editors write a byte order mark.
    let json = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let wrong = |error: &dyn Error| format!("{} is not a device in UTF-8: {error}", path.display());
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let device = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| wrong(&error))?;
    deserializer.end().map_err(|error| wrong(&error))?;
    Ok(device)
}
