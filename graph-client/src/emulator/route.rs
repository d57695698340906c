//! What a path leads to.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

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
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        let Some(below) = segments.strip_prefix(&ROOT) else {
            return Err(match segments.as_slice() {
                ["beta", rest @ ..] => NoRoute::Segment(stray(rest, &ROOT[1..])),
                [version, ..] => NoRoute::Version((*version).to_owned()),
                [] => NoRoute::Version(String::new()),
            });
        };
        match below {
            [] => Ok(Self::Devices),
            [id, ..] if id.trim().is_empty() || [".", ".."].contains(id) => Err(NoRoute::Segment((*id).to_owned())),
            // System resources such as `$count` begin with a character that would be encoded in an id.
            [system, ..] if system.starts_with('$') => Err(NoRoute::Segment((*system).to_owned())),
            [id] => Ok(Self::Device((*id).to_owned())),
            [id, "deploymentProfile", "assignedDevices"] => Ok(Self::AssignedDevices((*id).to_owned())),
            [_, rest @ ..] => Err(NoRoute::Segment(stray(rest, &["deploymentProfile", "assignedDevices"]))),
        }
    }
}

/// A segment without its escapes.
fn decode(segment: &str) -> Result<Cow<'_, str>, NoRoute> {
    let broken = || NoRoute::Segment(segment.to_owned());
    for (position, _) in segment.match_indices('%') {
        let digits = segment.get(position + 1..position + 3).ok_or_else(broken)?;
        u8::from_str_radix(digits, 16).map_err(|_| broken())?;
    }
    percent_decode_str(segment).decode_utf8().map_err(|_| broken())
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
            (&format!("{devices}/$count"), "$count"),
            (&format!("{devices}/%20"), " "),
            (&format!("{devices}/%2E%2E"), ".."),
            (&format!("{devices}/a%2"), "a%2"),
            (&format!("{devices}/%zz"), "%zz"),
            (&format!("{devices}/%ff"), "%ff"),
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
