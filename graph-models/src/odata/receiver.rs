//! Reading of values that may not fit their property.
//!
//! A value that does not fit is no error: it is returned as the JSON text to keep. Reading a value that fits costs
//! nothing more, because the decision is made by the token that the deserializer has read anyway.

use super::exact::{self, Exact};
use super::kept;
use secrecy::zeroize::Zeroizing;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The JSON text of a value that does not fit its property. `None` for a value that fits, and for null.
pub(super) type Unfit = Option<Box<RawValue>>;

/// The field of a property. It takes the tokens that fit; the others are kept.
pub(super) trait Receiver: Sized {
    fn text(self, text: &str) -> Unfit {
        Some(kept::scalar(text))
    }

    fn boolean(self, value: bool) -> Unfit {
        Some(kept::scalar(&value))
    }

    fn integer(self, value: i128) -> Unfit {
        Some(kept::scalar(&value))
    }

    /// Receives a number that is not an integer of 64 bits, with all digits.
    fn number(self, json: &str) -> Unfit {
        Some(kept::json(json))
    }

    fn object<'de, A: MapAccess<'de>>(self, object: A) -> Result<Unfit, A::Error> {
        let json = kept::object(object)?;
        if json.get().starts_with('{') { Ok(Some(json)) } else { Ok(self.number(json.get())) }
    }

    fn list<'de, A: SeqAccess<'de>>(self, list: A) -> Result<Unfit, A::Error> {
        kept::list(Vec::new(), list).map(Some)
    }

    /// Receives a list as its JSON text.
    fn exact_list(self, json: &str) -> Result<Unfit, serde_json::Error> {
        Ok(Some(kept::json(json)))
    }
}

/// Reads a value into the field of a property.
pub(super) fn receive<'de, R: Receiver, D: Deserializer<'de>>(receiver: R, deserializer: D) -> Result<Unfit, D::Error> {
    deserializer.deserialize_newtype_struct(exact::AS_RECEIVED, ReceiverVisitor(receiver))
}

struct ReceiverVisitor<R>(R);

impl<'de, R: Receiver> Visitor<'de> for ReceiverVisitor<R> {
    type Value = Unfit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a property")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Unfit, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Unfit, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_none<E: Error>(self) -> Result<Unfit, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Unfit, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Unfit, E> {
        Ok(self.0.text(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Unfit, E> {
        // It may be a secret.
        Ok(self.0.text(&Zeroizing::new(text)))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Unfit, E> {
        Ok(self.0.boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Unfit, E> {
        Ok(self.0.integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Unfit, E> {
        Ok(self.0.integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Unfit, E> {
        Ok(self.0.integer(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Unfit, E> {
        Ok(self.0.number(kept::scalar(&value).get()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Unfit, E> {
        exact::mark_inexact();
        Ok(self.0.number(kept::scalar(&value).get()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Unfit, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Unfit, A::Error> {
        self.0.object(object)
    }

    /// Receives the JSON text from [`Exact`], the only deserializer of JSON that calls this.
    fn visit_borrowed_bytes<E: Error>(self, json: &'de [u8]) -> Result<Unfit, E> {
        let json = str::from_utf8(json).map_err(E::custom)?;
        let received = match json.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<Cow<'_, str>>(json) {
                Ok(text) => Ok(self.0.text(&text)),
                // An unpaired surrogate, which no string can hold.
                Err(_) => Ok(Some(kept::json(json))),
            },
            Some(b'-' | b'0'..=b'9') => Ok(self.0.number(json)),
            Some(b'[') => self.0.exact_list(json),
            _ => Exact::new(json).deserialize_any(self),
        };
        received.map_err(E::custom)
    }
}
