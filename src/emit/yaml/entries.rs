//! The entries of a list or map.
//!
//! Items, keys and values come in one after the other; each is written at once. The first entry
//! opens the container, and a container that ends unopened is written as `[]` or `{}`.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::EmitError;
use super::key::{Key, write_key};
use super::node::{Node, Place};
use super::scalar::write_indent;

/// A list or map that is being written.
pub(super) struct Entries<'a> {
    out: &'a mut String,
    /// Where the container stands; it decides what comes before the first entry.
    place: Place,
    /// The column of the entries.
    indent: usize,
    /// How the container is written while it has no entry.
    empty: &'static str,
    open: bool,
}

impl<'a> Entries<'a> {
    /// A container without entries so far.
    pub(super) fn new(
        out: &'a mut String,
        place: Place,
        indent: usize,
        empty: &'static str,
    ) -> Self {
        Self {
            out,
            place,
            indent,
            empty,
            open: false,
        }
    }

    /// Opens a container of a single entry and hands back the output and the entry's column.
    pub(super) fn into_first(mut self) -> (&'a mut String, usize) {
        self.begin();
        (self.out, self.indent)
    }

    /// Goes to where the next entry begins.
    fn begin(&mut self) {
        if !self.open {
            self.open = true;
            match self.place {
                Place::Document => return,
                // The first entry stands on the line of the dash: `- key: value`, `- - item`.
                Place::AfterDash => return self.out.push(' '),
                Place::AfterKey => self.out.push('\n'),
            }
        }
        write_indent(self.out, self.indent);
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.begin();
        self.out.push('-');
        value.serialize(Node::new(self.out, Place::AfterDash, self.indent))
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        value.serialize(Node::new(self.out, Place::AfterKey, self.indent))
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EmitError> {
        self.begin();
        write_key(self.out, name, self.indent);
        self.value(value)
    }

    fn finish(self) {
        if !self.open {
            if self.place != Place::Document {
                self.out.push(' ');
            }
            self.out.push_str(self.empty);
            self.out.push('\n');
        }
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = EmitError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EmitError> {
        self.begin();
        key.serialize(Key {
            out: self.out,
            indent: self.indent,
        })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
        self.value(value)
    }

    fn end(self) -> Result<(), EmitError> {
        self.finish();
        Ok(())
    }
}

/// Lists, tuples and their kin differ in the name of the trait and the method only.
macro_rules! lists {
    ($($trait:ident::$method:ident),* $(,)?) => {
        $(impl $trait for Entries<'_> {
            type Ok = ();
            type Error = EmitError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EmitError> {
                self.item(value)
            }

            fn end(self) -> Result<(), EmitError> {
                self.finish();
                Ok(())
            }
        })*
    };
}

lists! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

/// Structs and struct variants have the same fields.
macro_rules! structs {
    ($($trait:ident),* $(,)?) => {
        $(impl $trait for Entries<'_> {
            type Ok = ();
            type Error = EmitError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), EmitError> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), EmitError> {
                self.finish();
                Ok(())
            }
        })*
    };
}

structs! { SerializeStruct, SerializeStructVariant }
