//! What became of a row.

mod json;

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

/// What became of a row. `Display` says it in a sentence, [`advice`](Self::advice) what to do about it.
///
/// ```
/// use graph_client::autopilot::Verdict;
///
/// let verdict = Verdict::DuplicateOf { row: 7 };
/// assert!(!verdict.is_success());
/// assert_eq!(verdict.kind(), "duplicate");
/// assert_eq!(verdict.to_string(), "the same device as in row 7");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The device is registered by this import.
    Registered {
        /// The id of the Windows Autopilot device.
        device_id: String,
    },
    /// The device was registered in this tenant before. Its group tag and its user are as they were.
    AlreadyRegistered {
        /// The id of the Windows Autopilot device, if it was looked up.
        device_id: Option<String>,
    },
    /// The device is registered in another tenant.
    InAnotherTenant,
    /// The text is no hardware hash, or the service refuses it as one.
    MalformedHash {
        /// What is wrong with it, without the hash.
        reason: String,
    },
    /// The row cannot be sent.
    InvalidRow {
        /// What is wrong with it.
        reason: String,
    },
    /// Another row has the same serial number or the same hash: an earlier one, or one of the list before this row was corrected.
    DuplicateOf {
        /// The number of that row. For [`update`](super::update) and [`deregister`](super::deregister), it is the position of the
        /// serial number among all that were passed, counted from 1, and not the line of a file.
        row: u64,
    },
    /// The service refused the row.
    Refused {
        /// The service's code or name of the error, such as `StorageError`.
        code: String,
        /// The service's explanation, if there is one. Secrets are redacted.
        reason: String,
    },
    /// The device did not get further in the time for a row. The registration may still go on in the service: the same call with
    /// the same journal asks again.
    TimedOut {
        /// What did not end in time.
        stage: Stage,
    },
    /// The service has accepted the deletion of the device, or the device is gone, and so are the records of its imports.
    Deregistered,
    /// The device is changed.
    Updated {
        /// The id of the Windows Autopilot device.
        device_id: String,
    },
    /// No device with this serial number is registered.
    NotFound,
    /// Several devices have this serial number. None of them is changed.
    Ambiguous {
        /// The ids of the Windows Autopilot devices.
        device_ids: Vec<String>,
    },
    /// The row was sent, and neither an import nor a device is known of it. The same call with the same journal asks again.
    Unknown,
}

/// A stage of a registration.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The service has not finished the import.
    Import,
    /// The import is complete, but the device does not appear in the list of devices.
    Device,
    /// No deployment profile is assigned yet.
    Profile,
    /// The device is still in the list of devices, or there is still a record of its import.
    Deletion,
}

impl Verdict {
    /// Returns `true` if the device is as it was asked for: registered in this tenant, by this import or before, changed, or not
    /// registered.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        use Verdict::{AlreadyRegistered, Deregistered, Registered, Updated};
        matches!(self, Registered { .. } | AlreadyRegistered { .. } | Updated { .. } | Deregistered)
    }

    /// Returns `true` if nothing can change the verdict but a [correction](super::Journal) of the row. Otherwise, the same call
    /// with the same journal tries again.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::TimedOut { .. } | Self::Unknown => false,
            // Microsoft's documentation says that it passes.
            Self::Refused { code, .. } => code != STORAGE_ERROR,
            _ => true,
        }
    }

    /// Returns whether the service refused the row by an error that passes. The next run sends it again.
    pub(super) fn is_passing_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. }) && !self.is_final()
    }

    /// Returns the kind of the verdict, as in reports: `registered`, `already-registered`, `another-tenant`, `malformed-hash`,
    /// `invalid-row`, `duplicate`, `refused`, `timed-out`, `deregistered`, `updated`, `not-found`, `ambiguous` or `unknown`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "registered",
            Self::AlreadyRegistered { .. } => "already-registered",
            Self::InAnotherTenant => "another-tenant",
            Self::MalformedHash { .. } => "malformed-hash",
            Self::InvalidRow { .. } => "invalid-row",
            Self::DuplicateOf { .. } => "duplicate",
            Self::Refused { .. } => "refused",
            Self::TimedOut { .. } => "timed-out",
            Self::Deregistered => "deregistered",
            Self::Updated { .. } => "updated",
            Self::NotFound => "not-found",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the id of the Windows Autopilot device, if it is known.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        match self {
            Self::Registered { device_id } | Self::Updated { device_id } => Some(device_id),
            Self::AlreadyRegistered { device_id } => device_id.as_deref(),
            _ => None,
        }
    }

    /// Returns what an administrator can do about it, `None` if there is nothing to do.
    #[must_use]
    pub fn advice(&self) -> Option<Cow<'static, str>> {
        let advice = match self {
            Self::Registered { .. } | Self::Deregistered | Self::Updated { .. } => return None,
            Self::AlreadyRegistered { .. } => {
                "nothing, unless the group tag or the user should change: set them for the registered device"
            }
            Self::InAnotherTenant => {
                "ask the organization that has the device to deregister it; if nobody knows which one has it, open a \
                 support case with Microsoft and prove the purchase"
            }
            Self::MalformedHash { .. } => {
                "collect the hash again on the device, and check that no program has cut or changed the text: \
                 spreadsheets shorten long cells. The same command sends the corrected row"
            }
            Self::InvalidRow { .. } => "correct the row, and run the same command again: it sends the corrected row",
            Self::DuplicateOf { row } => {
                return Some(format!("remove this row or row {row}, whichever is wrong").into());
            }
            Self::Refused { code, .. } => match code.as_str() {
                STORAGE_ERROR => "try again later: the service could not store the device",
                "ZtdDeviceDuplicated" => {
                    "wait until the other import with this hash has ended, and look for the device in the list"
                }
                "ZtdDeviceNotFound" => "register the device by its hardware hash, not by its product key",
                _ => "read the service's explanation; support can find the error by its code",
            },
            Self::TimedOut { stage: Stage::Import | Stage::Device } => {
                "run the same command again: it goes on waiting. Imports take minutes, sometimes more than an hour"
            }
            Self::TimedOut { stage: Stage::Profile } => {
                "check that the device is in a group to which a profile is assigned, then run the same command again. \
                 Dynamic groups take up to a day"
            }
            Self::TimedOut { stage: Stage::Deletion } => {
                "run the same command later: deletions take minutes, and it deletes what is left"
            }
            Self::NotFound => {
                "compare the serial number with the list of registered devices; it may be registered in another tenant"
            }
            Self::Ambiguous { .. } => {
                "choose one of the devices by its id: two manufacturers may use the same serial number"
            }
            Self::Unknown => "run the same command again: it looks for the device before it sends anything",
        };
        Some(advice.into())
    }
}

/// An error that passes by itself.
const STORAGE_ERROR: &str = "StorageError";

impl Display for Verdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registered { device_id } => write!(f, "registered as {device_id}"),
            Self::AlreadyRegistered { device_id: Some(id) } => write!(f, "already registered here as {id}"),
            Self::AlreadyRegistered { device_id: None } => f.write_str("already registered here"),
            Self::InAnotherTenant => f.write_str("registered in another tenant"),
            Self::MalformedHash { reason } => write!(f, "malformed hash: {reason}"),
            Self::InvalidRow { reason } => write!(f, "invalid row: {reason}"),
            Self::DuplicateOf { row } => write!(f, "the same device as in row {row}"),
            Self::Refused { code, reason } if reason.is_empty() => write!(f, "refused: {code}"),
            Self::Refused { code, reason } => write!(f, "refused: {code}: {reason}"),
            Self::TimedOut { stage: Stage::Import } => f.write_str("timed out: the import has not ended"),
            Self::TimedOut { stage: Stage::Device } => {
                f.write_str("timed out: the import is complete, but the device is not in the list")
            }
            Self::TimedOut { stage: Stage::Profile } => {
                f.write_str("timed out: registered, but no deployment profile is assigned")
            }
            Self::TimedOut { stage: Stage::Deletion } => f.write_str("timed out: the deletion has not ended"),
            Self::Deregistered => f.write_str("deregistered"),
            Self::Updated { device_id } => write!(f, "updated {device_id}"),
            Self::NotFound => f.write_str("not registered here"),
            Self::Ambiguous { device_ids } => {
                write!(f, "several devices have this serial number: {}", device_ids.join(", "))
            }
            Self::Unknown => f.write_str("unknown: sent without a response, and not found since"),
        }
    }
}
