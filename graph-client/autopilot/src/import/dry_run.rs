//! The import that changes nothing.

use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{Files, Input};
use crate::outcome::Outcome;
use crate::report::Report;
use crate::summary::Summary;
use futures_util::TryStreamExt;
use graph_client::GraphClient;
use graph_client::autopilot::{Checker, Verdict};
use std::collections::HashMap;

/// Checks the rows, and looks for their devices in the service.
pub(super) async fn run(
    connection: &Connection,
    files: &Files,
    input: Input,
    mut report: Option<&mut Report>,
) -> Result<Summary, Failure> {
    let registered = registered(&connection.client).await?;
    let (mut checker, mut summary) = (Checker::default(), Summary::default());
    for row in input {
        let outcome = match row {
            Err(problem) => Outcome::of_problem(files, problem),
            Ok(row) => {
                let (number, serial_number) = (row.number, row.serial_number.trim().to_owned());
                let id = registered.get(&serial_number.to_lowercase()).cloned();
                match (checker.check(&row), id) {
                    (Err(verdict), _) => Outcome::of_verdict(files, number, serial_number, &verdict),
                    (Ok(()), None) => Outcome::ready(files, number, serial_number),
                    (Ok(()), Some(id)) => {
                        let verdict = Verdict::AlreadyRegistered { device_id: Some(id) };
                        Outcome::of_verdict(files, number, serial_number, &verdict)
                    }
                }
            }
        };
        summary.add(&outcome);
        if let Some(report) = &mut report {
            report.add(&outcome)?;
        }
    }
    Ok(summary)
}

/// Returns the ids of the registered devices by their serial numbers in lower case.
async fn registered(client: &GraphClient) -> Result<HashMap<String, String>, Failure> {
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut items = devices.list().items();
    let mut registered = HashMap::new();
    while let Some(device) = items.try_next().await? {
        if let (Some(serial_number), Some(id)) = (device.serial_number, device.id) {
            registered.insert(serial_number.trim().to_lowercase(), id);
        }
    }
    Ok(registered)
}
