//! Query options on the wire.

use crate::wire::{Wire, http};
use graph_client::string_literal;

/// Returns the query of the last request.
fn sent(wire: &Wire) -> String {
    let line = wire.requests().pop().unwrap().lines().next().unwrap().to_owned();
    line.split([' ', '?']).nth(2).unwrap().to_owned()
}

#[tokio::test]
async fn each_option_has_a_method_that_encodes_its_value() {
    let wire = Wire::responding(http("200 OK", "application/json", r#"{"value":[],"@odata.count":7}"#)).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let list = || devices.list();
    for (request, expected) in [
        (
            list().filter("contains(serialNumber,'a&b') or 1 eq 1"),
            "$filter=contains%28serialNumber%2C%27a%26b%27%29%20or%201%20eq%201",
        ),
        (list().select(["id", "serialNumber"]), "$select=id%2CserialNumber"),
        (list().expand(vec!["deploymentProfile".to_owned()]), "$expand=deploymentProfile"),
        (list().top(5).skip(10), "$top=5&$skip=10"),
        (list().order_by(["model desc", "id"]), "$orderby=model%20desc%2Cid"),
        (list().search("\"lab\""), "$search=%22lab%22"),
        (list().with_count().query("$deltatoken", "a=b"), "$count=true&$deltatoken=a%3Db"),
    ] {
        let page = request.await.unwrap();
        assert_eq!((sent(&wire).as_str(), page.count()), (expected, Some(7)));
    }
}

#[test]
fn a_text_cannot_end_its_string_literal() {
    assert_eq!(string_literal("' or 1 eq 1 or 'a' eq '"), "''' or 1 eq 1 or ''a'' eq '''");
    assert_eq!(string_literal(""), "''");
}
