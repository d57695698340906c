//! The memory and the CPU time of registrations of many rows, each in a process of its own, which is this program again. The
//! server stays in the first one.

use crate::server::serve;
use crate::{float, row};
use futures_util::TryStreamExt;
use graph_client::autopilot::{Event, Journal, register};
use graph_client::{GraphClient, StaticToken};
use measure::{Entry, Table, Usage};
use std::io;
use std::time::Duration;
use tokio::runtime::Builder;

/// The first argument of a process that registers rows. The endpoint and the number of rows follow.
pub(crate) const CHILD: &str = "register";

pub(crate) fn table(sizes: &[u64]) -> io::Result<Table> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut previous = None;
    for rows in sizes {
        let Usage { cpu_seconds, peak_bytes } = Usage::of_child(&[CHILD, &serve()?, &rows.to_string()])?;
        let entry = Entry { resident_bytes: Some(peak_bytes), ..Entry::new(format!("{rows} rows")) }
            .with("CPU time", cpu_seconds, " s")
            .with("CPU time per row", cpu_seconds * 1e6 / float(*rows), " µs");
        entries.push(match previous.replace((*rows, peak_bytes)) {
            Some((fewer, less)) => {
                let per_row = float(peak_bytes.saturating_sub(less)) / float(rows - fewer);
                entry.with("memory per further row", per_row, " B")
            }
            None => entry,
        });
    }
    Ok(Table { title: "register rows of 4 kB".to_owned(), entries })
}

/// Registers rows with a journal, and expects that all of them succeed.
pub(crate) fn register_all(endpoint: &str, rows: u64) -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    let journal = Journal::open(directory.path().join("journal")).map_err(io::Error::other)?;
    let client = GraphClient::builder().endpoint(endpoint).credential(StaticToken::new("token")).build();
    let client = client.map_err(io::Error::other)?;
    let registration = register(&client, (1..=rows).map(row)).journal(journal).poll_interval(Duration::from_secs(1));
    let mut events = registration.start();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let registered = runtime.block_on(async {
        let mut registered = 0;
        while let Some(event) = events.try_next().await.map_err(io::Error::other)? {
            registered += u64::from(matches!(event, Event::Finished { verdict, .. } if verdict.is_success()));
        }
        io::Result::Ok(registered)
    })?;
    if registered == rows {
        Ok(())
    } else {
        Err(io::Error::other(format!("{registered} of {rows} rows are registered")))
    }
}
