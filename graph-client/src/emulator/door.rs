//! The port that the emulator listens on, and at times does not.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A port that can be shut and opened again. It stays the emulator's own meanwhile: a socket that is bound to it, but
/// does not listen, refuses connections.
pub(super) struct Door {
    address: SocketAddr,
    runtime: Handle,
    state: Mutex<State>,
}

struct State {
    port: Port,
    /// How many requests need it to be shut.
    shut: usize,
    waiting: Option<Waker>,
}

enum Port {
    Open(TcpListener),
    Shut(TcpSocket),
    /// Given up, or taken by somebody else.
    Lost,
}

impl Door {
    /// Opens a port inside the current tokio runtime.
    pub(super) fn open(address: SocketAddr) -> io::Result<Self> {
        let listener = bind(address)?.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let state = State { port: Port::Open(listener), shut: 0, waiting: None };
        Ok(Self { address, runtime: Handle::current(), state: Mutex::new(state) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next connection. Waits while the door is shut.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        poll_fn(|context| {
            let mut state = self.lock();
            state.waiting = Some(context.waker().clone());
            match &state.port {
                Port::Open(listener) => listener.poll_accept(context).map_ok(|(stream, _)| stream),
                Port::Shut(_) | Port::Lost => Poll::Pending,
            }
        })
        .await
    }

    /// Refuses connections until [`unshut`](Self::unshut) was called as often.
    pub(super) fn shut(&self) {
        let mut state = self.lock();
        state.shut += 1;
        if let Port::Open(_) = state.port {
            // The listener has to go before another socket can have its port.
            state.port = Port::Lost;
            state.port = bind(self.address).map_or(Port::Lost, Port::Shut);
        }
    }

    pub(super) fn unshut(&self) {
        let mut state = self.lock();
        state.shut = state.shut.saturating_sub(1);
        if state.shut == 0 {
            let _runtime = self.runtime.enter();
            let socket = match std::mem::replace(&mut state.port, Port::Lost) {
                Port::Open(listener) => {
                    state.port = Port::Open(listener);
                    return;
                }
                Port::Shut(socket) => Ok(socket),
                Port::Lost => bind(self.address),
            };
            state.port = socket.and_then(|socket| socket.listen(BACKLOG)).map_or(Port::Lost, Port::Open);
            if let Some(waker) = state.waiting.take() {
                waker.wake();
            }
        }
    }

    /// Refuses connections for ever.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        // Nobody takes this one back.
        state.shut += 1;
        state.port = Port::Lost;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave more behind than a lost port.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // On Windows the option would let others have the port as well.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
