//! The rules of diffs keep their ids, audiences, classes, sources and texts.

use codegen::diff::Audience;
use std::collections::BTreeMap;

/// The rules that have ever existed. A person edits this file; nothing writes it.
const LIST: &str = include_str!("../rules.txt");

/// Reports and other tools refer to rules by id, so an id never changes, and never gets another meaning unnoticed.
#[test]
fn the_ids_of_rules_and_their_meanings_are_as_listed() {
    let mut listed = BTreeMap::new();
    for line in LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, meaning) = line.split_once(" | ").unwrap_or((line, ""));
        let words: Vec<_> = name.split(' ').collect();
        let [id, audience, class] = words[..] else { panic!("expected an id, an audience and a class: {line}") };
        assert!(listed.insert(id, [audience, class, meaning].map(str::to_owned)).is_none(), "{id} is listed twice");
    }
    let mut count = 0;
    for audience in Audience::ALL {
        for rule in audience.rules() {
            let meaning = format!("{} | {}", rule.basis.name, rule.text);
            let found = [format!("{audience:?}").to_lowercase(), rule.class.to_string(), meaning];
            assert_eq!(
                listed.get(rule.id),
                Some(&found),
                "{}: edit codegen/tests/rules.txt if that is intended",
                rule.id
            );
            count += 1;
        }
    }
    let retired = listed.values().filter(|[_, class, _]| class == "retired").count();
    assert_eq!(
        count + retired,
        listed.len(),
        "a rule is missing or two have the same id; list a former one as `retired`"
    );
}
