//! `schema/schema.lock`: the origin of each slice.

use crate::tree;
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use codegen::Input;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// The name of the lock file.
pub const FILE: &str = "schema.lock";

const HEADER: &str =
    "# Written by `cargo xtask schema update`: the snapshot of the metadata that each slice was cut from.\n\n";

/// The version of the generator.
const GENERATOR: &str = env!("CARGO_PKG_VERSION");

/// The locked slices, by the stem of their schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Lock(BTreeMap<String, Locked>);

/// The origin and the hash of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locked {
    /// The origin of the metadata: a URL or the name of a file.
    pub origin: String,
    /// The revision of the origin, such as a commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The date of the cut, in UTC.
    pub date: NaiveDate,
    /// The SHA-256 of the metadata.
    pub source_sha256: String,
    /// The SHA-256 of the slice.
    pub slice_sha256: String,
    /// The version of the generator.
    pub generator: String,
    /// The paths of possible credentials without a model that reports have named.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub credentials: BTreeSet<String>,
    /// The watched declarations that the slice does not have, by entry of `watch` in `models.toml`.
    #[serde(default, skip_serializing_if = "Watched::is_empty")]
    pub watched: Watched,
}

/// The paths of watched declarations, by entry of `watch` in `models.toml`.
pub type Watched = BTreeMap<String, BTreeSet<String>>;

/// The origin of metadata.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// A URL or the name of a file.
    pub name: String,
    /// The revision of the origin, such as a commit.
    pub revision: Option<String>,
}

impl Lock {
    /// Reads the lock in a folder. Without a file, the lock is empty.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is not a lock.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let Some(text) = tree::read_file(&path)? else { return Ok(Self::default()) };
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads the text of a lock file.
    ///
    /// # Errors
    ///
    /// The text is not a lock.
    pub fn parse(text: &[u8], name: &str) -> Result<Self> {
        let help = "is not a valid lock; restore it, or remove it and run `cargo xtask schema update --from FILE`";
        toml::from_slice(text).with_context(|| format!("{name} {help}"))
    }

    /// Returns the text of the lock file.
    ///
    /// # Errors
    ///
    /// The lock cannot be written as TOML, which does not happen in practice.
    pub fn to_text(&self) -> Result<String> {
        Ok(format!("{HEADER}{}", toml::to_string_pretty(&self.0).context("cannot write the lock")?))
    }

    /// Returns the locked slice of a schema.
    #[must_use]
    pub fn get(&self, stem: &str) -> Option<&Locked> {
        self.0.get(stem)
    }

    /// Returns the locked slice of a schema, to change it.
    pub fn get_mut(&mut self, stem: &str) -> Option<&mut Locked> {
        self.0.get_mut(stem)
    }

    /// Returns whether a slice is the locked one, whichever snapshot of the metadata it was cut from.
    #[must_use]
    pub fn is_of(&self, stem: &str, slice: &str) -> bool {
        self.get(stem).is_some_and(|locked| locked.slice_sha256 == sha256(slice))
    }

    /// Removes all slices but those with the given stems.
    pub fn retain(&mut self, exists: impl Fn(&String) -> bool) {
        self.0.retain(|stem, _| exists(stem));
    }

    /// Checks that slices are the locked ones. Schemas without a lock pass.
    ///
    /// # Errors
    ///
    /// A slice is not the locked one.
    pub fn check(&self, inputs: &BTreeMap<String, Input>) -> Result<()> {
        for (stem, input) in inputs {
            let source = input.schema.source();
            if self.get(stem).is_some() && !self.is_of(stem, source.text()) {
                bail!(
                    "{} differs from the slice in schema/{FILE}; run `cargo xtask schema update` to accept manual changes, or \
                     restore the file",
                    source.name()
                );
            }
        }
        Ok(())
    }

    /// Locks a slice that was cut from metadata.
    pub fn cut(&mut self, stem: &str, origin: Origin, source: &str, slice: &str, today: NaiveDate) {
        let (watched, credentials) = self.0.remove(stem).map(|of| (of.watched, of.credentials)).unwrap_or_default();
        let locked = Locked {
            origin: origin.name,
            revision: origin.revision,
            date: today,
            source_sha256: sha256(source),
            slice_sha256: sha256(slice),
            generator: GENERATOR.to_owned(),
            watched,
            credentials,
        };
        self.0.insert(stem.to_owned(), locked);
    }

    /// Returns the paths of possible credentials without a model, in all schemas.
    #[must_use]
    pub fn credentials(&self) -> BTreeSet<String> {
        self.0.values().flat_map(|locked| locked.credentials.iter().cloned()).collect()
    }

    /// Returns the watched declarations that an earlier lock does not have, except for parts of new types. Declarations of entries
    /// that the earlier lock did not watch are not new.
    #[must_use]
    pub fn new_since(&self, stem: &str, earlier: &Self) -> BTreeSet<String> {
        let (Some(now), Some(earlier)) = (self.get(stem), earlier.get(stem)) else { return BTreeSet::new() };
        let new = now.watched.iter().flat_map(|(entry, paths)| {
            earlier.watched.get(entry).into_iter().flat_map(|earlier| paths.difference(earlier))
        });
        without_parts(new.cloned().collect())
    }

    /// Locks a slice that was changed by hand. Its origin stays the same.
    pub fn amend(&mut self, stem: &str, slice: &str) {
        if let Some(locked) = self.get_mut(stem) {
            locked.slice_sha256 = sha256(slice);
            GENERATOR.clone_into(&mut locked.generator);
        }
    }
}

/// Returns the SHA-256 of a text in hexadecimal digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Removes the parts of declarations that are in the set themselves.
pub(super) fn without_parts(mut paths: BTreeSet<String>) -> BTreeSet<String> {
    let declarations = paths.clone();
    paths.retain(|path| path.split_once('/').is_none_or(|(declaration, _)| !declarations.contains(declaration)));
    paths
}
