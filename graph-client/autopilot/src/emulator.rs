//! The command that serves an emulator for any client until it is interrupted.

mod state;
#[cfg(test)]
mod tests;

use crate::arguments::EmulatorArguments;
use crate::failure::Failure;
use crate::screen::print_line;
use crate::{Exit, signal};
use graph_client::emulator::Emulator;
use state::State;
use std::error::Error;
use std::fs;
use std::io::ErrorKind;

pub(crate) async fn run(arguments: &EmulatorArguments) -> Result<Exit, Failure> {
    serve(arguments).await.map_err(|error| Failure::new(error.to_string()))
}

async fn serve(arguments: &EmulatorArguments) -> Result<Exit, Box<dyn Error>> {
    let mut signals = signal::Signals::catch()?;
    let emulator = start(arguments).await?;
    print_line(usage(arguments, &emulator))?;
    signals.next().await;
    print_line(format_args!("stopped; {}", stop(arguments, &emulator)?))?;
    Ok(Exit::Done)
}

/// Starts an emulator with the objects of the state file.
async fn start(arguments: &EmulatorArguments) -> Result<Emulator, Box<dyn Error>> {
    let state = arguments.state.as_deref().map(State::read).transpose()?;
    let port = arguments.port;
    let mut builder = Emulator::builder().port(port);
    if let Some(token) = &arguments.token {
        builder = builder.token(token);
    }
    if arguments.tls {
        builder = builder.tls();
    }
    let emulator = builder.start().await.map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => format!("invalid --token: {error}"),
        _ => format!("cannot listen on port {port}: {error}"),
    })?;
    if let (Some(path), Some(authority)) = (&arguments.ca, emulator.certificate_authority()) {
        fs::write(path, authority).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    if let (Some(path), Some(state)) = (&arguments.state, &state) {
        state.restore(&emulator)?;
        // A file that cannot be written must not be noticed only at the end.
        State::of(&emulator).write(path)?;
    }
    if arguments.no_create_route {
        emulator.without_create_route();
    }
    emulator.set_time_scale(arguments.time_scale);
    emulator.set_page_size(arguments.page_size);
    emulator.set_throttle(arguments.throttle());
    emulator.shuffle_batches(arguments.seed);
    if let Some(share) = arguments.faults {
        emulator.inject_random_faults(arguments.seed, share);
    }
    Ok(emulator)
}

/// Writes the state file and returns a summary.
fn stop(arguments: &EmulatorArguments, emulator: &Emulator) -> Result<String, Box<dyn Error>> {
    let devices = emulator.devices().len();
    match &arguments.state {
        None => Ok(format!("{devices} devices are discarded")),
        Some(path) => {
            State::of(emulator).write(path)?;
            Ok(format!("{devices} devices are in {}", path.display()))
        }
    }
}

/// Returns the endpoint, the token, and the commands that import a device and look at the state of the import.
fn usage(arguments: &EmulatorArguments, emulator: &Emulator) -> String {
    let (endpoint, token) = (emulator.endpoint(), emulator.token());
    let mut lines = vec![format!("endpoint:     {endpoint}"), format!("access token: {token}")];
    let trust = if !arguments.tls {
        String::new()
    } else if let Some(path) = &arguments.ca {
        lines.push(format!("authority:    {}", path.display()));
        format!(" --cacert '{}'", path.display())
    } else {
        lines.push("authority:    not written; pass --ca FILE".to_owned());
        " --insecure".to_owned()
    };
    lines.push(String::new());
    let url = format!("{endpoint}/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities");
    lines.push(format!("curl{trust} -X POST {url} \\"));
    lines.push(format!("  -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\"));
    lines.push("  -d '{\"serialNumber\": \"0000-0001-2345-67\", \"hardwareIdentifier\": \"T0E=\"}'".to_owned());
    lines.push(String::new());
    lines.push(format!("curl{trust} {url} \\"));
    lines.push(format!("  -H 'Authorization: Bearer {token}'"));
    lines.join("\n")
}
