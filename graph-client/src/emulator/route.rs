//! What a path leads to.

use percent_encoding::percent_decode_str;

/// A resource that the emulator has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// All devices.
    Devices,
    /// One device.
    Device(String),
    /// The devices that are assigned to the deployment profile of a device.
    AssignedDevices(String),
}

/// Why there is no such resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoRoute {
    /// The first segment is no version of the API.
    Version(String),
    /// A segment is not a part of what comes before it.
    Segment(String),
}

const ROOT: [&str; 3] = ["beta", "deviceManagement", "windowsAutopilotDeviceIdentities"];

impl Route {
    pub(super) fn of(path: &str) -> Result<Self, NoRoute> {
        let segments: Vec<String> = path
            .strip_prefix('/')
            .unwrap_or(path)
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let Some(below) = segments.strip_prefix(&ROOT) else {
            return Err(match segments.as_slice() {
                ["beta", rest @ ..] => NoRoute::Segment(stray(rest, &ROOT[1..])),
                [version, ..] => NoRoute::Version((*version).to_owned()),
                [] => NoRoute::Version(String::new()),
            });
        };
        match below {
            [] => Ok(Self::Devices),
            ["", ..] => Err(NoRoute::Segment(String::new())),
            [id] => Ok(Self::Device((*id).to_owned())),
            [id, "deploymentProfile", "assignedDevices"] => Ok(Self::AssignedDevices((*id).to_owned())),
            [_, rest @ ..] => Err(NoRoute::Segment(stray(rest, &["deploymentProfile", "assignedDevices"]))),
        }
    }
}

/// The first segment that is not as it should be.
fn stray(segments: &[&str], expected: &[&str]) -> String {
    let matching = segments.iter().zip(expected).take_while(|(segment, expected)| segment == expected).count();
    segments.get(matching).or(segments.last()).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{NoRoute, Route};

    #[test]
    fn paths_lead_to_resources() {
        let devices = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
        assert_eq!(Route::of(devices), Ok(Route::Devices));
        assert_eq!(Route::of(&format!("{devices}/a%2Fb")), Ok(Route::Device("a/b".to_owned())));
        let assigned = format!("{devices}/1/deploymentProfile/assignedDevices");
        assert_eq!(Route::of(&assigned), Ok(Route::AssignedDevices("1".to_owned())));
    }

    #[test]
    fn other_paths_name_the_segment_that_goes_astray() {
        let devices = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
        for (path, segment) in [
            ("/beta/users", "users"),
            ("/beta/deviceManagement/devices/1", "devices"),
            ("/beta", ""),
            (&format!("{devices}/"), ""),
            (&format!("{devices}/1/deploymentProfile"), "deploymentProfile"),
            (&format!("{devices}/1/profile/assignedDevices"), "profile"),
            (&format!("{devices}/1/deploymentProfile/assignedDevices/2"), "2"),
        ] {
            assert_eq!(Route::of(path), Err(NoRoute::Segment(segment.to_owned())), "{path}");
        }
        assert_eq!(Route::of("/v9/users"), Err(NoRoute::Version("v9".to_owned())));
        assert_eq!(Route::of("/"), Err(NoRoute::Version(String::new())));
    }
}
