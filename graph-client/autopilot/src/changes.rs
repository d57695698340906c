//! The commands that change and delete registered devices.

use crate::Exit;
use crate::arguments::{ConnectionArguments, DeleteArguments, SetArguments};
use crate::connection::Connection;
use crate::failure::{Failure, retrying};
use crate::screen::{count, print_line, printable, time};
use futures_util::TryStreamExt;
use graph_client::autopilot::{Change, Event, Events, Verdict, deregister, update};
use std::fs;
use std::io::{self, IsTerminal, Write};

/// Changes devices.
pub(crate) async fn set(arguments: &SetArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let changes: Vec<Change> = arguments.serials.iter().map(|serial_number| change(serial_number, arguments)).collect();
    follow(update(&connection.client, changes), &arguments.serials).await
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
    let deregistration = deregister(&connection.client, &serial_numbers).poll_interval(connection.poll_interval);
    follow(deregistration.start(), &serial_numbers).await
}

/// Prints what becomes of each device.
async fn follow(mut events: Events, serial_numbers: &[String]) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    while let Some(event) = events.try_next().await? {
        let (serial_number, verdict) = match event {
            Event::Finished { serial_number, verdict, .. } => (serial_number, verdict),
            Event::Retrying { error, wait } => {
                eprintln!("{}", retrying(&error, wait));
                continue;
            }
            Event::Throttled { wait } => {
                eprintln!("throttled by the service; next request in {}", time(wait));
                continue;
            }
            _ => continue,
        };
        if !verdict.is_success() {
            exit = Exit::SomeFailed;
        }
        if let Verdict::DuplicateOf { row } = verdict {
            // A row is a position here, which says nothing.
            let first = usize::try_from(row - 1).ok().and_then(|index| serial_numbers.get(index));
            let first = first.map_or("one before", |first| first.trim());
            print_line(printable(&format!("{serial_number}: the same device as {first}, which was named before")));
            continue;
        }
        print_line(printable(&format!("{serial_number}: {verdict}")));
        verdict.advice().into_iter().for_each(|advice| print_line(format_args!("    {advice}")));
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
    eprint!("Delete {devices} from Windows Autopilot? They have to be imported again to come back. [y/N] ");
    let mut answer = String::new();
    let _ = io::stderr().flush();
    match io::stdin().read_line(&mut answer) {
        Ok(_) if matches!(answer.trim(), "y" | "Y" | "yes") => Ok(()),
        _ => Err(not_sure("the answer was not y")),
    }
}
