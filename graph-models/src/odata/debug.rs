//! `Debug` of objects.

use super::{Object, Property, PropertyVisitor};
use std::fmt::{self, DebugStruct, Formatter};

/// Prints the properties that are set, under their names in JSON.
///
/// Secrets redact themselves. Of the additional properties only the names are printed: their values may be secret.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn debug_object<T: Object>(type_name: &str, object: &T, f: &mut Formatter<'_>) -> fmt::Result {
    let mut printer = Printer(f.debug_struct(type_name));
    object.visit(&mut printer);
    if !object.additional_properties().is_empty() {
        printer.0.field("additional_properties", object.additional_properties());
    }
    printer.0.finish()
}

struct Printer<'a, 'b>(DebugStruct<'a, 'b>);

impl PropertyVisitor<'_> for Printer<'_, '_> {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.0.field(name, value);
        }
    }
}
