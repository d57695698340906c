//! Every typed call: what it sends, what it expects, and which permission it names.

use crate::wire::{Wire, http};
use graph_client::beta::DeviceManagement;
use graph_client::emulator::Emulator;
use graph_client::{Error, FromResponse, Request, RetryPolicy};
use graph_models::beta::{
    ActiveDirectoryWindowsAutopilotDeploymentProfile, AzureAdWindowsAutopilotDeploymentProfile, GroupAssignmentTarget,
    ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeploymentProfileAssignment,
    WindowsAutopilotDeviceIdentity,
    WindowsAutopilotDeviceIdentityAssignResourceAccountToDeviceParameters as AssignResourceAccount,
    WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters as AssignUser,
    WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as UpdateProperties, WindowsAutopilotSettings,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::pin::Pin;

const READ: &str = "DeviceManagementServiceConfig.Read.All";
const WRITE: &str = "DeviceManagementServiceConfig.ReadWrite.All";
const READ_DEVICES: &str = "DeviceManagementManagedDevices.Read.All";

/// A typed call, and what the service documents for it.
struct TypedCall {
    method: &'static str,
    /// Below `/deviceManagement`, with `{id}` for every key.
    path: &'static str,
    permission: &'static str,
    status: &'static str,
    body: Option<Value>,
    send: fn(&DeviceManagement) -> Sending,
}

type Sending = Pin<Box<dyn Future<Output = Result<(), Error>>>>;

fn sending<T: FromResponse + 'static>(request: Request<T>) -> Sending {
    Box::pin(async { request.await.map(drop) })
}

/// Creates a call that is a [`Request`].
macro_rules! call {
    ($method:literal $path:literal, $permission:ident, $status:literal $(with $body:tt)?, $send:expr) => {{
        let mut body: Option<Value> = None;
        $(body.replace(json!($body));)?
        let send = |management: &DeviceManagement| {
            let request: fn(&DeviceManagement) -> _ = $send;
            sending(request(management))
        };
        TypedCall { method: $method, path: $path, permission: $permission, status: $status, body: body.take(), send }
    }};
}

fn device() -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_group_tag("lab")
}

fn import() -> ImportedWindowsAutopilotDeviceIdentity {
    ImportedWindowsAutopilotDeviceIdentity::new().with_group_tag("lab")
}

fn calls() -> Vec<TypedCall> {
    let mut calls = identities();
    calls.extend(imports());
    calls.extend(profiles());
    calls.extend(others());
    calls
}

#[rustfmt::skip]
fn identities() -> Vec<TypedCall> {
    vec![
        call!("GET" "/windowsAutopilotDeviceIdentities", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().list()),
        call!("POST" "/windowsAutopilotDeviceIdentities", WRITE, "201 Created"
            with { "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity", "groupTag": "lab" },
            |m| m.windows_autopilot_device_identities().create(&device())),
        TypedCall {
            method: "GET", path: "/windowsAutopilotDeviceIdentities?$filter=contains%28serialNumber%2C%27A%27%29",
            permission: READ, status: "200 OK", body: None,
            send: |management| {
                let devices = management.windows_autopilot_device_identities();
                Box::pin(async move { devices.by_serial_number("A").await.map(drop) })
            },
        },
        call!("GET" "/windowsAutopilotDeviceIdentities/$count", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().count()),
        call!("POST" "/windowsAutopilotDeviceIdentities/deleteDevices", WRITE, "200 OK"
            with { "serialNumbers": ["A", "B"] },
            |m| m.windows_autopilot_device_identities().delete_devices(["A", "B"])),
        call!("GET" "/windowsAutopilotDeviceIdentities/{id}", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().by_id("1").get()),
        call!("PATCH" "/windowsAutopilotDeviceIdentities/{id}", WRITE, "200 OK"
            with { "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity", "groupTag": "lab" },
            |m| m.windows_autopilot_device_identities().by_id("1").update(&device())),
        call!("DELETE" "/windowsAutopilotDeviceIdentities/{id}", WRITE, "204 No Content",
            |m| m.windows_autopilot_device_identities().by_id("1").delete()),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/updateDeviceProperties", WRITE, "204 No Content"
            with { "groupTag": "lab" },
            |m| m.windows_autopilot_device_identities().by_id("1")
                .update_device_properties(&UpdateProperties::new().with_group_tag("lab"))),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/assignUserToDevice", WRITE, "204 No Content"
            with { "userPrincipalName": "lab" },
            |m| m.windows_autopilot_device_identities().by_id("1")
                .assign_user_to_device(&AssignUser::new().with_user_principal_name("lab"))),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/unassignUserFromDevice", WRITE, "204 No Content",
            |m| m.windows_autopilot_device_identities().by_id("1").unassign_user_from_device()),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/assignResourceAccountToDevice", WRITE, "204 No Content"
            with { "resourceAccountName": "lab" },
            |m| m.windows_autopilot_device_identities().by_id("1")
                .assign_resource_account_to_device(&AssignResourceAccount::new().with_resource_account_name("lab"))),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/unassignResourceAccountFromDevice", WRITE, "204 No Content",
            |m| m.windows_autopilot_device_identities().by_id("1").unassign_resource_account_from_device()),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/allowNextEnrollment", WRITE, "204 No Content",
            |m| m.windows_autopilot_device_identities().by_id("1").allow_next_enrollment()),
        call!("GET" "/windowsAutopilotDeviceIdentities/{id}/deploymentProfile", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().by_id("1").deployment_profile().get()),
        call!("GET" "/windowsAutopilotDeviceIdentities/{id}/deploymentProfile/assignedDevices", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().by_id("1").deployment_profile().assigned_devices().list()),
        call!("GET" "/windowsAutopilotDeviceIdentities/{id}/intendedDeploymentProfile", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().by_id("1").intended_deployment_profile().get()),
        call!("GET" "/windowsAutopilotDeviceIdentities/{id}/intendedDeploymentProfile/assignedDevices", READ, "200 OK",
            |m| m.windows_autopilot_device_identities().by_id("1").intended_deployment_profile().assigned_devices().list()),
        call!("POST" "/windowsAutopilotDeviceIdentities/{id}/intendedDeploymentProfile/assignedDevices/{id}/allowNextEnrollment",
            WRITE, "204 No Content",
            |m| m.windows_autopilot_device_identities().by_id("1").intended_deployment_profile().assigned_devices().by_id("1")
                .allow_next_enrollment()),
    ]
}

#[rustfmt::skip]
fn imports() -> Vec<TypedCall> {
    vec![
        call!("GET" "/importedWindowsAutopilotDeviceIdentities", READ, "200 OK",
            |m| m.imported_windows_autopilot_device_identities().list()),
        call!("POST" "/importedWindowsAutopilotDeviceIdentities", WRITE, "201 Created"
            with { "@odata.type": "#microsoft.graph.importedWindowsAutopilotDeviceIdentity", "groupTag": "lab" },
            |m| m.imported_windows_autopilot_device_identities().create(&import())),
        call!("GET" "/importedWindowsAutopilotDeviceIdentities/$count", READ, "200 OK",
            |m| m.imported_windows_autopilot_device_identities().count()),
        call!("POST" "/importedWindowsAutopilotDeviceIdentities/import", WRITE, "200 OK"
            with { "importedWindowsAutopilotDeviceIdentities": [
                { "@odata.type": "#microsoft.graph.importedWindowsAutopilotDeviceIdentity", "groupTag": "lab" },
                { "@odata.type": "#microsoft.graph.importedWindowsAutopilotDeviceIdentity" },
            ] },
            |m| m.imported_windows_autopilot_device_identities()
                .import(&[import(), ImportedWindowsAutopilotDeviceIdentity::new()])),
        call!("GET" "/importedWindowsAutopilotDeviceIdentities/{id}", READ, "200 OK",
            |m| m.imported_windows_autopilot_device_identities().by_id("1").get()),
        call!("PATCH" "/importedWindowsAutopilotDeviceIdentities/{id}", WRITE, "200 OK"
            with { "@odata.type": "#microsoft.graph.importedWindowsAutopilotDeviceIdentity", "groupTag": "lab" },
            |m| m.imported_windows_autopilot_device_identities().by_id("1").update(&import())),
        call!("DELETE" "/importedWindowsAutopilotDeviceIdentities/{id}", WRITE, "204 No Content",
            |m| m.imported_windows_autopilot_device_identities().by_id("1").delete()),
    ]
}

#[rustfmt::skip]
fn profiles() -> Vec<TypedCall> {
    vec![
        call!("GET" "/windowsAutopilotDeploymentProfiles", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().list()),
        call!("POST" "/windowsAutopilotDeploymentProfiles", WRITE, "201 Created"
            with { "@odata.type": "#microsoft.graph.azureADWindowsAutopilotDeploymentProfile", "displayName": "lab" },
            |m| m.windows_autopilot_deployment_profiles()
                .create(&AzureAdWindowsAutopilotDeploymentProfile::new().with_display_name("lab"))),
        call!("GET" "/windowsAutopilotDeploymentProfiles/$count", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().count()),
        call!("GET" "/windowsAutopilotDeploymentProfiles/{id}", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").get()),
        call!("PATCH" "/windowsAutopilotDeploymentProfiles/{id}", WRITE, "200 OK"
            with { "@odata.type": "#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile", "displayName": "lab" },
            |m| m.windows_autopilot_deployment_profiles().by_id("1")
                .update(&ActiveDirectoryWindowsAutopilotDeploymentProfile::new().with_display_name("lab"))),
        call!("DELETE" "/windowsAutopilotDeploymentProfiles/{id}", WRITE, "204 No Content",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").delete()),
        call!("POST" "/windowsAutopilotDeploymentProfiles/{id}/assign", WRITE, "204 No Content"
            with { "deviceIds": ["A"] },
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assign(vec!["A".to_owned()])),
        call!("GET" "/windowsAutopilotDeploymentProfiles/{id}/assignments", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments().list()),
        call!("POST" "/windowsAutopilotDeploymentProfiles/{id}/assignments", WRITE, "201 Created"
            with { "@odata.type": "#microsoft.graph.windowsAutopilotDeploymentProfileAssignment", "sourceId": "lab" },
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments()
                .create(&WindowsAutopilotDeploymentProfileAssignment::new().with_source_id("lab"))),
        call!("POST" "/windowsAutopilotDeploymentProfiles/{id}/assignments", WRITE, "201 Created"
            with { "target": { "@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "A" } },
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments()
                .create_for(&GroupAssignmentTarget::new().with_group_id("A"))),
        call!("GET" "/windowsAutopilotDeploymentProfiles/{id}/assignments/{id}", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments().by_id("1").get()),
        call!("PATCH" "/windowsAutopilotDeploymentProfiles/{id}/assignments/{id}", WRITE, "200 OK"
            with { "@odata.type": "#microsoft.graph.windowsAutopilotDeploymentProfileAssignment", "sourceId": "lab" },
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments().by_id("1")
                .update(&WindowsAutopilotDeploymentProfileAssignment::new().with_source_id("lab"))),
        call!("DELETE" "/windowsAutopilotDeploymentProfiles/{id}/assignments/{id}", WRITE, "204 No Content",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assignments().by_id("1").delete()),
        call!("GET" "/windowsAutopilotDeploymentProfiles/{id}/assignedDevices", READ, "200 OK",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assigned_devices().list()),
        call!("POST" "/windowsAutopilotDeploymentProfiles/{id}/assignedDevices/{id}/unassignUserFromDevice", WRITE,
            "204 No Content",
            |m| m.windows_autopilot_deployment_profiles().by_id("1").assigned_devices().by_id("1")
                .unassign_user_from_device()),
    ]
}

#[rustfmt::skip]
fn others() -> Vec<TypedCall> {
    vec![
        call!("GET" "/windowsAutopilotSettings", READ, "200 OK", |m| m.windows_autopilot_settings().get()),
        call!("PATCH" "/windowsAutopilotSettings", WRITE, "200 OK"
            with { "@odata.type": "#microsoft.graph.windowsAutopilotSettings", "id": "A" },
            |m| m.windows_autopilot_settings().update(&WindowsAutopilotSettings::new().with_id("A"))),
        TypedCall {
            method: "POST", path: "/windowsAutopilotSettings/sync", permission: WRITE, status: "204 No Content", body: None,
            send: |management| {
                let settings = management.windows_autopilot_settings();
                Box::pin(async move { settings.sync().await.map(drop) })
            },
        },
        call!("GET" "/tenantAssociatedDevices", READ, "200 OK", |m| m.tenant_associated_devices().list()),
        call!("GET" "/tenantAssociatedDevices/{id}", READ, "200 OK",
            |m| m.tenant_associated_devices().by_id("1").get()),
        call!("DELETE" "/tenantAssociatedDevices/{id}", WRITE, "204 No Content",
            |m| m.tenant_associated_devices().by_id("1").delete()),
        call!("POST" "/tenantAssociatedDevices/importTenantAssociatedDevice", WRITE, "201 Created"
            with { "deviceLink": "bGluaw==" },
            |m| m.tenant_associated_devices().import_tenant_associated_device("bGluaw==", None)),
        call!("POST" "/tenantAssociatedDevices/importTenantAssociatedDevice", WRITE, "201 Created"
            with { "deviceLink": "bGluaw==", "devicePreparationPolicyId": "A" },
            |m| m.tenant_associated_devices().import_tenant_associated_device("bGluaw==", Some("A"))),
        call!("GET" "/autopilotEvents", READ_DEVICES, "200 OK", |m| m.autopilot_events().list()),
        call!("GET" "/autopilotEvents/$count", READ_DEVICES, "200 OK", |m| m.autopilot_events().count()),
        call!("GET" "/autopilotEvents/{id}", READ_DEVICES, "200 OK", |m| m.autopilot_events().by_id("1").get()),
    ]
}

impl TypedCall {
    fn is_count(&self) -> bool {
        self.path.ends_with("/$count")
    }

    /// Sends the call to a server that responds so.
    async fn answered(&self, response: String) -> (String, Result<(), Error>) {
        let wire = Wire::responding(response).await;
        let result = (self.send)(&wire.client().beta().device_management()).await;
        let requests = wire.requests();
        assert_eq!(requests.len(), 1, "{} {}", self.method, self.path);
        (requests.into_iter().next().unwrap(), result)
    }
}

#[tokio::test]
async fn every_call_sends_what_is_documented() {
    for call in calls() {
        let response = match call.status {
            "204 No Content" => "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned(),
            status if call.is_count() => http(status, "text/plain", "7"),
            status => http(status, "application/json", r#"{"id":"1","value":[]}"#),
        };
        let (request, result) = call.answered(response).await;
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        result.unwrap_or_else(|error| panic!("{error}"));

        let path = call.path.replace("{id}", "1");
        let expected = format!("{} /beta/deviceManagement{path} HTTP/1.1", call.method);
        assert_eq!(head.lines().next(), Some(expected.as_str()));
        let body = (!body.is_empty()).then(|| serde_json::from_str::<Value>(body).unwrap());
        assert_eq!(body, call.body, "{expected}");
        assert_eq!(head.contains("\r\naccept: text/plain\r\n"), call.is_count(), "{expected}");
        let has_length = head.contains("\r\ncontent-length: 0\r\n") || body.is_some();
        assert!(call.method != "POST" || has_length, "{head}");
    }
}

#[tokio::test]
async fn every_call_names_its_permission_and_its_documented_status() {
    let forbidden = http("403 Forbidden", "application/json", r#"{"error":{"code":"Forbidden","message":"no"}}"#);
    for call in calls() {
        let error = call.answered(forbidden.clone()).await.1.unwrap_err();
        assert_eq!(error.required_permission(), Some(call.permission), "{error}");

        if !call.is_count() {
            let portal =
                "HTTP/1.1 203 X\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<p>Sign in</p>".to_owned();
            let error = call.answered(portal).await.1.unwrap_err().to_string();
            assert!(error.contains(&format!("expected {}", call.status)), "{error}");
        }
    }
}

/// What the emulator has beyond the typed calls: anything can be counted.
const WITHOUT_CALL: [(&str, &str); 2] = [
    ("GET", "/tenantAssociatedDevices/$count"),
    ("GET", "/windowsAutopilotDeploymentProfiles/{id}/assignments/$count"),
];

#[test]
fn every_call_has_a_route_in_the_emulator_and_every_route_a_call() {
    let mut called: BTreeSet<_> =
        calls().iter().map(|call| (call.method, call.path.split('?').next().unwrap().to_owned())).collect();
    // The devices of a profile have all calls of devices, and the emulator lists those that lead no deeper.
    let devices: Vec<_> = called
        .iter()
        .filter_map(|(method, path)| {
            Some((*method, path.strip_prefix("/windowsAutopilotDeviceIdentities")?.to_owned()))
        })
        .filter(|(_, below)| !below.contains("eploymentProfile"))
        .collect();
    let assigned: Vec<_> = called.iter().filter(|(_, path)| path.ends_with("/assignedDevices")).cloned().collect();
    assert_eq!((devices.len(), assigned.len()), (13, 3));
    for (_, assigned) in assigned {
        called.extend(devices.iter().map(|(method, below)| (*method, format!("{assigned}{below}"))));
    }
    let operations = Emulator::operations();
    let routed: BTreeSet<_> = operations
        .iter()
        .map(|(method, path)| (method.as_str(), path.strip_prefix("/deviceManagement").unwrap().to_owned()))
        .collect();
    let without_call: Vec<_> = routed.difference(&called).map(|(method, path)| (*method, path.as_str())).collect();
    assert_eq!(called.difference(&routed).collect::<Vec<_>>(), Vec::<&(&str, String)>::new(), "calls without a route");
    assert_eq!(without_call, WITHOUT_CALL, "routes without a call");
}

#[tokio::test(start_paused = true)]
async fn no_call_is_refused_by_the_emulator_for_its_path() {
    for call in calls() {
        let emulator = Emulator::start().await.unwrap();
        let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
        let result = (call.send)(&client.beta().device_management()).await;
        // The objects with an id do not exist.
        if let Err(error) = result {
            assert_eq!(error.status().unwrap().as_u16(), 404, "{} {}: {error}", call.method, call.path);
        }
    }
}

#[test]
fn no_method_of_a_resource_is_missing() {
    let table = include_str!("surface.rs");
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/beta/device_management.rs")];
    let mut names = BTreeSet::new();
    while let Some(file) = files.pop() {
        let source = fs::read_to_string(&file).unwrap();
        let methods = source
            .lines()
            .filter_map(|line| line.strip_prefix("    pub fn ").or(line.strip_prefix("    pub async fn ")));
        names.extend(methods.map(|method| method.split(['(', '<']).next().unwrap().to_owned()));
        let children = fs::read_dir(file.with_extension("")).into_iter().flatten().map(|entry| entry.unwrap().path());
        files.extend(children.filter(|path| path.extension().is_some()));
    }
    assert!(names.len() >= 30, "{names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !table.contains(&format!(".{name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
