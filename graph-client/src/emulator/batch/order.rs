//! The order of dependent requests.

use super::request::BatchRequest;
use std::collections::BTreeSet;

/// Returns the numbers of the requests, each behind those that it depends on and otherwise in their order.
pub(super) fn order(requests: &[BatchRequest]) -> Result<Vec<usize>, String> {
    for (number, request) in requests.iter().enumerate() {
        if requests.iter().take(number).any(|earlier| earlier.has_id(&request.id)) {
            return Err(format!("the id `{}` is not unique", request.id));
        }
        let unknown = request.depends_on.iter().find(|id| !requests.iter().any(|request| request.has_id(id)));
        if let Some(unknown) = unknown {
            return Err(format!("request `{}` depends on `{unknown}`, which is not in the batch", request.id));
        }
    }
    let mut waiting: BTreeSet<usize> = (0..requests.len()).collect();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let is_waiting = |id: &String| {
            let mut others = waiting.iter().filter_map(|number| requests.get(*number));
            others.any(|request| request.has_id(id))
        };
        let mut candidates = waiting.iter().filter_map(|number| Some((*number, requests.get(*number)?)));
        let Some((next, _)) = candidates.find(|(_, request)| !request.depends_on.iter().any(is_waiting)) else {
            return Err("the requests depend on each other in a circle".to_owned());
        };
        waiting.remove(&next);
        order.push(next);
    }
    Ok(order)
}
