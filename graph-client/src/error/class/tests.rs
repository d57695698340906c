//! The table of what error responses mean.

use super::ErrorClass::{self, *};
use crate::error::ODataError;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode};
use serde_json::json;

fn class(method: &Method, status: u16, challenge: &str, body: &str) -> ErrorClass {
    let mut headers = HeaderMap::new();
    if !challenge.is_empty() {
        headers.insert(WWW_AUTHENTICATE, challenge.parse().unwrap());
    }
    let service = ODataError::read(body.as_bytes(), &[]);
    ErrorClass::of(Some(method), StatusCode::from_u16(status).unwrap(), &headers, service.as_ref())
}

fn odata(code: &str, message: &str) -> String {
    json!({ "error": { "code": code, "message": message } }).to_string()
}

fn inner(code: &str) -> String {
    json!({ "error": { "code": "BadRequest", "message": "x", "innerError": { "innerError": { "code": code } } } })
        .to_string()
}

/// Intune's document in a document in a message.
fn intune(code: &str, sentence: &str) -> String {
    let sentence = format!("{sentence} - Operation ID (for customer support): 0 - Activity ID: 0 - Url: https://x/y");
    let document = json!({ "_version": 3, "Message": sentence, "RetryAfter": null }).to_string();
    odata("UnknownError", &json!({ "ErrorCode": code, "Message": document, "Target": null }).to_string())
}

#[test]
fn the_status_decides_if_nothing_else_is_said() {
    for (status, expected) in [
        (400, Other),
        (401, Unauthorized),
        (403, PermissionDenied),
        (404, NotFound),
        (409, Other),
        (410, NotFound),
        (429, Throttled),
        (500, Other),
        (502, Unavailable),
        (503, Unavailable),
        (504, Unavailable),
        (507, Other),
        (509, Throttled),
    ] {
        for body in
            ["", "<html>not found, access denied, too many requests</html>", r#"{"error":{}}"#, &odata("x", "y")]
        {
            assert_eq!(class(&Method::GET, status, "", body), expected, "{status} {body}");
        }
    }
}

#[test]
fn codes_and_messages_decide_with_the_status() {
    for (status, body, expected) in [
        // Not found.
        (400, odata("BadRequest", "Cannot find device with id 1"), NotFound),
        (400, odata("ResourceNotFound", ""), NotFound),
        (400, odata("Request_ResourceNotFound", "Resource '1' does not exist or one of its properties"), NotFound),
        (400, intune("BadRequest", "Device doesn’t exist"), NotFound),
        (400, intune("ResourceNotFound", "x"), NotFound),
        (400, inner("deviceNotFound"), NotFound),
        (400, odata("BadRequest", "The device could not be located."), NotFound),
        (400, intune("BadRequest", "Device 1 has already been deleted"), NotFound),
        (400, odata("BadRequest", "No such device"), NotFound),
        (400, odata("BadRequest", "No device found with the serial number"), NotFound),
        (404, odata("UnknownError", ""), NotFound),
        (404, odata("BadRequest", "Resource not found for the segment 'devices'."), NotFound),
        (500, odata("ItemNotFound", ""), NotFound),
        (200, odata("ResourceNotFound", ""), NotFound),
        (500, odata("InternalServerError", "Something was not found"), Other),
        (400, odata("BadRequest", "The device does not have the required property 'serialNumber'."), Other),
        (400, odata("BadRequest", "Missing scope tag"), Other),
        // A part of the request is wrong, not its resource.
        (400, odata("BadRequest", "Could not find a property named 'x' on type 'microsoft.graph.device'."), Other),
        (400, odata("BadRequest", "Invalid filter clause: the field was not found"), Other),
        (400, odata("BadRequest", "The tenant could not be found"), Other),
        // No route.
        (400, odata("BadRequest", "Resource not found for the segment 'devices'."), RouteMissing),
        (400, odata("No method match route template", "No OData route exists that match template ~/x"), RouteMissing),
        (404, odata("", "No OData route exists that match template ~/x with http verb DELETE"), RouteMissing),
        // Permission denied.
        (401, odata("Forbidden", ""), PermissionDenied),
        (401, intune("Forbidden", "Application is not authorized to perform this operation"), PermissionDenied),
        (401, intune("", "Application must have one of the following scopes: A.Read.All"), PermissionDenied),
        (401, odata("Authorization_IdentityNotFound", "The identity could not be established"), PermissionDenied),
        (
            400,
            odata("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            PermissionDenied,
        ),
        (400, odata("UnknownError", "User is not authorized to perform this operation"), PermissionDenied),
        (403, odata("accessDenied", "The item was not found"), PermissionDenied),
        (
            401,
            odata("generalException", "Either scp or roles claim need to be present in the token."),
            PermissionDenied,
        ),
        (
            401,
            odata("UnknownError", "The token contains no permissions, or permissions cannot be understood."),
            PermissionDenied,
        ),
        (401, intune("Unauthorized", "Missing scope permissions on the request"), PermissionDenied),
        (401, odata("", "You do not have permission to perform this operation"), PermissionDenied),
        (400, odata("", "The application does not have any of the required delegated permissions"), PermissionDenied),
        // The token is at fault.
        (401, odata("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."), Unauthorized),
        (401, odata("InvalidAuthenticationToken", "The resource was not found"), Unauthorized),
        (401, odata("InvalidAuthenticationToken", "Access token validation failure. Invalid audience."), WrongAudience),
        (401, intune("Unauthorized", "IDX10214: Audience validation failed."), WrongAudience),
        (403, odata("InvalidAudience", ""), WrongAudience),
        // Throttled.
        (400, odata("TooManyRequests", ""), Throttled),
        (403, odata("Forbidden", "Too many requests"), Throttled),
        (403, intune("Forbidden", "The request was throttled"), Throttled),
        (503, inner("throttledRequest"), Throttled),
        (500, odata("activityLimitReached", ""), Throttled),
        (503, odata("Request_ThrottledTemporarily", ""), Throttled),
        (500, odata("UnknownError", "The request was throttled downstream"), Other),
        // No licence.
        (400, odata("BadRequest", "Request not applicable to target tenant."), LicenseMissing),
        (401, intune("Forbidden", "Request not applicable to target tenant"), LicenseMissing),
        (403, odata("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "x"), LicenseMissing),
        (400, odata("BadRequest", "Tenant does not have a SPO license."), LicenseMissing),
        (403, odata("Forbidden", "A valid Intune license is required"), LicenseMissing),
    ] {
        assert_eq!(class(&Method::DELETE, status, "", &body), expected, "{status} {body}");
    }
}

#[test]
fn a_post_may_miss_something_else_than_its_resource() {
    for (body, expected) in [
        (odata("BadRequest", "Cannot find the user to assign"), Other),
        (odata("UserNotFound", ""), Other),
        (odata("ResourceNotFound", ""), NotFound),
    ] {
        assert_eq!(class(&Method::POST, 400, "", &body), expected, "{body}");
    }
}

#[test]
fn challenges_for_claims_come_with_401_and_403() {
    for (status, challenge, expected) in [
        (401, r#"Bearer realm="", error="insufficient_claims", claims="e30=""#, ClaimsChallenge),
        (403, r#"Bearer realm="", error="insufficient_claims", claims="e30=""#, ClaimsChallenge),
        (403, "Bearer authorization_uri=https://login.example/x, claims=e30=", ClaimsChallenge),
        (403, "bearer CLAIMS = e30=", ClaimsChallenge),
        (403, r#"Bearer error="insufficient_scope""#, PermissionDenied),
        (401, r#"Bearer realm="", no_claims="x""#, Unauthorized),
        (400, r#"Bearer error="insufficient_claims""#, Other),
    ] {
        assert_eq!(class(&Method::GET, status, challenge, &odata("x", "y")), expected, "{status} {challenge}");
    }
}

#[test]
fn every_class_says_what_to_do() {
    for (class, expected) in [
        (ClaimsChallenge, "other claims"),
        (Throttled, "send fewer"),
        (RouteMissing, "no route"),
        (WrongAudience, "the scope https://graph.example/.default"),
        (LicenseMissing, "no licence"),
        (PermissionDenied, "the permission A.Read.All"),
        (NotFound, "does not exist"),
        (Unauthorized, "sign in again"),
    ] {
        let advice = class.advice(Some("A.Read.All"), "graph.example").unwrap();
        assert!(advice.contains(expected), "{advice}");
    }
    assert_eq!(Other.advice(None, ""), None);
}
