//! The [query options] of a request.
//!
//! [query options]: https://learn.microsoft.com/graph/query-parameters

use super::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 and the `$` of OData's options.
const ENCODE_IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// Query options. Values are encoded, and never logged. The service accepts each option once, and ignores some that a
/// collection does not support.
impl<T> Request<T> {
    /// Sets a query that is encoded already.
    pub(crate) fn with_query(mut self, encoded: &str) -> Self {
        encoded.clone_into(&mut self.call.query);
        self
    }

    /// Adds a query option such as `$filter`. Encodes its value, and never logs it. On a request for a link, the option
    /// follows those of the link.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.beta().request("GET", "/devices/delta").query("$deltatoken", "latest").await?;
    /// # Ok(())
    /// # }
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
    /// ```no_run
    /// use graph_client::string_literal;
    ///
    /// # async fn example(client: graph_client::GraphClient, tag: &str) -> Result<(), graph_client::Error> {
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let condition = format!("groupTag eq {}", string_literal(tag));
    /// let tagged = devices.list().filter(&condition).all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter(self, condition: &str) -> Self {
        self.query("$filter", condition)
    }

    /// Asks only for these properties: `$select`. The others are `None`.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let serial_numbers = devices.list().select(["id", "serialNumber"]).top(500).all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn select(self, properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$select", &list(properties))
    }

    /// Asks for related objects inside the objects: `$expand`.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient, id: &str) -> Result<(), graph_client::Error> {
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id(id);
    /// let device = device.get().expand(["deploymentProfile", "intendedDeploymentProfile"]).await?;
    /// let profile = device.deployment_profile.and_then(|profile| profile.display_name);
    /// # Ok(())
    /// # }
    /// ```
    pub fn expand(self, navigation_properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$expand", &list(navigation_properties))
    }

    /// Asks for at most so many items on a page: `$top`. [`all`](Request::all) and the streams still read all pages that
    /// the service offers.
    pub fn top(self, count: u32) -> Self {
        self.query("$top", &count.to_string())
    }

    /// Skips so many items at the start of the collection: `$skip`.
    pub fn skip(self, count: u32) -> Self {
        self.query("$skip", &count.to_string())
    }

    /// Sorts the items by properties, each with an optional ` asc` or ` desc`: `$orderby`.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let latest = devices.list().order_by(["lastContactedDateTime desc", "serialNumber"]).top(1).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn order_by(self, properties: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.query("$orderby", &list(properties))
    }

    /// Asks for the items that match a search expression: `$search`. Some collections demand double quotes around each term.
    pub fn search(self, expression: &str) -> Self {
        self.query("$search", expression)
    }

    /// Asks for the number of all items along with a page: `$count=true`. [`Page::count`](crate::Page::count) returns it.
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
