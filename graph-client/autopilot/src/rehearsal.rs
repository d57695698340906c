//! The emulator in which commands are rehearsed.

use crate::failure::Failure;
use graph_client::emulator::{Emulator, ImportError, ObjectKind};
use serde_json::json;
use std::time::Duration;

/// The factor by which the emulator is faster than the service: an import takes half a second.
const SPEED: u32 = 200;

/// The serial number of a device that another tenant has. It is in the sample list.
const SERIAL_OF_ANOTHER_TENANT: &str = "SAMPLE-2009";

/// Returns the time that something takes in the emulator.
pub(crate) fn faster(time: Duration) -> Duration {
    time / SPEED
}

/// Starts an emulator with some devices and a profile.
pub(crate) async fn start() -> Result<Emulator, Failure> {
    let emulator =
        Emulator::start().await.map_err(|error| Failure::new(format!("cannot start the emulator: {error}")))?;
    emulator.set_time_scale(f64::from(SPEED));
    seed(&emulator).map_err(|error| Failure::new(format!("cannot fill the emulator: {error}")))?;
    emulator.fail_import(SERIAL_OF_ANOTHER_TENANT, ImportError::AssignedToOtherTenant);
    Ok(emulator)
}

fn seed(emulator: &Emulator) -> Result<(), serde_json::Error> {
    let profile = json!({
        "@odata.type": "#microsoft.graph.azureADWindowsAutopilotDeploymentProfile",
        "displayName": "Sample profile", "deviceNameTemplate": "SAMPLE-%RAND:5%", "locale": "en-US",
    });
    let profile = emulator.seed(ObjectKind::DeploymentProfile, &profile)?;
    let target = json!({ "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" });
    let assignment = json!({ "sourceId": profile, "target": target });
    emulator.seed(ObjectKind::ProfileAssignment, &assignment)?;
    let devices = [
        ("SAMPLE-1001", "Contoso", "Laptop 14", "Sales", "adele@contoso.com"),
        ("SAMPLE-1002", "Contoso", "Laptop 14", "Sales", "alex@contoso.com"),
        ("SAMPLE-1003", "Contoso", "Tablet 11", "Kiosk", ""),
        ("SAMPLE-1004", "Fabrikam", "Desktop Mini", "Kiosk", ""),
        ("SAMPLE-1005", "Fabrikam", "Desktop Mini", "", ""),
    ];
    for (serial_number, manufacturer, model, group_tag, user) in devices {
        let device = json!({
            "serialNumber": serial_number, "manufacturer": manufacturer, "model": model,
            "groupTag": group_tag, "userPrincipalName": user,
            "enrollmentState": "notContacted", "deploymentProfileAssignmentStatus": "notAssigned",
        });
        emulator.seed(ObjectKind::Device, &device)?;
    }
    Ok(())
}
