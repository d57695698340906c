//! Enumerations that keep unknown members.

use serde::de::{Deserializer, Error, Visitor};
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// An OData [enumeration type], generated as a Rust `enum`.
///
/// Every text is a member, because Graph adds members at any time. A member that the schema does not name becomes the
/// variant `Unrecognized` and is written back unchanged.
///
/// [enumeration type]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_EnumerationType
pub trait Enumeration: Clone + 'static {
    /// The members that the schema names, in its order.
    const MEMBERS: &'static [Self];

    /// Returns the name of the member in JSON.
    fn as_str(&self) -> &str;

    /// Returns the variant for a member that the schema does not name.
    #[doc(hidden)]
    fn unrecognized(member: UnrecognizedMember<Self>) -> Self;
}

/// The text of an enumeration member that the schema does not name.
///
/// Only conversions from text create it, and it belongs to one enumeration, so a variant `Unrecognized` never holds a
/// known member:
///
/// ```compile_fail,E0308
/// use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceRemediationState};
///
/// if let EnrollmentState::Unrecognized(member) = EnrollmentState::from("noRemediationRequired") {
///     let forged = WindowsAutopilotDeviceRemediationState::Unrecognized(member);
/// }
/// ```
///
/// ```
/// use graph_models::beta::EnrollmentState;
///
/// assert_eq!(EnrollmentState::from("enrolled"), EnrollmentState::Enrolled);
/// assert_eq!(EnrollmentState::from("hibernating").as_str(), "hibernating");
/// ```
pub struct UnrecognizedMember<T> {
    text: Box<str>,
    enumeration: PhantomData<fn() -> T>,
}

impl<T> UnrecognizedMember<T> {
    /// Returns the text as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

// Not derived: the derive would require `T: Clone`, while `T` contains this type.
impl<T> Clone for UnrecognizedMember<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), enumeration: PhantomData }
    }
}

impl<T> PartialEq for UnrecognizedMember<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for UnrecognizedMember<T> {}

impl<T> Hash for UnrecognizedMember<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> AsRef<str> for UnrecognizedMember<T> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<T> Debug for UnrecognizedMember<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.text, f)
    }
}

impl<T> Display for UnrecognizedMember<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns the member of the name, `Unrecognized` if the schema does not name it.
#[must_use]
pub fn member<T: Enumeration>(text: &str) -> T {
    match known_member::<T>(text) {
        Some(member) => member.clone(),
        None => T::unrecognized(UnrecognizedMember { text: text.into(), enumeration: PhantomData }),
    }
}

pub(super) fn known_member<T: Enumeration>(text: &str) -> Option<&'static T> {
    T::MEMBERS.iter().find(|member| member.as_str() == text)
}

/// Deserializes a member from a string.
///
/// # Errors
///
/// Returns an error if the input is not a string.
pub fn read_member<'de, T: Enumeration, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(MemberVisitor(PhantomData))
}

struct MemberVisitor<T>(PhantomData<T>);

impl<T: Enumeration> Visitor<'_> for MemberVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the name of an enumeration member")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(member(text))
    }
}
