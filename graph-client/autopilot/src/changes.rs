//! The commands that change and delete registered devices.

use crate::Exit;
use crate::arguments::{ConnectionArguments, DeleteArguments, SetArguments};
use crate::connection::Connection;
use crate::failure::{Failure, pause};
use crate::screen::{count, note, print_line, printable};
use encoding_rs::UTF_8;
use futures_util::TryStreamExt;
use graph_client::autopilot::{Change, Event, Events, Verdict, deregister, update};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

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
        Some(path) => read_serial_numbers(path)?,
    };
    if !(arguments.yes || connection.rehearses) {
        confirm(serial_numbers.len())?;
    }
    let connection = Connection::open(connection).await?;
    let deregistration = deregister(&connection.client, &serial_numbers).poll_interval(connection.poll_interval);
    follow(deregistration.start(), &serial_numbers).await
}

/// Reads a text file with a serial number on each line, in UTF-8 or, as Windows PowerShell writes it, in UTF-16.
fn read_serial_numbers(path: &Path) -> Result<Vec<String>, Failure> {
    let file = fs::read(path).map_err(|error| Failure::unreadable(path, &error))?;
    let name = path.display();
    let failure = |problem: String| {
        Failure::new(problem).with_advice("Expected a text file in UTF-8 with a serial number on each line.")
    };
    let (text, _, has_errors) = UTF_8.decode(&file);
    if has_errors {
        return Err(failure(format!("{name} is neither in UTF-8 nor, with a byte order mark, in UTF-16")));
    }
    let lines = text.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty());
    let serial_number = |(line, number): (&str, u32)| {
        // The line is not shown: in a list for an import, it has a hash.
        let is_record = line.contains([',', ';', '\t', '\0']);
        if is_record {
            Err(failure(format!("{name}, line {number} is not a serial number")))
        } else {
            Ok(line.to_owned())
        }
    };
    let serial_numbers = lines.map(serial_number).collect::<Result<Vec<_>, _>>()?;
    if serial_numbers.is_empty() { Err(failure(format!("{name} has no serial numbers"))) } else { Ok(serial_numbers) }
}

/// Prints the verdict of each device.
async fn follow(mut events: Events, serial_numbers: &[String]) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    while let Some(event) = events.try_next().await? {
        if let Some(text) = pause(&event) {
            note(text);
        }
        let Event::Finished { serial_number, verdict, .. } = event else { continue };
        if !verdict.is_success() {
            exit = Exit::SomeFailed;
        }
        if let Verdict::DuplicateOf { row } = verdict {
            // A row is a position here, which says nothing.
            let first = usize::try_from(row - 1).ok().and_then(|index| serial_numbers.get(index));
            let first = first.map_or("one before", |first| first.trim());
            print_line(printable(&format!("{serial_number}: the same device as {first}, which was named before")))?;
            continue;
        }
        print_line(printable(&format!("{serial_number}: {verdict}")))?;
        if let Some(advice) = verdict.advice() {
            print_line(format_args!("    {advice}"))?;
        }
    }
    Ok(exit)
}

/// Asks before devices are deleted.
fn confirm(devices: usize) -> Result<(), Failure> {
    let not_sure = |message: &str| {
        Failure::new(message).with_advice("Nothing was deleted. To delete without a question, add --yes.")
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
