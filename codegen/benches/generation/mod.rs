//! Everything in a file of metadata, read, generated, cut and compared: in the workspace's own, and in that of all of Graph,
//! if it is there.

use codegen::{Document, Input, Loaded, Roots, Source};
use measure::Comparison;
use quick_xml::events::Event;
use quick_xml::{NsReader, Result, XmlVersion};
use std::hint::black_box;
use std::path::Path;
use std::{env, fs, io};

/// Names the file with the metadata of all of Graph, as <https://graph.microsoft.com/v1.0/$metadata> gives it.
const VARIABLE: &str = "GRAPH_METADATA";

/// Where it is otherwise. Both count from the workspace's folder.
const BESIDE: &str = "../shared/metadata/v1.0-Prod.csdl";

const OWN: &str = "schema/beta.csdl.xml";

/// A file of metadata.
pub(crate) struct Metadata {
    name: String,
    text: String,
    /// Another snapshot of it, where every property `displayName` goes by another name.
    next: String,
}

impl Metadata {
    /// The files that there are.
    pub(crate) fn read() -> io::Result<Vec<Self>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let large = root.join(env::var_os(VARIABLE).unwrap_or(BESIDE.into()));
        let own = Self::new(OWN.to_owned(), fs::read_to_string(root.join(OWN))?);
        match fs::read_to_string(&large) {
            Ok(text) => {
                let name = large.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok(vec![own, Self::new(name, text)])
            }
            Err(error) => {
                println!(
                    "the metadata of all of Graph is not measured: {}: {error}; {VARIABLE} may name another file\n",
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

    /// A look at every tag, and what the generator makes of it.
    pub(crate) fn comparison(&self) -> Comparison<'_> {
        see_every_attribute(&self.text).expect("the metadata is XML");
        let what = format!("{} ({} KiB)", self.name, self.text.len() / 1024);
        Comparison::new(what)
            .variant("quick-xml: see every attribute", || see_every_attribute(&self.text).is_ok())
            .variant("codegen: read the schema", || {
                self.document(&self.text).schema().expect("the metadata is a schema").types.len()
            })
            .variant("codegen: generate everything", || {
                self.load(&self.text).generate().expect("there are models of everything")
            })
            .variant("codegen: cut a slice with every type", || {
                self.load(&self.text).slice(None).expect("there is a slice of everything")
            })
            .variant("codegen: compare with a snapshot where displayName has another name", || {
                let [old, new] = [&self.text, &self.next].map(|text| self.load(text));
                codegen::diff(&old, &new).expect("there are two snapshots")
            })
    }
}

/// What everybody does who reads the file, with namespaces resolved and attributes unescaped.
fn see_every_attribute(text: &str) -> Result<()> {
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
