//! Lists the operations of the [surface](super::surface).

use super::Emulator;
use super::surface::{ASSIGNMENTS, COUNT, DEVICES, ENTITY_SETS, EntitySet, Navigation, ROOT, SETTINGS};
use reqwest::Method;

impl Emulator {
    /// Returns the method and the path of every operation that the emulator has. A path is below the version, and has `{id}`
    /// for each key.
    ///
    /// Use it to test that nothing of what your code calls is missing. What can be reached in several ways is listed for each,
    /// except that the devices of a profile are listed without the profiles of these devices.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    ///
    /// let operations = Emulator::operations();
    /// let is_there = |method: &str, path: &str| operations.iter().any(|(m, p)| m == method && p == path);
    /// assert!(is_there("POST", "/deviceManagement/importedWindowsAutopilotDeviceIdentities/import"));
    /// assert!(is_there("PATCH", "/deviceManagement/windowsAutopilotDeviceIdentities/{id}"));
    /// assert!(!is_there("GET", "/users"));
    /// ```
    #[must_use]
    pub fn operations() -> Vec<(Method, String)> {
        let mut operations = Vec::new();
        for set in ENTITY_SETS {
            collection(set, &format!("/{ROOT}/{}", set.name), true, &mut operations);
        }
        item(&SETTINGS, &format!("/{ROOT}/{}", SETTINGS.name), true, &mut operations);
        operations
    }
}

fn collection(set: &EntitySet, path: &str, navigates: bool, operations: &mut Vec<(Method, String)>) {
    add(set.methods, path, operations);
    add("GET", &format!("{path}/{COUNT}"), operations);
    for (name, _) in set.actions {
        add("POST", &format!("{path}/{name}"), operations);
    }
    item(set, &format!("{path}/{{id}}"), navigates, operations);
}

/// Adds the operations of an object, and those below its navigation properties: of these, without their own ones.
fn item(set: &EntitySet, path: &str, navigates: bool, operations: &mut Vec<(Method, String)>) {
    add(set.item_methods, path, operations);
    for (name, _) in set.item_actions {
        add("POST", &format!("{path}/{name}"), operations);
    }
    for (name, navigation) in set.navigation.iter().filter(|_| navigates) {
        let path = format!("{path}/{name}");
        match navigation {
            Navigation::Assignments => collection(&ASSIGNMENTS, &path, false, operations),
            Navigation::AssignedDevices => collection(&DEVICES, &path, false, operations),
            Navigation::Profile | Navigation::IntendedProfile => {
                add("GET", &path, operations);
                collection(&DEVICES, &format!("{path}/assignedDevices"), false, operations);
            }
        }
    }
}

fn add(methods: &str, path: &str, operations: &mut Vec<(Method, String)>) {
    let methods = methods.split(", ").filter_map(|method| method.parse().ok());
    operations.extend(methods.map(|method| (method, path.to_owned())));
}

#[cfg(test)]
mod tests {
    use crate::emulator::Emulator;
    use crate::emulator::route::Route;

    #[test]
    fn every_operation_is_routed_and_its_path_has_its_methods() {
        let operations = Emulator::operations();
        assert_eq!(operations.len(), 85, "{operations:#?}");
        for (method, path) in &operations {
            let route = Route::parse(&format!("/beta{}", path.replace("{id}", "1"))).unwrap();
            assert!(route.methods().split(", ").any(|allowed| allowed == method.as_str()), "{method} {path}");
            let count = operations.iter().filter(|(_, other)| other == path).count();
            assert_eq!(count, route.methods().split(", ").count(), "{path}");
        }
    }
}
