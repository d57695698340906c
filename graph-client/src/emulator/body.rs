//! The bodies of answers, whole or broken off.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A body that says how long it is, and may end before.
pub(super) struct ReplyBody {
    size: u64,
    rest: Ending,
}

enum Ending {
    Whole(Bytes),
    Half(Bytes),
    /// Half of it is on its way.
    Pause,
    BreakOff,
    Done,
}

impl ReplyBody {
    pub(super) fn new(bytes: Bytes, breaks_off: bool) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let half = bytes.len() / 2;
        Self { size, rest: if breaks_off { Ending::Half(bytes.slice(..half)) } else { Ending::Whole(bytes) } }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match std::mem::replace(&mut self.rest, Ending::Done) {
            Ending::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            Ending::Half(bytes) => {
                self.rest = Ending::Pause;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Ending::Pause => {
                // What was given so far is sent before the next turn.
                self.rest = Ending::BreakOff;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Ending::BreakOff => Poll::Ready(Some(Err(io::Error::other("broken off on purpose")))),
            Ending::Done => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.rest, Ending::Done) || self.size == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.size)
    }
}
