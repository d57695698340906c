//! The deployment profiles of devices.

use super::collection::{ProfileAssignment, Record};
use super::defaults::complete;
use super::{Object, Scope, Tenant, seconds, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use std::borrow::Cow;
use std::time::Duration;
use tokio::time::Instant;

/// The time until an assignment is `pending`.
const PENDING_AFTER: Duration = seconds(60);

/// The time until a profile is assigned.
const ASSIGNED_AFTER: Duration = seconds(240);

impl Tenant {
    /// Assigns a profile to a device. Returns whether the device exists.
    pub(in crate::emulator) fn assign_profile(&mut self, profile: &str, device: &str) -> bool {
        let assignment = ProfileAssignment { profile: profile.to_owned(), at: Instant::now() };
        self.collection_mut(ObjectKind::Device).update(device, |record| record.profile = Some(assignment)).is_some()
    }

    /// Adds an assignment to a profile and returns its id.
    pub(in crate::emulator) fn create_assignment(&mut self, profile: &str, mut assignment: Object) -> String {
        assignment.insert("source".to_owned(), json!("direct"));
        assignment.insert("sourceId".to_owned(), json!(profile));
        self.insert(ObjectKind::ProfileAssignment, assignment)
    }

    /// Adds a profile and returns its id.
    pub(in crate::emulator) fn create_profile(&mut self, mut profile: Object) -> String {
        set_both_names(&mut profile);
        complete(ObjectKind::DeploymentProfile, &mut profile);
        let now = self.clock.date(Instant::now());
        profile.insert("createdDateTime".to_owned(), json!(now));
        profile.insert("lastModifiedDateTime".to_owned(), json!(now));
        self.insert(ObjectKind::DeploymentProfile, profile)
    }

    /// Returns the assigned profile of a device, or the profile of a pending assignment.
    pub(in crate::emulator) fn profile_of(&self, device: &str, is_intended: bool) -> Option<&Object> {
        let view = self.profile_view();
        let assignment = view.profile_of(self.collection(ObjectKind::Device).get(device)?)?;
        let is_assigned = view.status(&assignment) == "assignedInSync";
        let profile = self
            .collection(ObjectKind::DeploymentProfile)
            .get(&assignment.profile)
            .filter(|_| is_intended || is_assigned)?;
        Some(&profile.object)
    }

    /// Looks at the profiles of devices as they are now.
    pub(super) fn profile_view(&self) -> ProfileView<'_> {
        let assignments =
            self.collection(ObjectKind::ProfileAssignment).iter().filter(|(_, record)| includes(&record.object));
        let mut of_groups = assignments.filter_map(|(_, record)| {
            let profile = text(&record.object, "sourceId")
                .filter(|id| self.collection(ObjectKind::DeploymentProfile).get(id).is_some())?;
            Some(ProfileAssignment { profile: profile.to_owned(), at: record.created })
        });
        ProfileView { tenant: self, of_groups: of_groups.next(), now: Instant::now() }
    }
}

/// The properties of a profile that were replaced in May 2024, and those that replaced them.
const REPLACED: [(&str, &str); 3] = [
    ("enableWhiteGlove", "preprovisioningAllowed"),
    ("extractHardwareHash", "hardwareHashExtractionEnabled"),
    ("language", "locale"),
];

/// Sets a property of a profile under both names, as the service does.
pub(super) fn set_both_names(profile: &mut Object) {
    for (old, new) in REPLACED {
        if let Some(value) = profile.get(new).or_else(|| profile.get(old)).cloned() {
            profile.insert(old.to_owned(), value.clone());
            profile.insert(new.to_owned(), value);
        }
    }
}

/// Returns whether an assignment is for devices rather than against them.
fn includes(assignment: &Object) -> bool {
    let target = assignment.get("target").and_then(|target| target.get("@odata.type")?.as_str());
    target.is_some_and(|target| !target.contains("exclusion"))
}

/// Devices with the status of their profile, which depends on the time.
pub(super) struct ProfileView<'a> {
    tenant: &'a Tenant,
    /// The profile that all devices get that have none of their own: the first one that is assigned to a group.
    of_groups: Option<ProfileAssignment>,
    now: Instant,
}

impl ProfileView<'_> {
    /// Returns whether an object belongs to a part of its collection.
    pub(super) fn is_in_scope(&self, record: &Record, scope: &Scope) -> bool {
        let has_profile = |id: &str| self.profile_of(record).is_some_and(|assignment| assignment.profile == *id);
        match scope {
            Scope::All => true,
            Scope::AssignmentsOf(profile) => text(&record.object, "sourceId") == Some(profile),
            Scope::AssignedTo(profile) => has_profile(profile),
            Scope::AssignedThrough { device, .. } => {
                let profile =
                    self.tenant.collection(ObjectKind::Device).get(device).and_then(|device| self.profile_of(device));
                record.parent.as_ref() == Some(device) || profile.is_some_and(|found| has_profile(&found.profile))
            }
        }
    }

    /// Returns an object of a part of its collection, with what depends on the time.
    pub(super) fn object<'a>(&self, kind: ObjectKind, scope: &Scope, record: &'a Record) -> Option<Cow<'a, Object>> {
        if !self.is_in_scope(record, scope) {
            return None;
        }
        let assignment = if kind == ObjectKind::Device { self.profile_of(record) } else { None };
        let Some(assignment) = assignment else { return Some(Cow::Borrowed(&record.object)) };
        let status = self.status(&assignment);
        let mut device = record.object.clone();
        if status == "assignedInSync" {
            let at = assignment.at + self.tenant.schedule.scaled(ASSIGNED_AFTER);
            device.insert("deploymentProfileAssignedDateTime".to_owned(), json!(self.tenant.clock.date(at)));
        }
        device.insert("deploymentProfileAssignmentStatus".to_owned(), json!(status));
        Some(Cow::Owned(device))
    }

    fn profile_of(&self, record: &Record) -> Option<ProfileAssignment> {
        let own = record
            .profile
            .clone()
            .filter(|own| self.tenant.collection(ObjectKind::DeploymentProfile).get(&own.profile).is_some());
        own.or_else(|| {
            let group = self.of_groups.clone()?;
            Some(ProfileAssignment { at: group.at.max(record.created), ..group })
        })
    }

    fn status(&self, assignment: &ProfileAssignment) -> &'static str {
        let schedule = &self.tenant.schedule;
        match self.now.saturating_duration_since(assignment.at) {
            elapsed if elapsed < schedule.scaled(PENDING_AFTER) => "notAssigned",
            elapsed if elapsed < schedule.scaled(ASSIGNED_AFTER) => "pending",
            _ => "assignedInSync",
        }
    }
}
