//! Enumerations that keep members they do not know.

use serde::de::{Deserializer, Error, Visitor};
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// An OData [enumeration type], generated as a Rust `enum`.
///
/// Graph adds members at any time, also between the day a program is built and the day it runs. So reading is
/// infallible: a member that the schema does not know becomes the variant `Unrecognized`, which writes the same text
/// again.
///
/// [enumeration type]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_EnumerationType
pub trait Enumeration: Clone + 'static {
    /// The members that the schema knows, in its order.
    const MEMBERS: &'static [Self];

    /// The member as it stands on the wire.
    fn as_str(&self) -> &str;

    /// A member that the schema does not know.
    #[doc(hidden)]
    fn unrecognized(member: UnrecognizedMember<Self>) -> Self;
}

/// The text of an enumeration member that the schema does not know.
///
/// It comes into being only by reading, and belongs to one enumeration, so an `Unrecognized` variant never hides a member
/// that is known:
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
    /// The member as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

// Not derived: that would ask the same of the enumeration, which in turn asks it of its payload.
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

/// The member of that name.
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

/// Reads a member from a string.
///
/// # Errors
///
/// Fails when the input is not a string.
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
