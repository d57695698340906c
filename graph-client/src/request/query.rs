//! The [query options] of a request.
//!
//! [query options]: https://learn.microsoft.com/graph/query-parameters

use super::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 and the `$` of OData's options.
const ENCODE_IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// Query options. Values are encoded, and never logged. Errors redact base64 values of more than 100 characters in them, such
/// as hardware hashes. The service accepts each option once, and ignores some that a collection does not support.
impl<T> Request<T> {
    /// Sets a query that is encoded already.
    pub(crate) fn with_query(mut self, encoded: &str) -> Self {
        encoded.clone_into(&mut self.call.query);
        self
    }

    /// Adds a query option such as `$filter`. Encodes its value, and never logs it. On a request for a link, the option
    /// follows those of the link.
    ///
    /// ```
    /// # use graph_client::StatusCode;
    /// # use graph_client::emulator::Emulator;
    /// # use graph_client::emulator::Fault;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # let body = r#"{"value":[],"@odata.deltaLink":"/devices/delta?$deltatoken=1"}"#;
    /// # emulator.inject_faults([Fault::respond(StatusCode::OK, [("request-id", "1")], body)]);
    /// let devices = client.beta().request("GET", "/devices/delta").query("$deltatoken", "latest").await?;
    /// assert!(devices["@odata.deltaLink"].is_string());
    /// # assert_eq!(emulator.requests()[0].query(), Some("$deltatoken=latest"));
    /// # Ok(()) }
    /// ```
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let query = &mut self.call.query;
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(utf8_percent_encode(name, ENCODE_IN_QUERY));
        query.push('=');
        query.extend(utf8_percent_encode(value, ENCODE_IN_QUERY));
        self
    }

    /// Asks only for the items that fulfil a condition: `$filter`. Quote texts in it with [`string_literal`].
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_client::string_literal;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let condition = format!("groupTag eq {}", string_literal("lab"));
    /// assert_eq!(devices.list().filter(&condition).all().await?.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn filter(self, condition: &str) -> Self {
        self.query("$filter", condition)
    }

    /// Asks only for these properties: `$select`. The others are `None`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let all = devices.list().select(["id", "serialNumber"]).top(500).all().await?;
    /// assert!(all.iter().all(|device| device.serial_number.is_some() && device.group_tag.is_none()));
    /// # Ok(()) }
    /// ```
    pub fn select(self, properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$select", &list(properties))
    }

    /// Asks for related objects inside the objects: `$expand`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "2", "displayName": "Laboratory" }))?;
    /// # client.beta().device_management().windows_autopilot_deployment_profiles().by_id("2").assign(["1"]).await?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let device = devices.by_id("1").get().expand(["deploymentProfile", "intendedDeploymentProfile"]).await?;
    /// let profile = device.intended_deployment_profile.and_then(|profile| profile.display_name);
    /// assert_eq!(profile.as_deref(), Some("Laboratory"));
    /// # Ok(()) }
    /// ```
    pub fn expand(self, navigation_properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$expand", &list(navigation_properties))
    }

    /// Asks for at most so many items on a page: `$top`. [`all`](Request::all) and the streams still read all pages that
    /// the service offers.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let page = devices.list().top(2).await?;
    /// assert_eq!((page.items().len(), page.next_page().is_some()), (2, true));
    /// assert_eq!(devices.list().top(2).all().await?.len(), 3);
    /// # Ok(()) }
    /// ```
    pub fn top(self, count: u32) -> Self {
        self.query("$top", &count.to_string())
    }

    /// Skips so many items at the start of the collection: `$skip`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// assert_eq!(devices.list().skip(2).all().await?.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn skip(self, count: u32) -> Self {
        self.query("$skip", &count.to_string())
    }

    /// Sorts the items by properties, each with an optional ` asc` or ` desc`: `$orderby`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let page = devices.list().order_by(["groupTag desc", "serialNumber"]).top(1).await?;
    /// assert_eq!(page.items()[0].serial_number.as_deref(), Some("PF2X8K1N"));
    /// # Ok(()) }
    /// ```
    pub fn order_by(self, properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$orderby", &list(properties))
    }

    /// Asks for the items that match a search expression: `$search`. Some collections demand double quotes around each term.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let found = devices.list().search("PF2X8K1M").all().await?;
    /// assert_eq!(found[0].serial_number.as_deref(), Some("PF2X8K1M"));
    /// # Ok(()) }
    /// ```
    pub fn search(self, expression: &str) -> Self {
        self.query("$search", expression)
    }

    /// Asks for the number of all items along with a page: `$count=true`. [`Page::count`](crate::Page::count) returns it.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (serial_number, tag) in [("PF2X8K1L", "lab"), ("PF2X8K1M", "lab"), ("PF2X8K1N", "office")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number, "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let page = devices.list().top(1).with_count().await?;
    /// assert_eq!((page.items().len(), page.count()), (1, Some(3)));
    /// # Ok(()) }
    /// ```
    pub fn with_count(self) -> Self {
        self.query("$count", "true")
    }
}

/// Returns a text as a string literal of OData, for a [filter](Request::filter): in single quotes, which are doubled inside.
///
/// ```
/// use graph_client::string_literal;
///
/// assert_eq!(string_literal("O'Brien"), "'O''Brien'");
/// ```
#[must_use]
pub fn string_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn list(items: impl IntoIterator<Item: AsRef<str>>) -> String {
    items.into_iter().fold(String::new(), |mut list, item| {
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(item.as_ref());
        list
    })
}
