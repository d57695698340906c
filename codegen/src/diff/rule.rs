//! What a difference means, and why.

/// How much a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// No program notices.
    Documentation,
    /// There is more than before, and what there was still works.
    Additive,
    /// What worked may no longer.
    Breaking,
}

/// A rule that classes differences.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// A short name.
    pub id: &'static str,
    /// The class of what it applies to.
    pub class: Class,
    /// The reason, in a sentence.
    pub text: &'static str,
    /// What the rule rests on.
    pub basis: Basis,
}

/// A document that rules rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// What it is called.
    pub name: &'static str,
    /// Where it can be read.
    pub url: &'static str,
}

impl Rule {
    /// Every rule, those for users of the models first.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        models::ALL.iter().chain(wire::ALL).copied()
    }
}

const ODATA: Basis = Basis {
    name: "OData 4.01 Protocol, 5.2 Model Versioning",
    url: "https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_ModelVersioning",
};

const GRAPH: Basis = Basis {
    name: "Microsoft Graph versioning policy",
    url: "https://learn.microsoft.com/graph/versioning-and-support",
};

const EVOLVABLE: Basis = Basis {
    name: "Microsoft Graph, evolvable enumerations",
    url: "https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations",
};

const CARGO: Basis =
    Basis { name: "Cargo, SemVer Compatibility", url: "https://doc.rust-lang.org/cargo/reference/semver.html" };

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $class:ident $id:literal, $basis:ident: $text:literal;)*) => {
        $(
            $(#[$doc])*
            pub(in crate::diff) const $name: Rule = Rule { id: $id, class: Class::$class, text: $text, basis: $basis };
        )*

        pub(super) const ALL: &[&Rule] = &[$(&$name),*];
    };
}

/// Rules for users of the models.
pub(super) mod models {
    use super::{CARGO, Class, Rule};

    rules! {
        NOT_MODELLED = Documentation "not-modelled", CARGO: "The models have nothing of it.";
        SAME = Documentation "same-items", CARGO: "No public item of the models changes.";
        INHERITED = Documentation "still-there", CARGO: "The types that had it still have it, now from another place.";
        TAKEN_OVER = Documentation "item-taken-over", CARGO: "Something else has the same Rust name and the same items. Code compiles as before, and means the other.";
        ADDED = Additive "item-added", CARGO: "There are new public items. Structs and enumerations are non-exhaustive, so that nobody's code depends on there being no more.";
        DEPRECATED = Additive "item-deprecated", CARGO: "Code that uses a deprecated item is warned.";
        REMOVED = Breaking "item-removed", CARGO: "Code that names the removed items no longer compiles.";
        CHANGED = Breaking "item-changed", CARGO: "Code that relies on the items' types no longer compiles.";
        RENAMED = Breaking "item-renamed", CARGO: "The Rust name is another one, since names meet that did not before. A name given in models.toml keeps the old one.";
    }
}

/// Rules for clients of the service.
pub(super) mod wire {
    use super::{Class, EVOLVABLE, GRAPH, ODATA, Rule};

    rules! {
        TYPE_ADDED = Additive "type-added", ODATA: "New types are safe: clients have to expect types that they do not know.";
        TYPE_REMOVED = Breaking "type-removed", ODATA: "What is removed can no longer be sent, received or asked for.";
        KIND_CHANGED = Breaking "kind-changed", ODATA: "Values of another kind have another form.";
        UNDERLYING_CHANGED = Breaking "underlying-type-changed", ODATA: "Values have the form of the underlying type.";
        NUMBERS_CHANGED = Documentation "numbers-changed", EVOLVABLE: "Members are sent by name, not by number.";
        FLAGS_CHANGED = Breaking "flags-changed", ODATA: "Flags are several names with commas in between, other members one name.";
        NOW_ABSTRACT = Breaking "now-abstract", ODATA: "There can no longer be objects of the type itself.";
        NO_LONGER_ABSTRACT = Additive "no-longer-abstract", ODATA: "There can be objects of the type itself now.";
        NOW_OPEN = Additive "now-open", GRAPH: "Objects may have properties that the schema does not name.";
        NO_LONGER_OPEN = Breaking "no-longer-open", ODATA: "Properties that the schema does not name are no longer taken.";
        NOW_MEDIA = Additive "now-media", ODATA: "The entity has a stream besides its properties.";
        NO_LONGER_MEDIA = Breaking "no-longer-media", ODATA: "The entity no longer has a stream.";
        KEY_CHANGED = Breaking "key-changed", ODATA: "Entities are addressed in another way.";
        BASE_GAINED = Additive "base-type-gained", ODATA: "The type is still derived from all that it was derived from, and has all that it had.";
        BASE_LOST = Breaking "base-type-lost", ODATA: "The type is no longer derived from a type that it was derived from: casts and collections lose it.";
        PROPERTY_ADDED = Additive "property-added", ODATA: "New properties that may be null are safe: clients have to expect them, and need not send them.";
        REQUIRED_PROPERTY_ADDED = Breaking "required-property-added", ODATA: "The property must not be null and has no default, so that an object created without it may be refused.";
        COMPUTED_PROPERTY_ADDED = Additive "computed-property-added", ODATA: "The service makes the value, and clients have to expect new properties.";
        PROPERTY_REMOVED = Breaking "property-removed", ODATA: "Who reads the property misses it, and who sends it is refused.";
        PROPERTY_MOVED = Documentation "property-moved", ODATA: "Objects of the type have the property as before; another type of its lineage declares it.";
        PROPERTY_TYPE_RENAMED = Documentation "property-type-renamed", ODATA: "Both types stand for the same primitive type, and values have the form that they had.";
        PROPERTY_TYPE_CHANGED = Breaking "property-type-changed", ODATA: "Values of another type have another form.";
        NOW_NULLABLE = Breaking "now-nullable", ODATA: "Who relied on a value may receive null.";
        NO_LONGER_NULLABLE = Breaking "no-longer-nullable", ODATA: "Null is no longer taken, and who does not send a value may be refused.";
        COMPUTED_NEVER_NULL = Additive "computed-never-null", ODATA: "The service makes the value, and promises more of it than before.";
        SAME_VALUES = Documentation "same-values", ODATA: "The same values are taken and given as before.";
        FACET_WIDENED = Additive "facet-widened", ODATA: "More values are taken than before.";
        FACET_NARROWED = Breaking "facet-narrowed", ODATA: "Values that were taken may be refused.";
        DEFAULT_CHANGED = Breaking "default-changed", ODATA: "Where nothing is sent, something else is meant.";
        ORDER_CHANGED = Documentation "order-changed", GRAPH: "The order of properties and members says nothing.";
        MEMBER_ADDED_LAST = Additive "member-added-after-sentinel", EVOLVABLE: "Members behind unknownFutureValue are sent only to clients that ask for them.";
        MEMBER_ADDED = Breaking "member-added", EVOLVABLE: "The member is sent to clients that did not ask for members they do not know.";
        MEMBER_REMOVED = Breaking "member-removed", ODATA: "Who sends the member is refused.";
        MEMBER_UNCOVERED = Breaking "member-before-sentinel", EVOLVABLE: "A member came from behind unknownFutureValue to before it, and is sent to every client now.";
        MEMBER_COVERED = Breaking "member-behind-sentinel", EVOLVABLE: "A member came from before unknownFutureValue to behind it, and clients that did not ask for it receive the other instead.";
        SENTINEL_ADDED = Additive "sentinel-added", EVOLVABLE: "Members can be added from now on without harm.";
        NAVIGATION_ADDED = Additive "navigation-added", ODATA: "New navigation properties that may lead nowhere, or to many, are safe.";
        REQUIRED_NAVIGATION_ADDED = Breaking "required-navigation-added", ODATA: "The navigation property has to lead somewhere, so that an entity created without it may be refused.";
        NAVIGATION_REMOVED = Breaking "navigation-removed", ODATA: "Paths through the navigation property lead nowhere.";
        NAVIGATION_CHANGED = Breaking "navigation-changed", ODATA: "The navigation property leads elsewhere, or its entities are addressed in another way.";
        NAVIGATION_DESCRIBED = Documentation "navigation-described", ODATA: "It says how entities belong together; no request and no answer changes.";
        OPERATION_ADDED = Additive "operation-added", ODATA: "New operations and new overloads are safe.";
        OPERATION_REMOVED = Breaking "operation-removed", ODATA: "The operation can no longer be called in this way.";
        OPERATION_CHANGED = Breaking "operation-changed", ODATA: "The operation is called in another way.";
        OPERATION_COMPOSABLE = Additive "now-composable", ODATA: "Paths may go on behind the call.";
        PARAMETER_ADDED = Additive "parameter-added", ODATA: "The parameter may be null or left out, as calls do that do not know it.";
        REQUIRED_PARAMETER_ADDED = Breaking "required-parameter-added", ODATA: "Calls without the parameter are refused.";
        PARAMETER_REMOVED = Breaking "parameter-removed", GRAPH: "Calls with the parameter are refused.";
        PARAMETER_CHANGED = Breaking "parameter-changed", ODATA: "The parameter's values have another form, or their order is another one.";
        PARAMETER_NULLABLE = Additive "parameter-nullable", ODATA: "The parameter may be null now.";
        RETURN_ADDED = Additive "return-type-added", ODATA: "The operation returns something now.";
        RETURN_CHANGED = Breaking "return-type-changed", ODATA: "The operation returns something else.";
        ENTRY_POINT_ADDED = Additive "entry-point-added", ODATA: "New entity sets, singletons and imports are safe.";
        ENTRY_POINT_REMOVED = Breaking "entry-point-removed", ODATA: "Paths that begin with it lead nowhere.";
        ENTRY_POINT_CHANGED = Breaking "entry-point-changed", ODATA: "Paths that begin with it lead to something else.";
        ENTRY_POINT_DESCRIBED = Documentation "entry-point-described", ODATA: "It says where entities live and what is listed; no path changes.";
        DESCRIBED = Documentation "described", GRAPH: "Descriptions are for people.";
        ANNOTATED = Documentation "annotated", GRAPH: "Annotations of this kind describe; they may come, go and change.";
        DEPRECATED = Documentation "revised", GRAPH: "A revision announces a change, or recalls one. Nothing changes yet.";
        CAPABILITY_LOST = Breaking "capability-lost", ODATA: "The service says of more requests than before that it does not answer them.";
        CAPABILITY_GAINED = Additive "capability-gained", ODATA: "The service says of fewer requests than before that it does not answer them.";
        RESTRICTED = Breaking "restricted", ODATA: "The service no longer takes the value from clients, or no longer at any time.";
        UNRESTRICTED = Additive "unrestricted", ODATA: "The service takes the value in more cases than before.";
        OPTIONAL = Additive "now-optional", ODATA: "The parameter may be left out now.";
        NO_LONGER_OPTIONAL = Breaking "no-longer-optional", ODATA: "Calls without the parameter are refused.";
        RUST_ONLY = Documentation "rust-only", GRAPH: "Nothing changes for the service.";
    }
}
