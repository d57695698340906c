//! Serves the emulator for any client until it is interrupted.
//!
//! ```text
//! cargo run --example emulator [-- --port N]
//! ```

use clap::Parser;
use graph_client::emulator::Emulator;
use std::error::Error;
use std::process::ExitCode;

/// Serve the emulator until it is interrupted.
#[derive(Parser)]
struct Arguments {
    /// The port on 127.0.0.1 to listen on; 0 means any free port
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(port: u16) -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start_on(port).await.map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let (endpoint, token) = (emulator.endpoint(), emulator.token());
    println!("endpoint:     {endpoint}");
    println!("access token: {token}");
    println!();
    println!("curl -X POST {endpoint}/beta/deviceManagement/windowsAutopilotDeviceIdentities \\");
    println!("  -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\");
    println!("  -d '{{\"serialNumber\": \"0000-0001-2345-67\"}}'");
    tokio::signal::ctrl_c().await?;
    println!("stopped; {} devices were created", emulator.devices().len());
    Ok(())
}
