//! What is different in two snapshots of a schema, and what that means for whom.
//!
//! Documents are compared in their canonical form, so that every difference is one entry: another order of types, another
//! alias, or annotations in another place are none. Each entry is classed twice, for users of the models and for clients of
//! the service, by a [`Rule`] that says why. For the models, the code itself decides: the lines of [`mod@crate::api`] that the
//! entry takes away, adds, or leaves as they are. The [`Verdict`] is that of all lines together.

mod compare;
mod fact;
mod model_difference;
mod models;
mod rename;
mod rule;
mod snapshot;
mod surface;
mod wire;

use crate::Diagnostics;
use crate::load::Loaded;
pub use rule::{Basis, Class, Rule};
use snapshot::Snapshot;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::panic::resume_unwind;
use std::thread;
pub use surface::Surface;

/// The differences of two snapshots.
#[derive(Clone, Debug)]
pub struct Diff {
    /// One entry for each, sorted by path.
    pub entries: Vec<Entry>,
    /// The lines of the public surface that only one snapshot has.
    pub surface: Surface,
    /// The generated files that differ, by path.
    pub files: Vec<FileChange>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is different.
    pub kind: Kind,
    /// Whether it is new, gone, or says something else.
    pub change: Change,
    /// Where: a qualified name, and the name of the part behind a slash. Overloads have parameters in brackets.
    pub path: String,
    /// Which attribute or term, where it is not the element as a whole.
    pub aspect: Option<String>,
    /// What the old snapshot says.
    pub old: Option<String>,
    /// What the new snapshot says.
    pub new: Option<String>,
    /// What it means for code that uses the models.
    pub rust: &'static Rule,
    /// What it means for clients of the service, whatever they are written in.
    pub wire: &'static Rule,
    /// What else it may be: half of a change of names.
    pub hint: Option<String>,
}

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A type or a term: that it is there, or what it says of itself.
    Type,
    /// The type that a type is derived from.
    BaseType,
    /// A property: that it is there, its type, or what narrows it.
    Property,
    /// Whether a value may be null.
    Nullability,
    /// A navigation property.
    Navigation,
    /// A member of an enumeration.
    Member,
    /// An action or a function, its parameters, or what it returns.
    Operation,
    /// What the entity container has: entity sets, singletons and imports.
    EntryPoint,
    /// An annotation that is no description.
    Annotation,
    /// A description.
    Documentation,
    /// The Rust name of what goes by the same name in the schema.
    RustName,
}

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

/// The part of a version that has to grow, by [Cargo's rules](https://doc.rust-lang.org/cargo/reference/semver.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Code that uses the models still compiles, and finds nothing new.
    Patch,
    /// There is more to use.
    Minor,
    /// Code that uses the models may no longer compile.
    Major,
}

/// A generated file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Relative to the folder of the models.
    pub path: String,
    /// The text in the old snapshot, if it has the file.
    pub old: Option<String>,
    /// The text in the new snapshot, if it has the file.
    pub new: Option<String>,
}

impl Diff {
    /// Whether the snapshots say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What becomes of the version of the models; `None` if nothing is different.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let of_surface = self.surface.verdict();
        let of_entries = self.entries.iter().map(|entry| entry.rust.class.verdict()).max();
        // They agree, or an entry is missing; then the stricter one holds.
        let is_same = self.entries.is_empty() && self.files.is_empty();
        (!is_same).then(|| of_entries.map_or(of_surface, |of_entries| of_entries.max(of_surface)))
    }
}

impl Class {
    /// What a difference of that class does to the version.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Documentation => Verdict::Patch,
            Self::Additive => Verdict::Minor,
            Self::Breaking => Verdict::Major,
        }
    }
}

macro_rules! words {
    ($($type:ident { $($variant:ident => $word:literal),* })*) => {$(
        impl $type {
            /// The word for it in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl Display for $type {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}

words! {
    Kind {
        Type => "type", BaseType => "base type", Property => "property", Nullability => "nullability",
        Navigation => "navigation", Member => "member", Operation => "operation", EntryPoint => "entry point",
        Annotation => "annotation", Documentation => "documentation", RustName => "Rust name"
    }
    Change { Added => "added", Removed => "removed", Changed => "changed" }
    Verdict { Patch => "patch", Minor => "minor", Major => "major" }
    Class { Documentation => "documentation", Additive => "additive", Breaking => "breaking" }
}

/// Compares two snapshots of a schema, and their models.
///
/// Each snapshot has the models that its own input asks for. An entry of `models.toml` may match nothing in one of them if
/// its input [allows that](crate::Input::allows_unmatched).
///
/// # Errors
///
/// One of the documents is not CSDL, or entries of `models.toml` match nothing in both.
pub fn diff(old: &Loaded, new: &Loaded) -> Result<Diff, Diagnostics> {
    let in_old: BTreeSet<&str> = old.unmatched.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    let mut unmatched = Diagnostics::default();
    for diagnostic in new.unmatched.iter().filter(|diagnostic| in_old.contains(diagnostic.message.as_str())) {
        unmatched.push(diagnostic.clone());
    }
    let module = new.document().source();
    let (mut old, mut new) = match both(|| Snapshot::new(old, module), || Snapshot::new(new, module)) {
        (Ok(old), Ok(new)) => unmatched.none_or((old, new))?,
        (Err(mut diagnostics), Err(more)) => {
            diagnostics.append(more);
            return Err(diagnostics);
        }
        (Err(diagnostics), _) | (_, Err(diagnostics)) => return Err(diagnostics),
    };
    // Only types whose code may differ are generated.
    let all = old.schema.types.keys().chain(new.schema.types.keys());
    let changed: BTreeSet<_> = all.filter(|name| !old.makes_the_same(&new, name)).cloned().collect();
    both(|| old.generate(&changed, module), || new.generate(&changed, module));
    Ok(Diff { entries: entries(&old, &new), surface: Surface::new(&old, &new), files: files(old, new) })
}

/// Runs one of two tasks on another thread.
fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, second.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn entries(old: &Snapshot, new: &Snapshot) -> Vec<Entry> {
    let models = models::Impact::new(old, new);
    let (old, new) = (old.facts(), new.facts());
    let wire = wire::Impact::new(&old, &new);
    let differences = compare::compare(&old, &new);
    let hints = rename::hints(&differences);
    let mut entries: Vec<Entry> = differences
        .into_iter()
        .map(|difference| Entry {
            kind: difference.kind(),
            change: difference.change(),
            rust: models.of(&difference),
            wire: wire.of(&difference),
            hint: hints.get(&difference.path).filter(|_| difference.is_whole()).cloned(),
            aspect: difference.aspect(),
            path: difference.path,
            old: difference.old.said,
            new: difference.new.said,
        })
        .collect();
    entries.extend(models.model_differences([&old, &new]));
    entries
        .sort_by(|left, right| (&left.path, &left.kind, &left.aspect).cmp(&(&right.path, &right.kind, &right.aspect)));
    entries
}

fn files(old: Snapshot, new: Snapshot) -> Vec<FileChange> {
    let mut present = old.files;
    let mut changes = Vec::new();
    for (path, text) in new.files {
        let before = present.remove(&path);
        if before.as_ref() != Some(&text) {
            changes.push(FileChange { path, old: before, new: Some(text) });
        }
    }
    changes.extend(present.into_iter().map(|(path, text)| FileChange { path, old: Some(text), new: None }));
    changes.sort_by(|left, right| left.path.cmp(&right.path));
    changes
}
