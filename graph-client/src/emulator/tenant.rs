//! The emulated tenant: its objects, and the events that are due later.
//!
//! Nothing runs in the background. Before each access, the tenant applies the events that are due, in the order of their times.

mod assignment;
mod association;
mod clock;
mod collection;
mod defaults;
mod deletion;
mod device;
mod import;
mod schedule;
mod sync;

use super::object_kind::ObjectKind;
pub(super) use association::AssociationError;
use clock::Clock;
use collection::{Collection, ProfileAssignment, Record};
pub use import::ImportError;
use schedule::{Event, Schedule, Subject};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;
pub(super) use sync::SyncError;
use tokio::time::Instant;
use uuid::Uuid;

/// An object as JSON.
pub(super) type Object = Map<String, Value>;

/// The id of the only settings.
pub(super) const SETTINGS_ID: &str = "windowsAutopilotSettings";

/// The date that means "never".
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The objects of a collection that belong to a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All of them.
    All,
    /// The assignments of the profile with this id.
    AssignmentsOf(String),
    /// The devices of the profile with this id.
    AssignedTo(String),
    /// The devices of the profile of a device, and those that were created through it.
    AssignedThrough {
        /// The id of the device.
        device: String,
        /// Whether the path leads through the intended profile.
        is_intended: bool,
    },
}

pub(super) struct Tenant {
    /// A collection for each kind, in the order of the kinds.
    collections: [Collection; ObjectKind::COUNT],
    /// The number of objects that were inserted.
    incarnations: u64,
    schedule: Schedule,
    clock: Clock,
    /// The errors of imports by serial number or hardware hash.
    import_errors: HashMap<String, ImportError>,
}

impl Tenant {
    pub(super) fn new() -> Self {
        let mut tenant = Self {
            collections: Default::default(),
            incarnations: 0,
            schedule: Schedule::default(),
            clock: Clock::start(),
            import_errors: HashMap::new(),
        };
        tenant.insert(ObjectKind::Settings, sync::settings());
        tenant
    }

    /// Lets everything happen that is due by now.
    pub(super) fn advance(&mut self) {
        let now = Instant::now();
        while let Some((at, Subject { kind, id, incarnation }, event)) = self.schedule.next(now) {
            if self.collection(kind).get(&id).is_none_or(|record| record.incarnation != incarnation) {
                continue;
            }
            match event {
                Event::ImportPending => self.import_pending(&id),
                Event::ImportEnds { is_twin } => self.import_ends(&id, is_twin, at),
                Event::SyncEnds => self.sync_ends(at),
                Event::Preassociated => self.preassociated(&id, at),
                Event::Gone => {
                    self.collection_mut(kind).remove(&id);
                }
            }
        }
    }

    /// Lets an event happen to an object after a time, unless the object is gone or replaced by then.
    fn after(&mut self, duration: Duration, kind: ObjectKind, id: &str, event: Event) {
        if let Some(record) = self.collection(kind).get(id) {
            let subject = Subject { kind, id: id.to_owned(), incarnation: record.incarnation };
            self.schedule.after(duration, subject, event);
        }
    }

    /// Lets everything that begins from now on take this much less time.
    pub(super) fn set_time_scale(&mut self, scale: f64) {
        self.schedule.set_scale(scale);
    }

    /// Returns the objects of a collection from a number on, in the order of creation. The number of an object never changes and
    /// grows from each object to the next, so that it can be the skip token of the page that begins behind the object.
    pub(super) fn items<'a>(
        &'a self,
        kind: ObjectKind,
        scope: &'a Scope,
        number: u64,
    ) -> impl Iterator<Item = (u64, Cow<'a, Object>)> + 'a {
        let view = self.profile_view();
        let records = self.collection(kind).iter_from(number);
        records.filter_map(move |(number, record)| Some((number, view.object(kind, scope, record)?)))
    }

    /// Returns the objects of a collection that are not being deleted.
    pub(super) fn objects(&self, kind: ObjectKind, scope: &Scope) -> Vec<Object> {
        let view = self.profile_view();
        let records = self.collection(kind).iter().map(|(_, record)| record).filter(|record| !record.is_deleting);
        records.filter_map(|record| Some(view.object(kind, scope, record)?.into_owned())).collect()
    }

    /// Returns an object. A device that is being deleted is listed, but no longer found by its id.
    pub(super) fn object(&self, kind: ObjectKind, scope: &Scope, id: &str) -> Option<Cow<'_, Object>> {
        let record = self.collection(kind).get(id);
        let record = record.filter(|record| kind != ObjectKind::Device || !record.is_deleting)?;
        self.profile_view().object(kind, scope, record)
    }

    /// Inserts an object, which replaces one with the same id, and returns its id. An object without one gets one.
    pub(super) fn insert(&mut self, kind: ObjectKind, object: Object) -> String {
        self.insert_record(kind, object, None, None)
    }

    fn insert_record(
        &mut self,
        kind: ObjectKind,
        mut object: Object,
        parent: Option<String>,
        profile: Option<ProfileAssignment>,
    ) -> String {
        let id = match (kind, text(&object, "id")) {
            (ObjectKind::Settings, _) => SETTINGS_ID.to_owned(),
            (_, Some(id)) => id.to_owned(),
            (_, None) => Uuid::new_v4().to_string(),
        };
        object.insert("id".to_owned(), json!(id));
        self.incarnations += 1;
        let incarnation = self.incarnations;
        let record = Record { object, incarnation, created: Instant::now(), parent, profile, is_deleting: false };
        self.collection_mut(kind).insert(id.clone(), record);
        id
    }

    /// Changes an object. Returns `None` if there is none with this id. The id stays the same.
    pub(super) fn update<R>(&mut self, kind: ObjectKind, id: &str, update: impl FnOnce(&mut Object) -> R) -> Option<R> {
        self.collection_mut(kind).update(id, |record| {
            let result = update(&mut record.object);
            record.object.insert("id".to_owned(), json!(id));
            result
        })
    }

    /// Changes the properties of an object to those of another one. A null unsets a property.
    pub(super) fn patch(&mut self, kind: ObjectKind, id: &str, mut patch: Object) {
        if kind == ObjectKind::DeploymentProfile {
            assignment::set_both_names(&mut patch);
        }
        let now = self.clock.date(Instant::now());
        self.update(kind, id, |object| {
            if kind == ObjectKind::DeploymentProfile {
                object.insert("lastModifiedDateTime".to_owned(), now.into());
            }
            for (name, value) in patch {
                let unset = defaults::defaults(kind).and_then(|defaults| defaults.get(&name)).cloned();
                match if value.is_null() { unset } else { Some(value) } {
                    Some(value) => object.insert(name, value),
                    None => object.remove(&name),
                };
            }
        });
    }

    fn collection(&self, kind: ObjectKind) -> &Collection {
        // There are as many collections as kinds.
        &self.collections[kind as usize]
    }

    fn collection_mut(&mut self, kind: ObjectKind) -> &mut Collection {
        &mut self.collections[kind as usize]
    }
}

/// Returns a property that is a string and not empty.
fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// Returns the object of a `json!` literal.
fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
