//! Responses that are not JSON.

use super::{FromResponse, Response, incomprehensible};
use crate::charset;
use crate::error::Error;
use crate::pipeline::{Pipeline, RawResponse};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use std::fmt::{self, Debug, Display, Formatter};
use std::ops::Deref;
use std::sync::Arc;

/// The text of a response, such as a `$count` or a report in CSV.
///
/// It is in the encoding of its byte order mark, in UTF-8 or in the charset of its media type; the byte order mark is removed.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::Text;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let request = client.beta().request("GET", "/deviceManagement/windowsAutopilotDeviceIdentities/$count");
/// let count: u32 = request.returning::<Text>().await?.parse()?;
/// assert_eq!(count, 0);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text(String);

impl Text {
    /// Consumes the response and returns the text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromResponse for Text {
    const ACCEPT: &'static str = "text/plain, text/*;q=0.9, */*;q=0.8";

    fn from_response(response: RawResponse<'_>, _: &Arc<Pipeline>) -> Result<Response<Self>, Error> {
        let text = match response.headers.get(CONTENT_ENCODING) {
            None => charset::decode(&response.body, response.headers.get(CONTENT_TYPE)),
            Some(_) => None,
        };
        match text {
            Some(text) => Ok(Response::new(Self(text.into_owned()), response)),
            None => Err(incomprehensible(&response, &format!(", but {} is not text", response.describe_body()))),
        }
    }
}

/// The bytes of a response of any media type, such as a report or a picture. `Debug` prints only their number.
///
/// ```
/// # use graph_client::StatusCode;
/// # use graph_client::emulator::Emulator;
/// # use graph_client::emulator::Fault;
/// use graph_client::Content;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.inject_faults([Fault::respond(StatusCode::OK, [("content-type", "image/gif")], "GIF89a")]);
/// let photo = client.beta().request("GET", "/me/photo/$value").returning::<Content>().await?;
/// assert!(photo.into_bytes().starts_with(b"GIF89a"));
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Content(Vec<u8>);

impl Content {
    /// Consumes the response and returns the bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Debug for Content {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Content([{} bytes])", self.0.len())
    }
}

impl FromResponse for Content {
    const ACCEPT: &'static str = "*/*";

    fn from_response(mut response: RawResponse<'_>, _: &Arc<Pipeline>) -> Result<Response<Self>, Error> {
        let bytes = std::mem::take(&mut response.body);
        Ok(Response::new(Self(bytes), response))
    }
}
