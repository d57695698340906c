//! `schema/schema.lock`: the snapshot of the metadata that each slice was cut from.

use crate::tree;
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use codegen::Input;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The name of the file in a folder of schemas.
pub const FILE: &str = "schema.lock";

const HEADER: &str =
    "# Written by `cargo xtask schema update`: the snapshot of the metadata that each slice was cut from.\n\n";

/// The version of what cuts slices.
const GENERATOR: &str = env!("CARGO_PKG_VERSION");

/// What is known of each schema, by its stem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Lock(BTreeMap<String, Locked>);

/// Where a slice comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locked {
    /// What it was cut from: an address, or the name of a file.
    pub origin: String,
    /// The revision of the origin, such as a commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The day it was cut, by UTC.
    pub date: NaiveDate,
    /// SHA-256 of the file that it was cut from.
    pub source_sha256: String,
    /// SHA-256 of the slice.
    pub slice_sha256: String,
    /// The version of the generator that cut it.
    pub generator: String,
}

/// What somebody says of the file that a slice is cut from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// An address, or the name of a file.
    pub name: String,
    /// The revision of the origin, such as a commit.
    pub revision: Option<String>,
}

impl Lock {
    /// Reads the lock of a folder of schemas. Without one, nothing is locked.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is no lock.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let Some(text) = tree::read_file(&path)? else { return Ok(Self::default()) };
        let help = "is no lock; restore it, or remove it and run `cargo xtask schema update --from FILE`";
        toml::from_slice(&text).with_context(|| format!("{} {help}", path.display()))
    }

    /// The text of the file.
    ///
    /// # Errors
    ///
    /// None that could be met: every lock can be written as TOML.
    pub fn to_text(&self) -> Result<String> {
        Ok(format!("{HEADER}{}", toml::to_string(&self.0).context("cannot write the lock")?))
    }

    /// What is known of a schema.
    #[must_use]
    pub fn get(&self, stem: &str) -> Option<&Locked> {
        self.0.get(stem)
    }

    /// Whether a slice is the one that is locked. Another snapshot that makes the same slice does not count as a change.
    #[must_use]
    pub fn is_of(&self, stem: &str, slice: &str) -> bool {
        self.get(stem).is_some_and(|locked| locked.slice_sha256 == sha256(slice))
    }

    /// Forgets slices that there are no longer.
    pub fn retain(&mut self, is_there: impl Fn(&String) -> bool) {
        self.0.retain(|stem, _| is_there(stem));
    }

    /// Fails if a slice is another one than was locked. One that is not locked is not checked.
    ///
    /// # Errors
    ///
    /// The first slice that is another one.
    pub fn check(&self, inputs: &BTreeMap<String, Input>) -> Result<()> {
        for (stem, input) in inputs {
            let source = input.schema.source();
            if self.get(stem).is_some() && !self.is_of(stem, source.text()) {
                bail!(
                    "{} is not the slice that schema/{FILE} names: run `cargo xtask schema update`, which takes over what was \
                     changed by hand, or restore the file",
                    source.name()
                );
            }
        }
        Ok(())
    }

    /// Locks a slice that was cut out of another file.
    pub fn cut(&mut self, stem: &str, origin: Origin, source: &str, slice: &str, today: NaiveDate) {
        let locked = Locked {
            origin: origin.name,
            revision: origin.revision,
            date: today,
            source_sha256: sha256(source),
            slice_sha256: sha256(slice),
            generator: GENERATOR.to_owned(),
        };
        self.0.insert(stem.to_owned(), locked);
    }

    /// Locks a slice that was changed by hand. What it was cut from stays what it was.
    pub fn amend(&mut self, stem: &str, slice: &str) {
        if let Some(locked) = self.0.get_mut(stem) {
            locked.slice_sha256 = sha256(slice);
            GENERATOR.clone_into(&mut locked.generator);
        }
    }
}

/// The SHA-256 of a text, in hexadecimal digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
