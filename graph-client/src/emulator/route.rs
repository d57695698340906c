//! Maps request paths to the resources of the [surface](super::surface).

use super::entity_types::entity_type;
use super::object_kind::ObjectKind;
use super::surface::{
    self, ASSIGNMENTS, Action, COUNT, DEVICES, ENTITY_SETS, EntitySet, Navigation, PROFILES, REF, ROOT, SETTINGS,
    VERSION,
};
use super::tenant::{SETTINGS_ID, Scope};
use percent_encoding::percent_decode_str;

/// A resource of the emulator.
#[derive(Debug)]
pub(super) enum Route {
    /// A collection.
    Collection(Place),
    /// The number of objects of a collection.
    Count(Place),
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

/// A segment of a canonical path.
struct Segment<'a> {
    /// The segment as it is in the path. A name is not encoded.
    name: &'a str,
    decoded: String,
}

impl Route {
    /// Returns the resource of a [canonical](super::path::canonical) path.
    pub(super) fn parse(path: &str) -> Result<Self, RouteError> {
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(Segment::decode);
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        let [version, below @ ..] = segments.as_slice() else {
            return Err(RouteError::UnknownVersion(String::new()));
        };
        if version.name != VERSION && !version.is_other_version() {
            return Err(RouteError::UnknownVersion(version.decoded.clone()));
        }
        if let [first, ..] = below
            && (first.name == VERSION || first.is_other_version() || first.decoded.contains(':'))
        {
            // A URL or a version, where a path below the version belongs.
            return Err(first.unknown());
        }
        match below {
            _ if version.is_other_version() => Err(version.not_emulated()),
            [root, top, rest @ ..] if root.name == ROOT => rest.iter().try_fold(Self::top(top)?, Self::below),
            [first, ..] => Err(first.not_emulated()),
            [] => Err(version.not_emulated()),
        }
    }

    /// Returns the resource of the first segment below the root.
    fn top(segment: &Segment<'_>) -> Result<Self, RouteError> {
        if segment.name == SETTINGS.name {
            return Ok(Self::Item(Place { set: &SETTINGS, scope: Scope::All }, SETTINGS_ID.to_owned()));
        }
        let set = ENTITY_SETS.iter().find(|set| set.name == segment.name).ok_or_else(|| segment.not_emulated())?;
        Ok(Self::Collection(Place { set, scope: Scope::All }))
    }

    /// Returns the resource of a segment below this one.
    fn below(self, segment: &Segment<'_>) -> Result<Self, RouteError> {
        match self {
            Self::Collection(_) | Self::Item(..) | Self::ProfileOf(..) if segment.name == REF => {
                Err(segment.not_emulated())
            }
            Self::Collection(place) => match surface::action(place.set.actions, segment.name) {
                Some(action) => Ok(Self::Action(action, place, None)),
                None if segment.name == COUNT => Ok(Self::Count(place)),
                None if place.set.not_emulated.contains(&segment.name) => Err(segment.not_emulated()),
                // Clients encode a `$` in an id.
                None if segment.name.starts_with('$') => Err(segment.unknown()),
                None if segment.decoded.trim().is_empty() || [".", ".."].contains(&segment.decoded.as_str()) => {
                    Err(segment.unknown())
                }
                None => Ok(Self::Item(place, segment.decoded.clone())),
            },
            Self::Item(place, id) => {
                if let Some(action) = surface::action(place.set.item_actions, segment.name) {
                    return Ok(Self::Action(action, place, Some(id)));
                }
                let navigation = place.set.navigation.iter().find(|(name, _)| *name == segment.name);
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
                    None => Err(segment.below_object(place.set)),
                }
            }
            Self::ProfileOf(device, navigation) => {
                match PROFILES.navigation.iter().find(|(name, _)| *name == segment.name) {
                    Some((_, Navigation::AssignedDevices)) => {
                        let is_intended = navigation == Navigation::IntendedProfile;
                        let scope = Scope::AssignedThrough { device, is_intended };
                        Ok(Self::Collection(Place { set: &DEVICES, scope }))
                    }
                    Some(_) => Err(segment.not_emulated()),
                    None => Err(segment.below_object(&PROFILES)),
                }
            }
            Self::Count(_) | Self::Action(..) => Err(segment.unknown()),
        }
    }

    /// Returns the kind of the objects.
    pub(super) const fn kind(&self) -> ObjectKind {
        match self {
            Self::Collection(place) | Self::Count(place) | Self::Item(place, _) | Self::Action(_, place, _) => {
                place.kind()
            }
            Self::ProfileOf(..) => ObjectKind::DeploymentProfile,
        }
    }

    /// Returns the methods of the resource, as in `Allow`.
    pub(super) const fn methods(&self) -> &'static str {
        match self {
            Self::Collection(place) => place.set.methods,
            Self::Item(place, _) => place.set.item_methods,
            Self::Count(_) | Self::ProfileOf(..) => "GET",
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
            Scope::AssignedThrough { device, is_intended: false } => {
                below(&DEVICES, device, "deploymentProfile/assignedDevices")
            }
            Scope::AssignedThrough { device, is_intended: true } => {
                below(&DEVICES, device, "intendedDeploymentProfile/assignedDevices")
            }
        }
    }
}

impl<'a> Segment<'a> {
    /// Percent-decodes a segment.
    fn decode(segment: &'a str) -> Result<Self, RouteError> {
        let invalid = || RouteError::UnknownSegment(segment.to_owned());
        for (position, _) in segment.match_indices('%') {
            let digits = segment.get(position + 1..position + 3).ok_or_else(invalid)?;
            u8::from_str_radix(digits, 16).map_err(|_| invalid())?;
        }
        let decoded = percent_decode_str(segment).decode_utf8().map_err(|_| invalid())?.into_owned();
        Ok(Self { name: segment, decoded })
    }

    /// Returns whether this is a version of Microsoft Graph that the emulator has not.
    const fn is_other_version(&self) -> bool {
        self.name.eq_ignore_ascii_case("v1.0")
    }

    /// Returns the error of a segment below an object that is no action and no navigation property.
    fn below_object(&self, set: &EntitySet) -> RouteError {
        let is_property = entity_type(set.kind).property(&self.decoded).is_ok();
        let is_known = is_property || set.navigation_not_emulated.contains(&self.name);
        if is_known { self.not_emulated() } else { self.unknown() }
    }

    fn not_emulated(&self) -> RouteError {
        RouteError::NotEmulated(self.decoded.clone())
    }

    fn unknown(&self) -> RouteError {
        RouteError::UnknownSegment(self.decoded.clone())
    }
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
            Route::Count(place) => format!("number of {}", place.path()),
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
            (format!("{DEVICES}/%64eleteDevices"), format!("{devices} deleteDevices")),
            (format!("{DEVICES}/%24count"), format!("{devices} $count")),
            (format!("{DEVICES}/$count"), format!("number of {devices}")),
            (format!("{DEVICES}/1/assignUserToDevice"), format!("AssignUser {devices} 1")),
            (format!("{DEVICES}/1/deploymentProfile"), "Profile of 1".to_owned()),
            (
                format!("{DEVICES}/1/deploymentProfile/assignedDevices/2"),
                format!("{devices}('1')/deploymentProfile/assignedDevices 2"),
            ),
            (
                format!("{DEVICES}/1/intendedDeploymentProfile/assignedDevices"),
                format!("{devices}('1')/intendedDeploymentProfile/assignedDevices"),
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
            ("/beta/beta/deviceManagement", "beta"),
            ("/beta/v1.0/me", "v1.0"),
            ("/v1.0/beta/me", "beta"),
            (&format!("/beta/http://127.0.0.1:1{DEVICES}"), "http:"),
            (&format!("{DEVICES}/"), ""),
            (&format!("{DEVICES}/$value"), "$value"),
            (&format!("{DEVICES}/1/$count"), "$count"),
            (&format!("{DEVICES}/$count/1"), "1"),
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
            ("/beta", "beta"),
            ("/beta/deviceManagement", "deviceManagement"),
            ("/beta/users", "users"),
            ("/v1.0", "v1.0"),
            ("/v1.0/users", "v1.0"),
            (&format!("{DEVICES}/1/SerialNumber/$value"), "SerialNumber"),
            (&format!("{DEVICES}/1/deploymentProfile/displayName"), "displayName"),
            (&format!("{DEVICES}/1/deploymentProfile/$ref"), "$ref"),
            (&format!("{DEVICES}/1/$ref"), "$ref"),
            (&format!("{PROFILES}/1/assignedDevices/$ref"), "$ref"),
            ("/beta/deviceManagement/managedDevices/1", "managedDevices"),
            (&format!("{PROFILES}/1/domainJoinConfiguration"), "domainJoinConfiguration"),
            (&format!("{PROFILES}/hasPayloadLinks"), "hasPayloadLinks"),
            (&format!("{DEVICES}/1/deploymentProfile/assignments"), "assignments"),
        ] {
            assert_eq!(Route::parse(path).unwrap_err(), RouteError::NotEmulated(segment.to_owned()), "{path}");
        }
    }
}
