use super::{Arguments, INTERVAL, device, register};
use clap::Parser;
use graph_client::emulator::{Emulator, ImportError, ObjectKind};

fn arguments(arguments: &[&str]) -> Arguments {
    Arguments::parse_from(["register_one"].iter().chain(arguments))
}

#[tokio::test(start_paused = true)]
async fn a_device_is_registered_and_its_import_deleted() {
    let emulator = Emulator::start().await.unwrap();
    emulator.without_create_route();
    let device = device(&arguments(&["--group-tag", "lab", "--user", "user@example.com"]), true).unwrap();
    let registered = register(&emulator.client().unwrap(), &device, INTERVAL).await.unwrap();
    assert_eq!(registered.serial_number, device.serial_number);
    assert_eq!(registered.group_tag.as_deref(), Some("lab"));
    assert_eq!(registered.user_principal_name.as_deref(), Some("user@example.com"));
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failed_import_is_named() {
    let emulator = Emulator::start().await.unwrap();
    let device = device(&arguments(&["--serial-number", "A"]), true).unwrap();
    emulator.fail_import("A", ImportError::AssignedToOtherTenant);
    let error = register(&emulator.client().unwrap(), &device, INTERVAL).await.unwrap_err().to_string();
    assert!(error.contains("failed: ZtdDeviceAssignedToOtherTenant (808); its record stays"), "{error}");
}

#[test]
fn a_tenant_gets_no_sample() {
    for given in [&[][..], &["--serial-number", "A"], &["--hash", "hash.txt"]] {
        let error = device(&arguments(given), false).unwrap_err().to_string();
        assert!(error.contains("--serial-number and --hash"), "{error}");
    }
    let error = device(&arguments(&["--serial-number", "A", "--hash", "no-such-file"]), false).unwrap_err();
    assert!(error.to_string().starts_with("cannot read no-such-file"), "{error}");
}
