//! What somebody may have meant.

use crate::Diagnostics;
use std::fmt::Display;

/// Less alike than this, two names have nothing to do with each other. From 0 to 1.
const ALIKE: f64 = 0.85;

/// The longest name that is compared; comparing takes time that grows with the product of the lengths.
const MAX_LENGTH: usize = 256;

/// How many diagnostics may come before hints are no longer looked for: nobody reads so many, and looking takes its time.
const MAX_HINTS: usize = 100;

impl Diagnostics {
    /// The name that is most like a given one, as a hint for another diagnostic.
    pub(crate) fn nearest(&self, name: &str, candidates: impl IntoIterator<Item = impl Display>) -> Option<String> {
        if self.len() < MAX_HINTS { nearest(name, candidates) } else { None }
    }

    /// What to do about the name of a type that is none.
    pub(crate) fn help_for_type(&self, name: &str, types: impl IntoIterator<Item = impl Display>) -> String {
        match self.nearest(name, types) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the full name, such as `microsoft.graph.entity`".to_owned(),
        }
    }
}

/// The name that is most like a given one; the first of several that are.
fn nearest(name: &str, candidates: impl IntoIterator<Item = impl Display>) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    for candidate in candidates {
        let candidate = candidate.to_string();
        let alike = likeness(name, &candidate);
        if alike >= ALIKE && best.as_ref().is_none_or(|(most, _)| alike > *most) {
            best = Some((alike, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// From 0 to 1. A namespace or type that both share says nothing, and neither does a namespace that was left out.
fn likeness(name: &str, candidate: &str) -> f64 {
    if name.len().max(candidate.len()) > MAX_LENGTH {
        return 0.0;
    }
    if candidate.strip_suffix(name).is_some_and(|namespace| namespace.ends_with('.')) {
        return 1.0;
    }
    let same = name.bytes().zip(candidate.bytes()).take_while(|(left, right)| left == right).count();
    let shared =
        name.as_bytes()[..same].iter().rposition(|byte| matches!(byte, b'.' | b'/')).map_or(0, |last| last + 1);
    strsim::jaro_winkler(&name[shared..].to_lowercase(), &candidate[shared..].to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_and_an_unlike_one_is_not() {
        let names = ["microsoft.graph.entity", "microsoft.graph.device", "microsoft.graph.device/serialNumber"];
        for (wrong, meant) in [
            ("microsoft.graph.entty", Some("microsoft.graph.entity")),
            ("device", Some("microsoft.graph.device")),
            ("microsoft.graph.Device/SerialNumber", Some("microsoft.graph.device/serialNumber")),
            ("microsoft.graph.device/serial", Some("microsoft.graph.device/serialNumber")),
            ("microsoft.graph.user", None),
            ("", None),
        ] {
            assert_eq!(nearest(wrong, names).as_deref(), meant, "{wrong}");
        }
    }
}
