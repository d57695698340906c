//! The dependencies between the requests of a batch.

use super::request::BatchRequest;

/// Checks that ids are unique, and that dependencies are as the service requires them: on earlier requests, and either of
/// no request or of each but the first.
pub(super) fn check(requests: &[BatchRequest]) -> Result<(), String> {
    for (number, request) in requests.iter().enumerate() {
        let is_earlier = |id: &String| requests.iter().take(number).any(|earlier| earlier.has_id(id));
        if is_earlier(&request.id) {
            return Err(format!("the id `{}` is not unique", request.id));
        }
        if let Some(id) = request.depends_on.iter().find(|id| !is_earlier(id)) {
            let id_of_request = &request.id;
            return Err(format!(
                "request `{id_of_request}` depends on `{id}`, which is not an earlier request of the batch"
            ));
        }
    }
    let dependents = requests.iter().filter(|request| !request.depends_on.is_empty()).count();
    if dependents != 0 && dependents + 1 != requests.len() {
        return Err("a batch must be either fully sequential or fully parallel".to_owned());
    }
    Ok(())
}
