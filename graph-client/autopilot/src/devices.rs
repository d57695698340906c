//! The commands that show registered devices and deployment profiles.

use crate::Exit;
use crate::arguments::{ConnectionArguments, GetArguments, ListArguments, ProfilesArguments};
use crate::connection::Connection;
use crate::failure::Failure;
use crate::screen::{OutputError, count, note, print_line, printable, table};
use graph_client::beta::WindowsAutopilotDeviceIdentities;
use graph_client::{Error, GraphClient};
use graph_models::beta::WindowsAutopilotDeviceIdentity as Device;
use graph_models::odata::Evolvable;
use serde_json::Value;
use uuid::Uuid;

/// The number of serial numbers above which one list of all devices is better than a search for each.
const SEARCHES: usize = 10;

/// The time and the id that the service sends for none.
const UNSET: [&str; 2] = ["0001-01-01T00:00:00Z", "00000000-0000-0000-0000-000000000000"];

/// Lists the devices.
pub(crate) async fn list(arguments: &ListArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let devices = identities(&connection.client);
    let mut exit = Exit::Done;
    let mut found = if arguments.serial.is_empty() {
        devices.list().all().await.map_err(Error::from)?
    } else {
        let mut all = Vec::new();
        for (serial_number, mut found) in find(&devices, &arguments.serial).await? {
            if found.is_empty() {
                note(format_args!("no device has the serial number {}", printable(&serial_number)));
                exit = Exit::SomeFailed;
            }
            all.append(&mut found);
        }
        all
    };
    if let Some(tag) = &arguments.group_tag {
        found.retain(|device| text(device.group_tag.as_ref()).eq_ignore_ascii_case(tag));
    }
    if arguments.json {
        print_json(found.into_iter().map(without_secrets))?;
        return Ok(exit);
    }
    let rows: Vec<_> = found.iter().map(row).collect();
    if !rows.is_empty() {
        print_line(table(["SERIAL NUMBER", "GROUP TAG", "USER", "MODEL", "PROFILE", "ENROLLMENT", "ID"], &rows))?;
    }
    note(format_args!("{}", count(rows.len(), "device")));
    Ok(exit)
}

/// Shows a device.
pub(crate) async fn get(arguments: &GetArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let devices = identities(&connection.client);
    let wanted = arguments.device.trim();
    let mut ids = Vec::new();
    if wanted.parse::<Uuid>().is_ok() {
        ids.push(wanted.to_owned());
    } else {
        ids.extend(devices.by_serial_number(wanted).await?.into_iter().filter_map(|device| device.id));
    }
    let mut found = Vec::new();
    for id in ids {
        match devices.by_id(&id).get().expand(["deploymentProfile", "intendedDeploymentProfile"]).await {
            Ok(device) => found.push(without_secrets(device)),
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    if found.is_empty() {
        return Err(Failure::new(format!("no device has the serial number or the id {}", printable(wanted)))
            .with_advice("See all devices: autopilot list\nA device appears some minutes after its import."));
    }
    if arguments.json {
        print_json(found)?;
    } else {
        let texts: Vec<String> = found.iter().map(details).collect();
        print_line(texts.join("\n\n"))?;
    }
    Ok(Exit::Done)
}

/// Lists the deployment profiles.
pub(crate) async fn profiles(arguments: &ProfilesArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let profiles = connection.client.beta().device_management().windows_autopilot_deployment_profiles();
    let profiles = profiles.list().all().await.map_err(Error::from)?;
    if arguments.json {
        print_json(profiles)?;
        return Ok(Exit::Done);
    }
    let rows: Vec<_> = profiles
        .iter()
        .map(|profile| {
            [&profile.display_name, &profile.device_name_template, &profile.locale, &profile.id]
                .map(|value| text(value.as_ref()))
        })
        .collect();
    if !rows.is_empty() {
        print_line(table(["NAME", "DEVICE NAMES", "LANGUAGE", "ID"], &rows))?;
    }
    note(format_args!("{}", count(rows.len(), "profile")));
    Ok(Exit::Done)
}

fn identities(client: &GraphClient) -> WindowsAutopilotDeviceIdentities {
    client.beta().device_management().windows_autopilot_device_identities()
}

/// Finds the devices with each of the serial numbers: none, one, or several of different manufacturers.
async fn find(
    devices: &WindowsAutopilotDeviceIdentities,
    serial_numbers: &[String],
) -> Result<Vec<(String, Vec<Device>)>, Error> {
    let mut found = Vec::new();
    if serial_numbers.len() <= SEARCHES {
        for serial_number in serial_numbers {
            found.push((serial_number.clone(), devices.by_serial_number(serial_number).await?));
        }
        return Ok(found);
    }
    let all = devices.list().all().await?;
    for serial_number in serial_numbers {
        let wanted = serial_number.trim();
        let same = |device: &&Device| text(device.serial_number.as_ref()).trim().eq_ignore_ascii_case(wanted);
        found.push((serial_number.clone(), all.iter().filter(same).cloned().collect()));
    }
    Ok(found)
}

fn row(device: &Device) -> [String; 7] {
    let model = format!("{} {}", text(device.manufacturer.as_ref()), text(device.model.as_ref())).trim().to_owned();
    [
        text(device.serial_number.as_ref()),
        text(device.group_tag.as_ref()),
        text(device.user_principal_name.as_ref()),
        model,
        member(device.deployment_profile_assignment_status.as_ref()),
        member(device.enrollment_state.as_ref()),
        text(device.id.as_ref()),
    ]
}

/// Returns the properties of a device that have a value, one on each line.
fn details(device: &Device) -> String {
    let profile = |profile: Option<&graph_models::beta::WindowsAutopilotDeploymentProfile>| {
        profile.map(|profile| text(profile.display_name.as_ref())).unwrap_or_default()
    };
    let time = |time: Option<&graph_models::edm::DateTimeOffset>| time.map(ToString::to_string).unwrap_or_default();
    let properties = [
        ("serial number", text(device.serial_number.as_ref())),
        ("id", text(device.id.as_ref())),
        ("manufacturer", text(device.manufacturer.as_ref())),
        ("model", text(device.model.as_ref())),
        ("group tag", text(device.group_tag.as_ref())),
        ("user", text(device.user_principal_name.as_ref())),
        ("name", text(device.display_name.as_ref())),
        ("purchase order", text(device.purchase_order_identifier.as_ref())),
        ("enrollment", member(device.enrollment_state.as_ref())),
        ("last contact", time(device.last_contacted_date_time.as_ref())),
        ("profile", profile(device.deployment_profile.as_deref())),
        ("intended profile", profile(device.intended_deployment_profile.as_deref())),
        ("profile status", member(device.deployment_profile_assignment_status.as_ref())),
        ("profile since", time(device.deployment_profile_assigned_date_time.as_ref())),
        ("Intune device", text(device.managed_device_id.as_ref())),
        ("Entra device", text(device.azure_active_directory_device_id.as_ref())),
    ];
    let lines = properties.iter().filter(|(_, value)| !value.is_empty() && !UNSET.contains(&value.as_str()));
    lines.map(|(name, value)| format!("{:<18}{}", format!("{name}:"), printable(value))).collect::<Vec<_>>().join("\n")
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn member<E>(value: Option<&Evolvable<E>>) -> String
where
    Evolvable<E>: ToString,
{
    value.map(ToString::to_string).unwrap_or_default()
}

/// Removes the properties that must not be on a screen.
fn without_secrets(mut device: Device) -> Device {
    device.product_key = None;
    device.device_account_password = None;
    device
}

fn print_json<T: serde::Serialize>(objects: impl IntoIterator<Item = T>) -> Result<(), OutputError> {
    let array: Vec<Value> = objects.into_iter().filter_map(|object| serde_json::to_value(object).ok()).collect();
    print_line(format_args!("{:#}", Value::Array(array)))
}
