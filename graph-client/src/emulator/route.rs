//! Maps request paths to resources.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// A resource of the emulator.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The collection of all devices.
    Devices,
    /// One device.
    Device(String),
    /// The collection of devices that are assigned to the deployment profile of a device.
    AssignedDevices(String),
}

/// The error of a path that does not match a resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RouteError {
    /// The first segment is not a version of the API.
    UnknownVersion(String),
    /// The segment does not exist below the previous ones.
    UnknownSegment(String),
}

const ROOT: [&str; 3] = ["beta", "deviceManagement", "windowsAutopilotDeviceIdentities"];

impl Route {
    pub(super) fn parse(path: &str) -> Result<Self, RouteError> {
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        let Some(below) = segments.strip_prefix(&ROOT) else {
            return Err(match segments.as_slice() {
                ["beta", rest @ ..] => RouteError::UnknownSegment(first_unknown(rest, &ROOT[1..])),
                [version, ..] => RouteError::UnknownVersion((*version).to_owned()),
                [] => RouteError::UnknownVersion(String::new()),
            });
        };
        match below {
            [] => Ok(Self::Devices),
            [id, ..] if id.trim().is_empty() || [".", ".."].contains(id) => {
                Err(RouteError::UnknownSegment((*id).to_owned()))
            }
            // System resources such as `$count`. Clients encode a `$` in an id.
            [system, ..] if system.starts_with('$') => Err(RouteError::UnknownSegment((*system).to_owned())),
            [id] => Ok(Self::Device((*id).to_owned())),
            [id, "deploymentProfile", "assignedDevices"] => Ok(Self::AssignedDevices((*id).to_owned())),
            [_, rest @ ..] => {
                Err(RouteError::UnknownSegment(first_unknown(rest, &["deploymentProfile", "assignedDevices"])))
            }
        }
    }
}

/// Percent-decodes a segment.
fn decode(segment: &str) -> Result<Cow<'_, str>, RouteError> {
    let invalid = || RouteError::UnknownSegment(segment.to_owned());
    for (position, _) in segment.match_indices('%') {
        let digits = segment.get(position + 1..position + 3).ok_or_else(invalid)?;
        u8::from_str_radix(digits, 16).map_err(|_| invalid())?;
    }
    percent_decode_str(segment).decode_utf8().map_err(|_| invalid())
}

/// Returns the first segment that differs from the expected ones, or the last one.
fn first_unknown(segments: &[&str], expected: &[&str]) -> String {
    let matching = segments.iter().zip(expected).take_while(|(segment, expected)| segment == expected).count();
    segments.get(matching).or(segments.last()).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Route, RouteError};

    #[test]
    fn paths_are_mapped_to_resources() {
        let devices = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
        assert_eq!(Route::parse(devices), Ok(Route::Devices));
        assert_eq!(Route::parse(&format!("{devices}/a%2Fb")), Ok(Route::Device("a/b".to_owned())));
        let assigned = format!("{devices}/1/deploymentProfile/assignedDevices");
        assert_eq!(Route::parse(&assigned), Ok(Route::AssignedDevices("1".to_owned())));
    }

    #[test]
    fn errors_name_the_unknown_segment() {
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
            assert_eq!(Route::parse(path), Err(RouteError::UnknownSegment(segment.to_owned())), "{path}");
        }
        assert_eq!(Route::parse("/v9/users"), Err(RouteError::UnknownVersion("v9".to_owned())));
        assert_eq!(Route::parse("/"), Err(RouteError::UnknownVersion(String::new())));
    }
}
