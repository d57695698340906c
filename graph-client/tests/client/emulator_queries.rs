//! Query options and spellings of paths, as a client other than `GraphClient` sends them to the emulator.

use graph_client::emulator::{Emulator, ObjectKind};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::num::NonZeroUsize;

const DEVICES: &str = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";

/// Returns an emulator with devices of these serial numbers, whose models alternate.
async fn with_devices(serial_numbers: &[&str]) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    for (serial_number, model) in serial_numbers.iter().zip(["One", "Two"].into_iter().cycle()) {
        let device = WindowsAutopilotDeviceIdentity::new().with_serial_number(*serial_number).with_model(model);
        devices.create(&device).await.unwrap();
    }
    emulator
}

async fn send(emulator: &Emulator, method: Method, path: &str) -> (StatusCode, String, String) {
    let client = Client::builder().no_proxy().build().unwrap();
    let url = if path.starts_with('/') { format!("{}{path}", emulator.endpoint()) } else { path.to_owned() };
    let response = client.request(method, url).bearer_auth(emulator.token()).send().await.unwrap();
    let content_type = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    (response.status(), content_type.unwrap_or_default(), response.text().await.unwrap())
}

async fn get(emulator: &Emulator, path: &str) -> Value {
    let (status, _, body) = send(emulator, Method::GET, path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn serial_numbers(page: &Value) -> Vec<&str> {
    page["value"].as_array().unwrap().iter().map(|device| device["serialNumber"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn collections_take_query_options() {
    let emulator = with_devices(&["A 1", "B'2", "A 3", "b 4"]).await;
    for (query, expected) in [
        ("$filter=contains(serialNumber,'b''2')", &["B'2"][..]),
        ("%24filter=contains(serialNumber,%27A+%27)&$orderby=serialNumber%20desc", &["A 3", "A 1"]),
        ("$filter=model%20eq%20%27two%27%20and%20startswith(serialNumber,%27b%27)", &["B'2", "b 4"]),
        ("$filter=deviceAccountPassword%20eq%20null&$skip=3", &["b 4"]),
        ("search=4", &["b 4"]),
        ("search=0001", &[]),
    ] {
        let page = get(&emulator, &format!("{DEVICES}?{query}")).await;
        assert_eq!(serial_numbers(&page), expected, "{query}");
        assert_eq!(page.get("@odata.count"), None);
    }

    let page = get(&emulator, &format!("{DEVICES}?$count=true&$top=1&$select=serialNumber,model")).await;
    assert_eq!(page["@odata.count"], 4);
    let context = page["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("#deviceManagement/windowsAutopilotDeviceIdentities(serialNumber,model)"), "{context}");
    let device = json!({
        "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity",
        "serialNumber": "A 1",
        "model": "One",
    });
    assert_eq!(page["value"], json!([device]));
}

#[tokio::test]
async fn next_links_continue_behind_deleted_devices() {
    let emulator = with_devices(&["A", "B", "C", "D", "E"]).await;
    emulator.set_page_size(NonZeroUsize::new(2));
    let mut page = get(&emulator, &format!("{DEVICES}?$filter=contains(serialNumber,'')")).await;
    let mut seen = Vec::new();
    loop {
        for device in page["value"].as_array().unwrap() {
            seen.push(device["serialNumber"].as_str().unwrap().to_owned());
            let path = format!("{DEVICES}/{}", device["id"].as_str().unwrap());
            assert_eq!(send(&emulator, Method::DELETE, &path).await.0, StatusCode::NO_CONTENT);
        }
        let Some(next) = page["@odata.nextLink"].as_str() else { break };
        page = get(&emulator, next).await;
    }
    assert_eq!(seen, ["A", "B", "C", "D", "E"]);
    assert!(emulator.devices().is_empty());
}

#[tokio::test]
async fn a_new_device_is_on_a_later_page_even_if_the_last_one_was_deleted() {
    let emulator = with_devices(&["A", "B", "C"]).await;
    // Lists are without deleted devices at once.
    emulator.set_time_scale(1e9);
    let next = get(&emulator, &format!("{DEVICES}?$top=2")).await["@odata.nextLink"].as_str().unwrap().to_owned();
    for device in &emulator.devices()[1..] {
        let path = format!("{DEVICES}/{}", device.id.as_deref().unwrap());
        send(&emulator, Method::DELETE, &path).await;
    }
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("D")).await.unwrap();
    assert_eq!(serial_numbers(&get(&emulator, &next).await), ["D"]);
}

#[tokio::test]
async fn the_count_of_a_collection_is_text() {
    let emulator = with_devices(&["A", "B", "C"]).await;
    for (path, expected) in [
        (format!("{DEVICES}/$count"), "3"),
        (format!("{DEVICES}/%24count?$filter=model%20eq%20'one'"), "2"),
        (format!("{DEVICES}/1/deploymentProfile/assignedDevices/$count"), "0"),
    ] {
        let (status, content_type, body) = send(&emulator, Method::GET, &path).await;
        assert_eq!((status, content_type.as_str(), body.as_str()), (StatusCode::OK, "text/plain", expected), "{path}");
    }
}

#[tokio::test]
async fn objects_take_select_and_expand() {
    let emulator = with_devices(&["A"]).await;
    let id = emulator.devices()[0].id.clone().unwrap();
    let query = "$select=serialNumber&$expand=deploymentProfile,intendedDeploymentProfile";
    let device = get(&emulator, &format!("{DEVICES}/{id}?{query}")).await;
    assert_eq!((&device["serialNumber"], &device["deploymentProfile"]), (&json!("A"), &Value::Null));
    assert_eq!(device.get("id"), None);
    assert!(device.as_object().unwrap().contains_key("intendedDeploymentProfile"));

    for (path, status, code) in [
        (format!("{DEVICES}/{id}?$filter=id%20eq%20'1'"), StatusCode::BAD_REQUEST, "BadRequest"),
        (format!("{DEVICES}?$filter=model%20ne%20'1'"), StatusCode::BAD_REQUEST, "BadRequest"),
        (format!("{DEVICES}?$expand=deploymentProfile($select=id)"), StatusCode::NOT_IMPLEMENTED, "NotEmulated"),
    ] {
        let (actual, _, body) = send(&emulator, Method::GET, &path).await;
        let error: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((actual, error["error"]["code"].as_str()), (status, Some(code)), "{path}: {error}");
    }
}

#[tokio::test]
async fn every_resource_takes_the_options_of_its_kind() {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(ObjectKind::Device, &json!({ "id": "1" })).unwrap();
    emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "1" })).unwrap();
    for (_, path) in Emulator::operations().into_iter().filter(|(method, _)| method == Method::GET) {
        let path = format!("/beta{}", path.replace("{id}", "1"));
        if path.ends_with("/$count") {
            let (status, _, body) = send(&emulator, Method::GET, &format!("{path}?$filter=id%20eq%20'0'")).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, "0"), "{path}");
            continue;
        }
        let is_item = path.ends_with("/1") || path.ends_with("Profile") || path.ends_with("Settings");
        let query = if is_item { "" } else { "$filter=id%20eq%20'0'&$orderby=id&$top=1&$count=true&" };
        let (status, _, body) = send(&emulator, Method::GET, &format!("{path}?{query}$select=id")).await;
        assert!(status == StatusCode::OK || is_item && status == StatusCode::NOT_FOUND, "{path}: {body}");
        let (status, _, body) = send(&emulator, Method::GET, &format!("{path}?$select=colour")).await;
        assert!(status == StatusCode::BAD_REQUEST && body.contains("'colour' on type 'microsoft.graph."), "{body}");
    }
}

#[tokio::test]
async fn imports_are_filtered_by_their_state() {
    let emulator = Emulator::start().await.unwrap();
    for (id, status) in [("1", "complete"), ("2", "error"), ("3", "complete")] {
        let record = json!({ "id": id, "state": { "deviceImportStatus": status } });
        emulator.seed(ObjectKind::ImportedDevice, &record).unwrap();
    }
    let imports = "/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    let page =
        get(&emulator, &format!("{imports}?$filter=state/deviceImportStatus%20eq%20'Complete'&$select=id")).await;
    assert_eq!(page["value"], json!([{ "id": "1" }, { "id": "3" }]));
}

#[tokio::test]
async fn navigation_properties_are_expanded() {
    let emulator = Emulator::start().await.unwrap();
    let profile = emulator.seed(ObjectKind::DeploymentProfile, &json!({ "displayName": "A" })).unwrap();
    let device = emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "1" })).unwrap();
    let target = json!({ "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget" });
    let assignment = json!({ "sourceId": profile, "target": target });
    emulator.seed(ObjectKind::ProfileAssignment, &assignment).unwrap();

    let path = format!("{DEVICES}/{device}?$expand=deploymentProfile,intendedDeploymentProfile");
    let expanded = get(&emulator, &path).await;
    assert_eq!(
        (&expanded["deploymentProfile"], &expanded["intendedDeploymentProfile"]["displayName"]),
        (&Value::Null, &json!("A"))
    );
    let profiles = "/beta/deviceManagement/windowsAutopilotDeploymentProfiles";
    let page = get(&emulator, &format!("{profiles}?$expand=assignments,assignedDevices")).await;
    let expanded = &page["value"][0];
    assert_eq!(expanded["assignments"][0]["target"], target);
    assert_eq!(expanded["assignedDevices"][0]["serialNumber"], "1");
}

#[tokio::test]
async fn other_spellings_of_a_path_lead_to_the_same_device() {
    let emulator = with_devices(&["A"]).await;
    let id = emulator.devices()[0].id.clone().unwrap();
    for path in [
        format!("{DEVICES}('{id}')"),
        format!("{DEVICES}(%27{id}%27)"),
        format!("/BETA/devicemanagement/WindowsAutopilotDeviceIdentities/{id}"),
    ] {
        assert_eq!(get(&emulator, &path).await["serialNumber"], "A", "{path}");
    }
    let assigned = format!("{DEVICES}('{id}')/DeploymentProfile/AssignedDevices");
    assert_eq!(get(&emulator, &assigned).await["value"], json!([]));
}

#[tokio::test]
async fn a_type_name_needs_no_number_sign() {
    let emulator = Emulator::start().await.unwrap();
    for prefix in ["", "#"] {
        let body = json!({ "@odata.type": format!("{prefix}microsoft.graph.windowsAutopilotDeviceIdentity") });
        let client = Client::builder().no_proxy().build().unwrap();
        let request =
            client.post(format!("{}{DEVICES}", emulator.endpoint())).bearer_auth(emulator.token()).json(&body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        let created: Value = response.json().await.unwrap();
        assert_eq!(created["@odata.type"], "#microsoft.graph.windowsAutopilotDeviceIdentity");
    }
}
