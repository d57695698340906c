//! CSDL and OpenAPI documents, parsed once.

use crate::csdl::{self, Canonical};
use crate::openapi;
use crate::schema::Schema;
use crate::{Diagnostic, Diagnostics, Source, Span};
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

type Lazy = LazyLock<Canonical, Box<dyn FnOnce() -> Canonical + Send>>;

#[derive(Debug)]
struct Parsed {
    source: Source,
    /// The elements of CSDL in canonical form, into which they are moved on first use. `None` if the text is not well-formed.
    canonical: Option<Lazy>,
    /// `None` if the text is not well-formed, or describes no API.
    schema: Option<Arc<Schema>>,
    diagnostics: Diagnostics,
}

impl Document {
    /// Reads a text in either format. The first character decides: XML starts with `<`; YAML and JSON do not.
    #[must_use]
    pub fn read(source: Source) -> Self {
        let mut diagnostics = Diagnostics::default();
        let size = source.text().len();
        let (root, declarations) = if size > MAX_SIZE {
            let message = format!("{} has {size} bytes; the limit is {MAX_SIZE}", source.name());
            let help = "pass the description of one service";
            diagnostics.push(Diagnostic::new(&source, Span::default(), message).with_help(help));
            (None, None)
        } else if is_csdl(&source) {
            csdl::read(&source, &mut diagnostics).unzip()
        } else {
            (None, openapi::read(&source, &mut diagnostics))
        };
        let canonical: Option<Lazy> = root.map(|root| LazyLock::new(Box::new(|| Canonical::of(root)) as _));
        let schema = declarations.map(|declarations| Arc::new(Schema::new(declarations, &source, &mut diagnostics)));
        Self(Arc::new(Parsed { source, canonical, schema, diagnostics }))
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
        if self.is_csdl() {
            return Ok(());
        }
        let message = format!("{} is not CSDL; slices and diffs require CSDL", self.source().name());
        let help = "pass the metadata of the service, which starts with <edmx:Edmx>";
        Err(Diagnostic::without_location(message).with_help(help).into())
    }

    pub(crate) fn is_csdl(&self) -> bool {
        is_csdl(self.source())
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
        self.0.canonical.as_deref().ok_or_else(|| self.0.diagnostics.clone())
    }
}

impl From<Source> for Document {
    fn from(source: Source) -> Self {
        Self::read(source)
    }
}

fn is_csdl(source: &Source) -> bool {
    source.text().trim_start().starts_with('<')
}
