//! Carries out actions.

use super::object_kind::ObjectKind;
use super::query::Query;
use super::response::ServiceResponse;
use super::route::Place;
use super::server::Server;
use super::service_request::ServiceRequest;
use super::surface::Action;
use super::tenant::{AssociationError, Object, Scope, SyncError};
use super::validation::{Parameters, Type, imported_device, read_parameters};
use hyper::StatusCode;
use serde_json::{Value, json};

const UPDATE: Parameters = &[
    ("userPrincipalName", Type::OptionalString),
    ("addressableUserName", Type::OptionalString),
    ("groupTag", Type::OptionalString),
    ("displayName", Type::OptionalString),
    ("deviceAccountUpn", Type::OptionalString),
    ("deviceAccountPassword", Type::OptionalString),
    ("deviceFriendlyName", Type::OptionalString),
];

const USER: Parameters = &[("userPrincipalName", Type::String), ("addressableUserName", Type::String)];

const RESOURCE_ACCOUNT: Parameters = &[
    ("userPrincipalName", Type::String),
    ("addressableUserName", Type::String),
    ("resourceAccountName", Type::String),
];

const SERIAL_NUMBERS: Parameters = &[("serialNumbers", Type::Strings)];

const DEVICE_IDS: Parameters = &[("deviceIds", Type::Strings)];

const IMPORTED_DEVICES: Parameters = &[("importedWindowsAutopilotDeviceIdentities", Type::Objects)];

const ASSOCIATION: Parameters = &[("deviceLink", Type::String), ("devicePreparationPolicyId", Type::OptionalString)];

impl Server {
    /// Carries out an action that is bound to a collection, or to the object with an id.
    pub(super) fn act(
        &self,
        request: &ServiceRequest<'_>,
        action: Action,
        place: &Place,
        id: Option<&str>,
    ) -> Result<ServiceResponse, ServiceResponse> {
        if let Some(id) = id
            && self.tenant().object(place.kind(), &place.scope, id).is_none()
        {
            return Err(ServiceResponse::not_found(place.kind(), id));
        }
        let id = id.unwrap_or_default();
        match action {
            Action::DeleteDevices => Ok(self.delete_devices(&parameters(request, SERIAL_NUMBERS)?)),
            Action::UpdateDeviceProperties => {
                let mut parameters = parameters(request, UPDATE)?;
                // The service keeps it to itself.
                parameters.remove("deviceAccountPassword");
                parameters.retain(|_, value| !value.is_null());
                Ok(self.change(id, parameters))
            }
            Action::AssignUser => Ok(self.change(id, parameters(request, USER)?)),
            Action::UnassignUser => Ok(self.change(id, nulls(&["userPrincipalName", "addressableUserName"]))),
            Action::AssignResourceAccount => {
                let mut parameters = parameters(request, RESOURCE_ACCOUNT)?;
                if let Some(name) = parameters.remove("resourceAccountName") {
                    parameters.insert("resourceName".to_owned(), name);
                }
                Ok(self.change(id, parameters))
            }
            Action::UnassignResourceAccount => {
                Ok(self.change(id, nulls(&["userPrincipalName", "addressableUserName", "resourceName"])))
            }
            Action::AllowNextEnrollment => {
                Ok(self.change(id, Object::from_iter([("userlessEnrollmentStatus".to_owned(), json!("allowed"))])))
            }
            Action::Import => self.import(&parameters(request, IMPORTED_DEVICES)?),
            Action::AssignProfile => self.assign_profile(id, &parameters(request, DEVICE_IDS)?),
            Action::Sync => self.sync(),
            Action::Associate => self.associate(request, place),
        }
    }

    fn change(&self, device: &str, properties: Object) -> ServiceResponse {
        self.tenant().patch(ObjectKind::Device, device, properties);
        ServiceResponse::no_content()
    }

    fn delete_devices(&self, parameters: &Object) -> ServiceResponse {
        let mut tenant = self.tenant();
        let results = texts(parameters, "serialNumbers").map(|serial_number| {
            match tenant.delete_by_serial_number(serial_number) {
                Some(id) => json!({
                    "serialNumber": serial_number,
                    "deviceRegistrationId": id,
                    "deletionState": "accepted",
                    "errorMessage": "",
                }),
                None => json!({
                    "serialNumber": serial_number,
                    "deviceRegistrationId": "",
                    "deletionState": "error",
                    "errorMessage": format!("Cannot find device with serial number {serial_number}."),
                }),
            }
        });
        let context = self.context("Collection(microsoft.graph.deletedWindowsAutopilotDeviceState)");
        ServiceResponse::collection(&context, results)
    }

    fn import(&self, parameters: &Object) -> Result<ServiceResponse, ServiceResponse> {
        let devices = parameters.values().filter_map(Value::as_array).flatten().filter_map(Value::as_object);
        let batch = devices.map(|device| {
            let mut device = imported_device(device).map_err(ServiceResponse::bad_request)?;
            device.retain(|_, value| !value.is_null());
            Ok(device)
        });
        let imported = self.tenant().import(batch.collect::<Result<_, ServiceResponse>>()?);
        let context = self.context("Collection(microsoft.graph.importedWindowsAutopilotDeviceIdentity)");
        Ok(ServiceResponse::collection(&context, imported.into_iter()))
    }

    fn assign_profile(&self, profile: &str, parameters: &Object) -> Result<ServiceResponse, ServiceResponse> {
        let mut tenant = self.tenant();
        let unknown =
            texts(parameters, "deviceIds").find(|id| tenant.object(ObjectKind::Device, &Scope::All, id).is_none());
        if let Some(unknown) = unknown {
            return Err(ServiceResponse::not_found(ObjectKind::Device, unknown));
        }
        for device in texts(parameters, "deviceIds") {
            tenant.assign_profile(profile, device);
        }
        Ok(ServiceResponse::no_content())
    }

    fn sync(&self) -> Result<ServiceResponse, ServiceResponse> {
        match self.tenant().sync() {
            Ok(()) => Ok(ServiceResponse::no_content()),
            Err(SyncError::IsRunning) => {
                Err(ServiceResponse::error(StatusCode::CONFLICT, "Conflict", "A synchronization is running."))
            }
            Err(SyncError::IsTooEarly) => {
                let message = "The last synchronization was less than ten minutes ago.";
                Err(ServiceResponse::error(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message))
            }
        }
    }

    fn associate(&self, request: &ServiceRequest<'_>, place: &Place) -> Result<ServiceResponse, ServiceResponse> {
        let parameters = parameters(request, ASSOCIATION)?;
        let associated = self.tenant().associate(&parameters).map_err(|error| match error {
            AssociationError::InvalidLink => ServiceResponse::bad_request("The device link is not base64."),
            AssociationError::Exists => {
                ServiceResponse::error(StatusCode::CONFLICT, "Conflict", "The device is associated already.")
            }
        })?;
        let id = associated.get("id").and_then(Value::as_str).unwrap_or_default();
        let location = format!("{}/beta/{}/{id}", self.endpoint, place.path());
        Ok(ServiceResponse::created(&self.entity_context(place, &Query::default()), location, associated))
    }
}

fn parameters(request: &ServiceRequest<'_>, parameters: Parameters) -> Result<Object, ServiceResponse> {
    read_parameters(parameters, request.json()?)
        .map_err(|error| ServiceResponse::bad_request(format!("Invalid parameters: {error}.")))
}

fn nulls(properties: &[&str]) -> Object {
    properties.iter().map(|name| ((*name).to_owned(), Value::Null)).collect()
}

fn texts<'a>(parameters: &'a Object, name: &str) -> impl Iterator<Item = &'a str> {
    parameters.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::{DEVICE_IDS, IMPORTED_DEVICES, Parameters, RESOURCE_ACCOUNT, SERIAL_NUMBERS, UPDATE, USER};
    use graph_models::beta::{
        ImportedWindowsAutopilotDeviceIdentityCollectionImportParameters as Import,
        WindowsAutopilotDeploymentProfileAssignParameters as Assign,
        WindowsAutopilotDeviceIdentityAssignResourceAccountToDeviceParameters as AssignResourceAccount,
        WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters as AssignUser,
        WindowsAutopilotDeviceIdentityCollectionDeleteDevicesParameters as DeleteDevices,
        WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as UpdateDeviceProperties,
    };
    use graph_models::odata::{Object, Property, PropertyVisitor};
    use std::collections::BTreeSet;

    struct Names(BTreeSet<&'static str>);

    impl<'a> PropertyVisitor<'a> for Names {
        fn property<T: Property>(&mut self, name: &'static str, _: &'a Option<T>) {
            self.0.insert(name);
        }
    }

    fn assert_parameters<T: Object>(parameters: Parameters) {
        let mut names = Names(BTreeSet::new());
        T::default().visit(&mut names);
        assert_eq!(parameters.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), names.0);
    }

    #[test]
    fn actions_have_the_parameters_of_the_schema() {
        assert_parameters::<UpdateDeviceProperties>(UPDATE);
        assert_parameters::<AssignUser>(USER);
        assert_parameters::<AssignResourceAccount>(RESOURCE_ACCOUNT);
        assert_parameters::<DeleteDevices>(SERIAL_NUMBERS);
        assert_parameters::<Assign>(DEVICE_IDS);
        assert_parameters::<Import>(IMPORTED_DEVICES);
    }
}
