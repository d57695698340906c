//! The body of a page.

use graph_models::odata::AdditionalProperties;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

const ITEMS: &str = "value";
const NEXT_LINK: &str = "@odata.nextLink";
const DELTA_LINK: &str = "@odata.deltaLink";

/// The body of a page, as [OData](https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html)
/// defines it.
pub(super) struct PageBody<T> {
    pub(super) items: Vec<T>,
    pub(super) next_link: Option<String>,
    pub(super) delta_link: Option<String>,
    pub(super) additional_properties: AdditionalProperties,
}

impl<T> PageBody<T> {
    /// Returns whether the service failed after it had begun to write the page.
    pub(super) fn has_error(&self) -> bool {
        self.additional_properties.get("error").is_some_and(|error| error.get().starts_with('{'))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for PageBody<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PageVisitor(PhantomData))
    }
}

struct PageVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for PageVisitor<T> {
    type Value = PageBody<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a collection: an object with a `value`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PageBody<T>, A::Error> {
        let mut items = None;
        let mut next_link = None;
        let mut delta_link = None;
        let mut additional_properties = AdditionalProperties::new();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                ITEMS => read_once(&mut items, ITEMS, &mut map)?,
                NEXT_LINK | "@nextLink" => read_once(&mut next_link, NEXT_LINK, &mut map)?,
                // OData 4.01 omits the prefix.
                DELTA_LINK | "@deltaLink" => read_once(&mut delta_link, DELTA_LINK, &mut map)?,
                _ => additional_properties.append(name, map.next_value::<Box<RawValue>>()?),
            }
        }
        let link = |link: Option<Option<String>>| link.flatten().filter(|link| !link.is_empty());
        Ok(PageBody {
            items: items.ok_or_else(|| A::Error::missing_field(ITEMS))?,
            next_link: link(next_link),
            delta_link: link(delta_link),
            additional_properties,
        })
    }
}

/// Reads a member that appears at most once.
fn read_once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    member: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error> {
    if member.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *member = Some(map.next_value()?);
    Ok(())
}
