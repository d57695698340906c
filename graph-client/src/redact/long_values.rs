//! Finds the values in a request that an error must not quote even though nothing says that they are secret.

use super::decode::unescape_all;
use graph_models::edm::Secret;
use std::collections::BTreeSet;

/// The length in bytes that a value must exceed. A hardware hash has some thousand, an id or a name less than a hundred.
const LENGTH: usize = 100;

/// Returns the long base64 values in a query or in JSON, which may be broken into lines. Omits their padding, because a `=`
/// also separates the values of a query from their names.
pub(crate) fn long_values(text: &str) -> Vec<Secret> {
    if text.len() <= LENGTH {
        return Vec::new();
    }
    let text = unescape_all(text);
    let runs = text.split(|character| !is_base64(character)).map(|run| run.trim_matches(['\r', '\n']));
    let values: BTreeSet<&str> = runs.filter(|run| run.len() > LENGTH).collect();
    values.into_iter().map(Secret::from).collect()
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+/-_\r\n".contains(character)
}
