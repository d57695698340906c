//! Sets of flags, as a collection.

use graph_models::odata::{self, Evolvable, Flags};
use proptest::prelude::*;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

#[derive(Clone, Copy, PartialEq)]
enum Right {
    Read,
    Write,
    Full,
}

odata::flags! {
    Right {
        "read" => Read = 1,
        "write" => Write = 2,
        "full" => Full = 3,
    }
}

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
fn a_text_with_commas_inserts_several_members() {
    let mut rights = Flags::from([Right::Read]);
    rights.insert("write, audit,");
    rights.insert("");
    assert_eq!(rights.to_string(), "read,write,audit");
    assert!(rights.contains(Right::Full));
}

#[test]
fn iterators_borrow_or_move_members() {
    let rights = Flags::from("write,audit");
    assert_eq!((&rights).into_iter().map(Evolvable::as_str).collect::<Vec<_>>(), ["write", "audit"]);
    assert_eq!(rights.into_iter().collect::<Vec<_>>(), [Evolvable::from(Right::Write), Evolvable::from("audit")]);
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
        let rights: Flags<Right> = members.iter().map(String::as_str).collect();
        let reversed: Flags<Right> = members.iter().rev().map(String::as_str).collect();
        prop_assert_eq!(&rights, &reversed);
        prop_assert_eq!(hash(&rights), hash(&reversed));
    }
}
