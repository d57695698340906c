//! The parameters of operations.

use super::operations::stock::ShelfCountWithKindParameters;
use super::operations::{
    DeviceCollectionImportParameters, DeviceFindWithFromAndToParameters, DeviceRenameParameters, Mode,
    StockShelfRenameParameters,
};
use graph_models::odata::Object;
use serde_json::json;

#[test]
fn the_parameters_are_the_body_of_a_request() {
    let parameters = DeviceRenameParameters::new().with_name("new".to_owned()).with_mode(Mode::Slow);
    assert_eq!(serde_json::to_value(&parameters).unwrap(), json!({ "newName": "new", "mode": "slow" }));
    assert_eq!(parameters.odata_type(), None);
    assert_eq!(DeviceRenameParameters::type_name(), "microsoft.graph.rename(microsoft.graph.device)");
}

#[test]
fn parameters_keep_what_they_do_not_know_and_redact_secrets() {
    let body = r#"{"adminPassword":"hidden","newName":5,"other":[1]}"#;
    for debug in [
        format!("{:?}", serde_json::from_str::<DeviceRenameParameters>(body).unwrap()),
        format!("{:?}", serde_json::from_str::<StockShelfRenameParameters>(body).unwrap()),
    ] {
        assert!(debug.contains("[redacted]") && !debug.contains("hidden"), "{debug}");
    }
    let parameters: DeviceRenameParameters = serde_json::from_str(body).unwrap();
    assert_eq!(serde_json::to_value(&parameters).unwrap(), serde_json::from_str::<serde_json::Value>(body).unwrap());
}

#[test]
fn entities_and_collections_are_parameters() {
    let body = json!({ "devices": [{ "id": "1" }], "owner": { "id": "2" } });
    let parameters: DeviceCollectionImportParameters = serde_json::from_value(body).unwrap();
    assert_eq!(parameters.devices.unwrap()[0].id.as_deref(), Some("1"));
    assert_eq!(parameters.owner.unwrap().id.as_deref(), Some("2"));
}

#[test]
fn overloads_of_functions_are_told_apart_by_their_parameters() {
    assert_eq!(DeviceFindWithFromAndToParameters::type_name(), "microsoft.graph.find(microsoft.graph.device,from,to)");
    assert_eq!(ShelfCountWithKindParameters::new().with_kind("a".to_owned()).kind.as_deref(), Some("a"));
}
