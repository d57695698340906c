//! The schema of an API, independent of the format that describes it.

mod check;
mod container;
mod documentation;
mod enumeration;
mod operation;
mod operation_kind;
mod signature;
mod structured;
mod type_definition;
mod value;

pub use crate::qualified_name::QualifiedName;
use crate::{Diagnostics, Source, Span};
pub(crate) use check::MAX_BASES;
pub use container::{Binding, EntryPoint};
pub use documentation::{Deprecation, Documentation, Permission};
pub use enumeration::{EnumerationType, Member};
pub use operation::{Operation, Parameter, ReturnType};
pub use operation_kind::OperationKind;
pub use signature::{BindingType, Signature};
use std::collections::{BTreeMap, BTreeSet};
pub use structured::{NavigationProperty, Property, StructuredKind, StructuredType};
pub use type_definition::TypeDefinition;
pub use value::{ItemType, Primitive, Reference, ValueType};

/// The declarations of a document, as read and not yet validated.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// Types, in declaration order.
    pub types: Vec<Type>,
    /// Type definitions.
    pub type_definitions: Vec<TypeDefinition>,
    /// Actions and functions, in declaration order.
    pub operations: Vec<Operation>,
    /// Entity sets and singletons, in declaration order.
    pub entry_points: Vec<EntryPoint>,
    /// The number of skipped constructs of each kind: see [`Schema::skipped`].
    pub skipped: BTreeMap<String, usize>,
    /// Names whose declaration has errors. Each has a diagnostic already, so uses of the name are not reported.
    pub unread: BTreeSet<QualifiedName>,
    /// The components of OpenAPI that a declaration depends on without referring to them as types, by its name.
    pub uses: BTreeMap<QualifiedName, BTreeSet<QualifiedName>>,
}

/// The types, operations and entry points of an API.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Types, by qualified name.
    pub types: BTreeMap<QualifiedName, Type>,
    /// Type definitions, by qualified name. Values of such a type have the underlying primitive type here.
    pub type_definitions: BTreeMap<QualifiedName, TypeDefinition>,
    /// Actions and functions, by qualified name. Models have the parameters of those that are selected.
    pub operations: BTreeMap<QualifiedName, Vec<Operation>>,
    /// The operations with a type that is not declared, by the name of their [`Signature`], each with that type. They are not
    /// among the `operations`.
    pub unresolved: BTreeMap<QualifiedName, QualifiedName>,
    /// The entity sets and singletons of the entity container, by name.
    pub entry_points: BTreeMap<String, EntryPoint>,
    /// The number of skipped constructs of each kind, such as `<Term>`. They do not affect the models.
    pub skipped: BTreeMap<String, usize>,
    /// See [`Declarations::unread`].
    pub unread: BTreeSet<QualifiedName>,
    /// See [`Declarations::uses`].
    pub uses: BTreeMap<QualifiedName, BTreeSet<QualifiedName>>,
}

impl Schema {
    /// Validates the declarations in `source` and links them into a schema. Unless a diagnostic is added, every reference
    /// resolves.
    ///
    /// Diagnostics are duplicate names, references to unknown types or to the wrong kind of type, cyclic or too many base
    /// types, and keys that are not properties. Erroneous declarations are omitted from the schema, so that later steps can
    /// find further errors.
    #[must_use]
    pub fn new(declarations: Declarations, source: &Source, diagnostics: &mut Diagnostics) -> Self {
        check::check(declarations, source, diagnostics)
    }

    /// Returns whether the type of a value is primitive or declared.
    pub(crate) fn knows(&self, value: &ValueType) -> bool {
        match &value.item {
            ItemType::Primitive(_) => true,
            ItemType::Named(reference) => self.types.contains_key(&reference.name),
        }
    }

    /// Returns whether a type has a property, or an operation a parameter, of a name.
    #[must_use]
    pub fn declares(&self, owner: &QualifiedName, name: &str) -> bool {
        let parameters = || self.operations.get(owner).into_iter().flatten().flat_map(|of| &of.parameters);
        match self.types.get(owner) {
            Some(Type::Structured(structured)) => structured.property(name).is_some(),
            _ => parameters().any(|parameter| parameter.name == name),
        }
    }

    /// Returns the base types and the derived types of a type that meet a condition, and the type itself if it does.
    pub(crate) fn relatives(
        &self,
        name: &QualifiedName,
        is_searched: impl Fn(&StructuredType) -> bool,
    ) -> Vec<&StructuredType> {
        let Some(Type::Structured(own)) = self.types.get(name) else { return Vec::new() };
        let is_a = |of: &StructuredType, base: &StructuredType| self.lineage(of).iter().any(|of| of.name == base.name);
        let types = self.types.values().filter_map(Type::as_structured);
        types.filter(|of| is_searched(of) && (is_a(own, of) || is_a(of, own))).collect()
    }

    /// Returns the type and its base types, starting with the topmost base type.
    #[must_use]
    pub fn lineage<'a>(&'a self, structured: &'a StructuredType) -> Vec<&'a StructuredType> {
        let mut lineage = vec![structured];
        let mut current = structured;
        while let Some(Type::Structured(base)) = current.base.as_ref().and_then(|base| self.types.get(&base.name)) {
            lineage.push(base);
            current = base;
        }
        lineage.reverse();
        lineage
    }
}

/// A type of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// An entity or complex type.
    Structured(StructuredType),
    /// An enumeration type.
    Enumeration(EnumerationType),
}

impl Type {
    /// Returns the qualified name.
    #[must_use]
    pub fn name(&self) -> &QualifiedName {
        match self {
            Self::Structured(structured) => &structured.name,
            Self::Enumeration(enumeration) => &enumeration.name,
        }
    }

    /// Returns the entity or complex type, or `None` for an enumeration.
    #[must_use]
    pub fn as_structured(&self) -> Option<&StructuredType> {
        match self {
            Self::Structured(structured) => Some(structured),
            Self::Enumeration(_) => None,
        }
    }

    /// Returns the documentation.
    #[must_use]
    pub fn documentation(&self) -> &Documentation {
        match self {
            Self::Structured(structured) => &structured.documentation,
            Self::Enumeration(enumeration) => &enumeration.documentation,
        }
    }

    /// Returns whether the types differ in nothing but their spans and navigation properties.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let [own, other] = [self, other].map(|declared| {
            let mut declared = declared.clone();
            declared.forget_spans();
            declared
        });
        own == other
    }

    fn forget_spans(&mut self) {
        match self {
            Self::Structured(structured) => structured.forget_spans(),
            Self::Enumeration(enumeration) => enumeration.forget_spans(),
        }
    }

    pub(crate) fn documentation_mut(&mut self) -> &mut Documentation {
        match self {
            Self::Structured(structured) => &mut structured.documentation,
            Self::Enumeration(enumeration) => &mut enumeration.documentation,
        }
    }

    /// Returns the span of the declaration.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Structured(structured) => structured.span,
            Self::Enumeration(enumeration) => enumeration.span,
        }
    }
}
