//! What an error response means.
//!
//! The status alone does not say it: Intune answers 400 for "cannot find" and 401 for "not permitted", SharePoint throttles
//! with 509, and a claims challenge comes with 403, too. The status, the codes, the class of the message and the headers
//! decide together, and only here.

use super::odata::ODataError;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode};

/// The meaning of an error response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorClass {
    /// The service demands a token with other claims.
    ClaimsChallenge,
    /// The service limits the rate of requests, and did not carry this one out.
    Throttled,
    /// No route of the service matches the request.
    RouteMissing,
    /// The token was issued for another API or another cloud.
    WrongAudience,
    /// The tenant has no licence for the request.
    LicenseMissing,
    /// The token is valid, but does not permit the request.
    PermissionDenied,
    /// The resource does not exist.
    NotFound,
    /// The service rejected the token.
    Unauthorized,
    /// The service or a gateway in front of it is unavailable.
    Unavailable,
    /// Anything else.
    Other,
}

impl ErrorClass {
    /// Classifies a response. Without a method, the message alone does not prove that the resource is missing.
    pub(super) fn of(
        method: Option<&Method>,
        status: StatusCode,
        headers: &HeaderMap,
        service: Option<&ODataError>,
    ) -> Self {
        let said = Said::by(service);
        let status = status.as_u16();
        // The service may report an error with a status of success.
        let is_success = matches!(status, 200..=299);
        // A conflict or a missing resource may quote anything in its message.
        let may_throttle_by_message = matches!(status, 400 | 403) || is_success;
        if matches!(status, 401 | 403) && demands_claims(headers) {
            Self::ClaimsChallenge
        } else if matches!(status, 429 | 509) || (status != 408 && said.is_throttled(may_throttle_by_message)) {
            Self::Throttled
        } else if said.is_route_missing(status) {
            Self::RouteMissing
        } else if matches!(status, 400 | 401 | 403) && said.is_wrong_audience() {
            Self::WrongAudience
        } else if matches!(status, 400 | 401 | 403) && said.is_license_missing() {
            Self::LicenseMissing
        } else if status == 403 || ((matches!(status, 400 | 401) || is_success) && said.is_permission_denied()) {
            Self::PermissionDenied
        } else if matches!(status, 404 | 410)
            || (!matches!(status, 401 | 407) && said.is_not_found(method, status == 400 || is_success))
        {
            Self::NotFound
        } else {
            match status {
                401 => Self::Unauthorized,
                502..=504 => Self::Unavailable,
                _ => Self::Other,
            }
        }
    }

    /// Returns what to do about it. `permission` is the one that the request needs, `host` the one that it was sent to.
    pub(super) fn advice(self, permission: Option<&str>, host: &str) -> Option<String> {
        Some(match self {
            Self::ClaimsChallenge => {
                "the service demands a token with other claims, as after a change of policy or a revoked session; \
                 use a credential that passes on the claims of the `TokenRequest`, or sign in again"
                    .to_owned()
            }
            Self::Throttled => {
                "the service limits the rate of requests; send fewer, and wait before the next".to_owned()
            }
            Self::WrongAudience => {
                format!("the token is for another API or cloud; acquire it with the scope https://{host}/.default")
            }
            Self::LicenseMissing => {
                "the tenant has no licence for this request; check that the token is for the right tenant, and that \
                 the tenant has a licence that includes the service, such as Intune's"
                    .to_owned()
            }
            Self::PermissionDenied => match permission {
                Some(permission) => format!("the request needs the permission {permission}"),
                None => "the token lacks a permission that the request needs, or its user a role".to_owned(),
            },
            Self::NotFound => "the resource does not exist; check the id, and whether it was deleted".to_owned(),
            Self::Unauthorized => "the token is invalid or has expired; sign in again".to_owned(),
            Self::RouteMissing => "the service has no route for this request, although it is documented".to_owned(),
            Self::Unavailable | Self::Other => return None,
        })
    }
}

/// Returns whether a header challenges for claims. The challenge itself may be outside of the grammar.
fn demands_claims(headers: &HeaderMap) -> bool {
    headers.get_all(WWW_AUTHENTICATE).iter().any(|challenge| {
        let challenge = String::from_utf8_lossy(challenge.as_bytes()).to_ascii_lowercase();
        let challenge: String = challenge.chars().filter(|character| !character.is_whitespace()).collect();
        challenge.contains("insufficient_claims")
            || challenge.match_indices("claims=").any(|(start, _)| {
                // Not the end of another name.
                !challenge[..start].ends_with(|before: char| before.is_alphanumeric() || "-_".contains(before))
            })
            // `Bearer claims=…` without the space.
            || challenge.contains("bearerclaims=")
    })
}

/// The codes and the messages of an error, in lower case. Codes have only letters and digits.
struct Said {
    codes: Vec<String>,
    messages: Vec<String>,
}

impl Said {
    fn by(service: Option<&ODataError>) -> Self {
        let Some(service) = service else { return Self { codes: Vec::new(), messages: Vec::new() } };
        let code =
            |code: &str| code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let messages = service.messages().map(|message| message.to_lowercase().replace('’', "'"));
        Self { codes: service.codes().map(code).collect(), messages: messages.collect() }
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        self.codes.iter().any(|code| codes.contains(&code.as_str()))
    }

    fn has_code_with(&self, parts: &[&str]) -> bool {
        self.codes.iter().any(|code| parts.iter().any(|part| code.contains(part)))
    }

    fn mentions(&self, phrases: &[&str]) -> bool {
        self.messages.iter().any(|message| phrases.iter().any(|phrase| message.contains(phrase)))
    }

    fn is_throttled(&self, may_be_in_message: bool) -> bool {
        self.has_code_with(&["toomanyrequests", "throttl", "ratelimit", "activitylimitreached", "bandwidthlimit"])
            || (may_be_in_message && self.mentions(&["too many requests", "throttled", "rate limit"]))
    }

    fn is_route_missing(&self, status: u16) -> bool {
        self.has_code(&["nomethodmatchroutetemplate"])
            || self.mentions(&["no odata route exists", "no method match route template"])
            // With 404, it is the key that is missing.
            || (status == 400 && self.mentions(&["resource not found for the segment"]))
    }

    fn is_wrong_audience(&self) -> bool {
        const PHRASES: [&str; 6] = [
            "invalid audience",
            "audience is invalid",
            "audience validation failed",
            "wrong audience",
            "audience did not match",
            "incorrect audience",
        ];
        self.has_code_with(&["invalidaudience", "wrongaudience"]) || self.mentions(&PHRASES)
    }

    fn is_license_missing(&self) -> bool {
        let names_license = |message: &String| {
            let context =
                ["tenant", "require", " valid", "premium", "not have", "doesn't have", "assign", "missing", "no "];
            message.contains("licens") && context.iter().any(|word| message.contains(word))
        };
        self.has_code_with(&["nonpremiumtenant", "notlicensed", "licenserequired", "licensemissing", "nolicense"])
            || self.mentions(&["not applicable to target tenant", "not applicable to the target tenant"])
            || self.messages.iter().any(names_license)
    }

    fn is_permission_denied(&self) -> bool {
        const CODES: [&str; 9] = [
            "accessdenied",
            "authorizationidentitynotfound",
            "authorizationrequestdenied",
            "erroraccessdenied",
            "forbidden",
            "insufficientpermissions",
            "insufficientprivileges",
            "notauthorized",
            "permissiondenied",
        ];
        const PHRASES: [&str; 18] = [
            "access denied",
            "access is denied",
            "contains no permissions",
            "do not have permission",
            "does not have permission",
            "insufficient permission",
            "insufficient privilege",
            "missing application role",
            "missing role",
            "missing scope permission",
            "missing scopes",
            "not authorized to",
            "not have any of the required",
            "not have the required permission",
            "not have the required role",
            "not permitted",
            "one of the following scopes",
            "scp or roles claim",
        ];
        self.has_code(&CODES) || self.mentions(&PHRASES)
    }

    fn is_not_found(&self, method: Option<&Method>, may_be_in_message: bool) -> bool {
        // A POST may miss something else than its resource, such as the user to assign.
        let is_of_resource = method.is_some_and(|method| *method != Method::POST);
        let has_code = self.codes.iter().any(|code| match code.as_str() {
            "notfound" | "resourcenotfound" | "requestresourcenotfound" | "itemnotfound" | "erroritemnotfound" => true,
            "authorizationidentitynotfound" => false,
            code => is_of_resource && code.ends_with("notfound"),
        });
        has_code || (is_of_resource && may_be_in_message && self.messages.iter().any(|message| is_absence(message)))
    }
}

/// Returns whether a message says that something does not exist, other than a part of the request itself.
fn is_absence(message: &str) -> bool {
    const PHRASES: [&str; 20] = [
        "already been deleted",
        "already deleted",
        "can't be found",
        "can't find",
        "cannot be found",
        "cannot find",
        "could not be found",
        "could not be located",
        "could not find",
        "couldn't be found",
        "couldn't find",
        "does not exist",
        "doesn't exist",
        "no device found",
        "no device with",
        "no longer exists",
        "no such device",
        "not found",
        "unable to find",
        "was not found",
    ];
    const PARTS_OF_REQUESTS: [&str; 9] =
        ["propert", "segment", "clause", "route", "parameter", "query", "on type", "function", "tenant"];
    PHRASES.iter().any(|phrase| message.contains(phrase))
        && !PARTS_OF_REQUESTS.iter().any(|part| message.contains(part))
}

#[cfg(test)]
mod tests;
