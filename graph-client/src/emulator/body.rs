//! Response bodies, complete or truncated.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body that announces its full length and may fail after half of it.
pub(super) struct ResponseBody {
    length: u64,
    state: State,
}

enum State {
    Complete(Bytes),
    Truncated(Bytes),
    /// Lets hyper flush the first half.
    Flush,
    Fail,
    Done,
}

impl ResponseBody {
    pub(super) fn complete(bytes: Bytes) -> Self {
        Self { length: length(&bytes), state: State::Complete(bytes) }
    }

    /// A body that fails after half of the bytes.
    pub(super) fn truncated(mut bytes: Bytes) -> Self {
        let length = length(&bytes);
        bytes.truncate(bytes.len() / 2);
        Self { length, state: State::Truncated(bytes) }
    }
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Complete(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            State::Truncated(bytes) => {
                self.state = State::Flush;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            State::Flush => {
                self.state = State::Fail;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            State::Fail => Poll::Ready(Some(Err(io::Error::other("response truncated by an injected fault")))),
            State::Done => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Done) || self.length == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
