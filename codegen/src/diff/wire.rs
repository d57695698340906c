//! The impact of a difference on clients of the service.

use super::Change;
use super::compare::{Difference, Subject};
use super::elements::Aspect::{self, Attribute};
use super::elements::{Elements, aspects, parts};
use super::rule::Rule;
use super::rule::wire as rule;
use crate::csdl::{Attr, Element, Role, Scalar, Tag, Term, item};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The sentinel member. The service sends the members after it only to clients that ask for them.
const SENTINEL: &str = "unknownFutureValue";

/// The prefix of terms that declare which requests the service supports.
const CAPABILITIES: &str = "Org.OData.Capabilities.V1.";

/// Applies the rules to differences between two documents.
pub(super) struct Impact<'a> {
    old: &'a Elements<'a>,
    new: &'a Elements<'a>,
}

impl<'a> Impact<'a> {
    pub(super) const fn new(old: &'a Elements<'a>, new: &'a Elements<'a>) -> Self {
        Self { old, new }
    }

    pub(super) fn of(&self, difference: &Difference<'_>) -> &'static Rule {
        match &difference.subject {
            Subject::Whole => self.whole(difference),
            Subject::Kind => &rule::KIND_CHANGED,
            Subject::Aspect(aspect) => self.aspect(difference, *aspect),
            Subject::Annotation(term) => annotation(difference, term),
            Subject::Order => order(difference),
        }
    }

    fn whole(&self, difference: &Difference<'_>) -> &'static Rule {
        let is_added = difference.change() == Change::Added;
        let choose = |added: &'static Rule, removed: &'static Rule| if is_added { added } else { removed };
        let side = if is_added { &difference.new } else { &difference.old };
        let Some(element) = side.element else { return &rule::ANNOTATED };
        let is_nullable = element.is(Attr::Nullable) || element.is_collection();
        match element.tag.role() {
            Role::Property | Role::Navigation if self.is_moved(difference, element) => &rule::PROPERTY_MOVED,
            Role::Property if !is_added => &rule::PROPERTY_REMOVED,
            Role::Property if is_nullable || element.value(Attr::DefaultValue).is_some() => &rule::PROPERTY_ADDED,
            Role::Property if is_annotated(element, Term::Computed) => &rule::COMPUTED_PROPERTY_ADDED,
            Role::Property => &rule::REQUIRED_PROPERTY_ADDED,
            Role::Navigation if is_added && !is_nullable => &rule::REQUIRED_NAVIGATION_ADDED,
            Role::Navigation => choose(&rule::NAVIGATION_ADDED, &rule::NAVIGATION_REMOVED),
            Role::Member if is_added => self.member(difference, element),
            Role::Member => &rule::MEMBER_REMOVED,
            Role::Operation => choose(&rule::OPERATION_ADDED, &rule::OPERATION_REMOVED),
            Role::Signature if element.tag == Tag::ReturnType => choose(&rule::RETURN_ADDED, &rule::RETURN_CHANGED),
            Role::Signature if is_added && (is_nullable || is_annotated(element, Term::OptionalParameter)) => {
                &rule::PARAMETER_ADDED
            }
            Role::Signature => choose(&rule::REQUIRED_PARAMETER_ADDED, &rule::PARAMETER_REMOVED),
            Role::Container | Role::EntryPoint => choose(&rule::ENTRY_POINT_ADDED, &rule::ENTRY_POINT_REMOVED),
            Role::Annotation | Role::Term => &rule::ANNOTATED,
            Role::Type => choose(&rule::TYPE_ADDED, &rule::TYPE_REMOVED),
            // Never compared.
            _ => &rule::KIND_CHANGED,
        }
    }

    /// Returns whether the type has the property in both snapshots, its own or inherited.
    fn is_moved(&self, difference: &Difference<'_>, element: &Element) -> bool {
        let other = if difference.change() == Change::Added { self.old } else { self.new };
        let name = element.value(Attr::Name).unwrap_or_default();
        let mut found = lineage(other, difference.declaration()).into_iter().filter_map(|declaring| {
            parts(declaring).find(|part| part.tag == element.tag && part.value(Attr::Name) == Some(name))
        });
        found.any(|found| aspects(found) == aspects(element))
    }

    fn member(&self, difference: &Difference<'_>, element: &Element) -> &'static Rule {
        let [old, new] =
            [self.old, self.new].map(|elements| elements.get(difference.declaration()).map(|found| found.element));
        let (Some(old), Some(new)) = (old, new) else { return &rule::MEMBER_ADDED };
        let name = element.value(Attr::Name).unwrap_or_default();
        let is_behind = behind_sentinel(new).contains(name);
        match name {
            SENTINEL if hides(old, new) => &rule::MEMBER_COVERED,
            SENTINEL => &rule::SENTINEL_ADDED,
            _ if is_behind => &rule::MEMBER_ADDED_LAST,
            _ => &rule::MEMBER_ADDED,
        }
    }

    fn aspect(&self, difference: &Difference<'_>, aspect: Aspect<'_>) -> &'static Rule {
        let tag = difference.tag();
        let is_now = difference.new.value.as_deref() == Some("true");
        let choose = |yes: &'static Rule, no: &'static Rule| if is_now { yes } else { no };
        match tag.role() {
            Role::Type => match aspect {
                Attribute(Attr::UnderlyingType) if tag == Tag::EnumType => &rule::NUMBERS_CHANGED,
                Attribute(Attr::UnderlyingType) => &rule::UNDERLYING_CHANGED,
                Attribute(Attr::IsFlags) => &rule::FLAGS_CHANGED,
                Attribute(Attr::Abstract) => choose(&rule::NOW_ABSTRACT, &rule::NO_LONGER_ABSTRACT),
                Attribute(Attr::OpenType) => choose(&rule::NOW_OPEN, &rule::NO_LONGER_OPEN),
                Attribute(Attr::HasStream) => choose(&rule::NOW_MEDIA, &rule::NO_LONGER_MEDIA),
                Attribute(Attr::BaseType) => self.base(difference),
                Aspect::Key => self.key(difference),
                Attribute(facet) => self::facet(difference, facet),
                _ => &rule::KIND_CHANGED,
            },
            Role::Property => match aspect {
                Attribute(Attr::Nullable) => nullability(difference),
                Attribute(Attr::DefaultValue) => &rule::DEFAULT_CHANGED,
                Attribute(Attr::Type) => self.property_type(difference),
                Attribute(facet) => self::facet(difference, facet),
                _ => &rule::KIND_CHANGED,
            },
            Role::Navigation => match aspect {
                Attribute(Attr::Nullable | Attr::Type | Attr::ContainsTarget) => &rule::NAVIGATION_CHANGED,
                _ => &rule::NAVIGATION_DESCRIBED,
            },
            Role::Member if aspect == Attribute(Attr::Value) => &rule::NUMBERS_CHANGED,
            Role::Operation => match aspect {
                Attribute(Attr::IsComposable) if is_now => &rule::OPERATION_COMPOSABLE,
                Attribute(Attr::EntitySetPath) => &rule::NAVIGATION_DESCRIBED,
                _ => &rule::OPERATION_CHANGED,
            },
            Role::Signature if tag == Tag::ReturnType => &rule::RETURN_CHANGED,
            Role::Signature if aspect == Attribute(Attr::Nullable) && is_now => &rule::PARAMETER_NULLABLE,
            Role::Signature => &rule::PARAMETER_CHANGED,
            Role::Container => &rule::ENTRY_POINT_DESCRIBED,
            Role::EntryPoint => match aspect {
                Aspect::Binding(_) | Attribute(Attr::IncludeInServiceDocument) => &rule::ENTRY_POINT_DESCRIBED,
                _ => &rule::ENTRY_POINT_CHANGED,
            },
            Role::Term => &rule::ANNOTATED,
            // Nothing else has other attributes, except those outside of the specification.
            _ => &rule::KIND_CHANGED,
        }
    }

    /// Returns the rule for another type of a property. Two names of the same primitive type are the same on the wire.
    fn property_type(&self, difference: &Difference<'_>) -> &'static Rule {
        let primitive = |elements: &Elements<'_>, value: &Option<String>| {
            let value = value.as_deref().unwrap_or_default();
            let defined = elements.get(item(value)).filter(|found| found.element.tag == Tag::TypeDefinition);
            let underlying = defined.and_then(|found| found.element.value(Attr::UnderlyingType)).unwrap_or(item(value));
            (underlying.to_owned(), item(value) == value)
        };
        let [before, after] = [(self.old, &difference.old.value), (self.new, &difference.new.value)]
            .map(|(elements, value)| primitive(elements, value));
        if before == after { &rule::PROPERTY_TYPE_RENAMED } else { &rule::PROPERTY_TYPE_CHANGED }
    }

    fn base(&self, difference: &Difference<'_>) -> &'static Rule {
        let path = &difference.path;
        let names = |elements: &Elements<'_>| -> BTreeSet<String> {
            let bases = lineage(elements, path).into_iter().filter_map(|element| element.value(Attr::BaseType));
            bases.map(str::to_owned).collect()
        };
        if names(self.old).is_subset(&names(self.new)) { &rule::BASE_GAINED } else { &rule::BASE_LOST }
    }

    /// Returns the rule for another key. A key that is now inherited is unchanged.
    fn key(&self, difference: &Difference<'_>) -> &'static Rule {
        let key = |elements: &Elements<'_>| {
            let declaring = lineage(elements, &difference.path);
            let keys = declaring.iter().filter_map(|element| element.children(Tag::Key).next());
            let names = keys.flat_map(|key| &key.children).filter_map(|key| key.value(Attr::Name));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        if key(self.old) == key(self.new) { &rule::PROPERTY_MOVED } else { &rule::KEY_CHANGED }
    }
}

/// Returns a type and its base types.
fn lineage<'a>(elements: &Elements<'a>, path: &str) -> Vec<&'a Element> {
    let mut lineage = Vec::new();
    let mut seen = BTreeSet::new();
    let mut current = elements.get(path).map(|found| found.element);
    while let Some(element) = current {
        lineage.push(element);
        let base = element.value(Attr::BaseType);
        current = base.filter(|base| seen.insert(*base)).and_then(|base| elements.get(base)).map(|found| found.element);
    }
    lineage
}

fn order(difference: &Difference<'_>) -> &'static Rule {
    let sides = [&difference.old, &difference.new].map(|side| side.element);
    let [Some(old), Some(new)] = sides else { return &rule::ORDER_CHANGED };
    match new.tag {
        Tag::EnumType if hides(new, old) => &rule::MEMBER_UNCOVERED,
        Tag::EnumType if hides(old, new) => &rule::MEMBER_COVERED,
        Tag::Function | Tag::Action => &rule::PARAMETER_CHANGED,
        _ => &rule::ORDER_CHANGED,
    }
}

/// Returns whether a member moved behind the sentinel.
fn hides(before: &Element, after: &Element) -> bool {
    let hidden = behind_sentinel(before);
    let had: BTreeSet<_> = parts(before).filter_map(|member| member.value(Attr::Name)).collect();
    behind_sentinel(after).into_iter().any(|member| had.contains(member) && !hidden.contains(member))
}

/// Returns the members after the sentinel.
fn behind_sentinel(enumeration: &Element) -> BTreeSet<&str> {
    let names = parts(enumeration).filter_map(|member| member.value(Attr::Name));
    names.skip_while(|name| *name != SENTINEL).skip(1).collect()
}

fn nullability(difference: &Difference<'_>) -> &'static Rule {
    let element = difference.new.element;
    let [was, is] = [&difference.old, &difference.new].map(|side| side.value.as_deref() != Some("false"));
    match (was, is) {
        (true, false) if element.is_some_and(|element| is_annotated(element, Term::Computed)) => {
            &rule::COMPUTED_NEVER_NULL
        }
        (true, false) => &rule::NO_LONGER_NULLABLE,
        (false, true) => &rule::NOW_NULLABLE,
        // `Nullable` is undefined for a collection without it.
        _ => &rule::SAME_VALUES,
    }
}

fn facet(difference: &Difference<'_>, facet: Attr) -> &'static Rule {
    if !matches!(facet, Attr::MaxLength | Attr::Precision | Attr::Scale | Attr::Unicode | Attr::SRID) {
        return &rule::KIND_CHANGED;
    }
    let size = |value: &Option<String>| match (facet, value.as_deref()) {
        (Attr::Scale, None) | (_, Some("false")) => Some(0),
        (_, None | Some("max" | "variable" | "floating" | "true")) => Some(u64::MAX),
        (_, Some(number)) => number.parse().ok(),
    };
    match (size(&difference.old.value), size(&difference.new.value)) {
        // Coordinate reference systems have no order.
        (Some(before), Some(after)) if after > before && facet != Attr::SRID => &rule::FACET_WIDENED,
        (Some(before), Some(after)) if after == before => &rule::SAME_VALUES,
        _ => &rule::FACET_NARROWED,
    }
}

/// The forms of a false value in an annotation: in an element inside it, or as its own value.
const REFUSALS: [&str; 2] = ["Bool=\"false\"", "Bool false"];

fn annotation(difference: &Difference<'_>, term: &str) -> &'static Rule {
    if term.starts_with(CAPABILITIES) {
        let refusals = |value: &Option<String>| -> usize {
            REFUSALS.iter().map(|refusal| value.as_deref().unwrap_or_default().matches(refusal).count()).sum()
        };
        return match refusals(&difference.new.value).cmp(&refusals(&difference.old.value)) {
            Ordering::Greater => &rule::CAPABILITY_LOST,
            Ordering::Less => &rule::CAPABILITY_GAINED,
            Ordering::Equal => &rule::ANNOTATED,
        };
    }
    let Some(term) = Term::parse(term) else { return &rule::ANNOTATED };
    let is_so = |value: &Option<String>| value.as_deref().is_some_and(|value| value != "Bool false");
    let (was, is) = (is_so(&difference.old.value), is_so(&difference.new.value));
    match term {
        Term::Description | Term::LongDescription => &rule::DESCRIBED,
        Term::Revisions => &rule::DEPRECATED,
        Term::Computed | Term::Immutable if !was && is => &rule::RESTRICTED,
        Term::Computed | Term::Immutable if was && !is => &rule::UNRESTRICTED,
        Term::Permissions => {
            let writes = |value: &Option<String>| value.as_deref().is_none_or(|value| value.contains("Write"));
            match (writes(&difference.old.value), writes(&difference.new.value)) {
                (true, false) => &rule::RESTRICTED,
                (false, true) => &rule::UNRESTRICTED,
                _ => &rule::ANNOTATED,
            }
        }
        Term::OptionalParameter if !was => &rule::OPTIONAL,
        Term::OptionalParameter if !is => &rule::NO_LONGER_OPTIONAL,
        Term::Computed | Term::Immutable | Term::OptionalParameter => &rule::ANNOTATED,
    }
}

/// Returns whether a boolean term is true for an element.
fn is_annotated(element: &Element, term: Term) -> bool {
    let mut annotations = element.children(Tag::Annotation).filter(|annotation| annotation.term() == Some(term));
    annotations.any(|annotation| annotation.value(Attr::Scalar(Scalar::Bool)) != Some("false"))
}
