//! One value at one place of the document.
//!
//! A value comes in through serde; its text is appended to the output at once, so there is no tree
//! in between. What is written never looks back, but for a list or map that turns out empty: its
//! first entry writes the line break, so a container without entries can still become `[]`.

use std::fmt::{Display, Write as _};

use serde::ser::{Serialize, Serializer};

use super::entries::Entries;
use super::error::EmitError;
use super::key::write_key;
use super::place::Place;
use super::scalar::{self, Style};

/// Columns by which a map, and the text of a block, stands further right than what holds it.
const STEP: usize = 2;

/// A place where one value is to be written.
pub(super) struct Node<'a> {
    out: &'a mut String,
    place: Place,
    /// The column of the key or dash before the value.
    indent: usize,
}

impl<'a> Node<'a> {
    /// The place of the whole document.
    pub(super) fn document(out: &'a mut String) -> Self {
        Self {
            out,
            place: Place::Document,
            indent: 0,
        }
    }

    /// The place behind a key or dash that stands at the column `indent`.
    pub(super) fn new(out: &'a mut String, place: Place, indent: usize) -> Self {
        Self { out, place, indent }
    }

    fn gap(&mut self) {
        if self.place != Place::Document {
            self.out.push(' ');
        }
    }

    fn line(mut self, text: &str) -> Result<(), EmitError> {
        self.gap();
        self.out.push_str(text);
        self.out.push('\n');
        Ok(())
    }

    fn number(mut self, value: impl Display) -> Result<(), EmitError> {
        self.gap();
        // Writing into a `String` cannot fail.
        let _ = writeln!(self.out, "{value}");
        Ok(())
    }

    /// A YAML 1.1 float has a point, and a sign before its exponent: `1e21` is a string there.
    fn float(self, finite: bool, shortest: &str) -> Result<(), EmitError> {
        if !finite {
            return Err(EmitError::NotFinite);
        }
        let Some((mantissa, exponent)) = shortest.split_once('e') else {
            return self.line(shortest);
        };
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let sign = if exponent.starts_with('-') { "" } else { "+" };
        self.line(&format!("{mantissa}{point}e{sign}{exponent}"))
    }

    fn map(self) -> Entries<'a> {
        let indent = match self.place {
            Place::Document => 0,
            Place::AfterKey | Place::AfterDash => self.indent + STEP,
        };
        Entries::new(self.out, self.place, indent, "{}")
    }

    /// The dashes stand under the first letter of the key, as kubectl writes them.
    fn list(self) -> Entries<'a> {
        let indent = match self.place {
            Place::Document | Place::AfterKey => self.indent,
            Place::AfterDash => self.indent + STEP,
        };
        Entries::new(self.out, self.place, indent, "[]")
    }

    /// An enum variant with content is a map of one key, as in JSON.
    fn variant(self, name: &str) -> Node<'a> {
        let (out, indent) = self.map().into_first();
        write_key(out, name, indent);
        Node::new(out, Place::AfterKey, indent)
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), EmitError> {
            self.number(value)
        })*
    };
}

impl<'a> Serializer for Node<'a> {
    type Ok = ();
    type Error = EmitError;
    type SerializeSeq = Entries<'a>;
    type SerializeTuple = Entries<'a>;
    type SerializeTupleStruct = Entries<'a>;
    type SerializeTupleVariant = Entries<'a>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Entries<'a>;
    type SerializeStructVariant = Entries<'a>;

    fn serialize_str(mut self, text: &str) -> Result<(), EmitError> {
        self.gap();
        match scalar::style(text, true) {
            Style::Literal => scalar::write_literal(self.out, text, self.indent + STEP),
            style @ (Style::Plain | Style::Single | Style::Double) => {
                scalar::write_styled(self.out, text, style);
                self.out.push('\n');
            }
        }
        Ok(())
    }

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_i128: i128, serialize_u128: u128,
    }

    fn serialize_f32(self, value: f32) -> Result<(), EmitError> {
        self.float(value.is_finite(), &format!("{value:?}"))
    }

    fn serialize_f64(self, value: f64) -> Result<(), EmitError> {
        self.float(value.is_finite(), &format!("{value:?}"))
    }

    fn serialize_bool(self, value: bool) -> Result<(), EmitError> {
        self.line(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), EmitError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), EmitError> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), EmitError> {
        self.line("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EmitError> {
        self.line("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EmitError> {
        self.line("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EmitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), EmitError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), EmitError> {
        value.serialize(self.variant(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'a>, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'a>, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, EmitError> {
        Ok(self.list())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'a>, EmitError> {
        Ok(self.variant(variant).list())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, EmitError> {
        Ok(self.map())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, EmitError> {
        Ok(self.map())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'a>, EmitError> {
        Ok(self.variant(variant).map())
    }
}
