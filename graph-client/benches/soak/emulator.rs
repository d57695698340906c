//! The emulator, in a process of its own.

use graph_client::emulator::{Emulator, Throttle};
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::runtime::Builder;

/// The first argument of the process.
pub(crate) const CHILD: &str = "emulator";

/// The share of the requests with a fault.
const FAULTS: f64 = 0.02;

/// How much faster than in the service imports take.
const TIME_SCALE: f64 = 50.0;

/// The limit of writes, ten times that of Intune: of 100 in 20 seconds.
const WRITES: (u32, Duration) = (1000, Duration::from_secs(20));

/// Serves until the standard input ends.
pub(crate) fn serve() -> io::Result<()> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let emulator = runtime.block_on(Emulator::start())?;
    emulator.set_time_scale(TIME_SCALE);
    let (requests, period) = WRITES;
    emulator.set_throttle(Throttle::new(requests, period));
    emulator.inject_random_faults(1, FAULTS);
    println!("{}\n{}", emulator.endpoint(), emulator.token());
    io::stdout().flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// An emulator that runs until this is dropped.
pub(crate) struct Service {
    process: Child,
    pub(crate) endpoint: String,
    pub(crate) token: String,
}

impl Service {
    pub(crate) fn start() -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        let mut process = command.arg(CHILD).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?).lines();
        let mut line = || lines.next().unwrap_or_else(|| Err(io::Error::other("the emulator has ended")));
        let (endpoint, token) = (line()?, line()?);
        Ok(Self { process, endpoint, token })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The process may have ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
