//! A type with properties of every kind.

use graph_models::beta::EnrollmentState;
use graph_models::edm::{Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, Secret, TimeOfDay, Untyped};
use graph_models::odata::{self, AdditionalProperties, Evolvable, Flags, Object, Unrecognized};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Right {
    Read,
    Write,
}

odata::flags! { Right { "read" => Read = 1, "write" => Write = 2, } }

macro_rules! sample {
    ($($wire:literal => $field:ident: $type:ty,)*) => {
        pub(crate) struct Sample {
            $(pub(crate) $field: Option<$type>,)*
            pub(crate) additional_properties: AdditionalProperties,
        }
        odata::object! { Sample = untyped "#tests.sample" { $($wire => $field,)* } }

        impl Sample {
            /// Sets the fields that the other object has set.
            pub(crate) fn set(&mut self, other: Self) {
                $(if other.$field.is_some() {
                    self.$field = other.$field;
                })*
            }
        }

        /// The names of all properties.
        pub(crate) const PROPERTIES: &[&str] = &[$($wire),*];
    };
}

sample! {
    "text" => text: String,
    "secret" => secret: Secret,
    "state" => state: Evolvable<EnrollmentState>,
    "rights" => rights: Flags<Right>,
    "dateTime" => date_time: DateTimeOffset,
    "date" => date: Date,
    "timeOfDay" => time_of_day: TimeOfDay,
    "duration" => duration: Duration,
    "guid" => guid: Guid,
    "binary" => binary: Binary,
    "boolean" => boolean: bool,
    "sbyte" => sbyte: i8,
    "byte" => byte: u8,
    "int16" => int16: i16,
    "int32" => int32: i32,
    "int64" => int64: i64,
    "double" => double: Double,
    "decimal" => decimal: Decimal,
    "untyped" => untyped: Untyped,
    "part" => part: Box<Sample>,
    "texts" => texts: Vec<String>,
    "secrets" => secrets: Vec<Secret>,
    "states" => states: Vec<Evolvable<EnrollmentState>>,
    "rightss" => rightss: Vec<Flags<Right>>,
    "dateTimes" => date_times: Vec<DateTimeOffset>,
    "dates" => dates: Vec<Date>,
    "timeOfDays" => time_of_days: Vec<TimeOfDay>,
    "durations" => durations: Vec<Duration>,
    "guids" => guids: Vec<Guid>,
    "binarys" => binarys: Vec<Binary>,
    "booleans" => booleans: Vec<bool>,
    "bytes" => bytes: Vec<u8>,
    "int64s" => int64s: Vec<i64>,
    "doubles" => doubles: Vec<Double>,
    "decimals" => decimals: Vec<Decimal>,
    "parts" => parts: Vec<Sample>,
}

/// Returns the JSON text of each value that is written.
pub(crate) fn written(sample: &Sample) -> BTreeMap<String, String> {
    let values: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(&serde_json::to_string(sample).unwrap()).unwrap();
    values.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect()
}

/// Asserts that the value of this property, the only one that was received, is kept.
pub(crate) fn assert_kept(sample: &Sample, name: &str, value: &str) {
    assert_eq!(sample.additional_properties.len(), 1, "{name}: {value}");
    assert_eq!(sample.additional_properties.get(name).unwrap().get(), value, "{name}");
    assert_eq!(written(sample), BTreeMap::from([(name.to_owned(), value.to_owned())]), "the field is empty");
    let unrecognized = sample.unrecognized();
    assert!(matches!(unrecognized.as_slice(), [Unrecognized::Value { path, .. }] if path == name), "{unrecognized:?}");
    assert_eq!(format!("{sample:?}"), format!("Sample {{ additional_properties: {{{name:?}}} }}"));
    assert_eq!(sample.clone(), *sample);
}
