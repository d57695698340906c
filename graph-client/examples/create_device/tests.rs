use super::{Arguments, create};
use clap::Parser;
use graph_client::emulator::Emulator;
use std::fs;

/// Runs the example as if the emulator were a tenant, and returns the serial number of the created device.
async fn created_in_tenant(arguments: &[&str]) -> Result<Option<String>, String> {
    let emulator = Emulator::start().await.unwrap();
    let arguments = Arguments::parse_from(["create_device"].iter().chain(arguments));
    let result = create(&arguments, &emulator.client().unwrap(), false).await;
    assert_eq!(emulator.requests().len(), usize::from(result.is_ok()), "{result:?}");
    result.map_err(|error| error.to_string())?;
    Ok(emulator.devices().pop().unwrap().serial_number)
}

#[tokio::test]
async fn the_sample_device_is_created_in_a_tenant_only_on_request() {
    let error = created_in_tenant(&[]).await.unwrap_err();
    assert!(error.contains("the sample device would be created in the tenant of the token"), "{error}");
    assert_eq!(created_in_tenant(&["--yes"]).await.unwrap().as_deref(), Some("0000-0001-2345-67"));
}

#[tokio::test]
async fn a_device_of_a_file_is_created_in_a_tenant() {
    let path = std::env::temp_dir().join(format!("create-device-{}.json", std::process::id()));
    fs::write(&path, b"\xef\xbb\xbf{\"serialNumber\":\"PF2X8K1L\"}").unwrap();
    let created = created_in_tenant(&[path.to_str().unwrap()]).await;
    fs::remove_file(&path).unwrap();
    assert_eq!(created.unwrap().as_deref(), Some("PF2X8K1L"));
}

#[tokio::test]
async fn the_sample_device_is_created_in_an_emulator_without_request() {
    let emulator = Emulator::start().await.unwrap();
    create(&Arguments::parse_from(["create_device"]), &emulator.client().unwrap(), true).await.unwrap();
    assert_eq!(emulator.devices().len(), 1);
}
