//! The journal of an import, and how to go on with it.

use crate::arguments::ImportArguments;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::Files;
use crate::screen::{chain, note};
use graph_client::autopilot::{Journal, JournalError};
use std::env;
use std::path::PathBuf;

/// Opens the journal, and returns it with its path. A rehearsal has none by default: its emulator ends with it.
pub(super) fn open(
    arguments: &ImportArguments,
    connection: &Connection,
    files: &Files,
) -> Result<(Option<Journal>, Option<PathBuf>), Failure> {
    let path = match &arguments.journal {
        Some(path) => path.clone(),
        None if connection.is_rehearsal() => return Ok((None, None)),
        None => {
            let mut path = files.first().as_os_str().to_owned();
            path.push(".journal");
            path.into()
        }
    };
    let journal = Journal::open(&path).map_err(|error| explain(&error, files))?;
    let what =
        if journal.is_new() { "keep it: with it, the same command goes on" } else { "going on where it stopped" };
    note(format_args!("journal: {} ({what})", path.display()));
    Ok((Some(journal), Some(path)))
}

/// Returns how to go on.
pub(super) fn resume(journal: Option<&PathBuf>) -> String {
    let Some(journal) = journal else { return "there is no journal: the next run begins from the start".to_owned() };
    let command: Vec<String> = env::args_os().map(|argument| quoted(&argument.to_string_lossy())).collect();
    format!(
        "the journal {} has every row that was sent; to go on, run the same command again:\n  {}",
        journal.display(),
        command.join(" ")
    )
}

fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./\\:=,@%+".contains(c);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        argument.to_owned()
    } else if argument.contains(['"', '$', '`', '!']) {
        format!("'{}'", argument.replace('\'', "'\\''"))
    } else {
        format!("\"{argument}\"")
    }
}

/// Explains why the journal cannot be used.
pub(super) fn explain(error: &JournalError, files: &Files) -> Failure {
    if let Some(row) = error.row() {
        let message = format!("{} is not as it was when the journal of the list was written", files.place(row));
        return Failure::new(message).with_advice(
            "Nothing was sent. In a list with a journal, you can correct rows that failed before the service had a device of\n\
             them, and add rows at the end. All others have to stay as they were, because they are registered or on the way:\n\
             - Restore that line, and run the same command again.\n\
             - Or put what you have changed into a file of its own: it gets a journal of its own.\n\
             - Or begin anew with another journal: --journal FILE. Devices that are registered already stay as they are.",
        );
    }
    Failure::new(chain(error)).with_advice(if error.is_other_tenant() {
        "The import of this list began in another tenant than the one that you are signed in to now.\n\
         - To go on with it, sign in to that tenant, and run the same command again.\n\
         - To register the devices in this tenant instead, begin with another journal: --journal FILE"
    } else if error.is_locked() {
        "An import with this journal is running, perhaps in another window. Two at a time would get in each other's way.\n\
         - Wait until it has ended, or end it with Ctrl-C. Then run the same command again: it goes on.\n\
         - For another list, name a journal of its own: --journal FILE"
    } else if error.is_malformed() {
        "The file was left as it is. If it is something else, name another file for the journal: --journal FILE\n\
         If it is a journal that somebody has edited, begin anew with another one. Devices that are registered already\n\
         stay as they are."
    } else {
        "The journal is a file beside the list, which has to be written to. To keep it somewhere else: --journal FILE"
    })
}
