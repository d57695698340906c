//! Construction, cloning and comparison of objects.

use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceIdentity as Device};
use graph_models::odata::{self, AdditionalProperties, Evolvable, Object, PropertyVisitor, PropertyVisitorMut};
use graph_models::{build, edm};

/// Declares an object with more properties than a clone lists without allocating.
macro_rules! wide {
    ($($wire:literal => $field:ident,)*) => {
        struct Wide {
            $($field: Option<i64>,)*
            additional_properties: AdditionalProperties,
        }
        odata::object! { Wide = "#microsoft.graph.wide" { $($wire => $field,)* } }

        impl Wide {
            fn fields(&mut self) -> Vec<&mut Option<i64>> {
                vec![$(&mut self.$field),*]
            }
        }
    };
}

wide! {
    "p00" => p00, "p01" => p01, "p02" => p02, "p03" => p03, "p04" => p04, "p05" => p05, "p06" => p06, "p07" => p07,
    "p08" => p08, "p09" => p09, "p10" => p10, "p11" => p11, "p12" => p12, "p13" => p13, "p14" => p14, "p15" => p15,
    "p16" => p16, "p17" => p17, "p18" => p18, "p19" => p19, "p20" => p20, "p21" => p21, "p22" => p22, "p23" => p23,
    "p24" => p24, "p25" => p25, "p26" => p26, "p27" => p27, "p28" => p28, "p29" => p29, "p30" => p30, "p31" => p31,
    "p32" => p32, "p33" => p33, "p34" => p34, "p35" => p35,
}

#[test]
fn every_property_is_cloned_and_compared() {
    let mut wide = Wide::default();
    for (number, field) in (0..).zip(wide.fields()) {
        *field = (number % 5 != 0).then_some(number);
    }
    wide.additional_properties.insert("more", 1).unwrap();
    let mut clone = wide.clone();
    assert_eq!(serde_json::to_string(&clone).unwrap(), serde_json::to_string(&wide).unwrap());
    assert_eq!(clone, wide);
    for index in 0..clone.fields().len() {
        let before = clone.fields()[index].replace(-1);
        assert!(clone != wide, "property {index}");
        *clone.fields()[index] = before;
    }
    clone.additional_properties.insert("more", 2).unwrap();
    assert_ne!(clone, wide);
}

#[test]
fn build_takes_values_as_setters_do() {
    let model = String::from("One");
    let device = build!(Device { model, group_tag: "lab", product_key: "hidden", enrollment_state: "paused" });
    let same = Device::new()
        .with_model("One")
        .with_group_tag("lab")
        .with_product_key("hidden")
        .with_enrollment_state("paused");
    assert_eq!(device, same);
    assert_eq!(device.product_key, Some(edm::Secret::from("hidden")));
    assert_eq!(build!(Device {}), Device::default());
}

#[test]
fn build_evaluates_values_in_order_and_the_other_object_last() {
    let device = build!(Device { model: "One", group_tag: "lab" });
    let device = build!(Device { serial_number: device.model.as_deref().unwrap_or_default(), model: "Two", ..device });
    assert_eq!(device, build!(Device { serial_number: "One", model: "Two", group_tag: "lab" }));
}

#[test]
fn members_compare_with_members_and_names() {
    let mut states = ["paused", "enrolled", "failed"].map(Evolvable::<EnrollmentState>::from);
    assert_eq!(states[1], EnrollmentState::Enrolled);
    assert_ne!(states[0], EnrollmentState::Enrolled);
    assert_eq!(states[0], "paused");
    states.sort();
    assert_eq!(
        states.each_ref().map(Evolvable::known),
        [Some(EnrollmentState::Enrolled), Some(EnrollmentState::Failed), None]
    );
    assert_eq!(format!("{states:?}"), r#"[enrolled, failed, Unrecognized("paused")]"#);
}

#[test]
fn an_object_that_hides_its_additional_properties_cannot_be_read() {
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Closed;
    impl serde::Serialize for Closed {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_unit()
        }
    }
    impl<'de> serde::Deserialize<'de> for Closed {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            odata::generated::read_object(deserializer)
        }
    }
    impl Object for Closed {
        const ODATA_TYPE: &'static str = "#microsoft.graph.closed";
        fn visit<'a, V: PropertyVisitor<'a>>(&'a self, _: &mut V) {}
        fn visit_mut<V: PropertyVisitorMut>(&mut self, _: &mut V) {}
    }
    for json in [r#"{"more":1}"#, r#"{"@odata.etag":"1"}"#] {
        let error = serde_json::from_str::<Closed>(json).unwrap_err();
        assert!(error.to_string().contains("does not visit its additional properties"), "{error}");
    }
    let error = serde_json::from_str::<Closed>(r#"{"@odata.etag":"1""#).unwrap_err();
    assert!(error.is_eof(), "{error}");
}
