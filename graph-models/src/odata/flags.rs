//! Sets of enumeration members.

use super::enumeration::{TextVisitor, position};
use super::receiver::receive;
use super::scalar::Text;
use super::unrecognized::UnrecognizedVisitor;
use super::{Enumeration, Evolvable, Property};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::convert::Infallible;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::str::FromStr;

/// An enumeration whose members can be combined: `IsFlags="true"` in the schema.
pub trait Flag: Enumeration {
    /// The bits of each member in [`MEMBERS`](Enumeration::MEMBERS), as the schema defines them. Zero for a member
    /// without a value.
    const VALUES: &'static [i64];

    /// Returns the bits of the member. Zero if it has no value.
    #[must_use]
    fn value(self) -> i64 {
        position(Self::MEMBERS, &self).and_then(|index| Self::VALUES.get(index)).copied().unwrap_or_default()
    }
}

/// A set of [flags], written as comma-separated names.
///
/// The members keep the order in which they were received. Members that the schema does not name are kept, too.
///
/// ```
/// # #[derive(Clone, Copy, PartialEq)]
/// # enum Right { Read, Write, Full }
/// # graph_models::odata::flags! { Right { "read" => Read = 1, "write" => Write = 2, "full" => Full = 3, } }
/// use graph_models::odata::Flags;
///
/// let mut rights: Flags<Right> = "write,audit".parse()?;
/// assert!(rights.contains(Right::Write) && rights.contains("audit"));
/// assert!(!rights.contains(Right::Full));
///
/// rights.insert(Right::Read);
/// assert!(rights.contains(Right::Full), "its bits are those of `read` and `write`");
/// assert_eq!(rights.to_string(), "write,audit,read");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
///
/// [flags]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_FlagsEnumerationType
#[derive(Clone)]
pub struct Flags<E> {
    members: Vec<Evolvable<E>>,
}

/// Two sets are equal if they list the same members, in any order.
impl<E: Flag> PartialEq for Flags<E> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|member| other.members.contains(member))
    }
}

impl<E: Flag + Eq> Eq for Flags<E> {}

/// The order of the members does not matter, as for `==`.
impl<E: Flag + Hash> Hash for Flags<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hashes = self.iter().map(|member| BuildHasherDefault::<DefaultHasher>::new().hash_one(member));
        state.write_usize(self.len());
        state.write_u64(hashes.fold(0, u64::wrapping_add));
    }
}

impl<E: Flag> Flags<E> {
    /// Returns an empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Vec::new() }
    }

    /// Returns whether the set lists the member or other members that have all of its bits.
    #[must_use]
    pub fn contains(&self, member: impl Into<Evolvable<E>>) -> bool {
        let member = member.into();
        let bits = self.members.iter().filter_map(Evolvable::known).fold(0, |bits, listed| bits | listed.value());
        let wanted = member.known().map_or(0, Flag::value);
        (wanted != 0 && bits & wanted == wanted) || self.members.contains(&member)
    }

    /// Adds a member at the end, unless the set lists it already. A text may name several members, separated by commas.
    pub fn insert(&mut self, member: impl Into<Evolvable<E>>) {
        let mut add = |member| {
            if !self.members.contains(&member) {
                self.members.push(member);
            }
        };
        match member.into() {
            Evolvable::Unrecognized(text) => names(text.as_str()).map(Evolvable::from).for_each(add),
            known @ Evolvable::Known(_) => add(known),
        }
    }

    /// Removes a member from the list. Members that share bits with it stay.
    pub fn remove(&mut self, member: impl Into<Evolvable<E>>) {
        let member = member.into();
        self.members.retain(|listed| *listed != member);
    }

    /// Returns an iterator over the listed members, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Evolvable<E>> {
        self.members.iter()
    }

    /// Returns the number of listed members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Returns whether no member is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl<E: Flag> Default for Flags<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Flag> IntoIterator for Flags<E> {
    type Item = Evolvable<E>;
    type IntoIter = std::vec::IntoIter<Evolvable<E>>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a, E: Flag> IntoIterator for &'a Flags<E> {
    type Item = &'a Evolvable<E>;
    type IntoIter = std::slice::Iter<'a, Evolvable<E>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<E: Flag, M: Into<Evolvable<E>>> FromIterator<M> for Flags<E> {
    fn from_iter<I: IntoIterator<Item = M>>(members: I) -> Self {
        let mut flags = Self::new();
        flags.extend(members);
        flags
    }
}

impl<E: Flag, M: Into<Evolvable<E>>> Extend<M> for Flags<E> {
    fn extend<I: IntoIterator<Item = M>>(&mut self, members: I) {
        members.into_iter().for_each(|member| self.insert(member));
    }
}

impl<E: Flag> From<E> for Flags<E> {
    fn from(member: E) -> Self {
        Self { members: vec![Evolvable::Known(member)] }
    }
}

impl<E: Flag> From<&str> for Flags<E> {
    fn from(text: &str) -> Self {
        names(text).collect()
    }
}

impl<E: Flag> From<String> for Flags<E> {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl<E: Flag, M: Into<Evolvable<E>>, const N: usize> From<[M; N]> for Flags<E> {
    fn from(members: [M; N]) -> Self {
        members.into_iter().collect()
    }
}

/// Splits a text into the names of members.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

impl<E: Flag> FromStr for Flags<E> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl<E: Flag> Display for Flags<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, member) in self.members.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            f.write_str(member.as_str())?;
        }
        Ok(())
    }
}

impl<E: Flag> Debug for Flags<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members.iter().map(Evolvable::as_str)).finish()
    }
}

impl<E: Flag> Serialize for Flags<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, E: Flag> Deserialize<'de> for Flags<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor::expecting("comma-separated names of enumeration members"))
    }
}

impl<E: Flag> Property for Flags<E> {
    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receive(Text(field), deserializer)
    }

    fn find_unrecognized(&self, visitor: &mut UnrecognizedVisitor) {
        for member in self {
            member.find_unrecognized(visitor);
        }
    }
}
