//! Sets of flags, as a collection.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use graph_models::odata::{self, Enumeration, Flag, Flags, UnrecognizedMember};
use proptest::prelude::*;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Right {
    Read,
    Write,
    Full,
    Unrecognized(UnrecognizedMember<Self>),
}

impl Enumeration for Right {
    const MEMBERS: &'static [Self] = &[Self::Read, Self::Write, Self::Full];

    fn as_str(&self) -> &str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Full => "full",
            Self::Unrecognized(member) => member.as_str(),
        }
    }

    fn unrecognized(member: UnrecognizedMember<Self>) -> Self {
        Self::Unrecognized(member)
    }
}

impl Flag for Right {
    fn value(&self) -> Option<i64> {
        match self {
            Self::Read => Some(1),
            Self::Write => Some(2),
            Self::Full => Some(3),
            Self::Unrecognized(_) => None,
        }
    }
}

odata::enumeration!(Right);

fn hash(rights: &Flags<Right>) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(rights)
}

#[test]
fn collect_and_extend_keep_each_member_once() {
    let mut rights: Flags<Right> = [Right::Write, Right::Read, Right::Write].into_iter().collect();
    assert_eq!(rights.to_string(), "write,read");
    rights.extend(Flags::from("audit,read,full"));
    assert_eq!(rights.to_string(), "write,read,audit,full");
}

#[test]
fn iterators_borrow_or_move_members() {
    let rights = Flags::from("write,audit");
    assert_eq!((&rights).into_iter().map(Right::as_str).collect::<Vec<_>>(), ["write", "audit"]);
    assert_eq!(rights.into_iter().collect::<Vec<_>>(), [Right::Write, Right::from("audit")]);
}

#[test]
fn different_sets_have_different_hashes() {
    assert_ne!(hash(&Flags::from("read")), hash(&Flags::from("write")));
    assert_ne!(hash(&Flags::from("read,write")), hash(&Flags::from("full")));
    assert_ne!(hash(&Flags::from("a,b")), hash(&Flags::from("a,c")));
}

proptest! {
    #[test]
    fn equality_and_hash_ignore_the_order(members in prop::collection::vec("read|write|full|[ab]", 0..6)) {
        let rights: Flags<Right> = members.iter().map(|member| Right::from(member.as_str())).collect();
        let reversed: Flags<Right> = members.iter().rev().map(|member| Right::from(member.as_str())).collect();
        prop_assert_eq!(&rights, &reversed);
        prop_assert_eq!(hash(&rights), hash(&reversed));
    }
}
