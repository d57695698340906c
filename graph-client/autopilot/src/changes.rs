//! The commands that change and delete registered devices.

use crate::Exit;
use crate::arguments::{ConnectionArguments, DeleteArguments, SetArguments};
use crate::connection::Connection;
use crate::devices::{find, identities};
use crate::failure::Failure;
use crate::screen::{count, print_line, printable};
use graph_client::beta::WindowsAutopilotDeviceIdentities;
use graph_client::{Error, GraphClient, Request};
use graph_models::beta::{
    WindowsAutopilotDeviceDeletionState as DeletionState,
    WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters as AssignUser,
    WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as UpdateProperties,
};
use std::fs;
use std::io::{self, IsTerminal, Write};

/// The number of serial numbers in a request to delete devices.
const CHUNK: usize = 100;

/// Changes devices.
pub(crate) async fn set(arguments: &SetArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let devices = identities(&connection.client);
    let mut results = Results::default();
    let mut requests = Vec::new();
    for (serial_number, found) in find(&devices, &arguments.serials).await? {
        if found.is_empty() {
            results.failed(&serial_number, "no device has this serial number");
        }
        for id in found.into_iter().filter_map(|device| device.id) {
            requests.push((serial_number.clone(), changes(arguments, &devices, &id)));
        }
    }
    send(&connection.client, requests, "changed", &mut results).await;
    Ok(results.exit())
}

/// Returns the requests that change a device.
fn changes(arguments: &SetArguments, devices: &WindowsAutopilotDeviceIdentities, id: &str) -> Vec<Request<()>> {
    let device = devices.by_id(id);
    let mut requests = Vec::new();
    if arguments.group_tag.is_some() || arguments.name.is_some() {
        let mut properties = UpdateProperties::new();
        properties.group_tag.clone_from(&arguments.group_tag);
        properties.display_name.clone_from(&arguments.name);
        requests.push(device.update_device_properties(&properties));
    }
    match arguments.user.as_deref() {
        None => {}
        Some("") => requests.push(device.unassign_user_from_device()),
        Some(user) => {
            let parameters = AssignUser::new().with_user_principal_name(user).with_addressable_user_name(user);
            requests.push(device.assign_user_to_device(&parameters));
        }
    }
    requests
}

/// Deletes devices.
pub(crate) async fn delete(arguments: &DeleteArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let serial_numbers = match &arguments.file {
        None => arguments.serials.clone(),
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
            text.trim_start_matches('\u{feff}')
                .lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect()
        }
    };
    if serial_numbers.is_empty() {
        return Err(Failure::new("there are no serial numbers in the file"));
    }
    if !(arguments.yes || connection.rehearses) {
        confirm(serial_numbers.len())?;
    }
    let connection = Connection::open(connection).await?;
    let devices = identities(&connection.client);
    let mut results = Results::default();
    for chunk in serial_numbers.chunks(CHUNK) {
        match devices.delete_devices(chunk).await {
            Ok(states) => {
                for state in states.into_items() {
                    let serial_number = state.serial_number.unwrap_or_default();
                    if state.deletion_state == Some(DeletionState::Accepted.into()) {
                        results.succeeded(&serial_number, "deleted in some minutes");
                    } else {
                        let reason = state.error_message.filter(|message| !message.is_empty());
                        results.failed(&serial_number, reason.as_deref().unwrap_or("the service does not say why"));
                    }
                }
            }
            Err(error) if error.is_route_missing() => {
                delete_each(&connection.client, &devices, chunk, &mut results).await?;
            }
            Err(error) if results.is_empty() => return Err(error.into()),
            Err(error) => chunk.iter().for_each(|serial_number| results.failed(serial_number, &error.to_string())),
        }
    }
    Ok(results.exit())
}

/// Deletes devices one by one, where the service has no action for several.
async fn delete_each(
    client: &GraphClient,
    devices: &WindowsAutopilotDeviceIdentities,
    serial_numbers: &[String],
    results: &mut Results,
) -> Result<(), Error> {
    let mut requests = Vec::new();
    for (serial_number, found) in find(devices, serial_numbers).await? {
        if found.is_empty() {
            results.failed(&serial_number, "no device has this serial number");
        }
        for id in found.into_iter().filter_map(|device| device.id) {
            requests.push((serial_number.clone(), vec![devices.by_id(&id).delete()]));
        }
    }
    send(client, requests, "deleted in some minutes", results).await;
    Ok(())
}

/// Sends requests in batches, some for each device, and takes what became of each device.
async fn send(client: &GraphClient, requests: Vec<(String, Vec<Request<()>>)>, done: &str, results: &mut Results) {
    let mut batch = client.beta().batch();
    let mut handles = Vec::new();
    for (serial_number, requests) in requests {
        handles.push((serial_number, requests.into_iter().map(|request| batch.add(request)).collect::<Vec<_>>()));
    }
    if batch.is_empty() {
        return;
    }
    let mut responses = batch.send().await;
    for (serial_number, handles) in handles {
        let errors: Vec<_> = handles.into_iter().filter_map(|handle| responses.take(handle).err()).collect();
        if errors.is_empty() {
            results.succeeded(&serial_number, done);
        }
        for error in &errors {
            results.failed(&serial_number, &error.to_string());
        }
    }
}

/// Asks before devices are deleted.
fn confirm(devices: usize) -> Result<(), Failure> {
    let not_sure = |message: &str| {
        Failure::new(message).with_advice("Nothing was deleted. To delete without a question, add --yes")
    };
    if !io::stdin().is_terminal() {
        return Err(not_sure("there is no terminal to ask whether to delete the devices"));
    }
    eprint!(
        "Delete {} from Windows Autopilot? They have to be imported again to come back. [y/N] ",
        count(devices, "device")
    );
    let mut answer = String::new();
    let _ = io::stderr().flush();
    match io::stdin().read_line(&mut answer) {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(not_sure("the answer was not y")),
    }
}

/// Prints what became of each device.
#[derive(Default)]
struct Results {
    succeeded: usize,
    failed: usize,
}

impl Results {
    fn succeeded(&mut self, serial_number: &str, text: &str) {
        self.succeeded += 1;
        print_line(format_args!("{}: {text}", printable(serial_number)));
    }

    fn failed(&mut self, serial_number: &str, reason: &str) {
        self.failed += 1;
        print_line(format_args!("{}: failed: {}", printable(serial_number), printable(reason)));
    }

    fn is_empty(&self) -> bool {
        self.succeeded + self.failed == 0
    }

    fn exit(&self) -> Exit {
        if self.failed == 0 { Exit::Done } else { Exit::SomeFailed }
    }
}
