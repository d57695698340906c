//! Sets of enumeration members.

use super::enumeration::member;
use super::unrecognized::UnrecognizedVisitor;
use super::{Enumeration, Property};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use std::convert::Infallible;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// An enumeration whose members can be combined: `IsFlags="true"` in the schema.
pub trait Flag: Enumeration + PartialEq {
    /// Returns the bits of the member, as the schema defines them. `None` for a member that the schema does not name.
    fn value(&self) -> Option<i64>;
}

/// A set of [flags], written as comma-separated names.
///
/// The members keep the order in which they were received. Members that the schema does not name are kept, too.
///
/// ```
/// # use graph_models::odata::{Enumeration, Flag, UnrecognizedMember};
/// # #[derive(Clone, Debug, PartialEq)]
/// # enum Right { Read, Write, Full, Unrecognized(UnrecognizedMember<Right>) }
/// # impl Enumeration for Right {
/// #     const MEMBERS: &'static [Self] = &[Self::Read, Self::Write, Self::Full];
/// #     fn as_str(&self) -> &str {
/// #         match self {
/// #             Self::Read => "read",
/// #             Self::Write => "write",
/// #             Self::Full => "full",
/// #             Self::Unrecognized(member) => member.as_str(),
/// #         }
/// #     }
/// #     fn unrecognized(member: UnrecognizedMember<Right>) -> Self { Self::Unrecognized(member) }
/// # }
/// # impl Flag for Right {
/// #     fn value(&self) -> Option<i64> {
/// #         match self {
/// #             Self::Read => Some(1),
/// #             Self::Write => Some(2),
/// #             Self::Full => Some(3),
/// #             Self::Unrecognized(_) => None,
/// #         }
/// #     }
/// # }
/// use graph_models::odata::Flags;
///
/// let mut rights: Flags<Right> = "write,audit".parse()?;
/// assert!(rights.contains(&Right::Write));
/// assert!(!rights.contains(&Right::Full));
///
/// rights.insert(Right::Read);
/// assert!(rights.contains(&Right::Full), "its bits are those of `read` and `write`");
/// assert_eq!(rights.to_string(), "write,audit,read");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
///
/// [flags]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_FlagsEnumerationType
#[derive(Clone)]
pub struct Flags<T> {
    members: Vec<T>,
}

/// Two sets are equal if they list the same members, in any order.
impl<T: Flag> PartialEq for Flags<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|member| other.members.contains(member))
    }
}

impl<T: Flag + Eq> Eq for Flags<T> {}

/// The order of the members does not matter, as for `==`.
impl<T: Flag + Eq + Hash> Hash for Flags<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hashes = self.iter().map(|member| BuildHasherDefault::<DefaultHasher>::new().hash_one(member));
        state.write_usize(self.len());
        state.write_u64(hashes.fold(0, u64::wrapping_add));
    }
}

impl<T: Flag> Flags<T> {
    /// Returns an empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Vec::new() }
    }

    /// Returns whether the set lists the member or other members that have all of its bits.
    #[must_use]
    pub fn contains(&self, member: &T) -> bool {
        let by_bits = member.value().is_some_and(|wanted| wanted != 0 && self.bits() & wanted == wanted);
        by_bits || self.members.contains(member)
    }

    /// Adds a member at the end, unless the set lists it already.
    pub fn insert(&mut self, member: T) {
        if !self.members.contains(&member) {
            self.members.push(member);
        }
    }

    /// Removes a member from the list. Members that share bits with it stay.
    pub fn remove(&mut self, member: &T) {
        self.members.retain(|listed| listed != member);
    }

    /// Returns an iterator over the listed members, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
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

    fn bits(&self) -> i64 {
        self.members.iter().filter_map(Flag::value).fold(0, |bits, value| bits | value)
    }
}

impl<T: Flag> Default for Flags<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Flag> IntoIterator for Flags<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a, T: Flag> IntoIterator for &'a Flags<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Flag> FromIterator<T> for Flags<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut flags = Self::new();
        flags.extend(members);
        flags
    }
}

impl<T: Flag> Extend<T> for Flags<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        members.into_iter().for_each(|member| self.insert(member));
    }
}

impl<T: Flag> From<T> for Flags<T> {
    fn from(member: T) -> Self {
        Self { members: vec![member] }
    }
}

impl<T: Flag> From<&str> for Flags<T> {
    fn from(text: &str) -> Self {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(member::<T>).collect()
    }
}

impl<T: Flag> FromStr for Flags<T> {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

impl<T: Flag> Display for Flags<T> {
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

impl<T: Flag> Debug for Flags<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.members.iter().map(Enumeration::as_str)).finish()
    }
}

impl<T: Flag> Serialize for Flags<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: Flag> Deserialize<'de> for Flags<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FlagsVisitor(PhantomData))
    }
}

struct FlagsVisitor<T>(PhantomData<T>);

impl<T: Flag> Visitor<'_> for FlagsVisitor<T> {
    type Value = Flags<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("comma-separated names of enumeration members")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Flags<T>, E> {
        Ok(Flags::from(text))
    }
}

impl<T: Flag> Property for Flags<T> {
    fn find_unrecognized(&self, visitor: &mut UnrecognizedVisitor) {
        for member in self {
            visitor.member(member);
        }
    }
}
