//! Reading of texts, integers and booleans.

use super::kept;
use super::receiver::{Receiver, Unfit};
use crate::edm::integer;
use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Error};
use std::fmt::{self, Display, Formatter};

/// The field of a property that JSON writes as a string.
pub(super) struct Text<'a, T>(pub(super) &'a mut Option<T>);

impl<T: for<'de> Deserialize<'de>> Receiver for Text<'_, T> {
    fn text(self, text: &str) -> Unfit {
        match T::deserialize(StrDeserializer::<NotParsed>::new(text)) {
            Ok(value) => {
                *self.0 = Some(value);
                None
            }
            Err(NotParsed) => Some(kept::scalar(text)),
        }
    }
}

/// The field of an integer. A service may write it as a string, if the request specified `IEEE754Compatible=true`, or
/// like `1.0` and `1e2`.
pub(super) struct Integer<'a, T>(pub(super) &'a mut Option<T>);

impl<T: TryFrom<i128>> Integer<'_, T> {
    /// Takes an integer if the type can hold it. Returns whether it does.
    fn takes(self, value: Option<i128>) -> bool {
        *self.0 = value.and_then(|value| T::try_from(value).ok());
        self.0.is_some()
    }
}

impl<T: TryFrom<i128>> Receiver for Integer<'_, T> {
    fn integer(self, value: i128) -> Unfit {
        (!self.takes(Some(value))).then(|| kept::scalar(&value))
    }

    fn number(self, json: &str) -> Unfit {
        (!self.takes(integer(json))).then(|| kept::json(json))
    }

    fn text(self, text: &str) -> Unfit {
        (!self.takes(integer(text))).then(|| kept::scalar(text))
    }
}

/// The field of a boolean.
pub(super) struct Boolean<'a>(pub(super) &'a mut Option<bool>);

impl Receiver for Boolean<'_> {
    fn boolean(self, value: bool) -> Unfit {
        *self.0 = Some(value);
        None
    }
}

/// The error of a text that its type cannot hold. It costs nothing to create.
#[derive(Debug)]
struct NotParsed;

impl Display for NotParsed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the text does not fit the type")
    }
}

impl std::error::Error for NotParsed {}

impl Error for NotParsed {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}
