//! An entry of `CHANGELOG.md` about the items that users of the models can name.

use super::{Package, listed};
use codegen::api::Line;
use codegen::diff::Surface;
use std::collections::{BTreeMap, BTreeSet};

/// The descriptions of items, by path.
type Items<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Returns the lines of the entry.
pub(super) fn entry(surface: &Surface) -> Vec<String> {
    let [old, new] = [&surface.removed, &surface.added].map(|lines| items(lines));
    let mut changed = Vec::new();
    let mut names: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let [before, after] = [&old, &new].map(|items| items.get(path).map(Vec::as_slice).unwrap_or_default());
        let (parent, name) = path.rsplit_once("::").unwrap_or(("", path));
        let title = match (before, after) {
            // The line of the parent covers its items.
            _ if declares(&old, parent) != declares(&new, parent) => continue,
            ([], ["deprecated"]) => "Deprecated",
            ([], _) if declares(&new, path) => "Added",
            (_, []) if declares(&old, path) => "Removed",
            _ => {
                let [was, is] = [before, after].map(|descriptions| descriptions.join(", ").replace("field ", ""));
                let change = match (before, after) {
                    (_, []) => format!("no longer `{was}`"),
                    ([], _) => format!("now `{is}`"),
                    _ => format!("`{is}` instead of `{was}`"),
                };
                changed.push(format!("- `{}`: `{path}` is {change}.\n", Package::NAME));
                continue;
            }
        };
        names.entry(title).or_default().entry(parent).or_default().push(name);
    }
    let line = |(parent, names): (&str, Vec<&str>)| {
        let names = if names.len() == 1 { listed(&names) } else { format!("{{{}}}", listed(&names)) };
        format!("- `{}`: `{parent}::{names}`.\n", Package::NAME)
    };
    let mut sections: BTreeMap<_, Vec<_>> =
        names.into_iter().map(|(title, names)| (title, names.into_iter().map(line).collect())).collect();
    if !changed.is_empty() {
        sections.insert("Changed", changed);
    }
    let titled = sections.into_iter().flat_map(|(title, lines)| {
        let start = ["\n".to_owned(), format!("### {title}\n"), "\n".to_owned()];
        start.into_iter().chain(lines)
    });
    titled.skip(1).collect()
}

/// Returns the items of a surface, without the functions: these follow the fields.
fn items(lines: &[Line]) -> Items<'_> {
    let mut items = Items::new();
    for Line { path, description } in lines.iter().filter(|line| !line.description.starts_with("fn(")) {
        items.entry(path).or_default().push(description);
    }
    items
}

/// Returns whether lines declare an item, instead of changing one.
fn declares(items: &Items<'_>, path: &str) -> bool {
    let kinds = ["struct", "enum", "field", "variant", "mod"];
    let mut descriptions = items.get(path).into_iter().flatten();
    descriptions.any(|description| kinds.iter().any(|kind| description.split(' ').next() == Some(kind)))
}
