//! Objects, enumerations and flags of every shape.

use super::shapes::security::{Alert, LoudAlert};
use super::shapes::{self, Entity, Leaf, Node, Right};
use graph_models::build;
use graph_models::odata::{Flag, Flags, Object};
use serde_json::json;

#[test]
fn a_recursive_type_holds_itself() {
    let node = build!(Node {
        r#type: "folder",
        self_: true,
        parent: build!(Node { id: "parent" }),
        children: [build!(Node { size: 3 })],
    });
    let json = json!({
        "@odata.type": "#microsoft.graph.node",
        "type": "folder",
        "self": true,
        "parent": { "@odata.type": "#microsoft.graph.node", "id": "parent" },
        "children": [{ "@odata.type": "#microsoft.graph.node", "size": 3 }],
    });
    assert_eq!(serde_json::to_value(&node).unwrap(), json);
    assert_eq!(serde_json::from_value::<Node>(json).unwrap().parent.unwrap().id.as_deref(), Some("parent"));
}

#[test]
fn flags_take_their_bits_from_the_schema() {
    let rights: Flags<Right> = serde_json::from_value(json!("write, future,self")).unwrap();
    assert!(rights.contains(Right::Write) && rights.contains(Right::Self_) && !rights.contains(Right::Full));
    assert_eq!(Right::Self_.value(), -8);
    assert_eq!(serde_json::to_value(&rights).unwrap(), json!("write,future,self"));

    let both = Flags::from_iter([Right::Read, Right::Write]);
    assert_eq!(both, Flags::from("write,read"));
    assert!(both.contains(Right::Full) && !both.contains(Right::None));
}

#[test]
fn what_is_unrecognized_is_found_at_any_depth() {
    let node: Node = serde_json::from_value(json!({
        "rights": "read,future",
        "children": [{}, { "parent": { "colour": "red" } }],
        "@odata.etag": "1",
        "emptiness": ["full"],
    }))
    .unwrap();
    let paths: Vec<_> = node.unrecognized().iter().map(|found| found.path().to_owned()).collect();
    assert_eq!(paths, ["rights", "emptiness[0]", "children[1].parent.colour"]);
}

#[test]
fn a_base_type_becomes_any_derived_type_that_was_sent() {
    let sent = json!({
        "@odata.type": "#microsoft.graph.leaf", "id": "1", "size": 2, "colour": "green", "pin": "1234", "shape": [1.50],
    });
    let entity: Entity = serde_json::from_value(sent.clone()).unwrap();
    let node: Node = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&entity).unwrap(), sent);

    let not_a_node = entity.clone().downcast::<Node>().unwrap_err();
    assert_eq!(not_a_node.into_object(), entity);
    let leaf: Leaf = entity.downcast().unwrap();
    assert_eq!(leaf, node.downcast().unwrap());
    assert_eq!(leaf.colour.as_deref(), Some("green"));
    assert_eq!(serde_json::to_value(&leaf).unwrap(), sent);
}

#[test]
fn an_unknown_derived_type_stays_what_it_was() {
    let sent = json!({ "@odata.type": "#microsoft.graph.newerNode", "size": 2, "novelty": true });
    let node: Node = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(serde_json::to_value(node.downcast::<Leaf>().unwrap_err().into_object()).unwrap(), sent);
}

#[test]
fn the_type_is_written_where_it_says_something() {
    assert_eq!(
        serde_json::to_value(LoudAlert::default()).unwrap(),
        json!({ "@odata.type": "#microsoft.graph.security.loudAlert" })
    );
    assert_eq!(shapes::Mod::default(), serde_json::from_value(json!({})).unwrap());
    for untyped in [
        serde_json::to_value(Alert::default()),
        serde_json::to_value(Entity::default()),
        serde_json::to_value(shapes::Security::default()),
    ] {
        assert_eq!(untyped.unwrap(), json!({}));
    }
}
