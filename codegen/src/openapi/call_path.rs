//! The paths of calls: what stands before the last segment is the resource, and the segment names the operation.

/// The parts of the path of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CallPath<'a> {
    /// The path of the resource. Empty for an unbound operation.
    pub(super) resource: &'a str,
    /// The name of the operation, with or without a namespace.
    pub(super) name: &'a str,
    /// The arguments in parentheses: names with their templates.
    pub(super) arguments: Vec<(&'a str, &'a str)>,
}

impl<'a> CallPath<'a> {
    /// Splits the path of a call. Returns `None` if parentheses or quotes are not closed, or if an argument has no name, as
    /// the key of an entity.
    pub(super) fn parse(path: &'a str) -> Option<Self> {
        let segment = last_segment(path)?;
        let resource = path.strip_suffix(segment)?.strip_suffix('/').unwrap_or_default();
        let (name, arguments) = match segment.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')')?.trim()),
            None => (segment, ""),
        };
        let arguments = if arguments.is_empty() { Vec::new() } else { pieces(arguments, ',')? };
        let is_mark = |character: char| "{}'@".contains(character);
        let arguments = arguments.into_iter().map(|argument| {
            let (name, template) = argument.split_once('=')?;
            Some((name.trim(), template.trim().trim_matches(is_mark)))
        });
        Some(Self { resource, name, arguments: arguments.collect::<Option<_>>()? })
    }
}

/// Returns the path of the collection that has the key at the end of a path: `/{id}`, `({id})` or `(name='{name}')`.
pub(super) fn collection(path: &str) -> Option<&str> {
    let segment = last_segment(path)?;
    if segment.starts_with('{') && segment.ends_with('}') {
        return path.strip_suffix(segment)?.strip_suffix('/');
    }
    let (_, key) = segment.strip_suffix(')')?.split_once('(')?;
    path.strip_suffix(')')?.strip_suffix(key)?.strip_suffix('(')
}

fn last_segment(path: &str) -> Option<&str> {
    pieces(path, '/')?.pop()
}

/// Splits a text at the separators outside of parentheses and quotes. Returns `None` if some of them are not closed.
fn pieces(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut depth, mut lowest, mut is_quoted) = (0_i64, 0, false);
    let pieces = text.split(|character| {
        match character {
            // A quote inside quotes is doubled.
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        lowest = depth.min(lowest);
        character == separator && depth == 0 && !is_quoted
    });
    let pieces = pieces.collect();
    (depth == 0 && lowest == 0 && !is_quoted).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::{CallPath, collection};

    #[test]
    fn only_the_last_segment_is_the_call() {
        let none: &[(&str, &str)] = &[];
        let quoted = "/a/n.find(path='x/(y,z=it''s',to={to})";
        for (path, resource, name, arguments) in [
            ("/n.reset", "", "n.reset", none),
            ("/a/n.wipe", "/a", "n.wipe", none),
            ("/a/n.find()", "/a", "n.find", none),
            ("/a/n.range(address='{address}')", "/a", "n.range", &[("address", "address")]),
            ("/a/n.range(address={address})/n.clear", "/a/n.range(address={address})", "n.clear", none),
            ("/a(name='{name}')/n.lock", "/a(name='{name}')", "n.lock", none),
            ("/a(x='b/c)')/n.find(from=@start, to={to})", "/a(x='b/c)')", "n.find", &[("from", "start"), ("to", "to")]),
            ("/a/n.find(of=max(1,2),to={to})", "/a", "n.find", &[("of", "max(1,2)"), ("to", "to")]),
            (quoted, "/a", "n.find", &[("path", "x/(y,z=it''s"), ("to", "to")]),
            ("/a/n.find()/$count", "/a/n.find()", "$count", none),
        ] {
            let expected = CallPath { resource, name, arguments: arguments.to_vec() };
            assert_eq!(CallPath::parse(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn a_path_that_is_not_a_call_has_no_parts() {
        for path in [
            "/a({id})",
            "/a/n.find(x={x}",
            "/a/n.find(x={x}))",
            "/a/n.find(x={x})({id})",
            "/a/n.find(x={x})(y={y})",
            "/a(b/n.find",
            "/a)(/n.find(x={x})",
            "/a/n.find(x='{x})",
            "/a/n.find(x={x},)",
            "/a/n.find(x={x})y",
        ] {
            assert_eq!(CallPath::parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_key_follows_its_collection() {
        for (path, expected) in [
            ("/a/{id}", Some("/a")),
            ("/a({id})", Some("/a")),
            ("/a/{id}/b(name='x/y')", Some("/a/{id}/b")),
            ("/a", None),
            ("/a/{id}/b", None),
            ("/a/root:/{path}:", None),
            ("/a(id", None),
        ] {
            assert_eq!(collection(path), expected, "{path}");
        }
    }
}
