//! Serves an emulator of Microsoft Graph, with the options of `autopilot emulator`.
//!
//! ```text
//! cargo run --example emulator -- --help
//! ```

use std::env;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let command = ["autopilot", "emulator"].map(Into::into);
    graph_autopilot::run(command.into_iter().chain(env::args_os().skip(1))).await
}
