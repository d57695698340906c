//! Compares two snapshots of a schema and classifies the differences.
//!
//! Documents are compared in canonical form: the order of types, the names of aliases and the position of annotations do not
//! matter. Every difference is one entry. A [`Rule`] classifies it twice, for code that uses the models and for clients of
//! the service. The class for the models follows from the generated code: from the lines of [`mod@crate::api`] that the
//! entry removes or adds. The [`Verdict`] covers all lines together.

mod compare;
mod credentials;
mod elements;
mod model_difference;
mod models;
mod relevance;
mod rename;
mod rule;
mod snapshot;
mod surface;
mod watch;
mod wire;

use crate::Diagnostics;
use crate::load::Loaded;
use crate::parallel::{both, try_both};
use crate::select::Credentials;
use compare::Difference;
use elements::elements;
use relevance::Relevance;
pub use rule::{Audience, Basis, Class, Rule};
use snapshot::Snapshot;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
pub use surface::Surface;
pub use watch::Watched;

/// The differences between two snapshots.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The differences, sorted by path.
    pub entries: Vec<Entry>,
    /// The number of differences that cannot touch what is selected, and that [`diff_selected`] leaves out.
    pub left_out: usize,
    /// The lines of the public surface that are in only one snapshot.
    pub surface: Surface,
    /// The generated files that differ, by path.
    pub files: Vec<FileChange>,
    /// Properties and parameters that only the new snapshot declares, that may be credentials, and that its `models.toml` does
    /// not list. They may have no model.
    pub credentials: Credentials,
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The kind of the changed element.
    pub kind: Kind,
    /// The kind of the change.
    pub change: Change,
    /// The path of the changed element: a qualified name, and the name of a part after a slash. Overloads have their
    /// parameters in parentheses.
    pub path: String,
    /// The changed attribute or term, or `None` if the whole element changed.
    pub aspect: Option<String>,
    /// The value in the old snapshot.
    pub old: Option<String>,
    /// The value in the new snapshot.
    pub new: Option<String>,
    /// The effect on code that uses the models.
    pub rust: &'static Rule,
    /// The effect on clients of the service, in any language.
    pub wire: &'static Rule,
    /// A hint that the element may have been renamed.
    pub hint: Option<String>,
}

/// The kind of a changed element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A type or a term, or one of its attributes.
    Type,
    /// The base type of a type.
    BaseType,
    /// A property, its type or its facets.
    Property,
    /// The nullability of a value.
    Nullability,
    /// A navigation property.
    Navigation,
    /// A member of an enumeration.
    Member,
    /// An action or a function, its parameters, or its return type.
    Operation,
    /// An entity set, a singleton or an import of the entity container.
    EntryPoint,
    /// An annotation other than a description.
    Annotation,
    /// A description.
    Documentation,
    /// The Rust name of an element whose name in the schema is unchanged.
    RustName,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only in the new snapshot.
    Added,
    /// Only in the old snapshot.
    Removed,
    /// Different in the two snapshots.
    Changed,
}

/// The part of the version to increment, by [Cargo's rules](https://doc.rust-lang.org/cargo/reference/semver.html).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The public surface is unchanged.
    Patch,
    /// The public surface has only additions.
    Minor,
    /// Code that uses the models may no longer compile.
    Major,
}

/// A change of a generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The path, relative to the folder of the models.
    pub path: String,
    /// The text in the old snapshot. `None` if the file is new.
    pub old: Option<String>,
    /// The text in the new snapshot. `None` if the file is removed.
    pub new: Option<String>,
}

impl Entry {
    /// Returns the class for an audience.
    #[must_use]
    pub const fn class(&self, audience: Audience) -> Class {
        match audience {
            Audience::Rust => self.rust.class,
            Audience::Wire => self.wire.class,
        }
    }
}

impl Diff {
    /// Returns whether the snapshots have no differences.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the part of the models' version to increment, or `None` if nothing is different.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let of_surface = self.surface.verdict();
        let of_entries = self.entries.iter().map(|entry| entry.rust.class.verdict()).max();
        // The two agree unless an entry is missing. In that case the stricter one applies.
        let is_same = self.entries.is_empty() && self.files.is_empty();
        (!is_same).then(|| of_entries.map_or(of_surface, |of_entries| of_entries.max(of_surface)))
    }
}

impl Class {
    /// Returns the part of the version to increment for a difference of this class.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Documentation => Verdict::Patch,
            Self::Additive => Verdict::Minor,
            Self::Breaking => Verdict::Major,
        }
    }
}

macro_rules! labels {
    ($($type:ident { $($variant:ident => $word:literal),* })*) => {$(
        impl $type {
            /// Returns the name in reports.
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

labels! {
    Kind {
        Type => "type", BaseType => "base type", Property => "property", Nullability => "nullability",
        Navigation => "navigation", Member => "member", Operation => "operation", EntryPoint => "entry point",
        Annotation => "annotation", Documentation => "documentation", RustName => "Rust name"
    }
    Change { Added => "added", Removed => "removed", Changed => "changed" }
    Verdict { Patch => "patch", Minor => "minor", Major => "major" }
    Audience { Rust => "users of the Rust API", Wire => "clients of the service" }
    Class { Documentation => "documentation", Additive => "additive", Breaking => "breaking" }
}

/// Compares two snapshots of a schema and their models.
///
/// Each snapshot has the models that its own input selects. An entry of `models.toml` may match nothing in one of them if
/// its input [allows that](crate::Input::allows_unmatched).
///
/// # Errors
///
/// One of the documents is not CSDL, or an entry of `models.toml` matches nothing in either.
pub fn diff(old: &Loaded, new: &Loaded) -> Result<Diff, Diagnostics> {
    compare(old, new, false)
}

/// Compares two snapshots as [`diff`] does, and leaves out the entries that cannot touch what is selected: those that are
/// neither about a selected type, a type derived from one, an operation on these, nor a path of a call.
///
/// # Errors
///
/// As for [`diff`].
pub fn diff_selected(old: &Loaded, new: &Loaded) -> Result<Diff, Diagnostics> {
    compare(old, new, true)
}

fn compare(old: &Loaded, new: &Loaded, is_narrow: bool) -> Result<Diff, Diagnostics> {
    let in_old: BTreeSet<&str> = old.unmatched.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    let mut unmatched = Diagnostics::default();
    for diagnostic in new.unmatched.iter().filter(|diagnostic| in_old.contains(diagnostic.message.as_str())) {
        unmatched.push(diagnostic.clone());
    }
    let module = new.document().source();
    let relevance = is_narrow.then(|| [Relevance::new(old), Relevance::new(new)]);
    let relevance = relevance.as_ref();
    let (credentials, snapshots) = both(
        || credentials::find_new(old, new, relevance),
        || try_both(|| Snapshot::new(old, module), || Snapshot::new(new, module)),
    );
    let (mut old, mut new) = unmatched.none_or(snapshots?)?;
    // Generate only the types whose code may differ.
    let all = old.schema.types.keys().chain(new.schema.types.keys());
    let common = old.common(&new);
    let changed: BTreeSet<_> = all.filter(|name| !old.has_same_code(&new, &common, name)).cloned().collect();
    both(|| old.generate(&changed, module), || new.generate(&changed, module));
    let ((entries, left_out), surface) =
        both(|| entries(&old, &new, relevance), || Surface::new(&old.surface, &new.surface));
    Ok(Diff { entries, left_out, surface, files: files(old, new), credentials })
}

/// Returns the entries, and the number of those that are left out because they cannot touch what is selected.
fn entries(old: &Snapshot, new: &Snapshot, relevance: Option<&[Relevance; 2]>) -> (Vec<Entry>, usize) {
    let models = models::Impact::new([old, new]);
    let (old, new) = both(|| elements(old.document), || elements(new.document));
    let wire = wire::Impact::new(&old, &new);
    let differences = compare::compare(&old, &new);
    let (first, second) = differences.split_at(differences.len() / 2);
    let rules = |part: &[Difference<'_>]| part.iter().map(|difference| models.of(difference)).collect::<Vec<_>>();
    let (first, second) = both(|| rules(first), || rules(second));
    let mut differences: Vec<_> = first.into_iter().chain(second).zip(differences).collect();
    let all = differences.len();
    differences.retain(|(rule, difference)| {
        relevance
            .is_none_or(|[in_old, in_new]| in_old.has(difference, rule, &old) || in_new.has(difference, rule, &new))
    });
    let left_out = all - differences.len();
    let (hints, (wire, of_models)) = both(
        || rename::hints(differences.iter().map(|(_, difference)| difference)),
        || {
            let wire: Vec<_> = differences.iter().map(|(_, difference)| wire.of(difference)).collect();
            (wire, models.model_differences([&old, &new]))
        },
    );
    let mut entries: Vec<Entry> = differences
        .into_iter()
        .zip(wire)
        .map(|((rust, difference), wire)| Entry {
            kind: difference.kind(),
            change: difference.change(),
            rust,
            wire,
            hint: hints.get(&difference.path).filter(|_| difference.is_whole()).cloned(),
            aspect: difference.aspect(),
            path: difference.path,
            old: difference.old.value,
            new: difference.new.value,
        })
        .collect();
    entries.extend(of_models);
    entries
        .sort_by(|left, right| (&left.path, &left.kind, &left.aspect).cmp(&(&right.path, &right.kind, &right.aspect)));
    (entries, left_out)
}

fn files(mut old: Snapshot, mut new: Snapshot) -> Vec<FileChange> {
    let paths: BTreeSet<_> = old.files.keys().chain(new.files.keys()).cloned().collect();
    let changes = paths.into_iter().map(|path| {
        let (old, new) = (old.files.remove(&path), new.files.remove(&path));
        FileChange { path, old, new }
    });
    changes.filter(|change| change.old != change.new).collect()
}
