//! Carries out requests for objects and collections.

use super::entity_types::entity_type;
use super::object_kind::ObjectKind;
use super::query::{Query, Row, Target};
use super::response::ServiceResponse;
use super::route::{Place, Route, RouteError};
use super::server::Server;
use super::service_request::ServiceRequest;
use super::surface::{self, DEVICES, Navigation, PROFILES};
use super::tenant::{Object, Scope, Tenant};
use super::validation;
use serde_json::Value;

impl Server {
    /// Carries out a request. An error is the response that refuses it.
    pub(super) fn dispatch(&self, request: &ServiceRequest<'_>) -> Result<ServiceResponse, ServiceResponse> {
        self.authorize(request.headers)?;
        if request.path == surface::BATCH {
            return match request.method.as_str() {
                "POST" => {
                    Query::parse(request.query, entity_type(ObjectKind::Device), Target::None)?;
                    self.batch(request)
                }
                _ => Err(ServiceResponse::method_not_allowed("POST")),
            };
        }
        let route = Route::parse(request.path).map_err(|error| match error {
            RouteError::UnknownVersion(version) => ServiceResponse::bad_request(format!("Invalid version: {version}.")),
            RouteError::UnknownSegment(segment) => {
                ServiceResponse::bad_request(format!("Resource not found for the segment '{segment}'."))
            }
            RouteError::NotEmulated(segment) => {
                ServiceResponse::not_emulated(format!("The emulator does not emulate the segment '{segment}'."))
            }
        })?;
        let methods = route.methods();
        let method = request.method.as_str();
        if !methods.split(", ").any(|allowed| allowed == method) {
            return Err(ServiceResponse::method_not_allowed(methods));
        }
        let target = match (&route, method) {
            (Route::Count(_), _) => Target::Count,
            (Route::Collection(_), "GET") => Target::Collection,
            (_, "GET") => Target::Object,
            _ => Target::None,
        };
        let query = Query::parse(request.query, entity_type(route.kind()), target)?;
        match (route, method) {
            (Route::Count(place), _) => self.count(&place, &query),
            (Route::Collection(place), "GET") => self.page(request, &place, &query),
            (Route::Collection(place), _) => self.create(request, &place),
            (Route::Item(place, id), "GET") => self.get(&place, &id, &query),
            (Route::Item(place, id), "PATCH") => self.patch(request, &place, &id),
            (Route::Item(place, id), _) => self.delete(&place, &id),
            (Route::ProfileOf(id, navigation), _) => self.profile_of(&id, navigation, &query),
            (Route::Action(action, place, id), _) => self.act(request, action, &place, id.as_deref()),
        }
    }

    /// Returns a page of objects, with a next link if there are more.
    fn page(
        &self,
        request: &ServiceRequest<'_>,
        place: &Place,
        query: &Query,
    ) -> Result<ServiceResponse, ServiceResponse> {
        self.check_parent(place)?;
        let size = *self.page_size();
        let tenant = self.tenant();
        let related = |object: &Object, name: &str| related(&tenant, place.set.navigation, object, name);
        let page = query.page(request.query, rows(&tenant, place, query.first_position()), size, related);
        let next_link = page.next_query.as_ref().map(|next| format!("{}{}?{next}", self.endpoint, request.path));
        let context = self.context(&format!("{}{}", place.path(), query.context()));
        Ok(ServiceResponse::page(&context, page, next_link))
    }

    /// Returns the number of objects.
    fn count(&self, place: &Place, query: &Query) -> Result<ServiceResponse, ServiceResponse> {
        self.check_parent(place)?;
        Ok(ServiceResponse::count(query.count(rows(&self.tenant(), place, 0))))
    }

    fn create(&self, request: &ServiceRequest<'_>, place: &Place) -> Result<ServiceResponse, ServiceResponse> {
        let kind = place.kind();
        if kind == ObjectKind::Device && self.quirks().lacks_create_route {
            return Err(ServiceResponse::no_route(request.method, request.path));
        }
        self.check_parent(place)?;
        let mut object = read(kind, request.json()?, None)?;
        object.retain(|_, value| !value.is_null());
        let mut tenant = self.tenant();
        let id = match (kind, &place.scope) {
            (ObjectKind::Device, scope) => tenant.create_device(object, scope),
            (ObjectKind::ImportedDevice, _) => {
                let imported = tenant.import(vec![object]);
                imported.first().and_then(|imported| imported.get("id")?.as_str()).unwrap_or_default().to_owned()
            }
            (ObjectKind::DeploymentProfile, _) => {
                if tenant.objects(kind, &Scope::All).len() >= PROFILES_LIMIT {
                    let message = format!("A tenant has {PROFILES_LIMIT} deployment profiles at most.");
                    return Err(ServiceResponse::bad_request(message));
                }
                tenant.create_profile(object)
            }
            (_, Scope::AssignmentsOf(profile)) => tenant.create_assignment(profile, object),
            _ => tenant.insert(kind, object),
        };
        let created = tenant.object(kind, &place.scope, &id).unwrap_or_default().into_owned();
        let location = match kind {
            ObjectKind::Device => format!("{}/beta/{}/{}/{id}", self.endpoint, surface::ROOT, DEVICES.name),
            _ => format!("{}{}/{id}", self.endpoint, request.path),
        };
        Ok(ServiceResponse::created(&self.entity_context(place, &Query::default()), location, created))
    }

    fn get(&self, place: &Place, id: &str, query: &Query) -> Result<ServiceResponse, ServiceResponse> {
        let tenant = self.tenant();
        let object = tenant.object(place.kind(), &place.scope, id);
        let object = object.ok_or_else(|| ServiceResponse::not_found(place.kind(), id))?;
        let related = |object: &Object, name: &str| related(&tenant, place.set.navigation, object, name);
        Ok(ServiceResponse::object(&self.entity_context(place, query), query.project(&object, related)))
    }

    fn patch(&self, request: &ServiceRequest<'_>, place: &Place, id: &str) -> Result<ServiceResponse, ServiceResponse> {
        let kind = place.kind();
        let body = request.json()?;
        let mut tenant = self.tenant();
        let stored = tenant.object(kind, &place.scope, id).ok_or_else(|| ServiceResponse::not_found(kind, id))?;
        let patch = read(kind, body, stored.get("@odata.type").and_then(Value::as_str))?;
        tenant.patch(kind, id, patch);
        drop(tenant);
        self.get(place, id, &Query::default())
    }

    fn delete(&self, place: &Place, id: &str) -> Result<ServiceResponse, ServiceResponse> {
        let kind = place.kind();
        if self.tenant().delete(kind, &place.scope, id) {
            return Ok(ServiceResponse::no_content());
        }
        Err(match kind {
            ObjectKind::Device if self.quirks().lacks_not_found => {
                ServiceResponse::cannot_find(&format!("device {id}"))
            }
            _ => ServiceResponse::not_found(kind, id),
        })
    }

    fn profile_of(
        &self,
        device: &str,
        navigation: Navigation,
        query: &Query,
    ) -> Result<ServiceResponse, ServiceResponse> {
        let tenant = self.tenant();
        if tenant.object(ObjectKind::Device, &Scope::All, device).is_none() {
            return Err(ServiceResponse::not_found(ObjectKind::Device, device));
        }
        let profile = tenant
            .profile_of(device, navigation == Navigation::IntendedProfile)
            .ok_or_else(|| ServiceResponse::no_profile(device))?;
        let related = |object: &Object, name: &str| related(&tenant, PROFILES.navigation, object, name);
        let context = self.entity_context(&Place { set: &PROFILES, scope: Scope::All }, query);
        Ok(ServiceResponse::object(&context, query.project(profile, related)))
    }

    /// Checks that the profile exists below which a collection is. A device may be missing.
    fn check_parent(&self, place: &Place) -> Result<(), ServiceResponse> {
        match &place.scope {
            Scope::AssignmentsOf(id) | Scope::AssignedTo(id)
                if self.tenant().object(ObjectKind::DeploymentProfile, &Scope::All, id).is_none() =>
            {
                Err(ServiceResponse::not_found(ObjectKind::DeploymentProfile, id))
            }
            _ => Ok(()),
        }
    }

    /// Returns the context URL of an object.
    pub(super) fn entity_context(&self, place: &Place, query: &Query) -> String {
        self.context(&format!("{}{}/$entity", place.path(), query.context()))
    }
}

/// The number of deployment profiles of a tenant.
const PROFILES_LIMIT: usize = 350;

/// Reads an object and validates it.
fn read(kind: ObjectKind, body: &[u8], odata_type: Option<&str>) -> Result<Object, ServiceResponse> {
    validation::read(kind, body, odata_type).map_err(ServiceResponse::bad_request)
}

/// Returns the objects of a collection from a position on.
fn rows<'a>(tenant: &'a Tenant, place: &'a Place, position: u64) -> impl Iterator<Item = Row<'a>> {
    tenant.items(place.kind(), &place.scope, position).map(|(position, object)| Row { position, object })
}

/// Returns the value of a navigation property of an object.
fn related(tenant: &Tenant, navigation: &[(&str, Navigation)], object: &Object, name: &str) -> Option<Value> {
    let id = object.get("id")?.as_str()?;
    let items = |kind, scope: &Scope| {
        tenant.items(kind, scope, 0).map(|(_, object)| Value::from(object.into_owned())).collect()
    };
    let Some((_, navigation)) = navigation.iter().find(|(listed, _)| *listed == name) else {
        // Only the object itself knows.
        return object.get(name).cloned();
    };
    match navigation {
        Navigation::Profile => tenant.profile_of(id, false).cloned().map(Value::from),
        Navigation::IntendedProfile => tenant.profile_of(id, true).cloned().map(Value::from),
        Navigation::Assignments => Some(items(ObjectKind::ProfileAssignment, &Scope::AssignmentsOf(id.to_owned()))),
        Navigation::AssignedDevices => Some(items(ObjectKind::Device, &Scope::AssignedTo(id.to_owned()))),
    }
}
