//! Carries out the requests of a batch.

use super::Server;
use crate::emulator::batch::{self, Batch, BatchRequest, BatchResponse};
use crate::emulator::fault::Fault;
use crate::emulator::path::canonical;
use crate::emulator::received::ReceivedRequest;
use crate::emulator::response::ServiceResponse;
use crate::emulator::service_request::ServiceRequest;
use crate::pipeline::CLIENT_REQUEST_ID;
use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderValue};
use std::time::Duration;

impl Server {
    /// Carries out the requests of a batch, one after the other.
    pub(in crate::emulator) fn batch(&self, request: &ServiceRequest<'_>) -> Result<ServiceResponse, ServiceResponse> {
        let batch = Batch::parse(request.json()?).map_err(ServiceResponse::bad_request)?;
        let authorization = request.headers.get(AUTHORIZATION);
        let mut responses: Vec<BatchResponse> = Vec::new();
        let mut delay = Duration::ZERO;
        for item in batch.requests() {
            let may_run = item.depends_on.iter().all(|id| responses.iter().any(|response| response.is_success_of(id)));
            let response =
                if may_run { self.carry_out_item(item, authorization) } else { ServiceResponse::failed_dependency() };
            delay = delay.max(response.delay());
            let client_request_id = item.headers.get(CLIENT_REQUEST_ID);
            responses.push(BatchResponse::new(&item.id, response.into_response(client_request_id)));
        }
        self.batch_order().shuffle(&mut responses);
        Ok(ServiceResponse::batch(batch::body(&responses)).delayed(delay))
    }

    /// Carries out a request of a batch, with the access token of the batch.
    fn carry_out_item(&self, item: &BatchRequest, authorization: Option<&HeaderValue>) -> ServiceResponse {
        let uri: Uri = match format!("/beta{}", item.url).parse() {
            Ok(uri) => uri,
            Err(error) => return ServiceResponse::bad_request(format!("Invalid URL '{}': {error}.", item.url)),
        };
        let path = canonical(uri.path());
        let mut headers = item.headers.clone();
        headers.remove(AUTHORIZATION);
        headers.extend(authorization.map(|authorization| (AUTHORIZATION, authorization.clone())));
        let fault = self.take_fault(None, &item.method, &path).map(Fault::within_batch);
        let number = self.record(ReceivedRequest::new(&item.method, &uri, &headers, fault.clone()));
        let body = Ok(item.body.clone());
        let request =
            ServiceRequest { method: &item.method, path: &path, query: uri.query(), headers: &headers, body: &body };
        self.carry_out(&request, fault.as_ref(), number)
    }
}
