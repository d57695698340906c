//! Enumerations, and values that may be unknown members of them.

use super::Property;
use super::receiver::receive;
use super::scalar::Text;
use super::unrecognized::UnrecognizedVisitor;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;

/// An OData [enumeration type], generated as a Rust `enum` of the members that the schema names.
///
/// Graph adds members at any time, so a property holds an [`Evolvable`] of the enumeration. That type has the
/// conversions from and to text.
///
/// The number of a variant, such as `member as i32`, may change in any release: it is the position in the schema.
///
/// [enumeration type]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_EnumerationType
pub trait Enumeration: Copy + Debug + Eq + Hash + 'static {
    /// The members, in the schema's order.
    const MEMBERS: &'static [Self];

    /// The names of the members in JSON, in the same order.
    const NAMES: &'static [&'static str];

    /// Returns the name of the member in JSON.
    #[must_use]
    fn as_str(self) -> &'static str {
        let name = position(Self::MEMBERS, &self).and_then(|index| Self::NAMES.get(index));
        debug_assert!(name.is_some(), "`MEMBERS` and `NAMES` list every member");
        name.copied().unwrap_or_default()
    }
}

/// A value of an [evolvable enumeration]: a known member, or the text of a member that the schema does not name.
///
/// Every text is a value. An unknown member is written back unchanged. Values are ordered by their names.
///
/// ```
/// use graph_models::beta::EnrollmentState;
/// use graph_models::odata::Evolvable;
///
/// let state = Evolvable::from("enrolled");
/// assert_eq!(state, EnrollmentState::Enrolled);
/// assert_eq!(state.as_str(), "enrolled");
///
/// let state: Evolvable<EnrollmentState> = "hibernating".into();
/// assert_eq!(state.known(), None);
/// match &state {
///     Evolvable::Known(EnrollmentState::Enrolled) => println!("enrolled"),
///     Evolvable::Known(_) => println!("not enrolled: {state}"),
///     Evolvable::Unrecognized(member) => println!("newer than the schema: {member}"),
/// }
/// ```
///
/// [`known`](Self::known) flattens the property of an object for a `match` on known members only:
///
/// ```
/// # use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceIdentity};
/// # use graph_models::{build, odata::Evolvable};
/// # let device = build!(WindowsAutopilotDeviceIdentity { enrollment_state: EnrollmentState::Failed });
/// let state = device.enrollment_state.as_ref().and_then(Evolvable::known);
/// assert!(matches!(state, Some(EnrollmentState::Failed | EnrollmentState::Blocked)));
/// ```
///
/// [evolvable enumeration]: https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Evolvable<E> {
    /// A member that the schema names.
    Known(E),
    /// An unknown member, kept as received.
    Unrecognized(UnrecognizedMember<E>),
}

impl<E: Enumeration> Evolvable<E> {
    /// Returns the name of the member in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(member) => member.as_str(),
            Self::Unrecognized(member) => member.as_str(),
        }
    }

    /// Returns the member, or `None` if the schema does not name it.
    #[must_use]
    pub fn known(&self) -> Option<E> {
        match self {
            Self::Known(member) => Some(*member),
            Self::Unrecognized(_) => None,
        }
    }
}

/// The text of an enumeration member that the schema does not name.
///
/// Only conversions from text to an [`Evolvable`] create it, and it belongs to one enumeration, so it is never the name
/// of a known member:
///
/// ```compile_fail,E0308
/// use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceRemediationState};
/// use graph_models::odata::Evolvable;
///
/// if let Evolvable::<EnrollmentState>::Unrecognized(member) = Evolvable::from("noRemediationRequired") {
///     let forged = Evolvable::<WindowsAutopilotDeviceRemediationState>::Unrecognized(member);
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnrecognizedMember<E> {
    text: Box<str>,
    enumeration: PhantomData<E>,
}

impl<E> UnrecognizedMember<E> {
    /// Returns the text as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<E> AsRef<str> for UnrecognizedMember<E> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<E> Debug for UnrecognizedMember<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.text, f)
    }
}

impl<E> Display for UnrecognizedMember<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Prints the name of the member in JSON.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn debug_member<E: Enumeration>(member: E, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(member.as_str())
}

/// Searches a list. One instance serves the names of all enumerations.
pub(super) fn position<T: PartialEq>(list: &[T], wanted: &T) -> Option<usize> {
    list.iter().position(|item| item == wanted)
}

impl<E: Enumeration> From<E> for Evolvable<E> {
    fn from(member: E) -> Self {
        Self::Known(member)
    }
}

impl<E: Enumeration> From<&str> for Evolvable<E> {
    fn from(text: &str) -> Self {
        member(text).map_or_else(|| unrecognized(text), Self::Known)
    }
}

impl<E: Enumeration> From<String> for Evolvable<E> {
    fn from(text: String) -> Self {
        member(&text).map_or_else(|| unrecognized(text), Self::Known)
    }
}

fn member<E: Enumeration>(text: &str) -> Option<E> {
    position(E::NAMES, &text).and_then(|index| E::MEMBERS.get(index)).copied()
}

fn unrecognized<E>(text: impl Into<Box<str>>) -> Evolvable<E> {
    Evolvable::Unrecognized(UnrecognizedMember { text: text.into(), enumeration: PhantomData })
}

impl<E: Enumeration> FromStr for Evolvable<E> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl<E: Enumeration> PartialEq<E> for Evolvable<E> {
    fn eq(&self, member: &E) -> bool {
        self.known() == Some(*member)
    }
}

impl<E: Enumeration> PartialEq<str> for Evolvable<E> {
    fn eq(&self, name: &str) -> bool {
        self.as_str() == name
    }
}

impl<E: Enumeration> PartialEq<&str> for Evolvable<E> {
    fn eq(&self, name: &&str) -> bool {
        self.as_str() == *name
    }
}

impl<E: Enumeration> PartialOrd for Evolvable<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E: Enumeration> Ord for Evolvable<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl<E: Enumeration> AsRef<str> for Evolvable<E> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<E: Enumeration> Display for Evolvable<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Prints a known member as the member does.
impl<E: Enumeration> Debug for Evolvable<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(member) => Debug::fmt(member, f),
            Self::Unrecognized(member) => f.debug_tuple("Unrecognized").field(member).finish(),
        }
    }
}

impl<E: Enumeration> Serialize for Evolvable<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, E: Enumeration> Deserialize<'de> for Evolvable<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor::expecting("the name of an enumeration member"))
    }
}

/// Reads a type that every text converts into.
pub(super) struct TextVisitor<T> {
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T> TextVisitor<T> {
    pub(super) fn expecting(expected: &'static str) -> Self {
        Self { expected, value: PhantomData }
    }
}

impl<T: for<'a> From<&'a str>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<F: Error>(self, text: &str) -> Result<T, F> {
        Ok(T::from(text))
    }
}

impl<E: Enumeration> Property for Evolvable<E> {
    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receive(Text(field), deserializer)
    }

    fn find_unrecognized(&self, visitor: &mut UnrecognizedVisitor) {
        if let Self::Unrecognized(member) = self {
            visitor.unknown_member(member.as_str());
        }
    }
}
