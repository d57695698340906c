//! Responses with which the service may refuse an operation by a rule.

use super::{FromResponse, Response, finished};
use crate::error::Error;
use crate::pipeline::{Pipeline, RawResponse};
use std::sync::Arc;

/// A response without content, or the error of a refusal that the operation allows.
pub(crate) struct MaybeRefused {
    pub(crate) refusal: Option<Error>,
}

impl FromResponse for MaybeRefused {
    fn from_response(response: RawResponse<'_>, _: &Arc<Pipeline>) -> Result<Response<Self>, Error> {
        if response.status.is_success() {
            let response: Response<()> = Response::read(response, |()| false)?;
            return Ok(response.map(|()| Self { refusal: None }));
        }
        let refusal = Some(finished(&response, response.unsuccessful()));
        Ok(Response::new(Self { refusal }, response))
    }
}
