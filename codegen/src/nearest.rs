//! Suggests the name that is most similar to a misspelt one.

use crate::Diagnostics;
use std::fmt::Display;

/// The least similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.85;

/// The longest name that is compared, in bytes. A comparison takes time proportional to the product of the lengths.
const MAX_LENGTH: usize = 256;

/// The number of diagnostics after which the search for suggestions stops: it is expensive for a large schema.
const MAX_DIAGNOSTICS: usize = 100;

impl Diagnostics {
    /// Returns the name that is most similar to a given one, as a suggestion for the next diagnostic.
    pub(crate) fn nearest(&self, name: &str, candidates: impl IntoIterator<Item = impl Display>) -> Option<String> {
        if self.len() < MAX_DIAGNOSTICS { nearest(name, candidates) } else { None }
    }

    /// Returns the help for an unknown type.
    pub(crate) fn help_for_type(&self, name: &str, types: impl IntoIterator<Item = impl Display>) -> String {
        match self.nearest(name, types) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write a qualified name, such as `microsoft.graph.entity`".to_owned(),
        }
    }
}

/// Returns the name that is most similar to a given one, and the first of several equally similar ones.
fn nearest(name: &str, candidates: impl IntoIterator<Item = impl Display>) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    for candidate in candidates {
        let candidate = candidate.to_string();
        let similarity = similarity(name, &candidate);
        if similarity >= MIN_SIMILARITY && best.as_ref().is_none_or(|(most, _)| similarity > *most) {
            best = Some((similarity, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the similarity of two names, from 0 to 1. Ignores a namespace or type that both share, and a missing namespace.
fn similarity(name: &str, candidate: &str) -> f64 {
    if name.len().max(candidate.len()) > MAX_LENGTH {
        return 0.0;
    }
    if candidate.strip_suffix(name).is_some_and(|namespace| namespace.ends_with('.')) {
        return 1.0;
    }
    let equal = name.bytes().zip(candidate.bytes()).take_while(|(left, right)| left == right).count();
    let shared =
        name.as_bytes()[..equal].iter().rposition(|byte| matches!(byte, b'.' | b'/')).map_or(0, |last| last + 1);
    strsim::jaro_winkler(&name[shared..].to_lowercase(), &candidate[shared..].to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_and_an_unlike_one_is_not() {
        let names = ["microsoft.graph.entity", "microsoft.graph.device", "microsoft.graph.device/serialNumber"];
        for (misspelt, expected) in [
            ("microsoft.graph.entty", Some("microsoft.graph.entity")),
            ("device", Some("microsoft.graph.device")),
            ("microsoft.graph.Device/SerialNumber", Some("microsoft.graph.device/serialNumber")),
            ("microsoft.graph.device/serial", Some("microsoft.graph.device/serialNumber")),
            ("microsoft.graph.user", None),
            ("", None),
        ] {
            assert_eq!(nearest(misspelt, names).as_deref(), expected, "{misspelt}");
        }
    }
}
