//! Carries out requests for objects and collections.

use super::object_kind::ObjectKind;
use super::response::ServiceResponse;
use super::route::{Place, Route, RouteError};
use super::server::Server;
use super::service_request::ServiceRequest;
use super::surface::{self, DEVICES, Navigation};
use super::tenant::{Object, Scope};
use super::validation;
use serde_json::Value;
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// The query option of next links.
const SKIP_TOKEN: &str = "$skiptoken=";

impl Server {
    /// Carries out a request. An error is the response that refuses it.
    pub(super) fn dispatch(&self, request: &ServiceRequest<'_>) -> Result<ServiceResponse, ServiceResponse> {
        self.authorize(request.headers)?;
        let route = Route::parse(request.path).map_err(|error| match error {
            RouteError::UnknownVersion(version) => ServiceResponse::bad_request(format!("Invalid version: {version}.")),
            RouteError::UnknownSegment(segment) => {
                ServiceResponse::bad_request(format!("Resource not found for the segment '{segment}'."))
            }
            RouteError::NotEmulated(segment) => ServiceResponse::not_emulated(&segment),
        })?;
        let skipped = skip_token(request)?;
        let methods = route.methods();
        if !methods.split(", ").any(|method| method == request.method.as_str()) {
            return Err(ServiceResponse::method_not_allowed(methods));
        }
        match (route, request.method.as_str()) {
            (Route::Collection(place), "GET") => self.page(request.path, &place, skipped),
            (Route::Collection(place), _) => self.create(request, &place),
            (Route::Item(place, id), "GET") => self.get(&place, &id),
            (Route::Item(place, id), "PATCH") => self.patch(request, &place, &id),
            (Route::Item(place, id), _) => self.delete(&place, &id),
            (Route::ProfileOf(id, navigation), _) => self.profile_of(&id, navigation),
            (Route::Action(action, place, id), _) => self.act(request, action, &place, id.as_deref()),
        }
    }

    /// Returns a page of objects, with a next link if there are more.
    fn page(&self, path: &str, place: &Place, skipped: usize) -> Result<ServiceResponse, ServiceResponse> {
        self.check_parent(place)?;
        let size = self.page_size().map_or(usize::MAX, NonZeroUsize::get);
        let tenant = self.tenant();
        let mut rest = tenant.items(place.kind(), &place.scope).skip(skipped);
        let objects: Vec<Cow<'_, Object>> = rest.by_ref().take(size).map(|(_, object)| object).collect();
        let has_more = rest.next().is_some();
        let next_link = has_more.then(|| format!("{}{path}?{SKIP_TOKEN}{}", self.endpoint, skipped + size));
        ServiceResponse::page(&self.context(&place.path()), &objects, next_link)
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
        let created = tenant.object(kind, &place.scope, &id).unwrap_or_default();
        let location = match kind {
            ObjectKind::Device => format!("{}/beta/{}/{}/{id}", self.endpoint, surface::ROOT, DEVICES.name),
            _ => format!("{}{}/{id}", self.endpoint, request.path),
        };
        ServiceResponse::created(&self.entity_context(place), location, &created)
    }

    fn get(&self, place: &Place, id: &str) -> Result<ServiceResponse, ServiceResponse> {
        let tenant = self.tenant();
        let object = tenant.object(place.kind(), &place.scope, id);
        let object = object.ok_or_else(|| ServiceResponse::not_found(place.kind(), id))?;
        ServiceResponse::object(&self.entity_context(place), &object)
    }

    fn patch(&self, request: &ServiceRequest<'_>, place: &Place, id: &str) -> Result<ServiceResponse, ServiceResponse> {
        let kind = place.kind();
        let body = request.json()?;
        let mut tenant = self.tenant();
        let stored = tenant.object(kind, &place.scope, id).ok_or_else(|| ServiceResponse::not_found(kind, id))?;
        let patch = read(kind, body, stored.get("@odata.type").and_then(Value::as_str))?;
        tenant.patch(kind, id, patch);
        drop(tenant);
        self.get(place, id)
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

    fn profile_of(&self, device: &str, navigation: Navigation) -> Result<ServiceResponse, ServiceResponse> {
        let tenant = self.tenant();
        if tenant.object(ObjectKind::Device, &Scope::All, device).is_none() {
            return Err(ServiceResponse::not_found(ObjectKind::Device, device));
        }
        match tenant.profile_of(device, navigation == Navigation::IntendedProfile) {
            Some(profile) => {
                let context = self.context("deviceManagement/windowsAutopilotDeploymentProfiles/$entity");
                ServiceResponse::object(&context, profile)
            }
            None => Err(ServiceResponse::no_profile(device)),
        }
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

    pub(super) fn entity_context(&self, place: &Place) -> String {
        self.context(&format!("{}/$entity", place.path()))
    }
}

/// The number of deployment profiles of a tenant.
const PROFILES_LIMIT: usize = 350;

/// Reads an object and validates it.
pub(super) fn read(kind: ObjectKind, body: &[u8], odata_type: Option<&str>) -> Result<Object, ServiceResponse> {
    let object = validation::read(kind, body, odata_type)
        .map_err(|error| ServiceResponse::bad_request(format!("Invalid {}: {error}.", kind.noun())))?;
    if kind == ObjectKind::ImportedDevice {
        validation::check_hash(&object).map_err(ServiceResponse::bad_request)?;
    }
    Ok(object)
}

/// Returns the number of objects that a next link skips. Other query options are refused.
fn skip_token(request: &ServiceRequest<'_>) -> Result<usize, ServiceResponse> {
    let Some(query) = request.query.filter(|query| !query.is_empty()) else { return Ok(0) };
    match query.strip_prefix(SKIP_TOKEN).and_then(|token| token.parse().ok()) {
        Some(skipped) if request.method == "GET" => Ok(skipped),
        _ => Err(ServiceResponse::bad_request(format!("Query options are not emulated: {query}."))),
    }
}
