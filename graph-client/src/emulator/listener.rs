//! A listener that can refuse connections.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Handle;

/// The maximum number of pending connections.
const BACKLOG: u32 = 1024;

/// A TCP listener that can be suspended: it then refuses connections, but keeps its port.
pub(super) struct Listener {
    address: SocketAddr,
    runtime: Handle,
    state: Mutex<State>,
}

struct State {
    socket: Socket,
    /// The number of calls of `suspend` without a matching `resume`.
    suspended: usize,
    accepting: Option<Waker>,
}

enum Socket {
    Listening(TcpListener),
    /// A socket that is bound but does not listen: it keeps the port and refuses connections.
    Bound(TcpSocket),
    /// Closed, or the port was lost to another process while the socket was replaced.
    Closed,
}

impl Listener {
    /// Listens on the address, inside the current tokio runtime.
    pub(super) fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = bind(address)?.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let state = State { socket: Socket::Listening(listener), suspended: 0, accepting: None };
        Ok(Self { address, runtime: Handle::current(), state: Mutex::new(state) })
    }

    /// Returns the address, with the actual port if it was bound to port 0.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts the next connection. Waits while the listener is suspended.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        poll_fn(|context| {
            let mut state = self.lock();
            state.accepting = Some(context.waker().clone());
            match &state.socket {
                Socket::Listening(listener) => listener.poll_accept(context).map_ok(|(stream, _)| stream),
                Socket::Bound(_) | Socket::Closed => Poll::Pending,
            }
        })
        .await
    }

    /// Refuses connections until [`resume`](Self::resume) has been called as often.
    pub(super) fn suspend(&self) {
        let mut state = self.lock();
        state.suspended += 1;
        if let Socket::Listening(_) = state.socket {
            // Close the listener before another socket binds its port.
            state.socket = Socket::Closed;
            state.socket = bind(self.address).map_or(Socket::Closed, Socket::Bound);
        }
    }

    /// Undoes one call of [`suspend`](Self::suspend).
    pub(super) fn resume(&self) {
        let mut state = self.lock();
        state.suspended = state.suspended.saturating_sub(1);
        if state.suspended > 0 {
            return;
        }
        let socket = match std::mem::replace(&mut state.socket, Socket::Closed) {
            Socket::Listening(listener) => {
                state.socket = Socket::Listening(listener);
                return;
            }
            Socket::Bound(socket) => Ok(socket),
            Socket::Closed => bind(self.address),
        };
        let _runtime = self.runtime.enter();
        state.socket = socket.and_then(|socket| socket.listen(BACKLOG)).map_or(Socket::Closed, Socket::Listening);
        if let Some(waker) = state.accepting.take() {
            waker.wake();
        }
    }

    /// Refuses connections permanently.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        // No `resume` matches this increment, so the listener stays closed.
        state.suspended += 1;
        state.socket = Socket::Closed;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic leaves a closed socket at worst.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // On Windows, SO_REUSEADDR would let another process bind the same port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
