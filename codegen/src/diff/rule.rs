//! The rules that classify differences.

/// The severity of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// No effect on programs.
    Documentation,
    /// An addition. Existing programs still work.
    Additive,
    /// Existing programs may stop working.
    Breaking,
}

/// A rule that classifies differences.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable identifier.
    pub id: &'static str,
    /// The class of the differences that it applies to.
    pub class: Class,
    /// The reason, in a sentence.
    pub text: &'static str,
    /// The document that the rule is based on.
    pub basis: Basis,
}

/// A document that rules are based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The title.
    pub name: &'static str,
    /// The URL.
    pub url: &'static str,
}

/// The audience that a rule classifies differences for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Users of the models. Their classes decide the version.
    Rust,
    /// Clients of the service, in any language.
    Wire,
}

impl Audience {
    /// Both audiences.
    pub const ALL: [Self; 2] = [Self::Rust, Self::Wire];

    /// Returns the rules for the audience.
    #[must_use]
    pub const fn rules(self) -> &'static [&'static Rule] {
        match self {
            Self::Rust => models::ALL,
            Self::Wire => wire::ALL,
        }
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

const NULLABLE: Basis = Basis {
    name: "Microsoft Graph REST API Guidelines, Nullable Properties",
    url: "https://github.com/microsoft/api-guidelines/blob/vNext/graph/articles/nullable.md",
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
        NOT_MODELLED = Documentation "not-modelled", CARGO: "The models do not contain it.";
        SAME = Documentation "same-items", CARGO: "No public item of the models changes.";
        INHERITED = Documentation "still-there", CARGO: "The types that had it still have it, declared elsewhere.";
        TAKEN_OVER = Documentation "item-taken-over", CARGO: "Something else has the same Rust name and the same items. Code still compiles, with another meaning.";
        ADDED = Additive "item-added", CARGO: "There are new public items. Structs and enumerations are non-exhaustive, so code does not depend on their absence.";
        DEPRECATED = Additive "item-deprecated", CARGO: "Code that uses a deprecated item gets a warning.";
        REMOVED = Breaking "item-removed", CARGO: "Code that names the removed items no longer compiles.";
        CHANGED = Breaking "item-changed", CARGO: "Code that relies on the items' types no longer compiles.";
        RENAMED = Breaking "item-renamed", CARGO: "The Rust name changes, because names collide that did not before. A name in models.toml keeps the old one.";
    }
}

/// Rules for clients of the service.
pub(super) mod wire {
    use super::{Class, EVOLVABLE, GRAPH, NULLABLE, ODATA, Rule};

    rules! {
        TYPE_ADDED = Additive "type-added", ODATA: "New types are safe: clients must expect unknown types.";
        TYPE_REMOVED = Breaking "type-removed", ODATA: "Clients can no longer send, receive or request it.";
        KIND_CHANGED = Breaking "kind-changed", ODATA: "Values of another kind have another form.";
        UNDERLYING_CHANGED = Breaking "underlying-type-changed", ODATA: "Values have the form of the underlying type.";
        NUMBERS_CHANGED = Documentation "numbers-changed", EVOLVABLE: "Members are sent by name, not by number.";
        FLAGS_CHANGED = Breaking "flags-changed", ODATA: "Flags are sent as several names separated by commas, other members as one name.";
        NOW_ABSTRACT = Breaking "now-abstract", ODATA: "Objects of the type itself are no longer possible.";
        NO_LONGER_ABSTRACT = Additive "no-longer-abstract", ODATA: "Objects of the type itself are now possible.";
        NOW_OPEN = Additive "now-open", GRAPH: "Objects may have properties that the schema does not declare.";
        NO_LONGER_OPEN = Breaking "no-longer-open", ODATA: "The service no longer accepts properties that the schema does not declare.";
        NOW_MEDIA = Additive "now-media", ODATA: "The entity has a stream in addition to its properties.";
        NO_LONGER_MEDIA = Breaking "no-longer-media", ODATA: "The entity no longer has a stream.";
        KEY_CHANGED = Breaking "key-changed", ODATA: "The address of entities changes.";
        BASE_GAINED = Additive "base-type-gained", ODATA: "The type keeps all of its base types, and everything that it inherits from them.";
        BASE_LOST = Breaking "base-type-lost", ODATA: "The type loses a base type: casts and collections of that no longer contain it.";
        PROPERTY_ADDED = Additive "property-added", ODATA: "New nullable properties are safe: clients must expect them, and need not send them.";
        REQUIRED_PROPERTY_ADDED = Additive "required-property-added", NULLABLE: "The property is not nullable and has no default. On Graph, that means that the service always has a value, not that clients must send one.";
        COMPUTED_PROPERTY_ADDED = Additive "computed-property-added", ODATA: "The service computes the value, and clients must expect new properties.";
        PROPERTY_REMOVED = Breaking "property-removed", ODATA: "Clients no longer receive the property, and the service refuses it.";
        PROPERTY_MOVED = Documentation "property-moved", ODATA: "Objects of the type still have the property; another type of its lineage declares it.";
        PROPERTY_TYPE_RENAMED = Documentation "property-type-renamed", ODATA: "Both types are the same primitive type, so values keep their form.";
        PROPERTY_TYPE_CHANGED = Breaking "property-type-changed", ODATA: "Values of another type have another form.";
        NOW_NULLABLE = Breaking "now-nullable", ODATA: "Clients that rely on a value may receive null.";
        NO_LONGER_NULLABLE = Breaking "no-longer-nullable", ODATA: "The service no longer accepts null.";
        COMPUTED_NEVER_NULL = Additive "computed-never-null", ODATA: "The service computes the value, and guarantees more about it than before.";
        SAME_VALUES = Documentation "same-values", ODATA: "The same values are valid as before.";
        FACET_WIDENED = Additive "facet-widened", ODATA: "More values are valid than before.";
        FACET_NARROWED = Breaking "facet-narrowed", ODATA: "The service may refuse values that were valid.";
        DEFAULT_CHANGED = Breaking "default-changed", ODATA: "An absent value has another meaning.";
        ORDER_CHANGED = Documentation "order-changed", GRAPH: "The order of properties and members has no meaning.";
        MEMBER_ADDED_LAST = Additive "member-added-after-sentinel", EVOLVABLE: "The service sends members after unknownFutureValue only to clients that ask for them.";
        MEMBER_ADDED = Breaking "member-added", EVOLVABLE: "The service sends the member to clients that did not ask for unknown members.";
        MEMBER_REMOVED = Breaking "member-removed", ODATA: "The service refuses the member.";
        MEMBER_UNCOVERED = Breaking "member-before-sentinel", EVOLVABLE: "A member moved before unknownFutureValue: the service now sends it to every client.";
        MEMBER_COVERED = Breaking "member-behind-sentinel", EVOLVABLE: "A member moved behind unknownFutureValue: clients that did not ask for it now receive unknownFutureValue instead.";
        SENTINEL_ADDED = Additive "sentinel-added", EVOLVABLE: "From now on, new members are safe.";
        NAVIGATION_ADDED = Additive "navigation-added", ODATA: "New navigation properties are safe if they are nullable or collections.";
        REQUIRED_NAVIGATION_ADDED = Additive "required-navigation-added", NULLABLE: "The navigation property is not nullable. On Graph, that means that there always is a related entity, not that clients must send one.";
        NAVIGATION_REMOVED = Breaking "navigation-removed", ODATA: "Paths through the navigation property are no longer valid.";
        NAVIGATION_CHANGED = Breaking "navigation-changed", ODATA: "The navigation property has another target, or the address of its entities changes.";
        NAVIGATION_DESCRIBED = Documentation "navigation-described", ODATA: "It describes a relationship of entities; no request and no response changes.";
        OPERATION_ADDED = Additive "operation-added", ODATA: "New operations and new overloads are safe.";
        OPERATION_REMOVED = Breaking "operation-removed", ODATA: "Clients can no longer call the operation in this way.";
        OPERATION_CHANGED = Breaking "operation-changed", ODATA: "The operation is called in another way.";
        OPERATION_COMPOSABLE = Additive "now-composable", ODATA: "A path may continue after the call.";
        PARAMETER_ADDED = Additive "parameter-added", ODATA: "The parameter is nullable or optional, so calls without it stay valid.";
        REQUIRED_PARAMETER_ADDED = Breaking "required-parameter-added", ODATA: "The service refuses calls without the parameter.";
        PARAMETER_REMOVED = Breaking "parameter-removed", GRAPH: "The service refuses calls with the parameter.";
        PARAMETER_CHANGED = Breaking "parameter-changed", ODATA: "The form or the order of parameters changes.";
        PARAMETER_NULLABLE = Additive "parameter-nullable", ODATA: "The parameter is now nullable.";
        RETURN_ADDED = Additive "return-type-added", ODATA: "The operation now returns a value.";
        RETURN_CHANGED = Breaking "return-type-changed", ODATA: "The operation returns something else.";
        ENTRY_POINT_ADDED = Additive "entry-point-added", ODATA: "New entity sets, singletons and imports are safe.";
        ENTRY_POINT_REMOVED = Breaking "entry-point-removed", ODATA: "Paths that start with it are no longer valid.";
        ENTRY_POINT_CHANGED = Breaking "entry-point-changed", ODATA: "Paths that start with it have another target.";
        ENTRY_POINT_DESCRIBED = Documentation "entry-point-described", ODATA: "It affects bindings and the service document only.";
        DESCRIBED = Documentation "described", GRAPH: "Descriptions do not affect clients.";
        ANNOTATED = Documentation "annotated", GRAPH: "Annotations of this kind are informative; they may change at any time.";
        DEPRECATED = Documentation "revised", GRAPH: "A revision announces or withdraws a change. Nothing changes yet.";
        CAPABILITY_LOST = Breaking "capability-lost", ODATA: "The service declares more requests as unsupported than before.";
        CAPABILITY_GAINED = Additive "capability-gained", ODATA: "The service declares fewer requests as unsupported than before.";
        RESTRICTED = Breaking "restricted", ODATA: "Clients can no longer set the value, or only at certain times.";
        UNRESTRICTED = Additive "unrestricted", ODATA: "Clients can set the value in more cases than before.";
        OPTIONAL = Additive "now-optional", ODATA: "The parameter is now optional.";
        NO_LONGER_OPTIONAL = Breaking "no-longer-optional", ODATA: "The service refuses calls without the parameter.";
        RUST_ONLY = Documentation "rust-only", GRAPH: "Nothing changes for the service.";
    }
}
