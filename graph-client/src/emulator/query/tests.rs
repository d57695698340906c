use super::{EntityType, JsonObject, Page, Query, QueryError, Row, Target};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use proptest::prelude::{any, prop_assert_eq, proptest};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::num::NonZeroUsize;

fn parse(query: &str, target: Target) -> Result<Query, QueryError> {
    let entity = EntityType::of::<WindowsAutopilotDeviceIdentity>(&["deploymentProfile", "intendedDeploymentProfile"]);
    Query::parse(Some(query), &entity, target)
}

/// A collection of devices.
struct Devices(Vec<(u64, JsonObject)>);

impl Devices {
    fn new(objects: impl IntoIterator<Item = Value>) -> Self {
        let objects = objects.into_iter().map(|object| object.as_object().unwrap().clone());
        Self((10..).zip(objects).collect())
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.iter().map(|(position, object)| Row { position: *position, object: Cow::Borrowed(object) })
    }

    fn page(&self, query: &str, size: usize) -> Page {
        let related = |object: &JsonObject, name: &str| {
            Some(json!({ "of": object["serialNumber"] })).filter(|_| name == "deploymentProfile")
        };
        parse(query, Target::Collection).unwrap().page(Some(query), self.rows(), NonZeroUsize::new(size), related)
    }

    fn delete(&mut self, serial_number: &str) {
        self.0.retain(|(_, object)| object["serialNumber"] != serial_number);
    }
}

fn serial_numbers(page: &Page) -> String {
    page.objects.iter().map(|object| object["serialNumber"].as_str().unwrap()).collect()
}

/// The serial numbers of all pages.
fn all(devices: &Devices, query: &str, size: usize) -> Vec<String> {
    let mut pages = Vec::new();
    let mut next = Some(query.to_owned());
    while let Some(query) = next {
        let page = devices.page(&query, size);
        pages.push(serial_numbers(&page));
        next = page.next_query;
    }
    pages
}

fn sample() -> Devices {
    Devices::new([
        json!({ "serialNumber": "A", "model": "Two", "skuNumber": "9", "lastContactedDateTime": "2024-01-01T01:00:00+02:00" }),
        json!({ "serialNumber": "B", "model": "one", "lastContactedDateTime": "2024-01-01T00:00:00Z" }),
        json!({ "serialNumber": "C", "model": "Two", "skuNumber": "10" }),
        json!({ "serialNumber": "D", "model": "three", "skuNumber": null }),
        json!({ "serialNumber": "E", "model": "ONE" }),
    ])
}

#[test]
fn a_page_has_as_many_items_as_the_server_and_top_allow() {
    for (query, size, expected) in [
        ("", 10, &["ABCDE"][..]),
        ("", 5, &["ABCDE"]),
        ("", 2, &["AB", "CD", "E"]),
        ("$top=2", 10, &["AB", "CD", "E"]),
        ("$top=4", 3, &["ABC", "DE"]),
        ("top=4", 10, &["ABCD", "E"]),
        ("$skip=1", 3, &["BCD", "E"]),
        ("$skip=5", 3, &[""]),
        ("%24skip=3&%24TOP=1", 3, &["D", "E"]),
        ("$filter=model+eq+'one'&$top=1", 3, &["B", "E"]),
        ("$filter=startswith(model,%27t%27)&$skip=1", 1, &["C", "D"]),
        ("$search=two", 10, &["AC"]),
        ("$search=%22wo%22", 10, &["AC"]),
        ("$filter=model eq 'one'&$search=e", 10, &["BE"]),
        ("unknown=1&&$top=5", 10, &["ABCDE"]),
    ] {
        assert_eq!(all(&sample(), query, size), expected, "{query} by {size}");
    }
}

#[test]
fn items_are_ordered_by_their_values_across_pages() {
    for (query, expected) in [
        ("$orderby=model", &["BE", "DA", "C"][..]),
        ("$orderby=model desc", &["AC", "DB", "E"]),
        ("$orderby=model,serialNumber desc", &["EB", "DC", "A"]),
        ("$orderby=skuNumber asc , model asc", &["BE", "DC", "A"]),
        ("$orderby=lastContactedDateTime desc", &["BA", "CD", "E"]),
        ("$orderby=model&$skip=1&$count=true", &["ED", "AC"]),
    ] {
        assert_eq!(all(&sample(), query, 2), expected, "{query}");
    }
}

#[test]
fn deleted_items_move_no_others_across_pages() {
    for query in ["$top=2", "$top=2&$count=true", "$top=2&$orderby=serialNumber"] {
        let mut devices = sample();
        let first = devices.page(query, 10);
        assert_eq!(serial_numbers(&first), "AB");
        devices.delete("A");
        devices.delete("B");
        let second = devices.page(&first.next_query.unwrap(), 10);
        assert_eq!(serial_numbers(&second), "CD", "{query}");
        devices.delete("E");
        assert_eq!(serial_numbers(&devices.page(&second.next_query.unwrap(), 10)), "", "{query}");
    }
}

#[test]
fn the_count_is_that_of_all_pages() {
    let devices = sample();
    for (query, expected) in [
        ("$count=true&$top=1", Some(5)),
        ("$count=true&$skip=4&$orderby=model", Some(5)),
        ("$count=TRUE&$filter=model eq 'one'", Some(2)),
        ("$count=false", None),
        ("$orderby=model", None),
    ] {
        assert_eq!(devices.page(query, 10).count, expected, "{query}");
    }
    let next = devices.page("$count=true&$top=1", 10).next_query.unwrap();
    assert_eq!(devices.page(&next, 10).count, Some(5));

    let count = |query| parse(query, Target::Count).unwrap().count(devices.rows());
    assert_eq!([count(""), count("$filter=contains(model,'t')"), count("$search=one")], [5, 3, 2]);
}

#[test]
fn the_next_query_keeps_the_options_as_they_were_sent() {
    let query = "%24skip=1&$filter=contains(serialNumber,%27%27)&x=a%26b&$top=1";
    let next = sample().page(query, 10).next_query.unwrap();
    let (options, token) = next.split_once("&$skiptoken=").unwrap();
    assert_eq!(options, "$filter=contains(serialNumber,%27%27)&x=a%26b&$top=1");
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{token}");
    let last = sample().page(&next, 10).next_query.unwrap();
    assert_eq!(last.matches("skiptoken").count(), 1, "{last}");
}

#[test]
fn selected_and_expanded_properties_are_returned() {
    let devices = Devices::new([json!({
        "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity",
        "serialNumber": "A",
        "model": "One",
        "model@odata.type": "#String",
        "skuNumber": "9",
    })]);
    let page = |query| Value::from(devices.page(query, 10).objects.remove(0));
    let kind = "#microsoft.graph.windowsAutopilotDeviceIdentity";
    assert_eq!(page("$select=SERIALNUMBER, id"), json!({ "@odata.type": kind, "serialNumber": "A" }));
    assert_eq!(page("$select=model"), json!({ "@odata.type": kind, "model": "One", "model@odata.type": "#String" }));
    assert_eq!(page("$select=*"), Value::from(devices.0[0].1.clone()));
    assert_eq!(
        page("$select=serialNumber&$expand=deploymentProfile,intendedDeploymentProfile"),
        json!({
            "@odata.type": kind,
            "serialNumber": "A",
            "deploymentProfile": { "of": "A" },
            "intendedDeploymentProfile": null,
        }),
    );
    for (query, context) in [
        ("", ""),
        ("$select=ID,model", "(id,model)"),
        ("$select=id&$expand=deploymentProfile", "(id,deploymentProfile())"),
    ] {
        assert_eq!(parse(query, Target::Object).unwrap().context(), context);
    }
}

#[test]
fn invalid_options_are_refused() {
    for (query, target, expected) in [
        ("$colour=x", Target::Collection, "The query option '$colour' is not supported."),
        ("%24deltatoken=x", Target::Collection, "The query option '$deltatoken' is not supported."),
        ("$top=1&top=2", Target::Collection, "Query option '$top' was specified more than once."),
        ("$top=1", Target::Object, "Query option '$top' is not allowed for this request."),
        ("$select=id", Target::Count, "Query option '$select' is not allowed for this request."),
        ("$select=id", Target::None, "Query option '$select' is not allowed for this request."),
        ("$top=-1", Target::Collection, "Invalid value '-1' for $top: expected a non-negative integer."),
        ("$top=99999999999999999999", Target::Collection, "Invalid value '99999999999999999999' for $top"),
        ("$top=0", Target::Collection, "Invalid value '0' for $top: the minimum is 1."),
        ("$skip", Target::Collection, "Invalid value '' for $skip"),
        ("$count=1", Target::Collection, "Invalid value '1' for $count: expected true or false."),
        ("$skiptoken=7", Target::Collection, "The $skiptoken is not one of a next link."),
        ("$orderby=", Target::Collection, "Invalid $orderby: syntax error at '' in ''."),
        ("$orderby=model,id up", Target::Collection, "Invalid $orderby: syntax error at 'id up' in 'model,id up'."),
        ("$orderby=model asc x", Target::Collection, "Invalid $orderby: syntax error at 'model asc x'"),
        ("$orderby=colour", Target::Collection, "Could not find a property named 'colour'"),
        ("$search=", Target::Collection, "Invalid $search: the phrase is empty."),
        ("$select=id,,model", Target::Object, "Invalid $select: an empty name in 'id,,model'."),
        (
            "$select=colour",
            Target::Object,
            "Parsing OData Select and Expand failed: Could not find a property named 'colour' on type \
             'microsoft.graph.windowsAutopilotDeviceIdentity'.",
        ),
        ("$expand=model", Target::Object, "Parsing OData Select and Expand failed: Property 'model' on type"),
        ("$expand=*", Target::Object, "Parsing OData Select and Expand failed: Could not find a property named '*'"),
        ("$filter=%ff", Target::Collection, "The query option '%ff' is not encoded in UTF-8."),
    ] {
        let QueryError::BadRequest(message) = parse(query, target).unwrap_err() else { panic!("{query}") };
        assert!(message.starts_with(expected), "{query}: {message}");
    }
    for query in ["$expand=deploymentProfile($select=id)", "$search=\"a\" AND \"b\"", "$apply=x", "$FORMAT=json"] {
        assert!(matches!(parse(query, Target::Collection), Err(QueryError::NotEmulated(_))), "{query}");
    }
}

proptest! {
    #[test]
    fn any_order_visits_every_item_once(values in proptest::collection::vec(any::<Option<i8>>(), 0..12), size in 1_usize..4) {
        let kinds = |(index, value): (usize, Option<i8>)| {
            let model = match value {
                None => Value::Null,
                Some(value) if value % 3 == 0 => json!(value),
                Some(value) if value % 3 == 1 => json!(format!("{value}")),
                Some(value) => json!(format!("20{:02}-01-01T00:00:00Z", value.unsigned_abs() % 50)),
            };
            json!({ "serialNumber": format!("{}", char::from(b'a' + u8::try_from(index).unwrap())), "model": model })
        };
        let devices = Devices::new(values.iter().copied().enumerate().map(kinds));
        for query in ["$orderby=model", "$orderby=model desc", ""] {
            let mut visited: Vec<char> = all(&devices, query, size).concat().chars().collect();
            visited.sort_unstable();
            prop_assert_eq!(visited, ('a'..).take(values.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_query_is_parsed_or_refused(query in any::<String>(), name in "\\$(filter|orderby|select|search|skiptoken|expand)") {
        let _ = parse(&query, Target::Collection);
        if let Ok(parsed) = parse(&format!("{name}={query}"), Target::Collection) {
            let devices = sample();
            parsed.page(None, devices.rows(), None, |_, _| None);
        }
    }
}
