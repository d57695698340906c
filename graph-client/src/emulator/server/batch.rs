//! Carries out the requests of a batch.

use super::Server;
use crate::emulator::batch::{self, Batch, BatchRequest, BatchResponse};
use crate::emulator::fault::Fault;
use crate::emulator::request_body::{RequestBody, read_json};
use crate::emulator::response::ServiceResponse;
use crate::pipeline::CLIENT_REQUEST_ID;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{AUTHORIZATION, HeaderValue};
use std::pin::Pin;

impl Server {
    /// Carries out the requests of a batch, in the order of their dependencies.
    pub(super) async fn batch<B: RequestBody>(&self, request: Request<B>) -> Result<ServiceResponse, ServiceResponse> {
        let authorization = request.headers().get(AUTHORIZATION).cloned();
        let batch = Batch::parse(&read_json(request).await?).map_err(ServiceResponse::bad_request)?;
        let mut responses: Vec<BatchResponse> = Vec::new();
        for request in batch.in_order() {
            let may_run =
                request.depends_on.iter().all(|id| responses.iter().any(|response| response.is_success_of(id)));
            let response = if may_run {
                self.carry_out_item(request, authorization.as_ref()).await
            } else {
                ServiceResponse::failed_dependency()
            };
            let client_request_id = request.headers.get(CLIENT_REQUEST_ID);
            responses.push(BatchResponse::new(&request.id, response.into_response(client_request_id)));
        }
        self.batch_order().shuffle(&mut responses);
        Ok(ServiceResponse::batch(batch::body(&responses)))
    }

    /// Carries out a request of a batch.
    ///
    /// The future is boxed because it contains that of `dispatch`, which contains this one.
    fn carry_out_item<'a>(
        &'a self,
        item: &BatchRequest,
        authorization: Option<&HeaderValue>,
    ) -> Pin<Box<dyn Future<Output = ServiceResponse> + Send + 'a>> {
        let mut request = Request::new(Full::new(item.body.clone()));
        match format!("/beta{}", item.url).parse() {
            Ok(uri) => *request.uri_mut() = uri,
            Err(error) => {
                let message = format!("Invalid URL '{}': {error}.", item.url);
                return Box::pin(std::future::ready(ServiceResponse::bad_request(message)));
            }
        }
        *request.method_mut() = item.method.clone();
        *request.headers_mut() = item.headers.clone();
        request.headers_mut().remove(AUTHORIZATION);
        request.headers_mut().extend(authorization.map(|authorization| (AUTHORIZATION, authorization.clone())));
        let fault = self.faults().take(None).map(Fault::within_batch).or_else(|| {
            let is_write = !item.method.is_safe();
            is_write.then(|| self.throttle().as_mut()?.take()).flatten()
        });
        let number = self.record(&request, fault.clone());
        Box::pin(async move { self.carry_out(request, fault.as_ref(), number).await })
    }
}
