//! Map keys.
//!
//! A scalar comes in; `key:` goes out, so that only the value is missing. Kubernetes objects have
//! string keys only, so numbers and booleans become strings. A key must never be a block.

use serde::ser::{Impossible, Serialize, Serializer};

use super::{EmitError, scalar};

/// Readers look for the `:` of a short key within 1,024 characters and refuse it beyond; a longer
/// key gets the `?` form. The bound is lower because escapes count.
const LONGEST_SHORT_KEY: usize = 1000;

/// Writes `key:` at the place where an entry of a map begins; `indent` is its column.
pub(super) fn write_key(out: &mut String, text: &str, indent: usize) {
    let start = out.len();
    scalar::write_inline(out, text);
    if out.len() - start > LONGEST_SHORT_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        scalar::write_indent(out, indent);
    }
    out.push(':');
}

/// Serializer of a single key.
pub(super) struct Key<'a> {
    pub(super) out: &'a mut String,
    pub(super) indent: usize,
}

type Never = Impossible<(), EmitError>;

macro_rules! keys_by_display {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), EmitError> {
            self.serialize_str(&value.to_string())
        })*
    };
}

impl Serializer for Key<'_> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    fn serialize_str(self, text: &str) -> Result<(), EmitError> {
        write_key(self.out, text, self.indent);
        Ok(())
    }

    keys_by_display! {
        serialize_bool: bool, serialize_char: char,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_i128: i128, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64,
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), EmitError> {
        Err(EmitError::Key("nothing"))
    }

    fn serialize_unit(self) -> Result<(), EmitError> {
        Err(EmitError::Key("nothing"))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EmitError> {
        Err(EmitError::Key("nothing"))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EmitError> {
        Err(EmitError::Key("bytes"))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EmitError> {
        Err(EmitError::Key("an enum with content"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Never, EmitError> {
        Err(EmitError::Key("a list"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, EmitError> {
        Err(EmitError::Key("a list"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, EmitError> {
        Err(EmitError::Key("a list"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, EmitError> {
        Err(EmitError::Key("an enum with content"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never, EmitError> {
        Err(EmitError::Key("a map"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Never, EmitError> {
        Err(EmitError::Key("a map"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, EmitError> {
        Err(EmitError::Key("an enum with content"))
    }
}
