//! The commands that change and delete registered devices.

use crate::Exit;
use crate::arguments::{ConnectionArguments, DeleteArguments, SetArguments};
use crate::connection::Connection;
use crate::failure::Failure;
use crate::screen::{count, print_line, printable};
use futures_util::TryStreamExt;
use graph_client::autopilot::{Change, Event, Events, deregister, update};
use std::fs;
use std::io::{self, IsTerminal, Write};

/// Changes devices.
pub(crate) async fn set(arguments: &SetArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let changes: Vec<Change> = arguments.serials.iter().map(|serial_number| change(serial_number, arguments)).collect();
    follow(update(&connection.client, changes)).await
}

fn change(serial_number: &str, arguments: &SetArguments) -> Change {
    let mut change = Change::new(serial_number);
    change.group_tag.clone_from(&arguments.group_tag);
    change.user.clone_from(&arguments.user);
    change.display_name.clone_from(&arguments.name);
    change
}

/// Deletes devices.
pub(crate) async fn delete(arguments: &DeleteArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let serial_numbers = match &arguments.file {
        None => arguments.serials.clone(),
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
            let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
        }
    };
    if serial_numbers.is_empty() {
        return Err(Failure::new("there are no serial numbers in the file"));
    }
    if !(arguments.yes || connection.rehearses) {
        confirm(serial_numbers.len())?;
    }
    let connection = Connection::open(connection).await?;
    let deregistration = deregister(&connection.client, serial_numbers).poll_interval(connection.poll_interval);
    follow(deregistration.start()).await
}

/// Prints what becomes of each device.
async fn follow(mut events: Events) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    while let Some(event) = events.try_next().await? {
        let Event::Finished { serial_number, verdict, .. } = event else { continue };
        print_line(printable(&format!("{serial_number}: {verdict}")))?;
        if !verdict.is_success() {
            exit = Exit::SomeFailed;
            if let Some(advice) = verdict.advice() {
                print_line(format_args!("    {advice}"))?;
            }
        }
    }
    Ok(exit)
}

/// Asks before devices are deleted.
fn confirm(devices: usize) -> Result<(), Failure> {
    let not_sure = |message: &str| {
        Failure::new(message).with_advice("Nothing was deleted. To delete without a question, add --yes")
    };
    if !io::stdin().is_terminal() {
        return Err(not_sure("there is no terminal to ask whether to delete the devices"));
    }
    let devices = count(devices, "device");
    let _ = write!(io::stderr(), "Delete {devices} from Windows Autopilot? To come back, they need an import. [y/N] ");
    let mut answer = String::new();
    let _ = io::stderr().flush();
    match io::stdin().read_line(&mut answer) {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(not_sure("the answer was not y")),
    }
}
