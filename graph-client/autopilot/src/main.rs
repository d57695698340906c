//! The program. The library has the commands.

use std::env;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    graph_autopilot::run(env::args_os()).await
}
