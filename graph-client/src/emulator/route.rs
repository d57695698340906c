//! Maps request paths to the resources of the [surface](super::surface).

use super::object_kind::ObjectKind;
use super::surface::{self, ASSIGNMENTS, Action, DEVICES, ENTITY_SETS, EntitySet, Navigation, PROFILES, SETTINGS};
use super::tenant::{SETTINGS_ID, Scope};
use percent_encoding::percent_decode_str;

/// A resource of the emulator.
#[derive(Debug)]
pub(super) enum Route {
    /// A collection.
    Collection(Place),
    /// An object, or a singleton.
    Item(Place, String),
    /// The deployment profile of the device with this id.
    ProfileOf(String, Navigation),
    /// An action, bound to the object with this id or to the collection.
    Action(Action, Place, Option<String>),
}

/// A collection, or a part of it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) set: &'static EntitySet,
    pub(super) scope: Scope,
}

/// The error of a path that does not match a resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RouteError {
    /// The first segment is not a version of the API.
    UnknownVersion(String),
    /// The segment does not exist below the previous ones.
    UnknownSegment(String),
    /// The segment may exist in Microsoft Graph.
    NotEmulated(String),
}

impl Route {
    pub(super) fn parse(path: &str) -> Result<Self, RouteError> {
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        match segments.as_slice() {
            ["beta", surface::ROOT, name, rest @ ..] => {
                rest.iter().try_fold(Self::top(name)?, |route, segment| route.below(segment))
            }
            ["beta"] | ["beta", surface::ROOT] | [] => Err(RouteError::UnknownSegment(String::new())),
            // A URL or a version, where a path below the version belongs.
            ["beta", name, ..] if name.contains(':') || ["beta", "v1.0"].contains(name) => {
                Err(RouteError::UnknownSegment((*name).to_owned()))
            }
            ["beta", name, ..] => Err(not_emulated(name)),
            [version, ..] => Err(RouteError::UnknownVersion((*version).to_owned())),
        }
    }

    /// Returns the resource of the first segment below the root.
    fn top(name: &str) -> Result<Self, RouteError> {
        if name == SETTINGS.name {
            return Ok(Self::Item(Place { set: &SETTINGS, scope: Scope::All }, SETTINGS_ID.to_owned()));
        }
        let set = ENTITY_SETS.iter().find(|set| set.name == name).ok_or_else(|| not_emulated(name))?;
        Ok(Self::Collection(Place { set, scope: Scope::All }))
    }

    /// Returns the resource of a segment below this one.
    fn below(self, segment: &str) -> Result<Self, RouteError> {
        match self {
            Self::Collection(place) => match surface::action(place.set.actions, segment) {
                Some(action) => Ok(Self::Action(action, place, None)),
                None if place.set.not_emulated.contains(&segment) => Err(not_emulated(segment)),
                // System resources such as `$count`. Clients encode a `$` in an id.
                None if segment.trim().is_empty() || [".", ".."].contains(&segment) || segment.starts_with('$') => {
                    Err(RouteError::UnknownSegment(segment.to_owned()))
                }
                None => Ok(Self::Item(place, segment.to_owned())),
            },
            Self::Item(place, id) => {
                if let Some(action) = surface::action(place.set.item_actions, segment) {
                    return Ok(Self::Action(action, place, Some(id)));
                }
                let navigation = place.set.navigation.iter().find(|(name, _)| *name == segment);
                match navigation.map(|(_, navigation)| *navigation) {
                    Some(navigation @ (Navigation::Profile | Navigation::IntendedProfile)) => {
                        Ok(Self::ProfileOf(id, navigation))
                    }
                    Some(Navigation::Assignments) => {
                        Ok(Self::Collection(Place { set: &ASSIGNMENTS, scope: Scope::AssignmentsOf(id) }))
                    }
                    Some(Navigation::AssignedDevices) => {
                        Ok(Self::Collection(Place { set: &DEVICES, scope: Scope::AssignedTo(id) }))
                    }
                    None if place.set.not_emulated.contains(&segment) => Err(not_emulated(segment)),
                    None => Err(RouteError::UnknownSegment(segment.to_owned())),
                }
            }
            Self::ProfileOf(id, Navigation::Profile) if segment == "assignedDevices" => {
                Ok(Self::Collection(Place { set: &DEVICES, scope: Scope::AssignedThrough(id) }))
            }
            Self::ProfileOf(..) if PROFILES.navigation.iter().any(|(name, _)| *name == segment) => {
                Err(not_emulated(segment))
            }
            Self::ProfileOf(..) | Self::Action(..) => Err(RouteError::UnknownSegment(segment.to_owned())),
        }
    }

    /// Returns the kind of the objects.
    pub(super) const fn kind(&self) -> ObjectKind {
        match self {
            Self::Collection(place) | Self::Item(place, _) | Self::Action(_, place, _) => place.kind(),
            Self::ProfileOf(..) => ObjectKind::DeploymentProfile,
        }
    }

    /// Returns the methods of the resource, as in `Allow`.
    pub(super) const fn methods(&self) -> &'static str {
        match self {
            Self::Collection(place) => place.set.methods,
            Self::Item(place, _) => place.set.item_methods,
            Self::ProfileOf(..) => "GET",
            Self::Action(..) => "POST",
        }
    }
}

impl Place {
    pub(super) const fn kind(&self) -> ObjectKind {
        self.set.kind
    }

    /// Returns the canonical path below the version, as context URLs have it.
    pub(super) fn path(&self) -> String {
        let below = |set: &EntitySet, id: &str, rest: &str| {
            format!("{}/{}('{}')/{rest}", surface::ROOT, set.name, id.replace('\'', "''"))
        };
        match &self.scope {
            Scope::All => format!("{}/{}", surface::ROOT, self.set.name),
            Scope::AssignmentsOf(profile) => below(&PROFILES, profile, ASSIGNMENTS.name),
            Scope::AssignedTo(profile) => below(&PROFILES, profile, "assignedDevices"),
            Scope::AssignedThrough(device) => below(&DEVICES, device, "deploymentProfile/assignedDevices"),
        }
    }
}

fn not_emulated(segment: &str) -> RouteError {
    RouteError::NotEmulated(segment.to_owned())
}

/// Percent-decodes a segment.
fn decode(segment: &str) -> Result<String, RouteError> {
    let invalid = || RouteError::UnknownSegment(segment.to_owned());
    for (position, _) in segment.match_indices('%') {
        let digits = segment.get(position + 1..position + 3).ok_or_else(invalid)?;
        u8::from_str_radix(digits, 16).map_err(|_| invalid())?;
    }
    percent_decode_str(segment).decode_utf8().map(Into::into).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::{Route, RouteError};

    const DEVICES: &str = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
    const PROFILES: &str = "/beta/deviceManagement/windowsAutopilotDeploymentProfiles";

    /// Describes the resource of a path: the collection, the object and the action.
    fn describe(path: &str) -> String {
        match Route::parse(path).unwrap() {
            Route::Collection(place) => place.path(),
            Route::Item(place, id) => format!("{} {id}", place.path()),
            Route::ProfileOf(id, navigation) => format!("{navigation:?} of {id}"),
            Route::Action(action, place, id) => format!("{action:?} {} {}", place.path(), id.unwrap_or_default()),
        }
    }

    #[test]
    fn paths_are_mapped_to_resources() {
        let devices = "deviceManagement/windowsAutopilotDeviceIdentities";
        let profiles = "deviceManagement/windowsAutopilotDeploymentProfiles";
        for (path, expected) in [
            (DEVICES.to_owned(), devices.to_owned()),
            (format!("{DEVICES}/a%2Fb"), format!("{devices} a/b")),
            (format!("{DEVICES}/deleteDevices"), format!("DeleteDevices {devices} ")),
            (format!("{DEVICES}/1/microsoft.graph.assignUserToDevice"), format!("AssignUser {devices} 1")),
            (format!("{DEVICES}/1/deploymentProfile"), "Profile of 1".to_owned()),
            (
                format!("{DEVICES}/1/deploymentProfile/assignedDevices/2"),
                format!("{devices}('1')/deploymentProfile/assignedDevices 2"),
            ),
            (format!("{PROFILES}/1/assignments/2"), format!("{profiles}('1')/assignments 2")),
            (
                format!("{PROFILES}/1/assignedDevices/2/unassignUserFromDevice"),
                format!("UnassignUser {profiles}('1')/assignedDevices 2"),
            ),
        ] {
            assert_eq!(describe(&path), expected);
        }
    }

    #[test]
    fn errors_name_the_unknown_segment() {
        for (path, segment) in [
            ("/beta", ""),
            ("/beta/deviceManagement", ""),
            ("/beta/beta/deviceManagement", "beta"),
            ("/beta/v1.0/me", "v1.0"),
            (&format!("/beta/http://127.0.0.1:1{DEVICES}"), "http:"),
            (&format!("{DEVICES}/"), ""),
            (&format!("{DEVICES}/$count"), "$count"),
            (&format!("{DEVICES}/%20"), " "),
            (&format!("{DEVICES}/%2E%2E"), ".."),
            (&format!("{DEVICES}/a%2"), "a%2"),
            (&format!("{DEVICES}/%zz"), "%zz"),
            (&format!("{DEVICES}/%ff"), "%ff"),
            (&format!("{DEVICES}/1/assign"), "assign"),
            (&format!("{DEVICES}/1/profile/assignedDevices"), "profile"),
            (&format!("{DEVICES}/1/deploymentProfile/owner"), "owner"),
            (&format!("{DEVICES}/1/assignUserToDevice/2"), "2"),
        ] {
            assert_eq!(Route::parse(path).unwrap_err(), RouteError::UnknownSegment(segment.to_owned()), "{path}");
        }
        assert_eq!(Route::parse("/v9/users").unwrap_err(), RouteError::UnknownVersion("v9".to_owned()));
        assert_eq!(Route::parse("/").unwrap_err(), RouteError::UnknownVersion(String::new()));
    }

    #[test]
    fn the_rest_of_microsoft_graph_is_not_emulated() {
        for (path, segment) in [
            ("/beta/users", "users"),
            ("/beta/deviceManagement/managedDevices/1", "managedDevices"),
            (&format!("{PROFILES}/1/domainJoinConfiguration"), "domainJoinConfiguration"),
            (&format!("{PROFILES}/hasPayloadLinks"), "hasPayloadLinks"),
            (&format!("{DEVICES}/1/deploymentProfile/assignments"), "assignments"),
        ] {
            assert_eq!(Route::parse(path).unwrap_err(), RouteError::NotEmulated(segment.to_owned()), "{path}");
        }
    }
}
