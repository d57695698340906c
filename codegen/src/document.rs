//! CSDL and OpenAPI documents, parsed once.

use crate::csdl::{self, Canonical};
use crate::openapi;
use crate::schema::Schema;
use crate::{Diagnostic, Diagnostics, Source, Span};
use std::fmt::{self, Display, Formatter};
use std::sync::{Arc, LazyLock};

/// The largest size of a document in bytes. Microsoft's largest is the OpenAPI document of beta, which has had about 70 MB.
///
/// Long texts take about four times as much memory. The number of elements, attributes and values has limits of its own, so that
/// many short declarations take up to 1.2 GB, and as many with long names 2.3 GB.
pub const MAX_SIZE: usize = 100_000_000;

/// A CSDL or OpenAPI document. Cheap to clone: clones share the parsed document.
///
/// Reading never fails. [`schema`](Self::schema) returns the errors in the text, and [`load`](crate::load()) reports them
/// with those of the other inputs.
#[derive(Clone, Debug)]
pub struct Document(Arc<Parsed>);

#[derive(Debug)]
struct Parsed {
    source: Source,
    /// `None` if the text is not well-formed.
    tree: Option<Tree>,
    /// `None` if the text is not well-formed, or describes no API.
    schema: Option<Arc<Schema>>,
    diagnostics: Diagnostics,
}

#[derive(Debug)]
enum Tree {
    /// The elements in canonical form. They are moved into it on first use.
    Csdl(LazyLock<Canonical, Box<dyn FnOnce() -> Canonical + Send>>),
    OpenApi(openapi::Node),
}

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csdl,
    OpenApi,
}

impl Document {
    /// Reads a text in either format. The first character decides: XML starts with `<`; YAML and JSON do not.
    #[must_use]
    pub fn read(source: Source) -> Self {
        let mut diagnostics = Diagnostics::default();
        let size = source.text().len();
        let (tree, declarations) = if size > MAX_SIZE {
            let message = format!("{} has {size} bytes; the limit is {MAX_SIZE}", source.name());
            let help = "pass the description of one service";
            diagnostics.push(Diagnostic::new(&source, Span::default(), message).with_help(help));
            (None, None)
        } else {
            match format_of(&source) {
                Format::Csdl => csdl::read(&source, &mut diagnostics)
                    .map(|(root, declarations)| {
                        (Tree::Csdl(LazyLock::new(Box::new(|| Canonical::of(root)))), Some(declarations))
                    })
                    .unzip(),
                Format::OpenApi => openapi::read(&source, &mut diagnostics)
                    .map(|(root, declarations)| (Tree::OpenApi(root), declarations))
                    .unzip(),
            }
        };
        let schema =
            declarations.flatten().map(|declarations| Arc::new(Schema::new(declarations, &source, &mut diagnostics)));
        Self(Arc::new(Parsed { source, tree, schema, diagnostics }))
    }

    /// Returns the source of the document.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.0.source
    }

    /// Returns the schema that the document declares.
    ///
    /// # Errors
    ///
    /// All errors in the text, except for those in parts that models never depend on.
    pub fn schema(&self) -> Result<&Schema, Diagnostics> {
        let (errors, _) = self.0.diagnostics.clone().split(|_| true, |_| false);
        match &self.0.schema {
            Some(schema) if errors.is_empty() => Ok(schema),
            _ => Err(errors),
        }
    }

    /// Checks that the document is CSDL, as slices and diffs require.
    ///
    /// # Errors
    ///
    /// The document is OpenAPI.
    pub fn require_csdl(&self) -> Result<(), Diagnostics> {
        match self.format() {
            Format::Csdl => Ok(()),
            Format::OpenApi => {
                let message = format!("{} is not CSDL; slices and diffs require CSDL", self.source().name());
                let help = "pass the metadata of the service, which starts with <edmx:Edmx>";
                Err(Diagnostic::without_location(message).with_help(help).into())
            }
        }
    }

    /// Writes the types of a schema into this OpenAPI document and returns the new text, as YAML or JSON like the old one.
    ///
    /// Replaces the components whose namespace (everything before the last dot of the name) is the namespace of a type in
    /// the schema. The components of all types, sorted by qualified name, take the position of the first replaced component.
    /// Operations are replaced likewise: the paths whose last segment is the qualified name of an action or function.
    /// Everything else keeps its content and order. The text is normalized: writing the result again changes no byte. YAML
    /// loses its comments except for the lines at the start.
    ///
    /// Reading the components returns the same types, except for the facts that OpenAPI cannot express: keys, containment of
    /// navigation properties, the values of members that are not flags, write permissions, open types and streams. A
    /// property whose value is an entity, which OData does not allow, is read as a navigation property. References to missing
    /// types are invalid in OpenAPI, and the reader rejects them.
    ///
    /// # Errors
    ///
    /// The document is CSDL, is not well-formed, or is not OpenAPI 3.
    ///
    /// ```
    /// use codegen::{Document, Source};
    ///
    /// let csdl = Document::read(Source::new("api.csdl.xml", r#"
    ///   <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
    ///     <Schema Namespace="example" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    ///       <ComplexType Name="place"><Property Name="city" Type="Edm.String" /></ComplexType>
    ///     </Schema>
    ///   </edmx:DataServices></edmx:Edmx>"#));
    /// let twin = Document::read(Source::new("api.openapi.yaml", "# Where things are.\nopenapi: 3.0.4\n"));
    /// assert_eq!(twin.write(csdl.schema()?)?, "\
    /// ## Where things are.
    /// openapi: 3.0.4
    /// components:
    ///   schemas:
    ///     example.place:
    ///       title: place
    ///       type: object
    ///       properties:
    ///         '@odata.type':
    ///           type: string
    ///         city:
    ///           type: string
    ///           nullable: true
    /// ");
    /// # Ok::<(), codegen::Diagnostics>(())
    /// ```
    pub fn write(&self, schema: &Schema) -> Result<String, Diagnostics> {
        match &self.0.tree {
            Some(Tree::OpenApi(root)) => openapi::write(schema, root, self.source()),
            Some(Tree::Csdl(_)) => {
                let message = format!("{} is CSDL; expected an OpenAPI document", self.source().name());
                let help = "pass an OpenAPI document, which starts with `openapi:`";
                Err(Diagnostic::without_location(message).with_help(help).into())
            }
            None => Err(self.0.diagnostics.clone()),
        }
    }

    pub(crate) fn format(&self) -> Format {
        format_of(self.source())
    }

    /// Returns the schema even if the document has errors; erroneous declarations are missing.
    pub(crate) fn declared(&self) -> Option<&Arc<Schema>> {
        self.0.schema.as_ref()
    }

    pub(crate) fn diagnostics(&self) -> &Diagnostics {
        &self.0.diagnostics
    }

    /// Returns the canonical form of a CSDL document.
    pub(crate) fn canonical(&self) -> Result<&Canonical, Diagnostics> {
        self.require_csdl()?;
        match &self.0.tree {
            Some(Tree::Csdl(canonical)) => Ok(canonical),
            _ => Err(self.0.diagnostics.clone()),
        }
    }
}

impl From<Source> for Document {
    fn from(source: Source) -> Self {
        Self::read(source)
    }
}

fn format_of(source: &Source) -> Format {
    if source.text().trim_start().starts_with('<') { Format::Csdl } else { Format::OpenApi }
}

impl Display for Format {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csdl => "CSDL",
            Self::OpenApi => "OpenAPI",
        })
    }
}
