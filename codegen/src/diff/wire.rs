//! What a difference means for clients of the service.

use super::Change;
use super::compare::{Difference, What};
use super::fact::{Fact, Facts, aspects, parts};
use super::rule::Rule;
use super::rule::wire as rule;
use crate::csdl::{ANNOTATION, CORE, Element, is_collection, item};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Says which members are sent only to clients that ask for them.
const SENTINEL: &str = "unknownFutureValue";

/// What begins the terms that say which requests are answered.
const CAPABILITIES: &str = "Org.OData.Capabilities.V1.";

/// Applies the rules, with what both documents say around a difference.
pub(super) struct Impact<'a> {
    old: &'a Facts<'a>,
    new: &'a Facts<'a>,
}

impl<'a> Impact<'a> {
    pub(super) const fn new(old: &'a Facts<'a>, new: &'a Facts<'a>) -> Self {
        Self { old, new }
    }

    pub(super) fn of(&self, difference: &Difference<'_>) -> &'static Rule {
        match &difference.what {
            What::Whole => self.whole(difference),
            What::Element => &rule::KIND_CHANGED,
            What::Aspect(aspect) => self.aspect(difference, aspect),
            What::Annotation(term) => annotation(difference, term),
            What::Order => order(difference),
        }
    }

    fn whole(&self, difference: &Difference<'_>) -> &'static Rule {
        let is_added = difference.change() == Change::Added;
        let choose = |added: &'static Rule, removed: &'static Rule| if is_added { added } else { removed };
        let side = if is_added { &difference.new } else { &difference.old };
        let Some(Fact { element, .. }) = &side.fact else { return &rule::ANNOTATED };
        let is_nullable = element.value("Nullable") != Some("false") || is_collection(element);
        match element.name.as_str() {
            "Property" | "NavigationProperty" if self.is_moved(difference, element) => &rule::PROPERTY_MOVED,
            "Property" if !is_added => &rule::PROPERTY_REMOVED,
            "Property" if is_nullable || element.value("DefaultValue").is_some() => &rule::PROPERTY_ADDED,
            "Property" if is_computed(element) => &rule::COMPUTED_PROPERTY_ADDED,
            "Property" => &rule::REQUIRED_PROPERTY_ADDED,
            "NavigationProperty" if is_added && !is_nullable => &rule::REQUIRED_NAVIGATION_ADDED,
            "NavigationProperty" => choose(&rule::NAVIGATION_ADDED, &rule::NAVIGATION_REMOVED),
            "Member" if is_added => self.member(difference, element),
            "Member" => &rule::MEMBER_REMOVED,
            "Action" | "Function" => choose(&rule::OPERATION_ADDED, &rule::OPERATION_REMOVED),
            "Parameter" if is_added && (is_nullable || is_optional(element)) => &rule::PARAMETER_ADDED,
            "Parameter" => choose(&rule::REQUIRED_PARAMETER_ADDED, &rule::PARAMETER_REMOVED),
            "ReturnType" => choose(&rule::RETURN_ADDED, &rule::RETURN_CHANGED),
            "EntityContainer" | "EntitySet" | "Singleton" | "ActionImport" | "FunctionImport" => {
                choose(&rule::ENTRY_POINT_ADDED, &rule::ENTRY_POINT_REMOVED)
            }
            "Annotations" | "Term" => &rule::ANNOTATED,
            _ => choose(&rule::TYPE_ADDED, &rule::TYPE_REMOVED),
        }
    }

    /// Whether objects of the type have the property in both editions, whoever declares it.
    fn is_moved(&self, difference: &Difference<'_>, element: &Element) -> bool {
        let other = if difference.change() == Change::Added { self.old } else { self.new };
        let name = element.value("Name").unwrap_or_default();
        let mut found = lineage(other, difference.declaration()).into_iter().filter_map(|declaring| {
            parts(declaring).find(|part| part.name == element.name && part.value("Name") == Some(name))
        });
        found.any(|found| aspects(found) == aspects(element))
    }

    fn member(&self, difference: &Difference<'_>, element: &Element) -> &'static Rule {
        let [old, new] = [self.old, self.new].map(|facts| facts.get(difference.declaration()).map(|fact| fact.element));
        let (Some(old), Some(new)) = (old, new) else { return &rule::MEMBER_ADDED };
        let name = element.value("Name").unwrap_or_default();
        let is_behind = behind_sentinel(new).contains(name);
        match name {
            SENTINEL if hides(old, new) => &rule::MEMBER_COVERED,
            SENTINEL => &rule::SENTINEL_ADDED,
            _ if is_behind => &rule::MEMBER_ADDED_LAST,
            _ => &rule::MEMBER_ADDED,
        }
    }

    fn aspect(&self, difference: &Difference<'_>, aspect: &str) -> &'static Rule {
        let new = difference.new.said.as_deref();
        let is_now = new == Some("true");
        let choose = |yes: &'static Rule, no: &'static Rule| if is_now { yes } else { no };
        let element = difference.element();
        match (element, aspect) {
            ("EnumType", "UnderlyingType") | ("Member", "Value") => &rule::NUMBERS_CHANGED,
            (_, "UnderlyingType") => &rule::UNDERLYING_CHANGED,
            (_, "IsFlags") => &rule::FLAGS_CHANGED,
            (_, "Abstract") => choose(&rule::NOW_ABSTRACT, &rule::NO_LONGER_ABSTRACT),
            (_, "OpenType") => choose(&rule::NOW_OPEN, &rule::NO_LONGER_OPEN),
            (_, "HasStream") => choose(&rule::NOW_MEDIA, &rule::NO_LONGER_MEDIA),
            ("EntityType" | "ComplexType", "BaseType") => self.base(difference),
            (_, "Key") => self.key(difference),
            ("Term", _) => &rule::ANNOTATED,
            ("Parameter", "Nullable") if is_now => &rule::PARAMETER_NULLABLE,
            ("Parameter", _) => &rule::PARAMETER_CHANGED,
            ("ReturnType", _) => &rule::RETURN_CHANGED,
            (_, "IsComposable") if is_now => &rule::OPERATION_COMPOSABLE,
            ("Action" | "Function", "EntitySetPath") => &rule::NAVIGATION_DESCRIBED,
            ("Action" | "Function", _) => &rule::OPERATION_CHANGED,
            ("EntityContainer", _) | (_, "IncludeInServiceDocument") => &rule::ENTRY_POINT_DESCRIBED,
            (_, binding) if binding.starts_with("NavigationPropertyBinding") => &rule::ENTRY_POINT_DESCRIBED,
            ("EntitySet" | "Singleton" | "ActionImport" | "FunctionImport", _) => &rule::ENTRY_POINT_CHANGED,
            (_, "Nullable") if element == "NavigationProperty" => {
                choose(&rule::NAVIGATION_CHANGED, &rule::NAVIGATION_CHANGED)
            }
            (_, "Nullable") => nullability(difference),
            ("NavigationProperty", "Type" | "ContainsTarget") => &rule::NAVIGATION_CHANGED,
            ("NavigationProperty", _) => &rule::NAVIGATION_DESCRIBED,
            (_, "MaxLength" | "Precision" | "Scale" | "Unicode" | "SRID") => facet(difference, aspect),
            (_, "DefaultValue") => &rule::DEFAULT_CHANGED,
            (_, "Type") => self.property_type(difference),
            _ => &rule::KIND_CHANGED,
        }
    }

    /// A property whose type goes by another name is the same on the wire if both stand for the same primitive type.
    fn property_type(&self, difference: &Difference<'_>) -> &'static Rule {
        let primitive = |facts: &Facts<'_>, said: &Option<String>| {
            let said = said.as_deref().unwrap_or_default();
            let defined = facts.get(item(said)).filter(|fact| fact.element.name == "TypeDefinition");
            let underlying = defined.and_then(|fact| fact.element.value("UnderlyingType")).unwrap_or(item(said));
            (underlying.to_owned(), item(said) == said)
        };
        let [before, after] = [(self.old, &difference.old.said), (self.new, &difference.new.said)]
            .map(|(facts, said)| primitive(facts, said));
        if before == after { &rule::PROPERTY_TYPE_RENAMED } else { &rule::PROPERTY_TYPE_CHANGED }
    }

    fn base(&self, difference: &Difference<'_>) -> &'static Rule {
        let path = &difference.path;
        let names = |facts: &Facts<'_>| -> BTreeSet<String> {
            let bases = lineage(facts, path).into_iter().filter_map(|element| element.value("BaseType"));
            bases.map(str::to_owned).collect()
        };
        if names(self.old).is_subset(&names(self.new)) { &rule::BASE_GAINED } else { &rule::BASE_LOST }
    }

    /// A key that is inherited now is still the key.
    fn key(&self, difference: &Difference<'_>) -> &'static Rule {
        let key = |facts: &Facts<'_>| {
            let declaring = lineage(facts, &difference.path);
            let keys = declaring.iter().filter_map(|element| element.children.iter().find(|child| child.name == "Key"));
            let names = keys.flat_map(|key| &key.children).filter_map(|key| key.value("Name"));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        if key(self.old) == key(self.new) { &rule::PROPERTY_MOVED } else { &rule::KEY_CHANGED }
    }
}

/// A type and its base types.
fn lineage<'a>(facts: &Facts<'a>, path: &str) -> Vec<&'a Element> {
    let mut lineage = Vec::new();
    let mut seen = BTreeSet::new();
    let mut current = facts.get(path).map(|fact| fact.element);
    while let Some(element) = current {
        lineage.push(element);
        let base = element.value("BaseType");
        current = base.filter(|base| seen.insert(*base)).and_then(|base| facts.get(base)).map(|fact| fact.element);
    }
    lineage
}

fn order(difference: &Difference<'_>) -> &'static Rule {
    let sides = [&difference.old, &difference.new].map(|side| side.fact.as_ref().map(|fact| fact.element));
    let [Some(old), Some(new)] = sides else { return &rule::ORDER_CHANGED };
    match new.name.as_str() {
        "EnumType" if hides(new, old) => &rule::MEMBER_UNCOVERED,
        "EnumType" if hides(old, new) => &rule::MEMBER_COVERED,
        "Function" | "Action" => &rule::PARAMETER_CHANGED,
        _ => &rule::ORDER_CHANGED,
    }
}

/// Whether a member that was sent to every client is sent only to those that ask for it.
fn hides(before: &Element, after: &Element) -> bool {
    let hidden = behind_sentinel(before);
    let had: BTreeSet<_> = parts(before).filter_map(|member| member.value("Name")).collect();
    behind_sentinel(after).into_iter().any(|member| had.contains(member) && !hidden.contains(member))
}

/// The members that are sent only to clients that ask for them.
fn behind_sentinel(enumeration: &Element) -> BTreeSet<&str> {
    let names = parts(enumeration).filter_map(|member| member.value("Name"));
    names.skip_while(|name| *name != SENTINEL).skip(1).collect()
}

fn nullability(difference: &Difference<'_>) -> &'static Rule {
    let element = difference.new.fact.as_ref().map(|fact| fact.element);
    let [was, is] = [&difference.old, &difference.new].map(|side| side.said.as_deref() != Some("false"));
    match (was, is) {
        (true, false) if element.is_some_and(is_computed) => &rule::COMPUTED_NEVER_NULL,
        (true, false) => &rule::NO_LONGER_NULLABLE,
        (false, true) => &rule::NOW_NULLABLE,
        // Of the items of a collection, nothing may be said.
        _ => &rule::SAME_VALUES,
    }
}

fn facet(difference: &Difference<'_>, facet: &str) -> &'static Rule {
    let size = |said: &Option<String>| match (facet, said.as_deref()) {
        ("Scale", None) | (_, Some("false")) => Some(0),
        (_, None | Some("max" | "variable" | "floating" | "true")) => Some(u64::MAX),
        (_, Some(number)) => number.parse().ok(),
    };
    match (size(&difference.old.said), size(&difference.new.said)) {
        // A number of another system of coordinates is neither more nor less.
        (Some(before), Some(after)) if after > before && facet != "SRID" => &rule::FACET_WIDENED,
        (Some(before), Some(after)) if after == before => &rule::SAME_VALUES,
        _ => &rule::FACET_NARROWED,
    }
}

/// How an annotation says that something is not so: as an attribute of an element inside, or as its own value.
const REFUSALS: [&str; 2] = ["Bool=\"false\"", "Bool false"];

fn annotation(difference: &Difference<'_>, term: &str) -> &'static Rule {
    if term.starts_with(CAPABILITIES) {
        let refusals = |said: &Option<String>| -> usize {
            REFUSALS.iter().map(|refusal| said.as_deref().unwrap_or_default().matches(refusal).count()).sum()
        };
        return match refusals(&difference.new.said).cmp(&refusals(&difference.old.said)) {
            Ordering::Greater => &rule::CAPABILITY_LOST,
            Ordering::Less => &rule::CAPABILITY_GAINED,
            Ordering::Equal => &rule::ANNOTATED,
        };
    }
    let Some(term) = term.strip_prefix(CORE) else { return &rule::ANNOTATED };
    let is_so = |said: &Option<String>| said.as_deref().is_some_and(|said| said != "Bool false");
    let (was, is) = (is_so(&difference.old.said), is_so(&difference.new.said));
    match term {
        "Description" | "LongDescription" => &rule::DESCRIBED,
        "Revisions" => &rule::DEPRECATED,
        "Computed" | "Immutable" if !was && is => &rule::RESTRICTED,
        "Computed" | "Immutable" if was && !is => &rule::UNRESTRICTED,
        "Permissions" => {
            let writes = |said: &Option<String>| said.as_deref().is_none_or(|said| said.contains("Write"));
            match (writes(&difference.old.said), writes(&difference.new.said)) {
                (true, false) => &rule::RESTRICTED,
                (false, true) => &rule::UNRESTRICTED,
                _ => &rule::ANNOTATED,
            }
        }
        "OptionalParameter" if !was => &rule::OPTIONAL,
        "OptionalParameter" if !is => &rule::NO_LONGER_OPTIONAL,
        _ => &rule::ANNOTATED,
    }
}

fn is_annotated(element: &Element, term: &str) -> bool {
    let mut annotations = element.children.iter().filter(|child| child.name == ANNOTATION);
    annotations.any(|annotation| {
        annotation.value("Term").and_then(|own| own.strip_prefix(CORE)) == Some(term)
            && annotation.value("Bool") != Some("false")
    })
}

fn is_computed(element: &Element) -> bool {
    is_annotated(element, "Computed")
}

fn is_optional(element: &Element) -> bool {
    is_annotated(element, "OptionalParameter")
}
