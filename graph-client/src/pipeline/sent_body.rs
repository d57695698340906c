//! Request bodies that record whether they were sent.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

/// A request body that records whether the HTTP client began to send it.
///
/// The HTTP client asks for the body only when it has a connection and, with HTTP/2, an open stream. Without the body, the
/// service cannot carry the request out. An empty body counts as sent when the HTTP client looks whether there is more of it,
/// which it does just before it sends the head.
pub(super) struct SentBody {
    bytes: Bytes,
    is_sent: SentFlag,
}

/// Tells whether a [`SentBody`] was sent, and can keep it from being sent later: the tasks of the HTTP client learn
/// asynchronously that a request was dropped.
#[derive(Clone, Default)]
pub(super) struct SentFlag(Arc<AtomicU8>);

const UNSENT: u8 = 0;
const SENT: u8 = 1;
const ABANDONED: u8 = 2;

impl SentFlag {
    /// Returns whether the body was sent. If not, it will never be.
    pub(super) fn is_sent_or_abandon(&self) -> bool {
        self.advance(ABANDONED) == SENT
    }

    /// Marks the body as sent, unless it was abandoned. Returns whether it may be sent.
    fn may_send(&self) -> bool {
        self.advance(SENT) == SENT
    }

    /// Decides on the state if it is undecided. Returns the state.
    fn advance(&self, state: u8) -> u8 {
        match self.0.compare_exchange(UNSENT, state, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => state,
            Err(decided) => decided,
        }
    }
}

impl SentBody {
    pub(super) fn new(bytes: Bytes) -> (Self, SentFlag) {
        let is_sent = SentFlag::default();
        (Self { bytes, is_sent: is_sent.clone() }, is_sent)
    }
}

impl Body for SentBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if !self.is_sent.may_send() {
            return Poll::Ready(Some(Err(io::Error::other("the request was abandoned"))));
        }
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty() && self.is_sent.may_send()
    }

    fn size_hint(&self) -> SizeHint {
        // Without a length, the end of an abandoned request is missing.
        if self.is_sent.0.load(Ordering::Acquire) == ABANDONED {
            return SizeHint::default();
        }
        SizeHint::with_exact(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::SentBody;
    use bytes::Bytes;
    use http_body::Body;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    fn poll(body: &mut SentBody) -> Poll<Option<std::io::Result<http_body::Frame<Bytes>>>> {
        Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_body_counts_as_sent_when_it_is_read() {
        let (mut body, is_sent) = SentBody::new(Bytes::from_static(b"{}"));
        assert_eq!(body.size_hint().exact(), Some(2));
        assert!(!body.is_end_stream());
        let Poll::Ready(Some(Ok(frame))) = poll(&mut body) else { panic!("the body is ready") };
        assert_eq!(frame.into_data().unwrap(), "{}");
        assert!(body.is_end_stream() && is_sent.is_sent_or_abandon());
    }

    #[test]
    fn an_empty_body_counts_as_sent_with_the_head() {
        let (body, is_sent) = SentBody::new(Bytes::new());
        assert_eq!(body.size_hint().exact(), Some(0));
        assert!(body.is_end_stream() && is_sent.is_sent_or_abandon());
    }

    #[test]
    fn an_abandoned_body_is_never_sent() {
        for bytes in [Bytes::new(), Bytes::from_static(b"{}")] {
            let (mut body, is_sent) = SentBody::new(bytes);
            assert!(!is_sent.is_sent_or_abandon());
            assert!(!body.is_end_stream() && body.size_hint().exact().is_none());
            assert!(matches!(poll(&mut body), Poll::Ready(Some(Err(_)))));
            assert!(!is_sent.is_sent_or_abandon());
        }
    }
}
