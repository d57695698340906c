//! The command that asks the service to synchronize.

use crate::Exit;
use crate::arguments::ConnectionArguments;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::screen::print_line;
use graph_client::beta::SyncTrigger;

pub(crate) async fn run(connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let connection = Connection::open(connection).await?;
    let trigger = connection.client.beta().device_management().windows_autopilot_settings().sync().await?;
    print_line(text(trigger))?;
    Ok(match trigger {
        SyncTrigger::TooEarly { .. } => Exit::SomeFailed,
        SyncTrigger::Started | SyncTrigger::AlreadyRunning => Exit::Done,
    })
}

/// Returns what became of the request for a synchronization.
pub(crate) fn text(trigger: SyncTrigger) -> String {
    match trigger {
        SyncTrigger::Started => "the synchronization has started; changes appear in some minutes".to_owned(),
        SyncTrigger::AlreadyRunning => "a synchronization is running already".to_owned(),
        SyncTrigger::TooEarly { earliest: Some(earliest) } => {
            format!("the service synchronizes once in ten minutes; the next one is possible at {earliest}")
        }
        SyncTrigger::TooEarly { earliest: None } => {
            "the service synchronizes once in ten minutes; try again in some minutes".to_owned()
        }
    }
}
