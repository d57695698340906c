//! The comparisons: reading, generating, slicing and comparing everything in a metadata file. The files are the workspace's
//! own and, if available, the metadata of all of Graph.

use codegen::{Document, Input, Loaded, Roots, Source};
use measure::Comparison;
use quick_xml::events::Event;
use quick_xml::{NsReader, Result, XmlVersion};
use std::hint::black_box;
use std::path::Path;
use std::{env, fs, io};

/// The environment variable with the path of the metadata of all of Graph, as downloaded from
/// <https://graph.microsoft.com/v1.0/$metadata>.
const VARIABLE: &str = "GRAPH_METADATA";

/// The default of the variable. Paths are relative to the workspace.
const DEFAULT: &str = "../shared/metadata/v1.0-Prod.csdl";

const OWN: &str = "schema/beta.csdl.xml";

/// A metadata file.
pub(crate) struct Metadata {
    name: String,
    text: String,
    /// Another snapshot, in which every property `displayName` has another name.
    next: String,
}

impl Metadata {
    /// Reads the files that exist.
    pub(crate) fn read() -> io::Result<Vec<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let large = root.join(env::var_os(VARIABLE).unwrap_or(DEFAULT.into()));
        let own = Self::new(OWN.to_owned(), fs::read_to_string(root.join(OWN))?);
        match fs::read_to_string(&large) {
            Ok(text) => {
                let name = large.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok(vec![own, Self::new(name, text)])
            }
            Err(error) => {
                println!(
                    "skipping the metadata of all of Graph: cannot read {}: {error}; set {VARIABLE} to another path\n",
                    large.display()
                );
                Ok(vec![own])
            }
        }
    }

    fn new(name: String, text: String) -> Self {
        let next = text.replace("<Property Name=\"displayName\"", "<Property Name=\"shownName\"");
        Self { name, text, next }
    }

    fn document(&self, text: &str) -> Document {
        Document::read(Source::new(&*self.name, text))
    }

    fn load(&self, text: &str) -> Loaded {
        codegen::load(Input::new(self.document(text)).with_roots(Roots::All)).expect("the metadata is a schema")
    }

    /// Creates a comparison of the baseline with the tasks of the generator.
    pub(crate) fn comparison(&self) -> Comparison<'_> {
        visit_every_attribute(&self.text).expect("the metadata is XML");
        Comparison::new(format!("{} ({} KiB)", self.name, self.text.len() / 1024))
            .variant("quick-xml: visit every attribute", || visit_every_attribute(&self.text).is_ok())
            .variant("codegen: read the schema", || {
                self.document(&self.text).schema().expect("the metadata is a schema").types.len()
            })
            .variant("codegen: generate everything", || self.load(&self.text).generate())
            .variant("codegen: cut a slice with every type", || {
                self.load(&self.text).slice(None).expect("everything has a slice")
            })
            .variant("codegen: compare with a snapshot where displayName has another name", || {
                let [old, new] = [&self.text, &self.next].map(|text| self.load(text));
                codegen::diff(&old, &new).expect("the snapshots are comparable")
            })
    }
}

/// Visits every attribute, with namespaces resolved and values unescaped: the least that any reader does.
fn visit_every_attribute(text: &str) -> Result<()> {
    let mut reader = NsReader::from_str(text);
    loop {
        match reader.read_resolved_event()? {
            (_, Event::Eof) => return Ok(()),
            (namespace, Event::Start(tag) | Event::Empty(tag)) => {
                black_box(namespace);
                for attribute in tag.attributes() {
                    black_box(attribute?.normalized_value(XmlVersion::Implicit1_0)?);
                }
            }
            (_, event) => {
                black_box(event);
            }
        }
    }
}
