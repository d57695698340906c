//! Serves the emulator until it is interrupted, for any client to talk to.
//!
//! ```text
//! cargo run --example emulator [-- --port N]
//! ```

use graph_client::emulator::Emulator;
use std::env;
use std::error::Error;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let port = port()?;
    let emulator = Emulator::start_on(port).await.map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let (root, token) = (emulator.service_root(), emulator.token());
    println!("service root: {root}");
    println!("access token: {token}");
    println!();
    println!("curl -X POST {root}/deviceManagement/windowsAutopilotDeviceIdentities \\");
    println!("  -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\");
    println!("  -d '{{\"serialNumber\": \"0000-0001-2345-67\"}}'");
    tokio::signal::ctrl_c().await?;
    println!("stopped; {} devices were created", emulator.devices().len());
    Ok(())
}

/// The port behind `--port`; any free one without.
fn port() -> Result<u16, String> {
    let arguments: Vec<String> = env::args_os().skip(1).map(|argument| argument.display().to_string()).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(0),
        ["--port", port] => port.parse().map_err(|_| format!("{port:?} is not a port: a number from 0 to 65535")),
        _ => Err("the only argument is `--port N`".to_owned()),
    }
}
