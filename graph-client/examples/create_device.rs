//! Creates a Windows Autopilot device and prints what became of it.
//!
//! ```text
//! cargo run --example create_device [-- DEVICE.json]
//! ```
//!
//! With the environment variable `GRAPH_ACCESS_TOKEN` it calls Microsoft Graph, and the device is really created.
//! Without, it starts the emulator and calls that. The device is read from a JSON file, or made up.

use graph_client::emulator::Emulator;
use graph_client::{GraphClient, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::env::{self, VarError};
use std::error::Error;
use std::fs;
use std::process::ExitCode;

const TOKEN_VARIABLE: &str = "GRAPH_ACCESS_TOKEN";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("error: {error}");
            let mut source = error.source();
            while let Some(error) = source {
                eprint!(": {error}");
                source = error.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let device = device()?;
    let (client, emulator) = client().await?;
    let whose = if emulator.is_some() { "the emulator's" } else { "Microsoft's" };
    println!("POST {}/deviceManagement/windowsAutopilotDeviceIdentities ({whose})", client.service_root());
    println!("{device:#?}\n");

    let response = client.device_management().windows_autopilot_device_identities().create(&device).send().await?;

    println!("{}", response.status());
    println!("request-id: {}", response.request_id().unwrap_or("none"));
    println!("client-request-id: {}", response.client_request_id());
    println!("location: {}", response.location().unwrap_or("none"));
    println!("{:#?}", response.value());
    Ok(())
}

/// The device of the file that the first argument names, or one to try things with.
fn device() -> Result<WindowsAutopilotDeviceIdentity, Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let path = arguments.next();
    if arguments.next().is_some() {
        return Err("there is one argument at most, the path of a JSON device".into());
    }
    let Some(path) = path else {
        return Ok(WindowsAutopilotDeviceIdentity::new()
            .with_serial_number("0000-0001-2345-67")
            .with_model("One")
            .with_group_tag("lab")
            .with_product_key("not shown"));
    };
    let text = fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{} is not a device: {error}", path.display()).into())
}

/// A client of Microsoft Graph, or of an emulator that has to live as long.
async fn client() -> Result<(GraphClient, Option<Emulator>), Box<dyn Error>> {
    match env::var(TOKEN_VARIABLE) {
        Ok(token) => Ok((GraphClient::builder().credential(StaticToken::new(token)).build()?, None)),
        Err(VarError::NotPresent) => {
            let emulator = Emulator::start().await?;
            println!("{TOKEN_VARIABLE} is not set, so this goes to an emulator");
            Ok((emulator.client()?, Some(emulator)))
        }
        Err(VarError::NotUnicode(_)) => Err(format!("{TOKEN_VARIABLE} is not a token: it is not even text").into()),
    }
}
