//! Request bodies that record whether they were sent.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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

/// Tells whether a [`SentBody`] was sent.
#[derive(Clone, Default)]
pub(super) struct SentFlag(Arc<AtomicBool>);

impl SentFlag {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Release);
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
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.is_sent.set();
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        if self.bytes.is_empty() {
            self.is_sent.set();
        }
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
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

    #[test]
    fn a_body_counts_as_sent_when_it_is_read() {
        let (mut body, is_sent) = SentBody::new(Bytes::from_static(b"{}"));
        assert_eq!(body.size_hint().exact(), Some(2));
        assert!(!body.is_end_stream() && !is_sent.is_set());
        let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()))
        else {
            panic!("the body is ready");
        };
        assert_eq!(frame.into_data().unwrap(), "{}");
        assert!(body.is_end_stream() && is_sent.is_set());
    }

    #[test]
    fn an_empty_body_counts_as_sent_with_the_head() {
        let (body, is_sent) = SentBody::new(Bytes::new());
        assert_eq!(body.size_hint().exact(), Some(0));
        assert!(!is_sent.is_set());
        assert!(body.is_end_stream() && is_sent.is_set());
    }
}
