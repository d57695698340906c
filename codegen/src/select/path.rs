//! Resolves request paths: from an entry point of the service along navigation properties.

use crate::models::{Models, span};
use crate::schema::{QualifiedName, Schema};
use crate::{Diagnostic, Diagnostics};

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An entity set or a singleton.
    EntryPoint(String),
    /// A navigation property, with its declaring type.
    Navigation(QualifiedName, String),
}

/// Returns the steps of the paths in `models.toml`. A path that does not resolve is a diagnostic, unless the schema has no
/// entry points at all, as in OpenAPI.
pub(super) fn steps(schema: &Schema, models: &Models, diagnostics: &mut Diagnostics) -> Vec<Step> {
    let mut steps = Vec::new();
    for entry in models.entries().paths.iter().filter(|_| !schema.entry_points.is_empty()) {
        if let Err((message, help)) = follow(schema, entry.get_ref(), diagnostics, &mut steps) {
            diagnostics.push_unmatched(Diagnostic::new(models.source(), span(entry), message).with_help(help));
        }
    }
    steps
}

fn follow(
    schema: &Schema,
    path: &str,
    diagnostics: &Diagnostics,
    steps: &mut Vec<Step>,
) -> Result<(), (String, String)> {
    let mut segments = path.split('/');
    let first = segments.next().unwrap_or_default();
    let Some(entry_point) = schema.entry_points.get(first) else {
        let help = match diagnostics.nearest(first, schema.entry_points.keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "start with an entity set or a singleton, without a leading slash".to_owned(),
        };
        return Err((format!("unknown entry point {first:?}"), help));
    };
    steps.push(Step::EntryPoint(first.to_owned()));
    let mut current = &entry_point.entity.name;
    for segment in segments {
        let structured = schema.types.get(current).and_then(|declared| declared.as_structured());
        let lineage = structured.map(|structured| schema.lineage(structured)).unwrap_or_default();
        let found = lineage.iter().find_map(|declaring| Some((*declaring, declaring.navigation_property(segment)?)));
        let Some((declaring, property)) = found else {
            let candidates = lineage.iter().flat_map(|declaring| &declaring.navigation_properties);
            let names = candidates.map(|property| &property.name);
            let help = match diagnostics.nearest(segment, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write navigation properties separated by slashes, without ids".to_owned(),
            };
            return Err((format!("`{current}` has no navigation property {segment:?}"), help));
        };
        steps.push(Step::Navigation(declaring.name.clone(), segment.to_owned()));
        current = &property.target.name;
    }
    Ok(())
}
